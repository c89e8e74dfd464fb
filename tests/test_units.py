"""Numbers in words."""

from __future__ import annotations

import pytest

from dishboard.units import DAY_S, in_days


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        ((0.0,), "0 days"),
        ((1.1,), "1 day"),
        ((80.6,), "81 days"),
        ((-2.9,), "3 days"),  # before its epoch
        ((80.6, 81.4), "81 days"),
        ((0.8, 1.2), "1 day"),
        ((96.2, 44.1, 60.0), "44 to 96 days"),
        ((0.2, 1.0), "0 to 1 days"),
    ],
)
def test_ages_in_days(ages: tuple[float, ...], words: str) -> None:
    assert in_days(*(age * DAY_S for age in ages)) == words
