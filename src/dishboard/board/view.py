"""One look at everything the board keeps, at one instant: the making of a `State`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from dishboard.board.antennas import Antennas
from dishboard.board.notices import Played, notices, played_by
from dishboard.board.outlook import Outlook
from dishboard.board.records import Records
from dishboard.board.state import (
    ClockState,
    FeedState,
    Reception,
    SpacecraftState,
    State,
    Totals,
)
from dishboard.model import (
    Absence,
    Contact,
    Event,
    Evidence,
    Freshness,
    LinkReading,
    Network,
    Phase,
    PointingReading,
    PositionReading,
    TargetKind,
    phase_of,
)

__all__ = ["View"]

EVENTS_FOR = timedelta(minutes=10)  # so long an event that is over stays among those of now
MOST_EVENTS = 50

_ALIVE = (Freshness.FRESH, Freshness.LATE)


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything the board keeps, as of one instant."""

    at: datetime
    network: Network
    clock: ClockState
    antennas: Antennas
    outlook: Outlook
    plan: Sequence[Contact]
    records: Records
    positions: Mapping[str, PositionReading | Absence]
    feeds: tuple[FeedState, ...]

    def state(self, version: int) -> State:
        """The whole state."""
        return State(
            at=self.at,
            version=version,
            network=self.network.name,
            tagline=self.network.tagline,
            clock=self.clock,
            totals=self._totals(),
            antennas=self.antennas.states,
            spacecraft=tuple(self._spacecraft()),
            feeds=self.feeds,
            notices=notices(
                self.at, self.clock, self.feeds, self.positions.values(), self.plan, self._played
            ),
            events=self._events(),
        )

    # ---- spacecraft

    def _spacecraft(self) -> Iterable[SpacecraftState]:
        heard, planned = self._heard(), self.outlook.of_craft
        spoken_of = {
            reading.spacecraft: reading
            for antenna in self.antennas.states
            for reading in (*antenna.pointing, *antenna.links)
            if reading.target_kind is not TargetKind.NOT_SPACECRAFT
            and reading.spacecraft is not None
        }
        for craft in self.network.spacecraft:
            if not (craft.shown or craft.id in spoken_of or craft.id in planned):
                continue
            where = self.positions.get(craft.id) or Absence(
                spacecraft=craft.id, source="", observed_at=self.at, reason="not computed yet"
            )
            yield SpacecraftState(
                id=craft.id,
                name=craft.name,
                known=True,
                position=where if isinstance(where, PositionReading) else None,
                reason=where.reason if isinstance(where, Absence) else None,
                heard_by=tuple(heard[craft.id]),
                next=self.outlook.next_of_craft.get(craft.id),
            )
        for stranger in sorted({*spoken_of, *planned} - self.network.spacecraft_by_id.keys()):
            yield self._stranger(stranger, spoken_of.get(stranger), heard[stranger])

    def _stranger(
        self,
        stranger: str,
        reading: PointingReading | LinkReading | None,
        heard: Sequence[Reception],
    ) -> SpacecraftState:
        code = (reading.target if reading else None) or stranger
        who = reading.source if reading else self.outlook.of_craft[stranger].source
        return SpacecraftState(
            id=stranger,
            name=code,
            known=False,
            position=None,
            reason=f"no network file says what {who} means by {code}",
            heard_by=tuple(heard),
            next=self.outlook.next_of_craft.get(stranger),
        )

    def _heard(self) -> Mapping[str, Sequence[Reception]]:
        heard: defaultdict[str, list[Reception]] = defaultdict(list)
        for link in self.antennas.received:
            heard[link.spacecraft or ""].append(
                Reception(
                    antenna=link.antenna,
                    evidence=link.evidence,
                    source=link.source,
                    observed_at=link.observed_at,
                    received_at=link.received_at,
                    freshness=link.freshness,
                    band=link.band,
                    state=link.state,
                    data_rate_bps=link.data_rate_bps,
                )
            )
        return heard

    # ---- totals, events

    def _totals(self) -> Totals:
        heard: defaultdict[Evidence, set[tuple[str, str | None]]] = defaultdict(set)
        for link in self.antennas.received:
            if link.freshness in _ALIVE:
                heard[link.evidence].add((link.antenna, link.spacecraft))
        seen = heard[Evidence.OBSERVED]
        expected: defaultdict[tuple[str, str], set[Evidence]] = defaultdict(set)
        for contacts in self.outlook.on.values():
            for contact in contacts:
                if phase_of(contact, self.at) is Phase.TRACK:
                    expected[contact.antenna, contact.spacecraft].add(contact.evidence)
        someone_sees = any(
            reading.evidence is Evidence.OBSERVED and reading.freshness in _ALIVE
            for antenna in self.antennas.states
            for reading in (*antenna.pointing, *antenna.links)
        )
        unseen = expected.keys() - seen
        return Totals(
            seen=len(seen) if someone_sees else None,
            expected=len(unseen),
            scheduled=sum(Evidence.SCHEDULED in expected[pair] for pair in unseen),
            simulated=len(heard[Evidence.SIMULATED]) if self._played.sources else None,
            next=self.outlook.next,
        )

    @cached_property
    def _played(self) -> Played:
        return played_by(self.antennas.states)

    def _events(self) -> tuple[Event, ...]:
        """What lasts, and what happened in the last minutes; of too many the newest."""
        since_at = self.at - EVENTS_FOR
        recent = [
            event
            for event in self.records.events(since_at)
            if event.until_at is None or event.until_at > since_at
        ]
        recent.sort(key=lambda event: (event.until_at is not None, -event.at.timestamp(), event.id))
        newest = recent[:MOST_EVENTS]
        return tuple(sorted(newest, key=lambda event: (event.at, event.id), reverse=True))
