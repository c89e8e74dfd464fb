"""Where an antenna points, how far the target is and how fast that changes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dishboard.geometry.earth import Station
from dishboard.geometry.frames import rotated
from dishboard.units import C_KM_S

__all__ = ["LookAngles", "doppler_shift_hz", "elevation_deg", "look_angles", "look_of_direction"]

Floats = NDArray[np.float64]


class LookAngles(NamedTuple):
    """Arrays of one shape; NaN where nothing is known."""

    azimuth_deg: Floats  # [0, 360), clockwise from true north
    elevation_deg: Floats  # [-90, 90]
    range_km: Floats  # one way
    range_rate_km_s: Floats  # positive: receding
    light_time_s: Floats  # one way


def look_angles(
    position_itrs_km: ArrayLike, station: Station, velocity_itrs_km_s: ArrayLike | None = None
) -> LookAngles:
    """Where to point: azimuth, elevation and range of targets as seen from a station.

    Geometric only: no light time, no refraction. Close to the horizon the apparent elevation is
    up to about half a degree higher.

    Args:
        position_itrs_km: targets, Earth-fixed (ITRS), km, shape (..., 3).
        station: the antenna's reference point, geodetic on WGS 84; one, or a stack that
            broadcasts against the targets.
        velocity_itrs_km_s: their velocity relative to the turning Earth, km/s; without it the
            range rate is NaN.

    Returns:
        Arrays of shape (...). `azimuth_deg` in [0, 360), clockwise from true north;
        `elevation_deg` in [-90, 90] above the plane tangent to the ellipsoid; `range_km`;
        `range_rate_km_s` positive when receding. A NaN in is a NaN out. At the exact zenith the
        azimuth is arbitrary.

    >>> equator = Station(latitude_deg=0, longitude_deg=0, height_m=0)
    >>> look = look_angles([7378.137, 1000.0, 0.0], equator)
    >>> f"{look.azimuth_deg:.1f} {look.elevation_deg:.1f} {look.range_km:.1f}"
    '90.0 45.0 1414.2'
    """
    line = np.asarray(position_itrs_km, dtype=np.float64) - station.position_itrs_km
    range_km = np.linalg.norm(line, axis=-1)
    if velocity_itrs_km_s is None:
        range_rate = np.full_like(range_km, np.nan)
    else:
        range_rate = np.sum(line * np.asarray(velocity_itrs_km_s), axis=-1) / range_km
    return look_of_direction(line, station, range_km, range_rate)


def look_of_direction(
    direction_itrs: ArrayLike, station: Station, range_km: Floats, range_rate_km_s: Floats
) -> LookAngles:
    """Look angles of a direction (any length), with range and range rate found elsewhere."""
    east, north, up = np.moveaxis(rotated(station.east_north_up, direction_itrs), -1, 0)
    azimuth = np.degrees(np.arctan2(east, north)) % 360
    return LookAngles(
        # A tiny negative angle modulo 360 rounds to 360 itself.
        np.where(azimuth >= 360, 0.0, azimuth),
        np.degrees(np.arctan2(up, np.hypot(east, north))),
        range_km,
        range_rate_km_s,
        range_km / C_KM_S,
    )


def elevation_deg(position_itrs_km: ArrayLike, station: Station) -> Floats:
    """Elevation alone, degrees: for searching, a third of the work of `look_angles`."""
    line = np.asarray(position_itrs_km, dtype=np.float64) - station.position_itrs_km
    sine = np.sum(line * station.east_north_up[..., 2, :], axis=-1) / np.linalg.norm(line, axis=-1)
    return np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0)))


def doppler_shift_hz(frequency_hz: ArrayLike, range_rate_km_s: ArrayLike) -> Floats:
    """One-way Doppler shift: received minus transmitted frequency, Hz.

    Negative while the target recedes (`range_rate_km_s` positive). With the range rate taken at
    reception (the rate of the light path's length) −f ρ̇/c is exact but for the clocks' own rates,
    below 1e-8 of the frequency.
    """
    return np.asarray(
        -np.asarray(frequency_hz, dtype=np.float64) * np.asarray(range_rate_km_s) / C_KM_S
    )
