"""Horizons' rules as promises, counted question by question over simulated days."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from msgspec.structs import replace

from dishboard.board.state import FeedCondition
from dishboard.ephemeris import Sky
from dishboard.errors import SettingError
from dishboard.feeds.horizons.feed import HorizonsSettings, horizons_feed
from dishboard.feeds.stops import Stops
from dishboard.geometry import tdb_s_of
from dishboard.model import Network, PlacedAt, Quality, Spacecraft
from dishboard.testing import FakeClock, LoopbackSource, Reply

START_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR_S, DAY_S = 3_600.0, 86_400.0
UNAVAILABLE, FAILED, OK = FeedCondition.UNAVAILABLE, FeedCondition.FAILED, FeedCondition.OK

Living = Callable[..., Any]
Make = Callable[..., Any]
Answer = Callable[..., bytes]


@pytest.fixture
def craft() -> list[Spacecraft]:
    """The craft of the network; a test may put in others."""
    return [
        Spacecraft(id="JUIC", name="JUICE", norad_id=56176, naif_id=-28, ephemeris="conic"),
        Spacecraft(id="CRY", name="CryoSat-2", norad_id=36508),
        Spacecraft(id="XMM", name="XMM", norad_id=25989, naif_id=-125989, ephemeris="elements"),
        Spacecraft(id="VGR1", name="Voyager 1", naif_id=-31, shown=False),
    ]


@pytest.fixture
def network(craft: list[Spacecraft]) -> Callable[[], Network]:
    return lambda: Network(name="test", sites=(), antennas=(), spacecraft=tuple(craft))


@pytest.fixture
def make(source: LoopbackSource, network: Callable[[], Network], tmp_path: Path) -> Make:
    def of(**settings: Any) -> Make:
        asked_for = HorizonsSettings(url=source.address("/api/horizons.api"), **settings)
        return lambda clock, **given: horizons_feed(
            network(),
            clock,
            asked_for,
            cache_dir=tmp_path / "cache",
            stops=Stops(tmp_path / "stops"),
            **given,
        )

    return of


def asked_for(source: LoopbackSource) -> list[dict[str, str]]:
    """Every question's parameters, without their quotes."""
    return [
        {name: values[0].strip("'") for name, values in parse_qs(urlsplit(one.path).query).items()}
        for one in source.asked
    ]


def test_how_it_asks(living: Living, make: Make, source: LoopbackSource, answer: Answer) -> None:
    source.otherwise = lambda path: Reply(body=answer(path))
    living(make()).live(HOUR_S)
    (asked,) = asked_for(source)  # JUICE alone: CryoSat and XMM have elements, Voyager is not shown
    assert asked == {
        "format": "json",
        "COMMAND": "-28",
        "OBJ_DATA": "NO",
        "MAKE_EPHEM": "YES",
        "EPHEM_TYPE": "VECTORS",
        "CENTER": "500@10",
        "REF_PLANE": "FRAME",
        "REF_SYSTEM": "ICRF",
        "OUT_UNITS": "KM-S",
        "VEC_TABLE": "2",
        "VEC_CORR": "NONE",
        "CSV_FORMAT": "YES",
        "TIME_TYPE": "TDB",
        "START_TIME": "2026-11-21 00:00",
        "STOP_TIME": "2027-01-22 00:00",
        "STEP_SIZE": "60 m",
    }
    assert "COMMAND=%27-28%27" in source.asked[0].path
    assert len(source.asked[0].path) < 500  # long addresses are refused with a 502


def test_its_states_become_the_sky(
    living: Living,
    make: Make,
    source: LoopbackSource,
    answer: Answer,
    network: Callable[[], Network],
) -> None:
    source.otherwise = lambda path: Reply(body=answer(path, moon_km=0.0))
    life = living(make())
    life.live(60)
    (news,) = life.news
    sky = Sky.builtin(network()).with_more(news.elements, news.providers)
    at = START_AT + timedelta(days=3, hours=1.4)
    known = sky.known("JUIC", at)
    assert known.source == "JPL Horizons, 2026-11-23"  # the header's date of the run
    assert known.epoch_at == START_AT
    assert known.quality is Quality.FAIR  # three days and an hour old by then
    best = sky.path("JUIC").best(at.timestamp())
    tdb_s = tdb_s_of(np.array([at.timestamp()]))
    position, _ = best.states(tdb_s)
    sun, _ = best.earth.solar_system.sun(tdb_s)
    assert np.linalg.norm(position[0] - sun[0] - circle(tdb_s[0])) < 1e-3  # km
    later = sky.known("JUIC", START_AT + timedelta(days=65))
    assert later.source.startswith("free fall")  # beyond the table what is built in goes on


