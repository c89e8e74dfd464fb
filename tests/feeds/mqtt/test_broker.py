"""What waiting for a broker promises where its library does not."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest

from dishboard.feeds.listening import NoConnectionError
from dishboard.feeds.mqtt import MqttSettings, broker
from dishboard.feeds.mqtt.broker import answer_of, open_connection


@pytest.mark.parametrize("fails", [False, True])
def test_a_cancellation_that_comes_together_with_the_answer_counts(fails: bool) -> None:
    async def ask() -> str:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        answer: asyncio.Future[str] = loop.create_future()
        if fails:
            loop.call_soon(answer.set_exception, OSError("lost"))
        else:
            loop.call_soon(answer.set_result, "granted")
        loop.call_soon(task.cancel)
        return await asyncio.wait_for(answer, 10.0)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(answer_of(ask()))


def test_without_one_the_answer_is_what_came() -> None:
    async def ask() -> str:
        return await asyncio.wait_for(asyncio.sleep(0, "granted"), 10.0)

    assert asyncio.run(answer_of(ask())) == "granted"


class Slow:
    """A client that connects when it is let, as a thread does that nobody can stop."""

    def __init__(self) -> None:
        self.may_connect, self.closed = asyncio.Event(), asyncio.Event()

    async def __aenter__(self) -> None:
        await self.may_connect.wait()

    async def __aexit__(self, *_: object) -> None:
        self.closed.set()


def test_who_is_cancelled_does_not_wait_for_a_connection_and_closes_it_when_it_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(broker, "LEAVING_S", 0.0)

    async def life() -> None:
        client: Any = Slow()
        entering = asyncio.create_task(broker._enter(client))
        await asyncio.sleep(0)
        entering.cancel()
        await asyncio.wait((entering,))
        assert entering.cancelled()
        assert not client.closed.is_set()
        client.may_connect.set()
        await asyncio.wait_for(client.closed.wait(), 20.0)

    asyncio.run(life())


def test_who_is_cancelled_closes_a_connection_that_comes_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(broker, "LEAVING_S", 20.0)

    async def life() -> None:
        client: Any = Slow()
        entering = asyncio.create_task(broker._enter(client))
        await asyncio.sleep(0)
        entering.cancel()
        asyncio.get_running_loop().call_soon(client.may_connect.set)
        await asyncio.wait((entering,))
        assert entering.cancelled()
        assert client.closed.is_set()

    asyncio.run(life())


WELCOME, BUSY = bytes([0x20, 3, 0, 0, 0]), bytes([0xE0, 2, 0x89, 0])


@pytest.mark.parametrize(
    ("farewell", "said"), [(BUSY, "Server busy"), (b"", "it hung up")], ids=["busy", "silent"]
)
def test_a_broker_that_hangs_up_right_after_its_welcome_is_told_once(
    farewell: bytes, said: str
) -> None:
    """In our words alone: asyncio says nothing of an error that nobody looked at."""
    unheard: list[dict[str, Any]] = []

    async def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1_000)
        writer.write(WELCOME + farewell)
        writer.close()

    async def life() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, about: unheard.append(about))
        async with await asyncio.start_server(welcome, "127.0.0.1", 0) as server:
            settings = MqttSettings(host="127.0.0.1", port=server.sockets[0].getsockname()[1])
            async with open_connection(settings) as client:
                await answer_of(client.subscribe("dishboard/#"))

    with pytest.raises(NoConnectionError, match=rf"^lost the broker at [\d.:]+ \({said}\)$"):
        asyncio.run(life())
    gc.collect()
    assert unheard == []
