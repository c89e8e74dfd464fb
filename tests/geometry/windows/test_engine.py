"""Windows against dense sampling of orbits in closed form."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dishboard.geometry.windows import (
    ECCENTRIC,
    NEAR_CIRCULAR,
    SLOW,
    Tracks,
    Viewers,
    find_windows,
)

DAY_S = 86_400.0
MILLISECOND = 1e-3

KINDS = {
    "low": ((6_878.0,), NEAR_CIRCULAR),
    "retrograde": ((7_178.0, 0.015, 144.0, 40.0), NEAR_CIRCULAR),
    "navigation": ((26_560.0, 0.01, 55.0, 100.0), SLOW),
    "geostationary": ((42_164.2, 0.0002, 0.05, 0.0, 80.0), SLOW),
    "Molniya": ((26_560.0, 0.72, 63.4, 10.0), ECCENTRIC),
    "transfer": ((24_400.0, 0.73, 7.0, 200.0), ECCENTRIC),
    "far": ((67_000.0, 0.8, 70.0, 30.0), ECCENTRIC),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mask_deg", [-5.0, 0.0, 5.0, 30.0, 70.0, 88.0])
def test_every_window_is_found_and_no_other(oracle, stations, kind, mask_deg):
    elements, step = KINDS[kind]
    orbit = oracle.orbit(*elements)
    start_s, end_s = 1_234.5, 1_234.5 + DAY_S
    viewers = Viewers.of(stations, mask_deg)
    tracks = oracle.tracks([orbit], step, start_s, end_s)
    found = find_windows(tracks, viewers, start_s, end_s)
    for station in range(6):
        mine = found.take(found.station == station)
        expected = oracle.dense_windows(orbit, viewers, station, start_s, end_s)
        long = mine.take(mine.end_s - mine.begin_s > 4.0)  # shorter ones escape the samples
        sampled = expected[expected[:, 1] - expected[:, 0] > 4.0]
        assert np.stack([long.begin_s, long.end_s], axis=1) == pytest.approx(
            sampled, abs=5 * MILLISECOND
        )
        assert (mine.max_elevation_deg >= mask_deg - 1e-6).all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_top_is_the_highest_moment(oracle, viewers, kind):
    elements, step = KINDS[kind]
    orbit = oracle.orbit(*elements)
    found = find_windows(oracle.tracks([orbit], step, 0, DAY_S), viewers, 0, DAY_S)
    for one in range(len(found)):
        inside = np.linspace(found.begin_s[one], found.end_s[one], 2_001)
        over = oracle.sine_over(orbit, viewers, found.station[one], inside)
        highest = np.degrees(np.arcsin(over.max() + np.sin(np.radians(5))))
        assert found.max_elevation_deg[one] == pytest.approx(highest, abs=2e-3)
        assert found.max_elevation_deg[one] >= highest - 1e-4  # a metre at 700 km


def test_always_up_and_never_up(oracle, stations):
    """A geostationary craft from two places: no rise and no set, and nothing at all."""
    orbit = oracle.orbit(42_164.2, 0.0, 0.0, 0.0, 90.0 - 52.8)
    viewers = Viewers.of(stations, 5.0)
    found = find_windows(oracle.tracks([orbit], SLOW, 0, DAY_S), viewers, 0, DAY_S)
    assert set(found.station.tolist()) <= {1, 2, 3, 4, 5}
    for one in found:
        assert (one.rise_s, one.set_s) == (None, None)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(shift_s=st.floats(0, 5_000), over_s=st.floats(0.05, 40))
def test_a_pass_however_short_is_found(oracle, stations, shift_s, over_s):
    """The mask is set just under a culmination, so that the pass lasts a moment."""
    orbit = oracle.orbit(7_000.0, 0.001, 97.0)
    low = Viewers.of(stations, 5.0)
    tracks = oracle.tracks([orbit], NEAR_CIRCULAR, shift_s, shift_s + DAY_S)
    passes = find_windows(tracks, low, shift_s, shift_s + DAY_S)
    one = int(np.argmax(passes.max_elevation_deg * (passes.rises & passes.sets)))
    station, top_s = passes.station[one], passes.culmination_s[one]
    edge = oracle.sine_over(orbit, low, station, np.array([top_s - over_s / 2]))
    mask_deg = np.degrees(np.arcsin(edge[0] + np.sin(np.radians(5))))
    high = Viewers.of(stations, mask_deg)
    found = find_windows(tracks, high, shift_s, shift_s + DAY_S)
    mine = found.take(found.station == station)
    assert np.any(np.abs(mine.begin_s - (top_s - over_s / 2)) < 0.02)


def test_a_dip_shorter_than_a_fine_step_cuts_a_window(oracle, stations):
    """An inclined geosynchronous craft sinks below the mask, and is back 40 s later."""
    orbit = oracle.orbit(42_164.0, 0.0, 5.0, 0.0, 86.0)
    times = np.linspace(0, DAY_S, 86_401)
    low = Viewers.of(stations, 0.0)
    over = oracle.sine_over(orbit, low, 3, times)
    dip = int(
        np.flatnonzero((over[1:-1] < over[:-2]) & (over[1:-1] < over[2:]) & (over[1:-1] > 0))[0]
    )
    mask_deg = np.degrees(np.arcsin(over[1 + dip - 20]))
    viewers = Viewers.of(stations, mask_deg)
    found = find_windows(oracle.tracks([orbit], SLOW, 0, DAY_S), viewers, 0, DAY_S)
    mine = found.take(found.station == 3)
    gap = np.flatnonzero(np.abs(mine.end_s[:-1] - times[1 + dip]) < 60)
    assert mine.begin_s[gap + 1] - mine.end_s[gap] == pytest.approx([40], abs=2)


def test_an_unknown_node_blanks_only_what_uses_it(oracle, viewers):
    orbit = oracle.orbit(6_878.0)
    tracks = oracle.tracks([orbit, orbit], NEAR_CIRCULAR, 0, DAY_S)
    position = tracks.position_itrs_km.copy()
    position[1, :, 120] = np.nan
    hurt = find_windows(Tracks(tracks.grid, position), viewers, 0, DAY_S)
    whole, cut = hurt.take(hurt.craft == 0), hurt.take(hurt.craft == 1)
    begin_s = tracks.grid.node_unix_s[120] - 5 * 360
    end_s = tracks.grid.node_unix_s[120] + 5 * 360
    outside = (whole.end_s < begin_s) | (whole.begin_s > end_s)
    kept = (cut.end_s < begin_s) | (cut.begin_s > end_s)
    assert (whole.begin_s[outside] == cut.begin_s[kept]).all()
    inside = cut.take(~kept)
    assert ((inside.end_s <= begin_s + 1e-3) | (inside.begin_s >= end_s - 1e-3)).all()
    assert not (inside.rises & inside.sets).any()


def test_a_window_is_cut_at_the_ends_of_the_span(oracle, viewers):
    orbit = oracle.orbit(6_878.0)
    tracks = oracle.tracks([orbit], NEAR_CIRCULAR, 0, DAY_S)
    whole = find_windows(tracks, viewers, 0, DAY_S)
    one = int(np.argmax(whole.max_elevation_deg))
    start_s, end_s = whole.culmination_s[one] - 100, whole.culmination_s[one] - 30
    cut = find_windows(tracks, viewers, start_s, end_s)
    mine = cut.take(cut.station == whole.station[one])
    assert np.isnan([mine.rise_s[0], mine.set_s[0]]).all()
    assert mine.culmination_s[0] == pytest.approx(end_s)
    assert mine.max_elevation_deg[0] < whole.max_elevation_deg[one]


def test_each_craft_may_have_its_own_span(oracle, viewers):
    orbit = oracle.orbit(6_878.0)
    tracks = oracle.tracks([orbit, orbit], NEAR_CIRCULAR, 0, DAY_S)
    found = find_windows(tracks, viewers, [0, 40_000], [30_000, DAY_S])
    assert found.end_s[found.craft == 0].max() <= 30_000
    assert found.begin_s[found.craft == 1].min() >= 40_000


def test_pairs_are_searched_alone(oracle, viewers):
    tracks = oracle.tracks([oracle.orbit(6_878.0), oracle.orbit(7_200.0)], NEAR_CIRCULAR, 0, DAY_S)
    everything = find_windows(tracks, viewers, 0, DAY_S)
    pairs = (np.array([0, 1, 1]), np.array([5, 0, 4]))
    some = find_windows(tracks, viewers, 0, DAY_S, pairs)
    wanted = set(zip(*(column.tolist() for column in pairs), strict=True))
    assert set(zip(some.craft.tolist(), some.station.tolist(), strict=True)) == wanted
    for craft, station in wanted:
        rows = (everything.craft == craft) & (everything.station == station)
        mine = (some.craft == craft) & (some.station == station)
        assert some.begin_s[mine] == pytest.approx(everything.begin_s[rows], abs=1e-6)


def test_nothing_to_search(oracle, viewers):
    tracks = oracle.tracks([oracle.orbit(6_878.0)], NEAR_CIRCULAR, 0, DAY_S)
    nothing = np.zeros(0, dtype=np.intp)
    assert len(find_windows(tracks, viewers, 0, DAY_S, (nothing, nothing))) == 0
    assert len(find_windows(tracks, viewers, 500, 500)) == 0


def test_a_span_outside_the_grid_is_a_misuse(oracle, viewers):
    tracks = oracle.tracks([oracle.orbit(6_878.0)], NEAR_CIRCULAR, 0, DAY_S)
    with pytest.raises(ValueError, match="does not cover"):
        find_windows(tracks, viewers, -400, DAY_S)