def circle(tdb_s: float) -> Any:
    angle = 2 * np.pi / 5.8e7 * tdb_s
    return 2.25e8 * np.array([np.cos(angle), np.sin(angle), 0.0])


def test_once_a_week_and_no_question_twice(
    living: Living, make: Make, source: LoopbackSource, answer: Answer, craft: list[Spacecraft]
) -> None:
    craft.append(Spacecraft(id="SOLO", name="Solar Orbiter", naif_id=-144, ephemeris="conic"))
    names = {"-28": "JUICE (spacecraft) (-28)", "-144": "Solar Orbiter (spacecraft) (-144)"}
    source.otherwise = lambda path: Reply(
        body=answer(path, target=names[parse_qs(urlsplit(path).query)["COMMAND"][0].strip("'")])
    )
    life = living(make())
    clock = life.clock
    for _ in range(22):  # a restart every day
        life = living(make(), clock=clock)
        life.live(DAY_S)
    asked = asked_for(source)
    assert [one["COMMAND"] for one in asked] == ["-28", "-144"] * 4  # on days 0, 7, 14, 21
    assert len({one.path for one in source.asked}) == 8
    assert source.at_once == 1


def test_a_restart_has_the_sky_at_once(
    living: Living, make: Make, source: LoopbackSource, answer: Answer
) -> None:
    source.otherwise = lambda path: Reply(body=answer(path))
    life = living(make())
    life.live(HOUR_S)
    again = living(make(), clock=life.clock)
    again.live(1)
    assert len(source.asked) == 1
    assert again.news[0].received_at == START_AT
    offline = make()(life.clock).kept()  # nobody is asked
    assert offline is not None
    assert len(offline.providers) == 1


def test_a_clock_that_was_years_ahead_holds_one_slot_up(
    living: Living, make: Make, source: LoopbackSource, answer: Answer
) -> None:
    source.otherwise = lambda path: Reply(body=answer(path))
    ahead = FakeClock(datetime(2036, 1, 1, tzinfo=UTC))
    living(make(), clock=ahead).live(60)
    life = living(make())
    life.live(6 * HOUR_S - 1)  # the last question may have been a minute ago
    assert len(source.asked) == 1
    life.live(6 * HOUR_S + 120)
    assert [one["START_TIME"] for one in asked_for(source)] == [
        "2035-12-30 00:00",
        "2026-11-21 00:00",
    ]
    assert life.news[-1].received_at.year == 2026


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"target": "Solar Orbiter (spacecraft) (-144)"},
            "expected JUICE (-28), got Solar Orbiter (spacecraft) (-144); refused",
        ),
        ({"target": "Mars Barycenter (4)"}, "expected JUICE (-28), got Mars Barycenter (4)"),
        ({"centre": "Earth (399)"}, "expected states about the Sun (10), got about 399"),
    ],
)
def test_another_target_is_refused(
    living: Living,
    make: Make,
    source: LoopbackSource,
    answer: Answer,
    wrong: dict[str, str],
    message: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING, "dishboard.feeds")
    source.otherwise = lambda path: Reply(body=answer(path, **wrong))
    life = living(make())
    life.live(5 * HOUR_S)
    assert len(source.asked) == 1  # not before its slot
    assert life.news == []
    assert life.troubles[-1].condition is FAILED
    assert message in life.troubles[-1].detail


