"""What a feed says to the board: readings, or that it has trouble."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeAlias

from msgspec import Struct

from dishboard.board.state import FeedCondition
from dishboard.model import Reading

__all__ = ["Feed", "FeedMessage", "FeedTrouble", "Publish"]


class FeedMessage(Struct, frozen=True, kw_only=True):
    """What a feed has to say at one moment.

    For each antenna it names it is all that the source says at that instant: a target or link that
    an earlier message had and this one has not is gone. An antenna it does not name grows old.
    """

    feed: str  # id of the feed
    source: str  # in words a person reads; the same as in the readings
    readings: tuple[Reading, ...]
    problems: tuple[str, ...]  # values left out, one line each; the rest is good
    observed_at: datetime  # the data's own clock; freshness runs by it
    received_at: datetime


class FeedTrouble(Struct, frozen=True, kw_only=True):
    """The feed's condition changed: once when it fails, once when it is `ok` again.

    What it said before stays on the board and grows old by its own clock.
    """

    feed: str
    condition: FeedCondition
    detail: str  # one line a person reads: what was wanted, what came, when it is tried again
    at: datetime


Publish: TypeAlias = Callable[[FeedMessage | FeedTrouble], None]


class Feed(Protocol):
    """A source of readings. `cycle_s`: how often it says something new; freshness is judged by it.

    `run` publishes until it is cancelled, or returns when there will never be more. It raises
    nothing that its source caused.
    """

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def cycle_s(self) -> float: ...

    async def run(self, publish: Publish) -> None: ...
