"""The lowest points of many one-dimensional functions at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["least"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Function = Callable[[Floats, Rows], Floats]  # values at abscissas (k,) for the rows (k,)

_GOLDEN = (3 - 5**0.5) / 2
_MOST_STEPS = 80


def least(
    function: Function, low: Floats, middle: Floats, high: Floats, rows: Rows, tolerance: float
) -> Floats:
    """Where functions with one minimum in their bracket have it.

    Brent 1973 (Algorithms for Minimization Without Derivatives, chapter 5): the lowest point of a
    parabola where it can be trusted, else the golden section. Half the evaluations of that alone.

    Args:
        middle: within the brackets, best where the function is low.
        rows: what the function is told beside the abscissa.
        tolerance: in the abscissa's unit.
    """
    found = middle.copy()
    if not found.size:
        return found
    search = _Search(function, low, middle, high, rows)
    going = np.arange(found.size)
    for _ in range(_MOST_STEPS):
        found[going] = search.at[:, 0]
        open_ = search.is_open(tolerance)
        going = going[open_]
        if not going.size:
            break
        search.keep(open_)
        search.go_on(tolerance)
    return found


class _Search:
    """Brackets that shrink: `at` and `value` are of the best place, the second and the third."""

    def __init__(
        self, function: Function, low: Floats, middle: Floats, high: Floats, rows: Rows
    ) -> None:
        self.function, self.rows = function, rows
        self.low, self.high = low, high
        self.at: Floats = np.repeat(middle[:, None], 3, axis=1)
        self.value: Floats = np.repeat(function(middle, rows)[:, None], 3, axis=1)
        self.step: Floats = np.zeros(middle.size)
        self.before: Floats = np.zeros(middle.size)  # the step before the last

    def is_open(self, tolerance: float) -> NDArray[np.bool_]:
        centre, half = (self.low + self.high) / 2, (self.high - self.low) / 2
        return np.asarray(np.abs(self.at[:, 0] - centre) > 2 * tolerance - half)

    def keep(self, some: NDArray[np.bool_]) -> None:
        if some.all():
            return
        self.rows = self.rows[some]
        self.low, self.high = self.low[some], self.high[some]
        self.at, self.value = self.at[some], self.value[some]
        self.step, self.before = self.step[some], self.before[some]

    def go_on(self, tolerance: float) -> None:
        """One evaluation of each function that is still open."""
        at = self._next(tolerance)
        value = self.function(at, self.rows)
        best = self.at[:, 0]
        lower, left = value <= self.value[:, 0], at < best
        to_low = np.where(lower, best, at)
        self.low = np.where(lower != left, to_low, self.low)
        self.high = np.where(lower != left, self.high, to_low)
        second = ~lower & ((value <= self.value[:, 1]) | (self.at[:, 1] == best))
        third = ~lower & ~second
        third &= (value <= self.value[:, 2]) | (self.at[:, 2] == best)
        third |= ~lower & ~second & (self.at[:, 2] == self.at[:, 1])
        for column, new in ((self.at, at), (self.value, value)):
            moves = lower | second
            column[:, 2] = np.where(moves, column[:, 1], np.where(third, new, column[:, 2]))
            column[:, 1] = np.where(lower, column[:, 0], np.where(second, new, column[:, 1]))
            column[:, 0] = np.where(lower, new, column[:, 0])

    def _next(self, tolerance: float) -> Floats:
        x, w, v = self.at.T
        f_x, f_w, f_v = self.value.T
        centre = (self.low + self.high) / 2
        r, q = (x - w) * (f_x - f_v), (x - v) * (f_x - f_w)
        above: Floats = (x - v) * q - (x - w) * r
        below: Floats = 2 * (q - r)
        above = np.where(below > 0, -above, above)
        below = np.abs(below)
        trusted = np.abs(above) < np.abs(below * self.before / 2)
        trusted &= (above > below * (self.low - x)) & (above < below * (self.high - x))
        wider: Floats = np.where(x >= centre, self.low - x, self.high - x)
        self.before = np.where(trusted, self.step, wider)
        with np.errstate(divide="ignore", invalid="ignore"):
            step: Floats = np.where(trusted, above / below, _GOLDEN * wider)
        end = np.minimum(x + step - self.low, self.high - x - step) < 2 * tolerance
        step = np.where(trusted & end, np.copysign(tolerance, centre - x), step)
        self.step = step
        return x + np.where(np.abs(step) >= tolerance, step, np.copysign(tolerance, step))
