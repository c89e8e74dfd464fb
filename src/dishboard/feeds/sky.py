"""The feeds that say where spacecraft are: CelesTrak, Horizons, a folder; and what they have kept.

Whoever only looks (a command that ends at once, a board that is offline) asks nobody and takes what
is kept: the sky is as fresh as the last running board left it, with its age on every value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dishboard.ephemeris import Sky
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.feeds.celestrak.feed import CelestrakSettings, celestrak_feed
from dishboard.feeds.folder.feed import FolderFeed, FolderSettings
from dishboard.feeds.horizons.feed import HorizonsSettings, horizons_feed
from dishboard.feeds.message import SkyNews
from dishboard.feeds.refreshing import SkyFeed
from dishboard.feeds.stops import Stops
from dishboard.model import Network
from dishboard.time import Clock

__all__ = ["SkyFeeds", "SkySettings", "make_sky_feeds", "sky_of_news", "stops_folder"]


@dataclass(frozen=True, kw_only=True)
class SkySettings:
    """How the sources of positions are asked. `folder` None: none is watched."""

    celestrak: CelestrakSettings = field(default_factory=CelestrakSettings)
    horizons: HorizonsSettings = field(default_factory=HorizonsSettings)
    folder: FolderSettings | None = None


@dataclass(frozen=True)
class SkyFeeds:
    """What is asked on the network, and what only looks at this computer's disk."""

    asking: tuple[SkyFeed, ...]  # those that may be asked
    watching: tuple[FolderFeed, ...]
    silent: tuple[SkyFeed, ...]  # switched off; what they had is still used

    def kept(self, *, whole_folder: bool = True) -> tuple[SkyNews, ...]:
        """What earlier runs and other processes got, and what is in the folder now.

        Args:
            whole_folder: read all of it, which takes as long as it takes; else what is read at
                once. The rest is told by the feed when it runs.
        """
        news = [
            *(feed.kept() for feed in (*self.asking, *self.silent)),
            *(feed.kept(whole=whole_folder) for feed in self.watching),
        ]
        return tuple(one for one in news if one is not None)


def make_sky_feeds(
    network: Network,
    clock: Clock,
    settings: SkySettings | None = None,
    *,
    cache_dir: Path | None = None,
    data_dir: Path | None = None,
) -> SkyFeeds:
    """Every feed that there is something to ask for in a network.

    Args:
        cache_dir: where answers and slots are kept; None: in this process only.
        data_dir: the user's, where a refusal is kept until a person resumes the source.
    """
    settings = settings or SkySettings()
    stops = Stops(stops_folder(data_dir) if data_dir else None)
    asking: list[SkyFeed] = []
    silent: list[SkyFeed] = []
    for feed, enabled in (
        (
            celestrak_feed(network, clock, settings.celestrak, cache_dir=cache_dir, stops=stops),
            settings.celestrak.enabled,
        ),
        (
            horizons_feed(network, clock, settings.horizons, cache_dir=cache_dir, stops=stops),
            settings.horizons.enabled,
        ),
    ):
        if feed.is_needed:
            (asking if enabled else silent).append(feed)
    watching: tuple[FolderFeed, ...] = ()
    if settings.folder is not None:
        orientation = BuiltinData().orientation
        watching = (FolderFeed(network, settings.folder, orientation, clock),)
    return SkyFeeds(tuple(asking), watching, tuple(silent))


def stops_folder(data_dir: Path) -> Path:
    """Where in the user's data folder the stops are."""
    return data_dir / "stops"


def sky_of_news(sky: Sky, news: Iterable[SkyNews]) -> Sky:
    """A sky that also knows what its feeds have."""
    told: Sequence[SkyNews] = list(news)
    if not told:
        return sky
    return sky.with_more(
        [one for each in told for one in each.elements],
        [one for each in told for one in each.providers],
    )
