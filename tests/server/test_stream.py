"""The stream by its ASGI face: no sockets, no real time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from dishboard.board.state import Change, ClockMode, ClockState, State, Totals
from dishboard.server.stream import RING, Stream

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
CLOCK = ClockState(mode=ClockMode.LIVE, offline=True)


def state(version: int, seconds: float = 0) -> State:
    return State(
        at=START + timedelta(seconds=seconds),
        version=version,
        network="Test",
        tagline="",
        clock=CLOCK,
        totals=Totals(seen=None, expected=version, next=None),
        antennas=(),
        spacecraft=(),
        feeds=(),
        notices=(),
    )


def change(version: int) -> Change:
    whole = state(version)
    return Change(version=version, at=whole.at, clock=CLOCK, totals=whole.totals)


class Reader:
    """One connection: collects what is sent, and can leave."""

    def __init__(self) -> None:
        self.text = ""
        self.status: int | None = None
        self.left = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.text += message["body"].decode()

    def events(self) -> list[tuple[str, str, Any]]:
        found = []
        for block in self.text.split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if "event" in fields:
                found.append((fields["event"], fields["id"], msgspec.json.decode(fields["data"])))
        return found


@asynccontextmanager
async def reading(stream: Stream, last_event_id: str | None = None) -> AsyncIterator[Reader]:
    reader = Reader()
    headers = [(b"last-event-id", last_event_id.encode("latin-1"))] if last_event_id else []
    task = asyncio.create_task(
        stream({"type": "http", "headers": headers}, reader.receive, reader.send)
    )
    await settle()
    try:
        yield reader
    finally:
        reader.left.set()
        await task


async def settle() -> None:
    """Let every task that can run do so."""
    for _ in range(20):
        await asyncio.sleep(0)


def names(reader: Reader) -> list[str]:
    return [f"{name} {event_id}" for name, event_id, _ in reader.events()]


def test_a_reader_gets_a_snapshot_then_changes_and_beats() -> None:
    async def scenario() -> None:
        stream = Stream(run="r1")
        stream.publish(change(1), state(1))
        async with reading(stream) as reader:
            stream.publish(change(2), state(2))
            await settle()
            stream.beat(START, state(2))
            await settle()
            assert names(reader) == ["snapshot r1-1", "change r1-2", "beat r1-2"]
            assert reader.events()[0][2]["totals"]["expected"] == 1
        assert stream.readers == 0

    asyncio.run(scenario())


def test_a_reader_that_resumes_gets_only_what_it_lacks() -> None:
    async def scenario() -> None:
        stream = Stream(run="r1")
        for version in range(1, 6):
            stream.publish(change(version), state(version))
        async with reading(stream, "r1-3") as reader:
            assert names(reader) == ["change r1-4", "change r1-5"]
        async with reading(stream, "r1-5") as reader:
            assert names(reader) == []

    asyncio.run(scenario())


def test_an_id_of_an_earlier_life_or_from_too_long_ago_gets_a_snapshot() -> None:
    async def scenario() -> None:
        stream = Stream(run="r2")
        newest = RING + 10
        for version in range(1, newest + 1):
            stream.publish(change(version), state(version))
        for last in ("r1-3", "r2-3", "nonsense", f"r2-{newest + 7}"):
            async with reading(stream, last) as reader:
                assert names(reader) == [f"snapshot r2-{newest}"], last

    asyncio.run(scenario())


def test_a_slow_reader_catches_up_in_one_step_and_delays_nobody() -> None:
    class Slow(Reader):
        def __init__(self) -> None:
            super().__init__()
            self.go_on = asyncio.Event()

        async def send(self, message: dict[str, Any]) -> None:
            await super().send(message)
            if "snapshot" in self.text:
                await self.go_on.wait()

    async def scenario() -> None:
        stream = Stream(run="r1")
        stream.publish(change(1), state(1))
        slow = Slow()
        task = asyncio.create_task(stream({"type": "http", "headers": []}, slow.receive, slow.send))
        await settle()
        async with reading(stream) as quick:
            newest = RING + 50
            for version in range(2, newest + 1):
                stream.publish(change(version), state(version))
                await settle()
            assert names(quick)[-1] == f"change r1-{newest}"
            assert len(names(quick)) == newest
        slow.go_on.set()
        await settle()
        assert names(slow) == ["snapshot r1-1", f"snapshot r1-{newest}"]
        slow.left.set()
        await task

    asyncio.run(scenario())


def test_a_snapshot_carries_the_newest_instant_though_nothing_changed() -> None:
    async def scenario() -> None:
        stream = Stream(run="r1")
        stream.publish(change(1), state(1))
        async with reading(stream):
            pass
        stream.beat(START + timedelta(seconds=60), state(1, seconds=60))
        async with reading(stream) as reader:
            assert reader.events()[0][2]["at"] == "2026-11-23T12:01:00Z"

    asyncio.run(scenario())


def test_too_many_readers_are_told_to_come_back() -> None:
    async def scenario() -> None:
        stream = Stream(run="r1", max_readers=1)
        stream.publish(change(1), state(1))
        async with reading(stream) as first, reading(stream) as second:
            assert (first.status, second.status) == (200, 503)

    asyncio.run(scenario())


def test_odd_ids_get_a_snapshot() -> None:
    async def scenario() -> None:
        stream = Stream(run="r1")
        stream.publish(change(1), state(1))
        for odd in ("r1-" + "9" * 5_000, "r1-²", "r1-", "-", "r1-1.0"):
            async with reading(stream, odd) as reader:
                assert names(reader) == ["snapshot r1-1"], odd[:20]

    asyncio.run(scenario())


def test_closing_ends_every_stream() -> None:
    async def scenario() -> None:
        stream = Stream(run="r1")
        stream.publish(change(1), state(1))
        reader = Reader()
        task = asyncio.create_task(
            stream({"type": "http", "headers": []}, reader.receive, reader.send)
        )
        await settle()
        stream.close()
        await asyncio.wait_for(task, 60)
        assert stream.readers == 0
        async with reading(stream) as late:
            assert late.status == 503

    asyncio.run(scenario())
