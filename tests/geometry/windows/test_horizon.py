"""Uneven horizons and keyholes against dense sampling."""

import numpy as np
import pytest

from dishboard.geometry import look_angles
from dishboard.geometry.windows import (
    ECCENTRIC,
    NEAR_CIRCULAR,
    SLOW,
    Horizon,
    Viewers,
    find_windows,
)

DAY_S = 86_400.0
MILLISECOND = 1e-3
VALLEY = Horizon(
    [0, 20, 60, 61, 75, 90, 180, 200, 215, 230, 300],
    [5, 12, 15, 30, 28, 4, 2, 20, 20, 3, 8],
)
KINDS = {
    "low": ((6_878.0,), NEAR_CIRCULAR),
    "navigation": ((26_560.0, 0.01, 55.0, 100.0), SLOW),
    "Molniya": ((26_560.0, 0.72, 63.4, 10.0), ECCENTRIC),
}


def dense(orbit, station, row, horizon, start_s, end_s, step_s=1.0):
    """[(begin, end)], samples halved."""
    one = station.take(np.array([row]))

    def above(unix_s):
        look = look_angles(orbit.itrs_km(unix_s), one)
        mask = horizon.mask_at_deg(look.azimuth_deg)
        return (look.elevation_deg >= mask) & (look.elevation_deg <= horizon.highest_deg)

    times = np.arange(start_s, end_s, step_s)
    up = above(times)
    at = np.flatnonzero(up[1:] != up[:-1])
    low, high, before = times[at], times[at + 1], up[at]
    for _ in range(30):
        middle = (low + high) / 2
        same = above(middle) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    edges = ([start_s] if up[0] else []) + list(high) + ([end_s] if up[-1] else [])
    return np.array(edges).reshape(-1, 2)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "horizon",
    [VALLEY, Horizon([0], [5], highest_deg=60), Horizon([0, 180], [0, 25], highest_deg=80)],
    ids=["valley", "keyhole", "both"],
)
def test_windows_over_an_uneven_horizon(oracle, stations, kind, horizon):
    elements, step = KINDS[kind]
    orbit = oracle.orbit(*elements)
    tracks = oracle.tracks([orbit], step, 500, 500 + DAY_S)
    found = find_windows(tracks, Viewers.over(stations, [horizon] * 6), 500, 500 + DAY_S)
    for station in range(6):
        mine = found.take(found.station == station)
        expected = dense(orbit, stations, station, horizon, 500, 500 + DAY_S)
        long = mine.take(mine.end_s - mine.begin_s > 2)
        expected = expected[expected[:, 1] - expected[:, 0] > 2]
        assert np.stack([long.begin_s, long.end_s], axis=1) == pytest.approx(
            expected, abs=10 * MILLISECOND
        )
        assert (mine.culmination_s >= mine.begin_s).all()
        assert (mine.culmination_s <= mine.end_s).all()
        assert (mine.max_elevation_deg <= horizon.highest_deg + 1e-3).all()


def test_an_even_horizon_is_a_constant_mask(oracle, stations):
    orbit = oracle.orbit(6_878.0)
    tracks = oracle.tracks([orbit], NEAR_CIRCULAR, 0, DAY_S)
    horizons = [Horizon([0, 120], [7, 7])] * 6
    found = find_windows(tracks, Viewers.over(stations, horizons), 0, DAY_S)
    plain = find_windows(tracks, Viewers.of(stations, 7.0), 0, DAY_S)
    assert (found.begin_s == plain.begin_s).all()
    assert (found.max_elevation_deg == plain.max_elevation_deg).all()


def test_the_top_of_a_cut_window_is_its_higher_end(oracle, stations):
    orbit = oracle.orbit(6_878.0)
    tracks = oracle.tracks([orbit], NEAR_CIRCULAR, 0, DAY_S)
    horizon = Horizon([0], [5], highest_deg=40)
    found = find_windows(tracks, Viewers.over(stations, [horizon] * 6), 0, DAY_S)
    touching = found.max_elevation_deg > 39.9
    assert touching.any()
    assert found.max_elevation_deg[touching] == pytest.approx(40, abs=1e-3)


def test_a_horizon_goes_around():
    horizon = Horizon([10, 350], [10, 30])
    assert horizon.mask_at_deg(np.array([0.0, 359.9, 10.0])) == pytest.approx([20, 20.1, 10])
    assert horizon.lowest_deg == 10
