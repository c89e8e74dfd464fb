"""The Sun over the Earth: day, night and the line between."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dishboard.geometry.earth import Geodetic
from dishboard.geometry.frames import sidereal_angle_1982_rad
from dishboard.geometry.scales import julian_day

__all__ = ["subsolar_point", "terminator"]

Floats = NDArray[np.float64]


def subsolar_point(unix_s: ArrayLike) -> Geodetic:
    """Where the Sun stands in the zenith (height 0), to 0.02° between 1950 and 2050.

    Low-precision Sun of the Astronomical Almanac (page C5): mean equator and equinox of date,
    aberration included.
    """
    day, fraction = julian_day(unix_s)
    days = day - 2_451_545.0 + fraction
    mean_longitude = np.radians(280.460 + 0.9856474 * days)
    anomaly = np.radians(357.528 + 0.9856003 * days)
    longitude = mean_longitude + np.radians(1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly))
    obliquity = np.radians(23.439 - 4e-7 * days)
    right_ascension = np.arctan2(np.cos(obliquity) * np.sin(longitude), np.cos(longitude))
    declination = np.arcsin(np.sin(obliquity) * np.sin(longitude))
    east = right_ascension - sidereal_angle_1982_rad(unix_s, 0.0)
    # Geocentric declination is the geodetic latitude of the zenith: the Sun is far away.
    return Geodetic(
        np.degrees(declination),
        np.degrees((east + np.pi) % (2 * np.pi) - np.pi),
        np.zeros_like(declination),
    )


def terminator(unix_s: float, points: int = 181) -> Geodetic:
    """The great circle where the Sun's centre is on the geometric horizon, as a closed line.

    On a sphere; refraction and the Sun's radius (together 0.83°) left out.
    """
    sun = subsolar_point(unix_s)
    latitude, longitude = np.radians(sun.latitude_deg), np.radians(sun.longitude_deg)
    # Two unit vectors across the Sun's direction: towards local north and east of that point.
    north = np.array(
        [
            -np.sin(latitude) * np.cos(longitude),
            -np.sin(latitude) * np.sin(longitude),
            np.cos(latitude),
        ]
    )
    east = np.array([-np.sin(longitude), np.cos(longitude), 0.0])
    turn = np.linspace(0, 2 * np.pi, points)[:, None]
    x, y, z = np.moveaxis(np.cos(turn) * north + np.sin(turn) * east, -1, 0)
    return Geodetic(
        np.degrees(np.arcsin(np.clip(z, -1, 1))), np.degrees(np.arctan2(y, x)), np.zeros_like(z)
    )
