"""Rotations from the frames orbits come in to the turning Earth.

    TEME   true equator, mean equinox of date: what SGP4 speaks (Vallado et al. 2006)
    GCRS   geocentric celestial: axes of the ICRF, what planetary ephemerides speak
    TIRS   turned by the Earth's rotation, before polar motion
    ITRS   fixed to the Earth; WGS 84 agrees with it to a few centimetres

Not modelled: offsets of the celestial pole from the IAU 2006/2000A model (below 0.001″), tides
and sub-daily variations (centimetres), plate motion.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dishboard.geometry.orientation import EarthOrientation
from dishboard.geometry.scales import TT_MINUS_UTC_S, julian_day
from dishboard.units import DAY_S, EARTH_ROTATION_RAD_S

__all__ = [
    "CelestialPole",
    "celestial_pole",
    "gcrs_to_itrs",
    "rotated",
    "rotated_back",
    "rotation_velocity_km_s",
    "sidereal_angle_1982_rad",
    "teme_to_itrs",
]

Floats = NDArray[np.float64]
CelestialPole = tuple[Floats, Floats, Floats]

_J2000_JD = 2_451_545.0


def rotated(matrix: Floats, vectors: ArrayLike) -> Floats:
    """R v for stacks: matrices (..., 3, 3), vectors (..., 3)."""
    return np.matmul(matrix, np.asarray(vectors, dtype=np.float64)[..., None])[..., 0]


def rotated_back(matrix: Floats, vectors: ArrayLike) -> Floats:
    """Rᵀ v: the inverse of `rotated`."""
    return np.matmul(np.asarray(vectors, dtype=np.float64)[..., None, :], matrix)[..., 0, :]


def sidereal_angle_1982_rad(unix_s: ArrayLike, ut1_minus_utc_s: ArrayLike) -> Floats:
    """Greenwich mean sidereal time of the IAU 1982 model: SGP4's own idea of the Earth's angle.

    Aoki et al. 1982, A&A 105, 359, eq. 14; the angle that turns TEME into the Earth-fixed frame.
    """
    day, fraction = julian_day(unix_s, ut1_minus_utc_s)
    centuries = (day - _J2000_JD + fraction) / 36_525
    seconds = (
        67_310.54841
        + (8_640_184.812866 + (0.093104 - 6.2e-6 * centuries) * centuries) * centuries
        # 876,600 h a century, whole turns taken out before they cost digits
        + (((day - _J2000_JD) % 1.0) + fraction) * DAY_S
    )
    return np.asarray(seconds % DAY_S * (2 * np.pi / DAY_S))


def teme_to_itrs(unix_s: ArrayLike, orientation: EarthOrientation) -> Floats:
    """Rotation matrices that take TEME vectors to the ITRS, shape (..., 3, 3).

    Earth's angle by GMST 1982 with UT1, then polar motion; as Vallado et al. 2006
    (Revisiting Spacetrack Report #3, AIAA 2006-6753, appendix C).
    """
    angle = sidereal_angle_1982_rad(unix_s, orientation.ut1_minus_utc_at(unix_s))
    cosine, sine = np.cos(angle), np.sin(angle)
    pole_x, pole_y = orientation.pole_rad_at(unix_s)
    # Polar motion to first order: the angles are 1e-6 rad, their squares 1e-12 (7 µm).
    matrix = np.empty((*np.shape(angle), 3, 3))
    matrix[..., 0, 0] = cosine
    matrix[..., 0, 1] = sine
    matrix[..., 0, 2] = pole_x
    matrix[..., 1, 0] = -sine
    matrix[..., 1, 1] = cosine
    matrix[..., 1, 2] = -pole_y
    matrix[..., 2, 0] = -pole_x * cosine - pole_y * sine
    matrix[..., 2, 1] = -pole_x * sine + pole_y * cosine
    matrix[..., 2, 2] = 1.0
    return matrix


def celestial_pole(unix_s: ArrayLike) -> CelestialPole:
    """X, Y of the celestial intermediate pole and the locator s, radians (IAU 2006/2000A)."""
    erfa = _erfa()
    x, y, s = erfa.xys06a(*julian_day(unix_s, TT_MINUS_UTC_S))
    return np.asarray(x), np.asarray(y), np.asarray(s)


def gcrs_to_itrs(
    unix_s: ArrayLike, orientation: EarthOrientation, pole: CelestialPole | None = None
) -> Floats:
    """Rotation matrices that take GCRS vectors to the ITRS, shape (..., 3, 3).

    Precession and nutation IAU 2006/2000A, Earth rotation angle from UT1, polar motion (IERS
    Conventions 2010, chapter 5). `pole`: X, Y, s at `unix_s` when the caller has them already;
    they cost 26 µs an instant and move by 0.1″ a day.
    """
    erfa = _erfa()
    x, y, s = celestial_pole(unix_s) if pole is None else pole
    angle = erfa.era00(*julian_day(unix_s, orientation.ut1_minus_utc_at(unix_s)))
    pole_x, pole_y = orientation.pole_rad_at(unix_s)
    tirs_locator = erfa.sp00(*julian_day(unix_s, TT_MINUS_UTC_S))
    return np.asarray(
        erfa.c2tcio(erfa.c2ixys(x, y, s), angle, erfa.pom00(pole_x, pole_y, tirs_locator))
    )


def rotation_velocity_km_s(position_itrs_km: ArrayLike) -> Floats:
    """How fast points fixed to the Earth move, in axes that do not turn but lie as the ITRS does.

    ω × r with ω along the ITRS z axis: polar motion (1e-6) and the length of day (1e-8) left out.
    """
    position = np.asarray(position_itrs_km, dtype=np.float64)
    velocity = np.zeros_like(position)
    velocity[..., 0] = -EARTH_ROTATION_RAD_S * position[..., 1]
    velocity[..., 1] = EARTH_ROTATION_RAD_S * position[..., 0]
    return velocity


def _erfa() -> Any:
    import erfa  # untyped; imported late, a board of Earth orbiters alone never needs it

    return erfa
