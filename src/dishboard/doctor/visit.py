"""One visit: everything is looked at in order, and the first fault stops nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dishboard.config import Settings, read_network, read_settings
from dishboard.doctor.broker import broker
from dishboard.doctor.computer import clock, extras, folder, secret, tokens
from dishboard.doctor.finding import Finding, act, ok
from dishboard.doctor.sources import asked, positions, stopped
from dishboard.doctor.sources import folder as watched_folder
from dishboard.doctor.yamcs import yamcs
from dishboard.ephemeris import Sky
from dishboard.errors import DishboardError, NetworkError
from dishboard.feeds.celestrak.feed import FEED_NAME as CELESTRAK
from dishboard.feeds.dsn_now.feed import dsn_now_feed, is_shown
from dishboard.feeds.horizons.feed import FEED_NAME as HORIZONS
from dishboard.feeds.satnogs import SatnogsSettings, satnogs_feed
from dishboard.feeds.sky import make_sky_feeds, sky_of_news, stops_folder
from dishboard.feeds.stops import Stops
from dishboard.model import Network
from dishboard.networks import default_network
from dishboard.time import Clock

__all__ = ["visit"]

_WITHOUT_CACHE = (
    f"{CELESTRAK} and {HORIZONS} are not asked at all, the others a while after each start"
)


async def visit(
    names: Sequence[str] | None,
    at: Clock,
    *,
    cache: Path,
    data: Path,
    offline: bool = False,
) -> list[Finding]:
    """Look at everything. Of the sources only the user's own broker and Yamcs are spoken to.

    Args:
        names: of network files and settings, as for every command.
        cache, data: where feeds keep answers, and what lasts.
        offline: not even those are tried.
    """
    network, settings, found = _read(names)
    now = at.now()
    sky_feeds = make_sky_feeds(network, at, settings.sky, cache_dir=cache, data_dir=data)
    dsn_now = dsn_now_feed(network, at, settings.dsn_now, cache_dir=cache)
    if is_shown(network, settings.dsn_now):
        found += asked(dsn_now, now, enabled=settings.dsn_now.enabled is not False)
    if settings.satnogs is not None:
        found += _satnogs(network, settings.satnogs, at, cache)
    for feed in sky_feeds.asking:
        found += asked(feed, now)
    for feed in sky_feeds.silent:
        found += asked(feed, now, enabled=False)
    for feed in sky_feeds.watching:
        assert settings.folder is not None
        found += watched_folder(feed, Path(settings.folder.path).expanduser())
    spoken_of = [one.id for one in sky_feeds.asking]
    found += stopped(Stops(stops_folder(data)), spoken_of)
    if settings.mqtt is not None and not settings.mqtt.enabled:
        found.append(ok(settings.mqtt.source, "switched off in the settings; not listened to"))
    elif settings.mqtt is not None:
        found += await broker(settings.mqtt, offline=offline)
    if settings.yamcs is not None:
        found += await yamcs(settings.yamcs, offline=offline)
    ours = [one.source for one in (settings.mqtt, settings.yamcs) if one is not None]
    ours += (one.name for one in (*sky_feeds.asking, *sky_feeds.silent, *sky_feeds.watching))
    sky = sky_of_news(Sky.builtin(network), sky_feeds.kept())
    found.append(positions(network, sky, now))
    found += (
        folder("data folder", data),
        folder("cache folder", cache, without=_WITHOUT_CACHE),
        *tokens(data, ours),
    )
    kept = ((one.name, one.standing().received_at) for one in (dsn_now, *sky_feeds.asking))
    found.append(clock(now, kept))
    found += extras()
    return found


def _read(names: Sequence[str] | None) -> tuple[Network, Settings, list[Finding]]:
    """What the files say; where they are faulty the rest is looked at with the defaults."""
    network, settings, found = default_network(), Settings(), list[Finding]()
    faults: list[str] = []
    try:
        network = read_network(names)
    except NetworkError as error:
        faults += error.faults
    except DishboardError as error:
        faults.append(str(error))
    try:
        settings = read_settings(names)
    except NetworkError as error:
        faults += (fault for fault in error.faults if fault not in faults)
    except DishboardError:
        pass  # the same as above: no such file
    todo = "correct the file; `dishboard check FILE` names every fault"
    found += (act("settings", fault, todo) for fault in faults)
    if not faults:
        which = ", ".join(names) if names else "no file given: the default network and settings"
        found.append(ok("settings", which))
    return network, settings, found


def _satnogs(
    network: Network, settings: SatnogsSettings, at: Clock, cache: Path
) -> Iterator[Finding]:
    feed = satnogs_feed(network, at, settings, cache_dir=cache)
    yield from asked(feed, at.now(), enabled=settings.enabled)
    if settings.token_file is not None:
        yield secret(f"{feed.name}, token_file", Path(settings.token_file).expanduser())
