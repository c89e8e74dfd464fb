"""When targets stand above masks: a plain search that loses nothing.

Theory. On a coarse grid every rise and set between two nodes shows as a change of sign of
elevation − mask, unless a whole pass (or a whole dip) fits between two nodes. Such a pass is the
neighbourhood of a local maximum; so every local maximum of the grid that lies below the mask, and
every local minimum above it, is refined first, and one that crosses the mask gives two more edges.
All edges are then refined with fresh propagation, and a pass is a rising edge with the next
falling one.

An elevation of NaN means that nothing is known of the target then. A pass never begins or ends
there: it is cut, and its rise or set is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dishboard.geometry.roots import bracketed_roots

__all__ = ["PassTable", "find_passes"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Elevations = Callable[[Floats, Rows], Floats]

_TOLERANCE_S = 2e-4
_SLOPE_STEP_S = 0.125  # a power of two: adds to a time without rounding
_UNKNOWN_DEG = -1e3  # stands for NaN while signs are compared
_REACH_DEG = 40.0  # extremes farther from the mask than this cannot cross it between two nodes


class PassTable(NamedTuple):
    """Passes ordered by row and time, arrays of one length. Times are unix_s."""

    row: Rows
    rise_s: Floats  # NaN: it was up, or not known, before
    culmination_s: Floats
    set_s: Floats  # NaN: it is still up, or not known, after
    max_elevation_deg: Floats


def find_passes(
    elevation_deg: Elevations, unix_s: Floats, coarse_deg: Floats, mask_deg: Floats
) -> PassTable:
    """Every span in which elevation ≥ mask, row by row.

    Args:
        elevation_deg: fresh elevations at instants (k,) for rows (k,).
        unix_s: the grid, increasing, shape (t,); its ends are the ends of the search. The step
            must be short enough that an elevation has no more than one extreme in two steps.
        coarse_deg: elevations on the grid, shape (rows, t); NaN where unknown. They may be off
            by a hundredth of a degree, all results come from `elevation_deg`.
        mask_deg: minimum elevation, shape (rows,).

    Rise and set are found to 0.2 ms; culminations to 0.2 ms, or to where the elevation is flat to
    the last digit.
    """
    above = np.where(np.isnan(coarse_deg), _UNKNOWN_DEG, coarse_deg - mask_deg[:, None])
    edges = _Edges(elevation_deg, mask_deg)
    culminations = _extremes(edges, unix_s, above)
    edges.add_from_grid(unix_s, above)
    return _paired(edges, unix_s, above, culminations)


class _Edges:
    """Brackets of changes of sign, collected and refined together."""

    def __init__(self, elevation_deg: Elevations, mask_deg: Floats) -> None:
        self._elevation_deg = elevation_deg
        self.mask_deg = mask_deg
        self._brackets: list[tuple[Rows, Floats, Floats, Floats, Floats]] = []

    def above(self, at: Floats, row: Rows) -> Floats:
        fresh = self._elevation_deg(at, row) - self.mask_deg[row]
        return np.where(np.isnan(fresh), _UNKNOWN_DEG, fresh)

    def add(self, row: Rows, low: Floats, high: Floats, at_low: Floats, at_high: Floats) -> None:
        self._brackets.append((row, low, high, at_low, at_high))

    def add_from_grid(self, unix_s: Floats, above: Floats) -> None:
        up = above >= 0
        row, node = np.nonzero(up[:, 1:] != up[:, :-1])
        self.add(row, unix_s[node], unix_s[node + 1], above[row, node], above[row, node + 1])

    def refined(self) -> _Refined:
        row, low, high, at_low, at_high = (
            np.concatenate(columns) for columns in zip(*self._brackets, strict=True)
        )
        at = bracketed_roots(
            lambda x, index: self.above(x, row[index]), low, high, at_low, at_high, _TOLERANCE_S
        )
        unknown = np.minimum(at_low, at_high) <= _UNKNOWN_DEG
        return _Refined(row, low, at, at_high >= 0, unknown)


class _Refined(NamedTuple):
    row: Rows
    low: Floats  # lower end of the bracket: orders the edges of a row
    at: Floats
    rising: NDArray[np.bool_]
    unknown: NDArray[np.bool_]  # the lower side is unknown: the edge is no rise or set


class _Culminations(NamedTuple):
    row: Rows
    at: Floats
    elevation_deg: Floats


def _extremes(edges: _Edges, unix_s: Floats, above: Floats) -> _Culminations:
    """Refined culminations that are above the mask; adds the edges of hidden passes and dips."""
    rows, nodes = above.shape
    end = np.full((rows, 1), np.inf)
    left = np.hstack([above[:, :1], above[:, :-1]])
    right = np.hstack([above[:, 1:], above[:, -1:]])
    maximum = (above >= left) & (above > np.hstack([above[:, 1:], -end])) & (above > -_REACH_DEG)
    minimum = (above <= left) & (above < np.hstack([above[:, 1:], end]))
    minimum &= (above >= 0) & (above < _REACH_DEG)
    row, node = np.nonzero((maximum | minimum) & (np.minimum(left, right) > _UNKNOWN_DEG))
    low, high = unix_s[np.maximum(node - 1, 0)], unix_s[np.minimum(node + 1, nodes - 1)]

    def slope(at: Floats, index: Rows) -> Floats:
        after = edges.above(at + _SLOPE_STEP_S, row[index])
        return after - edges.above(at - _SLOPE_STEP_S, row[index])

    everyone = np.arange(row.size)
    at_low, at_high = slope(low, everyone), slope(high, everyone)
    turns = at_low * at_high < 0  # at the ends of the search there may be no extreme after all
    at = bracketed_roots(slope, low, high, at_low, at_high, _TOLERANCE_S)
    row, node, at, top = row[turns], node[turns], at[turns], maximum[row, node][turns]
    value = edges.above(at, row)
    hidden = np.where(top, value >= 0, value < 0) & ((above[row, node] >= 0) != top)
    _add_hidden(edges, unix_s, above, row[hidden], node[hidden], at[hidden], value[hidden])
    shown = top & (value >= 0)
    return _Culminations(row[shown], at[shown], value[shown] + edges.mask_deg[row[shown]])


def _add_hidden(
    edges: _Edges, unix_s: Floats, above: Floats, row: Rows, node: Rows, at: Floats, value: Floats
) -> None:
    """An extreme on the other side of the mask than its grid node: two edges beside it."""
    before = np.where(at > unix_s[node], node, node - 1)
    edges.add(row, unix_s[before], at, above[row, before], value)
    edges.add(row, at, unix_s[before + 1], value, above[row, before + 1])


def _paired(edges: _Edges, unix_s: Floats, above: Floats, tops: _Culminations) -> PassTable:
    edge = edges.refined()
    # A target that is up at an end of the search: an edge there, marked as unknown.
    first, last = np.flatnonzero(above[:, 0] >= 0), np.flatnonzero(above[:, -1] >= 0)
    ends = np.full(first.size, unix_s[0]), np.full(last.size, unix_s[-1])
    row = np.concatenate([edge.row, first, last])
    at = np.concatenate([edge.at, *ends])
    low = np.concatenate([edge.low, ends[0] - 1, ends[1]])
    rising = np.concatenate([edge.rising, np.ones(first.size, bool), np.zeros(last.size, bool)])
    unknown = np.concatenate([edge.unknown, np.ones(first.size + last.size, bool)])
    order = np.lexsort((low, row))
    row, at, rising, unknown = row[order], at[order], rising[order], unknown[order]
    begin = np.flatnonzero(rising)
    end = begin + 1  # the edges of a row alternate
    culmination_s, highest = _highest(edges, row[begin], at[begin], at[end], tops)
    return PassTable(
        row[begin],
        np.where(unknown[begin], np.nan, at[begin]),
        culmination_s,
        np.where(unknown[end], np.nan, at[end]),
        highest,
    )


def _highest(
    edges: _Edges, row: Rows, begin_s: Floats, end_s: Floats, tops: _Culminations
) -> tuple[Floats, Floats]:
    """The highest moment of each pass: a culmination inside it, or one of its ends."""
    mask = edges.mask_deg[row]
    first, last = edges.above(begin_s, row) + mask, edges.above(end_s, row) + mask
    best_s = np.where(last > first, end_s, begin_s)
    best_deg = np.maximum(first, last)
    # The pass a culmination belongs to is the last of its row that began before it.
    marks = np.lexsort((np.concatenate([begin_s, tops.at]), np.concatenate([row, tops.row])))
    is_pass = marks < row.size
    owner = np.empty(marks.size, dtype=np.intp)
    owner[marks] = np.cumsum(is_pass) - 1
    # Ascending, so that of several culminations the highest is written last.
    ascending = np.argsort(tops.elevation_deg, kind="stable")
    belongs = owner[row.size + ascending]
    ascending = ascending[tops.elevation_deg[ascending] > best_deg[belongs]]
    belongs = owner[row.size + ascending]
    best_s[belongs], best_deg[belongs] = tops.at[ascending], tops.elevation_deg[ascending]
    return best_s, best_deg
