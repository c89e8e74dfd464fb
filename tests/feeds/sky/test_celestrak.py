"""CelesTrak's rules as promises, counted question by question over simulated days."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dishboard.board.state import FeedCondition
from dishboard.errors import FormatError, SettingError
from dishboard.feeds.celestrak.feed import CelestrakSettings, CelestrakSource, celestrak_feed
from dishboard.feeds.stops import Stops
from dishboard.model import Network
from dishboard.networks import default_network
from dishboard.testing import FakeClock, LoopbackSource, Reply

START_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR_S = 3_600.0
UNAVAILABLE, FAILED, OK = FeedCondition.UNAVAILABLE, FeedCondition.FAILED, FeedCondition.OK

# Composed from the text quoted in public issues since March 2026.
NOT_UPDATED = (
    b"GP data has not updated since your last successful\r\ndownload of GROUP=science at "
    b"2026-11-23 11:11:36 UTC.\r\nData is updated once every 2 hours."
)

Living = Callable[..., Any]
One = Callable[..., bytes]
Make = Callable[..., Any]


@pytest.fixture
def make(source: LoopbackSource, sky_network: Network, tmp_path: Path) -> Make:
    """Makes what makes a feed: one cache and one data folder for all of a test."""

    def of(*, keeping: bool = True, timeout_s: float = 20.0, **settings: Any) -> Make:
        asked_for = CelestrakSettings(
            url=source.address("/gp.php"),
            timeout_s=timeout_s,
            **{"groups": ("science",), **settings},
        )
        return lambda clock, **given: celestrak_feed(
            sky_network,
            clock,
            asked_for,
            cache_dir=tmp_path / "cache" if keeping else None,
            stops=Stops(tmp_path / "stops" if keeping else None),
            **given,
        )

    return of


def numbers(news: Any) -> list[int]:
    return sorted(one.norad_id for one in news.elements)


def test_groups_first_and_what_they_lack_by_number(
    living: Living, make: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    source.replies = [Reply(body=group), Reply(body=one(69123))]
    life = living(make())
    life.live(3 * HOUR_S)
    assert life.asked == ["GROUP=science", "CATNR=69123"]  # not MMS1 (hidden), not JUICE (Horizons)
    assert life.asked_at_s == [0, 600]
    assert [numbers(news) for news in life.news] == [[36508, 39452], [36508, 39452, 69123]]
    assert {one.source for one in life.news[-1].elements} == {"CelesTrak, 2026-11-23"}
    assert life.troubles == []


def test_how_it_asks(living: Living, make: Make, source: LoopbackSource, group: bytes) -> None:
    source.replies = [Reply(body=group)]
    living(make()).live(1)
    (asked,) = source.asked
    assert asked.path == "/gp.php?GROUP=science&FORMAT=JSON"
    assert asked.headers["User-Agent"].startswith("Dishboard/")


def test_six_hours_apart_for_days(
    living: Living, make: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    source.replies = [Reply(body=body) for _ in range(20) for body in (group, one(69123))]
    life = living(make())
    life.live(48 * HOUR_S, chance=0.999)
    gaps: dict[str, list[float]] = {}
    for what, at_s in zip(life.asked, life.asked_at_s, strict=True):
        gaps.setdefault(what, []).append(at_s)
    for what, times in gaps.items():
        between = [late - early for early, late in pairwise(times)]
        assert len(times) == 8, what  # 48 h at 6.6 h
        assert all(6 * HOUR_S <= gap <= 6.6 * HOUR_S + 60 for gap in between), what
    assert source.at_once == 1


def test_restarts_ask_nothing(
    living: Living, make: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    source.replies = [Reply(body=group), Reply(body=one(69123)), Reply(body=group)]
    life = living(make())
    life.live(HOUR_S)
    for _ in range(12):  # half an hour each, until the slot comes
        life = living(make(), clock=life.clock)
        life.live(0.4 * HOUR_S)
        assert numbers(life.news[0]) == [36508, 39452, 69123]  # from the cache, at once
    assert len(source.asked) == 2
    living(make(), clock=life.clock).live(HOUR_S)
    assert len(source.asked) > 2


def test_a_process_killed_while_it_asks_does_not_ask_again(
    living: Living, make: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    """Whether that question was counted nobody knows: it waits for its slot, 6 h later."""
    source.replies = [Reply(hangs=True), Reply(body=group)]

    async def killed(clock: FakeClock) -> None:
        feed = make()(clock, sleep=clock.sleep, chance=lambda: 0.0)
        task = asyncio.create_task(feed.run(lambda told: None))
        while not source.asked:
            await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    clock = FakeClock(START_AT)
    asyncio.run(killed(clock))
    life = living(make(), clock=clock)
    life.live(5.99 * HOUR_S)
    assert len(source.asked) == 1
    life.live(60)
    assert life.asked == ["GROUP=science"] * 2


REFUSALS = [
    (Reply(403, NOT_UPDATED), 'got 403 Forbidden: "GP data has not updated since your last suc'),
    (Reply(404, b"not here"), 'expected 200, got 404 Not Found: "not here"'),
    (Reply(503, b"<html>busy</html>"), 'got 503 Service Unavailable: "(a web page)"'),
    (Reply(500), "expected 200, got 500 Internal Server Error; not asked any more"),
    (
        Reply(301, headers={"Location": "https://elsewhere.example/gp.php"}),
        "the source has moved to https://elsewhere.example/gp.php",
    ),
]


@pytest.mark.parametrize(("reply", "words"), REFUSALS, ids=lambda value: str(value)[:24])
def test_any_refusal_stops_it_until_a_person_says_otherwise(
    living: Living,
    make: Make,
    source: LoopbackSource,
    group: bytes,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    reply: Reply,
    words: str,
) -> None:
    caplog.set_level(logging.WARNING, "dishboard.feeds")
    source.replies = [Reply(body=group), reply]
    life = living(make())
    life.live(24 * HOUR_S)
    assert life.asked == ["GROUP=science", "CATNR=69123"]
    (trouble,) = life.troubles
    assert trouble.condition is FAILED
    assert words in trouble.detail
    assert trouble.detail.endswith("dishboard doctor --resume celestrak")
    assert numbers(life.news[-1]) == [36508, 39452]  # the old data stay
    assert len(caplog.records) == 1

    again = living(make(), clock=life.clock)  # a restart changes nothing
    again.live(48 * HOUR_S)
    assert len(source.asked) == 2
    assert [item.condition for item in again.troubles] == [FAILED]
    assert numbers(again.news[0]) == [36508, 39452]

    source.replies = [Reply(body=group)]
    resumed = living(make(), clock=life.clock)

    assert Stops(tmp_path / "stops").resume("celestrak") is not None
    resumed.live(60)
    assert len(source.asked) == 3


def test_a_running_feed_hears_the_resume(
    living: Living, make: Make, source: LoopbackSource, group: bytes, one: One, tmp_path: Path
) -> None:
    source.replies = [Reply(403, NOT_UPDATED), Reply(body=group), Reply(body=one(69123))]
    life = living(make())
    sleep = life._sleep

    async def until_resumed(seconds: float) -> None:
        await sleep(seconds)
        if life.clock.now().hour == 22:
            Stops(tmp_path / "stops").resume("celestrak")

    life._sleep = until_resumed
    life.live(11 * HOUR_S)
    assert life.asked_at_s[0] == 0
    assert len(life.asked_at_s) == 3
    assert life.asked_at_s[1] == pytest.approx(10 * HOUR_S, abs=61)
    assert [trouble.condition for trouble in life.troubles] == [FAILED, OK]


WORDS = [
    b"No GP data found",
    b'Invalid query: "GROUP=nope" (GROUP "nope" not found)',
    b"<!doctype html><title>Maintenance</title>",
    b"",
    b"[]",
    b'[{"OBJECT_NAME": "CRY',
]


@pytest.mark.parametrize("body", WORDS, ids=lambda body: body.decode()[:16] or "empty")
def test_an_error_in_a_200_keeps_the_old_data_and_is_told(
    living: Living, make: Make, source: LoopbackSource, group: bytes, one: One, body: bytes
) -> None:
    source.replies = [
        *(Reply(body=group), Reply(body=one(69123))),
        *(Reply(body=body), Reply(body=body)),
    ]
    life = living(make())
    life.live(7 * HOUR_S)
    assert len(source.asked) == 4
    assert numbers(life.news[-1]) == [36508, 39452, 69123]
    assert [problem.split(":")[0] for problem in life.news[-1].problems] == [
        "GROUP=science",
        "CATNR=69123",
    ]
    assert life.troubles == []  # it answers, and what it said before is good
    after = living(make(), clock=life.clock)
    after.live(1)
    assert numbers(after.news[0]) == [36508, 39452, 69123]  # also across a restart


def test_a_number_that_nobody_has_is_asked_less_and_less(
    living: Living, make: Make, source: LoopbackSource
) -> None:
    none = Reply(body=b"No GP data found")
    source.replies = [none] * 40
    life = living(make(groups=()))
    life.live(72 * HOUR_S)
    smile = [
        at_s / HOUR_S
        for what, at_s in zip(life.asked, life.asked_at_s, strict=True)
        if what == "CATNR=69123"
    ]
    gaps = [late - early for early, late in pairwise(smile)]
    assert gaps == pytest.approx([6, 12, 24, 24], abs=0.5)


def test_a_body_about_another_object_is_refused(
    living: Living, make: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    source.replies = [Reply(body=group), Reply(body=one(25544, OBJECT_NAME="ISS (ZARYA)"))]
    life = living(make())
    life.live(HOUR_S)
    assert numbers(life.news[-1]) == [36508, 39452]
    assert life.news[-1].problems == (
        "CATNR=69123: expected elements of 69123, got those of 25544 (ISS (ZARYA)); refused",
    )


def test_another_object_under_our_number_is_refused(
    living: Living, make: Make, source: LoopbackSource, group: bytes
) -> None:
    records = json.loads(group)
    records[1]["OBJECT_ID"] = "2013-067A"  # Swarm B's
    records[0]["EPOCH"] = "2027-01-01T00:00:00"
    source.replies = [Reply(body=json.dumps(records).encode())]
    life = living(make())
    life.live(60)
    assert numbers(life.news[-1]) == []
    assert life.news[-1].problems == (
        "GROUP=science: 36508 (CRYOSAT 2) has its epoch 2027-01-01T00:00:00Z too far ahead; "
        "refused",
        "GROUP=science: 39452 (SWARM A) is 2013-067A, expected 2013-067B (Swarm A); refused",
    )


def test_an_older_copy_replaces_nothing(
    living: Living, make: Make, source: LoopbackSource, one: One
) -> None:
    older = one(36508, EPOCH="2026-11-20T00:00:00")
    source.replies = [Reply(body=one(36508)), Reply(body=older)]
    network = make(groups=(), numbers=())
    life = living(network)
    life.live(7 * HOUR_S)
    (kept,) = [item for item in life.news[-1].elements if item.norad_id == 36508]
    assert kept.epoch_at.day == 23
    after = living(network, clock=life.clock)
    after.live(1)
    (kept,) = [item for item in after.news[0].elements if item.norad_id == 36508]
    assert kept.epoch_at.day == 23


def test_nobody_there_is_no_refusal(living: Living, make: Make, source: LoopbackSource) -> None:
    """A computer without internet: slots of 10 min doubling to 6 h, and no stop."""
    source.close()
    life = living(make())
    life.live(48 * HOUR_S)
    (trouble,) = life.troubles
    assert trouble.condition is UNAVAILABLE
    assert trouble.detail.startswith("expected an answer, got no connection (")
    assert trouble.detail.endswith("; asked again by itself")


def test_silence_waits_for_the_slot(
    living: Living, make: Make, source: LoopbackSource, group: bytes
) -> None:
    """Slow or cut: it may have been counted, so that question is not put again for 6 h."""
    source.replies = [Reply(hangs=True), Reply(body=group[:90], cut=True), Reply(body=group)]
    life = living(make(timeout_s=0.05))
    life.live(12 * HOUR_S)
    assert life.asked_at_s == [0, 6 * HOUR_S, 12 * HOUR_S]
    assert [trouble.condition for trouble in life.troubles] == [UNAVAILABLE, OK]
    assert life.troubles[1].detail == "answers again after 2 failures"
    assert numbers(life.news[-1]) == [36508, 39452]


def test_two_processes_ask_as_often_as_one(
    make: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    source.replies = [Reply(body=body) for _ in range(20) for body in (group, one(69123))]
    clock = FakeClock(START_AT)
    told: tuple[list[Any], list[Any]] = ([], [])

    async def rest() -> None:
        while len(clock._asleep) < 2:
            await asyncio.sleep(0)

    async def both() -> None:
        tasks: list[asyncio.Task[None]] = []
        for heard in told:
            feed = make()(clock, sleep=clock.sleep, chance=lambda: 0.0)
            tasks.append(asyncio.create_task(feed.run(heard.append)))
        together = asyncio.ensure_future(asyncio.gather(*tasks))
        for _ in range(13 * 120):  # half a minute each; both come to rest in it
            await rest()
            await clock.advance(30, together)
        await rest()
        together.cancel()
        await asyncio.gather(together, return_exceptions=True)

    asyncio.run(both())
    asked = [asked.path.partition("?")[2].split("&")[0] for asked in source.asked]
    assert sorted(asked) == ["CATNR=69123"] * 3 + ["GROUP=science"] * 3  # in 13 h
    assert source.at_once == 1
    for heard in told:
        assert numbers(heard[-1]) == [36508, 39452, 69123]


def test_active_covers_all_and_is_asked_only_on_request(
    living: Living, make: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    assert "active" not in CelestrakSettings().groups
    whole = json.loads(group) + json.loads(one(69123))
    source.replies = [Reply(body=json.dumps(whole).encode())]
    life = living(make(groups=("active",)))
    life.live(5 * HOUR_S)
    assert life.asked == ["GROUP=active"]


@given(st.integers(0, 600), st.integers(0, 60), st.binary(max_size=30))
@hypothesis_settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_give_elements_or_a_reason(
    sky_network: Network, group: bytes, at: int, removed: int, put: bytes
) -> None:
    source = CelestrakSource(sky_network, CelestrakSettings(groups=("science",)))
    (question,) = source.questions({}, {})
    try:
        found = source.read(question, group[:at] + put + group[at + removed :], START_AT)
    except FormatError:
        return
    assert {one.norad_id for one in found.elements} <= {36508, 39452, 69123}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"interval_s": 7_200.0}, "interval_s: expected seconds from 21600 to 86400, got 7200"),
        ({"spacing_s": 1.0}, "spacing_s: expected seconds from 60 to 21600, got 1"),
        ({"timeout_s": 0.0}, "timeout_s: expected seconds up to 600, got 0"),
        ({"url": "ftp://x"}, r"url: expected an http\(s\) address, got 'ftp://x'"),
        ({"groups": ("a b",)}, "groups: expected a group like 'science', got 'a b'"),
        ({"numbers": (0,)}, "numbers: expected catalogue numbers of 1 to 9 digits, got 0"),
    ],
)
def test_settings_that_cannot_be(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=f"feeds.celestrak.{message}"):
        CelestrakSettings(**wrong)


ONE_PROCESS = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from dishboard.feeds.celestrak.feed import CelestrakSettings, celestrak_feed
from dishboard.feeds.stops import Stops
from dishboard.model import Network, Spacecraft
from dishboard.time import FixedClock

class EnoughError(Exception):
    pass

async def sleep(seconds):
    raise EnoughError

craft = Spacecraft(id="CRY", name="CryoSat-2", norad_id=36508)
network = Network(name="test", sites=(), antennas=(), spacecraft=(craft,))
feed = celestrak_feed(
    network,
    FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC)),
    CelestrakSettings(url=sys.argv[1], groups=("science",)),
    cache_dir=Path(sys.argv[2]),
    stops=Stops(Path(sys.argv[3])),
    sleep=sleep,
)
print("ready", flush=True)
sys.stdin.readline()
try:
    asyncio.run(feed.run(lambda told: None))
except EnoughError:
    pass
"""


