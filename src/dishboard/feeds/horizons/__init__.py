"""JPL Horizons: where spacecraft among the planets are, as tables of states."""

from dishboard.feeds.horizons.feed import HorizonsSettings, horizons_feed

__all__ = ["HorizonsSettings", "horizons_feed"]
