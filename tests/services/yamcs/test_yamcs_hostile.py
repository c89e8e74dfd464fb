"""Yamcs as an attacker or a broken server would be: a reason each, and the board goes on."""

from __future__ import annotations

import asyncio
import gc
import json
import time
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest

from dishboard.board.state import FeedCondition
from dishboard.feeds.yamcs import connection
from dishboard.formats.yamcs import read_yamcs

DEADLINE_S = 60.0
# Of the loop, which is the board's and every reader's too, in what 300 values take to read: 1 ms
# where this was written, and whatever it is where the test runs.
LONGEST_STALL = 400


def frame(**value: Any) -> str:
    """One value, as text, so that what JSON has no number for can be in it."""
    good = {
        "numericId": 0,
        "engValue": {"type": "DOUBLE", "doubleValue": 1.0},
        "generationTime": "2026-11-23T09:30:00Z",
        "acquisitionStatus": "ACQUIRED",
    }
    return json.dumps(
        {"type": "parameters", "call": 3, "seq": 1, "data": {"values": [good | value]}}
    )


def nested(depth: int) -> str:
    return frame(engValue="@").replace('"@"', '{"arrayValue": [' * depth + "]}" * depth)


GARBAGE: dict[str, tuple[Callable[[], str | bytes], str]] = {
    "nothing": (lambda: "", "expected a JSON object"),
    "a list": (lambda: "[]", "expected a JSON object with a type"),
    "no data": (lambda: '{"type": "parameters"}', "expected an object as data"),
    "bytes": (lambda: b"\x00\x01", "expected a JSON object"),
    "no text": (lambda: b"\xff\xfe" * 1_000, "expected a JSON object"),
    "cut": (lambda: frame()[:-20], "expected a JSON object"),
    "brackets": (lambda: "[" * 50_000, "expected a JSON object"),
    "deep": (lambda: nested(10_000), "expected a JSON object"),
    "large": (lambda: '{"type": "' + "x" * 3_900_000, "expected a JSON object"),
    "NaN": (lambda: frame(engValue={"type": "DOUBLE", "doubleValue": float("nan")}), "expected"),
    "infinite": (lambda: frame(engValue={"type": "DOUBLE", "doubleValue": 1e308 * 10}), "expected"),
    "beyond": (lambda: frame().replace("1.0", "1e999"), "expected"),
    "long number": (lambda: frame().replace("1.0", "9" * 100_000), "expected"),
    "year 9999": (lambda: frame(generationTime="9999-12-31T23:59:59Z"), "is in the future"),
    "year 1": (lambda: frame(generationTime="0001-01-01T00:00:00+14:00"), "is out of range"),
    "values": (lambda: '{"type": "parameters", "data": {"values": {}}}', "expected a list"),
    "mapping": (lambda: '{"type": "parameters", "data": {"mapping": {"x": 1}}}', "mapping.x"),
    "long key": (
        lambda: (
            '{"type": "parameters", "data": {"mapping": {"%s": {"name": "a"}}}}' % ("9" * 5_000)
        ),
        "mapping.999",
    ),
    "400 digits": (lambda: frame().replace("1.0", "9" * 400), "expected a number of type DOUBLE"),
    "no word as type": (lambda: frame(engValue={"type": ["DOUBLE"]}), "a value of type None"),
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_is_refused_with_a_reason_and_the_rest_goes_on(living: Any, kind: str) -> None:
    make, reason = GARBAGE[kind]

    async def story() -> None:
        async with living() as life:
            await life.trouble("connected")
            assert life.double.open is not None
            await life.double.open.send(make())
            await life.double.say(az=1.0, el=2.0)
            note = (await life.message()).note or ""
            assert note.startswith("refused kiruna") or "refused KIR/KIR-1: " in note
            assert reason in note
            assert len(note) < 500
            assert life.feed is not None
            assert (life.feed.counts.readings, life.feed.counts.rejected) == (1, 1)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"generationTime": "yesterday"}, "generationTime: expected an instant"),
        ({"generationTime": "9999-12-31T23:00:00Z"}, "is in the future"),
        ({}, "none of its values has a generationTime"),
    ],
)
def test_a_server_of_which_nothing_can_be_used_has_failed_until_something_can(
    living: Any, value: dict[str, Any], reason: str
) -> None:
    more = {"engValue": {"type": "DOUBLE", "doubleValue": 1.0}, "acquisitionStatus": "ACQUIRED"}

    async def story() -> None:
        async with living() as life:
            await life.trouble("connected")
            for _ in range(3):
                await life.double.send(values=[{"numericId": 0, **more, **value}])
            trouble = await life.trouble("nothing usable arrives: 3 refused, last ")
            assert trouble.condition is FeedCondition.FAILED
            assert reason in trouble.detail
            assert life.messages == []

    asyncio.run(story())


