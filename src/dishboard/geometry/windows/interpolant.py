"""Positions between nodes: polynomials of degree nine through ten of them.

Theory. On an even grid the polynomial through the nodes −4 … 5 about an interval is written in
y = x − ½, x ∈ [0, 1] the fraction of the interval; the matrix from node values to coefficients is
the same everywhere and is made exactly, in fractions. The error in the middle is
872 h¹⁰ p⁽¹⁰⁾ / 10!: 0.2 m for a turn of 0.41 rad a step (a low orbit at 360 s).

Inside its interval, where alone it is used, it gives up its three highest powers for what lower
ones can say of them (`interval_matrix`): a third of the arithmetic, and 0.7 mm at worst over a day
of 16,069 active objects.

Velocities are derivatives of the polynomial: those of SGP4 are not the derivatives of its
positions (up to 1.7 m/s in the range rate).

A node that is not known (NaN) blanks the ten intervals whose polynomials use it, no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from dishboard.geometry.windows.grid import AFTER, BEFORE, POINTS, Grid
from dishboard.geometry.windows.products import MULTIPLICATIONS, product
from dishboard.units import EARTH_EQUATORIAL_RADIUS_KM, EARTH_FLATTENING

__all__ = ["TERMS", "Tracks", "coefficient_matrix", "extended", "interval_matrix"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

TERMS = 7  # of a polynomial inside its interval
_BLOCK = 8  # intervals interpolated by one matrix product
_ROWS_AT_ONCE = MULTIPLICATIONS // (TERMS * POINTS)


@lru_cache(maxsize=1)
def coefficient_matrix() -> Floats:
    """From ten node values to ten coefficients of powers of y: shape (10, 10)."""
    at = [Fraction(2 * k + 1, 2) - BEFORE - 1 for k in range(POINTS)]  # the nodes' y
    columns: list[list[Fraction]] = []
    for k in range(POINTS):
        product = [Fraction(1)]
        for j in range(POINTS):
            if j != k:
                shifted = [Fraction(0), *product]
                product = [
                    (high - at[j] * low) / (at[k] - at[j])
                    for high, low in zip(shifted, [*product, Fraction(0)], strict=True)
                ]
        columns.append(product)
    return np.array([[float(columns[k][n]) for k in range(POINTS)] for n in range(POINTS)])


@lru_cache(maxsize=1)
def interval_matrix() -> Floats:
    """From ten node values to seven coefficients that serve for |y| ≤ ½: shape (7, 10).

    The highest power is replaced by what the Chebyshev polynomial T_n(2y), which it leads, says of
    it; T_n stays within 1, so that c yⁿ loses at most c / 2²ⁿ⁻¹. Three times over.
    """
    chebyshev = np.zeros((POINTS, POINTS))  # powers of y
    chebyshev[0, 0], chebyshev[1, 1] = 1, 2
    for n in range(2, POINTS):
        chebyshev[n, 1:] = 4 * chebyshev[n - 1, :-1]
        chebyshev[n] -= chebyshev[n - 2]
    matrix = coefficient_matrix().copy()
    for n in range(POINTS - 1, TERMS - 1, -1):
        matrix -= np.outer(chebyshev[n] / chebyshev[n, n], matrix[n])
    return np.ascontiguousarray(matrix[:TERMS])


@lru_cache(maxsize=64)
def _block_weights(intervals: int, divisions: int) -> Floats:
    """From the nodes of a block to its fine nodes: (intervals + 9, intervals · divisions)."""
    y = np.arange(divisions) / divisions - 0.5
    weights = (y[:, None] ** np.arange(TERMS)) @ interval_matrix()
    weights[0] = np.eye(POINTS)[BEFORE]  # at a node the node itself, to the last digit
    block = np.zeros((intervals + POINTS - 1, intervals, divisions))
    for interval in range(intervals):
        block[interval : interval + POINTS, interval] = weights.T
    return block.reshape(intervals + POINTS - 1, intervals * divisions)


def extended(position_km: Floats) -> Floats:
    """Up to five nodes more at either end of what is known of one craft, (3, nodes).

    They lie on the polynomial through the ten nodes beside them, so that the last known interval
    has a polynomial too: one-sided, 40 times less exact than in the middle. Fewer than ten known
    nodes in a row stay as they are.
    """
    known = np.flatnonzero(~np.isnan(position_km).any(axis=0))
    if known.size < POINTS or known[-1] - known[0] + 1 != known.size:
        return position_km
    y = np.arange(POINTS, POINTS + AFTER) - (POINTS - 1) / 2
    weights = (y[:, None] ** np.arange(POINTS)) @ coefficient_matrix()
    full = position_km.copy()
    first, last = int(known[0]), int(known[-1])
    after = full[:, last + 1 : last + 1 + AFTER]
    after[:] = (full[:, last + 1 - POINTS : last + 1] @ weights.T)[:, : after.shape[1]]
    before = full[:, max(first - AFTER, 0) : first][:, ::-1]
    before[:] = (full[:, first : first + POINTS][:, ::-1] @ weights.T)[:, : before.shape[1]]
    return full


@dataclass(frozen=True, eq=False)
class Tracks:
    """Earth-fixed positions of craft at the nodes of one grid, and everything between them.

    `position_itrs_km` has shape (craft, 3, nodes); NaN (all three) where nothing is known. Below
    `lowest_height_km` a position is not believed: no window goes there (to a fine step).
    """

    grid: Grid
    position_itrs_km: Floats
    lowest_height_km: float | None = None

    def take(self, craft: slice) -> Tracks:
        return Tracks(self.grid, self.position_itrs_km[craft], self.lowest_height_km)

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Whether an interval's polynomial is defined, (craft, intervals)."""
        bad = np.isnan(self.position_itrs_km[:, 0])
        if not bad.any():
            return np.ones((bad.shape[0], self.grid.intervals), dtype=np.bool_)
        within = np.lib.stride_tricks.sliding_window_view(bad, POINTS, axis=1)
        return np.asarray(~within.any(axis=-1))

    @cached_property
    def filled(self) -> Floats:
        """Node positions with zeros for the unknown ones: they weigh in unknown intervals only."""
        if self.known.all():
            return np.ascontiguousarray(self.position_itrs_km)
        return np.nan_to_num(self.position_itrs_km, nan=0.0)

    def fine_positions(self) -> Floats:
        """Positions on the fine grid, (craft, 3, fine nodes); NaN where unknown."""
        grid, nodes = self.grid, self.filled
        rows = nodes.reshape(-1, grid.nodes)
        divisions, block = grid.step.divisions, min(_BLOCK, grid.intervals)
        fine = np.empty((rows.shape[0], grid.fine_nodes))
        weights = _block_weights(block, divisions)
        for begin in [*range(0, grid.intervals - block, block), grid.intervals - block]:
            part = fine[:, begin * divisions : (begin + block) * divisions]
            part[:] = product(rows[:, begin : begin + block + POINTS - 1], weights)
        fine[:, -1] = rows[:, -AFTER]
        fine = fine.reshape(nodes.shape[0], 3, grid.fine_nodes)
        if not self.known.all():
            self._blank(fine)
        if self.lowest_height_km is not None:
            self._blank_low(fine)
        return fine

    @property
    def lowest_ellipsoid_km(self) -> tuple[float, float]:
        """Radii at the equator and the pole inside which no position is believed; 0: anywhere."""
        if self.lowest_height_km is None:
            return 0.0, 0.0
        equator = EARTH_EQUATORIAL_RADIUS_KM + self.lowest_height_km
        return equator, equator - EARTH_FLATTENING * EARTH_EQUATORIAL_RADIUS_KM

    def _blank_low(self, fine: Floats) -> None:
        """NaN inside the lowest ellipsoid."""
        equator, pole = self.lowest_ellipsoid_km
        nodes = self.position_itrs_km
        squared = np.einsum("cin,cin->cn", nodes, nodes)
        # Between nodes a perigee may be lower, but not by 100 km.
        craft = np.flatnonzero((squared < (equator + 100) ** 2).any(axis=1))
        if craft.size:
            x, y, z = np.moveaxis(fine[craft], 1, 0)
            low = (x**2 + y**2) / equator**2 + z**2 / pole**2 < 1
            fine[craft] = np.where(low[:, None, :], np.nan, fine[craft])

    def _blank(self, fine: Floats) -> None:
        """NaN at fine nodes that no known interval touches."""
        known = np.repeat(self.known, self.grid.step.divisions, axis=1)
        touched = np.zeros((known.shape[0], self.grid.fine_nodes), dtype=np.bool_)
        touched[:, :-1] = known
        touched[:, 1:] |= known
        fine[np.broadcast_to(~touched[:, None, :], fine.shape)] = np.nan

    def nearest_km(self) -> Floats:
        """The least distance of each craft from the Earth's centre at a node, (craft,)."""
        squared = np.einsum("cin,cin->cn", self.position_itrs_km, self.position_itrs_km)
        return np.sqrt(np.fmin.reduce(squared, axis=1))

    def interval_of(self, craft: Rows, fine_node: Rows) -> Rows:
        """An interval whose polynomial is known at a fine node: its own, or the one before."""
        divisions = self.grid.step.divisions
        own = np.minimum(fine_node // divisions, self.grid.intervals - 1)
        if self.known.all():
            return own
        before = (~self.known[craft, own]) & (fine_node % divisions == 0) & (own > 0)
        return own - before

    def coefficients(self, craft: Rows, interval: Rows) -> Floats:
        """Polynomials of intervals, in powers of y: (3, 7, k), km."""
        windows = np.lib.stride_tricks.sliding_window_view(self.filled, POINTS, axis=2)
        terms = np.empty((3, TERMS, craft.size))
        for begin in range(0, craft.size, _ROWS_AT_ONCE):
            some = slice(begin, begin + _ROWS_AT_ONCE)
            nodes = windows[craft[some], :, interval[some]]  # (k, 3, 10)
            np.matmul(interval_matrix(), nodes.transpose(1, 2, 0), out=terms[:, :, some])
        return terms

    def y_of(self, interval: Rows, unix_s: Floats) -> Floats:
        """The polynomials' variable at instants."""
        return (unix_s - self.grid.start_s) / self.grid.step.node_s - interval - 0.5

    def position(self, craft: Rows, unix_s: Floats) -> Floats:
        """Earth-fixed position at instants, km, (k, 3); NaN if unknown.

        By the weights of the nodes instead of a polynomial for each: four times as quick as
        `motion`, the same to 1e-8 km.
        """
        windows = np.lib.stride_tricks.sliding_window_view(self.filled, POINTS, axis=2)
        grid, found = self.grid, np.empty((craft.size, 3))
        for begin in range(0, craft.size, _ROWS_AT_ONCE):
            some = slice(begin, begin + _ROWS_AT_ONCE)
            elapsed = (unix_s[some] - grid.start_s) / grid.step.node_s
            interval = np.clip(np.floor(elapsed), 0, grid.intervals - 1).astype(np.intp)
            y = elapsed - interval - 0.5
            weights = np.vander(y, TERMS, increasing=True) @ interval_matrix()
            part = found[some]
            np.einsum("kip,kp->ki", windows[craft[some], :, interval], weights, out=part)
            outside = (elapsed < 0) | (elapsed > grid.intervals)
            part[outside | ~self.known[craft[some], interval]] = np.nan
        return found

    def y_of_node(self, interval: Rows, fine_node: Rows) -> Floats:
        """The same at fine nodes."""
        share = fine_node / self.grid.step.divisions
        return np.asarray(share - interval - 0.5, dtype=np.float64)

    def unix_s_of(self, interval: Rows, y: Floats) -> Floats:
        elapsed = np.asarray(interval + 0.5 + y, dtype=np.float64)
        return self.grid.start_s + elapsed * self.grid.step.node_s

    def motion(self, craft: Rows, unix_s: Floats) -> tuple[Floats, Floats]:
        """Earth-fixed position (km) and velocity (km/s) at instants, (k, 3); NaN if unknown."""
        grid = self.grid
        elapsed = (unix_s - grid.start_s) / grid.step.node_s
        interval = np.clip(np.floor(elapsed), 0, grid.intervals - 1).astype(np.intp)
        terms = self.coefficients(craft, interval)
        y = elapsed - interval - 0.5
        position, velocity = terms[:, -1].copy(), np.zeros_like(terms[:, -1])
        for power in range(TERMS - 2, -1, -1):
            velocity *= y
            velocity += position
            position *= y
            position += terms[:, power]
        outside = (elapsed < 0) | (elapsed > grid.intervals) | ~self.known[craft, interval]
        position[:, outside] = np.nan
        velocity[:, outside] = np.nan
        return position.T, velocity.T / grid.step.node_s
