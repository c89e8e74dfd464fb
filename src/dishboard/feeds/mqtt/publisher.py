"""The other side: a sender of status messages. `dishboard simulate` is one, tests are others.

It says `online` under its own topic and has the broker say `died` if it vanishes. What is to be
sent waits in a bounded line while there is no broker; the oldest gives way. Each message is
retained and is sent until the broker has acknowledged it, so it may come twice and is then a
repeat.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from dishboard.errors import shown
from dishboard.feeds.back_off import BackOff
from dishboard.feeds.listening import NoConnectionError
from dishboard.feeds.mqtt.broker import answer_of, open_connection
from dishboard.feeds.mqtt.settings import MqttSettings
from dishboard.feeds.mqtt.topics import sender_topic, status_topic
from dishboard.time import Clock

if TYPE_CHECKING:
    from aiomqtt import Client

__all__ = ["MqttPublisher"]

AT_ONCE = 100  # sent before their acknowledgements are waited for
MOST_WHILE_CONNECTED = 100_000  # messages that wait for a slow broker

log = logging.getLogger("dishboard.feeds")


class MqttPublisher:
    """Sends to one broker.

    Args:
        settings: where the broker is; the topics in it are for listeners and play no part.
        sender: its name, unique at the broker.
        waiting: how many messages wait while there is no broker; 0: what happens meanwhile is lost.
        sleep, chance: handed in by tests.
    """

    def __init__(
        self,
        settings: MqttSettings,
        sender: str,
        clock: Clock,
        *,
        prefix: str = "dishboard",
        waiting: int = 1_000,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._settings, self._clock, self._prefix = settings, clock, prefix
        self._sender_topic = sender_topic(sender, prefix)
        self._waiting, self._sleep, self._back_off = waiting, sleep, BackOff(chance)
        self._line: deque[tuple[str, bytes]] = deque()
        self._has_more = asyncio.Event()
        self._is_connected = False
        self._refusals = 0
        self.sent = 0  # acknowledged by the broker
        self.rejected = 0  # of those, not taken
        self.dropped = 0  # gave way to newer ones

    @property
    def is_connected(self) -> bool:
        return self._is_connected

    def send(self, site: str, aperture: str, message: bytes) -> None:
        """Send a status message soon; returns at once.

        Raises:
            FormatError: for a site or aperture that cannot stand in a topic.
        """
        self._line.append((status_topic(site, aperture, self._prefix), message))
        room = max(self._waiting, MOST_WHILE_CONNECTED) if self._is_connected else self._waiting
        while len(self._line) > room:
            self._line.popleft()
            self.dropped += 1
        self._has_more.set()

    async def run(self) -> None:
        """Be connected and send, until cancelled; then say `offline`."""
        from aiomqtt import Will

        will = Will(self._sender_topic, b"died", qos=1, retain=True)
        told = False
        while True:
            connected_at = None
            try:
                async with open_connection(
                    self._settings, will=will, refused=self._refused
                ) as client:
                    connected_at = self._clock.now()
                    if told:
                        log.warning("connected to the broker at %s again", self._settings.address)
                    told = False
                    await self._serve(client)
            except NoConnectionError as error:
                if not told:
                    log.warning("%s; tried again by itself", error)
                told = True
            finally:
                self._is_connected = False
            held_s = (self._clock.now() - connected_at).total_seconds() if connected_at else 0.0
            await self._sleep(self._back_off.after(held_s))

    def _refused(self, reason: str) -> None:
        self._refusals += 1
        if self._refusals == 1:
            who = self._settings.username
            log.warning(
                "the broker at %s refuses our messages (%s); may %s write to %s/#?",
                self._settings.address,
                reason,
                f"its user '{shown(who)}'" if who else "somebody without a name",
                self._prefix,
            )

    async def _serve(self, client: Client) -> None:
        from aiomqtt import MqttError

        await answer_of(client.publish(self._sender_topic, b"online", qos=1, retain=True))
        self._is_connected = True
        lost = asyncio.ensure_future(_until_lost(client))
        try:
            while True:
                self._has_more.clear()
                while self._line and not lost.done():
                    await self._send_some(client)
                more = asyncio.ensure_future(self._has_more.wait())
                try:
                    await asyncio.wait((more, lost), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    more.cancel()
                if lost.done():
                    lost.result()  # raises what became of the connection
        except asyncio.CancelledError:
            with suppress(MqttError):  # the connection is lost in the same moment
                await client.publish(self._sender_topic, b"offline", qos=1, retain=True)
            raise
        finally:
            lost.cancel()
            await asyncio.gather(lost, return_exceptions=True)

    async def _send_some(self, client: Client) -> None:
        before = self._refusals
        some = [self._line.popleft() for _ in range(min(AT_ONCE, len(self._line)))]
        results = await asyncio.gather(
            *(client.publish(topic, message, qos=1, retain=True) for topic, message in some),
            return_exceptions=True,
        )
        failed = [one for one, result in zip(some, results, strict=True) if result is not None]
        self._line.extendleft(reversed(failed))
        self.sent += len(some) - len(failed)
        self.rejected += self._refusals - before
        for result in results:
            if isinstance(result, Exception):
                raise result


async def _until_lost(client: Client) -> None:
    async for _ in client.messages:  # nothing was subscribed to; it ends by the connection's loss
        pass
