"""Every window by brute force, and how an answer differs from it.

SGP4 every five seconds, turned by the same frames, each change of side halved until a microsecond:
no polynomial, no bound, no derivative. Passes shorter than five seconds may escape it; an answer's
window that it does not know is therefore asked for its own elevation before it is called false.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sgp4.api import Satrec

from benchmarks.windows.work import MASK_DEG, Work, orientation
from dishboard.geometry import teme_to_itrs
from dishboard.geometry.scales import julian_day

Floats = NDArray[np.float64]
Answer = NDArray[np.float64]  # (n, 4): satellite, station, begin, end (unix_s)

_STEP_S = 5.0
_FALSE_DEG = 1e-4  # what a window may lack to the mask
_SHORT_S = 2.0  # shorter passes do not count as missed


class Truth:
    """The windows of one piece of work."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._satellites = [Satrec.twoline2rv(*pair) for pair in work.lines]
        self._orientation = orientation()
        self._times = np.arange(work.start_s, work.end_s + _STEP_S / 2, _STEP_S)
        self._turn = teme_to_itrs(self._times, self._orientation)
        self._sites = np.atleast_2d(work.station.position_itrs_km)
        self._up = work.station.east_north_up[:, 2, :]
        self._sine = np.sin(np.radians(MASK_DEG))
        rows = [row for one in range(len(work.lines)) for row in self._windows_of(one)]
        self.windows: Answer = np.array(rows).reshape(-1, 4)

    def elevation_deg(self, satellite: int, station: int, unix_s: Floats) -> Floats:
        position = self._position_km(satellite, unix_s, teme_to_itrs(unix_s, self._orientation))
        line = position - self._sites[station]
        return np.degrees(np.arcsin(line @ self._up[station] / np.linalg.norm(line, axis=-1)))

    def _position_km(self, satellite: int, unix_s: Floats, turn: Floats) -> Floats:
        day, fraction = julian_day(unix_s)
        code, teme, _ = self._satellites[satellite].sgp4_array(
            np.ascontiguousarray(day), np.ascontiguousarray(fraction)
        )
        teme[code != 0] = np.nan
        return np.einsum("nij,nj->ni", turn, teme)

    def _windows_of(self, satellite: int):
        position = self._position_km(satellite, self._times, self._turn)
        for station in range(len(self._sites)):
            line = position - self._sites[station]
            up = line @ self._up[station] >= self._sine * np.sqrt(np.sum(line**2, axis=-1))
            at = np.flatnonzero(up[1:] != up[:-1])
            low, high, before = self._times[at], self._times[at + 1], up[at]
            for _ in range(23 if at.size else 0):
                middle = (low + high) / 2
                same = (self.elevation_deg(satellite, station, middle) >= MASK_DEG) == before
                low, high = np.where(same, middle, low), np.where(same, high, middle)
            edges = list((low + high) / 2)
            edges = ([self.work.start_s] if up[0] else []) + edges
            edges += [self.work.end_s] if up[-1] else []
            for begin, end in zip(edges[::2], edges[1::2], strict=True):
                yield satellite, station, begin, end


@dataclass(frozen=True)
class Verdict:
    """How an answer differs from the truth; errors in seconds at whole passes."""

    windows: int
    missed: int
    false: int
    median_s: float
    p99_s: float
    worst_s: float  # of passes over a minute


def judged(answer: Answer, truth: Truth) -> Verdict:
    """Windows that the span cuts are looked for, but their edges are not measured."""
    work = truth.work
    mine: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for row, (satellite, station, *_) in enumerate(answer):
        mine[int(satellite), int(station)].append(row)
    missed, errors, long_errors = 0, [], []
    used = np.zeros(len(answer), dtype=bool)
    for satellite, station, begin, end in truth.windows:
        rows = [
            row
            for row in mine[int(satellite), int(station)]
            if answer[row, 2] < end + 1 and answer[row, 3] > begin - 1
        ]
        used[rows] = True
        cut = begin <= work.start_s or end >= work.end_s
        if not rows:
            missed += not cut and end - begin > _SHORT_S
        elif not cut:
            off = [abs(answer[rows[0], 2] - begin), abs(answer[rows[-1], 3] - end)]
            errors += off
            long_errors += off if end - begin > 60 else []
    false = sum(_is_false(answer[row], truth) for row in np.flatnonzero(~used))
    return Verdict(
        len(answer),
        missed,
        false,
        float(np.median(errors)),
        float(np.percentile(errors, 99)),
        float(max(long_errors)),
    )


def _is_false(window: Answer, truth: Truth) -> bool:
    satellite, station, begin, end = window
    inside = np.linspace(begin, end, 21)
    highest = np.nanmax(truth.elevation_deg(int(satellite), int(station), inside))
    return bool(highest < MASK_DEG - _FALSE_DEG)
