import doctest
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.geometry import (
    Station,
    doppler_shift_hz,
    elevation_deg,
    geodetic_to_itrs,
    look,
    look_angles,
)

EQUATOR = Station(latitude_deg=0, longitude_deg=0, height_m=0)


def test_the_docstring_is_true():
    assert doctest.testmod(look).failed == 0


@pytest.mark.parametrize(
    ("position_km", "azimuth_deg", "elevation"),
    [
        ([7378.137, 0, 1000], 0, 45),
        ([7378.137, 1000, 0], 90, 45),
        ([7378.137, 0, -1000], 180, 45),
        ([7378.137, -1000, 0], 270, 45),
        ([6378.137, 10, 0], 90, 0),
        ([0, 1e-9, 0], 90, -90),
    ],
)
def test_the_points_of_the_compass(position_km, azimuth_deg, elevation):
    seen = look_angles(position_km, EQUATOR)
    assert seen.azimuth_deg == pytest.approx(azimuth_deg, abs=1e-9)
    assert seen.elevation_deg == pytest.approx(elevation, abs=1e-9)
    assert elevation_deg(position_km, EQUATOR) == pytest.approx(elevation, abs=1e-6)


def test_range_rate_is_positive_when_receding():
    away = look_angles([8378.137, 0, 0], EQUATOR, [2.5, 7.0, 0])
    assert away.range_rate_km_s == pytest.approx(2.5)
    assert math.isnan(look_angles([8378.137, 0, 0], EQUATOR).range_rate_km_s)


def test_doppler_is_negative_while_receding():
    # 7 km/s at 8.4 GHz: f v / c
    assert doppler_shift_hz(8.4e9, 7.0) == pytest.approx(-196_135.69, abs=0.01)
    assert doppler_shift_hz(8.4e9, -7.0) > 0


@given(
    latitude_deg=st.floats(-89, 89),
    longitude_deg=st.floats(-180, 180),
    height_km=st.floats(1, 4e5),
    vector=st.tuples(*[st.floats(-1e5, 1e5)] * 3),
)
def test_angles_keep_to_their_ranges(latitude_deg, longitude_deg, height_km, vector):
    station = Station(latitude_deg=latitude_deg, longitude_deg=longitude_deg, height_m=0)
    overhead = geodetic_to_itrs(
        latitude_deg=latitude_deg, longitude_deg=longitude_deg, height_km=height_km
    )
    assert look_angles(overhead, station).elevation_deg == pytest.approx(90, abs=1e-4)
    seen = look_angles(vector, station)
    assert 0 <= seen.azimuth_deg < 360
    assert -90 <= seen.elevation_deg <= 90
    assert seen.range_km == pytest.approx(np.linalg.norm(vector - station.position_itrs_km))


@pytest.mark.parametrize("axis", range(3))
def test_unknown_stays_unknown(axis):
    position = np.array([[7000.0, 0, 0], [7000.0, 0, 0]])
    position[0, axis] = np.nan
    seen = look_angles(position, EQUATOR, position)
    assert all(np.isnan(column[0]) and np.isfinite(column[1]) for column in seen)
