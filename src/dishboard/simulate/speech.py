"""What an antenna says: one status message of an instant, as bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import msgspec

from dishboard.board.intervals import Interval, Intervals
from dishboard.formats.station_status import SCHEMA_NAME
from dishboard.model import ContactLink, Direction, Network
from dishboard.simulate.chance import chance
from dishboard.simulate.figures import (
    Carrier,
    carrier_of,
    doppler_hz,
    eirp_dbw,
    level_dbm,
    weather_at,
)
from dishboard.simulate.pointing import STOW, Pointed, Where
from dishboard.simulate.sessions import FRAMES_AFTER_S, SWEEP_S, SYMBOLS_AFTER_S, Played, Session
from dishboard.simulate.station import Station
from dishboard.time import format_instant, from_unix_s

__all__ = ["Speech"]

JsonObject = dict[str, Any]

TEST_LOAD_S = 20.0  # the transmitter is tried on its load, so long, early in the set-up
POINTING_ERROR_DEG = 0.005  # standard deviation
LEVEL_ERROR_DB = 0.4
UNDEFINED: JsonObject = {"q": "undefined"}

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, kw_only=True)
class Speech:
    """Makes the messages of a simulation."""

    network: Network
    seed: int

    def message(self, station: Station, at_s: float, sequence: int, cycle_s: float) -> bytes:
        """What a station says at an instant of true time."""
        return _encoder.encode(self.status(station, at_s, sequence, cycle_s))

    def status(self, station: Station, at_s: float, sequence: int, cycle_s: float) -> JsonObject:
        """The message before it is written as JSON."""
        drawn = chance(self.seed, station.antenna.id, sequence, cycle_s)
        session = station.session_at(at_s)
        parts = [one for one in session.played if _is_on(one, at_s)] if session else []
        condition, maintenance = _condition(station, session, parts, at_s)
        said: JsonObject = {
            "schema": SCHEMA_NAME,
            "site": station.antenna.site,
            "aperture": station.antenna.id,
            "time": format_instant(from_unix_s(at_s + station.ahead_s)),
            "seq": sequence,
            "cycle": cycle_s,
            "evidence": "simulated",
        }
        if parts:
            said["user"] = parts[0].part.craft
            contact = parts[0].part.contact
            if contact is not None:
                said["scheduledActivityId"] = contact.id
            said["productionStatus"] = condition
        if maintenance is not None:
            said["maintenance"] = maintenance
        said["resources"] = [
            self._antenna(station, session, condition, at_s, drawn),
            *self._links(station, parts, condition, at_s, drawn),
        ]
        return said

    def _antenna(
        self,
        station: Station,
        session: Session | None,
        condition: str | None,
        at_s: float,
        drawn: Random,
    ) -> JsonObject:
        pointed = session.pointed(at_s) if session else Pointed("stow", STOW, STOW)
        is_storm = _within(at_s, station.storms) is not None
        site = self.network.site_by_id[station.antenna.site]
        weather = weather_at(site, self.seed, at_s, is_storm=is_storm)
        moves = pointed.mode in ("programTrack", "slew")
        error_deg = POINTING_ERROR_DEG if moves else 0.0
        return {
            "fr": "Antenna",
            "params": {
                # Without a service there is no production, and so no state of it.
                "antResourceStat": condition or UNDEFINED,
                "antPointingMode": pointed.mode,
                "antActualPointing": _direction(pointed.actual, error_deg, drawn),
                "antCommandedPointing": _direction(pointed.commanded, 0.0, drawn),
                "antPointingResidual": UNDEFINED,  # of closed loops only
                "antMeanWindSpeed": round(max(0.0, weather.wind_m_s + drawn.gauss(0, 0.2)), 1),
                "antWindDirection": round(weather.wind_from_deg % 360.0),
                "antAmbientTemperature": round(weather.temperature_c, 1),
            },
        }

    # ---- links

    def _links(
        self,
        station: Station,
        parts: list[Played],
        condition: str | None,
        at_s: float,
        drawn: Random,
    ) -> Iterator[JsonObject]:
        received = sent = 0
        for number, one in enumerate(parts):
            user = {} if number == 0 else {"user": one.part.craft}
            for link in one.part.links:
                carrier = self._carrier(one, link, at_s)
                if carrier is None:
                    continue
                if link.direction is Direction.DOWN:
                    received += 1
                    for said in _reception(
                        station, one, link, carrier, condition, received, at_s, drawn
                    ):
                        yield said | user
                else:
                    sent += 1
                    for said in _transmission(station, one, link, carrier, condition, sent, at_s):
                        yield said | user

    def _carrier(self, one: Played, link: ContactLink, at_s: float) -> Carrier | None:
        craft = self.network.spacecraft_by_id[one.part.craft]
        return carrier_of(craft, link.direction, link.band, one.part.looks.range_km(at_s))


def _reception(
    station: Station,
    one: Played,
    link: ContactLink,
    carrier: Carrier,
    condition: str | None,
    instance: int,
    at_s: float,
    drawn: Random,
) -> Iterator[JsonObject]:
    looks, span = one.part.looks, _within(at_s, one.carrier)
    state = _state_of_chain(one, condition, at_s)
    locked_s = at_s - span[0] if span is not None else -1.0
    shift_hz = doppler_hz(carrier.frequency_hz, looks.range_rate_km_s(at_s))
    params: JsonObject = {
        "ccsds401CarrierRcptResourceStat": state,
        "ccsds401CarrierRcptPhysChnlName": f"{link.band} down",
        "ccsds401CarrierRcptLockStat": {
            "carrierLock": _lock(locked_s >= 0.0),
            "subcarrierLock": (
                _lock(locked_s >= SYMBOLS_AFTER_S / 2) if link.band == "S" else "notApplicable"
            ),
            "symbolStreamLock": _lock(locked_s >= SYMBOLS_AFTER_S),
        },
        "ccsds401CarrierRcptNominalFreq": round(carrier.frequency_hz),
        "ccsds401CarrierRcptPredictMode": "twoWay" if one.radiates else "oneWay",
        "ccsds401CarrierRcptPredictedSignalLevel": round(
            level_dbm(station.antenna, looks.range_km(at_s)), 1
        ),
    }
    if locked_s >= 0.0:
        params |= {
            "ccsds401CarrierRcptActualFreq": round(carrier.frequency_hz + shift_hz),
            "ccsds401CarrierRcptFreqOffset": round(shift_hz),
            "ccsds401CarrierRcptSignalLevelResidual": round(drawn.gauss(0, LEVEL_ERROR_DB), 2),
            "ccsds401CarrierRcptCarrierLoopSnr": round(22.0 + drawn.gauss(0, LEVEL_ERROR_DB), 2),
        }
    if locked_s >= SYMBOLS_AFTER_S:
        params["ccsds401CarrierRcptActualSymbolRate"] = carrier.symbols_per_s
    yield {"fr": "Ccsds401SpaceLinkCarrierRcpt", "inst": instance, "params": params}
    frames: JsonObject = {
        "flfSyncDecResourceStat": state,
        "flfSyncDecFrameSyncLockStat": (
            "locked"
            if locked_s >= FRAMES_AFTER_S
            else "verify"
            if locked_s >= SYMBOLS_AFTER_S
            else "notLocked"
        ),
    }
    if locked_s >= FRAMES_AFTER_S:
        frames["flfSyncDecFrameErrorRate"] = round(10 ** drawn.uniform(-7, -4), 8)
    yield {"fr": "FlfSyncAndChnlDecode", "inst": instance, "params": frames}


def _transmission(
    station: Station,
    one: Played,
    link: ContactLink,
    carrier: Carrier,
    condition: str | None,
    instance: int,
    at_s: float,
) -> Iterator[JsonObject]:
    span = _within(at_s, one.radiates)
    since_boa_s = at_s - one.part.boa_s
    is_tried = TEST_LOAD_S <= since_boa_s < 2 * TEST_LOAD_S and condition == "configured"
    is_sweeping = span is not None and span == one.radiates[0] and at_s - span[0] < SWEEP_S
    params: JsonObject = {
        "ccsds401CarrierXmitResourceStat": _state_of_chain(one, condition, at_s),
        "ccsds401CarrierXmitPhysChnlName": f"{link.band} up",
        "ccsds401CarrierXmitStat": (
            "radiatingIntoSpace"
            if span is not None
            else "radiatingIntoTestLoad"
            if is_tried
            else "nonRadiating"
        ),
        "ccsds401CarrierXmitActualCarrierFreq": round(carrier.frequency_hz),
        "ccsds401CarrierXmitSweepProcStat": "active" if is_sweeping else "notActive",
        "ccsds401CarrierXmitMod": "on" if span is not None and not is_sweeping else "off",
    }
    if span is not None:
        watts_db = eirp_dbw(station.antenna, link.band, carrier.frequency_hz)
        params["ccsds401CarrierXmitEirp"] = round(watts_db, 1)
        params["ccsds401CarrierXmitSymbolRate"] = carrier.symbols_per_s
    yield {"fr": "Ccsds401SpaceLinkCarrierXmit", "inst": instance, "params": params}
    heard = span is not None and not is_sweeping
    status = "nominal" if heard else "noBitLock" if span is not None else "noRfAvailable"
    yield {
        "fr": "TcPlopSyncAndChnlEncode",
        "inst": instance,
        "params": {
            "tcPlopSyncResourceStat": _state_of_chain(one, condition, at_s),
            "tcPlopSyncTcLinkStat": status,
        },
    }


# ---- states


def _condition(
    station: Station, session: Session | None, parts: list[Played], at_s: float
) -> tuple[str | None, str | None]:
    """The antenna's state and maintenance. None: no service, and so no state of it."""
    if _within(at_s, station.maintenance) is not None:
        return "halted", "planned"
    if session is not None and _within(at_s, session.broken) is not None:
        return "interrupted", "unplanned"
    if _within(at_s, station.storms) is not None:
        return "halted", None
    if any(one.part.bot_s <= at_s < one.part.eot_s for one in parts):
        return "operational", None
    return ("configured" if parts else None), None


def _state_of_chain(one: Played, condition: str | None, at_s: float) -> str:
    """The state of what serves one spacecraft."""
    if condition in ("halted", "interrupted"):
        return condition
    return "operational" if one.part.bot_s <= at_s < one.part.eot_s else "configured"


def _is_on(one: Played, at_s: float) -> bool:
    return one.part.boa_s <= at_s < one.part.eoa_s


def _within(at_s: float, intervals: Intervals) -> Interval | None:
    return next((span for span in intervals if span[0] <= at_s < span[1]), None)


def _lock(is_locked: bool) -> str:
    return "locked" if is_locked else "notLocked"


def _direction(where: Where, error_deg: float, drawn: Random) -> JsonObject:
    azimuth_deg = where.azimuth_deg + (drawn.gauss(0, error_deg) if error_deg else 0.0)
    elevation_deg = where.elevation_deg + (drawn.gauss(0, error_deg) if error_deg else 0.0)
    return {
        "azimuth": round(azimuth_deg % 360.0, 3) % 360.0,
        "elevation": round(min(90.0, max(0.0, elevation_deg)), 3),
    }
