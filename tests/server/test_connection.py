"""Connections without a token cost little: heads of requests have bounds in time and size."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from dishboard.server.connection import HEAD_S, MOST_HEAD_BYTES, Connection

Connected = tuple[Connection, "Wire", "Timers"]


class Wire(asyncio.Transport):
    """What the connection writes to; nothing is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.is_closed = False

    def write(self, data: Any) -> None:
        self.sent += data

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None:
        pass


class Timers:
    """In place of the loop: what is to be called when."""

    def __init__(self) -> None:
        self.due: list[Due] = []

    def call_later(self, delay_s: float, call: Callable[[], None], *_: Any) -> Due:
        self.due.append(Due(delay_s, call))
        return self.due[-1]

    def pass_time(self) -> None:
        for one in self.due:
            if not one.is_cancelled:
                one.call()

    def create_task(self, coroutine: Any, **_: Any) -> asyncio.Future[None]:
        coroutine.close()  # nobody answers here
        return asyncio.Future()


class Due:
    def __init__(self, delay_s: float, call: Callable[[], None]) -> None:
        self.delay_s, self.call, self.is_cancelled = delay_s, call, False

    def cancel(self) -> None:
        self.is_cancelled = True


@pytest.fixture
def connected() -> Generator[Connected]:
    async def nobody(scope: Any, receive: Any, send: Any) -> None:
        pass

    timers, wire = Timers(), Wire()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    config = uvicorn.Config(nobody, http=Connection, log_config=None, log_level="error")
    connection = Connection(config, ServerState(), {}, _loop=timers)  # type: ignore[arg-type]
    connection.connection_made(wire)
    yield connection, wire, timers
    asyncio.set_event_loop(None)
    loop.close()


def test_who_says_nothing_is_let_go(connected: Connected) -> None:
    _, wire, timers = connected
    assert [one.delay_s for one in timers.due] == [HEAD_S]
    timers.pass_time()
    assert wire.is_closed


def test_who_says_it_letter_by_letter_is_let_go_as_soon(connected: Connected) -> None:
    connection, wire, timers = connected
    for letter in b"GET / HTTP/1.1\r\nHost: x":
        connection.data_received(bytes([letter]))
    assert len(timers.due) == 1
    timers.pass_time()
    assert wire.is_closed


def test_headers_without_end_are_read_up_to_a_bound(connected: Connected) -> None:
    connection, wire, _ = connected
    connection.data_received(b"GET / HTTP/1.1\r\n")
    for number in range(2 * MOST_HEAD_BYTES // 1_000):
        if not wire.is_closed:
            connection.data_received(b"X-%06d: %s\r\n" % (number, b"a" * 988))
    assert wire.is_closed
    assert len(connection.headers) <= MOST_HEAD_BYTES // 1_000 + 1


def test_a_request_with_a_large_body_is_waited_for(connected: Connected) -> None:
    connection, wire, timers = connected
    connection.data_received(b"POST / HTTP/1.1\r\nContent-Length: 200000\r\n\r\n")
    for _ in range(100):
        connection.data_received(b"x" * 1_000)
    timers.pass_time()
    assert not wire.is_closed
