"""How much a computed position is worth, and for how long.

Two yardsticks. Element sets have no stated error, so their age is the class; its steps come from
comparing sets of August 2026 with later ones of the same craft (docs/understanding/positions.md).
Everything else has a measured error, so the class is the angle that error fills in the sky.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dishboard.model import Quality
from dishboard.units import DAY_S

__all__ = ["ErrorGrowth", "Expiry", "quality_by_age", "quality_by_angle", "quality_rows"]

_AGE_STEPS = ((3, Quality.GOOD), (14, Quality.FAIR), (60, Quality.POOR))  # days
_ANGLE_STEPS = ((0.01, Quality.GOOD), (0.1, Quality.FAIR), (1.0, Quality.POOR))  # degrees


def quality_by_age(age_s: float) -> Quality:
    """The class of an SGP4 position by |instant − epoch|."""
    days = abs(age_s) / DAY_S
    return next((quality for limit, quality in _AGE_STEPS if days < limit), Quality.INDICATIVE)


def quality_rows(age_s: NDArray[np.float64]) -> NDArray[np.intp]:
    """The same for many at once, as positions in the list of qualities, best first."""
    limits_s = [days * DAY_S for days, _ in _AGE_STEPS]
    return np.searchsorted(limits_s, np.abs(age_s), side="right")


def quality_by_angle(error_km: float, distance_km: float) -> Quality:
    """The class of a position whose error is known, seen from the Earth."""
    angle = math.degrees(math.atan2(error_km, distance_km))
    return next((quality for limit, quality in _ANGLE_STEPS if angle <= limit), Quality.INDICATIVE)


@dataclass(frozen=True)
class ErrorGrowth:
    """Position error as measured: `error_30d_km` at 30 days of age, growing as a power of it."""

    error_30d_km: float
    power: float = 0.0  # 0: it does not grow

    def at_age(self, age_s: float) -> float:
        return self.error_30d_km * (abs(age_s) / (30 * DAY_S)) ** self.power


@dataclass(frozen=True)
class Expiry:
    """When an element set says nothing any more. Our assumption; settable.

    Measured: after 48 days the ISS (420 km) was on the wrong side of its orbit, after 12–48 days
    craft above 600 km were 0.1–240 s along their track.
    """

    low_altitude_km: float = 500.0  # mean altitude: semi-major axis − equatorial radius
    low_days: float = 30.0
    days: float = 120.0

    def limit_days(self, altitude_km: float) -> float:
        return self.low_days if altitude_km < self.low_altitude_km else self.days
