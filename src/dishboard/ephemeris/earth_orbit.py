"""Craft in orbit about the Earth: element sets and SGP4.

Positions are geometric, in TEME, turned to the Earth by `teme_to_itrs`. Light from a low orbit is
3–10 ms old, in which the craft moves 20–80 m and the Earth turns under it: far below what element
sets are worth, and what every antenna's own programme track leaves out as well.

SGP4's velocity is not the derivative of its position (up to 1.7 m/s in the range rate), so
velocities here are differences of positions a quarter of a second apart: right to 0.1 mm/s.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.interface import Floats
from dishboard.ephemeris.quality import Expiry, quality_by_age
from dishboard.geometry import (
    EarthOrientation,
    LookAngles,
    Station,
    itrs_to_geodetic,
    look_angles,
    rotated,
    teme_to_itrs,
)
from dishboard.geometry.frames import rotation_velocity_km_s
from dishboard.geometry.scales import julian_day
from dishboard.geometry.windows import NEAR_CIRCULAR, step_of_orbit
from dishboard.model import ElementSet, Quality
from dishboard.units import DAY_S, EARTH_EQUATORIAL_RADIUS_KM

__all__ = ["LOWEST_KM", "TOO_LOW", "ElementSetOrbit", "propagated"]

_SGP4_EPOCH = datetime(1949, 12, 31, tzinfo=UTC)
_GM_WGS72_KM3_S2 = 398_600.8  # the constants element sets are made with
_HALF_STEP_S = 0.125  # a power of two: adds to a time without rounding
LOWEST_KM = 100.0  # SGP4 goes on calmly through the atmosphere and the ground
TOO_LOW = -1  # beside SGP4's own error codes, which are positive
# Perigees at epoch, km of height. Of 16,069 active objects 54 come down within 30 days by SGP4,
# from 391 km at most.
_SAFE_KM, _DIPPING_KM = 400.0, 200.0
_SCAN_S = 60.0
_SCANNED_DAYS = 120.0  # a fifth of a second of work; older elements know no day of a decay
_OF_A_REVOLUTION = 24


class ElementSetOrbit:
    """One element set, ready to be propagated."""

    rank = 0
    placed_at = None

    def __init__(
        self, elements: ElementSet, orientation: EarthOrientation, expiry: Expiry | None = None
    ) -> None:
        self.elements = elements
        self.epoch_unix_s: float = elements.epoch_at.timestamp()
        self.orientation = orientation
        motion_rad_s = elements.mean_motion_rev_day * 2 * math.pi / DAY_S
        self._axis_km = (_GM_WGS72_KM3_S2 / motion_rad_s**2) ** (1 / 3)
        self._perigee_km = self._axis_km * (1 - elements.eccentricity)
        period_s = DAY_S / elements.mean_motion_rev_day
        self.step = step_of_orbit(period_s, elements.eccentricity)
        expiry = expiry or Expiry()
        self._limit_days = expiry.limit_days(self.mean_altitude_km)
        self._low = self._limit_days == expiry.low_days
        self._low_altitude_km = expiry.low_altitude_km
        self.start_unix_s = self.epoch_unix_s - self._limit_days * DAY_S

    @property
    def end_unix_s(self) -> float:
        """Of what the elements are worth, or of the craft. Without a limit only `decay_s` tells."""
        return self._end_s

    @cached_property
    def _end_s(self) -> float:
        limit_s = self.epoch_unix_s + self._limit_days * DAY_S
        return min(limit_s, self.decay_s(limit_s)) if math.isfinite(limit_s) else limit_s

    @property
    def may_dip(self) -> bool:
        """Begins so low that it may be in the air for some minutes and then seem to be well."""
        return self._perigee_km < EARTH_EQUATORIAL_RADIUS_KM + _DIPPING_KM

    def decay_s(self, until_s: float) -> float:
        """When after its epoch it is first below 100 km or SGP4 gives it up, to a second.

        What has been so deep does not come back, though SGP4 goes on with it: an orbit that is not
        quite round is above 100 km again minutes later. Infinite for what is up all the time, or
        for 120 days.
        """
        until_s = min(until_s, self.epoch_unix_s + _SCANNED_DAYS * DAY_S)
        if self._perigee_km > EARTH_EQUATORIAL_RADIUS_KM + _SAFE_KM or until_s <= self.epoch_unix_s:
            return math.inf
        period_s = DAY_S / self.elements.mean_motion_rev_day
        last_s = until_s - np.linspace(0.0, 1.0, _OF_A_REVOLUTION) * period_s
        last_s = np.maximum(last_s, self.epoch_unix_s)
        if not self.may_dip and not self._is_down(last_s).any():
            return math.inf
        for begin_s in np.arange(self.epoch_unix_s, until_s, DAY_S).tolist():
            end_s = min(begin_s + DAY_S, until_s)
            times = np.append(np.arange(begin_s, end_s, _SCAN_S), end_s)
            down = self._is_down(times)
            if down.any():
                finer = times[np.argmax(down)] - np.arange(_SCAN_S, -1.0, -1.0)
                finer = np.maximum(finer, self.epoch_unix_s)
                return float(finer[np.argmax(self._is_down(finer))])
        return math.inf

    def _is_down(self, unix_s: Floats) -> NDArray[np.bool_]:
        code, position = self._teme_km(unix_s)
        return (code != 0) | _too_low(position)

    @property
    def source(self) -> str:
        return f"SGP4 from {self.elements.source}"

    @property
    def mean_altitude_km(self) -> float:
        return self._axis_km - EARTH_EQUATORIAL_RADIUS_KM

    @property
    def segment_s(self) -> float:
        """20 min for low circular orbits, 10 and more for eccentric ones as their perigee is slow.

        Over a day of the whole catalogue the segments stay within 3 mm of SGP4 for the circular,
        3 cm for all others; SGP4's own arithmetic is good to a millimetre.
        """
        if self.step == NEAR_CIRCULAR:
            return 1_200.0
        if self._perigee_km < 9_000:
            return 600.0
        return 1_200.0 if self._perigee_km < 20_000 else 3_600.0

    segment_terms = 10

    def refusal(self, unix_s: float) -> str | None:
        age_days = abs(unix_s - self.epoch_unix_s) / DAY_S
        if age_days > self._limit_days:
            limit = f"limit {self._limit_days:.0f} days"
            if self._low:
                limit += f" below {self._low_altitude_km:.0f} km"
            if unix_s < self.epoch_unix_s:
                return f"elements are {age_days:.0f} days younger than that instant, {limit}"
            return f"elements expired: {age_days:.0f} days old, {limit}"
        code, position = self._teme_km(np.array([unix_s]))
        if code[0]:
            from sgp4.api import SGP4_ERRORS

            return f"SGP4 gives no position: {SGP4_ERRORS[int(code[0])]}"
        if unix_s > self.end_unix_s or _too_low(position).any():
            return f"decayed: SGP4 has it below {LOWEST_KM:.0f} km"
        return None

    def quality(self, unix_s: float) -> Quality:
        return quality_by_age(unix_s - self.epoch_unix_s)

    def position_itrs_km(self, unix_s: Floats) -> Floats:
        code, position = self._teme_km(unix_s)
        position[code != 0] = np.nan
        position = self._where_high_enough(position)
        return rotated(teme_to_itrs(unix_s, self.orientation), position)

    seen_itrs_km = position_itrs_km

    def speed_km_s(self, unix_s: Floats) -> Floats:
        position, velocity = self._moving_itrs(unix_s)
        return np.linalg.norm(velocity + rotation_velocity_km_s(position), axis=-1)

    def looks(self, unix_s: Floats, station: Station) -> LookAngles:
        position, velocity = self._moving_itrs(unix_s)
        return look_angles(position, station, velocity)

    def _moving_itrs(self, unix_s: Floats) -> tuple[Floats, Floats]:
        times = np.concatenate([unix_s, unix_s - _HALF_STEP_S, unix_s + _HALF_STEP_S])
        here, before, after = np.split(self.position_itrs_km(times), 3)
        return here, (after - before) / (2 * _HALF_STEP_S)

    def _teme_km(self, unix_s: Floats) -> tuple[Floats, Floats]:
        day, fraction = julian_day(unix_s)
        code, position, _velocity = self.satellite.sgp4_array(
            np.ascontiguousarray(day), np.ascontiguousarray(fraction)
        )
        return code, position

    @staticmethod
    def _where_high_enough(position_km: Floats) -> Floats:
        """NaN for positions below 100 km."""
        position_km[_too_low(position_km)] = np.nan
        return position_km

    @cached_property
    def satellite(self) -> Any:
        """SGP4 set up from the numbers themselves, not from TLE text.

        The library's own object number is limited to Alpha-5; it plays no part in the
        propagation, so it stays 0 here and 9-digit objects fly as well.
        """
        from sgp4.api import WGS72, Satrec

        one = self.elements
        satellite = Satrec()
        satellite.sgp4init(
            WGS72,
            "i",
            0,
            (one.epoch_at - _SGP4_EPOCH).total_seconds() / DAY_S,
            one.bstar,
            one.mean_motion_dot * 2 * math.pi / 1440**2,
            one.mean_motion_ddot * 2 * math.pi / 1440**3,
            one.eccentricity,
            math.radians(one.periapsis_deg),
            math.radians(one.inclination_deg),
            math.radians(one.mean_anomaly_deg),
            one.mean_motion_rev_day * 2 * math.pi / 1440,
            math.radians(one.node_deg),
        )
        return satellite


def propagated(
    orbits: Sequence[ElementSetOrbit], unix_s: Floats, orientation: EarthOrientation
) -> tuple[Floats, NDArray[np.int_]]:
    """Earth-fixed positions of many craft at the same instants, (craft, 3, n).

    And a code for each, (craft, n): 0, SGP4's own (`sgp4.api.SGP4_ERRORS`) where the position is
    NaN, or TOO_LOW where there is one, below LOWEST_KM. Validity is not looked at.
    """
    from sgp4.api import SatrecArray

    day, fraction = julian_day(unix_s)
    code, teme, _velocity = SatrecArray([one.satellite for one in orbits]).sgp4(
        np.ascontiguousarray(day), np.ascontiguousarray(fraction)
    )
    code = code.astype(np.int_)
    code[(code == 0) & _too_low(teme)] = TOO_LOW
    turned = np.matmul(teme_to_itrs(unix_s, orientation), teme.transpose(1, 2, 0))
    position = np.ascontiguousarray(turned.transpose(2, 1, 0))
    failed = code > 0
    if failed.any():
        position[np.broadcast_to(failed[:, None, :], position.shape)] = np.nan
    return position, code


def _too_low(position_km: Floats) -> NDArray[np.bool_]:
    """Below 100 km, (...); the ellipsoid is asked only where it matters."""
    squared = np.einsum("...i,...i->...", position_km, position_km)
    low = squared < (EARTH_EQUATORIAL_RADIUS_KM + LOWEST_KM) ** 2
    if low.any():
        # Heights hardly depend on which way the pole leans: TEME serves as well as the ITRS.
        low[low] = itrs_to_geodetic(position_km[low]).height_km < LOWEST_KM
    return low
