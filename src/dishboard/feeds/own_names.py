"""Names that only Dishboard's own sources have.

The board tells sources apart by their names, so nobody else may speak in one of them: what somebody
pushes as "DSN Now" would be taken for NASA's word.
"""

from __future__ import annotations

from dishboard.feeds.celestrak.feed import FEED_NAME as CELESTRAK
from dishboard.feeds.dsn_now.readings import FEED_NAME as DSN_NOW
from dishboard.feeds.horizons.feed import FEED_NAME as HORIZONS
from dishboard.feeds.satnogs.meaning import FEED_NAME as SATNOGS
from dishboard.plan.contacts import SOURCE as PLAN

__all__ = ["OWN_NAMES"]

OWN_NAMES = (DSN_NOW, SATNOGS, CELESTRAK, HORIZONS, PLAN)
