"""Antennas as the windows engine wants them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dishboard.ephemeris.horizon import horizon_of
from dishboard.geometry import Station
from dishboard.geometry.windows import Viewers
from dishboard.model import Antenna

__all__ = ["station_of", "viewers_of"]


def station_of(antenna: Antenna) -> Station:
    """The antenna's reference point; a height nobody gave is taken as 0 (1 km: 0.1°).

    Raises:
        ValueError: for an antenna without a position.
    """
    latitude, longitude = antenna.latitude_deg.value, antenna.longitude_deg.value
    if latitude is None or longitude is None:
        raise ValueError(f"the position of {antenna.id} is not known")
    return Station(latitude, longitude, antenna.height_m.value or 0.0)


def viewers_of(antennas: Sequence[Antenna]) -> Viewers:
    """A stack of antennas with their horizons; every one has a position."""
    stations = [station_of(antenna) for antenna in antennas]
    stack = Station(
        np.array([one.latitude_deg for one in stations]),
        np.array([one.longitude_deg for one in stations]),
        np.array([one.height_m for one in stations]),
    )
    return Viewers.over(stack, [horizon_of(one) for one in antennas])
