"""The pass search against brute force, on elevations that are formulas."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dishboard.geometry import find_passes

MILLISECOND = 1e-3


def search(curves, start_s, end_s, step_s, mask_deg):
    grid = np.linspace(start_s, end_s, int(np.ceil((end_s - start_s) / step_s)) + 1)
    masks = np.broadcast_to(np.asarray(mask_deg, float), (len(curves),))

    def elevation(at, row):
        return np.array([curves[r](t) for t, r in zip(at, row, strict=True)])

    coarse = np.array([[curve(t) for t in grid] for curve in curves])
    return find_passes(elevation, grid, coarse, masks)


def wave(t):
    """Up to 30° once in 100 minutes."""
    return 30 * np.cos(2 * np.pi * t / 6_000)


def test_rise_culmination_and_set():
    table = search([wave], -3_000, 9_000, 60, 15.0)
    edge = 6_000 * np.arccos(0.5) / (2 * np.pi)
    assert table.rise_s == pytest.approx([-edge, 6_000 - edge], abs=MILLISECOND)
    assert table.set_s == pytest.approx([edge, 6_000 + edge], abs=MILLISECOND)
    assert table.culmination_s == pytest.approx([0, 6_000], abs=MILLISECOND)
    assert table.max_elevation_deg == pytest.approx([30, 30])


def test_a_pass_shorter_than_the_grid_is_found():
    """The wave's top stands 0.0002° over the mask for 7 s, between two nodes a minute apart."""
    table = search([lambda t: wave(t - 17)], -3_000, 3_000, 60, 29.9998)
    assert len(table.row) == 1
    assert table.set_s - table.rise_s == pytest.approx(
        6_000 / np.pi * np.arccos(29.9998 / 30), abs=MILLISECOND
    )


def test_a_dip_shorter_than_the_grid_is_found():
    table = search([lambda t: 60 + wave(t - 17)], 0, 6_000, 60, 30.0002)
    assert len(table.row) == 2
    assert np.isnan(table.rise_s).tolist() == [True, False]
    assert np.isnan(table.set_s).tolist() == [False, True]
    assert table.set_s[0] < 3_017 < table.rise_s[1]


def test_always_up_and_never_up():
    table = search([lambda t: 40 + t * 1e-5, lambda t: -40.0 + t * 1e-5], 0, 1_000, 60, 5.0)
    assert table.row.tolist() == [0]
    assert np.isnan([table.rise_s[0], table.set_s[0]]).all()
    assert table.culmination_s == pytest.approx([1_000])


def test_a_pass_under_way_at_both_ends():
    table = search([wave], 100, 5_950, 60, 0.0)
    assert np.isnan(table.rise_s).tolist() == [True, False]
    assert np.isnan(table.set_s).tolist() == [False, True]
    # Its top was before the search began: the highest moment inside is the first.
    assert table.culmination_s[0] == 100
    assert table.max_elevation_deg[0] == pytest.approx(wave(100))


def test_unknown_cuts_a_pass_and_ends_none():
    def until_300(t):
        return wave(t) if t < 300 else np.nan

    table = search([until_300], -3_000, 3_000, 60, 15.0)
    assert len(table.row) == 1
    assert np.isfinite(table.rise_s[0])
    assert np.isnan(table.set_s[0])
    assert table.culmination_s == pytest.approx([0], abs=MILLISECOND)


def test_the_highest_of_several_culminations():
    def double(t):
        return 40 - ((t / 1_000) ** 2 - 1) ** 2 * 10 + t / 1_000

    table = search([double], -3_000, 3_000, 60, 0.0)
    assert len(table.row) == 1
    assert table.culmination_s[0] == pytest.approx(1_012, abs=2)
    assert table.max_elevation_deg[0] == pytest.approx(double(table.culmination_s[0]))


def test_nothing_at_all():
    assert search([lambda t: -30.0], 0, 600, 60, 5.0).row.size == 0


@given(
    phase_s=st.floats(-3_000, 3_000),
    top_deg=st.floats(1, 89),
    mask_deg=st.floats(-5, 60),
    span_s=st.floats(600, 20_000),
)
def test_like_brute_force(phase_s, top_deg, mask_deg, span_s):
    def curve(t):
        return (top_deg + 60) / 2 * np.cos(2 * np.pi * (t - phase_s) / 5_400) + (top_deg - 60) / 2

    # A curve that just touches the mask, or crosses it at an end, is a matter of rounding.
    for level in (top_deg, curve(0.0), curve(span_s)):
        assume(abs(level - mask_deg) > 0.05)
    table = search([curve], 0.0, span_s, 60, mask_deg)
    fine = np.linspace(0, span_s, 100_001)
    up = curve(fine) >= mask_deg
    changes = np.flatnonzero(up[1:] != up[:-1])
    rises = fine[1:][changes[~up[changes]]]
    sets = fine[1:][changes[up[changes]]]
    assert table.rise_s[~np.isnan(table.rise_s)] == pytest.approx(rises, abs=span_s * 1.1e-5)
    assert table.set_s[~np.isnan(table.set_s)] == pytest.approx(sets, abs=span_s * 1.1e-5)
    if table.row.size:
        assert table.max_elevation_deg.max() == pytest.approx(curve(fine).max(), abs=1e-4)
