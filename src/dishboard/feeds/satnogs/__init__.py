"""SatNOGS Network: stations, their observations and jobs, of a chosen set."""

from dishboard.feeds.satnogs.feed import FEED_ID, FEED_NAME, SatnogsSettings, satnogs_feed

__all__ = ["FEED_ID", "FEED_NAME", "SatnogsSettings", "satnogs_feed"]
