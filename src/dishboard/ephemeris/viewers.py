"""Antennas as the windows engine wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dishboard.ephemeris.horizon import horizon_of
from dishboard.geometry import Station
from dishboard.geometry.windows import Viewers
from dishboard.model import Antenna

if TYPE_CHECKING:
    from dishboard.ephemeris.sky import Sky

__all__ = ["viewers_of"]


def viewers_of(sky: Sky, antennas: list[Antenna]) -> Viewers:
    """The antennas as the engine wants them; every one has a position."""
    stations = [sky.station(antenna) for antenna in antennas]
    stack = Station(
        np.array([one.latitude_deg for one in stations]),
        np.array([one.longitude_deg for one in stations]),
        np.array([one.height_m for one in stations]),
    )
    return Viewers.over(stack, [horizon_of(one) for one in antennas])
