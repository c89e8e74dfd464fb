"""What is different between two states, leaving out what only the passing of time moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from dishboard.board.state import AntennaState, Change, SpacecraftState, State
from dishboard.model import Event, Evidence

__all__ = ["change_between"]


def change_between(before: State | None, after: State) -> Change | None:
    """The numbered change from one state to the next, or None when there is none worth sending."""
    if before is None:
        return Change(
            version=1,
            at=after.at,
            clock=after.clock,
            totals=after.totals,
            antennas=after.antennas,
            spacecraft=after.spacecraft,
            feeds=after.feeds,
            notices=after.notices,
            events=after.events,
        )
    antennas = _changed(before.antennas, after.antennas, _antenna_at_rest)
    spacecraft = _changed(before.spacecraft, after.spacecraft, _spacecraft_at_rest)
    events = _changed(before.events, after.events, _event_itself)
    removed_events = _removed(before.events, after.events)
    removed_antennas = _removed(before.antennas, after.antennas)
    removed_spacecraft = _removed(before.spacecraft, after.spacecraft)
    if not (
        antennas
        or spacecraft
        or removed_antennas
        or removed_spacecraft
        or events
        or removed_events
        or before.feeds != after.feeds
        or before.totals != after.totals
        or before.notices != after.notices
        or before.clock != after.clock
    ):
        return None
    return Change(
        version=before.version + 1,
        at=after.at,
        clock=after.clock,
        totals=after.totals,
        antennas=antennas,
        spacecraft=spacecraft,
        feeds=after.feeds,
        notices=after.notices,
        removed_antennas=removed_antennas,
        removed_spacecraft=removed_spacecraft,
        events=events,
        removed_events=removed_events,
    )


def _changed(before: Iterable[Any], after: Iterable[Any], at_rest: Any) -> tuple[Any, ...]:
    known = {item.id: item for item in before}
    changed: list[Any] = []
    for item in after:
        other = known.get(item.id)
        if other is None or (other is not item and at_rest(other) != at_rest(item)):
            changed.append(item)
    return tuple(changed)


def _removed(before: Iterable[Any], after: Iterable[Any]) -> tuple[str, ...]:
    remaining = {item.id for item in after}
    return tuple(item.id for item in before if item.id not in remaining)


def _event_itself(event: Event) -> Event:
    return event


def _antenna_at_rest(antenna: AntennaState) -> AntennaState:
    """The antenna without its computed, ever moving values; which ones there are still counts."""
    return replace(
        antenna,
        pointing=tuple(
            (reading.spacecraft, reading.source, reading.quality)
            if reading.evidence is Evidence.PREDICTED
            else reading
            for reading in antenna.pointing
        ),
        links=tuple(
            (reading.spacecraft, reading.source, reading.direction, reading.band)
            if reading.evidence is Evidence.PREDICTED
            else reading
            for reading in antenna.links
        ),
    )


def _spacecraft_at_rest(craft: SpacecraftState) -> SpacecraftState:
    position = craft.position
    return replace(
        craft,
        position=position and (position.source, position.quality, position.placed_at),
    )
