"""A whole board that listens to a broker: its broker is killed, and it says what that means."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dishboard.app import Program, make_program
from dishboard.board.state import FeedCondition
from dishboard.config import Settings
from dishboard.feeds.mqtt import MqttFeed
from dishboard.model import Freshness
from dishboard.time import SystemClock

CYCLE_S = 40.0  # late after 60 s, stale after 120 s


class Shifted(SystemClock):
    """The real time, and what a test adds to it: no machine is so slow that it misses a state."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Shifted:
    clock = Shifted()
    monkeypatch.setattr("dishboard.app.SystemClock", lambda: clock)
    return clock


@pytest.fixture
def program(network: Any, broker: Any, clock: Shifted, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr("dishboard.program.TICK_S", 0.05)
    settings = Settings(mqtt=broker.settings(cycle_s=CYCLE_S))
    return make_program(network, offline=True, settings=settings)


def freshness(program: Program, antenna: str = "KIR-1") -> Freshness | None:
    states = {one.id: one for one in program.state.antennas}
    return next(
        (one.freshness for one in states[antenna].pointing if one.source.startswith("MQTT")), None
    )


def feed(program: Program) -> Any:
    return next(one for one in program.state.feeds if one.id == "mqtt")


def test_a_broker_that_is_killed_and_comes_back(
    program: Program, clock: Shifted, broker: Any, sending: Any, status: Any, until: Any
) -> None:
    async def life() -> None:
        program.replan()
        program.refresh()
        assert feed(program).detail == "no message yet"
        living = asyncio.create_task(program.run(lambda *_: None, lambda *_: None))
        async with sending(broker.settings(), waiting=0) as sender:
            talking = asyncio.create_task(talk(sender))
            await until(lambda: freshness(program) is Freshness.FRESH, "a fresh antenna")
            await until(lambda: feed(program).readings >= 4, "some messages")
            assert feed(program).condition is FeedCondition.OK
            broker.kill()
            await until(lambda: feed(program).condition is FeedCondition.UNAVAILABLE, "it is told")
            clock.ahead += timedelta(seconds=80)
            await until(lambda: freshness(program) is Freshness.LATE, "late")
            clock.ahead += timedelta(seconds=80)
            await until(lambda: freshness(program) is Freshness.STALE, "stale")
            assert program.state.totals.seen is None  # nobody could see anything: not 0
            broker.start()
            await until(lambda: freshness(program) is Freshness.FRESH, "fresh again by itself")
            await until(lambda: "missed between" in feed(program).detail, "what was missed")
            assert feed(program).condition is FeedCondition.OK
            assert "messages of KIR-1 were missed" in feed(program).detail
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)

    async def talk(sender: Any) -> None:
        for sequence in range(1, 10_000):
            said = status(sequence=sequence, at=clock.now(), cycle_s=CYCLE_S)
            sender.send("KIR", "KIR-1", said)
            await asyncio.sleep(0.1)

    asyncio.run(life())


def test_a_retained_message_of_yesterday_is_stale_at_once(
    program: Program, broker: Any, sending: Any, status: Any, until: Any
) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)

    async def life() -> None:
        program.replan()
        async with sending(broker.settings()) as sender:
            sender.send("KIR", "KIR-1", status(at=yesterday))
            await until(lambda: sender.sent == 1, "it is sent")
        living = asyncio.create_task(program.run(lambda *_: None, lambda *_: None))
        program.refresh()
        await until(lambda: freshness(program) is not None, "the retained message")
        assert freshness(program) is Freshness.STALE
        assert feed(program).freshness is Freshness.STALE
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)

    asyncio.run(life())


def test_a_command_that_looks_once_has_the_whole_picture(
    program: Program,
    broker: Any,
    sending: Any,
    status: Any,
    until: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(MqttFeed, "settling_s", 2.0)  # a broker may be as slow as its machine

    async def life() -> None:
        async with sending(broker.settings()) as sender:
            for antenna in ("KIR-1", "NNO-1", "CEB-1"):
                sender.send(antenna[:3], antenna, status(antenna))
            await until(lambda: sender.sent == 3, "all is sent")
        await program.once()
        for antenna in ("KIR-1", "NNO-1", "CEB-1"):
            assert freshness(program, antenna) is not None

    asyncio.run(life())
