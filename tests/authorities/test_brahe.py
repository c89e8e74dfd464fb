"""The turn from both celestial frames to the Earth, against brahe (Rust, its own code).

Its frames agree with ours to a millimetre near the Earth. Its SGP4 does not agree with the
reference implementation that we use (30 to 150 m in three days), so that is not compared.
"""

from datetime import UTC, datetime

import brahe
import numpy as np
import pytest

from dishboard.geometry import EarthOrientation, gcrs_to_itrs, rotated, teme_to_itrs

MILLIMETRE = 1e-6  # km
ARCSECOND = np.pi / 180 / 3600
UT1_MINUS_UTC_S, POLE_X_ARCSEC, POLE_Y_ARCSEC = 0.0834, 0.12, 0.31
POSITION_KM = np.array([6_524.8, -2_100.0, 5_958.7])


@pytest.fixture(scope="module")
def orientation():
    # Its stub names another order; the call takes pole x, pole y, UT1 − UTC.
    brahe.set_global_eop_provider_from_static_provider(
        brahe.StaticEOPProvider.from_values(
            POLE_X_ARCSEC * ARCSECOND, POLE_Y_ARCSEC * ARCSECOND, UT1_MINUS_UTC_S, 0, 0, 0
        )
    )
    columns = ([UT1_MINUS_UTC_S], [POLE_X_ARCSEC], [POLE_Y_ARCSEC])
    return EarthOrientation(np.zeros(1), *(np.array(column) for column in columns))


@pytest.mark.parametrize("at", ["2018-03-01T00:00", "2026-11-22T06:17", "2039-07-15T12:34"])
@pytest.mark.parametrize(
    ("to_itrs", "theirs"),
    [(teme_to_itrs, brahe.position_teme_to_itrf), (gcrs_to_itrs, brahe.position_gcrf_to_itrf)],
    ids=["from TEME", "from GCRS"],
)
def test_earth_fixed_positions(orientation, at, to_itrs, theirs):
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    epoch = brahe.Epoch.from_datetime(*moment.timetuple()[:5], 0.0, 0.0, brahe.TimeSystem.UTC)
    ours = rotated(to_itrs(moment.timestamp(), orientation), POSITION_KM)
    expected = np.asarray(theirs(epoch, POSITION_KM * 1000)) / 1000
    assert np.abs(ours - expected).max() < 10 * MILLIMETRE
