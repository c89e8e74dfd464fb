"""Instants as people write them, and clocks that go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dishboard import time
from dishboard.errors import SettingError
from dishboard.time import ReplayClock, format_instant, parse_instant


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-09-05T10:28:00Z", "2026-09-05T10:28:00Z"),
        (" 2026-09-05T10:28Z ", "2026-09-05T10:28:00Z"),
        ("2026-09-05 12:28:00+02:00", "2026-09-05T10:28:00Z"),
        ("2026-09-05T10:28:00.5Z", "2026-09-05T10:28:00.500Z"),
        ("1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z"),
        ("2200-01-01T00:00:00Z", "2200-01-01T00:00:00Z"),
    ],
)
def test_an_instant_is_read(text: str, instant: str) -> None:
    assert format_instant(parse_instant(text)) == instant


LIKE = "; expected UTC like 2026-09-05T10:28:00Z"
RANGE = " is out of range; expected an instant from 1900-01-01 to 2200-01-01"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("noon", "'noon' is not an instant" + LIKE),
        ("2026-09-05T10:28", "'2026-09-05T10:28' names no time zone" + LIKE),
        ("0001-01-01T00:00:00+10:00", "'0001-01-01T00:00:00+10:00'" + RANGE),
        ("9999-12-31T23:59:59-10:00", "'9999-12-31T23:59:59-10:00'" + RANGE),
        ("1899-12-31T23:59:59Z", "'1899-12-31T23:59:59Z'" + RANGE),
        ("2200-01-01T00:00:01Z", "'2200-01-01T00:00:01Z'" + RANGE),
        (
            "2016-12-31T23:59:60Z",
            "'2016-12-31T23:59:60Z' is not an instant: leap seconds cannot be asked for" + LIKE,
        ),
        (
            "2026-09-05T24:00:00Z",
            "'2026-09-05T24:00:00Z' is not an instant: a day ends before 24:00; "
            "write 00:00 of the next day" + LIKE,
        ),
        (
            "2026-09-05T10:28:00 02:00",
            "'2026-09-05T10:28:00 02:00' is not an instant: its offset has no sign; "
            "in an address write %2B for +" + LIKE,
        ),
        ("x" * 9000, "'" + "x" * 59 + "…' is not an instant" + LIKE),
    ],
)
def test_what_is_no_instant_is_explained(text: str, words: str) -> None:
    with pytest.raises(SettingError) as error:
        parse_instant(text)
    assert str(error.value) == words


def test_a_replays_clock_goes_on_and_never_back(monkeypatch: pytest.MonkeyPatch) -> None:
    start_at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    run_s = [100.0]
    monkeypatch.setattr(time._time, "monotonic", lambda: run_s[0])
    clock = ReplayClock(start_at)
    run_s[0] += 5
    assert clock.now() == start_at + timedelta(seconds=5)
    clock.move_to(start_at + timedelta(seconds=4))  # it has passed: nothing happens
    assert clock.now() == start_at + timedelta(seconds=5)
    clock.move_to(start_at + timedelta(hours=1))
    run_s[0] += 2
    assert clock.now() == start_at + timedelta(hours=1, seconds=2)
