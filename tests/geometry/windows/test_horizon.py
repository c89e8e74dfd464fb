"""Uneven horizons and keyholes against dense sampling."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dishboard.geometry import look_angles
from dishboard.geometry.windows import (
    ECCENTRIC,
    NEAR_CIRCULAR,
    SLOW,
    Horizon,
    Viewers,
    find_windows,
)
from dishboard.geometry.windows.horizon import Skylines

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


HORIZONS = {
    "valley": VALLEY,
    "keyhole": Horizon([0], [5], highest_deg=60),
    "both": Horizon([0, 180], [0, 25], highest_deg=80),
    "across north": Horizon([1, 10, 350, 359.5], [30, 2, 4, 28]),
    "from a mountain": Horizon([0, 90, 200], [-5, -1, -4], highest_deg=85),
    "a well": Horizon([0, 100, 220], [88, 80, 84], highest_deg=88.5),
    "a slit": Horizon([0, 119, 120, 121, 122], [70, 70, -5, -5, 70]),
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
@pytest.mark.parametrize("horizon", HORIZONS.values(), ids=HORIZONS)
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
        for begin, end, top in zip(mine.begin_s, mine.end_s, mine.max_elevation_deg, strict=True):
            look = look_angles(
                orbit.itrs_km(np.arange(begin, end, 5.0)), stations.take(np.array([station]))
            )
            assert look.elevation_deg.max() <= top + 1e-4


def edges_of(table):
    return np.stack([table.begin_s, table.end_s], axis=1)


def test_no_mast_is_too_narrow(oracle, stations):
    """A hundredth of a degree: at most some tens of milliseconds for a low orbit."""
    orbit, row = oracle.orbit(6_878.0), 3
    tracks = oracle.tracks([orbit], NEAR_CIRCULAR, 500, 500 + DAY_S)
    one = stations.take(np.array([row]))
    plain = find_windows(tracks, Viewers.of(one, 5.0), 500, 500 + DAY_S)
    look = look_angles(orbit.itrs_km(plain.culmination_s), one)
    for window, azimuth in enumerate(look.azimuth_deg):
        mast = Horizon(
            np.sort(np.array([azimuth - 0.005, azimuth, azimuth + 0.005]) % 360), [5, 90, 5]
        )
        cut = find_windows(tracks, Viewers.over(one, [mast]), 500, 500 + DAY_S)
        whole = plain.begin_s[window], plain.end_s[window]
        parts = cut.take((cut.begin_s >= whole[0]) & (cut.end_s <= whole[1]))
        assert edges_of(parts).ravel()[[0, -1]] == pytest.approx(whole, abs=0)
        assert parts.end_s[0] <= plain.culmination_s[window] <= parts.begin_s[1]
        assert 0 < parts.begin_s[1] - parts.end_s[0] < 0.5
        assert parts.rises.all()
        assert parts.sets.all()
        assert len(parts) == 2


def test_no_gap_is_too_narrow(oracle, stations):
    orbit, row = oracle.orbit(6_878.0), 3
    tracks = oracle.tracks([orbit], NEAR_CIRCULAR, 500, 500 + DAY_S)
    one = stations.take(np.array([row]))
    plain = find_windows(tracks, Viewers.of(one, 5.0), 500, 500 + DAY_S)
    look = look_angles(orbit.itrs_km(plain.culmination_s), one)
    for window, azimuth in enumerate(look.azimuth_deg):
        gap = Horizon(
            np.sort(np.array([azimuth - 0.005, azimuth, azimuth + 0.005]) % 360), [90, 5, 90]
        )
        found = find_windows(tracks, Viewers.over(one, [gap]), 500, 500 + DAY_S)
        inside = (found.begin_s <= plain.culmination_s[window]) & (
            found.end_s >= plain.culmination_s[window]
        )
        assert inside.sum() == 1


@pytest.mark.parametrize("thickness_deg", [1e-3, 1e-5, 1e-7, 1e-9])
@pytest.mark.parametrize(("low_deg", "high_deg"), [(-3, 60), (60, -3), (5, 20)])
def test_walls_passed_in_less_than_a_microsecond(
    oracle, stations, thickness_deg, low_deg, high_deg
):
    """A saw: slopes between walls, which the craft passes quicker than an edge is worth."""
    orbit, row = oracle.orbit(6_878.0), 3
    teeth = np.arange(0.7, 359, 2.3)
    saw = Horizon(
        np.stack([teeth, teeth + thickness_deg], axis=1).ravel(), [high_deg, low_deg] * teeth.size
    )
    one = stations.take(np.array([row]))
    tracks = oracle.tracks([orbit], NEAR_CIRCULAR, 500, 500 + DAY_S)
    found = find_windows(tracks, Viewers.over(one, [saw]), 500, 500 + DAY_S)
    expected = dense(orbit, stations, row, saw, 500, 500 + DAY_S, 0.25)
    # What a quarter of a second cannot miss.
    assert len(coarse(edges_of(found))) == len(coarse(expected)) > 3
    assert np.abs(np.array(coarse(edges_of(found))) - coarse(expected)).max() < 2 * MILLISECOND


def coarse(spans):
    """What samples a second apart cannot miss: passes and breaks of over 2.5 s."""
    joined = []
    for begin, end in spans.tolist():
        if joined and begin - joined[-1][1] < 2.5:
            joined[-1][1] = end
        else:
            joined.append([begin, end])
    return np.array([one for one in joined if one[1] - one[0] > 2.5]).reshape(-1, 2)


@settings(max_examples=60, deadline=None)
@given(
    azimuths=st.lists(st.integers(0, 359), min_size=1, max_size=12, unique=True).map(sorted),
    masks=st.lists(st.integers(-5, 88), min_size=12, max_size=12),
    highest=st.sampled_from([40.0, 80.0, 89.0, 90.0, 180.0]),
    node_deg=st.floats(0, 360),
    row=st.integers(0, 5),
)
def test_any_horizon_is_cut_as_dense_samples_cut_it(
    oracle, stations, azimuths, masks, highest, node_deg, row
):
    horizon = Horizon(azimuths, masks[: len(azimuths)], highest)
    orbit = oracle.orbit(6_978.0, 0.001, 98.0, node_deg)
    tracks = oracle.tracks([orbit], NEAR_CIRCULAR, 500, 500 + 6 * 3_600)
    one = stations.take(np.array([row]))
    found = find_windows(tracks, Viewers.over(one, [horizon]), 500, 500 + 6 * 3_600)
    expected = dense(orbit, stations, row, horizon, 500, 500 + 6 * 3_600)
    windows = edges_of(found)

    assert coarse(windows) == pytest.approx(coarse(expected), abs=10 * MILLISECOND)
    assert (windows[:, 1] > windows[:, 0]).all()
    assert (windows[1:, 0] >= windows[:-1, 1]).all()
    middle = windows.mean(axis=1)
    look = look_angles(orbit.itrs_km(middle), one)
    short = windows[:, 1] - windows[:, 0] < 0.01
    over = look.elevation_deg - horizon.mask_at_deg(look.azimuth_deg)
    assert ((over > 0) | short).all()
    assert ((look.elevation_deg < highest) | short).all()


@given(
    azimuths=st.lists(st.integers(0, 359), min_size=1, max_size=9, unique=True).map(sorted),
    masks=st.lists(st.integers(-10, 90), min_size=9, max_size=9),
    floor=st.integers(-10, 90),
    asked=st.floats(0, 360),
)
def test_the_higher_of_mask_and_horizon(azimuths, masks, floor, asked):
    horizon = Horizon(azimuths, masks[: len(azimuths)], 85.0)
    raised = horizon.not_below(floor)
    expected = max(float(horizon.mask_at_deg(asked)), floor)
    assert raised.mask_at_deg(asked) == pytest.approx(expected, abs=1e-9)
    assert raised.highest_deg == 85
    assert (np.diff(raised.azimuth_deg) >= 0).all()


def test_stations_without_a_horizon_beside_one_with_it(oracle, stations):
    orbits = [oracle.orbit(6_878.0), oracle.orbit(7_078.0, node_deg=120.0)]
    tracks = oracle.tracks(orbits, NEAR_CIRCULAR, 0, DAY_S)
    horizons = [Horizon.flat(5.0)] * 5 + [VALLEY]
    pairs = np.array([0, 0, 1, 1, 1]), np.array([5, 0, 3, 5, 4])  # in no order of stations
    found = find_windows(tracks, Viewers.over(stations, horizons), 0, DAY_S, pairs)
    plain = find_windows(tracks, Viewers.of(stations, 5.0), 0, DAY_S, pairs)
    order = list(dict.fromkeys(zip(found.craft.tolist(), found.station.tolist(), strict=True)))
    assert order == list(zip(*(rows.tolist() for rows in pairs), strict=True))
    for craft, station in order:
        mine, same = (
            table.take((table.craft == craft) & (table.station == station))
            for table in (found, plain)
        )
        if station == 5:
            expected = dense(orbits[craft], stations, 5, VALLEY, 0, DAY_S)
            assert edges_of(mine) == pytest.approx(expected, abs=10 * MILLISECOND)
        else:
            assert (edges_of(mine) == edges_of(same)).all()
            assert (mine.max_elevation_deg == same.max_elevation_deg).all()


def test_a_window_that_the_span_cuts_has_no_edge_there(oracle, stations):
    """Neither rise nor set where one only stops looking; both where the keyhole is."""
    orbit = oracle.orbit(6_878.0)
    tracks = oracle.tracks([orbit], NEAR_CIRCULAR, 0, DAY_S)
    plain = find_windows(tracks, Viewers.of(stations, 5.0), 0, DAY_S)
    highest = int(np.argmax(plain.max_elevation_deg))
    station, top_s = int(plain.station[highest]), plain.culmination_s[highest]
    span = plain.begin_s[highest] + 60, plain.end_s[highest] - 60
    horizon = Horizon.flat(5.0, plain.max_elevation_deg[highest] - 1)
    one = Viewers.over(stations.take(np.array([station])), [horizon])
    found = find_windows(tracks, one, *span)
    assert found.rises.tolist() == [False, True]
    assert found.sets.tolist() == [True, False]
    assert found.begin_s[0] == span[0]
    assert found.end_s[1] == span[1]
    assert found.end_s[0] < top_s < found.begin_s[1]
    assert found.max_elevation_deg == pytest.approx(horizon.highest_deg, abs=1e-4)


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


@pytest.mark.parametrize("corner", [[10, 30], [1, 89], [271, 359], [300, 330], [0, 1], [180, 181]])
def test_all_points_of_a_horizon_may_stand_in_one_corner(oracle, stations, corner):
    """Ways across north then have no point of the same turn on one side."""
    horizon = Horizon(corner, [25, 4])
    skylines = Skylines([horizon, horizon, horizon])
    azimuth = np.arange(-359.5, 720, 0.25)
    for station in range(3):
        rows = np.full(azimuth.size, station)
        assert skylines.mask_deg(rows, azimuth) == pytest.approx(horizon.mask_at_deg(azimuth))
        ahead, here = (horizon.mask_at_deg(azimuth + more) for more in (1e-4, 0))
        assert skylines.slope(rows, azimuth) == pytest.approx((ahead - here) / 1e-4, abs=1e-6)
    orbit = oracle.orbit(6_878.0)
    tracks = oracle.tracks([orbit], NEAR_CIRCULAR, 500, 500 + DAY_S)
    found = find_windows(tracks, Viewers.over(stations, [horizon] * 6), 500, 500 + DAY_S)
    for station in range(6):
        mine = found.take(found.station == station)
        expected = dense(orbit, stations, station, horizon, 500, 500 + DAY_S)
        assert coarse(edges_of(mine)) == pytest.approx(coarse(expected), abs=10 * MILLISECOND)
