"""Axes and time scales that files of trajectories come in, and the way from them to ours.

    ICRF, GCRF, GCRS                         as they are
    EME2000, J2000                           mean equator and equinox of J2000: 0.023″ from the ICRF
    ITRF… (any year), WGS84                  fixed to the Earth; their differences are centimetres
    TEME, TEMEOFDATE                         SGP4's
    TOD, TOD EARTH; MOD, MOD EARTH           true or mean equator and equinox of date, by IAU
                                             2006/2000A; by IAU 1976/1980 it lies 0.1″ off

Axes of one fixed epoch (REF_FRAME_EPOCH with an of-date frame) and everything else are refused by
name. Scales: UTC, TAI, TT, TDB, GPS, UT1; from 2018 on, as `geometry.scales` has no earlier leap
seconds.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

import numpy as np

from dishboard.ephemeris.earth_view import EarthView
from dishboard.ephemeris.interface import Floats
from dishboard.geometry import (
    TT_MINUS_UTC_S,
    EarthOrientation,
    rotated,
    rotated_back,
    teme_to_itrs,
    unix_s_of_tdb,
)
from dishboard.geometry.frames import rotation_velocity_km_s
from dishboard.geometry.scales import julian_day

__all__ = ["SCALES", "Axes", "axes_named", "barycentric_axes", "earth_fixed", "unix_s_of"]

SCALES = ("UTC", "TAI", "TT", "TDB", "GPS", "UT1")
_TAI_MINUS_UTC_S = 37.0  # since 2017-01-01
_GPS_MINUS_UTC_S = 18.0
_J2000_UNIX_S = 946_728_000.0
_ITRF = re.compile(r"(ITRF[- ]?(\d\d|\d{4})?|WGS[- ]?84)")


class Axes(Enum):
    """The axes we can turn."""

    ICRF = "ICRF"
    EME2000 = "EME2000"
    ITRF = "ITRF"
    TEME = "TEME"
    TOD = "TOD"
    MOD = "MOD"

    @property
    def of_date(self) -> bool:
        return self in (Axes.TEME, Axes.TOD, Axes.MOD)

    @property
    def about_earth(self) -> bool:
        return self.of_date or self is Axes.ITRF


_NAMES = {
    **dict.fromkeys(("ICRF", "ICRF1", "ICRF2", "ICRF3", "GCRF", "GCRS", "GCRF1"), Axes.ICRF),
    **dict.fromkeys(("EME2000", "J2000", "EME J2000"), Axes.EME2000),
    **dict.fromkeys(("TEME", "TEMEOFDATE"), Axes.TEME),
    **dict.fromkeys(("TOD", "TOD EARTH"), Axes.TOD),
    **dict.fromkeys(("MOD", "MOD EARTH"), Axes.MOD),
}


def axes_named(name: str) -> Axes | None:
    """The axes a file names, in upper case with blanks for `_`; None for others."""
    return Axes.ITRF if _ITRF.fullmatch(name) else _NAMES.get(name)


def unix_s_of(scale: str, calendar_s: Floats, orientation: EarthOrientation) -> Floats:
    """UTC of instants on another scale, (n,); see `SCALES`.

    Args:
        calendar_s: seconds since 1970-01-01T00:00:00 as a calendar of that scale counts them.
    """
    if scale == "TDB":
        return unix_s_of_tdb(calendar_s - _J2000_UNIX_S)
    if scale == "UT1":
        return calendar_s - orientation.ut1_minus_utc_at(calendar_s)
    ahead_s = {"UTC": 0.0, "TAI": _TAI_MINUS_UTC_S, "GPS": _GPS_MINUS_UTC_S, "TT": TT_MINUS_UTC_S}
    return calendar_s - ahead_s[scale]


def earth_fixed(
    axes: Axes, unix_s: Floats, position_km: Floats, velocity_km_s: Floats, earth: EarthView
) -> tuple[Floats, Floats]:
    """Positions and velocities relative to the turning Earth, in the ITRS, (n, 3)."""
    if axes is Axes.ITRF:
        return position_km, velocity_km_s
    to_itrs = _to_itrs(axes, unix_s, earth)
    position = rotated(to_itrs, position_km)
    return position, rotated(to_itrs, velocity_km_s) - rotation_velocity_km_s(position)


def barycentric_axes(
    axes: Axes, unix_s: Floats, position_km: Floats, velocity_km_s: Floats, earth: EarthView
) -> tuple[Floats, Floats]:
    """The same states in the axes of the ICRF, which do not turn."""
    if axes is Axes.ICRF:
        return position_km, velocity_km_s
    if axes is Axes.EME2000:
        bias = _frame_bias()
        return rotated_back(bias, position_km), rotated_back(bias, velocity_km_s)
    to_itrs = earth.gcrs_to_itrs(unix_s)
    position, velocity = earth_fixed(axes, unix_s, position_km, velocity_km_s, earth)
    velocity = velocity + rotation_velocity_km_s(position)
    return rotated_back(to_itrs, position), rotated_back(to_itrs, velocity)


def _to_itrs(axes: Axes, unix_s: Floats, earth: EarthView) -> Floats:
    if axes is Axes.TEME:
        return teme_to_itrs(unix_s, earth.orientation)
    to_itrs = earth.gcrs_to_itrs(unix_s)
    if axes is Axes.ICRF:
        return to_itrs
    if axes is Axes.EME2000:
        return np.matmul(to_itrs, _frame_bias().T)
    erfa = _erfa()
    of_date = erfa.pnm06a if axes is Axes.TOD else erfa.pmat06
    from_gcrs = np.asarray(of_date(*julian_day(unix_s, TT_MINUS_UTC_S)))
    return np.matmul(to_itrs, np.swapaxes(from_gcrs, -1, -2))


def _frame_bias() -> Floats:
    """GCRS to the mean equator and equinox of J2000 (IAU 2006): 0.023″."""
    rb, _precession, _both = _erfa().bp06(2_451_545.0, 0.0)
    return np.asarray(rb)


def _erfa() -> Any:
    import erfa  # untyped; imported late, it costs a tenth of a second

    return erfa
