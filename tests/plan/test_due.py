"""What agreements ask of a day."""

import pytest

from dishboard.plan.due import due_on


@pytest.mark.parametrize(
    ("figures", "tracks", "track_s", "total_s"),
    [
        ({"passes_per_day": 1}, 1, None, None),
        ({"passes_per_day": 11, "minutes_per_pass": 10, "hours_per_day": 1.8}, 11, 600, None),
        ({"regime": "L2", "hours_per_day": 4}, None, None, 14400),
        ({"regime": "L2", "hours_per_day": 4, "passes_per_day": 1}, 1, 14400, 14400),
        ({"regime": "deep-space", "passes_per_day": 1, "hours_per_pass": 8}, 1, 28800, None),
        ({"regime": "HEO", "hours_per_orbit": 1}, 1, 3600, None),
    ],
)
def test_every_kind_of_agreement_becomes_tracks_and_lengths(
    bench, figures, tracks, track_s, total_s
):
    due = due_on(0, bench.spacecraft("ANY", ["KIR-1"], **figures).agreement)
    assert due is not None
    assert (due.tracks, due.track_s, due.total_s) == (tracks, track_s, total_s)


def test_an_agreement_without_figures_asks_nothing(bench):
    assert due_on(0, bench.spacecraft("ANY", ["KIR-1"]).agreement) is None


def test_half_a_pass_a_day_is_one_every_second_day(bench):
    agreement = bench.spacecraft("ANY", ["KIR-1"], passes_per_day=0.5).agreement
    dues = [due_on(day, agreement) for day in range(20780, 20788)]
    assert [due.tracks for due in dues if due] == [0, 1] * 4


def test_assumed_lengths_are_said(bench):
    whole_pass = due_on(0, bench.spacecraft("S2A", ["KIR-1"], passes_per_day=1).agreement)
    assert whole_pass is not None
    assert whole_pass.assumptions == ("the whole pass above the mask is Dishboard's assumption",)
    an_orbit = due_on(0, bench.spacecraft("SMIL", ["T"], regime="HEO", hours_per_orbit=1).agreement)
    assert an_orbit is not None
    assert an_orbit.assumptions == (
        "at most one pass a day stands for one an orbit: Dishboard's assumption",
    )
