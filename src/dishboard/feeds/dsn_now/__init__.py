"""NASA's DSN Now: which dish of the Deep Space Network hears whom, every few seconds."""

from dishboard.feeds.dsn_now.readings import FEED_ID, FEED_NAME, SYSTEM, message_of, readings_of

__all__ = ["FEED_ID", "FEED_NAME", "SYSTEM", "message_of", "readings_of"]
