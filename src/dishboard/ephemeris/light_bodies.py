"""Sun, Moon and planets on the grids of a pass search, and the sizes of their discs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.distant import Distant
from dishboard.ephemeris.earth_view import EarthView
from dishboard.ephemeris.interface import Floats
from dishboard.ephemeris.quality import ErrorGrowth
from dishboard.ephemeris.solar_system import BODIES
from dishboard.ephemeris.tracks import tracks_of
from dishboard.geometry.windows import Grid, Tracks
from dishboard.units import DAY_S, EARTH_EQUATORIAL_RADIUS_KM

__all__ = ["RADIUS_KM", "Bodies", "Skies", "builtin_skies"]

# Sun: nominal radius, IAU 2015 resolution B3. Moon: mean; planets: equatorial, of the giants at
# one bar (Archinal et al. 2018, Celestial Mechanics 130, 22; Pluto: mean). Earth: WGS 84.
RADIUS_KM: Mapping[str, float] = MappingProxyType(
    {
        "Sun": 695_700.0,
        "Mercury": 2_440.53,
        "Venus": 6_051.8,
        "Earth": EARTH_EQUATORIAL_RADIUS_KM,
        "Moon": 1_737.4,
        "Mars": 3_396.19,
        "Jupiter": 71_492.0,
        "Saturn": 60_268.0,
        "Uranus": 25_559.0,
        "Neptune": 24_764.0,
        "Pluto": 1_188.3,
    }
)
_KEPT = 6


class Bodies:
    """Where some bodies are seen from the Earth's centre, Earth-fixed, on one grid."""

    def __init__(self, names: tuple[str, ...], tracks: Tracks) -> None:
        self.names = names
        self.tracks = tracks

    def position_km(self, name: str, unix_s: Floats) -> Floats:
        """As old as its light and aberrated, in axes that move with the Earth; NaN: unknown."""
        row = np.full(unix_s.size, self.names.index(name), dtype=np.intp)
        return self.tracks.position(row, unix_s)

    def fine_km(self, name: str) -> Floats:
        """The same on the fine grid, (3, fine nodes)."""
        row = self.names.index(name)
        return self.tracks.take(slice(row, row + 1)).fine_positions()[0]


class Skies:
    """Makes `Bodies` and keeps the last few: all chunks of a catalogue share a grid."""

    def __init__(self, data: BuiltinData) -> None:
        self._data = data
        self._earth: EarthView | None = None
        self._kept: dict[tuple[Grid, tuple[str, ...]], Bodies] = {}

    def on(self, grid: Grid, names: Sequence[str]) -> Bodies:
        key = (grid, tuple(names))
        bodies = self._kept.get(key)
        if bodies is None:
            tracks = tracks_of([self._centre(name) for name in names], grid)
            # No body of these is low, and none is to be blanked.
            bodies = Bodies(key[1], Tracks(grid, tracks.position_itrs_km))
            # A new dictionary each time: another thread may be reading the old one.
            self._kept = dict([*self._kept.items(), (key, bodies)][-_KEPT:])
        return bodies

    def _centre(self, body: str) -> Distant:
        solar_system = self._data.solar_system
        if self._earth is None:
            self._earth = EarthView(solar_system, self._data.orientation)
        first, last = solar_system.span_tdb_s
        return Distant(
            source=f"centre of {body}, JPL DE440",
            rank=0,
            states=lambda tdb_s: solar_system.along(BODIES[body], tdb_s),
            earth=self._earth,
            error=ErrorGrowth(0.0),
            start_tdb_s=first + DAY_S,
            end_tdb_s=last - DAY_S,
            limits="the built-in ephemeris of the Sun and the planets covers 2018 to 2040",
        )


@lru_cache(maxsize=1)
def builtin_skies() -> Skies:
    """From the DE440 excerpt that comes with Dishboard."""
    return Skies(BuiltinData())
