"""Where readings come from. All fetching happens here; `docs/feeds/` says how to write a feed."""

from dishboard.feeds.message import (
    Feed,
    FeedCounts,
    FeedMessage,
    FeedParticulars,
    FeedTrouble,
    Publish,
    SkyNews,
    particulars_of,
)

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
