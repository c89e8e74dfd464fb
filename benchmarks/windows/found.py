"""What a tool found, in the one form in which tools are compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.windows.work import Work

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Found:
    """Windows as columns, ordered by pair and time; instants are unix_s."""

    craft: Rows
    station: Rows
    begin_s: Floats
    end_s: Floats
    failed: int = 0  # satellites that the tool reported as failing

    def __len__(self) -> int:
        return self.craft.size

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, float, float]]) -> Found:
        table = np.array(list(rows), dtype=np.float64).reshape(-1, 4)
        return cls(table[:, 0].astype(np.intp), table[:, 1].astype(np.intp), *table[:, 2:].T)

    def within(self, work: Work) -> Found:
        """Cut to the span, in order; windows of no length are none."""
        begin = np.maximum(self.begin_s, work.start_s)
        end = np.minimum(self.end_s, work.end_s)
        order = np.lexsort((begin, self.station, self.craft))
        order = order[(end > begin)[order]]
        return replace(self, begin_s=begin, end_s=end).take(order)

    def take(self, rows: Rows | NDArray[np.bool_]) -> Found:
        columns = (self.craft, self.station, self.begin_s, self.end_s)
        return Found(*(column[rows] for column in columns), failed=self.failed)

    def clock(self, work: Work) -> tuple[Floats, Floats]:
        """Begins and ends on one axis on which the spans of all pairs follow one another."""
        pair = self.craft * work.latitude_deg.size + self.station
        shift = pair * 2 * (work.end_s - work.start_s) - work.start_s
        return self.begin_s + shift, self.end_s + shift
