"""A station that says nothing of itself, beside a sender that once said goodbye."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dishboard.board.state import FeedCondition
from dishboard.feeds import FeedMessage, FeedTrouble
from dishboard.feeds.mqtt import MqttFeed, MqttSettings, sender_topic, status_topic
from dishboard.model import Network
from dishboard.testing import FakeClock

EXAMPLE = Path(__file__).parents[2] / "fixtures/station_status/pass.json"


@pytest.mark.parametrize("every_s", [1, 5, 60])
def test_a_station_without_a_word_of_itself_keeps_the_source_up(
    network: Network, every_s: int
) -> None:
    clock = FakeClock(datetime(2026, 11, 23, 9, 30, 1, tzinfo=UTC))
    told: list[Any] = []
    feed = MqttFeed(network, clock, MqttSettings(host="127.0.0.1"))
    feed._publish = told.append
    feed._connected()

    def hear(topic: str, payload: bytes, *, retain: bool = False) -> None:
        topic_: Any = SimpleNamespace(value=topic)
        message: Any = SimpleNamespace(topic=topic_, payload=payload, retain=retain)
        feed._hear(message)

    hear(sender_topic("simulator"), b"offline", retain=True)
    assert told[-1].condition is FeedCondition.UNAVAILABLE
    for second in range(400):  # as `_keep_saying` looks
        if second % every_s == 0:
            at = f"{clock.now():%Y-%m-%dT%H:%M:%S}Z".encode()
            data = EXAMPLE.read_bytes().replace(b"2026-11-23T09:30:00.000Z", at)
            hear(status_topic("KIR", "KIR-1"), data)
        clock.move_to(clock.now() + timedelta(seconds=1))
        feed._say_what_holds(clock.now())
    assert sum(isinstance(one, FeedMessage) for one in told) >= 400 // every_s
    troubles = [one.condition for one in told if isinstance(one, FeedTrouble)]
    assert troubles == [FeedCondition.OK, FeedCondition.UNAVAILABLE]  # before the first message
    clock.move_to(clock.now() + timedelta(minutes=4))
    feed._say_what_holds(clock.now())
    assert told[-1].condition is FeedCondition.UNAVAILABLE  # nobody is heard any more
