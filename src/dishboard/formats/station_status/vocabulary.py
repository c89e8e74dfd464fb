"""The parameters that Dishboard understands, by functional resource: names, words, units, ranges.

Names and words are those of the CCSDS functional resource model (the working group's registry as
of March 2023, edition of the names with `antActualPointing`). Numbers are in plain units: where
the model counts 1/1000 degree, a message says degrees. `scale` notes the model's own counting.

One table serves the parser, the published JSON Schema and the documentation. A kind's `allows` says
that a value is right; what it does not allow may still be read with care (see `values`).
"""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec import Struct

__all__ = ["PARAMETERS", "RESOURCE_STATES", "Kind", "Number", "Parts", "Text", "Words"]


class Words(Struct, frozen=True):
    """One of some words. Another one is a fault in strict reading and shown as text otherwise."""

    words: tuple[str, ...]
    note: str = ""
    scale: str = ""

    def allows(self, value: object) -> bool:
        return value in self.words


class Number(Struct, frozen=True):
    """A number of a unit, within limits that are included."""

    least: float | None
    most: float | None
    unit: str
    note: str = ""
    scale: str = ""  # how the functional resource model counts it, when not in the unit

    def allows(self, value: Any) -> bool:
        return (
            (type(value) is float or type(value) is int)
            and (self.least is None or value >= self.least)
            and (self.most is None or value <= self.most)
        )


class Text(Struct, frozen=True):
    """Text of at least one character."""

    most: int  # characters
    note: str = ""
    scale: str = ""

    def allows(self, value: object) -> bool:
        return type(value) is str and 0 < len(value) <= self.most


class Parts(Struct, frozen=True):
    """A compound value; the first part must be there."""

    parts: dict[str, Words | Number]
    note: str = ""
    all_needed: bool = True
    scale: str = ""

    def allows(self, value: object) -> bool:
        if type(value) is not dict or len(value) != len(self.parts):  # fewer: looked at closely
            return False
        return all(part.allows(value.get(name)) for name, part in self.parts.items())


Kind: TypeAlias = Words | Number | Text | Parts

RESOURCE_STATES = ("configured", "operational", "interrupted", "halted")
_LOCK = ("notLocked", "locked")


def _state(note: str) -> Words:
    return Words(RESOURCE_STATES, note)


def _direction(least_azimuth: float, least_elevation: float, note: str) -> Parts:
    return Parts(
        {
            "azimuth": Number(least_azimuth, 540, "deg", scale="1/1000 deg"),
            "elevation": Number(least_elevation, 180, "deg", scale="1/1000 deg"),
        },
        note,
        scale="1/1000 deg",
    )


