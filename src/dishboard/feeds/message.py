"""What a feed says: readings, where spacecraft are, or that it has trouble."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from msgspec import Struct

from dishboard.board.state import FeedCondition, FeedKind, FeedSubject
from dishboard.ephemeris import Provider
from dishboard.model import Contact, ElementSet, Reading

__all__ = [
    "Feed",
    "FeedCounts",
    "FeedMessage",
    "FeedParticulars",
    "FeedTrouble",
    "Publish",
    "SkyNews",
    "particulars_of",
]


class FeedMessage(Struct, frozen=True, kw_only=True):
    """What a feed has to say at one moment.

    For each antenna it names it is all that the source says at that instant: a target or link that
    an earlier message had and this one has not is gone. An antenna it does not name grows old.
    """

    feed: str  # id of the feed
    source: str  # in words a person reads; the same as in the readings
    readings: tuple[Reading, ...]
    problems: tuple[str, ...]  # values left out, one line each; the rest is good
    # For whoever sent it: names and words that are kept as they came and nobody here knows.
    remarks: tuple[str, ...] = ()
    observed_at: datetime  # the data's own clock; freshness runs by it
    received_at: datetime
    cycle_s: float | None = None  # this message's own rhythm; None: the feed's
    note: str | None = None  # what a person should know of the source beside it, while it holds
    # All that the source plans now, in place of what it planned before; None: no word of plans.
    contacts: tuple[Contact, ...] | None = None


class FeedCounts(Struct, frozen=True, kw_only=True):
    """What a feed that is spoken to has been told so far, message by message."""

    readings: int = 0  # accepted, repeats among them
    rejected: int = 0
    repeats: int = 0  # the same again: nothing new
    out_of_order: int = 0  # older than what was known of the antenna
    ahead: int = 0  # rejected for a clock that is ahead
    lag_s: float | None = None  # of the last accepted: received minus observed


class FeedTrouble(Struct, frozen=True, kw_only=True):
    """The feed's condition changed: once when it fails, once when it is `ok` again.

    What it said before stays on the board and grows old by its own clock.
    """

    feed: str
    condition: FeedCondition
    detail: str  # one line a person reads: what was wanted, what came, when it is tried again
    at: datetime


class SkyNews(Struct, frozen=True, kw_only=True):
    """All that a feed now has of where spacecraft are; what it said before is replaced by it.

    It is told again whole whenever a part of it changes, so nothing has to be remembered of what
    came earlier, and what is gone from a folder is gone from the sky.
    """

    feed: str
    source: str  # in words a person reads
    elements: tuple[ElementSet, ...] = ()
    providers: tuple[Provider, ...] = ()  # tables, kernels, files of orbits
    problems: tuple[str, ...] = ()  # what was asked for or found and is not used, one line each
    note: str | None = None  # what else a person should know of it, one line
    observed_at: datetime  # when the newest of it was got from the source
    received_at: datetime


Publish: TypeAlias = Callable[[FeedMessage | FeedTrouble | SkyNews], None]


class FeedParticulars(Struct, frozen=True, kw_only=True):
    """What a feed may tell of itself beside what it publishes."""

    kind: FeedKind = FeedKind.OTHER
    subject: FeedSubject = FeedSubject.STATIONS
    simulated: bool = False
    next_at: datetime | None = None  # its source is not asked before
    counts: FeedCounts | None = None  # None: it counts nothing itself
    settling_s: float = 0.0  # after its first word, until it has said all that it has


class Feed(Protocol):
    """A source of readings. `cycle_s`: how often it says something new; freshness is judged by it.

    `run` publishes until it is cancelled, or returns when there will never be more. It raises
    nothing that its source caused. A feed may also have any of the attributes of
    `FeedParticulars`, for the board's list of sources.
    """

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def cycle_s(self) -> float: ...

    async def run(self, publish: Publish) -> None: ...


def particulars_of(feed: Feed) -> FeedParticulars:
    """What a feed tells of itself now; what it does not tell has its default."""
    told: dict[str, Any] = {
        name: getattr(feed, name)
        for name in FeedParticulars.__struct_fields__
        if hasattr(feed, name)
    }
    return FeedParticulars(**told)
