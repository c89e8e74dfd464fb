"""Sun, Moon and planets from an excerpt of JPL's DE440 (Park et al. 2021, AJ 161, 105).

Barycentric states in the ICRF; the excerpt covers 2018 to 2040 and equals the full file.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from dishboard.ephemeris.interface import Floats
from dishboard.errors import UnknownNameError
from dishboard.units import DAY_S

__all__ = ["BODIES", "SolarSystem"]

# Body → links from the solar system's barycentre. From Mars outward the system's own barycentre:
# within 300 km of the planet's centre.
BODIES: Mapping[str, tuple[tuple[int, int], ...]] = MappingProxyType(
    {
        "Sun": ((0, 10),),
        "Mercury": ((0, 1), (1, 199)),
        "Venus": ((0, 2), (2, 299)),
        "Earth": ((0, 3), (3, 399)),
        "Moon": ((0, 3), (3, 301)),
        "Mars": ((0, 4),),
        "Jupiter": ((0, 5),),
        "Saturn": ((0, 6),),
        "Uranus": ((0, 7),),
        "Neptune": ((0, 8),),
        "Pluto": ((0, 9),),
    }
)
_J2000_JD = 2_451_545.0


class SolarSystem:
    """States of bodies at TDB seconds since J2000. The file is opened when first asked."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def state(self, body: str, tdb_s: Floats) -> tuple[Floats, Floats]:
        """Barycentric position (km) and velocity (km/s), shapes (n, 3); NaN outside the excerpt."""
        if body not in BODIES:
            raise UnknownNameError("body", body, BODIES)
        return self.along(BODIES[body], tdb_s)

    def earth(self, tdb_s: Floats) -> tuple[Floats, Floats]:
        return self.along(BODIES["Earth"], tdb_s)

    def sun(self, tdb_s: Floats) -> tuple[Floats, Floats]:
        return self.along(BODIES["Sun"], tdb_s)

    def along(self, links: tuple[tuple[int, int], ...], tdb_s: Floats) -> tuple[Floats, Floats]:
        """The sum of the ephemeris's links from one centre to the next."""
        days = np.floor(tdb_s / DAY_S)
        fraction = tdb_s / DAY_S - days
        start_s, end_s = self.span_tdb_s
        outside = (tdb_s < start_s) | (tdb_s > end_s) | np.isnan(tdb_s)
        if outside.any():
            days, fraction = np.where(outside, 9_000.0, days), np.where(outside, 0.0, fraction)
        position, velocity = np.zeros((3, *tdb_s.shape)), np.zeros((3, *tdb_s.shape))
        for link in links:
            moved, rate = self._kernel[link].compute_and_differentiate(days + _J2000_JD, fraction)
            position += moved
            velocity += rate
        if outside.any():
            position[:, outside] = np.nan
        return np.moveaxis(position, 0, -1), np.moveaxis(velocity, 0, -1) / DAY_S

    @cached_property
    def span_tdb_s(self) -> tuple[float, float]:
        """What every link covers."""
        segments = self._kernel.segments
        start = max(segment.start_jd for segment in segments)
        end = min(segment.end_jd for segment in segments)
        return (start - _J2000_JD) * DAY_S, (end - _J2000_JD) * DAY_S

    @cached_property
    def _kernel(self) -> Any:
        from jplephem.daf import DAF  # untyped
        from jplephem.spk import SPK

        # From memory, 2.5 MB: a mapped file would stay open for as long as somebody looks.
        return SPK(DAF(BytesIO(self._path.read_bytes())))