PARAMETERS: dict[str, dict[str, Kind]] = {
    "Antenna": {
        "antResourceStat": _state("the antenna as a whole"),
        "antPointingMode": Words(
            ("stow", "halt", "fixedPosition", "slew", "programTrack", "closedLoop"),
            "how it is steered; stow: in or moving to its stow position",
        ),
        "antActualPointing": _direction(
            0, 0, "azimuth may exceed 360 (cable wrap), elevation 90 (over the top)"
        ),
        "antCommandedPointing": _direction(0, 0, "where it was told to point"),
        "antPointingResidual": _direction(-540, -180, "closed loop only: actual minus programme"),
        "antTrackingRxLockStat": Words(_LOCK, "tracking receiver"),
        "antTrackingRxInpLevel": Number(-200, -3, "dBm", scale="1/10 dBm"),
        "antMeanWindSpeed": Number(0, 100, "m/s", scale="1/10 m/s"),
        "antPeakWindSpeed": Number(0, 100, "m/s", scale="1/10 m/s"),
        "antWindDirection": Number(0, 360, "deg", "where it comes from; east is 90"),
        "antPrecipitationRate": Number(0, 100, "mm/h"),
        "antAccumulatedPrecipitation": Number(0, 2400, "mm", "since 00:00 UTC"),
        "antRelativeHumidity": Number(0, 100, "%"),
        "antAtmosphericPressure": Number(
            500, 1100, "hPa", "the model begins at 800; high sites are lower"
        ),
        "antAmbientTemperature": Number(-100, 100, "°C"),
    },
    "Ccsds401SpaceLinkCarrierRcpt": {
        "ccsds401CarrierRcptResourceStat": _state("reception of the carrier"),
        "ccsds401CarrierRcptPhysChnlName": Text(32, "physical channel"),
        "ccsds401CarrierRcptLockStat": Parts(
            {
                "carrierLock": Words(_LOCK),
                "subcarrierLock": Words((*_LOCK, "notApplicable")),
                "symbolStreamLock": Words(_LOCK),
            },
            "only carrierLock must be there",
            all_needed=False,
        ),
        "ccsds401CarrierRcptNominalFreq": Number(0, 1e11, "Hz", "without Doppler"),
        "ccsds401CarrierRcptActualFreq": Number(0, 1e11, "Hz"),
        "ccsds401CarrierRcptFreqOffset": Number(-5e6, 5e6, "Hz", "actual minus nominal"),
        "ccsds401CarrierRcptPredictMode": Words(("none", "oneWay", "twoWay", "threeWay")),
        "ccsds401CarrierRcptPredictedSignalLevel": Number(
            -250, -30, "dBm", "total power at the LNA's input"
        ),
        "ccsds401CarrierRcptSignalLevelResidual": Number(
            -50, 50, "dB", "actual minus predicted", "1/100 dB"
        ),
        "ccsds401CarrierRcptSystemNoiseTemperature": Number(1, 10_000, "K"),
        "ccsds401CarrierRcptCarrierLoopSnr": Number(-100, 150, "dB", scale="1/100 dB"),
        "ccsds401CarrierRcptActualSymbolRate": Number(
            0, None, "symbols/s", "no data rate: coding lies between", "1/1000 symbols/s"
        ),
        "ccsds401CarrierRcptPredictedEsOverNo": Number(-50, 100, "dB", scale="1/100 dB"),
        "ccsds401CarrierRcptEsOverNoResidual": Number(-50, 50, "dB", scale="1/100 dB"),
    },
    "Ccsds401SpaceLinkCarrierXmit": {
        "ccsds401CarrierXmitResourceStat": _state("the transmitting chain"),
        "ccsds401CarrierXmitPhysChnlName": Text(32, "physical channel"),
        "ccsds401CarrierXmitStat": Words(
            ("nonRadiating", "radiatingIntoSpace", "radiatingIntoTestLoad")
        ),
        "ccsds401CarrierXmitEirp": Number(0, 150, "dBW"),
        "ccsds401CarrierXmitActualCarrierFreq": Number(0, 1e11, "Hz"),
        "ccsds401CarrierXmitSweepProcStat": Words(("active", "notActive")),
        "ccsds401CarrierXmitMod": Words(("off", "on"), "modulation"),
        "ccsds401CarrierXmitSymbolRate": Number(0, None, "symbols/s", scale="1/10000 Hz"),
    },
    "FlfSyncAndChnlDecode": {
        "flfSyncDecResourceStat": _state("synchronisation and decoding"),
        "flfSyncDecFrameSyncLockStat": Words((*_LOCK, "verify")),
        "flfSyncDecFrameErrorRate": Number(0, 1, "", "share of frames"),
    },
    "RngAndDopplerExtraction": {
        "rngAndDopplerExtractionResourceStat": _state("ranging"),
        "rngAndDopplerExtractionLoopLockStat": Words(_LOCK),
        "rngAndDopplerExtractionDataCollection": Words(("notActive", "auto", "active")),
    },
    "TcPlopSyncAndChnlEncode": {
        "tcPlopSyncResourceStat": _state("telecommand encoding"),
        "tcPlopSyncTcLinkStat": Words(
            ("fwdLinkStatNotAvailable", "noRfAvailable", "noBitLock", "nominal"),
            "what the spacecraft says of the uplink (CLCW)",
        ),
    },
}
