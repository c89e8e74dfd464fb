"""A station, told in seconds: what is planned, what sources say, what the board makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from dishboard.board import Board
from dishboard.board.state import ClockMode, ClockState, State
from dishboard.ephemeris import Sky
from dishboard.model import (
    ActivityReading,
    Contact,
    ContactLink,
    ContactRecord,
    Direction,
    Event,
    Evidence,
    LinkReading,
    LinkState,
    PlanStatus,
    PointingReading,
    Reading,
    TargetKind,
)
from dishboard.networks import default_network

NETWORK = default_network()
SKY = Sky.builtin(NETWORK)
START = datetime(2026, 9, 27, 21, 0, 0, tzinfo=UTC)
CYCLE_S = 10.0
DOWN, UP = Direction.DOWN, Direction.UP


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


@dataclass(frozen=True)
class Said:
    """One message: readings of one source at one instant."""

    second: float
    feed: str
    readings: tuple[Reading, ...]
    cycle_s: float | None = None
    arrives_s: float | None = None


@dataclass
class Story:
    """Messages and a plan; a board hears them in any order and is looked at once or often."""

    contacts: list[Contact] = field(default_factory=list)
    messages: list[Said] = field(default_factory=list)

    def __repr__(self) -> str:  # a failing test would print thousands of readings
        return f"a story of {len(self.contacts)} contacts in {len(self.messages)} messages"

    def plan(
        self,
        antenna: str = "NNO-1",
        craft: str = "MEX",
        begin_s: float = 0,
        end_s: float = 1000,
        *,
        links: tuple[Direction, ...] = (DOWN,),
        **more: Any,
    ) -> Contact:
        """A contact with its track in [begin_s, end_s], 300 s of set-up and 100 s of tear-down."""
        contact = Contact(
            **{
                "id": f"{craft}-{antenna}-{begin_s:g}",
                "antenna": antenna,
                "spacecraft": craft,
                "evidence": Evidence.PREDICTED,
                "source": "a plan",
                "plan": PlanStatus.TENTATIVE,
                "boa_at": at(begin_s - 300),
                "bot_at": at(begin_s),
                "eot_at": at(end_s),
                "eoa_at": at(end_s + 100),
                "links": tuple(ContactLink(direction=way, band="X") for way in links),
                **more,
            }
        )
        self.contacts.append(contact)
        return contact

    def say(
        self,
        seconds: range | list[int],
        state: LinkState | None = LinkState.DATA,
        *,
        antenna: str = "NNO-1",
        craft: str | None = "MEX",
        way: Direction = DOWN,
        source: str = "a station",
        evidence: Evidence = Evidence.OBSERVED,
        cycle_s: float | None = None,
        also: tuple[str, ...] = (),
        both: bool = False,
        azimuth_deg: float | None = None,
        elevation_deg: float | None = None,
        arrives_s: float | None = None,
        sequence: int | None = None,
        activity: dict[str, Any] | None = None,
        **link: Any,
    ) -> None:
        """At each of these seconds: a link in a state, or, without one, only where it points."""
        for second in seconds:
            common: dict[str, Any] = {
                "evidence": evidence,
                "source": source,
                "observed_at": at(second),
                "received_at": at(second if arrives_s is None else arrives_s),
                "antenna": antenna,
                "sequence": sequence,
            }
            kind = {"target_kind": TargetKind.SPACECRAFT}
            readings: list[Reading] = [
                PointingReading(
                    **common,
                    **kind,
                    spacecraft=craft,
                    azimuth_deg=azimuth_deg,
                    elevation_deg=elevation_deg,
                )
            ]
            crafts = [one for one in (craft, *also) if one is not None and state is not None]
            readings += [
                LinkReading(**common, **kind, spacecraft=one, direction=each, state=state, **link)
                for one in crafts
                for each in ((DOWN, UP) if both else (way,))
            ]
            if activity is not None:
                readings.append(ActivityReading(**common, **activity))
            self.messages.append(Said(second, source, tuple(readings), cycle_s, arrives_s))

    def board(self, messages: list[Said] | None = None) -> Board:
        """A board that has heard all, and not ticked yet."""
        board = Board(NETWORK, SKY, ClockState(mode=ClockMode.LIVE, offline=False))
        for name in {message.feed for message in self.messages}:
            board.add_feed(name, name, CYCLE_S, "no message yet")
        board.set_plan(self.contacts, made_at=START)
        for message in self.messages if messages is None else messages:
            self.hear(board, message)
        return board

    def hear(self, board: Board, message: Said) -> None:
        board.receive(
            message.readings,
            feed_id=message.feed,
            observed_at=at(message.second),
            received_at=at(message.second if message.arrives_s is None else message.arrives_s),
            cycle_s=message.cycle_s,
        )

    def records(self, second: float) -> dict[str, ContactRecord]:
        """All records, as of a second."""
        board = self.board()
        board.tick(at(second))
        return {one.id: one for one in board.records(at(-40_000), at(90_000))}

    def record(self, second: float) -> ContactRecord:
        """The only record there is."""
        (record,) = self.records(second).values()
        return record

    def events(self, second: float) -> dict[str, Event]:
        """The only event of each kind, as of a second."""
        events = [event for one in self.records(second).values() for event in one.events]
        found = {str(event.kind): event for event in events}
        assert len(found) == len(events), [event.id for event in events]
        return found

    def state(self, second: float) -> State:
        board = self.board()
        board.tick(at(second))
        return board.state


@pytest.fixture
def story() -> Story:
    return Story()


def bare(state: State) -> State:
    """A state without what depends on how it was heard: counters and times of arrival."""
    return replace(
        state,
        version=0,
        feeds=tuple(replace(feed, messages=0, received_at=None) for feed in state.feeds),
    )
