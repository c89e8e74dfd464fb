"""What a viewer must know before believing the board, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from dishboard.board.state import (
    AntennaState,
    ClockMode,
    ClockState,
    FeedCondition,
    FeedState,
    FeedSubject,
)
from dishboard.model import Absence, Contact, Evidence, Freshness, PositionReading, Quality
from dishboard.units import in_days

__all__ = ["Played", "notices", "played_by"]


class Played(Struct, frozen=True):
    """How much of the board is simulated."""

    sources: tuple[str, ...]
    antennas: int
    others_observed: bool


def played_by(antennas: Iterable[AntennaState]) -> Played:
    """What is simulated of the network, and whether anything beside it is not."""
    said = [
        reading
        for antenna in antennas
        for reading in (*antenna.pointing, *antenna.links, *antenna.activity)
    ]
    simulated = [reading for reading in said if reading.evidence is Evidence.SIMULATED]
    return Played(
        sources=tuple(sorted({reading.source for reading in simulated})),
        antennas=len({reading.antenna for reading in simulated}),
        others_observed=any(reading.evidence is Evidence.OBSERVED for reading in said),
    )


def notices(
    at: datetime,
    clock: ClockState,
    feeds: Sequence[FeedState],
    positions: Iterable[PositionReading | Absence],
    plan: Iterable[Contact],
    played: Played,
) -> tuple[str, ...]:
    """The sentences, the weightiest first. They change with days and events, not with seconds.

    Args:
        played: what is simulated.
    """
    said: list[str] = []
    if played.sources:
        # the meaning first: a narrow header shows only the beginning
        antennas = f"{played.antennas} antenna{'' if played.antennas == 1 else 's'}"
        others = "Only a part is observed" if played.others_observed else "Nothing is observed"
        said.append(f"{others}: {antennas} simulated by {', '.join(played.sources)}.")
    if clock.mode is ClockMode.FIXED:
        said.append(f"Computed from what is known today, for {at:%Y-%m-%d %H:%M:%S} UTC.")
    if clock.mode is ClockMode.REPLAY:
        said.append("Replay: the time of a recorded capture, not the present.")
    asked = [feed for feed in feeds if feed.condition is not FeedCondition.DISABLED]
    said += [_trouble(feed) for feed in asked if _is_troubled(feed)]
    if all(feed.subject is FeedSubject.SKY for feed in asked):
        why = "offline, nothing is asked" if clock.offline else "no live source is configured"
        said.append(f"Nothing is observed: {why}.")
    said += _ages(list(positions))
    if any(contact.evidence is Evidence.PREDICTED for contact in plan):
        said.append("The plan is Dishboard's own, no operator's schedule.")
    return tuple(said)


def _is_troubled(feed: FeedState) -> bool:
    return feed.condition is not FeedCondition.OK or feed.freshness in (
        Freshness.LATE,
        Freshness.STALE,
        Freshness.UNKNOWN,
    )


def _trouble(feed: FeedState) -> str:
    if feed.condition is not FeedCondition.OK or feed.observed_at is None:
        return f"{feed.name}: {feed.detail}."
    stands = "is ahead" if feed.freshness is Freshness.UNKNOWN else f"is {feed.freshness}"
    return f"{feed.name} {stands}: {feed.detail}."


def _ages(positions: Sequence[PositionReading | Absence]) -> list[str]:
    said: list[str] = []
    doubtful = [
        item
        for item in positions
        if isinstance(item, PositionReading)
        and item.quality in (Quality.POOR, Quality.INDICATIVE)
        and item.age_s is not None
    ]
    if doubtful:
        ages = in_days(*(item.age_s or 0.0 for item in doubtful))
        said.append(
            f"{len(doubtful)} spacecraft {_are(doubtful)} predicted from data {ages} old: "
            "times may be off by minutes."
        )
    unknown = [item for item in positions if isinstance(item, Absence)]
    if unknown:
        names = ", ".join(sorted(item.spacecraft for item in unknown))
        position = "position" if len(unknown) == 1 else "positions"
        said.append(
            f"The {position} of {len(unknown)} spacecraft {_are(unknown)} unknown: {names}."
        )
    return said


def _are(things: Sequence[object]) -> str:
    return "is" if len(things) == 1 else "are"
