"""The board: everything known about the network, merged, judged and numbered.

Pure in time: nothing here reads a clock, opens a file or talks to anyone. Readings come in by
`receive`, whoever made them; `tick` judges them at an instant and says what has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import datetime, timedelta

from msgspec.structs import replace

from dishboard.board.change import change_between
from dishboard.board.compare import compare
from dishboard.board.contacts import StowedPair, contact_id, is_contact, stowed_pairs
from dishboard.board.merge import AntennaReading, Merge
from dishboard.board.spans import Spans
from dishboard.board.state import (
    Change,
    ClockState,
    Comparison,
    FeedCondition,
    FeedState,
    State,
)
from dishboard.board.view import View
from dishboard.ephemeris import Sky, Unknown
from dishboard.model import (
    Absence,
    ActivityReading,
    Contact,
    Evidence,
    Freshness,
    LinkReading,
    Network,
    ParametersReading,
    PlanStatus,
    PointingReading,
    PositionReading,
    Reading,
    TargetKind,
)

__all__ = ["Board"]

PAST_KEPT = timedelta(hours=6)  # how far back the timeline looks
SHORTEST_GAP_S = 60.0  # sightings this close are one contact, however short the source's cycle


class Board:
    """The live state of one network."""

    def __init__(self, network: Network, sky: Sky, clock: ClockState) -> None:
        self.network = network
        self._sky = sky
        self._clock = clock
        self._merge = Merge()
        self._spans = Spans()
        self._positions: dict[str, PositionReading | Absence] = {}
        self._comparisons: dict[PointingReading, Comparison] = {}
        self._feeds: dict[str, FeedState] = {}
        self._plan: tuple[Contact, ...] = ()
        self._plan_made_at: datetime | None = None
        self._cycle_of_source: dict[str, float | None] = {}
        self._state: State | None = None

    @property
    def state(self) -> State:
        """The state as of the last tick."""
        if self._state is None:
            raise RuntimeError("the board has not ticked yet")
        return self._state

    @property
    def plan(self) -> Sequence[Contact]:
        """The plan as it was set last."""
        return self._plan

    # ---- what comes in

    def add_feed(self, feed_id: str, name: str, cycle_s: float | None, detail: str) -> None:
        """Make a source known before its first message."""
        self._feeds[feed_id] = FeedState(
            id=feed_id,
            name=name,
            condition=FeedCondition.UNAVAILABLE,
            detail=detail,
            cycle_s=cycle_s,
            observed_at=None,
            received_at=None,
            freshness=Freshness.UNKNOWN,
        )

    def receive(
        self,
        readings: Iterable[Reading | Absence],
        *,
        feed_id: str | None = None,
        observed_at: datetime | None = None,
        received_at: datetime | None = None,
        problems: Sequence[str] = (),
        cycle_s: float | None = None,
    ) -> None:
        """Take in one message: reported and computed readings by the same door.

        Args:
            cycle_s: the message's own rhythm; None: its feed's.
        """
        if feed_id is not None:
            feed = self._feeds[feed_id]
            cycle_s = cycle_s or feed.cycle_s
            newest = max(filter(None, (feed.observed_at, observed_at)), default=None)
            self._feeds[feed_id] = replace(
                feed,
                condition=FeedCondition.OK,
                detail=_feed_in_words(problems),
                observed_at=newest,
                received_at=received_at,
                messages=feed.messages + 1,
                problems=feed.problems + len(problems),
            )
        readings = tuple(readings)
        stowed = stowed_pairs(item for item in readings if isinstance(item, PointingReading))
        for reading in readings:
            match reading:
                case PositionReading() | Absence():
                    self._positions[reading.spacecraft] = reading
                case PointingReading() | LinkReading() | ActivityReading():
                    self._merge.add((reading,))
                    self._note(reading, cycle_s, stowed)
                case ParametersReading():
                    pass  # not shown yet
                case _:
                    raise TypeError(f"the board has no place for a {type(reading).__name__}")

    def trouble(self, feed_id: str, condition: FeedCondition, detail: str) -> None:
        """A source has a difficulty; what it said before stays, and ages."""
        feed = self._feeds[feed_id]
        self._feeds[feed_id] = replace(feed, condition=condition, detail=detail)

    def use_sky(self, sky: Sky) -> None:
        """Compare with another sky from now on; what was judged by the old one stands no more."""
        self._sky = sky
        self._comparisons.clear()

    def set_plan(self, contacts: Sequence[Contact], made_at: datetime) -> None:
        """Replace the plan."""
        self._plan, self._plan_made_at = tuple(contacts), made_at

    def _note(
        self, reading: AntennaReading, cycle_s: float | None, stowed: Set[StowedPair]
    ) -> None:
        if reading.evidence is Evidence.PREDICTED:
            return
        self._cycle_of_source[reading.source] = cycle_s
        if isinstance(reading, LinkReading) and is_contact(reading, stowed):
            assert reading.spacecraft is not None
            gap_s = max(SHORTEST_GAP_S, 3 * (cycle_s or 0.0))
            pair = (reading.antenna, reading.spacecraft)
            self._spans.see(pair, reading.source, reading.observed_at, gap_s)

    # ---- what is worth computing

    def wanted_pairs(self, at: datetime) -> list[tuple[str, str]]:
        """Antennas and spacecraft whose look angles matter at an instant."""
        pairs = {
            (contact.antenna, contact.spacecraft)
            for contact in self._plan
            if contact.boa_at <= at < contact.eoa_at
        }
        for antenna in self._merge.antennas & self.network.antenna_by_id.keys():
            pairs |= {
                (antenna, reading.spacecraft)
                for reading in self._merge.of(antenna)
                if isinstance(reading, PointingReading)
                and reading.target_kind is TargetKind.SPACECRAFT
                and reading.spacecraft is not None
            }
        return sorted(pairs)

    def wanted_spacecraft(self) -> list[str]:
        """Spacecraft whose positions matter: those shown, and those a source speaks of."""
        spoken_of = {
            reading.spacecraft
            for antenna in self._merge.antennas
            for reading in self._merge.of(antenna)
            if isinstance(reading, PointingReading | LinkReading)
        }
        return [
            craft.id for craft in self.network.spacecraft if craft.shown or craft.id in spoken_of
        ]

    # ---- what goes out

    def tick(self, at: datetime) -> Change | None:
        """Judge everything at an instant. Returns what changed, or None when only time passed."""
        self._spans.forget_before(at - PAST_KEPT)
        for stranger in self._merge.antennas - self.network.antenna_by_id.keys():
            self._merge.forget_before(stranger, at - PAST_KEPT)
        before = self._state
        self._state = self._view(at).state(version=before.version if before else 0)
        change = change_between(before, self._state)
        if change is not None:
            self._state = replace(self._state, version=change.version)
        return change

    def contacts(
        self, start_at: datetime, end_at: datetime, plan: Sequence[Contact] | None = None
    ) -> list[Contact]:
        """Planned contacts and what was seen, overlapping a span of time, in order of time.

        Args:
            plan: another plan than the board's own, for a span that it does not cover.
        """
        observed = [
            Contact(
                id=contact_id(antenna, spacecraft, first),
                antenna=antenna,
                spacecraft=spacecraft,
                evidence=Evidence.OBSERVED,
                source=source,
                plan=PlanStatus.NONE,
                boa_at=first,
                bot_at=first,
                eot_at=last,
                eoa_at=last,
            )
            for (antenna, spacecraft), source, first, last in self._spans
        ]
        chosen = [
            contact
            for contact in (*(self._plan if plan is None else plan), *observed)
            if contact.boa_at < end_at and contact.eoa_at >= start_at
        ]
        return sorted(chosen, key=lambda contact: (contact.boa_at, contact.antenna, contact.id))

    def _view(self, at: datetime) -> View:
        return View(
            at=at,
            network=self.network,
            clock=self._clock,
            merge=self._merge,
            spans=self._spans,
            positions=self._positions,
            plan=self._plan,
            plan_made_at=self._plan_made_at or at,
            feeds=tuple(self._feeds.values()),
            cycle_of_source=self._cycle_of_source,
            compare=self._compared,
        )

    def _compared(self, reported: PointingReading) -> Comparison:
        """The comparison for a report; computed once, since it holds for the report's instant."""
        key = replace(reported, freshness=Freshness.UNKNOWN)
        known = self._comparisons.get(key)
        if known is None:
            if len(self._comparisons) > 2_000:  # a day of one feed's newest is far below this
                self._comparisons.clear()
            antenna = self.network.antenna_by_id.get(reported.antenna)
            known = compare(reported, self._computed_for(reported), antenna)
            self._comparisons[key] = known
        return known

    def _computed_for(self, reported: PointingReading) -> PointingReading | str:
        antenna = self.network.antenna_by_id.get(reported.antenna)
        if antenna is None:
            return (
                f"no network file says which antenna {reported.source} means by {reported.antenna}"
            )
        if reported.spacecraft is None or reported.target_kind is not TargetKind.SPACECRAFT:
            return "no spacecraft is reported"
        look = self._sky.look(antenna, reported.spacecraft, reported.observed_at)
        return look.reason if isinstance(look, Unknown) else look


def _feed_in_words(problems: Sequence[str]) -> str:
    if not problems:
        return "messages arrive"
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"messages arrive; a part could not be read: {problems[0]}{more}"