def test_real_processes_that_begin_at_once_ask_once(
    source: LoopbackSource, group: bytes, tmp_path: Path
) -> None:
    """Four of them over one cache, let go together, each until it first sleeps."""
    source.otherwise = lambda path: Reply(body=group)
    arguments = [source.address("/gp.php"), str(tmp_path / "cache"), str(tmp_path / "stops")]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ONE_PROCESS, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[0] for process in processes] == [""] * 4
    assert [process.returncode for process in processes] == [0] * 4
    assert len(source.asked) == 1


def test_a_group_nobody_knows_is_made_up_for_by_number(
    living: Living, make: Make, source: LoopbackSource, one: One
) -> None:
    """As when a group is renamed: it is told, and every craft is asked for by itself."""

    def answer(path: str) -> Reply:
        what = path.partition("?")[2].split("&")[0]
        if what.startswith("GROUP"):
            return Reply(body=b'Invalid query: "GROUP=science" (GROUP "science" not found)')
        return Reply(body=one(int(what.partition("=")[2])))

    source.otherwise = answer
    life = living(make())
    life.live(2 * HOUR_S)
    assert life.asked == ["GROUP=science", "CATNR=36508", "CATNR=39452", "CATNR=69123"]
    assert numbers(life.news[-1]) == [36508, 39452, 69123]
    assert life.news[-1].problems[0].startswith("GROUP=science: expected element sets as JSON, got")


