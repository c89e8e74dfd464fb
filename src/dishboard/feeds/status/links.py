"""The links of a status message: one per carrier resource.

Downlink: `data` when the frames (or, where no frame synchroniser speaks, the symbols) are locked,
`carrier` when the carrier is, `searching` when it is not and the receiver is operational, `none`
otherwise. Uplink: `off`, `test-load`, `carrier`, or `data` when the carrier is modulated. What is
not said is unknown.

A frame synchroniser belongs to the receiver with its instance number; if there is one of each, to
that one.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from dishboard.feeds.bands import band_of
from dishboard.feeds.status.names import Names
from dishboard.formats.station_status import Resource, StationStatus
from dishboard.model import Direction, LinkReading, LinkState, NoValue

__all__ = ["links_of", "take"]

RECEPTION = "Ccsds401SpaceLinkCarrierRcpt"
TRANSMISSION = "Ccsds401SpaceLinkCarrierXmit"
SYNCHRONISER = "FlfSyncAndChnlDecode"

Left = list[tuple[Resource, dict[str, Any]]]

_STATE_OF_TRANSMITTER = {
    "nonRadiating": LinkState.OFF,
    "radiatingIntoSpace": LinkState.CARRIER,
    "radiatingIntoTestLoad": LinkState.TEST_LOAD,
}


def take(rest: dict[str, Any], name: str) -> Any:
    """A parameter's value, taken away; None when it is not there or has no value."""
    value = rest.get(name)
    if value is None or type(value) is NoValue:
        return None
    del rest[name]
    return value


def links_of(
    status: StationStatus, left: Left, names: Names, common: dict[str, Any]
) -> list[LinkReading]:
    """One reading per carrier; what they carry is taken out of `left`."""
    carriers = [item for item in left if item[0].fr in (RECEPTION, TRANSMISSION)]
    if len(carriers) > 2:  # channels are counted by instance, whatever the order of the message
        carriers.sort(key=lambda item: item[0].inst)
    synchronisers = {resource.inst: rest for resource, rest in left if resource.fr == SYNCHRONISER}
    receivers = sum(resource.fr == RECEPTION for resource, _ in carriers)
    only = receivers == len(synchronisers) == 1
    alike: Counter[object] = Counter()
    links: list[LinkReading] = []
    for resource, rest in carriers:
        user = resource.user or status.user
        if resource.fr == RECEPTION:
            rest_of_frames = (
                next(iter(synchronisers.values())) if only else synchronisers.get(resource.inst)
            )
            said = _received(rest, rest_of_frames or {})
        else:
            said = _transmitted(rest)
        spacecraft, kind = names.spacecraft(user)
        subject = (user, said["direction"], said["band"])
        alike[subject] += 1
        links.append(
            LinkReading(
                **common,
                spacecraft=spacecraft,
                target=user,
                target_kind=kind,
                channel=alike[subject],
                **said,
            )
        )
    return links


def _received(rest: dict[str, Any], rest_of_frames: dict[str, Any]) -> dict[str, Any]:
    locks = take(rest, "ccsds401CarrierRcptLockStat") or {}
    carrier, symbols = locks.get("carrierLock"), locks.get("symbolStreamLock")
    frames = take(rest_of_frames, "flfSyncDecFrameSyncLockStat")
    frequency_hz = take(rest, "ccsds401CarrierRcptActualFreq")
    predicted_dbm = _number(rest, "ccsds401CarrierRcptPredictedSignalLevel")
    residual_db = _number(rest, "ccsds401CarrierRcptSignalLevelResidual")
    power_dbm = None
    if predicted_dbm is not None and residual_db is not None:
        power_dbm = predicted_dbm + residual_db  # the model has no absolute level of its own
    return {
        "direction": Direction.DOWN,
        "band": band_of(frequency_hz or _number(rest, "ccsds401CarrierRcptNominalFreq")),
        "state": _state_received(carrier, symbols, frames, rest),
        "state_reported": carrier,
        "power_dbm": power_dbm,
        "frequency_hz": frequency_hz,
        "carrier_lock": carrier,
        "subcarrier_lock": locks.get("subcarrierLock"),
        "symbol_lock": symbols,
        "frame_lock": frames,
    }


def _number(rest: dict[str, Any], name: str) -> float | None:
    """A number that stays a parameter as well."""
    value = rest.get(name)
    return None if value is None or type(value) is NoValue else value


def _state_received(
    carrier: str | None, symbols: str | None, frames: str | None, rest: dict[str, Any]
) -> LinkState:
    if carrier == "locked":
        deepest = frames or symbols
        return LinkState.DATA if deepest == "locked" else LinkState.CARRIER
    if carrier == "notLocked":
        operational = rest.get("ccsds401CarrierRcptResourceStat") == "operational"
        return LinkState.SEARCHING if operational else LinkState.NONE
    return LinkState.UNKNOWN


def _transmitted(rest: dict[str, Any]) -> dict[str, Any]:
    said = take(rest, "ccsds401CarrierXmitStat")
    state = _STATE_OF_TRANSMITTER.get(said, LinkState.UNKNOWN)
    if state is LinkState.CARRIER and rest.get("ccsds401CarrierXmitMod") == "on":
        state = LinkState.DATA
    frequency_hz = take(rest, "ccsds401CarrierXmitActualCarrierFreq")
    return {
        "direction": Direction.UP,
        "band": band_of(frequency_hz),
        "state": state,
        "state_reported": said,
        "frequency_hz": frequency_hz,
        "eirp_dbw": take(rest, "ccsds401CarrierXmitEirp"),
    }
