"""`/api/v1/records` and `/api/v1/events`: what became of contacts, asked for by anyone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from dishboard.app import Program
from dishboard.board.state import ClockMode, ClockState
from dishboard.ephemeris import Sky
from dishboard.feeds import FeedMessage
from dishboard.model import (
    ContactRecord,
    Direction,
    Event,
    Evidence,
    LinkReading,
    LinkState,
    PlanStatus,
    TargetKind,
)
from dishboard.networks import default_network
from dishboard.server import Stream, make_application
from dishboard.time import FixedClock

NETWORK = default_network()
AT = datetime(2026, 9, 27, 21, 17, 55, tzinfo=UTC)


class Quick:
    """A feed that the test speaks for."""

    id, name, cycle_s = "quick", "a station", 10.0

    async def run(self, publish: Any) -> None:
        del publish


@pytest.fixture(scope="module")
def program() -> Program:
    program = Program(
        NETWORK,
        Sky.builtin(NETWORK),
        FixedClock(AT),
        ClockState(mode=ClockMode.LIVE, offline=False),
        [Quick()],
    )
    program.replan()
    for second in range(-600, 1, 10):
        at = AT + timedelta(seconds=second)
        readings = tuple(
            LinkReading(
                evidence=Evidence.OBSERVED,
                source="a station",
                observed_at=at,
                received_at=at,
                antenna=antenna,
                spacecraft=craft,
                target=craft,
                target_kind=TargetKind.SPACECRAFT,
                direction=Direction.DOWN,
                state=LinkState.DATA,
            )
            for antenna, craft in (("DSS-24", "TGO"), ("XYZ", "strange craft"))
        )
        program.receive(
            FeedMessage(
                feed="quick",
                source="a station",
                readings=readings,
                problems=(),
                observed_at=at,
                received_at=at,
            )
        )
    program.refresh()
    return program


def get(program: Program, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=make_application(program, Stream(run="r1")))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_records_of_what_was_planned_and_of_what_was_seen(program: Program) -> None:
    answer = get(program, "/api/v1/records")
    records = msgspec.json.decode(answer.content, type=list[ContactRecord])
    seen = {one.antenna: one for one in records if one.plan is PlanStatus.NONE}
    assert set(seen) == {"DSS-24", "XYZ"}
    assert seen["DSS-24"].directions[0].acquired_at == AT - timedelta(seconds=600)
    planned = [one for one in records if one.contact is not None]
    assert {one.outcome for one in planned} == {"pending"}  # no source speaks of those antennas
    assert any(one.boa_at is not None and one.boa_at > AT for one in planned)


def test_records_and_events_can_be_chosen(program: Program) -> None:
    for what in ("records", "events"):
        answer = get(program, f"/api/v1/{what}?antenna=DSS-24&spacecraft=TGO")
        assert answer.status_code == 200
        assert {one["antenna"] for one in answer.json()} == {"DSS-24"}
    later = get(program, "/api/v1/events?from=2026-09-28T00:00:00Z&hours=1")
    assert later.json() == []


def test_events_are_those_of_the_records_and_of_the_state(program: Program) -> None:
    events = msgspec.json.decode(get(program, "/api/v1/events").content, type=list[Event])
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert {event.kind for event in events} >= {"began", "locked", "seen-not-planned"}
    assert {event.id for event in program.state.events} <= {event.id for event in events}


def test_strangers_have_records_and_names_that_nobody_knows_are_refused(program: Program) -> None:
    answer = get(program, "/api/v1/records?antenna=XYZ&spacecraft=strange%20craft")
    assert [one["antenna"] for one in answer.json()] == ["XYZ"]
    answer = get(program, "/api/v1/records?antenna=DSS-2")
    assert answer.status_code == 404
    assert "did you mean" in answer.json()["error"]
