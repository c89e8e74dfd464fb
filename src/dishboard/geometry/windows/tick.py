"""States of many craft now, and a second later, and again: what a live board costs.

Ten nodes of a class of craft are kept about the present. At every tick one row of weights for the
position and one for the velocity times those nodes are the states of all of them: one matrix
product. A node is propagated once in a step (six minutes for low orbits), not once a second.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dishboard.geometry.earth import Station
from dishboard.geometry.look import LookAngles, look_angles
from dishboard.geometry.windows.grid import BEFORE, POINTS, Step
from dishboard.geometry.windows.interpolant import coefficient_matrix

__all__ = ["Group", "States", "Tick"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Positions = Callable[[Floats], Floats]


class States(NamedTuple):
    """Earth-fixed, (craft, 3); NaN where a craft's position is unknown."""

    position_itrs_km: Floats
    velocity_itrs_km_s: Floats  # relative to the turning Earth


class Group:
    """Craft of one step, and ten nodes of each about the last instant that was asked for."""

    def __init__(self, step: Step, positions: Positions) -> None:
        """`positions` gives (craft, 3, n) in the ITRS, km, at instants unix_s (n,)."""
        self._step_s = step.node_s
        self._positions = positions
        self._first: int | None = None  # number of the first node kept
        self._nodes = np.empty((POINTS, 0))  # (10, craft · 3)
        # From powers of y to the weights of the nodes, for the position and for its derivative.
        matrix = coefficient_matrix()
        rates = np.zeros_like(matrix)
        rates[:-1] = matrix[1:] * np.arange(1, POINTS)[:, None] / step.node_s
        self._weights = np.hstack([matrix, rates])

    def states(self, unix_s: float) -> Floats:
        """Positions and velocities, (2, craft · 3)."""
        elapsed = unix_s / self._step_s
        interval = math.floor(elapsed)
        self._move_to(interval - BEFORE)
        y = elapsed - interval - 0.5
        powers = [1.0]
        for _ in range(POINTS - 1):
            powers.append(powers[-1] * y)
        weights = (np.array(powers) @ self._weights).reshape(2, POINTS)
        return weights @ self._nodes

    def _move_to(self, first: int) -> None:
        """Keeps what can be kept and asks for the other nodes, usually one."""
        if first == self._first:
            return
        moved = POINTS if self._first is None else first - self._first
        if not 0 < moved < POINTS:  # the first time, a leap, or back in time
            self._nodes = self._asked(first, POINTS)
        else:
            new = self._asked(first + POINTS - moved, moved)
            self._nodes = np.concatenate([self._nodes[moved:], new])
        self._first = first

    def _asked(self, first: int, count: int) -> Floats:
        numbers = np.arange(first, first + count, dtype=np.float64)
        asked = self._positions(numbers * self._step_s)
        return np.moveaxis(asked, -1, 0).reshape(count, -1)


class Tick:
    """All craft, whatever their steps; not for several threads at once."""

    def __init__(self, groups: list[tuple[Rows, Group]]) -> None:
        """Each group with the rows its craft have among all."""
        self._groups = groups
        self._count = sum(rows.size for rows, _ in groups)

    def states(self, unix_s: float) -> States:
        """Of all craft at one instant."""
        if len(self._groups) == 1 and self._in_order(self._groups[0][0]):
            both = self._groups[0][1].states(unix_s).reshape(2, -1, 3)
        else:
            both = np.empty((2, self._count, 3))
            for rows, group in self._groups:
                both[:, rows] = group.states(unix_s).reshape(2, -1, 3)
        return States(both[0], both[1])

    def looks(self, states: States, craft: Rows, station: Station) -> LookAngles:
        """From a stack of stations, each at its own craft."""
        return look_angles(
            states.position_itrs_km[craft], station, states.velocity_itrs_km_s[craft]
        )

    def _in_order(self, rows: Rows) -> bool:
        return rows.size == self._count and bool((rows == np.arange(self._count)).all())
