"""A subscription to parameters: opened, and explained when it cannot be had."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from dishboard.board.state import FeedCondition
from dishboard.errors import FormatError, SettingError, shown
from dishboard.feeds.asking import user_agent
from dishboard.feeds.listening import NoConnectionError, not_trusted
from dishboard.feeds.yamcs.mapping import MappedAntenna, parse_mapping
from dishboard.feeds.yamcs.settings import YamcsSettings, read_file
from dishboard.formats.yamcs import YamcsReply, YamcsValues, read_yamcs, subscribe_parameters

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

__all__ = ["open_subscription", "read_frame"]

ANSWER_S = 10.0  # how long the server may take for an answer
LARGEST_FRAME_BYTES = 4 * 1024 * 1024
LARGE_FRAME_BYTES = 64 * 1024  # the worst that fits in it takes some 6 ms to read
NAMED = 3  # of several faults


@asynccontextmanager
async def open_subscription(
    settings: YamcsSettings,
) -> AsyncGenerator[tuple[ClientConnection, tuple[MappedAntenna, ...]]]:
    """A connection that values come by from now on, and the mapping they are subscribed by.

    Files are read anew for each connection, so that a corrected one is found.

    Raises:
        NoConnectionError: when it cannot be had, or is lost; says what a person should do.
    """
    try:
        from websockets.asyncio.client import connect
        from websockets.exceptions import WebSocketException
    except ImportError:
        raise NoConnectionError(
            "Yamcs needs an extra package: install dishboard[yamcs]", FeedCondition.FAILED
        ) from None
    try:
        mapping, headers, tls = await asyncio.to_thread(_read, settings)
    except SettingError as error:
        words = "; ".join(str(error).splitlines()[:NAMED])
        raise NoConnectionError(words, FeedCondition.FAILED) from None

    class Straight(connect):
        """Follows no redirect: who we are is for the server in the settings alone."""

        def process_redirect(self, exc: Exception) -> Exception | str:
            return exc

    is_open = False
    try:
        async with Straight(
            settings.socket_url,
            ssl=tls,
            subprotocols=["json"],  # pyright: ignore[reportArgumentType]  # a NewType of str
            additional_headers=headers,
            user_agent_header=user_agent(),
            open_timeout=ANSWER_S,
            max_size=LARGEST_FRAME_BYTES,
        ) as connection:
            is_open = True
            names = dict.fromkeys(one.yamcs for antenna in mapping for one in antenna.parameters)
            await _subscribe(connection, settings, list(names))
            yield connection, mapping
    except (OSError, WebSocketException) as error:
        raise _explained(error, settings, is_open) from error


async def read_frame(message: str | bytes) -> YamcsValues | YamcsReply | None:
    """What a frame says; a large one is read in a thread, since the board goes on meanwhile.

    Raises:
        FormatError: with what was expected and what came.
    """
    if len(message) > LARGE_FRAME_BYTES:
        return await asyncio.to_thread(read_yamcs, message)
    return read_yamcs(message)


def _read(
    settings: YamcsSettings,
) -> tuple[tuple[MappedAntenna, ...], dict[str, str], ssl.SSLContext | None]:
    mapping = parse_mapping(settings.mapping, read_file("mapping", settings.mapping))
    return mapping, settings.headers(), settings.tls()


async def _subscribe(
    connection: ClientConnection, settings: YamcsSettings, names: list[str]
) -> None:
    await connection.send(subscribe_parameters(settings.instance, settings.processor, names))
    try:
        async with asyncio.timeout(ANSWER_S):
            reply = None
            while not isinstance(reply, YamcsReply):  # it comes before anything of the topic
                reply = await read_frame(await connection.recv())
    except TimeoutError:
        raise NoConnectionError(
            f"{settings.url} does not answer the subscription", FeedCondition.UNAVAILABLE
        ) from None
    except FormatError as error:
        raise NoConnectionError(
            f"{settings.url} does not speak as Yamcs does ({error}): check url",
            FeedCondition.FAILED,
        ) from None
    if reply.refusal is not None:
        raise NoConnectionError(
            f"{settings.url} refuses the subscription ({reply.refusal}): check instance, "
            "processor and who may read the parameters",
            FeedCondition.FAILED,
        )


def _explained(error: Exception, settings: YamcsSettings, was_open: bool) -> NoConnectionError:
    from websockets.exceptions import InvalidStatus

    if isinstance(error, InvalidStatus):
        status = error.response.status_code
        if status in (401, 403):
            who = "username and password_file" if settings.username else "who we are to it"
            return NoConnectionError(
                f"{settings.url} refuses us ({status}): check {who}", FeedCondition.FAILED
            )
        condition = FeedCondition.UNAVAILABLE if status >= 500 else FeedCondition.FAILED
        return NoConnectionError(
            f"{settings.socket_url} answers {status} instead of opening a WebSocket: check url",
            condition,
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return not_trusted(settings.url, error, "ca_file and url")
    said = shown(getattr(error, "strerror", None) or str(error) or type(error).__name__)
    what = "lost" if was_open else "no connection to"
    return NoConnectionError(f"{what} {settings.url} ({said})", FeedCondition.UNAVAILABLE)
