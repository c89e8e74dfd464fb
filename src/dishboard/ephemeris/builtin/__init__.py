"""The offline data that come with Dishboard, each read when first asked for. See README.md."""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np

from dishboard.ephemeris.earth_view import EarthView
from dishboard.ephemeris.interface import Ephemeris
from dishboard.ephemeris.solar_system import SolarSystem
from dishboard.formats.omm import parse_omm_csv
from dishboard.geometry import EarthOrientation
from dishboard.model import ElementSet, Spacecraft
from dishboard.units import DAY_S

__all__ = ["BuiltinData"]

_MJD_OF_1970 = 40_587


class BuiltinData:
    """The files of this folder as values."""

    def __init__(self) -> None:
        # A wheel is unpacked before it is used: the kernel needs a file on disk.
        self._folder = Path(str(files(__name__)))

    @cached_property
    def element_sets(self) -> tuple[ElementSet, ...]:
        return parse_omm_csv(self._text("elements.csv"), "built-in elements").sets

    @cached_property
    def orientation(self) -> EarthOrientation:
        rows = self._text("earth-orientation.csv").split("\n")
        lines = [row for row in rows if row and row[0].isdigit()]
        table = np.array([line.split(",") for line in lines], dtype=np.float64)
        return EarthOrientation((table[:, 0] - _MJD_OF_1970) * DAY_S, *table[:, 1:4].T)

    @cached_property
    def solar_system(self) -> SolarSystem:
        return SolarSystem(self._folder / "de440-2018-2040.bsp")

    def distant_sources(self, craft: Spacecraft, earth: EarthView) -> list[Ephemeris]:
        """Sources for a craft beyond the Earth's orbits."""
        return []

    def _text(self, name: str) -> str:
        return (self._folder / name).read_text(encoding="utf-8")
