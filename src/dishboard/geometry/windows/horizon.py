"""What stands around an antenna: masks that depend on the azimuth, and limits near the zenith."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Horizon", "Skylines"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

_TURNS = (-720.0, -360.0, 0.0, 360.0, 720.0)
_APART_DEG = 2_000.0  # on the axis of a stack: more than all of these


@dataclass(frozen=True, eq=False)
class Horizon:
    """How low an antenna sees, by azimuth: straight lines between the given points, all around.

    `azimuth_deg` increases within [0, 360); one point is a constant mask. Above `highest_deg` the
    antenna cannot follow (an azimuth-elevation mount's keyhole); 90 and more: it always can.
    """

    azimuth_deg: Sequence[float]
    mask_deg: Sequence[float]
    highest_deg: float = 90.0

    @classmethod
    def flat(cls, mask_deg: float, highest_deg: float = 90.0) -> Horizon:
        return cls((0.0,), (mask_deg,), highest_deg)

    @cached_property
    def lowest_deg(self) -> float:
        return min(self.mask_deg)

    @property
    def even(self) -> bool:
        return self.highest_deg >= 90 and self.lowest_deg == max(self.mask_deg)

    def mask_at_deg(self, azimuth_deg: ArrayLike) -> Floats:
        return np.asarray(
            np.interp(np.asarray(azimuth_deg), self.azimuth_deg, self.mask_deg, period=360.0)
        )

    def not_below(self, floor_deg: float) -> Horizon:
        """The higher of this horizon and a constant mask; where they cross there is a new point."""
        azimuth = np.append(np.asarray(self.azimuth_deg, dtype=np.float64), 360.0)
        azimuth[-1] += azimuth[0]
        mask = np.append(np.asarray(self.mask_deg, dtype=np.float64), self.mask_deg[0])
        over = mask - floor_deg
        crosses = np.flatnonzero(over[1:] * over[:-1] < 0)
        share = over[crosses] / (over[crosses] - over[crosses + 1])
        crossing = azimuth[crosses] + share * (azimuth[crosses + 1] - azimuth[crosses])
        points = np.concatenate([azimuth[:-1], crossing % 360.0])
        order = np.argsort(points)
        raised = np.concatenate(
            [np.maximum(mask[:-1], floor_deg), np.full(crosses.size, floor_deg)]
        )
        return Horizon(tuple(points[order]), tuple(raised[order]), self.highest_deg)


class Skylines:
    """The horizons of a stack of stations as one function of station and azimuth.

    Each station has five turns of one axis to itself, so that one interpolation serves them all
    and a way across north is a way like any other: azimuths may be −360° to 720°, and have points
    on both sides even where all of a horizon's own stand in one corner.
    """

    def __init__(self, horizons: Sequence[Horizon]) -> None:
        place: list[Floats] = []
        mask: list[Floats] = []
        for station, one in enumerate(horizons):
            turn = np.asarray(one.azimuth_deg, dtype=np.float64)
            place += [turn + more + station * _APART_DEG for more in _TURNS]
            mask += [np.asarray(one.mask_deg, dtype=np.float64)] * len(_TURNS)
        self._place = np.concatenate(place)
        self._mask = np.concatenate(mask)
        self.highest_deg = np.array([one.highest_deg for one in horizons], dtype=np.float64)
        self.top_deg = np.array([np.max(one.mask_deg) for one in horizons], dtype=np.float64)
        self.uneven = ~np.array([one.even for one in horizons], dtype=np.bool_)

    def mask_deg(self, station: Rows, azimuth_deg: Floats) -> Floats:
        return np.interp(station * _APART_DEG + azimuth_deg, self._place, self._mask)

    def slope(self, station: Rows, azimuth_deg: Floats) -> Floats:
        """Degrees of mask by degree of azimuth."""
        after = np.searchsorted(self._place, station * _APART_DEG + azimuth_deg, side="right")
        rise = self._mask[after] - self._mask[after - 1]
        return np.asarray(rise / (self._place[after] - self._place[after - 1]))

    def points_between(
        self, station: Rows, low_deg: Floats, high_deg: Floats
    ) -> tuple[Rows, Floats]:
        """The points of a horizon within (low, high), azimuths: rows of the question, and where."""
        begin = np.searchsorted(self._place, station * _APART_DEG + low_deg, side="right")
        end = np.searchsorted(self._place, station * _APART_DEG + high_deg, side="left")
        count = np.maximum(end - begin, 0)
        row = np.repeat(np.arange(count.size), count)
        number = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count)
        place = self._place[begin[row] + number]
        return row, np.asarray(place - station[row] * _APART_DEG)