def test_one_value_of_the_year_9999_does_not_silence_its_parameter(living: Any) -> None:
    async def story() -> None:
        async with living() as life:
            await life.trouble("connected")
            await life.double.say(az=1.0, el=2.0)
            await life.message()
            assert life.double.open is not None
            await life.double.open.send(frame(generationTime="9999-12-31T23:59:59Z"))
            await life.double.say(az=3.0)
            message = await life.message(2)
            assert message.readings[0].azimuth_deg == 3.0

    asyncio.run(story())


def values(count: int, **value: Any) -> str:
    one = json.loads(frame(**value))["data"]["values"]
    return json.dumps({"type": "parameters", "data": {"values": one * count}})


LARGE: dict[str, Callable[[], str]] = {
    "values without end": lambda: values(18_000),
    "values of the year 9999": lambda: values(18_000, generationTime="9999-12-31T23:59:59Z"),
    "values that are none": lambda: (
        '{"type": "parameters", "data": {"values": [' + "{}," * 1_200_000 + "{}]}}"
    ),
    "names of nothing": lambda: json.dumps(
        {
            "type": "parameters",
            "data": {"mapping": {str(number): {"name": f"/X/{number}"} for number in range(10**5)}},
        }
    ),
    "names unknown to it": lambda: json.dumps(
        {"type": "parameters", "data": {"invalid": [{"name": f"/X/{i}"} for i in range(10**5)]}}
    ),
    "another topic": lambda: '{"type": "x", "data": [' + "[]," * 1_200_000 + "[]]}",
}


@pytest.fixture
def empty_heap() -> Iterator[None]:
    """What other tests left in memory is not collected meanwhile: it may take 0.1 s."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def small_s() -> float:
    """Processor time that 300 values take to be read."""
    text, took_s = values(300), list[float]()
    for _ in range(5):
        began_s = time.thread_time()
        read_yamcs(text)
        took_s.append(time.thread_time() - began_s)
    return min(took_s)


@pytest.mark.usefixtures("empty_heap")
@pytest.mark.parametrize("kind", LARGE)
def test_a_frame_as_large_as_may_be_holds_nobody_up(
    living: Any, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = LARGE[kind]()
    assert len(large) < 4 * 1024 * 1024
    stalls_s: list[float] = []
    is_read, goes_on = Event(), Event()

    def reading(message: str | bytes) -> Any:
        if len(message) == len(large):
            is_read.set()
            assert goes_on.wait(DEADLINE_S), "nothing else was done while it was read"
        return read_yamcs(message)

    monkeypatch.setattr(connection, "read_yamcs", reading)

    async def watch() -> None:
        while True:
            if is_read.is_set():
                goes_on.set()
            before_s, worked_s = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0.001)
            # What this thread itself worked: another process's share of the machine is no stall.
            stalls_s.append(min(time.perf_counter() - before_s, time.thread_time() - worked_s))

    async def story() -> None:
        async with living() as life:
            await life.trouble("connected")
            assert life.double.open is not None
            await life.double.open.send(large)  # the double works in this loop too
            watching = asyncio.create_task(watch())
            await life.double.say(az=1.0, el=2.0)
            await life.until(
                lambda: (
                    any(one.readings[0].azimuth_deg == 1.0 for one in life.messages[-1:])
                    and life.messages[-1].readings[0].elevation_deg == 2.0
                ),
                "the message after it",
            )
            watching.cancel()
            assert life.feed is not None
            assert len(life.feed._names) <= 3

    asyncio.run(story())
    assert max(stalls_s) < LONGEST_STALL * small_s()


def test_a_frame_that_is_too_large_costs_the_connection_and_it_comes_back(living: Any) -> None:
    async def story() -> None:
        async with living() as life:
            await life.trouble("connected")
            assert life.double.open is not None
            await life.double.open.send("x" * 10_000_000)
            lost = await life.trouble("lost http://127.0.0.1")
            assert lost.condition is FeedCondition.UNAVAILABLE
            await life.trouble("connected again")
            await life.double.say(az=1.0, el=2.0)
            await life.message()

    asyncio.run(story())


def test_a_server_that_closes_after_each_frame_is_asked_less_and_less_often(
    living: Any, double: Any
) -> None:
    slept_s: list[float] = []
    double.closes = True

    async def sleep(seconds: float) -> None:
        if seconds >= 1.0:
            slept_s.append(seconds)
        await asyncio.sleep(seconds / 1_000)

    async def story() -> None:
        async with living(double, sleep=sleep) as life:
            await life.until(lambda: len(double.asked) > 8, "eight connections")

    asyncio.run(story())
    waits = [one for one in slept_s if one > 1.0]
    assert waits[-1] >= 32
