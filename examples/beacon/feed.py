"""The feed: where the page is, how often it is asked. The manners are `PolledFeed`'s."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from beacon.format import MAX_BYTES, parse_beacon
from beacon.readings import FEED_ID, FEED_NAME, message_of
from dishboard.feeds import FeedMessage
from dishboard.feeds.bounds import must_be_address, must_be_timeout, must_lie_within
from dishboard.feeds.memory import FeedMemory
from dishboard.feeds.polling import Polled, PolledFeed
from dishboard.model import Network
from dishboard.time import Clock


@dataclass(frozen=True, kw_only=True)
class BeaconSettings:
    """Where the page is, and how often it is asked."""

    url: str
    interval_s: float = 60.0
    timeout_s: float = 20.0

    def __post_init__(self) -> None:
        must_be_address("beacon.url", self.url)
        must_lie_within("beacon.interval_s", self.interval_s, 10, 3_600)
        must_be_timeout("beacon.timeout_s", self.timeout_s)


def beacon_feed(
    network: Network,
    clock: Clock,
    settings: BeaconSettings,
    *,
    cache_dir: Path | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> PolledFeed:
    """The page, asked at intervals. `sleep` and `chance` are handed in by tests."""

    def read(body: bytes, received_at: datetime) -> FeedMessage:
        return message_of(parse_beacon(body), network, received_at)

    source = Polled(
        id=FEED_ID,
        name=FEED_NAME,
        url_at=lambda now: settings.url,
        read=read,
        interval_s=settings.interval_s,
        cycle_s=settings.interval_s,
        timeout_s=settings.timeout_s,
        max_bytes=MAX_BYTES,
    )
    memory = FeedMemory(cache_dir, FEED_ID, settings.url)
    return PolledFeed(source, memory, clock, sleep=sleep, chance=chance)
