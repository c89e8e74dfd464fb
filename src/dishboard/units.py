"""Constants and conversions, each with its source. km, km/s, degrees, hertz, seconds."""

from __future__ import annotations

__all__ = [
    "AU_KM",
    "C_KM_S",
    "DAY_S",
    "EARTH_EQUATORIAL_RADIUS_KM",
    "EARTH_FLATTENING",
    "EARTH_ROTATION_RAD_S",
    "GM_EARTH_KM3_S2",
    "GM_SUN_KM3_S2",
    "GM_SYSTEM_KM3_S2",
    "in_days",
]

C_KM_S = 299_792.458  # speed of light, exact (SI)
AU_KM = 149_597_870.7  # astronomical unit, exact (IAU 2012 resolution B2)
DAY_S = 86_400.0
EARTH_EQUATORIAL_RADIUS_KM = 6378.137  # WGS 84, NGA.STND.0036
EARTH_FLATTENING = 1 / 298.257223563  # WGS 84, NGA.STND.0036
GM_SUN_KM3_S2 = 132_712_440_041.279419  # DE440 header (Park et al. 2021)
# Sun, planets, Pluto and their moons together: sum of the DE440 header's values (Park et al. 2021)
GM_SYSTEM_KM3_S2 = 132_890_518_671.29
GM_EARTH_KM3_S2 = 398_600.4418  # geocentric, IERS Conventions 2010
EARTH_ROTATION_RAD_S = 7.292115146706979e-5  # of the Earth rotation angle, IERS Conventions 2010


def in_days(*ages_s: float) -> str:
    """Ages in whole days, rounded: `1 day`, `81 days`, of several `44 to 96 days`."""
    days = sorted({round(abs(age_s) / DAY_S) for age_s in ages_s})
    span = " to ".join(str(day) for day in (days[0], days[-1])[: len(days)])
    return f"{span} day" if days == [1] else f"{span} days"
