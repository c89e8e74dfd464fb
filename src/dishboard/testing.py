"""For people who write feeds and test them: time and a source under your control."""

from __future__ import annotations

import asyncio
import heapq
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Asked", "FakeClock", "LoopbackSource", "Reply"]


class FakeClock:
    """A clock that stands until it is told to go on, and the sleep that belongs to it.

    >>> from datetime import UTC, datetime
    >>> clock = FakeClock(datetime(2026, 9, 5, tzinfo=UTC))
    >>> clock.move_to(datetime(2026, 9, 5, 0, 1, tzinfo=UTC))
    >>> clock.now().minute
    1
    """

    def __init__(self, start_at: datetime) -> None:
        self._now = start_at
        self._asleep: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._slept = 0
        self._someone_slept = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    def move_to(self, at: datetime) -> None:
        """Set the time forward; nobody wakes. To an instant that has passed it does nothing."""
        self._now = max(at, self._now)

    async def sleep(self, seconds: float) -> None:
        """Sleep in this clock's time. Hand it to what you test in place of asyncio.sleep."""
        wake = asyncio.get_running_loop().create_future()
        self._slept += 1
        heapq.heappush(
            self._asleep, (self._now + timedelta(seconds=max(0.0, seconds)), self._slept, wake)
        )
        self._someone_slept.set()
        try:
            await wake
        finally:  # also when cancelled: nobody waits for it any more
            self._asleep = [item for item in self._asleep if item[2] is not wake]
            heapq.heapify(self._asleep)

    async def advance(self, seconds: float, task: asyncio.Task[Any]) -> None:
        """Let `task` live through a span of time: every sleep in it ends at its own instant.

        Returns when the task sleeps beyond the span, or is done. Between two sleeps the task may
        do real work, such as asking a server; it is waited for.
        """
        until_at = self._now + timedelta(seconds=seconds)
        while not task.done():
            await self._next_sleep(task)
            if not self._asleep or self._asleep[0][0] > until_at:
                break
            wake_at, _, wake = heapq.heappop(self._asleep)
            self._now = max(self._now, wake_at)
            if not wake.done():
                wake.set_result(None)
            await asyncio.sleep(0)
        self._now = max(self._now, until_at)

    async def _next_sleep(self, task: asyncio.Task[Any]) -> None:
        while not self._asleep and not task.done():
            self._someone_slept.clear()
            slept = asyncio.ensure_future(self._someone_slept.wait())
            await asyncio.wait({slept, task}, return_when=asyncio.FIRST_COMPLETED)
            slept.cancel()


@dataclass
class Reply:
    """One answer of a `LoopbackSource`. `cut`: fewer bytes than promised. `hangs`: none at all."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    hangs: bool = False


@dataclass
class Asked:
    """One question that a `LoopbackSource` was asked, or what was sent to it."""

    path: str
    headers: dict[str, str]
    body: bytes = b""


class LoopbackSource:
    """An HTTP source on this computer. Give it replies; it notes every question.

    Without a reply left it answers what `otherwise` makes of the path: 500, or what you give it.
    """

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.otherwise: Callable[[str], Reply] = lambda path: Reply(status=500)
        self.asked: list[Asked] = []
        self.released = threading.Event()
        self.at_once = 0  # most questions open at one time
        self._open = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def address(self, path: str) -> str:
        """The address of a path, whatever it is: every path gets the next reply."""
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        source = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                source._open += 1
                source.at_once = max(source.at_once, source._open)
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length) if length else b""
                source.asked.append(Asked(self.path, dict(self.headers.items()), body))
                self._reply(
                    source.replies.pop(0) if source.replies else source.otherwise(self.path)
                )

            def do_POST(self) -> None:
                self.do_GET()

            def _reply(self, reply: Reply) -> None:
                if reply.hangs:
                    source.released.wait()
                    source._open -= 1
                    self.close_connection = True
                    return
                # Closed before the asker can know: who asks again at once is not asking twice.
                source._open -= 1
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                length = len(reply.body) + (100 if reply.cut else 0)
                self.send_header("Content-Length", str(length))
                self.end_headers()
                with suppress(BrokenPipeError, ConnectionResetError):  # the asker heard enough
                    self.wfile.write(reply.body)
                self.close_connection = reply.cut or self.close_connection

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler
