"""The feed: parameters of one Yamcs processor, subscribed to over its WebSocket.

`websockets` comes with the extra `dishboard[yamcs]` and is imported when the first connection is
made.
"""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from dishboard.board.state import FeedCondition
from dishboard.errors import FormatError, SettingError, shown
from dishboard.feeds.asking import user_agent
from dishboard.feeds.listening import ListeningFeed, NoConnectionError
from dishboard.feeds.yamcs.mapping import MappedAntenna, MappedParameter, parse_mapping
from dishboard.feeds.yamcs.picture import AntennaPicture
from dishboard.feeds.yamcs.settings import YamcsSettings, read_file
from dishboard.formats.yamcs import (
    YamcsReply,
    YamcsValues,
    read_yamcs,
    subscribe_parameters,
)
from dishboard.model import Network
from dishboard.time import Clock

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

__all__ = ["FEED_ID", "YamcsFeed"]

FEED_ID = "yamcs"
ANSWER_S = 10.0  # how long the server may take for an answer
LARGEST_FRAME_BYTES = 4 * 1024 * 1024
NAMED = 3  # of several unknown names


class YamcsFeed(ListeningFeed):
    """Stations' parameters from one Yamcs processor.

    Args:
        sleep, chance: handed in by tests; `chance` gives numbers in [0, 1).
    """

    def __init__(
        self,
        network: Network,
        clock: Clock,
        settings: YamcsSettings,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(
            FEED_ID,
            settings.source,
            settings.url,
            network,
            clock,
            cycle_s=settings.cycle_s,
            simulated=settings.simulated,
            sleep=sleep,
            chance=chance,
        )
        self._settings = settings
        self._mapping: tuple[MappedAntenna, ...] = ()
        self._mapped: dict[str, list[tuple[AntennaPicture, MappedParameter]]] = {}
        self._names: dict[int, str] = {}  # of this connection

    async def _listen(self) -> None:
        try:
            from websockets.asyncio.client import connect
            from websockets.exceptions import WebSocketException
        except ImportError:
            raise NoConnectionError(
                "Yamcs needs an extra package: install dishboard[yamcs]", FeedCondition.FAILED
            ) from None
        settings = self._settings
        try:
            mapping, headers, tls = await asyncio.to_thread(_read, settings)
        except SettingError as error:
            raise NoConnectionError(
                "; ".join(str(error).splitlines()[:NAMED]), FeedCondition.FAILED
            ) from None
        self._use(mapping)
        is_open = False
        try:
            async with connect(
                settings.socket_url,
                ssl=tls,
                subprotocols=["json"],  # pyright: ignore[reportArgumentType]  # a NewType of str
                additional_headers=headers,
                user_agent_header=user_agent(),
                open_timeout=ANSWER_S,
                max_size=LARGEST_FRAME_BYTES,
            ) as connection:
                is_open = True
                await self._subscribe(connection)
                self._connected()
                async for message in connection:
                    self._hear(message)
                    await asyncio.sleep(0)  # a flood must not keep everybody else waiting
            raise NoConnectionError(
                f"{settings.url} closed the connection", FeedCondition.UNAVAILABLE
            )
        except (OSError, WebSocketException) as error:
            raise _explained(error, settings, is_open) from error

    def _use(self, mapping: tuple[MappedAntenna, ...]) -> None:
        """Take the mapping as it is now; what is known stays while it is the same."""
        self._names = {}
        self._remarks.withhold(None)
        if mapping == self._mapping:
            return
        self._mapping, self._mapped = mapping, {}
        for antenna in mapping:
            picture = AntennaPicture(antenna, self.cycle_s)
            for parameter in antenna.parameters:
                self._mapped.setdefault(parameter.yamcs, []).append((picture, parameter))

    async def _subscribe(self, connection: ClientConnection) -> None:
        settings = self._settings
        await connection.send(
            subscribe_parameters(settings.instance, settings.processor, list(self._mapped))
        )
        try:
            async with asyncio.timeout(ANSWER_S):
                while True:
                    reply = self._read_message(await connection.recv())
                    if isinstance(reply, YamcsReply):
                        break
        except TimeoutError:
            raise NoConnectionError(
                f"{settings.url} does not answer the subscription", FeedCondition.UNAVAILABLE
            ) from None
        if reply.refusal is not None:
            raise NoConnectionError(
                f"{settings.url} refuses the subscription ({reply.refusal}): check instance, "
                "processor and who may read the parameters",
                FeedCondition.FAILED,
            )

    # ---- messages

    def _read_message(self, message: str | bytes) -> YamcsValues | YamcsReply | None:
        try:
            return read_yamcs(message)
        except FormatError as error:
            self._refuse(self._settings.instance, str(error), self._clock.now())
            return None

    def _hear(self, message: str | bytes) -> None:
        said = self._read_message(message)
        if not isinstance(said, YamcsValues):
            return
        now = self._clock.now()
        self._names |= said.names
        if said.invalid:
            self._remarks.withhold(_unknown(said.invalid))
        for problem in said.problems:
            self._refuse(self._settings.instance, problem, now)
        where = f"{self._settings.instance}/{self._settings.processor}"
        self._remarks.count(where, said.sequence, now, now)
        self._tell_of(self._changed(said), now)

    def _changed(self, said: YamcsValues) -> list[AntennaPicture]:
        """The antennas that something is said of, each once, in its order."""
        changed: dict[int, AntennaPicture] = {}
        for value in said.values:
            name = value.name
            if name is None and value.numeric_id is not None:
                name = self._names.get(value.numeric_id)
            for picture, parameter in self._mapped.get(name or "", ()):
                picture.take(parameter, value)
                changed[id(picture)] = picture
        return list(changed.values())

    def _tell_of(self, pictures: list[AntennaPicture], now: datetime) -> None:
        for picture in pictures:
            data = picture.message()
            if data is not None:
                self._take(data, now, f"{picture.site}/{picture.aperture}")


def _read(
    settings: YamcsSettings,
) -> tuple[tuple[MappedAntenna, ...], dict[str, str], ssl.SSLContext | None]:
    """What stands in files, read anew for each connection, so that a corrected one is found."""
    mapping = parse_mapping(settings.mapping, read_file("mapping", settings.mapping))
    return mapping, settings.headers(), settings.tls()


def _unknown(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"Yamcs does not know {', '.join(map(shown, names[:NAMED]))}{more}: check the mapping"


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
        return NoConnectionError(
            f"the certificate of {settings.url} is not to be trusted ({error.verify_message}): "
            "check ca_file and url",
            FeedCondition.FAILED,
        )
    said = shown(getattr(error, "strerror", None) or str(error) or type(error).__name__)
    what = "lost" if was_open else "no connection to"
    return NoConnectionError(f"{what} {settings.url} ({said})", FeedCondition.UNAVAILABLE)
