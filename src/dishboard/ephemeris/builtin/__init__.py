"""The offline data that come with Dishboard, each read when first asked for. See README.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.solar_system import SolarSystem
from dishboard.formats.omm import parse_omm_csv
from dishboard.formats.state_table import StateRows, parse_state_table
from dishboard.geometry import EarthOrientation, tdb_s_of
from dishboard.model import ElementSet
from dishboard.units import DAY_S

__all__ = ["BuiltinData", "HorizonsState", "ecliptic_to_icrf"]

_MJD_OF_1970 = 40_587
_UNIX_S_AT_J2000 = 946_728_000.0
_OBLIQUITY_RAD = np.radians(84_381.448 / 3600)  # of J2000, as Horizons and SPICE define it


@dataclass(frozen=True, eq=False)
class HorizonsState:
    """One recorded state: heliocentric, ICRF axes."""

    craft: str
    naif_id: int
    epoch_tdb_s: float  # since J2000
    position_km: NDArray[np.float64]
    velocity_km_s: NDArray[np.float64]


class BuiltinData:
    """The files of this folder as values."""

    def __init__(self) -> None:
        self._folder = Path(__file__).parent

    @cached_property
    def element_sets(self) -> tuple[ElementSet, ...]:
        return parse_omm_csv(self.text("elements.csv"), "built-in elements").sets

    @cached_property
    def orientation(self) -> EarthOrientation:
        rows = self.text("earth-orientation.csv").split("\n")
        lines = [row for row in rows if row and row[0].isdigit()]
        table = np.array([line.split(",") for line in lines], dtype=np.float64)
        return EarthOrientation((table[:, 0] - _MJD_OF_1970) * DAY_S, *table[:, 1:4].T)

    @property
    def kernel_path(self) -> Path:
        return self._folder / "de440-2018-2040.bsp"

    @cached_property
    def solar_system(self) -> SolarSystem:
        return SolarSystem(self.kernel_path)

    @cached_property
    def horizons_states(self) -> tuple[HorizonsState, ...]:
        """In order of time for each craft."""
        states = [
            HorizonsState(
                rows.craft,
                rows.naif_id,
                float(_tdb_s(rows)[n]),
                ecliptic_to_icrf(rows.position_km[n]),
                ecliptic_to_icrf(rows.velocity_km_s[n]),
            )
            for rows in parse_state_table(self.text("horizons-states.csv"))
            for n in range(rows.since_j2000_s.size)
        ]
        return tuple(sorted(states, key=lambda state: state.epoch_tdb_s))

    @cached_property
    def state_tables(self) -> tuple[StateRows, ...]:
        """Heliocentric, ICRF axes, TDB; one block for each state it was derived from."""
        return parse_state_table(self.text("state-tables.csv"))

    @cached_property
    def deep_space(self) -> dict[str, dict[str, Any]]:
        """What there is for which craft, by key."""
        return tomllib.loads(self.text("deep-space.toml"))

    def text(self, name: str) -> str:
        return (self._folder / name).read_text(encoding="utf-8")


def ecliptic_to_icrf(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """From the ecliptic and equinox of J2000 to the axes of the ICRF, shapes (..., 3)."""
    sine, cosine = np.sin(_OBLIQUITY_RAD), np.cos(_OBLIQUITY_RAD)
    return vectors @ np.array([[1, 0, 0], [0, cosine, sine], [0, -sine, cosine]])


def _tdb_s(rows: StateRows) -> NDArray[np.float64]:
    if rows.scale == "TDB":
        return rows.since_j2000_s
    return tdb_s_of(rows.since_j2000_s + _UNIX_S_AT_J2000)
