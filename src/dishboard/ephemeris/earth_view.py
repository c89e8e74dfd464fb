"""The Earth among the planets: where it is, how it stands, at the instants somebody looks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dishboard.ephemeris.interface import Floats
from dishboard.geometry import (
    EarthOrientation,
    Station,
    gcrs_to_itrs,
    rotated,
    rotated_back,
    tdb_s_of,
)
from dishboard.geometry.frames import CelestialPole, celestial_pole, rotation_velocity_km_s

if TYPE_CHECKING:
    from dishboard.ephemeris.solar_system import SolarSystem

__all__ = ["EarthAt", "EarthView"]

_KEPT = 4
_POLE_STEP_S = 3_600.0  # the pole moves on a straight line to 1e-5″ in an hour


class EarthView:
    """Makes `EarthAt`s and keeps the last few: a board asks for many craft at one instant."""

    def __init__(self, solar_system: SolarSystem, orientation: EarthOrientation) -> None:
        self.solar_system = solar_system
        self.orientation = orientation
        self._pole_nodes: dict[int, tuple[float, float, float]] = {}
        self._kept: dict[bytes, EarthAt] = {}

    def at(self, unix_s: Floats) -> EarthAt:
        key = unix_s.tobytes()
        earth = self._kept.get(key)
        if earth is None:
            earth = self._made(unix_s)
            # A new dictionary each time: a search in another thread may be reading the old one.
            self._kept = dict([*self._kept.items(), (key, earth)][-_KEPT:])
        return earth

    def centre_km(self, tdb_s: Floats) -> Floats:
        """Barycentric position of the Earth's centre alone, (n, 3): a fraction of the work."""
        position, _ = self.solar_system.earth(tdb_s)
        return position

    def gcrs_to_itrs(self, unix_s: Floats) -> Floats:
        """How the Earth stands alone, (n, 3, 3), without where it is."""
        return gcrs_to_itrs(unix_s, self.orientation, self._pole(unix_s))

    def _made(self, unix_s: Floats) -> EarthAt:
        tdb_s = tdb_s_of(unix_s)
        position, velocity = self.solar_system.earth(tdb_s)
        return EarthAt(tdb_s, position, velocity, self.gcrs_to_itrs(unix_s))

    def _pole(self, unix_s: Floats) -> CelestialPole:
        """The celestial pole between hourly nodes, each computed once."""
        before = np.floor(unix_s / _POLE_STEP_S)
        # A set: `numpy.unique` would load numpy.ma, 15 ms of the first page.
        wanted = sorted({int(node) for node in before} | {int(node) + 1 for node in before})
        if len(self._pole_nodes) > 20_000:
            self._pole_nodes = {}
        known = self._pole_nodes
        missing = [node for node in wanted if node not in known]
        if missing:
            x, y, s = celestial_pole(np.array(missing) * _POLE_STEP_S)
            known.update(zip(missing, zip(x, y, s, strict=True), strict=True))
        nodes = np.array([known[node] for node in wanted])
        at = unix_s / _POLE_STEP_S
        x, y, s = (np.interp(at, wanted, nodes[:, column]) for column in range(3))
        return x, y, s


@dataclass(frozen=True, eq=False)
class EarthAt:
    """The Earth at instants (n,): barycentric state in the ICRF, and the turn to the ITRS."""

    tdb_s: Floats
    position_km: Floats
    velocity_km_s: Floats
    gcrs_to_itrs: Floats

    def observer(self, station: Station) -> tuple[Floats, Floats]:
        """Barycentric position and velocity of stations, one or as many as instants.

        The station's 6,400 km are taken as they are on the Earth; relativity would make them
        shorter by centimetres.
        """
        fixed = station.position_itrs_km
        position = rotated_back(self.gcrs_to_itrs, fixed)
        velocity = rotated_back(self.gcrs_to_itrs, rotation_velocity_km_s(fixed))
        return self.position_km + position, self.velocity_km_s + velocity

    @cached_property
    def centre(self) -> tuple[Floats, Floats]:
        return self.position_km, self.velocity_km_s

    @cached_property
    def velocity_itrs_km_s(self) -> Floats:
        """Barycentric velocity in the Earth's axes of the instant, as if they did not turn."""
        return rotated(self.gcrs_to_itrs, self.velocity_km_s)
