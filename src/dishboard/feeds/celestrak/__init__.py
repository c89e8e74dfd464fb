"""CelesTrak: general perturbations element sets, by group or by catalogue number."""

from dishboard.feeds.celestrak.feed import CelestrakSettings, celestrak_feed

__all__ = ["CelestrakSettings", "celestrak_feed"]
