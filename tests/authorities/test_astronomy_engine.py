"""Where planets stand over an antenna, against astronomy-engine: its own theory of everything.

Its planets are truncated series, good to an arcminute by its own account; on these dates it is
0.005° from us. Nothing in it is shared with us, so agreement is no accident.
"""

from datetime import UTC, datetime

import astronomy
import numpy as np
import pytest

from dishboard.geometry import Station

AT = [datetime(2026, 11, 22, hour, tzinfo=UTC) for hour in range(0, 24, 3)]


@pytest.mark.parametrize(
    ("spacecraft", "body"),
    [("MEX", "Mars"), ("BEPI", "Mercury"), ("LRO", "Moon"), ("JNO", "Jupiter")],
)
def test_bodies_stand_where_another_theory_has_them(network, sky, unit_vector, spacecraft, body):
    antenna = network.antenna_by_id["CEB-1"]
    observer = astronomy.Observer(
        antenna.latitude_deg.value, antenna.longitude_deg.value, antenna.height_m.value
    )
    for at in AT:
        time = astronomy.Time.Make(at.year, at.month, at.day, at.hour, at.minute, at.second)
        where = astronomy.Equator(astronomy.Body[body], time, observer, True, True)
        theirs = astronomy.Horizon(
            time, observer, where.ra, where.dec, astronomy.Refraction.Airless
        )
        ours = sky.look(antenna, spacecraft, at)
        apart = unit_vector(ours.azimuth_deg, ours.elevation_deg) - unit_vector(
            theirs.azimuth, theirs.altitude
        )
        assert np.degrees(np.linalg.norm(apart)) < 0.01
        # Its aberration backdates the Earth, which is no distance any more; without it, it is one.
        away = astronomy.Equator(astronomy.Body[body], time, observer, True, False)
        assert ours.range_km == pytest.approx(away.dist * astronomy.KM_PER_AU, rel=1e-4)


def test_a_station_is_where_it_says():
    """astronomy-engine's own ellipsoid: its radii are rounded, 2 m is what they allow."""
    station = Station(latitude_deg=67.857, longitude_deg=20.964, height_m=402.2)
    time = astronomy.Time.Make(2026, 11, 22, 0, 0, 0.0)
    theirs = astronomy.ObserverVector(time, astronomy.Observer(67.857, 20.964, 402.2), True)
    distance_km = astronomy.KM_PER_AU * theirs.Length()
    assert np.linalg.norm(station.position_itrs_km) == pytest.approx(distance_km, abs=0.002)
