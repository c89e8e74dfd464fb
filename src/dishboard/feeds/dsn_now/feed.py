"""The live feed: DSN Now asked at intervals."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dishboard.feeds.bounds import must_be_address, must_be_timeout, must_lie_within
from dishboard.feeds.dsn_now.readings import FEED_ID, FEED_NAME, SYSTEM, message_of
from dishboard.feeds.memory import FeedMemory
from dishboard.feeds.message import FeedMessage
from dishboard.feeds.polling import Polled, PolledFeed
from dishboard.formats.dsn_now import MAX_BYTES, parse_dsn_now
from dishboard.model import Network
from dishboard.time import Clock, unix_s

__all__ = ["SHORTEST_INTERVAL_S", "DsnNowSettings", "dsn_now_feed", "is_shown"]

SHORTEST_INTERVAL_S = 5.0  # the source itself changes every 5 s
SHORTEST_CYCLE_S = 10.0


@dataclass(frozen=True, kw_only=True)
class DsnNowSettings:
    """How DSN Now is asked. There are no published terms: be kind."""

    url: str = "https://eyes.nasa.gov/dsn/data/dsn.xml"
    interval_s: float = 15.0  # at least 5
    timeout_s: float = 30.0
    # False: not asked, and shown as switched off. None: asked where it can tell of something.
    enabled: bool | None = None

    def __post_init__(self) -> None:
        must_be_address("feeds.dsn_now.url", self.url)
        must_lie_within("feeds.dsn_now.interval_s", self.interval_s, SHORTEST_INTERVAL_S, 86_400)
        must_be_timeout("feeds.dsn_now.timeout_s", self.timeout_s)

    @property
    def cycle_s(self) -> float:
        """How often we can expect news; freshness is judged by it."""
        return max(self.interval_s, SHORTEST_CYCLE_S)


def _tells_of(network: Network) -> bool:
    """Whether an antenna or spacecraft of the network has a name of DSN Now's.

    Where none has, all it could show are other people's dishes.
    """
    named = (*(one.aliases for one in network.antennas), *(one.codes for one in network.spacecraft))
    return any(SYSTEM in names for names in named)


def is_shown(network: Network, settings: DsnNowSettings) -> bool:
    """Whether it is a source of a board: where settings ask for it or switch it off, or it tells.

    Switched off it is shown as that, and not asked.
    """
    return settings.enabled is not None or _tells_of(network)


def dsn_now_feed(
    network: Network,
    clock: Clock,
    settings: DsnNowSettings | None = None,
    *,
    cache_dir: Path | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> PolledFeed:
    """DSN Now, live.

    Args:
        cache_dir: where the last answer and the next slot are kept; None: in this process only.
        sleep, chance: handed in by tests; `chance` gives numbers in [0, 1).
    """
    settings = settings or DsnNowSettings()

    def url_at(now: datetime) -> str:
        """With the number of the 5 s slot, as the page's own client asks, past the CDN's hour."""
        joint = "&" if "?" in settings.url else "?"
        return f"{settings.url}{joint}r={int(unix_s(now) // 5)}"

    def read(body: bytes, received_at: datetime) -> FeedMessage:
        return message_of(parse_dsn_now(body), network, received_at)

    source = Polled(
        id=FEED_ID,
        name=FEED_NAME,
        url_at=url_at,
        read=read,
        interval_s=settings.interval_s,
        cycle_s=settings.cycle_s,
        timeout_s=settings.timeout_s,
        max_bytes=MAX_BYTES,
    )
    memory = FeedMemory(cache_dir, FEED_ID, settings.url)
    return PolledFeed(source, memory, clock, sleep=sleep, chance=chance)
