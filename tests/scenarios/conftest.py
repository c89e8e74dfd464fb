"""A theatre: stations play, a board watches, and nobody's clock is real."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from dishboard.board import Board
from dishboard.board.state import ClockMode, ClockState
from dishboard.ephemeris import Sky
from dishboard.feeds import FeedMessage
from dishboard.feeds.status import Intake
from dishboard.model import Contact, ContactRecord, Event, Network, Phase
from dishboard.networks import default_network
from dishboard.plan import make_plan
from dishboard.simulate import LedgerEntry, Scenario, Spoken, Stations
from dishboard.testing import FakeClock

NETWORK = default_network()
SKY = Sky.builtin(NETWORK)
DAY_AT = datetime(2026, 11, 23, tzinfo=UTC)
SOURCE = "Simulation"


@pytest.fixture(scope="session")
def network() -> Network:
    return NETWORK


@dataclass
class Seen:
    """What a board made of a play."""

    records: dict[str, ContactRecord] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    phases: set[Phase | None] = field(default_factory=set)
    link_states: set[str] = field(default_factory=set)
    modes: set[str | None] = field(default_factory=set)
    conditions: set[str | None] = field(default_factory=set)
    evidence: set[str] = field(default_factory=set)  # of everything that was reported
    totals_seen: set[int | None] = field(default_factory=set)


class Theatre:
    """Plays a plan to a board through the door that all status messages take."""

    def __init__(
        self,
        plan: Sequence[Contact],
        antennas: Sequence[str],
        scenario: Scenario,
        *,
        cycle_s: float,
        seed: int = 7,
        start_at: datetime = DAY_AT,
        hours: float = 24.0,
    ) -> None:
        self.plan, self.cycle_s = tuple(plan), cycle_s
        self.start_at, self.end_at = start_at, start_at + timedelta(hours=hours)
        self.stations = Stations(
            NETWORK, SKY, plan, antennas, scenario, seed, self.start_at, self.end_at
        )
        self.clock = FakeClock(start_at)
        self.board = Board(NETWORK, SKY, ClockState(mode=ClockMode.LIVE, offline=True))
        self.board.add_feed("push-simulation", SOURCE, 60.0, "no message yet")
        self.board.set_plan(self.plan, made_at=start_at)
        self.intake = Intake(
            NETWORK,
            SOURCE,
            feed="push-simulation",
            simulated=True,
            cycle_s=60.0,
            clock=self.clock,
        )
        self.refused: list[str] = []

    @property
    def ledger(self) -> list[LedgerEntry]:
        """What was played from begin to end."""
        return self.stations.ledger(self.start_at, self.end_at)

    def hear(self, spoken: Iterable[Spoken], received_at: datetime | None = None) -> None:
        for one in spoken:
            taken = self.intake.take(one.message, received_at or one.at + timedelta(seconds=1))
            if isinstance(taken, FeedMessage):
                self.board.receive(
                    taken.readings,
                    feed_id=taken.feed,
                    observed_at=taken.observed_at,
                    received_at=taken.received_at,
                    problems=taken.problems,
                    cycle_s=taken.cycle_s,
                )
                self.refused += taken.problems
            else:
                self.refused.append(repr(taken))

    def play(self, every: timedelta = timedelta(minutes=10)) -> Seen:
        """From begin to end; the board is looked at now and then, and ever as of then."""
        seen, at = Seen(), self.start_at
        while at < self.end_at:
            until_at = min(at + every, self.end_at)
            self.hear(self.stations.spoken(at, until_at, self.cycle_s))
            self.clock.move_to(until_at)
            self.look(seen, until_at)
            at = until_at
        return seen

    def look(self, seen: Seen, at: datetime) -> None:
        self.board.tick(at)
        state = self.board.state
        seen.records |= {one.id: one for one in self.board.records(self.start_at, at)}
        seen.events |= {one.id: one for one in self.board.events(self.start_at, at)}
        seen.totals_seen.add(state.totals.seen)
        for antenna in state.antennas:
            reported = [one for one in antenna.links if one.evidence != "predicted"]
            pointing = [one for one in antenna.pointing if one.evidence != "predicted"]
            seen.evidence |= {one.evidence for one in (*reported, *pointing, *antenna.activity)}
            seen.link_states |= {one.state for one in reported}
            seen.modes |= {one.mode for one in pointing}
            seen.conditions |= {one.condition for one in antenna.activity}
            seen.phases |= {one.phase for one in antenna.contacts}


@pytest.fixture(scope="session")
def day_plan() -> tuple[Contact, ...]:
    """Dishboard's own plan of the day."""
    return make_plan(NETWORK, SKY, DAY_AT - timedelta(hours=1), DAY_AT + timedelta(hours=25))


@pytest.fixture(scope="session")
def make_theatre() -> Callable[..., Theatre]:
    return Theatre
