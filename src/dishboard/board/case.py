"""One contact, planned or seen, beside what was observed of its antenna: what it is judged by."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import inf

from dishboard.board.freshness import STALE_AFTER_CYCLES
from dishboard.board.intervals import Interval, Intervals, joined, overlap, total, union
from dishboard.board.names import contact_id, record_id
from dishboard.board.rules import Rules
from dishboard.board.trace import Trace
from dishboard.board.verdict import Shares, leading, verdict
from dishboard.board.words import Path, Said
from dishboard.model import (
    Contact,
    Direction,
    Evidence,
    Outcome,
    Sharing,
)
from dishboard.time import from_unix_s, unix_s

__all__ = ["Case"]

DOWN, UP = Direction.DOWN, Direction.UP


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """A contact and what is known of it at an instant.

    Planned, `seen` are the sightings of the pair that touch BOA to EOA; unplanned, the one sighting
    it is. `trace` None: no source speaks of the antenna.
    """

    at: datetime
    antenna: str
    craft: str
    contact: Contact | None
    trace: Trace | None
    seen: Intervals
    deaf: Mapping[Direction, Set[str]]  # the sources that never tell of a direction
    rules: Rules

    # ---- times, Unix seconds

    @cached_property
    def at_s(self) -> float:
        return unix_s(self.at)

    @cached_property
    def track(self) -> Interval | None:
        """BOT to EOT."""
        if self.contact is None:
            return None
        return unix_s(self.contact.bot_at), unix_s(self.contact.eot_at)

    @cached_property
    def passed(self) -> Intervals:
        """The part of the track that has passed; none of one without length."""
        if self.track is None or self.track[0] >= min(self.track[1], self.at_s):
            return []
        return [(self.track[0], min(self.track[1], self.at_s))]

    @cached_property
    def hull(self) -> Interval:
        """All that belongs to the contact: its activity, and the sightings that touch it."""
        spans = list(self.seen)
        if self.contact is not None:
            spans.append((unix_s(self.contact.boa_at), unix_s(self.contact.eoa_at)))
        return min(start_s for start_s, _ in spans), max(end_s for _, end_s in spans)

    @cached_property
    def debounce_s(self) -> float:
        """A state is announced once it has held so long: the longer of the setting and a cycle."""
        quickest_s = self.trace.quickest_s if self.trace is not None else 0.0
        return max(self.rules.debounce_s, quickest_s)

    @cached_property
    def grace_s(self) -> float:
        return max(self.rules.grace_s, 2 * self.cycle_s)

    @cached_property
    def cycle_s(self) -> float:
        """The rhythm of the slowest source; 0 while nobody speaks of the antenna."""
        return self.trace.hold_s / STALE_AFTER_CYCLES if self.trace is not None else 0.0

    @cached_property
    def heard_s(self) -> float:
        """How far the data's own clock has come, up to now."""
        return min(self.at_s, self.trace.heard_s) if self.trace is not None else float("-inf")

    # ---- what was so, within the hull

    def signal(self, way: Direction) -> Intervals:
        return self._signals[way]

    def lock(self, way: Direction) -> Intervals:
        return self._locks[way]

    def watched(self, way: Direction) -> Intervals:
        """When a signal would have been told of; anywhere, not only within the hull."""
        return self._watches[way]

    @cached_property
    def on(self) -> Intervals:
        """When there was a signal either way, short dropouts closed."""
        return joined(union(self.signal(DOWN), self.signal(UP)), self.debounce_s)

    @cached_property
    def seen_by(self) -> Set[str]:
        """The sources that told of a signal."""
        if self.trace is None or not self.seen:
            return frozenset()
        return {*self.trace.who_saw(self.craft, self.seen[0][0], self.seen[-1][1])}

    @cached_property
    def on_s(self) -> float:
        """How long it was on, seconds."""
        return total(self.on)

    @cached_property
    def sends(self) -> Intervals:
        """When it radiated to the craft, short dropouts closed."""
        return joined(self.signal(UP), self.debounce_s)

    @cached_property
    def flags(self) -> frozenset[Sharing]:
        """Whether a source says that it is one of several: MSPA, an array."""
        if self.trace is None or not self.on:
            return frozenset()
        words = [
            word
            for word in self.trace.words(*self.hull)
            if (self.craft, DOWN) in word.signals or (self.craft, UP) in word.signals
        ]
        mspa = {Sharing.MSPA for word in words if word.is_mspa}
        return frozenset(mspa | {Sharing.ARRAY for word in words if word.is_array})

    @cached_property
    def _signals(self) -> dict[Direction, Intervals]:
        trace, craft = self.trace, self.craft
        if trace is None or not self.seen:
            return {DOWN: [], UP: []}
        return {way: self._within(trace.signal((craft, way), self.at_s)) for way in (DOWN, UP)}

    @cached_property
    def _locks(self) -> dict[Direction, Intervals]:
        trace, craft = self.trace, self.craft
        if trace is None or not self.seen:
            return {DOWN: [], UP: []}
        return {way: self._within(trace.lock((craft, way), self.at_s)) for way in (DOWN, UP)}

    @cached_property
    def _watches(self) -> dict[Direction, Intervals]:
        trace = self.trace
        if trace is None:
            return {DOWN: [], UP: []}
        return {
            way: trace.watched((self.craft, way), self.at_s, self.deaf[way]) for way in (DOWN, UP)
        }

    def _within(self, intervals: Intervals) -> Intervals:
        """What begins in one of the sightings; it may hold on after the last word of it."""
        found: list[Interval] = []
        for first_s, last_s in self.seen:
            begin = bisect_left(intervals, (first_s,))
            found += intervals[begin : bisect_right(intervals, (last_s, inf), lo=begin)]
        return found

    @cached_property
    def leading(self) -> Direction:
        """The direction that counts: see `verdict`; unplanned, the downlink if there is one."""
        if self.contact is not None:
            return leading(self.contact)
        return DOWN if self.signal(DOWN) else UP

    # ---- the record

    @property
    def evidence(self) -> Evidence | None:
        return self.trace.evidence if self.trace is not None else None

    @cached_property
    def id(self) -> str:
        if self.contact is not None:
            return record_id(self.contact.id, self.evidence)
        assert self.evidence is not None
        first_at = from_unix_s(self.seen[0][0])
        return contact_id(self.antenna, self.craft, first_at, self.evidence)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Who spoke of the antenna meanwhile."""
        if self.trace is None:
            return ()
        return self.trace.who(lambda word: True, *self.hull)

    @cached_property
    def outcome(self) -> tuple[Outcome | None, str]:
        """What became of it, and why."""
        if self.contact is None:
            begin, end = (f"{from_unix_s(item):%H:%M:%S}" for item in self.seen[0])
            words = f"since {begin}" if self.is_on else f"from {begin} to {end}"
            return None, f"seen {words} UTC and not planned: there is nothing to judge it by"
        outcome, reason = verdict(
            self.contact, self.shares, self.at, self.rules, last_words_in=self._last_words_in
        )
        if self.contact.reported is not None:  # a verdict on the whole is no lock at any moment
            reason += f"; {self.contact.source} says: {self.contact.reported}"
        return outcome, reason

    @cached_property
    def is_on(self) -> bool:
        """Whether one who told of it still does, or was not denied for as long as a state needs."""
        if self.trace is None or not self.seen:
            return False
        if self.seen[-1][1] > self.heard_s - self.debounce_s:
            return True
        return self.trace.goes_on(self.craft, self.seen[-1][1], self.at_s, self.heard_s)

    @property
    def _last_words_in(self) -> bool:
        """Whether one who tells of the leading direction told of the track's end, or none will."""
        assert self.track is not None
        if self.trace is None or self.at_s >= self.track[1] + 3 * self.cycle_s:
            return True
        heard_s = self.trace.heard_s_without(self.deaf[self.leading])
        return min(self.at_s, heard_s) >= self.track[1]

    @cached_property
    def shares(self) -> Shares | None:
        """The shares by which it is judged."""
        if self.trace is None or not self.passed:
            return None
        length_s = total(self.passed)
        way = self.leading
        return Shares(
            locked=overlap(self.lock(way), self.passed) / length_s,
            watched=overlap(self.watched(way), self.passed) / length_s,
            tried=self._tried,
            uplink_missing=self._uplink_missing,
        )

    @property
    def _uplink_missing(self) -> bool:
        """Whether an uplink that somebody scheduled was watched, and never came up.

        Our own plan names the uplinks that could be: nobody said that one was wanted.
        """
        assert self.contact is not None
        planned = {link.direction for link in self.contact.links}
        if planned != {DOWN, UP} or self.contact.evidence is not Evidence.SCHEDULED:
            return False
        watched_s = overlap(self.watched(UP), self.passed)
        enough_s = self.rules.watched_share * total(self.passed)
        return watched_s >= enough_s and not self.signal(UP)

    @property
    def _tried(self) -> str | None:
        assert self.trace is not None
        assert self.track is not None
        words = list(self.trace.words(*self.track))
        for named, shown in _SIGNS_OF_TRYING:
            if any(shown(word, self.craft) for word in words):
                return named
        return None


def _path_said(word: Said, craft: str, way: Direction) -> bool:
    path: Path = (craft, way)
    return path in word.signals


_SIGNS_OF_TRYING = (
    ("a signal came, never locked", lambda word, craft: _path_said(word, craft, DOWN)),
    ("its receiver searched", lambda word, craft: craft in word.searching),
    ("its uplink was on", lambda word, craft: _path_said(word, craft, UP)),
    ("it was the antenna's target", lambda word, craft: craft in word.aimed),
)