def test_a_number_in_doubt_needs_the_name_too(
    living: Living, make: Make, source: LoopbackSource, answer: Answer, craft: list[Spacecraft]
) -> None:
    craft[:] = [
        Spacecraft(id="HERA", name="Hera", naif_id=-91, naif_id_verified=False, ephemeris="conic")
    ]
    source.otherwise = lambda path: Reply(body=answer(path, target="Sentry (spacecraft) (-91)"))
    life = living(make())
    life.live(60)
    assert "correct naif_id in the network file" in life.troubles[-1].detail
    source.otherwise = lambda path: Reply(body=answer(path, target="Hera (spacecraft) (-91)"))
    life.live(7 * HOUR_S)
    assert len(life.news) == 1


def ended(after: str) -> bytes:
    """Composed from answers quoted in public client code; with a 200."""
    return (
        f'{{"result": "No ephemeris for target \\"JUICE (spacecraft)\\" {after} TDB\\n"}}'.encode()
    )


def test_an_ephemeris_that_ends_is_asked_up_to_its_end(
    living: Living, make: Make, source: LoopbackSource, answer: Answer
) -> None:
    source.replies = [Reply(body=ended("after A.D. 2026-DEC-20 11:22:33.4567"))]
    source.otherwise = lambda path: Reply(body=answer(path))
    life = living(make())
    life.live(5 * HOUR_S)
    assert life.asked_at_s == [0, 30]
    assert asked_for(source)[1]["STOP_TIME"] == "2026-12-20 11:21"
    assert life.troubles == []
    (table,) = life.news[0].providers[0].tables
    assert datetime.fromtimestamp(table.end_s, UTC).date().isoformat() == "2026-12-20"


def test_one_that_begins_late_is_asked_from_its_begin(
    living: Living, make: Make, source: LoopbackSource, answer: Answer
) -> None:
    source.replies = [
        Reply(body=ended("prior to A.D. 2026-NOV-23 01:58:32.3050")),
        Reply(body=ended("after A.D. 2026-DEC-01 00:00:00.0000")),
    ]
    source.otherwise = lambda path: Reply(body=answer(path))
    life = living(make())
    life.live(5 * HOUR_S)
    assert life.asked_at_s == [0, 30, 60]
    third = asked_for(source)[2]
    assert (third["START_TIME"], third["STOP_TIME"]) == ("2026-11-23 02:00", "2026-11-30 23:59")
    assert len(life.news) == 1


def test_one_that_ended_is_asked_for_less_and_less(
    living: Living, make: Make, source: LoopbackSource
) -> None:
    """SOHO's in Horizons ended on 2026-11-02."""
    source.otherwise = lambda path: Reply(body=ended("after A.D. 2026-NOV-02 23:58:50.8150"))
    life = living(make())
    life.live(5 * DAY_S)
    hours = [at_s / HOUR_S for at_s in life.asked_at_s]
    gaps = [late - early for early, late in pairwise(hours)]
    assert gaps == pytest.approx([6, 12, 24, 24, 24, 24], abs=0.02)
    assert life.troubles[-1].condition is FAILED
    assert "no ephemeris for JUICE (spacecraft) after 2026-11-02T23:58:50" in (
        life.troubles[-1].detail
    )


@pytest.mark.parametrize("name", ["several.txt", "no-times.txt"])
def test_an_error_in_a_200_keeps_the_old_data_and_is_told(
    living: Living, make: Make, source: LoopbackSource, answer: Answer, name: str
) -> None:
    error = (Path(__file__).parents[2] / "fixtures" / "horizons" / name).read_bytes()
    source.otherwise = lambda path: Reply(body=answer(path))
    life = living(make())
    life.live(6 * DAY_S)
    source.otherwise = lambda path: Reply(body=error)
    life.live(3 * DAY_S)
    (table,) = life.news[-1].providers[0].tables
    assert table.created_s == START_AT.timestamp()
    assert life.news[-1].problems[0].startswith("JUIC (-28): ")
    assert life.troubles == []
    again = living(make(), clock=life.clock)
    again.live(1)
    assert len(again.news[0].providers) == 1


