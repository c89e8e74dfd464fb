"""Sources that push: each has a token, and is a feed of its own."""

from dishboard.feeds.push.sources import PushSettings, PushSource, PushSources
from dishboard.feeds.push.tokens import TokenFile, TokenOwner, push_feed_id

__all__ = [
    "PushSettings",
    "PushSource",
    "PushSources",
    "TokenFile",
    "TokenOwner",
    "push_feed_id",
]
