"""Masks that depend on the azimuth, and antennas that cannot follow near the zenith.

Theory. Windows over an uneven horizon lie inside the windows over its lowest point, and these the
engine finds for certain. Inside them the height over the horizon, min(elevation − mask(azimuth),
highest − elevation), has kinks and may turn often; it is sampled about every five seconds for a
low orbit (an eighteenth of the fine step), its extremes between samples are searched for, and
edges are roots between samples. A pass behind a single peak narrower than the way a craft goes in
two samples could be cut one time too few; its own edges are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dishboard.geometry.earth import Station
from dishboard.geometry.look import look_angles
from dishboard.geometry.roots import bracketed_roots
from dishboard.geometry.windows.engine import find_windows
from dishboard.geometry.windows.interpolant import Tracks
from dishboard.geometry.windows.table import WindowTable
from dishboard.geometry.windows.viewers import Viewers

__all__ = ["Horizon", "find_windows_over"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Function = Callable[[Floats, Rows], Floats]

_SAMPLES_A_FINE_STEP = 18
_SAMPLES_AT_ONCE = 200_000
_TOLERANCE_S = 1e-4
_GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, eq=False)
class Horizon:
    """How low an antenna sees, by azimuth: straight lines between the given points, all around.

    `azimuth_deg` increases within [0, 360); one point is a constant mask. Above `highest_deg` the
    antenna cannot follow (an azimuth-elevation mount's keyhole).
    """

    azimuth_deg: Sequence[float]
    mask_deg: Sequence[float]
    highest_deg: float = 90.0

    @cached_property
    def lowest_deg(self) -> float:
        return float(np.min(self.mask_deg))

    @property
    def even(self) -> bool:
        return bool(np.ptp(self.mask_deg) == 0) and self.highest_deg >= 90

    def mask_at_deg(self, azimuth_deg: Floats) -> Floats:
        return np.asarray(np.interp(azimuth_deg, self.azimuth_deg, self.mask_deg, period=360.0))


def find_windows_over(
    tracks: Tracks,
    station: Station,
    horizons: Sequence[Horizon],
    start_s: ArrayLike,
    end_s: ArrayLike,
    pairs: tuple[Rows, Rows] | None = None,
) -> WindowTable:
    """`find_windows` over one horizon for each station of the stack."""
    viewers = Viewers.of(station, np.array([one.lowest_deg for one in horizons]))
    table = find_windows(tracks, viewers, start_s, end_s, pairs)
    uneven = ~np.array([one.even for one in horizons], dtype=np.bool_)[table.station]
    tables = [table.take(~uneven)]
    rough = table.take(uneven)
    sample_s = tracks.grid.step.fine_s / _SAMPLES_A_FINE_STEP
    count = np.ceil((rough.end_s - rough.begin_s) / sample_s).astype(np.intp) + 2
    block = np.cumsum(count) // _SAMPLES_AT_ONCE
    for one in range(int(block[-1]) + 1 if block.size else 0):
        part = rough.take(block == one)
        if len(part):
            tables.append(_Terrain(tracks, station, horizons, part, count[block == one]).windows())
    found = WindowTable.joined(tables)
    return found.take(np.lexsort((found.begin_s, found.station, found.craft)))


@dataclass(frozen=True, eq=False)
class _Terrain:
    """Windows over the lowest points of horizons, looked at closely."""

    tracks: Tracks
    station: Station
    horizons: Sequence[Horizon]
    rough: WindowTable
    count: Rows  # samples for each window

    def windows(self) -> WindowTable:
        row = np.repeat(np.arange(len(self.rough)), self.count)
        number = np.arange(row.size) - np.repeat(np.cumsum(self.count) - self.count, self.count)
        share = number / (self.count[row] - 1)
        begin, end = self.rough.begin_s[row], self.rough.end_s[row]
        at = np.where(share == 1, end, begin + share * (end - begin))
        over = self.over_deg(at, row)
        row, at, over = self._with_extremes(row, at, over)
        return self._paired(row, at, over)

    def over_deg(self, at: Floats, row: Rows) -> Floats:
        """Height over the horizon or below the keyhole, whichever is less."""
        azimuth, elevation = self._look(at, row)
        station = self.rough.station[row]
        over = np.empty_like(elevation)
        for one in sorted(set(station.tolist())):
            mine, horizon = station == one, self.horizons[one]
            above = elevation[mine] - horizon.mask_at_deg(azimuth[mine])
            over[mine] = np.minimum(above, horizon.highest_deg - elevation[mine])
        return over

    def elevation_deg(self, at: Floats, row: Rows) -> Floats:
        return self._look(at, row)[1]

    def _look(self, at: Floats, row: Rows) -> tuple[Floats, Floats]:
        position, _ = self.tracks.motion(self.rough.craft[row], at)
        look = look_angles(position, self.station.take(self.rough.station[row]))
        return look.azimuth_deg, look.elevation_deg

    def _with_extremes(self, row: Rows, at: Floats, over: Floats) -> tuple[Rows, Floats, Floats]:
        """The samples, and between them the extremes that lie on the other side of zero."""
        middle = np.flatnonzero(row[2:] == row[:-2]) + 1
        here, before, after = over[middle], over[middle - 1], over[middle + 1]
        top = (here < 0) & (here >= before) & (here >= after)
        dip = (here >= 0) & (here <= before) & (here <= after)
        sign = np.where(top, 1.0, -1.0)[top | dip]
        middle = middle[top | dip]

        def signed(x: Floats, index: Rows) -> Floats:
            return sign[index] * self.over_deg(x, row[middle[index]])

        extreme = _highest(signed, at[middle - 1], at[middle + 1])
        value = self.over_deg(extreme, row[middle])
        across = (value >= 0) == (sign > 0)
        row = np.concatenate([row, row[middle[across]]])
        at = np.concatenate([at, extreme[across]])
        over = np.concatenate([over, value[across]])
        order = np.lexsort((at, row))
        return row[order], at[order], over[order]

    def _paired(self, row: Rows, at: Floats, over: Floats) -> WindowTable:
        up, same = over >= 0, row[1:] == row[:-1]
        edge = np.flatnonzero(same & (up[1:] != up[:-1]))
        root_s = bracketed_roots(
            lambda x, index: self.over_deg(x, row[edge[index]]),
            at[edge],
            at[edge + 1],
            over[edge],
            over[edge + 1],
            _TOLERANCE_S,
        )
        rising = up[edge + 1]
        first, last = up.copy(), up.copy()  # up at an end of the rough window
        first[1:] &= ~same
        last[:-1] &= ~same
        begins, ends = np.flatnonzero(first), np.flatnonzero(last)
        rough = self.rough
        begin_row = np.concatenate([row[edge[rising]], row[begins]])
        begin_s = np.concatenate([root_s[rising], at[begins]])
        rises = np.concatenate([np.ones(rising.sum(), dtype=np.bool_), rough.rises[row[begins]]])
        end_row = np.concatenate([row[edge[~rising]], row[ends]])
        end_s = np.concatenate([root_s[~rising], at[ends]])
        sets = np.concatenate([np.ones((~rising).sum(), dtype=np.bool_), rough.sets[row[ends]]])
        begin, end = np.lexsort((begin_s, begin_row)), np.lexsort((end_s, end_row))
        owner, begin_s, end_s = begin_row[begin], begin_s[begin], end_s[end]
        top_s = self._tops(owner, begin_s, end_s)
        return WindowTable(
            rough.craft[owner],
            rough.station[owner],
            begin_s,
            end_s,
            rises[begin],
            sets[end],
            top_s,
            self.elevation_deg(top_s, owner),
        )

    def _tops(self, owner: Rows, begin_s: Floats, end_s: Floats) -> Floats:
        """The rough window's highest moment where it is inside, else the higher end.

        A window of many tops, all but the highest cut away, would need a search of its own: it is
        sampled at 64 places.
        """
        top_s = self.rough.culmination_s[owner]
        cut = np.flatnonzero((top_s < begin_s) | (top_s > end_s))
        share = np.linspace(0, 1, 65)
        places = begin_s[cut, None] * (1 - share) + end_s[cut, None] * share
        flat_rows = np.repeat(owner[cut], share.size)
        heights = self.elevation_deg(places.ravel(), flat_rows).reshape(places.shape)
        best = np.argmax(heights, axis=1) if cut.size else np.zeros(0, dtype=np.intp)
        index = np.arange(cut.size)
        top_s[cut] = _highest(
            lambda x, rows: self.elevation_deg(x, owner[cut[rows]]),
            places[index, np.maximum(best - 1, 0)],
            places[index, np.minimum(best + 1, share.size - 1)],
        )
        return np.clip(top_s, begin_s, end_s)


def _highest(function: Function, low: Floats, high: Floats) -> Floats:
    """Where functions with one maximum in their bracket have it: golden section, to 0.1 ms."""
    low, high, rows = low.copy(), high.copy(), np.arange(low.size)
    if not rows.size:
        return low
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = function(left, rows), function(right, rows)
    while np.max(high - low) > _TOLERANCE_S:
        goes_left = at_left > at_right
        low, high = np.where(goes_left, low, left), np.where(goes_left, right, high)
        new = np.where(goes_left, high - _GOLDEN * (high - low), low + _GOLDEN * (high - low))
        value = function(new, rows)
        left, right = np.where(goes_left, new, right), np.where(goes_left, left, new)
        at_left, at_right = (
            np.where(goes_left, value, at_right),
            np.where(goes_left, at_left, value),
        )
    return (low + high) / 2
