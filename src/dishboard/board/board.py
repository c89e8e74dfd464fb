"""The board: everything known about the network, merged, judged and numbered.

Pure in time: nothing here reads a clock, opens a file or talks to anyone. Readings come in by
`receive`, whoever made them; `tick` judges them at an instant and says what has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from dishboard.board.antennas import Antennas
from dishboard.board.change import change_between
from dishboard.board.comparisons import Comparisons
from dishboard.board.geometry import Geometry
from dishboard.board.merge import Merge
from dishboard.board.observations import Observations
from dishboard.board.plans import Plan, Plans, carried_on, with_begun
from dishboard.board.records import KEPT, Records
from dishboard.board.rules import Rules
from dishboard.board.sources import Sources
from dishboard.board.state import (
    Change,
    ClockState,
    FeedCondition,
    FeedKind,
    FeedSubject,
    State,
)
from dishboard.board.strangers import Admission
from dishboard.board.view import View
from dishboard.board.words import AntennaReading
from dishboard.ephemeris import Sky
from dishboard.model import (
    Absence,
    ActivityReading,
    Contact,
    ContactRecord,
    Event,
    Evidence,
    LinkReading,
    Network,
    ParametersReading,
    PointingReading,
    PositionReading,
    Reading,
    TargetKind,
)
from dishboard.time import unix_s

__all__ = ["Board"]

BEFORE_BOA = timedelta(minutes=10)  # a sighting may begin before the activity it touches

_OURS = ""  # no feed has this name


class Board:
    """The live state of one network."""

    def __init__(
        self, network: Network, sky: Sky, clock: ClockState, rules: Rules | None = None
    ) -> None:
        self.network = network
        self._clock = clock
        self._admission = Admission(network)
        self._merge = Merge()
        self._observations = Observations()
        self._comparisons = Comparisons(network, sky)
        self._geometry = Geometry(network, sky, self._comparisons)
        self._records = Records(self._observations, self._geometry, rules or Rules())
        self._positions: dict[str, PositionReading | Absence] = {}
        self._sources = Sources()
        self._plans = Plans()
        self._antennas = Antennas(
            network,
            self._merge,
            self._observations,
            self._records,
            self._plans,
            self._comparisons,
        )
        self._state: State | None = None

    @property
    def state(self) -> State:
        """The state as of the last tick."""
        if self._state is None:
            raise RuntimeError("the board has not ticked yet")
        return self._state

    @property
    def plan(self) -> Sequence[Contact]:
        """Our own plan as it was set last, and those that feeds brought."""
        return self._plans.contacts

    @property
    def own_plan(self) -> Sequence[Contact]:
        return self._plans.own(_OURS)

    # ---- what comes in

    def add_feed(
        self,
        feed_id: str,
        name: str,
        cycle_s: float | None,
        detail: str,
        *,
        condition: FeedCondition = FeedCondition.UNAVAILABLE,
        kind: FeedKind = FeedKind.OTHER,
        subject: FeedSubject = FeedSubject.STATIONS,
        simulated: bool = False,
    ) -> None:
        """Make a source known before its first message."""
        self._sources.add(
            feed_id,
            name,
            cycle_s,
            detail,
            condition=condition,
            kind=kind,
            subject=subject,
            simulated=simulated,
        )

    def note(self, feed_id: str, *, next_at: datetime | None, **counts: float | None) -> None:
        """What a feed says of itself beside its messages.

        Args:
            counts: by their names in `FeedState`; none: it leaves the counting to us.
        """
        self._sources.note(feed_id, next_at, counts)

    def receive(
        self,
        readings: Iterable[Reading | Absence],
        *,
        feed_id: str | None = None,
        observed_at: datetime | None = None,
        received_at: datetime | None = None,
        problems: Sequence[str] = (),
        cycle_s: float | None = None,
        note: str | None = None,
    ) -> None:
        """Take in one message: reported and computed readings by the same door.

        Of strangers beyond a bound nothing is taken; the source shows why.

        Args:
            cycle_s: the message's own rhythm, for the antennas it speaks of; None: its feed's.
            note: what a person should know of the source beside the message.
        """
        said: list[AntennaReading] = []
        for reading in readings:
            match reading:
                case PositionReading() | Absence():
                    before = self._positions.get(reading.spacecraft)
                    self._positions[reading.spacecraft] = reading
                    if isinstance(reading, Absence) and not isinstance(before, Absence):
                        self._merge.forget_computed(reading.spacecraft)
                case PointingReading() | LinkReading() | ActivityReading() | ParametersReading():
                    said.append(reading)
                case _:
                    raise TypeError(f"the board has no place for a {type(reading).__name__}")
        if feed_id is not None:
            left_out = self._admission.leave_out(feed_id, said)
            problems = [*problems, *left_out] if left_out else problems
            self._sources.heard(
                feed_id, len(said), observed_at, received_at, problems, note, cycle_s
            )
            cycle_s = cycle_s or self._sources.cycle_s(feed_id)
        self._merge.add(said)
        reported = [item for item in said if item.evidence is not Evidence.PREDICTED]
        self._observations.add(reported, cycle_s)
        self._geometry.add(item for item in reported if isinstance(item, PointingReading))

    def trouble(self, feed_id: str, condition: FeedCondition, detail: str) -> None:
        """A source has a difficulty; what it said before stays, and ages."""
        self._sources.trouble(feed_id, condition, detail)

    def use_sky(self, sky: Sky) -> None:
        """Compare with another sky from now on; what was judged by the old one stands no more."""
        self._geometry.use_sky(sky)

    def set_plan(self, contacts: Sequence[Contact], made_at: datetime) -> None:
        """Renew our own plan: what has begun stays as it was planned."""
        renewed = Plan(contacts=tuple(contacts), made_at=made_at)
        self._plans.put(_OURS, carried_on(self._plans.get(_OURS), renewed))

    def set_schedule(self, feed_id: str, contacts: Sequence[Contact], made_at: datetime) -> None:
        """Replace what a source plans: it stands beside our own plan, with its own evidence.

        What had begun and is called off now keeps the part that was planned.
        """
        cycle_s = self._sources.cycle_s(feed_id)
        renewed = Plan(contacts=tuple(contacts), made_at=made_at, cycle_s=cycle_s)
        self._plans.put(feed_id, with_begun(self._plans.get(feed_id), renewed))

    # ---- what is worth computing

    def wanted_pairs(self, at: datetime) -> list[tuple[str, str]]:
        """Antennas and spacecraft whose look angles matter at an instant."""
        pairs = {
            (antenna, contact.spacecraft)
            for antenna, contacts in self._plans.outlook(at).on.items()
            for contact in contacts
        } | {
            (reading.antenna, reading.spacecraft)
            for reading in self._reported()
            if isinstance(reading, PointingReading)
            and reading.target_kind is TargetKind.SPACECRAFT
            and reading.spacecraft is not None
        }
        antennas, crafts = self.network.antenna_by_id, self.network.spacecraft_by_id
        return sorted(pair for pair in pairs if pair[0] in antennas and pair[1] in crafts)

    def wanted_spacecraft(self) -> list[str]:
        """Spacecraft whose positions matter: those shown, planned, or spoken of by a source."""
        spoken_of = {
            reading.spacecraft
            for reading in self._reported()
            if isinstance(reading, PointingReading | LinkReading)
        } | self._plans.crafts
        return [
            craft.id for craft in self.network.spacecraft if craft.shown or craft.id in spoken_of
        ]

    def _reported(self) -> Iterator[AntennaReading]:
        """All that sources say now; what was computed is wanted no longer than it is asked for."""
        for antenna in self._merge.antennas:
            for reading in self._merge.of(antenna):
                if reading.evidence is not Evidence.PREDICTED:
                    yield reading

    # ---- what goes out

    def tick(self, at: datetime) -> Change | None:
        """Judge everything at an instant. Returns what changed, or None when only time passed."""
        ours = self.network.antenna_by_id.keys()
        long = self._long_contacts(at - KEPT)
        self._observations.forget_before(at - KEPT, ours, long)
        self._geometry.forget_before(unix_s(min((at - KEPT, *long.values()))))
        for stranger in self._merge.antennas - ours:
            self._merge.forget_before(stranger, at - KEPT)
        self._records.conclude(at, self.plan)
        before = self._state
        self._state = self._view(at).state(version=before.version if before else 0)
        change = change_between(before, self._state)
        if change is not None:
            self._state = replace(self._state, version=change.version)
        return change

    def _long_contacts(self, since_at: datetime) -> dict[str, datetime]:
        """From when on antennas must be remembered, for contacts that began before what is kept.

        A contact of hours is judged by all of it, or what is forgotten would count as not seen.
        """
        begun: dict[str, datetime] = {}
        for contact in self._plans.contacts:
            begin_at = contact.boa_at - BEFORE_BOA
            if begin_at < since_at < contact.eoa_at:
                begun[contact.antenna] = min(begin_at, begun.get(contact.antenna, begin_at))
        return begun

    def contacts(
        self, start_at: datetime, end_at: datetime, plan: Sequence[Contact] | None = None
    ) -> list[Contact]:
        """Planned contacts and what was seen, overlapping a span of time, in order of time.

        Args:
            plan: in place of our own plan, for a span that it does not cover; what others have
                planned stays beside it.
        """
        until_at = None if self._state is None else self._state.at
        seen = self._observations.contacts(until_at)
        others = self._plans.beside(_OURS)
        chosen = [
            contact
            for contact in (*(self.plan if plan is None else (*plan, *others)), *seen)
            if contact.boa_at < end_at and contact.eoa_at >= start_at
        ]
        return sorted(chosen, key=lambda contact: (contact.boa_at, contact.antenna, contact.id))

    def records(self, start_at: datetime, end_at: datetime) -> list[ContactRecord]:
        """What became of every contact that overlaps a span, as of the last tick.

        They reach back as far as the board remembers, and ahead as far as the plan does.
        """
        return self._records.between(start_at, end_at, self.state.at, self.plan)

    def events(self, start_at: datetime, end_at: datetime) -> list[Event]:
        """What happened, and what did not fit, in a span; in order of time."""
        chosen = (
            event
            for event in self._records.events(start_at)
            if event.at < end_at and (event.until_at or self.state.at) >= start_at
        )
        return sorted(chosen, key=lambda event: (event.at, event.id))

    def _view(self, at: datetime) -> View:
        outlook = self._plans.outlook(at)
        silence = "no source reports this antenna"
        if self._clock.offline and not self._sources.is_any_asked:
            silence = "offline: no source is asked"
        self._antennas.look(at, outlook, silence)
        return View(
            at=at,
            network=self.network,
            clock=self._clock,
            antennas=self._antennas,
            outlook=outlook,
            plan=self.plan,
            records=self._records,
            positions=self._positions,
            feeds=self._sources.at(at),
        )
