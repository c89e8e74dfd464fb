from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dishboard.errors import SettingError
from dishboard.feeds.push import PushSettings
from dishboard.feeds.push.rate import RateLimit

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_burst_passes_and_the_long_run_is_held() -> None:
    limit = RateLimit(per_s=10, burst=50)
    assert limit.wait_s(50, AT) == 0
    assert limit.wait_s(5, AT) == 0.5
    assert limit.wait_s(5, AT + timedelta(seconds=0.4)) == pytest.approx(0.1)
    assert limit.wait_s(5, AT + timedelta(seconds=0.5)) == 0
    taken = sum(
        20 for second in range(1, 101) if limit.wait_s(20, AT + timedelta(seconds=second)) == 0
    )
    assert 980 <= taken <= 1_000


def test_what_was_refused_took_nothing() -> None:
    limit = RateLimit(per_s=1, burst=10)
    assert limit.wait_s(11, AT) > 0
    assert limit.wait_s(10, AT) == 0


def test_a_clock_set_back_gives_nothing_away() -> None:
    limit = RateLimit(per_s=10, burst=10)
    assert limit.wait_s(10, AT) == 0
    assert limit.wait_s(1, AT - timedelta(hours=1)) > 0


@pytest.mark.parametrize("setting", ["cycle_s", "readings_per_s", "readings_at_once", "body_bytes"])
def test_settings_that_cannot_be_are_refused(setting: str) -> None:
    with pytest.raises(SettingError, match=rf"feeds\.push\.{setting}: expected .* got 0"):
        PushSettings(**{setting: 0})
