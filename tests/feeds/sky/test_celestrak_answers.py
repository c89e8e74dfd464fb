"""What CelesTrak's answers are worth: errors in a 200, other objects, older copies, any bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dishboard.errors import FormatError, SettingError
from dishboard.feeds.celestrak.feed import CelestrakSettings, CelestrakSource
from dishboard.model import Network
from dishboard.testing import LoopbackSource, Reply

START_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR_S = 3_600.0

Living = Callable[..., Any]
One = Callable[..., bytes]
Make = Callable[..., Any]


def numbers(news: Any) -> list[int]:
    return sorted(one.norad_id for one in news.elements)


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
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes, one: One, body: bytes
) -> None:
    source.replies = [
        *(Reply(body=group), Reply(body=one(69123))),
        *(Reply(body=body), Reply(body=body)),
    ]
    life = living(celestrak())
    life.live(7 * HOUR_S)
    assert len(source.asked) == 4
    assert numbers(life.news[-1]) == [36508, 39452, 69123]
    assert [problem.split(":")[0] for problem in life.news[-1].problems] == [
        "GROUP=science",
        "CATNR=69123",
    ]
    assert life.troubles == []  # it answers, and what it said before is good
    after = living(celestrak(), clock=life.clock)
    after.live(1)
    assert numbers(after.news[0]) == [36508, 39452, 69123]  # also across a restart


def test_a_number_that_nobody_has_is_asked_less_and_less(
    living: Living, celestrak: Make, source: LoopbackSource
) -> None:
    none = Reply(body=b"No GP data found")
    source.replies = [none] * 40
    life = living(celestrak(groups=()))
    life.live(72 * HOUR_S)
    smile = [
        at_s / HOUR_S
        for what, at_s in zip(life.asked, life.asked_at_s, strict=True)
        if what == "CATNR=69123"
    ]
    gaps = [late - early for early, late in pairwise(smile)]
    assert gaps == pytest.approx([6, 12, 24, 24], abs=0.5)


def test_a_404_that_says_so_is_about_one_object_and_stops_nothing(
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes
) -> None:
    source.replies = [
        Reply(body=group),
        Reply(404, b"No GP data found"),
        *[Reply(body=group)] * 60,
    ]
    life = living(celestrak())
    life.live(6 * 24 * HOUR_S)
    assert life.asked.count("CATNR=69123") == 1
    assert life.asked.count("GROUP=science") > 20
    assert numbers(life.news[-1]) == [36508, 39452]
    (problem,) = life.news[-1].problems
    assert problem == (
        "CATNR=69123: it has nothing of this name (expected 200, got 404 Not Found: "
        '"No GP data found"); asked again in a week'
    )
    assert life.troubles == []
    after = living(celestrak(), clock=life.clock)  # a restart asks no sooner
    after.live(22 * HOUR_S)
    assert after.asked.count("CATNR=69123") == 1
    after.live(8 * HOUR_S)
    assert after.asked.count("CATNR=69123") == 2


def test_a_404_about_a_group_is_a_refusal_all_the_same(
    living: Living, celestrak: Make, source: LoopbackSource
) -> None:
    source.replies = [Reply(404, b"No GP data found")]
    life = living(celestrak())
    life.live(24 * HOUR_S)
    assert life.asked == ["GROUP=science"]
    (trouble,) = life.troubles
    assert trouble.detail.endswith("dishboard doctor --resume celestrak")


def test_a_body_about_another_object_is_refused(
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    source.replies = [Reply(body=group), Reply(body=one(25544, OBJECT_NAME="ISS (ZARYA)"))]
    life = living(celestrak())
    life.live(HOUR_S)
    assert numbers(life.news[-1]) == [36508, 39452]
    assert life.news[-1].problems == (
        "CATNR=69123: expected elements of 69123, got those of 25544 (ISS (ZARYA)); refused",
    )


def test_another_object_under_our_number_is_refused(
    living: Living, celestrak: Make, source: LoopbackSource, group: bytes
) -> None:
    records = json.loads(group)
    records[1]["OBJECT_ID"] = "2013-067A"  # Swarm B's
    records[0]["EPOCH"] = "2027-01-01T00:00:00"
    source.replies = [Reply(body=json.dumps(records).encode())]
    life = living(celestrak())
    life.live(60)
    assert numbers(life.news[-1]) == []
    assert life.news[-1].problems == (
        "GROUP=science: 36508 (CRYOSAT 2) has its epoch 2027-01-01T00:00:00Z too far ahead; "
        "refused",
        "GROUP=science: 39452 (SWARM A) is 2013-067A, expected 2013-067B (Swarm A); refused",
    )


def test_an_older_copy_replaces_nothing(
    living: Living, celestrak: Make, source: LoopbackSource, one: One
) -> None:
    older = one(36508, EPOCH="2026-11-20T00:00:00")
    source.replies = [Reply(body=one(36508)), Reply(body=older)]
    network = celestrak(groups=(), numbers=())
    life = living(network)
    life.live(7 * HOUR_S)
    (kept,) = [item for item in life.news[-1].elements if item.norad_id == 36508]
    assert kept.epoch_at.day == 23
    after = living(network, clock=life.clock)
    after.live(1)
    (kept,) = [item for item in after.news[0].elements if item.norad_id == 36508]
    assert kept.epoch_at.day == 23


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


def test_a_group_nobody_knows_is_made_up_for_by_number(
    living: Living, celestrak: Make, source: LoopbackSource, one: One
) -> None:
    """As when a group is renamed: it is told, and every craft is asked for by itself."""

    def answer(path: str) -> Reply:
        what = path.partition("?")[2].split("&")[0]
        if what.startswith("GROUP"):
            return Reply(body=b'Invalid query: "GROUP=science" (GROUP "science" not found)')
        return Reply(body=one(int(what.partition("=")[2])))

    source.otherwise = answer
    life = living(celestrak())
    life.live(2 * HOUR_S)
    assert life.asked == ["GROUP=science", "CATNR=36508", "CATNR=39452", "CATNR=69123"]
    assert numbers(life.news[-1]) == [36508, 39452, 69123]
    assert life.news[-1].problems[0].startswith("GROUP=science: expected element sets as JSON, got")
