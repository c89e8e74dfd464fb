"""Points on and above the WGS 84 ellipsoid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dishboard.units import EARTH_EQUATORIAL_RADIUS_KM, EARTH_FLATTENING

__all__ = ["Geodetic", "Station", "geodetic_to_itrs", "itrs_to_geodetic"]

Floats = NDArray[np.float64]

_E2 = EARTH_FLATTENING * (2 - EARTH_FLATTENING)  # first eccentricity squared


class Geodetic(NamedTuple):
    latitude_deg: Floats  # geodetic, north positive
    longitude_deg: Floats  # east positive, (-180, 180]
    height_km: Floats  # above the ellipsoid


def geodetic_to_itrs(
    *, latitude_deg: ArrayLike, longitude_deg: ArrayLike, height_km: ArrayLike
) -> Floats:
    """Earth-fixed position, km, shape (..., 3), of geodetic coordinates on WGS 84."""
    latitude, longitude = np.radians(latitude_deg), np.radians(longitude_deg)
    height = np.asarray(height_km, dtype=np.float64)
    sine, cosine = np.sin(latitude), np.cos(latitude)
    normal = EARTH_EQUATORIAL_RADIUS_KM / np.sqrt(1 - _E2 * sine**2)
    return np.stack(
        np.broadcast_arrays(
            (normal + height) * cosine * np.cos(longitude),
            (normal + height) * cosine * np.sin(longitude),
            (normal * (1 - _E2) + height) * sine,
        ),
        axis=-1,
    )


def itrs_to_geodetic(position_itrs_km: ArrayLike) -> Geodetic:
    """The point of the ellipsoid straight below, and the height above it.

    Bowring 1976 (Survey Review 23, 323), iterated: from 5,000 km below the surface to beyond the
    planets it closes to 1e-12 rad and micrometres near the Earth. NaN in, NaN out. At the poles
    the longitude is arbitrary.
    """
    x, y, z = np.moveaxis(np.asarray(position_itrs_km, dtype=np.float64), -1, 0)
    across = np.hypot(x, y)
    polar_radius = EARTH_EQUATORIAL_RADIUS_KM * (1 - EARTH_FLATTENING)
    reduced = np.arctan2(z * EARTH_EQUATORIAL_RADIUS_KM, across * polar_radius)
    latitude = reduced
    for _ in range(4):
        latitude = np.arctan2(
            z + _E2 / (1 - _E2) * polar_radius * np.sin(reduced) ** 3,
            across - _E2 * EARTH_EQUATORIAL_RADIUS_KM * np.cos(reduced) ** 3,
        )
        reduced = np.arctan2((1 - EARTH_FLATTENING) * np.sin(latitude), np.cos(latitude))
    # The height from both axes: neither form alone is good at the equator and at the poles.
    sine, cosine = np.sin(latitude), np.cos(latitude)
    surface = EARTH_EQUATORIAL_RADIUS_KM * np.sqrt(1 - _E2 * sine**2)
    height = across * cosine + z * sine - surface
    return Geodetic(np.degrees(latitude), np.degrees(np.arctan2(y, x)), height)


@dataclass(frozen=True, eq=False)
class Station:
    """One antenna's reference point, or a stack of them: geodetic on WGS 84."""

    latitude_deg: ArrayLike
    longitude_deg: ArrayLike
    height_m: ArrayLike

    @cached_property
    def position_itrs_km(self) -> Floats:
        return geodetic_to_itrs(
            latitude_deg=self.latitude_deg,
            longitude_deg=self.longitude_deg,
            height_km=np.asarray(self.height_m, dtype=np.float64) / 1000,
        )

    @cached_property
    def east_north_up(self) -> Floats:
        """Rotation from the ITRS to east, north, up along the ellipsoid's normal: (..., 3, 3)."""
        latitude, longitude = np.radians(self.latitude_deg), np.radians(self.longitude_deg)
        sin_lat, cos_lat = np.sin(latitude), np.cos(latitude)
        sin_lon, cos_lon = np.sin(longitude), np.cos(longitude)
        rows = [
            (-sin_lon, cos_lon, np.zeros_like(sin_lon)),
            (-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat),
            (cos_lat * cos_lon, cos_lat * sin_lon, sin_lat),
        ]
        return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)

    def take(self, index: NDArray[np.intp]) -> Station:
        """The stations of a stack at `index`, repeated and in that order."""
        return Station(
            np.asarray(self.latitude_deg)[index],
            np.asarray(self.longitude_deg)[index],
            np.asarray(self.height_m)[index],
        )
