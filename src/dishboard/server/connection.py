"""One connection, as uvicorn keeps it, with bounds that it lacks.

A client that opens a connection and says nothing, or says its request letter by letter, or sends
headers without end, needs no token and would cost a file descriptor, or memory without bound.
Bodies have bounds of their own, where they are read.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["HEAD_S", "MOST_HEAD_BYTES", "Connection"]

HEAD_S = 20.0  # for the first line and the headers of a request
MOST_HEAD_BYTES = 64 * 1024


class Connection(HttpToolsProtocol):
    """Closes itself when the head of a request takes too long or is too large."""

    _waiting: asyncio.TimerHandle | None = None
    _head_bytes: int | None = None  # None: no head is being read

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._await_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._head_bytes is not None:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self.transport.close()
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        self._head_bytes = 0
        self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head_bytes = None
        self._await_nothing()
        super().on_headers_complete()

    def _await_head(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_S, self.transport.close)

    def _await_nothing(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
