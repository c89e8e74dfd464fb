"""Angles between directions, and what the disc of a body hides from a station."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["hidden_margin", "separation_rad"]

Floats = NDArray[np.float64]


def separation_rad(one: ArrayLike, other: ArrayLike) -> Floats:
    """The angle between two directions of any length, (..., 3) each: 0 to π.

    atan2(|u × v|, u · v): as exact for the smallest angles as for the largest.
    """
    u, v = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    return np.arctan2(np.linalg.norm(np.cross(u, v), axis=-1), np.sum(u * v, axis=-1))


def hidden_margin(craft_km: ArrayLike, body_km: ArrayLike, body_radius_km: ArrayLike) -> Floats:
    """Below 0 while a body hides a craft from whoever looks, (...); continuous.

    A craft is hidden when it is nearer to the centre of the disc than its angular radius
    asin(R/d), and farther away than the points where lines of sight touch the body, √(d² − R²).
    The greater of the two misses is returned, the first in radians, the second as a part of d: a
    craft before the disc (a transit) is not hidden.

    Args:
        craft_km, body_km: as they are seen from the station, each as old as its light, (..., 3).
    """
    body = np.asarray(body_km, dtype=np.float64)
    away = np.linalg.norm(body, axis=-1)
    sine = np.minimum(np.asarray(body_radius_km) / away, 1.0)
    beside = separation_rad(craft_km, body) - np.arcsin(sine)
    before = np.sqrt(1 - sine**2) - np.linalg.norm(np.asarray(craft_km), axis=-1) / away
    return np.maximum(beside, before)
