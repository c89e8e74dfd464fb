"""CelesTrak's rules as promises, counted question by question over simulated days."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dishboard.board.state import FeedCondition
from dishboard.feeds.celestrak.feed import CelestrakSettings
from dishboard.feeds.stops import Stops
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


def numbers(news: Any) -> list[int]:
    return sorted(one.norad_id for one in news.elements)


def test_groups_first_and_what_they_lack_by_number(
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    source.replies = [Reply(body=group), Reply(body=one(69123))]
    life = living(celestrak())
    life.live(3 * HOUR_S)
    assert life.asked == ["GROUP=science", "CATNR=69123"]  # not MMS1 (hidden), not JUICE (Horizons)
    assert life.asked_at_s == [0, 600]
    assert [numbers(news) for news in life.news] == [[36508, 39452], [36508, 39452, 69123]]
    assert {one.source for one in life.news[-1].elements} == {"CelesTrak, 2026-11-23"}
    assert life.troubles == []


def test_how_it_asks(living: Living, celestrak: Make, source: LoopbackSource, group: bytes) -> None:
    source.replies = [Reply(body=group)]
    living(celestrak()).live(1)
    (asked,) = source.asked
    assert asked.path == "/gp.php?GROUP=science&FORMAT=JSON"
    assert asked.headers["User-Agent"].startswith("Dishboard/")


def test_six_hours_apart_for_days(
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    source.replies = [Reply(body=body) for _ in range(20) for body in (group, one(69123))]
    life = living(celestrak())
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
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    source.replies = [Reply(body=group), Reply(body=one(69123)), Reply(body=group)]
    life = living(celestrak())
    life.live(HOUR_S)
    for _ in range(12):  # half an hour each, until the slot comes
        life = living(celestrak(), clock=life.clock)
        life.live(0.4 * HOUR_S)
        assert numbers(life.news[0]) == [36508, 39452, 69123]  # from the cache, at once
    assert len(source.asked) == 2
    living(celestrak(), clock=life.clock).live(HOUR_S)
    assert len(source.asked) > 2


def test_a_process_killed_while_it_asks_does_not_ask_again(
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    """Whether that question was counted nobody knows: it waits for its slot, 6 h later."""
    source.replies = [Reply(hangs=True), Reply(body=group)]

    async def killed(clock: FakeClock) -> None:
        feed = celestrak()(clock, sleep=clock.sleep, chance=lambda: 0.0)
        task = asyncio.create_task(feed.run(lambda told: None))
        while not source.asked:
            await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    clock = FakeClock(START_AT)
    asyncio.run(killed(clock))
    life = living(celestrak(), clock=clock)
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
    celestrak: Make,
    source: LoopbackSource,
    group: bytes,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    reply: Reply,
    words: str,
) -> None:
    caplog.set_level(logging.WARNING, "dishboard.feeds")
    source.replies = [Reply(body=group), reply]
    life = living(celestrak())
    life.live(24 * HOUR_S)
    assert life.asked == ["GROUP=science", "CATNR=69123"]
    (trouble,) = life.troubles
    assert trouble.condition is FAILED
    assert words in trouble.detail
    assert trouble.detail.endswith("dishboard doctor --resume celestrak")
    assert numbers(life.news[-1]) == [36508, 39452]  # the old data stay
    assert len(caplog.records) == 1

    again = living(celestrak(), clock=life.clock)  # a restart changes nothing
    again.live(48 * HOUR_S)
    assert len(source.asked) == 2
    assert [item.condition for item in again.troubles] == [FAILED]
    assert numbers(again.news[0]) == [36508, 39452]

    source.replies = [Reply(body=group)]
    resumed = living(celestrak(), clock=life.clock)

    assert Stops(tmp_path / "stops").resume("celestrak") is not None
    resumed.live(60)
    assert len(source.asked) == 3


def test_a_running_feed_hears_the_resume(
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes, one: One, tmp_path: Path
) -> None:
    source.replies = [Reply(403, NOT_UPDATED), Reply(body=group), Reply(body=one(69123))]
    life = living(celestrak())
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


def test_nobody_there_is_no_refusal(
    living: Living, celestrak: Make, source: LoopbackSource
) -> None:
    """A computer without internet: slots of 10 min doubling to 6 h, and no stop."""
    source.close()
    life = living(celestrak())
    life.live(48 * HOUR_S)
    (trouble,) = life.troubles
    assert trouble.condition is UNAVAILABLE
    assert trouble.detail.startswith("expected an answer, got no connection (")
    assert trouble.detail.endswith("; asked again by itself")


def test_silence_waits_for_the_slot(
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes
) -> None:
    """Slow or cut: it may have been counted, so that question is not put again for 6 h."""
    source.replies = [Reply(hangs=True), Reply(body=group[:90], cut=True), Reply(body=group)]
    life = living(celestrak(timeout_s=0.5))
    life.live(HOUR_S)
    before, life = life, living(celestrak(), clock=life.clock)
    life.live(11 * HOUR_S)
    assert before.asked_at_s + life.asked_at_s == [0, 6 * HOUR_S, 12 * HOUR_S]
    assert [trouble.condition for trouble in life.troubles] == [UNAVAILABLE, OK]
    assert life.troubles[1].detail == "answers again after 2 failures"
    assert numbers(life.news[-1]) == [36508, 39452]


def test_active_covers_all_and_is_asked_only_on_request(
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    assert "active" not in CelestrakSettings().groups
    whole = json.loads(group) + json.loads(one(69123))
    source.replies = [Reply(body=json.dumps(whole).encode())]
    life = living(celestrak(groups=("active",)))
    life.live(5 * HOUR_S)
    assert life.asked == ["GROUP=active"]


def test_a_day_apart_is_a_day_apart(
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    """The longest interval and its tenth by chance: no slot looks like that of a wrong clock."""
    source.replies = [Reply(body=body) for _ in range(9) for body in (group, one(69123))]
    life = living(celestrak(interval_s=24 * HOUR_S))
    life.live(72 * HOUR_S, chance=0.999)
    assert life.asked == ["GROUP=science", "CATNR=69123"] * 3


def test_a_clock_put_back_a_little_asks_nothing_sooner(
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes
) -> None:
    source.otherwise = lambda path: Reply(body=group)
    living(celestrak(interval_s=24 * HOUR_S)).live(60, chance=0.999)
    back = FakeClock(START_AT - timedelta(hours=1))
    life = living(celestrak(interval_s=24 * HOUR_S), clock=back)
    life.live(HOUR_S)
    assert len(source.asked) == 1


def test_a_computer_that_starts_in_1970_asks_nothing_that_is_not_due(
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    """No battery: each start is in 1970, and a minute later the network has told the time."""
    source.replies = [Reply(body=group), Reply(body=one(69123)), Reply(body=group)]
    living(celestrak()).live(HOUR_S)
    for start in range(6):
        living(celestrak(), clock=FakeClock(datetime(1970, 1, 1, tzinfo=UTC))).live(600)
        right = FakeClock(START_AT + timedelta(hours=1 + start * 0.8))
        living(celestrak(), clock=right).live(0.5 * HOUR_S)
    assert len(source.asked) == 2
    living(celestrak(), clock=FakeClock(START_AT + timedelta(hours=6))).live(60)
    assert len(source.asked) == 3


@pytest.mark.parametrize("full", ["celestrak", "celestrak.group-science"])
def test_who_cannot_keep_that_it_asked_does_not_ask(
    living: Living,
    celestrak: Make,
    source: LoopbackSource,
    group: bytes,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    full: str,
) -> None:
    """A full disk and a service that is started again and again would ask again and again."""
    source.otherwise = lambda path: Reply(body=group)
    in_the_way = tmp_path / "cache" / f"{full}.{os.getpid()}.new"
    in_the_way.mkdir(parents=True)
    clock = FakeClock(START_AT)
    for _ in range(3):
        life = living(celestrak(), clock=clock)
        life.live(HOUR_S)
    assert source.asked == []
    (trouble,) = life.troubles
    assert trouble.condition is FAILED
    assert "so nobody is asked; make room there, or make it writable" in trouble.detail
    assert len(caplog.records) == 3  # once each start

    async def until_there_is_room(clock: FakeClock) -> None:
        feed = celestrak()(clock, sleep=clock.sleep, chance=lambda: 0.0)
        task = asyncio.create_task(feed.run(life.told.append))
        await clock.advance(HOUR_S, task)
        in_the_way.rmdir()
        await clock.advance(180, task)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(until_there_is_room(clock))
    assert life.asked == ["GROUP=science"]
    assert [one.condition for one in life.troubles[1:]] == [FAILED, OK]


def test_a_refusal_that_cannot_be_kept_is_not_forgotten_by_the_next_start(
    living: Living, celestrak: Make, source: LoopbackSource, tmp_path: Path
) -> None:
    (tmp_path / "stops").write_text("no folder")
    source.otherwise = lambda path: Reply(403, body=b"blocked")
    clock = FakeClock(START_AT)
    for _ in range(20):
        living(celestrak(), clock=clock).live(HOUR_S)
    assert len(source.asked) == 1  # a day is the least
