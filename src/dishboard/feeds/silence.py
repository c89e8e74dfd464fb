"""Sources that fall silent without any trouble of ours: told in the log once, and once when over.

A source that is asked and does not answer tells so itself. One that speaks by itself, over HTTP or
through a broker that is well, can only be missed: after three of its cycles without a word.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from dishboard.board.state import FeedCondition, FeedState
from dishboard.model import Freshness

__all__ = ["Silence"]

log = logging.getLogger("dishboard.feeds")


class Silence:
    """Who has been told to be silent."""

    def __init__(self) -> None:
        self._silent: set[str] = set()

    def look(self, feeds: Iterable[FeedState]) -> None:
        """Log who has become silent since the last look, and who speaks again."""
        for feed in feeds:
            is_silent = feed.condition is FeedCondition.OK and feed.freshness is Freshness.STALE
            if is_silent and feed.id not in self._silent:
                self._silent.add(feed.id)
                log.warning("%s: silent for more than three cycles; %s", feed.name, feed.detail)
            elif feed.id in self._silent and feed.freshness is Freshness.FRESH:
                self._silent.discard(feed.id)
                log.warning("%s: speaks again", feed.name)
