from datetime import UTC, datetime, timedelta

import pytest

from dishboard.board.freshness import freshness_of
from dishboard.model import Freshness

AT = datetime(2026, 2, 7, 20, 56, 39, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age_s", "expected"),
    [
        (0, Freshness.FRESH),
        (15, Freshness.FRESH),
        (15.001, Freshness.LATE),
        (30, Freshness.LATE),
        (30.001, Freshness.STALE),
        (1e9, Freshness.STALE),
        (-10, Freshness.FRESH),
        (-10.001, Freshness.UNKNOWN),  # one of two clocks is wrong
    ],
)
def test_freshness_follows_the_cycle_of_the_source(age_s: float, expected: Freshness) -> None:
    assert freshness_of(AT - timedelta(seconds=age_s), AT, cycle_s=10) is expected


def test_without_a_cycle_freshness_is_unknown() -> None:
    assert freshness_of(AT, AT, cycle_s=None) is Freshness.UNKNOWN
