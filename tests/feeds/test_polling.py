"""Politeness, counted question by question against a server on the loopback."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from dishboard.board.state import FeedCondition
from dishboard.errors import SettingError
from dishboard.feeds import FeedMessage, FeedTrouble
from dishboard.feeds.dsn_now.feed import DsnNowSettings
from dishboard.formats.dsn_now import MAX_BYTES
from dishboard.testing import LoopbackSource, Reply

START_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
OK, UNAVAILABLE, FAILED = FeedCondition.OK, FeedCondition.UNAVAILABLE, FeedCondition.FAILED

Living = Callable[..., Any]  # makes a `Life`, see conftest.py
Capture = Callable[..., bytes]


def test_one_question_per_slot(living: Living, capture: Capture, source: LoopbackSource) -> None:
    source.replies = [Reply(body=capture(-15.0 * slot)) for slot in range(5)]
    life = living()
    life.live(60)
    assert life.asked_at_s == [0, 15, 30, 45, 60]
    assert source.at_once == 1
    assert len(life.messages) == 5
    assert life.troubles == []
    first = life.messages[0]
    assert (first.observed_at, first.received_at) == (START_AT, START_AT)


def test_how_it_asks(living: Living, capture: Capture, source: LoopbackSource) -> None:
    source.replies = [Reply(body=capture())]
    life = living()
    life.live(5)
    (asked,) = source.asked
    assert asked.path == f"/dsn.xml?r={int(START_AT.timestamp()) // 5}"
    assert asked.headers["User-Agent"].startswith("Dishboard/")
    assert "If-None-Match" not in asked.headers


def test_chance_only_ever_waits_longer(
    living: Living, capture: Capture, source: LoopbackSource
) -> None:
    source.replies = [Reply(body=capture(-16.5 * slot)) for slot in range(3)]
    life = living()
    life.live(40, chance=1.0)
    assert life.asked_at_s == [0, 16.5, 33]


def test_unchanged_answers_are_not_new(
    living: Living, capture: Capture, source: LoopbackSource
) -> None:
    marks = {"ETag": '"a1"', "Last-Modified": "Mon, 23 Nov 2026 12:00:00 GMT"}
    source.replies = [Reply(body=capture(), headers=marks), Reply(304), Reply(304)]
    life = living()
    life.live(30)
    assert [asked.headers.get("If-None-Match") for asked in source.asked] == [None, '"a1"', '"a1"']
    assert source.asked[1].headers["If-Modified-Since"] == marks["Last-Modified"]
    assert len(life.messages) == 1
    assert life.troubles == []


def test_data_that_stand_still_are_trouble(
    living: Living, capture: Capture, source: LoopbackSource
) -> None:
    """Same body, a 304, an older copy from a cache: none of them is news."""
    source.replies = [
        Reply(body=capture(), headers={"ETag": '"a1"'}),
        Reply(body=capture()),
        Reply(304),
        Reply(body=capture(age_s=300)),
        Reply(body=capture()),
        Reply(body=capture()),
        Reply(body=capture(-90)),
    ]
    life = living()
    life.live(90)
    assert life.asked_at_s == [0, 15, 30, 45, 60, 75, 90]
    assert [message.observed_at.second for message in life.messages] == [0, 30]
    assert [(trouble.condition, trouble.detail) for trouble in life.troubles] == [
        (
            UNAVAILABLE,
            "answers, but its data stand still at 2026-11-23T12:00:00Z; asked again by itself",
        ),
        (OK, "its data move on"),
    ]
    assert (life.troubles[0].at - START_AT).total_seconds() == 60  # after three cycles


REFUSALS: list[tuple[Reply, FeedCondition, str]] = [
    (Reply(403), FAILED, "expected 200, got 403 Forbidden; asked again by itself"),
    (Reply(404), FAILED, "expected 200, got 404 Not Found; asked again by itself"),
    (Reply(500), UNAVAILABLE, "expected 200, got 500 Internal Server Error; asked again by itself"),
    (Reply(204), FAILED, "expected 200, got 204 No Content; asked again by itself"),
    (Reply(304), FAILED, "expected 200, got 304 Not Modified; asked again by itself"),
    (
        Reply(302, headers={"Location": "https://elsewhere.example/dsn.xml"}),
        FAILED,
        "expected 200, got 302 Found: the source has moved to https://elsewhere.example/dsn.xml; "
        "not followed, check the address and change the setting; asked again by itself",
    ),
    (
        Reply(body=b"<!doctype html><title>Maintenance</title>"),
        FAILED,
        "line 1, column 1: expected <dsn>, got a web page (HTML), perhaps the source's error page; "
        "fetch a DSN Now capture (dsn.xml) from the feed's own address; asked again by itself",
    ),
    (
        Reply(body=b"x" * (MAX_BYTES + 1)),
        FAILED,
        "expected at most 2097152 bytes, got more; the rest was not read; asked again by itself",
    ),
]


@pytest.mark.parametrize(
    ("reply", "condition", "detail"), REFUSALS, ids=lambda value: str(value)[:30]
)
def test_a_refusal_is_told_once(
    living: Living, source: LoopbackSource, reply: Reply, condition: FeedCondition, detail: str
) -> None:
    source.replies = [reply, reply, reply]
    life = living()
    life.live(100)
    assert life.asked_at_s == [0, 30, 90]  # no retry before the slot; slots double
    assert [(trouble.condition, trouble.detail) for trouble in life.troubles] == [
        (condition, detail)
    ]
    assert life.messages == []


def test_data_from_the_future_are_refused(
    living: Living, capture: Capture, source: LoopbackSource
) -> None:
    source.replies = [Reply(body=capture(-3600)), Reply(body=capture(-30))]
    life = living()
    life.live(30)
    assert [message.observed_at.second for message in life.messages] == [30]
    assert life.troubles[0].condition is FAILED
    assert life.troubles[0].detail == (
        "its data are of 2026-11-23T13:00:00Z, 60 min ahead of this computer's clock: one of the "
        "two is wrong, check this one; asked again by itself"
    )


def test_good_data_outlive_an_error_page(
    living: Living, capture: Capture, source: LoopbackSource
) -> None:
    page = Reply(body=b"<html>Access Denied</html>")
    source.replies = [Reply(body=capture(), headers={"ETag": '"a1"'}), page, Reply(304)]
    life = living()
    life.live(45)
    assert life.asked_at_s == [0, 15, 45]
    assert source.asked[2].headers["If-None-Match"] == '"a1"'  # what we still have
    assert len(life.messages) == 1
    assert [trouble.condition for trouble in life.troubles] == [FAILED, OK]


def test_a_broken_answer(living: Living, capture: Capture, source: LoopbackSource) -> None:
    source.replies = [Reply(body=capture()[:60], cut=True)]
    life = living()
    life.live(1)
    (trouble,) = life.troubles
    assert trouble.condition is UNAVAILABLE
    assert trouble.detail.startswith("expected a whole answer, got a broken one (")


def test_an_answer_that_cannot_be_unpacked(
    living: Living, capture: Capture, source: LoopbackSource
) -> None:
    source.replies = [Reply(body=capture(), headers={"Content-Encoding": "gzip"})]
    life = living()
    life.live(1)
    (trouble,) = life.troubles
    assert trouble.condition is UNAVAILABLE
    assert trouble.detail.startswith("expected a whole answer, got a broken one (")


def test_a_slow_source_is_given_up(living: Living, source: LoopbackSource) -> None:
    source.replies = [Reply(hangs=True)]
    life = living(timeout_s=0.05)
    life.live(1)
    assert [(trouble.condition, trouble.detail) for trouble in life.troubles] == [
        (UNAVAILABLE, "expected an answer, got none within 0.05 s; asked again by itself")
    ]


def test_nobody_there(living: Living, source: LoopbackSource) -> None:
    source.close()
    life = living()
    life.live(1)
    (trouble,) = life.troubles
    assert trouble.condition is UNAVAILABLE
    assert trouble.detail.startswith("expected an answer, got no connection (")


def test_slots_double_up_to_ten_minutes(living: Living, source: LoopbackSource) -> None:
    life = living()
    life.live(3600)
    gaps = [late - early for early, late in zip(life.asked_at_s, life.asked_at_s[1:], strict=False)]
    assert gaps == [30, 60, 120, 240, 480, 600, 600, 600, 600]


def test_recovery_is_told_and_logged_once(
    living: Living, capture: Capture, source: LoopbackSource, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "dishboard.feeds")
    source.replies = [
        Reply(body=capture()),
        Reply(503),
        Reply(503),
        Reply(404),
        Reply(body=capture(-225)),
        Reply(body=capture(-240)),
    ]
    life = living()
    life.live(15 + 30 + 60 + 120 + 15)
    assert [trouble.condition for trouble in life.troubles] == [UNAVAILABLE, FAILED, OK]
    assert [
        record.getMessage() for record in caplog.records if record.name == "dishboard.feeds"
    ] == [
        "DSN Now: expected 200, got 503 Service Unavailable; asked again by itself",
        "DSN Now: expected 200, got 404 Not Found; asked again by itself",
        "DSN Now: answers again after 3 failures in 3 min",
    ]
    assert len(life.messages) == 3
    # the message with good data comes first, the all-clear after it
    assert isinstance(life.told[-3], FeedMessage)
    assert isinstance(life.told[-2], FeedTrouble)


@pytest.mark.parametrize(
    ("retry_after", "next_slot_s"),
    [
        ("120", 120),
        ("Mon, 23 Nov 2026 12:05:00 GMT", 300),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 30),  # in the past
        ("0", 30),  # never sooner than our own slot
        ("soon", 30),
        ("999999999999999999999", 86_400),  # a day is the most
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", 30),  # no calendar goes so far
        ("1 Jan 2026 10:00:00 +99999999999999999999", 30),
    ],
)
def test_retry_after_is_honoured(
    living: Living, source: LoopbackSource, retry_after: str, next_slot_s: float
) -> None:
    source.replies = [Reply(503, headers={"Retry-After": retry_after})]
    life = living()
    life.live(next_slot_s)
    assert life.asked_at_s == [0, next_slot_s]


def test_retry_after_is_told(living: Living, source: LoopbackSource) -> None:
    source.replies = [Reply(429, headers={"Retry-After": "120"})]
    life = living()
    life.live(1)
    assert [trouble.detail for trouble in life.troubles] == [
        "expected 200, got 429 Too Many Requests; asked again from 2026-11-23T12:02:00Z, "
        "as it wants"
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"interval_s": 4.9},
            "feeds.dsn_now.interval_s: expected seconds from 5 to 86400, got 4.9",
        ),
        ({"interval_s": float("nan")}, "interval_s: expected seconds"),
        ({"timeout_s": 0.0}, "feeds.dsn_now.timeout_s: expected seconds up to 600, got 0"),
        ({"url": "ftp://x"}, r"feeds.dsn_now.url: expected an http\(s\) address, got 'ftp://x'"),
    ],
)
def test_settings_that_cannot_be(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        DsnNowSettings(**wrong)


def test_the_cycle_is_never_shorter_than_ten_seconds() -> None:
    assert DsnNowSettings(interval_s=5).cycle_s == 10
    assert DsnNowSettings(interval_s=30).cycle_s == 30
