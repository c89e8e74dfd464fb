"""The feed: listens to a broker for as long as it runs."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dishboard.board.state import FeedCondition
from dishboard.errors import FormatError
from dishboard.feeds.listening import ListeningFeed, NoConnectionError
from dishboard.feeds.mqtt.broker import answer_of, open_connection
from dishboard.feeds.mqtt.settings import MqttSettings
from dishboard.feeds.mqtt.topics import SenderTopic, read_topic
from dishboard.model import Network
from dishboard.time import Clock

if TYPE_CHECKING:
    from aiomqtt import Client, Message

__all__ = ["FEED_ID", "MqttFeed"]

FEED_ID = "mqtt"
REFUSED = 128  # the first of the reason codes that mean no


class MqttFeed(ListeningFeed):
    """Stations' messages from one broker.

    Args:
        sleep, chance: handed in by tests; `chance` gives numbers in [0, 1).
    """

    def __init__(
        self,
        network: Network,
        clock: Clock,
        settings: MqttSettings,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(
            FEED_ID,
            settings.source,
            settings.address,
            network,
            clock,
            cycle_s=settings.cycle_s,
            simulated=settings.simulated,
            sleep=sleep,
            chance=chance,
        )
        self._settings = settings
        self._fault: Exception | None = None

    async def _listen(self) -> None:
        try:
            async with open_connection(self._settings, self._hear) as client:
                await self._subscribe(client)
                self._connected()
                async for _ in client.messages:  # ends by the loss of the connection
                    pass
        except NoConnectionError:
            if self._fault is not None:
                raise self._fault from None
            raise

    async def _subscribe(self, client: Client) -> None:
        from paho.mqtt.subscribeoptions import SubscribeOptions

        topics = self._settings.topics
        wanted = [(topic, SubscribeOptions(qos=1)) for topic in topics]
        answers: Any = await answer_of(client.subscribe(wanted))
        refused = [
            f"{topic} ({answer})"
            for topic, answer in zip(topics, answers, strict=True)
            if answer.value >= REFUSED
        ]
        words = None
        if refused:
            said = "; ".join(refused)
            words = f"the broker refuses us the topic {said}: allow it there to this user"
            if len(refused) == len(topics):
                raise NoConnectionError(words, FeedCondition.FAILED)
        self._remarks.withhold(words)

    def _hear(self, message: Message) -> None:
        """Deal with one message; called as it is read."""
        try:
            self._deal_with(message)
        except Exception as fault:
            self._fault = fault  # ours: `run` ends with it
            raise

    def _deal_with(self, message: Message) -> None:
        now = self._clock.now()
        topic, payload = message.topic.value, message.payload
        try:
            address = read_topic(topic)
        except FormatError as error:
            self._refuse(topic, str(error), now)
            return
        if isinstance(address, SenderTopic):
            self._hear_of_sender(address, topic, payload, now, retained=message.retain)
        elif payload:  # else a retained message was taken away; there is nothing to say of it
            self._take(payload, now, topic, address, retained=message.retain)

    def _hear_of_sender(
        self, sender: SenderTopic, topic: str, payload: bytes, now: datetime, *, retained: bool
    ) -> None:
        word = payload[:32].decode("utf-8", "replace").strip()
        reason = self._remarks.hear_of(sender, word, now, retained=retained)
        if reason is not None:
            self._refuse(topic, reason, now)
        elif word != "online" or self._told[0] is not FeedCondition.OK:
            self._say_what_holds(now)  # a death is said at once