def test_busy_or_refusing_it_waits_for_its_next_slot(
    living: Living, make: Make, source: LoopbackSource, answer: Answer, tmp_path: Path
) -> None:
    source.replies = [
        *(Reply(503), Reply(429), Reply(403), Reply(404), Reply(301, headers={"Location": "x"})),
        *(Reply(500), Reply(503), Reply(503)),
    ]
    source.otherwise = lambda path: Reply(body=answer(path))
    life = living(make())
    life.live(3 * DAY_S)
    minutes = [(late - early) / 60 for early, late in pairwise(life.asked_at_s)]
    assert minutes == [10, 20, 40, 80, 160, 320, 360, 360]
    assert [trouble.condition for trouble in life.troubles] == [
        *(UNAVAILABLE, FAILED, UNAVAILABLE, OK)
    ]
    assert life.troubles[-1].detail == "answers again after 8 failures"
    assert Stops(tmp_path / "stops").all() == ()  # only CelesTrak wants to be left alone for good
    assert len(life.news) == 1


def test_slow_or_cut_it_waits_as_well(
    living: Living, make: Make, source: LoopbackSource, answer: Answer
) -> None:
    source.replies = [Reply(hangs=True), Reply(body=b'{"result": "half', cut=True)]
    source.otherwise = lambda path: Reply(body=answer(path))
    life = living(make(timeout_s=0.5))
    life.live(300)
    life = living(make(timeout_s=20.0), clock=life.clock)
    life.live(HOUR_S)
    assert len(source.asked) == 3
    assert len(life.news) == 1


def test_a_motion_too_quick_for_the_step_is_asked_more_finely(
    living: Living, make: Make, source: LoopbackSource, answer: Answer
) -> None:
    """A two-hour orbit about a moving body, states an hour apart: ten minutes are enough."""
    source.otherwise = lambda path: Reply(body=answer(path, moon_km=3_800.0))
    life = living(make())
    life.live(HOUR_S)
    assert [one["STEP_SIZE"] for one in asked_for(source)] == ["60 m", "10 m"]
    assert asked_for(source)[1]["STOP_TIME"] == "2026-12-07 00:00"
    assert len(life.news) == 1
    again = living(make(), clock=life.clock)
    again.live(8 * DAY_S)
    assert [one["STEP_SIZE"] for one in asked_for(source)[2:]] == ["10 m"]  # it is remembered


def test_a_craft_at_a_body_is_asked_finely_at_once(
    living: Living, make: Make, source: LoopbackSource, answer: Answer, craft: list[Spacecraft]
) -> None:
    craft[0] = replace(craft[0], ephemeris="body", placed_at=PlacedAt(body="Mars"))
    source.otherwise = lambda path: Reply(body=answer(path, moon_km=3_800.0))
    life = living(make())
    life.live(HOUR_S)
    assert [one["STEP_SIZE"] for one in asked_for(source)] == ["10 m"]


def test_nothing_is_taken_from_across_a_seam(
    living: Living,
    make: Make,
    source: LoopbackSource,
    answer: Answer,
    network: Callable[[], Network],
) -> None:
    """Two trajectories joined, 8,800 km apart: the hour between them falls to what is built in."""
    source.otherwise = lambda path: Reply(body=answer(path, jump_km=8_800.0))
    life = living(make())
    life.live(60)
    (news,) = life.news
    before, after = news.providers[0].tables
    assert after.start_s - before.end_s == pytest.approx(3_600, abs=1e-3)
    assert news.problems == (
        "JUIC (-28): its way is joined from 2 solutions; where they meet nothing is taken from it",
    )
    sky = Sky.builtin(network()).with_more(news.elements, news.providers)
    across = datetime.fromtimestamp((before.end_s + after.start_s) / 2, UTC)
    assert sky.known("JUIC", across + timedelta(hours=3)).source.startswith("JPL Horizons")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"interval_s": 60.0}, "interval_s: expected seconds from 21600 to 86400, got 60"),
        ({"renew_s": 60.0}, "renew_s: expected seconds from interval_s to 2592000, got 60"),
        ({"spacing_s": 0.0}, "spacing_s: expected seconds from 2 to 21600, got 0"),
        ({"timeout_s": 0.0}, "timeout_s: expected seconds up to 600, got 0"),
        ({"url": "ftp://x"}, r"url: expected an http\(s\) address, got 'ftp://x'"),
    ],
)
def test_settings_that_cannot_be(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=f"feeds.horizons.{message}"):
        HorizonsSettings(**wrong)
