"""Skyfield with our own Earth orientation: what is compared is geometry, not two tables of UT1."""

from datetime import UTC, datetime

import numpy as np
import pytest
from skyfield.api import EarthSatellite, load, wgs84
from skyfield.data import iers
from skyfield.timelib import Timescale

from dishboard.ephemeris import Sky
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.networks import default_network

MJD_OF_1970 = 40_587


@pytest.fixture(scope="session")
def network():
    return default_network()


@pytest.fixture(scope="session")
def sky(network):
    return Sky.builtin(network)


@pytest.fixture(scope="session")
def builtin_data():
    return BuiltinData()


@pytest.fixture(scope="session")
def timescale(builtin_data):
    orientation = builtin_data.orientation
    mjd = orientation.unix_s / 86_400 + MJD_OF_1970
    own = load.timescale(builtin=True)  # for its leap seconds
    delta_t = 69.184 - orientation.ut1_minus_utc_s
    ts = Timescale((mjd + 2_400_000.5 + 69.184 / 86_400, delta_t), own.leap_dates, own.leap_offsets)
    columns = {"x_arcseconds": orientation.pole_x_arcsec, "y_arcseconds": orientation.pole_y_arcsec}
    iers.install_polar_motion_table(ts, {"utc_mjd": mjd, **columns})
    return ts


@pytest.fixture(scope="session")
def at_unix(timescale):
    """Skyfield times of unix_s; its own utc(1970, …, seconds) would count leap seconds."""

    def times(unix_s):
        return timescale.from_datetimes([datetime.fromtimestamp(float(s), UTC) for s in unix_s])

    return times


@pytest.fixture(scope="session")
def skyfield_site():
    def site(antenna):
        return wgs84.latlon(
            antenna.latitude_deg.value, antenna.longitude_deg.value, antenna.height_m.value
        )

    return site


@pytest.fixture(scope="session")
def skyfield_satellite(timescale):
    def satellite(one):
        return EarthSatellite.from_omm(
            timescale,
            {
                "OBJECT_NAME": one.name,
                "OBJECT_ID": one.cospar_id,
                "EPOCH": one.epoch_at.strftime("%Y-%m-%dT%H:%M:%S.%f"),
                "MEAN_MOTION": one.mean_motion_rev_day,
                "ECCENTRICITY": one.eccentricity,
                "INCLINATION": one.inclination_deg,
                "RA_OF_ASC_NODE": one.node_deg,
                "ARG_OF_PERICENTER": one.periapsis_deg,
                "MEAN_ANOMALY": one.mean_anomaly_deg,
                "EPHEMERIS_TYPE": 0,
                "CLASSIFICATION_TYPE": "U",
                "NORAD_CAT_ID": one.norad_id,
                "ELEMENT_SET_NO": 999,
                "REV_AT_EPOCH": 0,
                "BSTAR": one.bstar,
                "MEAN_MOTION_DOT": one.mean_motion_dot,
                "MEAN_MOTION_DDOT": one.mean_motion_ddot,
            },
        )

    return satellite


@pytest.fixture(scope="session")
def unit_vector():
    """East, north, up of azimuth and elevation in degrees: (…, 3)."""

    def vector(azimuth_deg, elevation_deg):
        azimuth, elevation = np.radians(azimuth_deg), np.radians(elevation_deg)
        across = np.cos(elevation)
        return np.stack(
            [across * np.sin(azimuth), across * np.cos(azimuth), np.sin(elevation)], axis=-1
        )

    return vector
