"""The feed: listens to a broker for as long as it runs."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from dishboard.board.state import FeedCondition, FeedKind
from dishboard.errors import FormatError
from dishboard.feeds.back_off import BackOff
from dishboard.feeds.message import FeedCounts, FeedMessage, FeedTrouble, Publish
from dishboard.feeds.mqtt.broker import NoBrokerError, open_connection
from dishboard.feeds.mqtt.remarks import Remarks
from dishboard.feeds.mqtt.settings import MqttSettings
from dishboard.feeds.mqtt.topics import SenderTopic, read_topic
from dishboard.feeds.status import Intake, Refusal
from dishboard.model import Network
from dishboard.time import Clock

if TYPE_CHECKING:
    from aiomqtt import Client, Message

__all__ = ["FEED_ID", "MqttFeed"]

FEED_ID = "mqtt"
LOOK_EVERY_S = 1.0  # how soon what was noticed is said
LOG_EVERY = timedelta(minutes=1)

log = logging.getLogger("dishboard.feeds")


class MqttFeed:
    """Stations' messages from one broker.

    Args:
        sleep, chance: handed in by tests; `chance` gives numbers in [0, 1).
    """

    id = FEED_ID
    kind = FeedKind.SUBSCRIBED
    settling_s = 0.3  # what is retained comes right after the connection

    def __init__(
        self,
        network: Network,
        clock: Clock,
        settings: MqttSettings,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.name, self.cycle_s = settings.source, settings.cycle_s
        self.simulated = settings.simulated
        self._settings, self._clock = settings, clock
        self._sleep, self._back_off = sleep, BackOff(chance)
        self._intake = Intake(
            network,
            settings.source,
            feed=FEED_ID,
            simulated=settings.simulated,
            cycle_s=settings.cycle_s,
            clock=clock,
        )
        self._remarks = Remarks()
        self._rejected = 0  # before the intake saw them
        self._publish: Publish = _nobody
        self._connected_at: datetime | None = None
        self._lost_at: datetime | None = None
        self._attempts = 0  # since the broker was lost
        self._told = (FeedCondition.OK, "")  # what the board shows
        self._logged: tuple[FeedCondition, str | None] = (FeedCondition.OK, None)
        self._logged_at: datetime | None = None
        self._is_heard = False  # a message came on this connection
        self._fault: Exception | None = None

    @property
    def counts(self) -> FeedCounts:
        """What has come so far."""
        counts = self._intake.counts
        return replace(counts, rejected=counts.rejected + self._rejected)

    async def run(self, publish: Publish) -> None:
        """Listen for ever. Satisfies `Feed`."""
        self._publish = publish
        looking = asyncio.create_task(self._keep_saying())
        try:
            while True:
                began_at = self._clock.now()
                self._attempts += 1
                try:
                    async with open_connection(self._settings, self._take) as client:
                        await self._subscribe(client)
                        self._connected()
                        async for _ in client.messages:  # ends by the loss of the connection
                            pass
                except NoBrokerError as error:
                    if self._fault is not None:
                        raise self._fault from None
                    self._lost(error)
                held_at, self._connected_at = self._connected_at, None
                held_s = (self._clock.now() - held_at).total_seconds() if held_at else 0.0
                self._lost_at = self._lost_at or (self._clock.now() if held_at else began_at)
                await self._sleep(self._back_off.after(held_s))
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)

    async def _subscribe(self, client: Client) -> None:
        from paho.mqtt.subscribeoptions import SubscribeOptions

        topics = self._settings.topics
        answers: Any = await client.subscribe(
            [(topic, SubscribeOptions(qos=1)) for topic in topics]
        )
        refused = [
            (topic, answer)
            for topic, answer in zip(topics, answers, strict=True)
            if answer.value >= 128
        ]
        words = "; ".join(f"{topic} ({answer})" for topic, answer in refused) or None
        words = words and f"the broker refuses us the topic {words}: allow it there to this user"
        if words is not None and len(refused) == len(topics):
            raise NoBrokerError(words, FeedCondition.FAILED)
        self._remarks.note_topics(words)

    # ---- the connection

    def _connected(self) -> None:
        self._connected_at = self._clock.now()
        detail = f"connected to {self._settings.address}; no message yet"
        if self._lost_at is not None:
            lasted_s = (self._connected_at - self._lost_at).total_seconds()
            tried = "1 attempt" if self._attempts == 1 else f"{self._attempts} attempts"
            detail = f"connected again after {lasted_s:.0f} s and {tried}"
        self._attempts, self._lost_at = 0, None
        if not self._is_heard:  # messages may be faster than the broker's answer
            self._tell(FeedCondition.OK, detail)
        if self._logged[0] is not FeedCondition.OK:
            # A recovery too is a warning: whoever was shown the trouble is shown its end.
            self._log(FeedCondition.OK, detail)

    def _lost(self, error: NoBrokerError) -> None:
        self._is_heard = False
        self._tell(error.condition, f"{error}; tried again by itself")
        if self._logged[0] is not error.condition:
            self._log(error.condition, self._told[1])

    # ---- messages

    def _take(self, message: Message) -> None:
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
            return
        if not payload:
            return  # a retained message was taken away; there is nothing to say of it
        taken = self._intake.take(payload, now, addressed=address)
        if type(taken) is FeedMessage:
            first: Any = taken.readings[0]
            self._remarks.count(first.antenna, first.sequence, taken.observed_at, now)
            self._is_heard = True
            note = self._remarks.words(now)
            self._told = (FeedCondition.OK, _with_note(note))
            self._publish(replace(taken, note=note))
        elif type(taken) is Refusal:
            self._remarks.refuse(topic, taken.reason, now)

    def _refuse(self, topic: str, reason: str, now: datetime) -> None:
        self._rejected += 1
        self._remarks.refuse(topic, reason, now)

    def _hear_of_sender(
        self, sender: SenderTopic, topic: str, payload: bytes, now: datetime, *, retained: bool
    ) -> None:
        word = payload[:32].decode("utf-8", "replace").strip()
        reason = self._remarks.hear_of(sender, word, now, retained=retained)
        if reason is not None:
            self._refuse(topic, reason, now)
        elif word != "online" or self._told[0] is not FeedCondition.OK:
            self._say_what_holds(now)  # a death is said at once

    # ---- what a person is told

    async def _keep_saying(self) -> None:
        """Say what was noticed even when no message carries it."""
        while True:
            await self._sleep(LOOK_EVERY_S)
            self._say_what_holds(self._clock.now())

    def _say_what_holds(self, now: datetime) -> None:
        if self._connected_at is None and not self._is_heard:
            return  # there is another trouble, and it has been told
        note = self._remarks.words(now)
        condition = FeedCondition.OK
        if self._remarks.all_are_gone():
            condition = FeedCondition.UNAVAILABLE
        if note is None and not self._is_heard and condition is FeedCondition.OK:
            return  # connected, and nothing came yet: that was told
        detail = _with_note(note) if self._is_heard else (note or "its senders are gone")
        if condition is not FeedCondition.OK:
            detail = note or "its senders are gone"
        self._tell(condition, detail)
        is_due = self._logged_at is None or now - self._logged_at >= LOG_EVERY
        turned = self._logged[0] is not condition
        if turned or (is_due and note is not None and self._logged[1] != detail):
            self._log(condition, detail)

    def _tell(self, condition: FeedCondition, detail: str) -> None:
        if (condition, detail) == self._told:
            return
        self._told = (condition, detail)
        self._publish(
            FeedTrouble(feed=FEED_ID, condition=condition, detail=detail, at=self._clock.now())
        )

    def _log(self, condition: FeedCondition, detail: str) -> None:
        log.warning("%s: %s", self.name, detail)
        self._logged, self._logged_at = (condition, detail), self._clock.now()


def _with_note(note: str | None) -> str:
    """As the board says it of a message with a note."""
    return "messages arrive" if note is None else f"messages arrive; {note}"


def _nobody(message: object) -> None:
    """Before `run` there is nobody to tell."""
