"""From UTC to the scales that orbits and the Earth's rotation are written in.

Arrays of instants are `unix_s`: UTC since 1970, leap seconds not counted. A double holds them to
0.24 µs today, 2 mm of a low orbit.

TT − UTC is 32.184 s + 37 s of leap seconds, the last of them inserted on 2017-01-01 (IERS
Bulletin C 52; none has been announced since). Earlier instants would be wrong by the leap seconds
that were still to come, so nothing in Dishboard computes positions before 2018.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dishboard.units import DAY_S

__all__ = [
    "TT_MINUS_UTC_S",
    "julian_day",
    "tdb_s_of",
    "unix_s_of_tdb",
]

Floats = NDArray[np.float64]

TT_MINUS_UTC_S = 69.184  # since 2017-01-01
_UNIX_EPOCH_JD = 2_440_587.5
_J2000_UNIX_S = 946_728_000.0  # 2000-01-01T12:00:00, read on any scale


def julian_day(unix_s: ArrayLike, plus_s: ArrayLike = 0.0) -> tuple[Floats, Floats]:
    """Julian date in two parts: midnight before, and the fraction of the day (to 1e-16).

    `plus_s` moves the scale: TT_MINUS_UTC_S gives TT, UT1 − UTC gives UT1.
    """
    seconds = np.asarray(unix_s, dtype=np.float64)
    days = np.floor(seconds / DAY_S)
    return days + _UNIX_EPOCH_JD, (
        seconds - days * DAY_S + np.asarray(plus_s, dtype=np.float64)
    ) / DAY_S


def tdb_s_of(unix_s: ArrayLike) -> Floats:
    """TDB seconds since J2000 (2000-01-01T12:00 TDB), the argument of planetary ephemerides.

    TDB − TT by its largest term only, 1.657 ms (Moyer 1981 in the form of USNO Circular 179,
    eq. 2.6): right to 0.05 ms, which is 1.5 m of the Earth's motion.
    """
    tt_s = np.asarray(unix_s, dtype=np.float64) - _J2000_UNIX_S + TT_MINUS_UTC_S
    return tt_s + _tdb_minus_tt_s(tt_s)


def unix_s_of_tdb(tdb_s: ArrayLike) -> Floats:
    """The inverse of `tdb_s_of`, to a nanosecond of formula and 0.24 µs of arithmetic."""
    seconds = np.asarray(tdb_s, dtype=np.float64)
    return seconds - _tdb_minus_tt_s(seconds) - TT_MINUS_UTC_S + _J2000_UNIX_S


def _tdb_minus_tt_s(tt_s: Floats) -> Floats:
    centuries = tt_s / (36_525 * DAY_S)
    return 0.001657 * np.sin(628.3076 * centuries + 6.2401)
