"""Every window of a week, at masks from −5° to 88° and over uneven horizons, by brute force.

SGP4 every two seconds, turned by the same frames, each change of side halved: no polynomial, no
bound, no derivative. One craft of each kind that the built-in elements hold: low, sun-synchronous,
navigation, geostationary, inclined and highly eccentric ones, perigees of 400 to 60,000 km.
"""

import numpy as np
import pytest

from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.ephemeris.tracks import tracks_of
from dishboard.geometry import Station, look_angles
from dishboard.geometry.windows import (
    Grid,
    Horizon,
    Viewers,
    fast,
    find_windows,
    kernels_numpy,
)

pytestmark = pytest.mark.slow

START_S = 1_787_529_600.0  # 2026-08-24T00:00Z, one to three weeks after the elements
SPAN_S = 168 * 3_600.0
STEP_S = 2.0
SHORTEST_S = 2.0 * STEP_S  # what two samples cannot miss
MASKS_DEG = [-5.0, 0.0, 5.0, 10.0, 30.0, 60.0, 80.0, 88.0]
CRAFT = {
    "CRYOSAT 2": "low, nearly polar",
    "PROBA-1": "low, eccentricity 0.005",
    "SENTINEL-6A": "low, 1,336 km, 66 degrees",
    "GSAT0233 (GALILEO 33)": "navigation",
    "METEOSAT-12 (MTG-I1)": "geostationary, always up",
    "XMM-NEWTON": "two days, eccentricity 0.47",
    "PROBA-3 CSC": "20 hours, eccentricity 0.8",
    "SMILE": "two days, eccentricity 0.82",
    "MMS 1": "three and a half days, eccentricity 0.83",
}
STATIONS = Station(
    np.array([78.2307, 67.8571, 40.4527, 5.2514, -35.4014, -89.99]),
    np.array([15.3894, 20.9643, -4.3675, -52.8047, 148.9819, 0.0]),
    np.array([458.0, 402.0, 794.0, -14.7, 680.0, 2_800.0]),
)
RIDGES = Horizon(
    [0, 15, 40, 41, 60, 90, 91, 140, 200, 220, 240, 330],
    [3, 10, 12, 28, 25, 4, 20, 6, 2, 18, 2, 9],
    highest_deg=85.0,
)


@pytest.fixture(scope="module")
def orbits():
    data = BuiltinData()
    newest = {
        one.name: one
        for one in sorted(data.element_sets, key=lambda one: one.epoch_at)
        if one.epoch_at.timestamp() < START_S
    }
    return {name: ElementSetOrbit(newest[name], data.orientation) for name in CRAFT}


@pytest.fixture(scope="module")
def kernels():
    """Whatever can search: NumPy always, compiled where numba is installed."""
    found = [kernels_numpy.search]
    if fast.warm():
        found.append(fast.best_kernel())
    fast.forget()
    return found


def brute_force(orbit, station, above):
    """[(begin, end)] where above(look) holds, over the whole span."""
    one = STATIONS.take(np.array([station]))
    times = START_S + np.arange(0, SPAN_S + STEP_S / 2, STEP_S)

    def up(unix_s):
        return above(look_angles(orbit.position_itrs_km(unix_s), one))

    states = np.concatenate([up(part) for part in np.array_split(times, 20)])
    at = np.flatnonzero(states[1:] != states[:-1])
    low, high, before = times[at], times[at + 1], states[at]
    for _ in range(22 if at.size else 0):
        middle = (low + high) / 2
        same = up(middle) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    edges = ([START_S] if states[0] else []) + list(high)
    edges += [START_S + SPAN_S] if states[-1] else []
    return np.array(edges).reshape(-1, 2)


def compare(found, expected):
    """Equal one by one: to 20 ms for passes over a minute, to 0.1 s for grazing ones."""
    found = np.stack([found.begin_s, found.end_s], axis=1)
    found = found[found[:, 1] - found[:, 0] > SHORTEST_S]
    expected = expected[expected[:, 1] - expected[:, 0] > SHORTEST_S]
    assert len(found) == len(expected)
    assert found == pytest.approx(expected, abs=0.1, rel=0)
    long = expected[:, 1] - expected[:, 0] > 60
    assert found[long] == pytest.approx(expected[long], abs=0.02, rel=0)


@pytest.mark.parametrize("mask_deg", MASKS_DEG)
@pytest.mark.parametrize("name", CRAFT)
def test_constant_masks(orbits, kernels, name, mask_deg):
    orbit = orbits[name]
    tracks = tracks_of([orbit], Grid.covering(orbit.step, START_S, START_S + SPAN_S))
    viewers = Viewers.of(STATIONS, mask_deg)
    answers = [
        find_windows(tracks, viewers, START_S, START_S + SPAN_S, kernel=one) for one in kernels
    ]
    for station in range(6):
        expected = brute_force(orbit, station, lambda look: look.elevation_deg >= mask_deg)
        for found in answers:
            compare(found.take(found.station == station), expected)


@pytest.mark.parametrize("name", CRAFT)
def test_uneven_horizons(orbits, name):
    orbit = orbits[name]
    tracks = tracks_of([orbit], Grid.covering(orbit.step, START_S, START_S + SPAN_S))
    viewers = Viewers.over(STATIONS, [RIDGES] * 6)
    found = find_windows(tracks, viewers, START_S, START_S + SPAN_S)

    def above(look):
        over = look.elevation_deg >= RIDGES.mask_at_deg(look.azimuth_deg)
        return over & (look.elevation_deg <= RIDGES.highest_deg)

    for station in range(6):
        compare(found.take(found.station == station), brute_force(orbit, station, above))
