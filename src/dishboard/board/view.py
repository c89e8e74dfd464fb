"""One look at everything the board keeps, at one instant: the making of a `State`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from msgspec.structs import replace

from dishboard.board.contacts import (
    is_contact,
    planned_contact,
    precedence,
    recorded,
    seen_contact,
    stowed_pairs,
)
from dishboard.board.freshness import freshness_of
from dishboard.board.merge import AntennaReading, Merge
from dishboard.board.notices import Played, notices, played_by
from dishboard.board.observations import Observations
from dishboard.board.plans import Plans
from dishboard.board.records import Records
from dishboard.board.state import (
    AntennaState,
    ClockState,
    Comparison,
    ContactState,
    FeedCondition,
    FeedState,
    Reception,
    SpacecraftState,
    State,
    Totals,
)
from dishboard.model import (
    Absence,
    ActivityReading,
    Contact,
    Direction,
    Event,
    Evidence,
    Freshness,
    LinkReading,
    Network,
    ParametersReading,
    Phase,
    PointingReading,
    PositionReading,
    TargetKind,
    phase_of,
)

__all__ = ["View"]

# A contact that nobody has confirmed for this many cycles is no longer listed as being on; until
# then it is shown as stale. Its readings stay, with their age.
OVER_AFTER_CYCLES = 60

EVENTS_FOR = timedelta(minutes=10)  # so long an event that is over stays among those of now
MOST_EVENTS = 50


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything the board keeps, and the instant at which it is judged."""

    at: datetime
    network: Network
    clock: ClockState
    merge: Merge
    observations: Observations
    records: Records
    positions: Mapping[str, PositionReading | Absence]
    plans: Plans
    feeds: tuple[FeedState, ...]
    compare: Callable[[PointingReading], Comparison]

    def state(self, version: int) -> State:
        """The whole state."""
        judged = tuple(self._judged_feed(feed) for feed in self.feeds)
        return State(
            at=self.at,
            version=version,
            network=self.network.name,
            tagline=self.network.tagline,
            clock=self.clock,
            totals=self._totals,
            antennas=tuple(self._antennas.values()),
            spacecraft=tuple(self._spacecraft()),
            feeds=judged,
            notices=notices(
                self.at, self.clock, judged, self.positions.values(), self.plan, self._played
            ),
            events=self._events,
        )

    @property
    def plan(self) -> Sequence[Contact]:
        return self.plans.contacts

    # ---- antennas

    @cached_property
    def _antennas(self) -> dict[str, AntennaState]:
        strangers = sorted(self.merge.antennas - self.network.antenna_by_id.keys())
        return {
            antenna_id: self._antenna(antenna_id)
            for antenna_id in (*self.network.antenna_by_id, *strangers)
        }

    def _antenna(self, antenna_id: str) -> AntennaState:
        antenna = self.network.antenna_by_id.get(antenna_id)
        readings = [self._judged(reading) for reading in self.merge.of(antenna_id)]
        pairs_now = {contact.spacecraft for contact in self._planned_now.get(antenna_id, ())}
        aimed = [item for item in readings if isinstance(item, PointingReading | LinkReading)]
        reported = {item.spacecraft for item in aimed if item.evidence is not Evidence.PREDICTED}
        # What was computed for a contact that is over is no longer about anything.
        aimed = [
            item
            for item in aimed
            if item.evidence is not Evidence.PREDICTED or item.spacecraft in pairs_now | reported
        ]
        pointing = tuple(item for item in aimed if isinstance(item, PointingReading))
        links = tuple(item for item in aimed if isinstance(item, LinkReading))
        contacts = self._contacts(antenna_id, self._on(pointing, links))
        return AntennaState(
            id=antenna_id,
            name=antenna.name if antenna else antenna_id,
            site=antenna.site if antenna else None,
            network=antenna.network if antenna else None,
            known=antenna is not None,
            pointing=pointing,
            links=links,
            activity=tuple(item for item in readings if isinstance(item, ActivityReading)),
            parameters=tuple(item for item in readings if isinstance(item, ParametersReading)),
            contact=next((contact for contact in contacts if contact.prime), None),
            contacts=contacts,
            next=self._next(antenna=antenna_id),
            comparisons=tuple(
                self.compare(item)
                for item in pointing
                if item.evidence is not Evidence.PREDICTED
                and item.target_kind in (TargetKind.SPACECRAFT, TargetKind.UNKNOWN)
            ),
            reason=self._antenna_reason(antenna_id, pointing, links, readings),
        )

    def _antenna_reason(
        self,
        antenna_id: str,
        pointing: Sequence[PointingReading],
        links: Sequence[LinkReading],
        readings: Iterable[AntennaReading],
    ) -> str | None:
        antenna = self.network.antenna_by_id.get(antenna_id)
        reasons: list[str] = []
        stowed = sorted({item.spacecraft or "" for item in pointing if item.stowed} - {""})
        denied = [craft for craft in stowed if any(_signals(links, craft))]
        if denied:
            reasons.append(
                f"its source lists signals of {', '.join(denied)}, yet it is stowed at the zenith: "
                "they are not counted as contacts"
            )
        if antenna is None:
            reasons.append("no network file says which antenna its source means by this name")
        elif not antenna.has_position:
            reasons.append("no position found in any source: nothing is computed for it")
        if all(item.evidence is Evidence.PREDICTED for item in pointing):
            is_spoken_of = any(item.evidence is not Evidence.PREDICTED for item in readings)
            reasons.append(
                "offline: no source is asked"
                if self.clock.offline and not self.heard_feeds
                else f"no source reports {'where it points' if is_spoken_of else 'this antenna'}"
            )
        return "; ".join(reasons) or None

    def _contacts(self, antenna_id: str, links: Sequence[LinkReading]) -> tuple[ContactState, ...]:
        """What is on now: seen first (strongest claim to being true), then planned."""
        planned = self._planned_now.get(antenna_id, ())
        own: dict[tuple[str, Evidence], list[LinkReading]] = {}
        for link in links:
            own.setdefault((link.spacecraft or "", link.evidence), []).append(link)
        found = [self._seen(antenna_id, *pair, own[pair]) for pair in sorted(own)]
        found += [
            recorded(
                planned_contact(contact, self.plans.of(contact), self.at),
                self.records.of_contact(contact.id),
            )
            for contact in planned
        ]
        return tuple(
            replace(contact, prime=index == 0)
            for index, contact in enumerate(sorted(found, key=precedence))
        )

    def _seen(
        self, antenna: str, craft: str, evidence: Evidence, links: Sequence[LinkReading]
    ) -> ContactState:
        newest = max(links, key=lambda item: item.observed_at)
        since_at = self.observations.since(antenna, evidence, craft, newest.observed_at)
        planned = self._planned_now.get(antenna, ())
        plan = next((contact for contact in planned if contact.spacecraft == craft), None)
        contact = seen_contact(links, since_at, plan, self.at)
        return recorded(contact, self.records.of_sighting(contact.id, plan, evidence))

    def _on(
        self, pointing: Iterable[PointingReading], links: Iterable[LinkReading]
    ) -> list[LinkReading]:
        """The links that count as contacts now: not those confirmed too long ago to say so."""
        stowed = stowed_pairs(pointing)
        return [link for link in links if is_contact(link, stowed) and not self._is_over(link)]

    def _is_over(self, link: LinkReading) -> bool:
        cycle_s = self._cycle_s(link)
        age_s = (self.at - link.observed_at).total_seconds()
        return cycle_s is not None and age_s > OVER_AFTER_CYCLES * cycle_s

    @cached_property
    def _planned_now(self) -> dict[str, list[Contact]]:
        now: dict[str, list[Contact]] = {}
        for contact in self.plan:
            if contact.boa_at <= self.at < contact.eoa_at:
                now.setdefault(contact.antenna, []).append(contact)
        return now

    def _next(self, *, antenna: str | None = None, spacecraft: str | None = None) -> Contact | None:
        coming = (
            contact
            for contact in self._coming
            if antenna in (None, contact.antenna) and spacecraft in (None, contact.spacecraft)
        )
        return next(coming, None)

    @cached_property
    def _coming(self) -> list[Contact]:
        coming = [contact for contact in self.plan if contact.bot_at > self.at]
        return sorted(coming, key=lambda contact: (contact.bot_at, contact.id))

    # ---- spacecraft

    def _spacecraft(self) -> Iterable[SpacecraftState]:
        heard = self._receptions
        spoken_of = {
            reading.spacecraft: reading
            for antenna in self._antennas.values()
            for reading in (*antenna.pointing, *antenna.links)
            if reading.target_kind is not TargetKind.NOT_SPACECRAFT
            and reading.spacecraft is not None
        }
        planned = self._planned_craft
        for craft in self.network.spacecraft:
            if not (craft.shown or craft.id in spoken_of or craft.id in planned):
                continue
            where = self.positions.get(craft.id) or Absence(
                spacecraft=craft.id, source="", observed_at=self.at, reason="not computed yet"
            )
            position = where if isinstance(where, PositionReading) else None
            yield SpacecraftState(
                id=craft.id,
                name=craft.name,
                known=True,
                position=position and replace(position, freshness=Freshness.FRESH),
                reason=where.reason if isinstance(where, Absence) else None,
                heard_by=tuple(heard.get(craft.id, ())),
                next=self._next(spacecraft=craft.id),
            )
        for stranger in sorted(
            {*spoken_of, *planned}.difference(self.network.spacecraft_by_id.keys())
        ):
            reading = spoken_of.get(stranger)
            code = (reading.target if reading else None) or stranger
            who = reading.source if reading else planned[stranger].source
            yield SpacecraftState(
                id=stranger,
                name=code,
                known=False,
                position=None,
                reason=f"no network file says what {who} means by {code}",
                heard_by=tuple(heard.get(stranger, ())),
                next=self._next(spacecraft=stranger),
            )

    @cached_property
    def _planned_craft(self) -> dict[str, Contact]:
        """By spacecraft, the first contact of now or to come."""
        on_now = (contact for each in self._planned_now.values() for contact in each)
        found: dict[str, Contact] = {}
        for contact in (*on_now, *self._coming):
            found.setdefault(contact.spacecraft, contact)
        return found

    @cached_property
    def _receptions(self) -> dict[str, list[Reception]]:
        heard: dict[str, list[Reception]] = {}
        for antenna in self._antennas.values():
            for link in self._on(antenna.pointing, antenna.links):
                if link.direction is Direction.DOWN:
                    assert link.spacecraft is not None
                    heard.setdefault(link.spacecraft, []).append(
                        Reception(
                            antenna=antenna.id,
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

    # ---- totals, feeds, freshness

    @cached_property
    def _totals(self) -> Totals:
        alive = (Freshness.FRESH, Freshness.LATE)
        seen, simulated = (
            {
                (reception.antenna, craft)
                for craft, receptions in self._receptions.items()
                for reception in receptions
                if reception.evidence is evidence and reception.freshness in alive
            }
            for evidence in (Evidence.OBSERVED, Evidence.SIMULATED)
        )
        expected = {
            (contact.antenna, contact.spacecraft)
            for contacts in self._planned_now.values()
            for contact in contacts
            if phase_of(contact, self.at) is Phase.TRACK
        }
        someone_sees = any(
            reading.evidence is Evidence.OBSERVED and reading.freshness in alive
            for antenna in self._antennas.values()
            for reading in antenna.pointing
        )
        return Totals(
            seen=len(seen) if someone_sees else None,
            expected=len(expected - seen),
            simulated=len(simulated) if self._played.sources else None,
            next=self._next(),
        )

    @property
    def heard_feeds(self) -> tuple[FeedState, ...]:
        """Those that are not switched off."""
        return tuple(one for one in self.feeds if one.condition is not FeedCondition.DISABLED)

    @cached_property
    def _played(self) -> Played:
        return played_by(self._antennas.values())

    def _judged_feed(self, feed: FeedState) -> FeedState:
        if feed.observed_at is None:
            return feed
        freshness = freshness_of(feed.observed_at, self.at, feed.cycle_s)
        detail = feed.detail
        if feed.condition is FeedCondition.OK and freshness is not Freshness.FRESH:
            ahead = "; its clock is ahead of the board's" if freshness is Freshness.UNKNOWN else ""
            detail = f"its last word is of {feed.observed_at:%H:%M:%S} UTC{ahead}"
        return replace(feed, freshness=freshness, detail=detail)

    def _judged(self, reading: AntennaReading) -> AntennaReading:
        """The reading with its freshness; what we compute is fresh while the board ticks."""
        if reading.evidence is Evidence.PREDICTED:
            return replace(reading, freshness=Freshness.FRESH)
        cycle_s = self._cycle_s(reading)
        return replace(reading, freshness=freshness_of(reading.observed_at, self.at, cycle_s))

    def _cycle_s(self, reading: AntennaReading) -> float | None:
        """The rhythm of a reading's source on its antenna."""
        return self.observations.cycle_of(reading.antenna, reading.evidence, reading.source)

    @property
    def _events(self) -> tuple[Event, ...]:
        """What lasts, and what happened in the last minutes; of too many the newest."""
        recent = [
            event
            for event in self.records.events()
            if event.until_at is None or event.until_at > self.at - EVENTS_FOR
        ]
        recent.sort(key=lambda event: (event.until_at is not None, -event.at.timestamp(), event.id))
        newest = recent[:MOST_EVENTS]
        return tuple(sorted(newest, key=lambda event: (event.at, event.id), reverse=True))


def _signals(links: Sequence[LinkReading], craft: str) -> Iterable[LinkReading]:
    return (item for item in links if item.spacecraft == craft and is_contact(item))
