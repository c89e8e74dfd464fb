import numpy as np
import pytest

from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.earth_view import EarthView
from dishboard.geometry import itrs_to_geodetic, subsolar_point, tdb_s_of, terminator

ARCMINUTE = 1 / 60  # degrees


def test_the_sun_is_over_its_point():
    """Against DE440 seen from the Earth's centre, over 2018 to 2039."""
    data = BuiltinData()
    view = EarthView(data.solar_system, data.orientation)
    times = np.linspace(1_520_000_000, 2_180_000_000, 400)
    earth = view.at(times)
    position, _ = data.solar_system.sun(tdb_s_of(times - 499))
    line = np.einsum("nij,nj->ni", earth.gcrs_to_itrs, position - earth.position_km)
    longitude = np.degrees(np.arctan2(line[:, 1], line[:, 0]))
    latitude = np.degrees(np.arcsin(line[:, 2] / np.linalg.norm(line, axis=-1)))
    ours = subsolar_point(times)
    apart = (ours.longitude_deg - longitude + 180) % 360 - 180
    assert np.abs(apart).max() < 1.5 * ARCMINUTE
    assert np.abs(ours.latitude_deg - latitude).max() < 1.2 * ARCMINUTE
    assert itrs_to_geodetic(line).height_km.min() > 1.4e8


def test_the_terminator_is_a_quarter_turn_from_the_sun():
    sun = subsolar_point(1_795_400_000.0)
    line = terminator(1_795_400_000.0)

    def vector(point):
        latitude, longitude = np.radians(point.latitude_deg), np.radians(point.longitude_deg)
        across = np.cos(latitude)
        return np.stack(
            [across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)], axis=-1
        )

    assert vector(line) @ vector(sun) == pytest.approx(0, abs=1e-12)
    assert line.latitude_deg.size == 181
