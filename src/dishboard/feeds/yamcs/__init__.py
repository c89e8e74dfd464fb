"""Stations' parameters from a Yamcs server, by a mapping file."""

from dishboard.feeds.yamcs.feed import FEED_ID, YamcsFeed
from dishboard.feeds.yamcs.mapping import parse_mapping
from dishboard.feeds.yamcs.settings import YamcsSettings

__all__ = ["FEED_ID", "YamcsFeed", "YamcsSettings", "parse_mapping"]
