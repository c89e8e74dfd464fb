"""What has come down stays down, though SGP4 lets it rise out of the air again."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import pytest

from dishboard.ephemeris import Library, Sky, Unknown
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.catalogue import catalogue_windows
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.ephemeris.quality import Expiry
from dishboard.geometry import Station
from dishboard.geometry.windows import Viewers
from dishboard.model import ElementSet

EPOCH = datetime(2026, 8, 22, tzinfo=UTC)
DAY_S = 86_400.0
ORIENTATION = BuiltinData().orientation
# Sinks a few kilometres a day; 10 km more and less on each revolution.
SINKING = ElementSet(
    norad_id=36508,
    name="SINKING",
    cospar_id=None,
    epoch_at=EPOCH,
    mean_motion_rev_day=16.55,
    eccentricity=0.002,
    inclination_deg=97.0,
    node_deg=10.0,
    periapsis_deg=20.0,
    mean_anomaly_deg=30.0,
    bstar=2e-4,
    source="a test",
)


def orbit(expiry: Expiry | None = None) -> ElementSetOrbit:
    return ElementSetOrbit(SINKING, ORIENTATION, expiry)


def test_it_is_down_from_the_first_moment_below_the_air_on() -> None:
    one = orbit()
    every = EPOCH.timestamp() + np.arange(0.0, 2 * DAY_S)
    up = ~np.isnan(one.position_itrs_km(every)).any(axis=1)
    first = int(np.argmin(up))
    assert 0 < first < DAY_S
    assert up[first:].any(), "it would come out again"
    assert one.end_unix_s == pytest.approx(every[first], abs=1.0)
    assert one.decay_s(every[first] - 2) == math.inf
    # What is asked does not decide: later spans have the same end.
    assert one.decay_s(every[first] + 60) == pytest.approx(one.end_unix_s, abs=1.0)


def test_a_sky_says_since_when_nothing_is_known(network) -> None:
    sky = Sky(network, Library([SINKING]))
    down_at = datetime.fromtimestamp(orbit().end_unix_s, UTC)
    assert not isinstance(sky.known("CRY", down_at - timedelta(seconds=2)), Unknown)
    for hours in np.arange(0.001, 40, 0.37).tolist():
        known = sky.known("CRY", down_at + timedelta(hours=hours))
        assert isinstance(known, Unknown)
        assert known.reason.startswith(("decayed: SGP4 has it below", "SGP4 gives no position"))


def test_a_catalogue_has_no_passes_of_what_is_down() -> None:
    viewers = Viewers.of(Station(np.array([67.9, -75.0, 89.0]), np.zeros(3), np.zeros(3)), 0.0)
    one = orbit(Expiry(low_days=math.inf, days=math.inf))
    start_s, down_s = EPOCH.timestamp(), orbit().end_unix_s
    found = catalogue_windows([one], viewers, start_s, start_s + 2 * DAY_S)
    assert len(found.table) > 3
    assert found.table.end_s.max() <= down_s + 1
    (failure,) = found.failures
    assert failure.reason == "decayed: SGP4 has it below 100 km"
    assert failure.from_s == pytest.approx(down_s, abs=1.0)
    later = catalogue_windows([one], viewers, down_s + 600, down_s + DAY_S)
    assert len(later.table) == 0
    assert later.failures[0].reason.startswith(("decayed", "SGP4"))
    assert later.failures[0].from_s == pytest.approx(down_s + 600)


def test_elements_that_never_expire_are_not_scanned_for_ever() -> None:
    """A transfer orbit whose perigee is at 190 km: it may dip, and by SGP4 does not."""
    transfer = msgspec.structs.replace(
        SINKING, mean_motion_rev_day=2.27, eccentricity=0.7312, bstar=0.0
    )
    one = ElementSetOrbit(transfer, ORIENTATION, Expiry(low_days=1e6, days=1e6))
    assert one.may_dip
    assert one.decay_s(EPOCH.timestamp() + DAY_S) == math.inf
    assert math.isfinite(one.end_unix_s)
