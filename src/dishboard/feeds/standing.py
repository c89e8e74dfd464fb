"""How a feed stands with its source, by what is kept: for a look at it without asking anybody."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dishboard.board.state import FeedCondition

__all__ = ["Standing"]


class Standing(Struct, frozen=True, kw_only=True):
    """As the last run, or another process, left it."""

    condition: FeedCondition
    detail: str  # one line a person reads; empty: nothing was said
    received_at: datetime | None  # of the newest good answer; None: there was none
    next_at: datetime | None  # not asked before
    problems: tuple[str, ...] = ()  # what of that answer is not used