@pytest.mark.parametrize(("held", "a_day"), [(True, 8), (False, 92)])
def test_a_day_of_the_default_network(
    living: Living, source: LoopbackSource, one: One, tmp_path: Path, held: bool, a_day: int
) -> None:
    """From 8 questions, when the two groups hold every craft, to 92, when they hold none."""
    network = default_network()
    craft = [
        craft
        for craft in network.spacecraft
        if craft.shown and craft.norad_id and craft.ephemeris == "elements"
    ]
    records = [json.loads(one(craft.norad_id or 0, OBJECT_ID=craft.cospar_id)) for craft in craft]
    group = json.dumps([record for (record,) in records] if held else json.loads(one(5)))

    def answer(path: str) -> Reply:
        what = path.partition("?")[2].split("&")[0]
        if what.startswith("GROUP"):
            return Reply(body=group.encode())
        number = int(what.partition("=")[2])
        (found,) = (record for record in records if record[0]["NORAD_CAT_ID"] == number)
        return Reply(body=json.dumps(found).encode())

    source.otherwise = answer
    settings = CelestrakSettings(url=source.address("/gp.php"))
    life = living(
        lambda clock, **given: celestrak_feed(
            network, clock, settings, cache_dir=tmp_path, stops=Stops(None), **given
        )
    )
    life.live(24 * HOUR_S - 600)
    assert len(life.asked) == a_day
    assert len(life.news[-1].elements) == len(craft)
    assert life.news[-1].problems == ()
