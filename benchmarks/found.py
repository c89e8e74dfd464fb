"""What a tool found, in the one form in which tools are compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.workload import Work

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Found:
    """Windows as columns, ordered by pair and time; instants are unix_s."""

    craft: Rows
    station: Rows
    begin_s: Floats
    end_s: Floats

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
        return Found(self.craft[order], self.station[order], begin[order], end[order])

    def take(self, rows: Rows | NDArray[np.bool_]) -> Found:
        return Found(self.craft[rows], self.station[rows], self.begin_s[rows], self.end_s[rows])

    def clock(self, work: Work) -> tuple[Floats, Floats]:
        """Begins and ends on one axis on which the spans of all pairs follow one another."""
        pair = self.craft * work.latitude_deg.size + self.station
        shift = pair * 2 * (work.end_s - work.start_s) - work.start_s
        return self.begin_s + shift, self.end_s + shift
