"""A catalogue with objects that fail, and with more objects than one chunk holds."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dishboard.ephemeris import catalogue
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.catalogue import catalogue_windows
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.geometry import EarthOrientation, Station
from dishboard.geometry.windows import Viewers
from dishboard.model import ElementSet

EPOCH = datetime(2026, 9, 5, tzinfo=UTC)
START_S = EPOCH.timestamp()
DAY_S = 86_400.0
VIEWERS = Viewers.of(
    Station(np.array([67.86, -35.4]), np.array([20.96, 148.98]), np.array([400.0, 680.0])), 5.0
)


def orbit(number, **changed):
    one = {
        "cospar_id": None,
        "epoch_at": EPOCH,
        "mean_motion_rev_day": 15.2,
        "eccentricity": 0.001,
        "inclination_deg": 98.0,
        "node_deg": 12.0 * number,
        "periapsis_deg": 20.0,
        "mean_anomaly_deg": 30.0,
        "source": "a test",
    }
    sets = ElementSet(norad_id=number, name=f"object {number}", **(one | changed))
    return ElementSetOrbit(sets, EarthOrientation.none())


def test_an_object_alone_and_among_others(monkeypatch):
    monkeypatch.setattr(catalogue, "_CRAFT_AT_ONCE", 4)
    orbits = [
        orbit(n, mean_motion_rev_day=motion, eccentricity=eccentricity)
        for n in range(0, 20, 4)
        for motion, eccentricity in ((15.2, 0.001), (2.0056, 0.01), (2.0056, 0.7), (13.0, 0.1))
    ]
    counts = []
    found = catalogue_windows(orbits, VIEWERS, START_S, START_S + DAY_S, counts.append)
    assert counts[-1] == 20
    assert found.failures == ()
    for n, one in enumerate(orbits):
        alone = catalogue_windows([one], VIEWERS, START_S, START_S + DAY_S).table
        mine = found.table.take(found.table.craft == n)
        assert mine.begin_s == pytest.approx(alone.begin_s, abs=1e-6, rel=0)
        assert (mine.station == alone.station).all()


def test_what_fails_is_reported_and_the_rest_is_found():
    orbits = [
        orbit(1),
        orbit(2, bstar=0.9, mean_motion_rev_day=16.3, epoch_at=EPOCH - timedelta(days=20)),
        orbit(3, epoch_at=EPOCH - timedelta(days=300)),
        orbit(4, epoch_at=EPOCH - timedelta(days=119.5), mean_motion_rev_day=14.2),
        orbit(5, epoch_at=EPOCH + timedelta(days=300)),
        orbit(6, mean_motion_rev_day=16.6, eccentricity=0.005),
    ]
    found = catalogue_windows(orbits, VIEWERS, START_S, START_S + 5 * DAY_S)
    reasons = {one.craft: one.reason for one in found.failures}
    assert sorted(reasons) == [1, 2, 3, 4, 5]
    assert reasons[1].startswith("SGP4 gives no position")
    assert reasons[2].startswith("elements expired: 300 days old")
    assert reasons[3].startswith("elements expired")
    assert "younger" in reasons[4]
    assert reasons[5].startswith("decayed: SGP4 has it below 100 km")
    table = found.table
    assert {0, 3} <= set(table.craft.tolist())
    assert not {1, 2, 4} & set(table.craft.tolist())
    fails_from = {one.craft: one.from_s for one in found.failures}
    assert table.end_s[table.craft == 3].max() <= fails_from[3]


def test_nothing_in_nothing_out():
    found = catalogue_windows([], VIEWERS, START_S, START_S + DAY_S)
    assert (len(found.table), found.failures) == (0, ())


def test_the_builtin_catalogue_is_what_the_sky_says():
    data = BuiltinData()
    orbits = [ElementSetOrbit(one, data.orientation) for one in data.element_sets]
    found = catalogue_windows(orbits, VIEWERS, START_S, START_S + DAY_S)
    assert len(found.table) > 500
    assert (found.table.max_elevation_deg >= 5 - 1e-6).all()
