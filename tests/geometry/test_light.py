import numpy as np
import pytest

from dishboard.geometry import aberrated, sight, sight_beside
from dishboard.units import C_KM_S

NOW = np.array([0.0])
STILL = np.zeros((1, 3))


def receding(tdb_s):
    """30 km/s straight away along x, 1 au off at 0."""
    x = 149_597_870.7 + 30.0 * tdb_s
    zero = np.zeros_like(x)
    return (
        np.stack([x, zero, zero], axis=-1),
        np.stack([np.full_like(x, 30.0), zero, zero], axis=-1),
    )


def test_what_is_seen_is_where_it_was():
    seen = sight(receding, NOW, STILL, STILL)
    # c τ = x − 30 τ has one solution.
    light_time_s = 149_597_870.7 / (C_KM_S + 30)
    assert seen.light_time_s == pytest.approx(light_time_s, abs=1e-9)
    assert seen.range_km == pytest.approx(149_597_870.7 - 30 * light_time_s, abs=1e-6)
    # The light path grows by less than 30 km each second: the light left earlier still.
    assert seen.range_rate_km_s == pytest.approx(30 / (1 + 30 / C_KM_S), abs=1e-9)


def test_the_rate_is_the_derivative_of_the_range():
    rate = sight(receding, NOW, STILL, np.array([[1.0, -20.0, 5.0]])).range_rate_km_s
    step = 50.0
    ranges = [
        sight(receding, NOW + t, np.array([[1.0, -20.0, 5.0]]) * t, STILL).range_km
        for t in (-step, step)
    ]
    assert rate == pytest.approx((ranges[1] - ranges[0]) / (2 * step), abs=1e-6)


def test_aberration_leans_forward():
    """20.5″ for the Earth's 29.8 km/s, towards where it goes."""
    seen = aberrated(np.array([1.0, 0, 0]), np.array([0, 29.785, 0]))
    arcsec = np.degrees(np.arctan2(seen[1], seen[0])) * 3600
    assert arcsec == pytest.approx(20.493, abs=1e-3)
    assert np.linalg.norm(seen) == pytest.approx(1)


def test_unknown_stays_unknown():
    def nowhere(tdb_s):
        return np.full((*tdb_s.shape, 3), np.nan), np.full((*tdb_s.shape, 3), np.nan)

    assert all(np.isnan(column).all() for column in sight(nowhere, NOW, STILL, STILL))


def test_a_sight_beside_another_is_its_own():
    """Of a target that falls at 3 m/s² and 150 km/s, from 6,000 km to all sides."""
    gain = np.array([0.001, -0.002, 0.002])

    def falling(tdb_s):
        start, speed = np.array([9e7, 8e7, -3e7]), np.array([-90.0, 100.0, 70.0])
        t = tdb_s[..., None]
        return start + speed * t + gain * t**2 / 2, speed + gain * t

    for offset in 6_000.0 * np.vstack([np.eye(3), -np.eye(3)])[:, None]:
        moving = np.array([[0.3, -0.4, 0.1]])
        centre, own = sight(falling, NOW, STILL, STILL), sight(falling, NOW, offset, moving)
        line = centre.direction * centre.range_km[:, None]
        beside = sight_beside(line, centre.velocity_km_s, gain[None], offset, moving)
        for name, close in (("direction", 1e-13), ("range_km", 1e-5), ("range_rate_km_s", 1e-9)):
            assert getattr(beside, name) == pytest.approx(getattr(own, name), abs=close, rel=0)
