"""Wiring: which feeds a program has, and at what time it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from dishboard.board.state import ClockMode, ClockState, FeedCondition
from dishboard.config import Settings
from dishboard.ephemeris import Sky
from dishboard.feeds import Feed
from dishboard.feeds.dsn_now.feed import dsn_now_feed, is_shown
from dishboard.feeds.mqtt import MqttFeed
from dishboard.feeds.push import TokenFile
from dishboard.feeds.replay import Recordings, ReplayFeed, read_recordings
from dishboard.feeds.satnogs import satnogs_feed
from dishboard.feeds.sky import make_sky_feeds, sky_of_news
from dishboard.feeds.yamcs import YamcsFeed
from dishboard.model import Network
from dishboard.program import PLAN_AHEAD, PLAN_BEHIND, Program
from dishboard.time import FixedClock, ReplayClock, SystemClock

__all__ = ["PLAN_AHEAD", "PLAN_BEHIND", "Program", "make_program", "replayed"]


def make_program(
    network: Network,
    *,
    offline: bool = False,
    at: datetime | None = None,
    replay: Sequence[Path] = (),
    memory: Path | None = None,
    sky: Sky | None = None,
    data: Path | None = None,
    settings: Settings | None = None,
    refreshing: bool = True,
    whole_folder: bool = True,
    more: Sequence[Feed] = (),
) -> Program:
    """A program as the command line asks for it. What feeds kept of the sky is used in any case.

    Args:
        network: what to show.
        offline: ask nobody but the broker and the Yamcs that the settings name.
        at: a fixed instant instead of the running time; nobody is asked then either.
        replay: recorded captures to play; the clock runs from the first one's own time.
        memory: where feeds keep what they got between runs; None: nowhere.
        sky: where spacecraft are; None: what is built in says it.
        data: the folder with what lasts: the tokens of those who may push to a live board, and
            which sources must not be asked; None: nobody may push.
        settings: of the feeds and of the board.
        refreshing: whether the sky is kept fresh meanwhile; a command that ends at once does not.
        whole_folder: read all of a watched folder first; else a live board begins with what is read
            at once, and learns of the rest while it runs.
        more: feeds of your own, beside those of the settings.
    """
    settings = settings or Settings()
    clock = SystemClock()
    watched = make_sky_feeds(network, clock, settings.sky, cache_dir=memory, data_dir=data)
    sky = sky or Sky.builtin(network)
    is_watching = refreshing and at is None and not replay  # else nobody reads the rest later
    news = watched.kept(whole_folder=whole_folder or not is_watching)
    if at is not None:
        mode = ClockState(mode=ClockMode.FIXED, offline=True)
        return Program(network, sky_of_news(sky, news), FixedClock(at), mode)
    if replay:
        return _replaying(network, sky_of_news(sky, news), read_recordings(replay), offline)
    chosen = _Chosen(offline)
    if is_shown(network, settings.dsn_now):
        dsn_now = dsn_now_feed(network, clock, settings.dsn_now, cache_dir=memory)
        chosen.add(dsn_now, settings.dsn_now.enabled is not False)
    if settings.satnogs is not None:
        satnogs = satnogs_feed(network, clock, settings.satnogs, cache_dir=memory)
        chosen.add(satnogs, settings.satnogs.enabled)
    # Named by the user, maybe within a network without a way out: asked when offline too.
    if settings.mqtt is not None:
        chosen.add(MqttFeed(network, clock, settings.mqtt), settings.mqtt.enabled, public=False)
    if settings.yamcs is not None:
        chosen.add(YamcsFeed(network, clock, settings.yamcs), settings.yamcs.enabled, public=False)
    reporting = tuple(chosen.on)
    if refreshing:
        for feed in watched.asking:
            chosen.add(feed, True)
        for feed in watched.silent:
            chosen.add(feed, False)
        chosen.on += watched.watching
    program = Program(
        network,
        sky,
        clock,
        ClockState(mode=ClockMode.LIVE, offline=offline),
        [*reporting, *more],
        TokenFile(data) if data else None,
        chosen.on[len(reporting) :],
        push=settings.push,
        disabled=chosen.off,
        rules=settings.board,
    )
    for one in news:
        program.learn(one)
    return program


class _Chosen:
    """Which feeds run, and why the others do not."""

    def __init__(self, offline: bool) -> None:
        self._offline = offline
        self.on: list[Feed] = []
        self.off: list[tuple[Feed, str]] = []

    def add(self, feed: Feed, enabled: bool, *, public: bool = True) -> None:
        """Take a feed in. `public`: it asks somebody in the world outside."""
        if not enabled:
            self.off.append((feed, "switched off in the settings"))
        elif self._offline and public:
            self.off.append((feed, "offline: nobody is asked"))
        else:
            self.on.append(feed)


def _replaying(network: Network, sky: Sky, recordings: Recordings, offline: bool) -> Program:
    """A program that plays recordings; without a good one the board is up, at the real time."""
    start_at = recordings.start_at if recordings.captures else SystemClock().now()
    clock = ReplayClock(start_at)
    feed = ReplayFeed(recordings, network, clock)
    program = Program(network, sky, clock, _mode(recordings, offline), [feed])
    program.faults = recordings.faults
    return program


def replayed(
    network: Network, replay: Sequence[Path], *, offline: bool = False, sky: Sky | None = None
) -> Program:
    """A program that stands at the last capture's own time and has heard all of them."""
    recordings = read_recordings(replay)
    at = recordings.end_at if recordings.captures else SystemClock().now()
    sky = sky or Sky.builtin(network)
    program = Program(network, sky, FixedClock(at), _mode(recordings, offline))
    feed = ReplayFeed(recordings, network, ReplayClock(at))
    program.board.add_feed(feed.id, feed.name, feed.cycle_s, "no message yet")
    for message in recordings.messages(network):
        program.receive(message)
    if not recordings.captures:
        detail = "nothing to replay: " + "; ".join(recordings.faults)
        program.board.trouble(feed.id, FeedCondition.FAILED, detail)
    program.faults = recordings.faults
    return program


def _mode(recordings: Recordings, offline: bool) -> ClockState:
    """Without a single good capture there is no other time than the real one."""
    mode = ClockMode.REPLAY if recordings.captures else ClockMode.LIVE
    return ClockState(mode=mode, offline=offline)
