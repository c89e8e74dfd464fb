"""Whether the Sun shines on a craft: the shadow that a body throws in the light of a disc.

Theory. From the craft the Sun's disc has the angular radius a, the body's disc b, and their centres
are c apart. Nothing of the Sun is covered while c ≥ a + b; all of it while c ≤ b − a; between the
two, and while a smaller body stands before the Sun (c ≤ a − b), it shines in part (Montenbruck and
Gill 2000, Satellite Orbits, 3.4.2). That is the double cone of umbra and penumbra, exactly.

A flattened body. Stretching space along its axis makes it a sphere, and lines stay lines: what
touches it still does. The Sun becomes a spheroid, whose angular radius is taken towards the body's
limb. What is left is of second order: below 1 ms of a low orbit (tests/geometry/test_shadow.py).

Left out: the atmosphere, which bends and dims what grazes it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Margins", "shadow_margins", "sunlit_share"]

Floats = NDArray[np.float64]


class Margins(NamedTuple):
    """Angles in radians, (...): how far the discs are from where the light changes."""

    penumbra: Floats  # c − (a + b): below 0 some of the Sun is covered
    umbra: Floats  # c − (b − a): at or below 0 all of it is


def shadow_margins(
    sun_km: ArrayLike,
    body_km: ArrayLike,
    sun_radius_km: float,
    body_radius_km: float,
    flattening: float = 0.0,
) -> Margins:
    """How far a craft is from the penumbra and the umbra of a body.

    Args:
        sun_km, body_km: the centres seen from the craft, (..., 3), in the body's own axes (z along
            its axis) where it is flattened, else in any; where their light was when it passed.
        body_radius_km: its equatorial radius.
        flattening: (equatorial − polar radius) / equatorial radius.
    """
    discs = _discs(sun_km, body_km, sun_radius_km, body_radius_km, flattening)
    sun, body, apart = discs
    return Margins(apart - (sun + body), apart - (body - sun))


def sunlit_share(
    sun_km: ArrayLike,
    body_km: ArrayLike,
    sun_radius_km: float,
    body_radius_km: float,
    flattening: float = 0.0,
) -> Floats:
    """The part of the Sun's disc that is not covered, 0 to 1, (...).

    Area of two overlapping circles (Montenbruck and Gill 2000, eq. 3.87 to 3.94), the discs taken
    as flat; limb darkening left out.
    """
    sun, body, apart = _discs(sun_km, body_km, sun_radius_km, body_radius_km, flattening)
    with np.errstate(invalid="ignore", divide="ignore"):
        x = (apart**2 + sun**2 - body**2) / (2 * apart)
        y = np.sqrt(np.maximum(sun**2 - x**2, 0.0))
        lens = (
            sun**2 * np.arccos(np.clip(x / sun, -1, 1))
            + body**2 * np.arccos(np.clip((apart - x) / body, -1, 1))
            - apart * y
        )
    covered = np.select(
        [apart >= sun + body, apart <= body - sun, apart <= sun - body],
        [np.zeros_like(apart), np.ones_like(apart), (body / sun) ** 2],
        lens / (np.pi * sun**2),
    )
    return np.where(np.isnan(apart), np.nan, 1 - covered)


def _discs(
    sun_km: ArrayLike,
    body_km: ArrayLike,
    sun_radius_km: float,
    body_radius_km: float,
    flattening: float,
) -> tuple[Floats, Floats, Floats]:
    """Angular radii of the Sun and the body and the angle between their centres, radians."""
    sun, body = np.asarray(sun_km, dtype=np.float64), np.asarray(body_km, dtype=np.float64)
    stretch = 1 / (1 - flattening)
    if flattening:
        longer = np.array([1.0, 1.0, stretch])
        sun, body = sun * longer, body * longer
    sun_away, body_away = np.linalg.norm(sun, axis=-1), np.linalg.norm(body, axis=-1)
    along = np.sum(sun * body, axis=-1) / sun_away
    across = body - sun * (along / sun_away)[..., None]
    aside = np.linalg.norm(across, axis=-1)
    apart = np.arctan2(aside, along)
    radius: ArrayLike = sun_radius_km
    if flattening:
        # How far the stretched Sun reaches towards the body's limb: its support in that direction.
        with np.errstate(invalid="ignore", divide="ignore"):
            north = np.where(aside > 0, across[..., 2] / aside, 0.0)
        radius = sun_radius_km * np.sqrt(1 + (stretch**2 - 1) * north**2)
    # Inside a body, where elements gone wild may be, it fills half the sky.
    return (
        np.arcsin(np.minimum(radius / sun_away, 1.0)),
        np.arcsin(body_radius_km / np.maximum(body_away, body_radius_km)),
        apart,
    )
