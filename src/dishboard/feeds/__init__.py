"""Where readings come from. All fetching happens here; `docs/feeds/` says how to write a feed."""

from dishboard.feeds.message import Feed, FeedMessage, FeedTrouble, Publish, SkyNews

__all__ = ["Feed", "FeedMessage", "FeedTrouble", "Publish", "SkyNews"]
