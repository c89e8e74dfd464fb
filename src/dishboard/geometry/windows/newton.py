"""Many roots at once, with derivatives: Newton inside brackets that only shrink."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["SMOOTH", "rising_roots"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
# Newton squares the error: after a step of this size what is left is below 1e-8 for anything that
# is smooth on the scale of 0.1.
SMOOTH = 3e-5
Function = Callable[[Floats, Rows], tuple[Floats, Floats]]


def rising_roots(function: Function, low: Floats, high: Floats, guess: Floats) -> Floats:
    """Where functions that rise through zero do so, each within its own bracket.

    A function that is positive all over its bracket gives `low`, one that is negative `high`.
    Newton's step is taken where it stays inside the bracket and is less than half of the step
    before it, else the bracket is halved: so no function can delay it for ever.

    Args:
        function: value and derivative at abscissas (k,) of the rows (k,).
        low, high, guess: shape (n,); the roots come to 1e-8 or, after a Newton step, its square.
    """
    found = guess.copy()
    low, high, x = low.copy(), high.copy(), guess.copy()
    rows, step = np.arange(x.size), high - low
    for _ in range(100):
        if rows.size == 0:
            break
        value, slope = function(x, rows)
        below = value < 0
        low, high = np.where(below, x, low), np.where(below, high, x)
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = value / slope
        following = x - newton
        good = (following >= low) & (following <= high) & (np.abs(newton) < np.abs(step) / 2)
        following = np.where(good, following, (low + high) / 2)
        step = following - x
        found[rows] = following
        going = np.abs(step) > np.where(good, SMOOTH, 1e-9)
        if not going.all():
            rows, low, high, step = rows[going], low[going], high[going], step[going]
            following = following[going]
        x = following
    return found
