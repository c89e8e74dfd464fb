import erfa
import numpy as np
import pytest

from dishboard.geometry import (
    TT_MINUS_UTC_S,
    EarthOrientation,
    gcrs_to_itrs,
    rotated,
    rotated_back,
    tdb_s_of,
    teme_to_itrs,
    unix_s_of_tdb,
)
from dishboard.geometry.frames import rotation_velocity_km_s, sidereal_angle_1982_rad

MILLIMETRE = 1e-6  # km
TIMES = np.linspace(1_520_000_000.0, 2_200_000_000.0, 9)
ORIENTATION = EarthOrientation(
    np.array([1.5e9, 2.0e9]), np.array([-0.2, 0.1]), np.array([0.1, 0.2]), np.array([0.4, 0.3])
)


def test_the_turn_is_a_rotation():
    for matrix in (gcrs_to_itrs(TIMES, ORIENTATION), teme_to_itrs(TIMES, ORIENTATION)):
        identity = matrix @ matrix.swapaxes(-1, -2)
        assert identity == pytest.approx(np.broadcast_to(np.eye(3), matrix.shape), abs=1e-11)
        vectors = np.arange(27.0).reshape(9, 3)
        assert rotated_back(matrix, rotated(matrix, vectors)) == pytest.approx(vectors, abs=1e-9)


def test_one_instant_or_many():
    assert gcrs_to_itrs(TIMES[3], ORIENTATION) == pytest.approx(gcrs_to_itrs(TIMES, ORIENTATION)[3])
    assert teme_to_itrs(TIMES[3], ORIENTATION) == pytest.approx(teme_to_itrs(TIMES, ORIENTATION)[3])


def test_sidereal_time_of_1982():
    """ERFA's own gmst82 (another form of the same model) to 1e-10 rad: 0.6 mm on the ground."""
    ut1 = ORIENTATION.ut1_minus_utc_at(TIMES)
    theirs = erfa.gmst82(2_440_587.5 + np.floor(TIMES / 86_400), (TIMES % 86_400 + ut1) / 86_400)
    apart = (sidereal_angle_1982_rad(TIMES, ut1) - theirs + np.pi) % (2 * np.pi) - np.pi
    assert np.abs(apart).max() < 1e-10


def test_orientation_is_interpolated_and_held():
    assert ORIENTATION.ut1_minus_utc_at(1.75e9) == pytest.approx(-0.05)
    assert ORIENTATION.ut1_minus_utc_at([0.0, 3e9]) == pytest.approx([-0.2, 0.1])
    assert EarthOrientation.none().ut1_minus_utc_at(1.7e9) == 0


def test_points_of_the_earth_move_east():
    assert rotation_velocity_km_s([6378.137, 0, 0]) == pytest.approx([0, 0.465101, 0], abs=1e-6)


def test_scales():
    """2026-11-22T00:00Z: TT − UTC is 69.184 s, TDB within 2 ms of TT."""
    unix_s = 1_795_305_600.0
    since_j2000 = unix_s - 946_728_000.0
    assert tdb_s_of(unix_s) == pytest.approx(since_j2000 + TT_MINUS_UTC_S, abs=0.002)
    assert unix_s_of_tdb(tdb_s_of(TIMES)) == pytest.approx(TIMES, abs=1e-6)
    tt_day = (2_451_545.0, since_j2000 / 86_400)
    theirs = erfa.dtdb(*tt_day, 0.0, 0.0, 0.0, 0.0)
    assert tdb_s_of(unix_s) - since_j2000 - TT_MINUS_UTC_S == pytest.approx(theirs, abs=5e-5)
