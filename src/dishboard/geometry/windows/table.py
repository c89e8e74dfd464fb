"""What the engine finds: columns of one length, a row for each window."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Window", "WindowTable"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


class Window(NamedTuple):
    """One row of a table."""

    craft: int
    station: int
    rise_s: float | None  # None: it was up, or not known, before
    culmination_s: float
    set_s: float | None
    max_elevation_deg: float


@dataclass(frozen=True, eq=False)
class WindowTable:
    """Windows ordered by pair and time. Instants are unix_s.

    `begin_s` and `end_s` bound what was found: the edges of the span, or of what is known, where
    there is no rise or no set.
    """

    craft: Rows
    station: Rows
    begin_s: Floats
    end_s: Floats
    rises: NDArray[np.bool_]  # begin_s is a rise
    sets: NDArray[np.bool_]
    culmination_s: Floats  # the highest moment between begin and end
    max_elevation_deg: Floats

    def __len__(self) -> int:
        return self.craft.size

    def __iter__(self) -> Iterator[Window]:
        columns = (
            self.craft,
            self.station,
            self.rise_s,
            self.culmination_s,
            self.set_s,
            self.max_elevation_deg,
        )
        for craft, station, rise, top, end, deg in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            yield Window(craft, station, _or_none(rise), top, _or_none(end), deg)

    @property
    def rise_s(self) -> Floats:
        """NaN where there is none."""
        return np.where(self.rises, self.begin_s, np.nan)

    @property
    def set_s(self) -> Floats:
        """NaN where there is none."""
        return np.where(self.sets, self.end_s, np.nan)

    def take(self, rows: Rows | NDArray[np.bool_]) -> WindowTable:
        return WindowTable(*(getattr(self, one.name)[rows] for one in fields(self)))

    @classmethod
    def joined(cls, tables: list[WindowTable]) -> WindowTable:
        """One below the other; a single one as it is."""
        if not tables:
            return cls.empty()
        if len(tables) == 1:
            return tables[0]
        return cls(*(np.concatenate([getattr(t, one.name) for t in tables]) for one in fields(cls)))

    @classmethod
    def empty(cls) -> WindowTable:
        none, nothing = np.zeros(0), np.zeros(0, dtype=np.intp)
        flags = np.zeros(0, dtype=np.bool_)
        return cls(nothing, nothing, none, none, flags, flags, none, none)


def _or_none(instant: float) -> float | None:
    return None if math.isnan(instant) else instant
