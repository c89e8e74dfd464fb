"""Craft that are not in orbit about the Earth, from whatever knows where they are.

What a station sees left the craft a light time ago and comes from a direction shifted by the
station's own motion: both are in `looks` and `seen_itrs_km`. `position_itrs_km` is geometric.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from dishboard.ephemeris.earth_view import EarthAt, EarthView
from dishboard.ephemeris.interface import Floats
from dishboard.ephemeris.quality import ErrorGrowth, quality_by_angle
from dishboard.geometry import (
    LookAngles,
    Station,
    aberrated,
    rotated,
    sight,
    tdb_s_of,
    unix_s_of_tdb,
)
from dishboard.geometry.look import look_of_direction
from dishboard.geometry.windows import DISTANT, Step
from dishboard.model import Quality
from dishboard.units import C_KM_S

__all__ = ["Distant", "States"]

_QUALITY_STEP_S = 21_600.0

States = Callable[[Floats], tuple[Floats, Floats]]


@dataclass(frozen=True, eq=False)
class Distant:
    """A barycentric trajectory in the ICRF, with its validity and its measured error."""

    source: str
    rank: int
    states: States  # TDB seconds since J2000 (n,) → km, km/s (n, 3)
    earth: EarthView
    error: ErrorGrowth
    start_tdb_s: float
    end_tdb_s: float
    limits: str  # what it covers, for whoever asks beyond
    epoch_tdb_s: float | None = None
    placed_at: str | None = None
    step: Step = DISTANT
    segment_s: float = 3_600.0
    _qualities: dict[int, Quality] = field(default_factory=dict[int, Quality], repr=False)

    segment_terms = 9

    @property
    def epoch_unix_s(self) -> float | None:
        if self.epoch_tdb_s is None:
            return None
        return round(float(unix_s_of_tdb(self.epoch_tdb_s)), 3)  # no more digits than it has

    @property
    def start_unix_s(self) -> float:
        return float(unix_s_of_tdb(self.start_tdb_s))

    @property
    def end_unix_s(self) -> float:
        return float(unix_s_of_tdb(self.end_tdb_s))

    def refusal(self, unix_s: float) -> str | None:
        if not self.start_unix_s <= unix_s <= self.end_unix_s:
            return f"no position then: {self.limits}"
        return None

    def quality(self, unix_s: float) -> Quality:
        """By the angle its error fills; looked at every six hours, it changes over days."""
        quarter = int(unix_s // _QUALITY_STEP_S)
        if quarter not in self._qualities:
            at = np.clip(quarter * _QUALITY_STEP_S, self.start_unix_s, self.end_unix_s)
            self._qualities[quarter] = self._quality(float(at))
        return self._qualities[quarter]

    def position_itrs_km(self, unix_s: Floats) -> Floats:
        earth = self.earth.at(unix_s)
        return rotated(earth.gcrs_to_itrs, self._line(earth))

    def seen_itrs_km(self, unix_s: Floats) -> Floats:
        earth = self.earth.at(unix_s)
        seen = sight(self.states, earth.tdb_s, *earth.centre)
        direction = aberrated(seen.direction, earth.velocity_km_s)
        # In axes that move with the Earth it is this far: at the Moon 38 km nearer or farther than
        # its light came, which a station's parallax shows as 0.3″.
        beta = earth.velocity_km_s / C_KM_S
        distance_km = seen.range_km * (1 + np.sum(seen.direction * beta, axis=-1))
        return rotated(earth.gcrs_to_itrs, direction * distance_km[:, None])

    def speed_km_s(self, unix_s: Floats) -> Floats:
        earth = self.earth.at(unix_s)
        _, velocity = self.states(earth.tdb_s)
        return np.linalg.norm(velocity - earth.velocity_km_s, axis=-1)

    def looks(self, unix_s: Floats, station: Station) -> LookAngles:
        earth = self.earth.at(unix_s)
        position, velocity = earth.observer(station)
        seen = sight(self.states, earth.tdb_s, position, velocity)
        direction = rotated(earth.gcrs_to_itrs, aberrated(seen.direction, velocity))
        return look_of_direction(direction, station, seen.range_km, seen.range_rate_km_s)

    def _quality(self, unix_s: float) -> Quality:
        age_s = 0.0 if self.epoch_unix_s is None else unix_s - self.epoch_unix_s
        tdb_s = tdb_s_of(np.array([unix_s]))
        position, _ = self.states(tdb_s)
        distance_km = float(np.linalg.norm(position[0] - self.earth.centre_km(tdb_s)[0]))
        return quality_by_angle(self.error.at_age(age_s), distance_km)

    def _line(self, earth: EarthAt) -> Floats:
        position, _ = self.states(earth.tdb_s)
        return position - earth.position_km
