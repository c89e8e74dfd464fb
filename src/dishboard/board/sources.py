"""The sources of the board: what each says of itself, how it goes, how fresh its last word is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from dishboard.board.freshness import freshness_of
from dishboard.board.observations import is_ahead
from dishboard.board.rhythm import Rhythm
from dishboard.board.state import FeedCondition, FeedKind, FeedState, FeedSubject
from dishboard.model import Freshness

__all__ = ["Sources"]


class Sources:
    """All sources, in the order in which they were made known."""

    def __init__(self) -> None:
        self._states: dict[str, FeedState] = {}
        # By source: its newest instant; one from a wrong clock only while there is no other.
        self._newest: dict[str, tuple[bool, datetime]] = {}
        self._rhythms: dict[str, Rhythm] = {}

    def add(
        self,
        feed_id: str,
        name: str,
        cycle_s: float | None,
        detail: str,
        *,
        condition: FeedCondition,
        kind: FeedKind,
        subject: FeedSubject,
        simulated: bool,
    ) -> None:
        """Make a source known before its first message."""
        self._rhythms[feed_id] = Rhythm(cycle_s)
        self._states[feed_id] = FeedState(
            id=feed_id,
            name=name,
            condition=condition,
            detail=detail,
            cycle_s=cycle_s,
            observed_at=None,
            received_at=None,
            freshness=Freshness.UNKNOWN,
            kind=kind,
            subject=subject,
            simulated=simulated,
        )

    def cycle_s(self, feed_id: str) -> float | None:
        """How often it says something new, where its messages do not say."""
        return self._states[feed_id].cycle_s

    def heard(
        self,
        feed_id: str,
        readings: int,
        observed_at: datetime | None,
        received_at: datetime | None,
        problems: Sequence[str],
        note: str | None,
        cycle_s: float | None,
    ) -> None:
        """Count a message. `cycle_s`: its own rhythm; None: it states none."""
        feed = self._states[feed_id]
        if observed_at is not None:
            in_time = not is_ahead(observed_at, received_at)
            if in_time:
                self._rhythms[feed_id].heard(cycle_s, observed_at)
            told = (in_time, observed_at)
            self._newest[feed_id] = max(self._newest.get(feed_id, told), told)
        newest = self._newest.get(feed_id)
        self._states[feed_id] = replace(
            feed,
            condition=FeedCondition.OK,
            detail=_in_words(problems, note),
            observed_at=newest[1] if newest is not None else None,
            received_at=received_at,
            messages=feed.messages + 1,
            problems=feed.problems + len(problems),
            readings=feed.readings + readings,
            lag_s=_lag_s(observed_at, received_at),
        )

    def note(
        self, feed_id: str, next_at: datetime | None, counts: Mapping[str, float | None]
    ) -> None:
        """What a source says of itself beside its messages; it may leave the counting to us."""
        self._states[feed_id] = replace(self._states[feed_id], next_at=next_at, **counts)

    def trouble(self, feed_id: str, condition: FeedCondition, detail: str) -> None:
        """It has a difficulty; what it said before stays, and ages."""
        feed = self._states[feed_id]
        self._states[feed_id] = replace(feed, condition=condition, detail=detail)

    @property
    def is_any_asked(self) -> bool:
        """Whether one of them is not switched off."""
        return any(feed.condition is not FeedCondition.DISABLED for feed in self._states.values())

    def at(self, at: datetime) -> tuple[FeedState, ...]:
        """All of them as of an instant."""
        return tuple(
            _judged(feed, self._rhythms[feed.id].cycle_s(at), at) for feed in self._states.values()
        )


def _judged(feed: FeedState, cycle_s: float | None, at: datetime) -> FeedState:
    if feed.observed_at is None:
        return feed
    freshness = freshness_of(feed.observed_at, at, cycle_s)
    detail = feed.detail
    if feed.condition is FeedCondition.OK and freshness is not Freshness.FRESH:
        ahead = "; its clock is ahead of the board's" if freshness is Freshness.UNKNOWN else ""
        # A line says first how it goes, which is no longer so; what is amiss stays true beside it.
        _, more, rest = feed.detail.partition("; ")
        detail = f"its last word is of {feed.observed_at:%H:%M:%S} UTC{ahead}{more}{rest}"
    return replace(feed, cycle_s=cycle_s, freshness=freshness, detail=detail)


def _in_words(problems: Sequence[str], note: str | None) -> str:
    said = "messages arrive" if note is None else f"messages arrive; {note}"
    if not problems:
        return said
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{said}; a part could not be read: {problems[0]}{more}"


def _lag_s(observed_at: datetime | None, received_at: datetime | None) -> float | None:
    if observed_at is None or received_at is None:
        return None
    return (received_at - observed_at).total_seconds()
