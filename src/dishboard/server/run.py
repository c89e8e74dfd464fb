"""Running the server: one process, one writer (the board), many readers."""

from __future__ import annotations

import asyncio
import gc
import logging
import secrets
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Protocol

import uvicorn

from dishboard.board.state import Change, State
from dishboard.errors import SettingError
from dishboard.server.connection import Connection
from dishboard.server.live import Live
from dishboard.server.server import make_application
from dishboard.server.stream import Stream

__all__ = ["Living", "serve"]

log = logging.getLogger("dishboard")

# The kernel would hide a stalled reader behind megabytes; small buffers let us feel it early.
SEND_BUFFER_BYTES = 64 * 1024


class Living(Live, Protocol):
    """A board that runs by itself and says what changes."""

    async def run(
        self,
        published: Callable[[Change, State], None],
        beaten: Callable[[datetime, State], None],
    ) -> None: ...


async def serve(
    board: Living,
    host: str,
    port: int,
    ready: Callable[[str], Awaitable[None] | None] | None = None,
) -> None:
    """Serve a board until interrupted (SIGINT or SIGTERM).

    Args:
        ready: told the page's address once the socket listens.

    Raises:
        SettingError: when the address cannot be had.
    """
    listener = _listen(host, port)
    stream = Stream(run=secrets.token_hex(4))
    server = _Server(
        stream,
        uvicorn.Config(
            make_application(board, stream),
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=1,
            http=Connection,
            log_level=logging.ERROR,  # whoever sends what is no HTTP fills no log
        ),
    )
    life = asyncio.create_task(board.run(stream.publish, stream.beat), name="board")
    # When the board dies the server must not go on showing its last state as if it lived.
    life.add_done_callback(lambda _: setattr(server, "should_exit", True))
    # The long-lived objects are all made: keep the collector from walking them again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1_000)
    if ready is not None:
        port = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        said = ready(f"http://{shown}:{port}/")
        if said is not None:
            await said
    try:
        await server.serve(sockets=[listener])
    finally:
        life.cancel()
        with suppress(asyncio.CancelledError):
            await life


class _Server(uvicorn.Server):
    """Uvicorn, which ends the streams before it waits for its connections to end."""

    def __init__(self, stream: Stream, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._stream = stream

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stream.close()
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    listener: socket.socket | None = None
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        listener.bind((host, port))
        listener.listen(1_024)  # who comes before the server is up waits instead of being refused
    except (OSError, OverflowError, ValueError) as error:  # taken, or a port or name that cannot be
        if listener is not None:
            listener.close()
        reason = getattr(error, "strerror", None) or error
        raise SettingError(
            f"cannot listen on {host} port {port}: {reason}; choose another with --host and --port"
        ) from None
    return listener
