import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.geometry import Station, geodetic_to_itrs, itrs_to_geodetic

METRE = 1e-3  # km
MICROMETRE = 1e-9


@given(
    latitude_deg=st.floats(-90, 90),
    longitude_deg=st.floats(-179.999, 180),
    height_km=st.floats(-5, 1e6),
)
def test_there_and_back(latitude_deg, longitude_deg, height_km):
    position = geodetic_to_itrs(
        latitude_deg=latitude_deg, longitude_deg=longitude_deg, height_km=height_km
    )
    back = itrs_to_geodetic(position)
    again = geodetic_to_itrs(
        latitude_deg=back.latitude_deg, longitude_deg=back.longitude_deg, height_km=back.height_km
    )
    assert np.linalg.norm(again - position) < MICROMETRE * (1 + np.linalg.norm(position) / 1000)
    assert back.latitude_deg == pytest.approx(latitude_deg, abs=1e-10)


@pytest.mark.parametrize(
    ("latitude_deg", "longitude_deg", "expected_km"),
    [(0, 0, [6378.137, 0, 0]), (90, 0, [0, 0, 6356.752314245]), (0, -90, [0, -6378.137, 0])],
)
def test_the_axes_of_the_ellipsoid(latitude_deg, longitude_deg, expected_km):
    position = geodetic_to_itrs(latitude_deg=latitude_deg, longitude_deg=longitude_deg, height_km=0)
    assert position == pytest.approx(expected_km, abs=MICROMETRE)


def test_unknown_stays_unknown():
    below = itrs_to_geodetic([[math.nan, 0, 7000], [7000, 0, 0]])
    assert np.isnan([below.latitude_deg[0], below.height_km[0]]).all()
    assert below.height_km[1] == pytest.approx(7000 - 6378.137)


def test_east_north_up_is_a_rotation():
    station = Station(latitude_deg=[67.9, -31.0], longitude_deg=[21.0, 116.2], height_m=[400, 250])
    axes = station.east_north_up
    assert axes @ axes.swapaxes(-1, -2) == pytest.approx(np.broadcast_to(np.eye(3), (2, 3, 3)))
    assert np.linalg.det(axes) == pytest.approx(1)
    assert station.take(np.array([1])).latitude_deg == [-31.0]
