"""Where spacecraft are: one interface, many kinds of source, the best one at each instant."""

from dishboard.ephemeris.interface import Ephemeris, Gap, Known, Unknown, known_about
from dishboard.ephemeris.library import Library
from dishboard.ephemeris.live import Moment, Tick
from dishboard.ephemeris.provider import Provider, Surroundings
from dishboard.ephemeris.quality import Expiry
from dishboard.ephemeris.sky import Sky

__all__ = [
    "Ephemeris",
    "Expiry",
    "Gap",
    "Known",
    "Library",
    "Moment",
    "Provider",
    "Sky",
    "Surroundings",
    "Tick",
    "Unknown",
    "known_about",
]
