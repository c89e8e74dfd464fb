"""A newer sky replaces the old one together with the plan, and the old data stay until then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from dishboard.app import make_program
from dishboard.board.state import ClockMode, ClockState, FeedCondition
from dishboard.config import Settings
from dishboard.ephemeris import Sky, Unknown
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.feeds import FeedTrouble, SkyNews
from dishboard.feeds.celestrak import CelestrakSettings
from dishboard.feeds.dsn_now.feed import DsnNowSettings
from dishboard.feeds.horizons import HorizonsSettings
from dishboard.feeds.sky import make_sky_feeds
from dishboard.feeds.stops import Stop, Stops
from dishboard.model import Antenna, ElementSet, Figure, Network, Site, Spacecraft
from dishboard.networks import default_network
from dishboard.program import Program, next_tick_s
from dishboard.testing import FakeClock, LoopbackSource, Reply
from dishboard.time import FixedClock

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
PLACE = Figure(value=0.0)
CELESTRAK = Path(__file__).parent / "fixtures" / "celestrak" / "group-science.json"


@pytest.fixture
def network() -> Network:
    antenna = Antenna(
        id="KIR-1",
        name="Kiruna",
        site="KIR",
        network="test",
        diameter_m=Figure(value=15),
        latitude_deg=Figure(value=67.857),
        longitude_deg=Figure(value=20.964),
        height_m=Figure(value=402),
        mask_deg=Figure(value=5),
    )
    site = Site(id="KIR", name="Kiruna", latitude_deg=PLACE, longitude_deg=PLACE, height_m=PLACE)
    craft = Spacecraft(id="SWA", name="Swarm A", norad_id=39452, cospar_id="2013-067B")
    return Network(name="test", sites=(site,), antennas=(antenna,), spacecraft=(craft,))


@pytest.fixture
def fresh() -> ElementSet:
    old = next(one for one in BuiltinData().element_sets if one.norad_id == 39452)
    return replace(old, epoch_at=AT - timedelta(hours=5), source="a newer set")


def news(*elements: ElementSet) -> SkyNews:
    return SkyNews(
        feed="celestrak", source="CelesTrak", elements=elements, observed_at=AT, received_at=AT
    )


class Silent:
    id, name, cycle_s = "celestrak", "CelesTrak", 21_600.0

    async def run(self, publish: Any) -> None:
        await asyncio.Event().wait()


@pytest.fixture
def program(network: Network) -> Program:
    mode = ClockState(mode=ClockMode.LIVE, offline=False)
    made = Program(network, Sky.builtin(network), FixedClock(AT), mode, sky_feeds=[Silent()])
    made.replan()
    made.refresh()
    return made


def position(program: Program) -> Any:
    return program.state.spacecraft[0].position


def test_news_hold_from_the_next_plan_on(program: Program, fresh: ElementSet) -> None:
    assert isinstance(program.sky.known("SWA", AT), Unknown)  # 80 days old, expired
    before = program.sky
    program.receive(news(fresh))
    program.refresh()
    assert program.sky is before
    assert position(program) is None  # no position beside a plan that knows of none
    assert program.state.feeds[0].condition is FeedCondition.OK
    program.replan()
    program.refresh()
    assert position(program).source == "SGP4 from a newer set"
    assert position(program).age_s == 5 * 3_600


def test_the_same_news_again_change_nothing(program: Program, fresh: ElementSet) -> None:
    program.receive(news(fresh))
    program.replan()
    sky = program.sky
    program.receive(news(fresh))
    program.replan()
    assert program.sky is sky


def test_what_a_feed_no_longer_has_is_gone(program: Program, fresh: ElementSet) -> None:
    program.receive(news(fresh))
    program.replan()
    program.receive(news())
    program.replan()
    assert isinstance(program.sky.known("SWA", AT), Unknown)


def test_trouble_takes_nothing_away(program: Program, fresh: ElementSet) -> None:
    program.receive(news(fresh))
    program.replan()
    program.receive(
        FeedTrouble(feed="celestrak", condition=FeedCondition.FAILED, detail="refused", at=AT)
    )
    program.replan()
    program.refresh()
    assert position(program).source == "SGP4 from a newer set"
    assert program.state.feeds[0].detail == "refused"


def test_sources_of_the_sky_do_not_make_a_board_ready(
    network: Network, program: Program, fresh: ElementSet
) -> None:
    mode = ClockState(mode=ClockMode.LIVE, offline=False)
    deaf = Silent()
    deaf.id, deaf.name = "dsn_now", "DSN Now"
    hearing = Program(network, Sky.builtin(network), FixedClock(AT), mode, [deaf], None, [Silent()])
    hearing.receive(news(fresh))
    hearing.replan()
    hearing.refresh()
    assert hearing.not_ready() == "no source is heard: DSN Now: no message yet"
    assert program.not_ready() is None  # nothing is there that could hear


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    source = LoopbackSource()
    yield source
    source.close()


@pytest.fixture
def settings(source: LoopbackSource) -> Settings:
    return Settings(
        celestrak=CelestrakSettings(url=source.address("/gp.php"), groups=("science",)),
        horizons=HorizonsSettings(url=source.address("/horizons")),
        dsn_now=DsnNowSettings(enabled=True),
    )


def test_what_a_running_board_got_is_there_offline_and_for_commands(
    network: Network, settings: Settings, source: LoopbackSource, tmp_path: Path
) -> None:
    source.replies = [Reply(body=CELESTRAK.read_bytes())]
    clock = FakeClock(AT)
    feeds = make_sky_feeds(network, clock, settings.sky, cache_dir=tmp_path)
    assert [feed.id for feed in feeds.asking] == ["celestrak"]  # nobody here needs Horizons

    async def live() -> None:
        feed = feeds.asking[0]
        feed._sleep = clock.sleep
        task = asyncio.create_task(feed.run(lambda told: None))
        await clock.advance(60, task)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(live())
    assert len(source.asked) == 1
    make: Callable[..., Program] = lambda **how: make_program(  # noqa: E731
        network, memory=tmp_path, settings=settings, **how
    )
    for program in (make(offline=True), make(refreshing=False), make(at=AT)):
        program.replan()
        assert program.sky.known("SWA", AT).source == "SGP4 from CelesTrak, 2026-11-23"
    assert [feed.id for feed in make(offline=True).feeds] == []
    offline = make(offline=True)
    offline.replan()
    offline.refresh()
    assert [(feed.id, feed.condition, feed.detail) for feed in offline.state.feeds] == [
        ("dsn_now", FeedCondition.DISABLED, "offline: nobody is asked"),
        ("celestrak", FeedCondition.DISABLED, "offline: nobody is asked"),
    ]
    assert "Nothing is observed: offline, nothing is asked." in (offline.state.notices)
    assert [feed.id for feed in make(refreshing=False).feeds] == ["dsn_now"]
    assert [feed.id for feed in make().feeds] == ["dsn_now", "celestrak"]
    assert len(source.asked) == 1


def test_dsn_now_is_asked_where_it_can_tell_of_something(network: Network) -> None:
    assert make_program(network, refreshing=False).feeds == ()
    (only,) = make_program(default_network(), refreshing=False).feeds
    assert only.id == "dsn_now"


def test_one_that_is_switched_off_is_not_asked_and_what_it_had_is_used(
    network: Network, tmp_path: Path
) -> None:
    settings = Settings(celestrak=CelestrakSettings(enabled=False))
    feeds = make_sky_feeds(network, FixedClock(AT), settings.sky, cache_dir=tmp_path)
    assert [feed.id for feed in feeds.asking] == []
    assert [feed.id for feed in feeds.silent] == ["celestrak"]
    program = make_program(
        network,
        memory=tmp_path,
        settings=Settings(
            celestrak=CelestrakSettings(enabled=False), dsn_now=DsnNowSettings(enabled=False)
        ),
    )
    assert program.feeds == ()
    program.replan()
    program.refresh()
    shown = [(feed.id, feed.condition, feed.detail) for feed in program.state.feeds]
    assert shown == [
        ("dsn_now", FeedCondition.DISABLED, "switched off in the settings"),
        ("celestrak", FeedCondition.DISABLED, "switched off in the settings"),
    ]
    assert program.not_ready() is None
    assert program.state.notices[0].startswith("Nothing is observed: no live source is configured")


def test_a_stop_is_in_the_data_folder(
    network: Network, settings: Settings, source: LoopbackSource, tmp_path: Path
) -> None:
    stop = Stop(source="celestrak", address="x", reason="got 403", at=AT)
    Stops(tmp_path / "data" / "stops").stop(stop)
    clock = FakeClock(AT)
    feeds = make_sky_feeds(
        network, clock, settings.sky, cache_dir=tmp_path, data_dir=tmp_path / "data"
    )
    told: list[Any] = []

    async def live() -> None:
        feed = feeds.asking[0]
        feed._sleep = clock.sleep
        task = asyncio.create_task(feed.run(told.append))
        await clock.advance(86_400, task)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(live())
    assert source.asked == []
    assert [trouble.condition for trouble in told] == [FeedCondition.FAILED]


def test_a_tick_that_takes_too_long_leaves_as_much_time_to_others() -> None:
    assert next_tick_s(10.0, 10.0, 10.01) == 11.0
    assert next_tick_s(10.0, 12.5, 12.51) == pytest.approx(12.52)  # late: not made up for
    assert next_tick_s(10.0, 10.0, 13.0) == 16.0
