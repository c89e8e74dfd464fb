"""What can be handed to a library beside element sets: tables, kernels, files of orbits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dishboard.ephemeris.earth_view import EarthView
from dishboard.ephemeris.interface import Ephemeris
from dishboard.ephemeris.solar_system import SolarSystem
from dishboard.geometry import EarthOrientation
from dishboard.model import Spacecraft

__all__ = ["Provider", "Surroundings"]


@dataclass(frozen=True)
class Surroundings:
    """What a position needs beside the craft's own data: where everything else is."""

    solar_system: SolarSystem
    orientation: EarthOrientation
    earth: EarthView


class Provider(Protocol):
    """Positions of one craft or of many, from one file or answer."""

    def sources(self, craft: Spacecraft, around: Surroundings) -> Sequence[Ephemeris]:
        """What it has for a spacecraft: nothing, or as many as it has parts."""
        ...
