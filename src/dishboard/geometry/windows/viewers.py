"""Stations as the scan wants them, and how low a target at the mask can possibly stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dishboard.geometry.earth import Station
from dishboard.geometry.windows.horizon import Horizon, Skylines
from dishboard.units import EARTH_ROTATION_RAD_S, GM_EARTH_KM3_S2

__all__ = ["Viewers", "curvature_km_s2"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Viewers:
    """A stack of stations, each with a mask in degrees above the horizon plane.

    Where horizons are uneven, `mask_deg` is their lowest point and `skylines` all of them.
    """

    station: Station
    mask_deg: Floats
    skylines: Skylines | None = None

    @classmethod
    def of(cls, station: Station, mask_deg: ArrayLike) -> Viewers:
        """The mask may be one for all."""
        count = np.size(station.latitude_deg)
        return cls(station, np.broadcast_to(np.asarray(mask_deg, dtype=np.float64), (count,)))

    @classmethod
    def over(cls, station: Station, horizons: Sequence[Horizon]) -> Viewers:
        """One horizon for each station. Those that are all even cost no more than masks."""
        lowest = np.array([one.lowest_deg for one in horizons], dtype=np.float64)
        uneven = any(not one.even for one in horizons)
        return cls(station, lowest, Skylines(horizons) if uneven else None)

    @cached_property
    def site_km(self) -> Floats:
        """Earth-fixed, (stations, 3)."""
        return np.ascontiguousarray(np.atleast_2d(self.station.position_itrs_km))

    @cached_property
    def up(self) -> Floats:
        """Unit vectors along the ellipsoid's normal, (stations, 3)."""
        return np.ascontiguousarray(np.atleast_3d(self.station.east_north_up)[..., 2, :])

    @cached_property
    def site_up_km(self) -> Floats:
        """up · site."""
        return np.sum(self.up * self.site_km, axis=-1)

    @cached_property
    def sine_of_mask(self) -> Floats:
        return np.sin(np.radians(self.mask_deg))

    def lowest_up_km(self, station: Rows, nearest_km: Floats, farthest_km: Floats) -> Floats:
        """The least up · position of any target at or above the mask, (k,).

        A target at elevation e and distance ρ stands at up · (site + ρ d) = s_u + ρ sin e; with r
        its distance from the Earth's centre, ρ = −b + √(b² + r² − s²) where b = site · d lies
        within s_u sin e ± s_h cos e (s_h: the site's part across the vertical, up to 21 km). Above
        the horizon the least is at the mask, at the least r and the greatest b; for a mask below
        the horizon it is at the greatest r and the least b.
        """
        sine = self.sine_of_mask[station]
        cosine = np.sqrt(1 - sine**2)
        site = self.site_km[station]
        s_up = self.site_up_km[station]
        s_squared = np.sum(site**2, axis=-1)
        s_across = np.linalg.norm(site - s_up[:, None] * self.up[station], axis=-1)
        above = sine >= 0
        b = s_up * sine + np.where(above, s_across, -s_across) * cosine
        r = np.where(above, nearest_km, farthest_km)
        # A target inside the Earth (elements gone wild) counts as as near as can be.
        rho = np.maximum(np.sqrt(np.maximum(b**2 + r**2 - s_squared, 0.0)) - b, 0.0)
        return s_up + sine * rho


def curvature_km_s2(nearest_km: Floats, farthest_km: Floats) -> Floats:
    """An upper bound of |d²p/dt²| of an orbit seen from the turning Earth.

    Attraction at the least distance, Coriolis at escape speed there, centrifugal at the greatest
    distance; 2 % for everything that is not a point mass. Over an interval h a component of the
    position exceeds both its ends by no more than this times h²/8.
    """
    speed = np.sqrt(2 * GM_EARTH_KM3_S2 / nearest_km)
    return 1.02 * (
        GM_EARTH_KM3_S2 / nearest_km**2
        + 2 * EARTH_ROTATION_RAD_S * speed
        + EARTH_ROTATION_RAD_S**2 * farthest_km
    )
