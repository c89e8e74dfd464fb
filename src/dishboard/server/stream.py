"""The stream: a snapshot, then changes, to any number of readers.

Every event is encoded once and its bytes are shared. A reader is only a number, the version it has
seen; what it lacks is taken from a short ring of recent changes, or, when it lacks more than the
ring holds, it is sent the newest snapshot. So there is no queue per reader: a slow one costs as
little as a quick one, never delays others, and catches up in one step.

Event ids are `<run>-<version>`. `run` names this process's life: after a restart versions begin
anew, and a reader that resumes with an id of an earlier life gets a snapshot.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from contextlib import suppress
from datetime import datetime
from typing import Any

from dishboard.board.state import Change, State
from dishboard.server.wire import encode, event

__all__ = ["Stream"]

Scope = dict[str, Any]

LAST_VERSION = re.compile(r"[0-9]{1,15}")

RING = 256  # changes kept for readers that resume
SEND_TIMEOUT_S = 30.0  # a reader that takes nothing for this long is let go
RETRY_MS = 2_000  # how soon a browser comes back after the connection is lost


class Stream:
    """Fans the board's changes out as server-sent events (a raw ASGI application)."""

    def __init__(self, run: str, max_readers: int = 20_000) -> None:
        self.run = run
        self.readers = 0
        self._max_readers = max_readers
        self._ring: deque[tuple[int, bytes]] = deque(maxlen=RING)
        self._state: State | None = None
        self._snapshot: tuple[State, bytes] | None = None
        self._beat: tuple[int, bytes] = (0, b"")
        self._news = asyncio.Event()
        self._closed = False

    def publish(self, change: Change, state: State) -> None:
        """Make a change known to every reader."""
        self._state = state
        self._ring.append(
            (change.version, event("change", self._id(change.version), encode(change)))
        )
        self._wake()

    def beat(self, at: datetime, state: State) -> None:
        """Say that the board lives, though nothing has changed; keeps the snapshot current."""
        self._state = state
        count, _ = self._beat
        data = encode({"at": at, "version": state.version})
        self._beat = (count + 1, event("beat", self._id(state.version), data))
        self._wake()

    def close(self) -> None:
        """End every reader's stream: the server is going."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        self._news, news = asyncio.Event(), self._news
        news.set()

    def _id(self, version: int) -> str:
        return f"{self.run}-{version}"

    def _snapshot_event(self) -> bytes:
        assert self._state is not None
        state = self._state
        # Kept by the state, not by its version: a reader sets its clock by the snapshot's instant.
        if self._snapshot is None or self._snapshot[0] is not state:
            self._snapshot = (state, event("snapshot", self._id(state.version), encode(state)))
        return self._snapshot[1]

    def _lacking(self, seen: int | None) -> bytes:
        """What a reader lacks that has seen a version; None: it has seen nothing of this life."""
        assert self._state is not None
        if seen == self._state.version:
            return b""
        if (
            seen is None
            or not self._ring
            or not self._ring[0][0] <= seen + 1 <= self._state.version
        ):
            return self._snapshot_event()
        return b"".join(data for version, data in self._ring if version > seen)

    def _seen_by(self, scope: Scope) -> int | None:
        for name, value in scope["headers"]:
            if name == b"last-event-id":
                run, _, version = value.decode("latin-1").rpartition("-")
                if run == self.run and LAST_VERSION.fullmatch(version):
                    return int(version)
        return None

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if self.readers >= self._max_readers or self._state is None or self._closed:
            await _refuse(send)
            return
        self.readers += 1
        gone = asyncio.ensure_future(_until_gone(receive))
        try:
            await self._serve(scope, send, gone)
        except (TimeoutError, OSError):
            pass  # the reader is slow or gone; it will come back and resume
        finally:
            gone.cancel()
            self.readers -= 1

    async def _serve(self, scope: Scope, send: Any, gone: asyncio.Future[None]) -> None:
        headers = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),  # nginx in front must not hold events back
            (b"access-control-allow-origin", b"*"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        seen = self._seen_by(scope)
        beats, _ = self._beat
        prefix = b"retry: %d\n\n" % RETRY_MS
        while not (gone.done() or self._closed):
            news = self._news
            data = prefix + self._lacking(seen)
            prefix = b""
            assert self._state is not None
            seen = self._state.version
            if self._beat[0] != beats:
                beats, beat = self._beat
                data += beat
            if data:
                body = {"type": "http.response.body", "body": data, "more_body": True}
                await asyncio.wait_for(send(body), SEND_TIMEOUT_S)
            waiter = asyncio.ensure_future(news.wait())
            try:
                await asyncio.wait((waiter, gone), return_when=asyncio.FIRST_COMPLETED)
            finally:
                waiter.cancel()
        if not gone.done():
            await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Any) -> None:
    with suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            pass


async def _refuse(send: Any) -> None:
    headers = [(b"retry-after", b"5"), (b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    body = b"no stream to be had just now: too many readers, or no state yet; try again\n"
    await send({"type": "http.response.body", "body": body})
