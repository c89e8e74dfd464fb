"""What the plan cannot give is said."""

from datetime import timedelta

import pytest

from dishboard.plan import find_shortfalls, passes_to_plan


def shortfalls(bench, network, passes):
    span = bench.day_at, bench.day_at + timedelta(days=1)
    sky = bench.sky(bench.table(passes) if passes else [])
    return find_shortfalls(network, passes_to_plan(network, sky, *span), *span)


def test_what_is_given_in_full_is_no_shortfall(bench):
    network = bench.network(
        [bench.antenna("KIR-1", S="up down")],
        [bench.spacecraft("CRY", ["KIR-1"], passes_per_day=1)],
    )
    assert shortfalls(bench, network, "KIR-1 CRY 10:00 10:12 80") == ()


@pytest.mark.parametrize(
    ("antennas", "figures", "passes", "reason"),
    [
        (["KIR-1"], {"passes_per_day": 2}, "KIR-1 CRY 10:00 10:12 80", "are taken"),
        (["KIR-1"], {"passes_per_day": 2}, "", "position is unknown"),
        (["CEB-1"], {"passes_per_day": 2}, "CEB-1 CRY 10:00 10:12 80", "downlink in common"),
        (["KIR-1"], {}, "KIR-1 CRY 10:00 10:12 80", "gives no figures"),
    ],
)
def test_a_shortfall_says_why(bench, antennas, figures, passes, reason):
    network = bench.network(
        [bench.antenna("KIR-1", S="up down"), bench.antenna("CEB-1", X="up down")],
        [bench.spacecraft("CRY", antennas, **figures)],
    )
    (one,) = shortfalls(bench, network, passes)
    assert (one.spacecraft, one.day) == ("CRY", "2026-11-23")
    assert reason in one.reason


def test_hours_that_are_missing_are_counted(bench):
    network = bench.network(
        [bench.antenna("CEB-1", S="up down")],
        [bench.spacecraft("MEX", ["CEB-1"], regime="deep-space", hours_per_pass=8)],
    )
    (one,) = shortfalls(bench, network, "CEB-1 MEX 10:00 15:00 80")
    assert (one.due_s, one.planned_s, one.planned_tracks) == (8 * 3600, 5 * 3600, 1)
