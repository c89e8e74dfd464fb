"""From a capture of DSN Now to the board's readings.

Every dish appears, with one pointing per target and at least one; every signal appears, also one
of a craft that is not among the targets. Codes are matched with the network's names in the system
`dsn_now`, in any case; what nobody here knows is shown as it came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dishboard.feeds.bands import band_of
from dishboard.feeds.message import FeedMessage
from dishboard.formats.dsn_now import DsnDish, DsnNowCapture, DsnSignal, DsnTarget
from dishboard.model import (
    ActivityReading,
    Evidence,
    LinkReading,
    Network,
    PointingReading,
    Reading,
    TargetKind,
)

__all__ = ["FEED_ID", "FEED_NAME", "SYSTEM", "message_of", "readings_of"]

FEED_ID = "dsn_now"
FEED_NAME = "DSN Now"
SYSTEM = "dsn_now"  # key of this feed's names in the network's aliases and codes

STOWED_DEG = 89.5  # at or above: parked, or the feed's stand-in for "no angles" (0/90)


def message_of(
    capture: DsnNowCapture, network: Network, received_at: datetime, source: str = FEED_NAME
) -> FeedMessage:
    """The capture as the feed's message."""
    return FeedMessage(
        feed=FEED_ID,
        source=source,
        readings=readings_of(capture, network, received_at, source),
        problems=capture.problems,
        observed_at=capture.observed_at,
        received_at=received_at,
    )


def readings_of(
    capture: DsnNowCapture, network: Network, received_at: datetime, source: str = FEED_NAME
) -> tuple[Reading, ...]:
    """All readings of a capture: per dish its pointings, links and activity, in the file's order.

    Args:
        received_at: when we heard of it.
        source: in words a person reads.
    """
    common: dict[str, Any] = {
        "evidence": Evidence.OBSERVED,
        "source": source,
        "observed_at": capture.observed_at,
        "received_at": received_at,
    }
    return tuple(
        reading for dish in capture.dishes for reading in _readings_of(dish, network, common)
    )


def _readings_of(dish: DsnDish, network: Network, common: dict[str, Any]) -> Iterator[Reading]:
    common = {**common, "antenna": _which(dish.name, network)}
    for target in dish.targets or (None,):
        yield _pointing(dish, target, network, common)
    yield from _links(dish.signals, network, common)
    yield ActivityReading(
        **common,
        activity=dish.activity,
        wind_m_s=dish.wind_m_s,
        is_mspa=dish.is_mspa,
        is_array=dish.is_array,
        is_ddor=dish.is_ddor,
    )


def _pointing(
    dish: DsnDish, target: DsnTarget | None, network: Network, common: dict[str, Any]
) -> PointingReading:
    spacecraft, kind = _who(target.name if target else None, network)
    range_km = light_time_s = None
    if target:
        range_km = target.downlink_range_km or target.uplink_range_km  # never 0
        light_time_s = target.round_trip_s / 2 if target.round_trip_s else None
    return PointingReading(
        **common,
        spacecraft=spacecraft,
        target=target.name if target else None,
        target_kind=kind,
        azimuth_deg=dish.azimuth_deg,
        elevation_deg=dish.elevation_deg,
        range_km=range_km,
        light_time_s=light_time_s,
        stowed=dish.elevation_deg is not None and dish.elevation_deg >= STOWED_DEG,
    )


def _links(
    signals: tuple[DsnSignal, ...], network: Network, common: dict[str, Any]
) -> Iterator[LinkReading]:
    alike: Counter[object] = Counter()
    for signal in signals:
        band = signal.band or band_of(signal.frequency_hz)
        subject = (signal.spacecraft, signal.direction, band)
        alike[subject] += 1
        yield _link(signal, band, alike[subject], network, common)


def _link(
    signal: DsnSignal, band: str | None, channel: int, network: Network, common: dict[str, Any]
) -> LinkReading:
    spacecraft, kind = _who(signal.spacecraft, network)
    return LinkReading(
        **common,
        spacecraft=spacecraft,
        target=signal.spacecraft,
        target_kind=kind,
        direction=signal.direction,
        band=band,
        channel=channel,
        state=signal.state,
        state_reported=signal.state_reported,
        data_rate_bps=signal.data_rate_bps,
        power_dbm=signal.power_dbm,
        power_kw=signal.power_kw,
        frequency_hz=signal.frequency_hz,
    )


def _which(dish: str, network: Network) -> str:
    """Our id for a dish, or its name as it came."""
    antenna = network.antenna_by_alias(SYSTEM, dish)
    if antenna:
        return antenna.id
    return _apart(dish) if dish in network.antenna_by_id else dish


def _who(code: str | None, network: Network) -> tuple[str | None, TargetKind | None]:
    """Our id for a code, or the code as it came; and what it stands for."""
    if code is None:
        return None, None
    craft = network.spacecraft_by_code(SYSTEM, code)
    if craft:
        return craft.id, TargetKind.SPACECRAFT
    if code.casefold() in {name.casefold() for name in network.not_spacecraft}:
        return code, TargetKind.NOT_SPACECRAFT
    if code in network.spacecraft_by_id:
        return _apart(code), TargetKind.UNKNOWN  # `target` has the code as it came
    return code, TargetKind.UNKNOWN


def _apart(name: str) -> str:
    """A name that is an id of ours, and that no file says is a name of theirs too.

    Very likely they mean the same thing, but that would be a guess: it is kept apart from ours.
    """
    return f"{SYSTEM}:{name}"
