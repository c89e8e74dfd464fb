"""Craft that are not in orbit about the Earth, from whatever knows where they are.

What a station sees left the craft a light time ago and comes from a direction shifted by the
station's own motion. `looks` and `seen_itrs_km` hold both; `position_itrs_km` holds the first:
where the craft was when the light left that arrives now. Its length is what that light travelled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from dishboard.ephemeris.earth_view import EarthView
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
        return self._epoch_start_end[0]

    @property
    def start_unix_s(self) -> float:
        return self._epoch_start_end[1]

    @property
    def end_unix_s(self) -> float:
        return self._epoch_start_end[2]

    @cached_property
    def _epoch_start_end(self) -> tuple[float | None, float, float]:
        epoch = self.epoch_tdb_s
        return (
            None if epoch is None else round(float(unix_s_of_tdb(epoch)), 3),  # its digits, no more
            float(unix_s_of_tdb(self.start_tdb_s)),
            float(unix_s_of_tdb(self.end_tdb_s)),
        )

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
        position, _ = self.motion_itrs(unix_s)
        return position

    def motion_itrs(self, unix_s: Floats) -> tuple[Floats, Floats]:
        """`position_itrs_km`, and the craft's barycentric velocity when its light left.

        The velocity is in the Earth's axes of now, which are taken as if they did not turn.
        """
        earth = self.earth.at(unix_s)
        seen = sight(self.states, earth.tdb_s, *earth.centre)
        line = seen.direction * seen.range_km[:, None]
        return rotated(earth.gcrs_to_itrs, line), rotated(earth.gcrs_to_itrs, seen.velocity_km_s)

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
        _, velocity = self.motion_itrs(unix_s)
        return np.linalg.norm(velocity - self.earth.at(unix_s).velocity_itrs_km_s, axis=-1)

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
