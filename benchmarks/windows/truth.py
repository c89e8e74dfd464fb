"""Every window by brute force: no polynomial, no bound, no derivative, none of the engine's code.

SGP4 every five seconds, TEME turned by Skyfield's own sidereal time and rotations with Dishboard's
table of UT1 and the pole, stations on WGS 84 by Skyfield. Where the elevation changes sides the
interval is halved; where a highest sample stands just below the mask, or a lowest one just above,
the extreme between samples is searched, so that passes of less than five seconds are found too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sgp4.api import Satrec
from skyfield.api import wgs84
from skyfield.functions import rot_x, rot_y, rot_z
from skyfield.sgp4lib import theta_GMST1982

from benchmarks.windows.found import Found
from benchmarks.windows.work import Work
from dishboard.ephemeris.builtin import BuiltinData

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

_STEP_S = 5.0
_HALVINGS = 26  # of five seconds: 0.1 µs
_JD_OF_1970 = 2_440_587.5
_DAY_S = 86_400.0
_ARCSECOND = np.pi / 648_000
_GOLDEN = (5**0.5 - 1) / 2
_BUILTIN = BuiltinData()


class Truth:
    """The windows of one piece of work, and elevations at any instant of it."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._satellites = [Satrec.twoline2rv(*pair) for pair in work.satellites]
        sites = [
            wgs84.latlon(latitude, longitude, elevation_m=height)
            for latitude, longitude, height in zip(
                work.latitude_deg, work.longitude_deg, work.height_m, strict=True
            )
        ]
        self._site_km = np.array([one.itrs_xyz.km for one in sites])
        latitude, longitude = np.radians(work.latitude_deg), np.radians(work.longitude_deg)
        across = np.cos(latitude)
        self._up = np.stack(
            [across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)], axis=1
        )
        self._sine = np.sin(np.radians(work.mask_deg))
        steps = round((work.end_s - work.start_s) / _STEP_S)
        self._times = work.start_s + np.arange(steps + 1) * _STEP_S
        self._turn = _turn(self._times)
        self.windows = Found.of(
            row for craft in range(len(self._satellites)) for row in self._windows_of(craft)
        ).within(work)

    def over_mask(self, craft: int, station: Rows, unix_s: Floats) -> Floats:
        """sin(elevation) − sin(mask), one station and instant a row."""
        line = self._position_km(craft, unix_s, _turn(unix_s)) - self._site_km[station]
        distance = np.linalg.norm(line, axis=1)
        return np.sum(line * self._up[station], axis=1) / distance - self._sine

    def _position_km(self, craft: int, unix_s: Floats, turn: Floats) -> Floats:
        day = np.floor(unix_s / _DAY_S)
        code, teme_km, _ = self._satellites[craft].sgp4_array(
            day + _JD_OF_1970, unix_s / _DAY_S - day
        )
        teme_km[code != 0] = np.nan
        return np.einsum("ijn,nj->ni", turn, teme_km)

    def _windows_of(self, craft: int) -> list[tuple[int, int, float, float]]:
        position = self._position_km(craft, self._times, self._turn)
        # All stations at once: up · d and |d|² as products of matrices.
        up_km = position @ self._up.T - np.sum(self._up * self._site_km, axis=1)
        squared = (
            np.sum(position**2, axis=1)[:, None]
            - 2 * position @ self._site_km.T
            + np.sum(self._site_km**2, axis=1)
        )
        over = up_km / np.sqrt(squared) - self._sine  # (times, stations)
        up = over >= 0
        at, station = np.nonzero(up[1:] != up[:-1])
        edges = self._edges(craft, station, self._times[at], self._times[at + 1], ~up[at, station])
        found = [(station, edges)]
        for sign in (1.0, -1.0):  # passes, then dips, between samples
            found += self._hidden(craft, sign * over, sign)
        stations = np.concatenate([one for one, _ in found])
        instants = np.concatenate([one for _, one in found])
        rows: list[tuple[int, int, float, float]] = []
        for one in range(self._up.shape[0]):
            changes = np.sort(instants[stations == one]).tolist()
            if up[0, one]:
                changes.insert(0, self._work.start_s)
            if up[-1, one]:
                changes.append(self._work.end_s)
            rows += [(craft, one, *pair) for pair in zip(changes[::2], changes[1::2], strict=True)]
        return rows

    def _edges(
        self, craft: int, station: Rows, low: Floats, high: Floats, rising: NDArray[np.bool_]
    ) -> Floats:
        if station.size == 0:
            return low
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            before = (self.over_mask(craft, station, middle) >= 0) != rising
            low, high = np.where(before, middle, low), np.where(before, high, middle)
        return (low + high) / 2

    def _hidden(self, craft: int, over: Floats, sign: float) -> list[tuple[Rows, Floats]]:
        """Both edges of what rises through zero between samples that are all below it."""
        left, here, right = over[:-2], over[1:-1], over[2:]
        highest = (here < 0) & (here >= left) & (here > right)
        # Twice as far as the parabola through three samples, and a millionth for its want.
        bend = np.maximum(2 * here - left - right, 1e-12)
        near = highest & (here + (right - left) ** 2 / (4 * bend) + 1e-6 > 0)
        at, station = np.nonzero(near)
        if at.size == 0:
            return []
        low, high = self._times[at], self._times[at + 2]
        begin, end = low, high
        for _ in range(40):
            one, two = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
            later = sign * self.over_mask(craft, station, one) < sign * self.over_mask(
                craft, station, two
            )
            low, high = np.where(later, one, low), np.where(later, high, two)
        top = (low + high) / 2
        there = sign * self.over_mask(craft, station, top) > 0
        top, station, begin, end = top[there], station[there], begin[there], end[there]
        rising = np.full(top.shape, sign > 0)
        return [
            (station, self._edges(craft, station, begin, top, rising)),
            (station, self._edges(craft, station, top, end, ~rising)),
        ]


def _turn(unix_s: Floats) -> Floats:
    """TEME to the ITRS, (3, 3, n): Vallado et al. 2006, appendix C."""
    table = _BUILTIN.orientation
    ut1_s = unix_s + np.interp(unix_s, table.unix_s, table.ut1_minus_utc_s)
    day = np.floor(ut1_s / _DAY_S)
    theta, _ = theta_GMST1982(day + _JD_OF_1970, ut1_s / _DAY_S - day)
    x = np.interp(unix_s, table.unix_s, table.pole_x_arcsec) * _ARCSECOND
    y = np.interp(unix_s, table.unix_s, table.pole_y_arcsec) * _ARCSECOND
    pole = np.einsum("ijn,jkn->ikn", rot_x(y), rot_y(x))
    return np.einsum("ijn,jkn->ikn", pole, rot_z(-theta))
