"""Craft on Kepler orbits over a turning Earth, and stations that look for them densely."""

from types import SimpleNamespace

import numpy as np
import pytest

from dishboard.geometry import Conic, Station
from dishboard.geometry.windows import Grid, Tracks, Viewers
from dishboard.units import EARTH_ROTATION_RAD_S, GM_EARTH_KM3_S2

DAY_S = 86_400.0


class Orbit:
    """Closed form: what the engine's answers are held against."""

    def __init__(self, axis_km, eccentricity=0.0, inclination_deg=98.0, node_deg=0.0, mean_deg=0.0):
        self.conic = Conic(
            GM_EARTH_KM3_S2, 0.0, axis_km, eccentricity, inclination_deg, node_deg, 270.0, mean_deg
        )

    def itrs_km(self, unix_s):
        x, y, z = np.moveaxis(self.conic.state(np.asarray(unix_s, float))[0], -1, 0)
        angle = EARTH_ROTATION_RAD_S * np.asarray(unix_s)
        c, s = np.cos(angle), np.sin(angle)
        return np.stack([c * x + s * y, c * y - s * x, z], axis=-1)


def tracks_of(orbits, step, start_s, end_s):
    grid = Grid.covering(step, start_s, end_s)
    return Tracks(grid, np.stack([one.itrs_km(grid.node_unix_s).T for one in orbits]))


def sine_over(orbit, viewers, station, unix_s):
    """sin(elevation) − sin(mask), directly."""
    line = orbit.itrs_km(unix_s) - viewers.site_km[station]
    sine = line @ viewers.up[station] / np.linalg.norm(line, axis=-1)
    return sine - viewers.sine_of_mask[station]


def dense_windows(orbit, viewers, station, start_s, end_s, step_s=2.0):
    """[(begin, end)] by sampling and halving."""
    times = np.linspace(start_s, end_s, int((end_s - start_s) / step_s) + 1)
    up = sine_over(orbit, viewers, station, times) >= 0
    at = np.flatnonzero(up[1:] != up[:-1])
    low, high, before = times[at], times[at + 1], up[at]
    for _ in range(36):
        middle = (low + high) / 2
        same = (sine_over(orbit, viewers, station, middle) >= 0) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    edges = ([start_s] if up[0] else []) + list(high) + ([end_s] if up[-1] else [])
    return np.array(edges).reshape(-1, 2)


@pytest.fixture(scope="session")
def oracle():
    """The functions above, for tests."""
    return SimpleNamespace(
        orbit=Orbit, tracks=tracks_of, sine_over=sine_over, dense_windows=dense_windows
    )


@pytest.fixture(scope="session")
def stations():
    """From the South Pole to Svalbard."""
    return Station(
        np.array([-90.0, -35.4, 0.2, 40.45, 67.86, 78.2]),
        np.array([0.0, 148.98, -52.8, -4.37, 20.96, 15.4]),
        np.array([2800.0, 680.0, 15.0, 794.0, 402.0, 450.0]),
    )


@pytest.fixture
def viewers(stations):
    return Viewers.of(stations, 5.0)
