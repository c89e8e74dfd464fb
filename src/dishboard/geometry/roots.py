"""Many one-dimensional roots at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["bracketed_roots"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


def bracketed_roots(
    function: Callable[[Floats, Rows], Floats],
    low: Floats,
    high: Floats,
    at_low: Floats,
    at_high: Floats,
    tolerance: float,
) -> Floats:
    """Where functions of one variable change sign, each inside its own bracket.

    Chandrupatla 1997 (Advances in Engineering Software 28, 145): inverse quadratic steps while
    they can be trusted, else bisection; a jump is found as surely as a root. Where there is no
    change of sign the end with the smaller value is returned.

    Args:
        function: values at abscissas (k,) for the rows (k,) they belong to; finite.
        low, high, at_low, at_high: brackets and the values there, shape (n,).
        tolerance: half-width at which a root is found, in the abscissa's unit.
    """
    a, b, f_a, f_b = high.copy(), low.copy(), at_high.copy(), at_low.copy()
    c, f_c = a.copy(), f_a.copy()
    step = np.full_like(a, 0.5)
    best = np.where(np.abs(f_a) < np.abs(f_b), a, b)
    rows = np.flatnonzero(f_a * f_b < 0)
    a, b, c, f_a, f_b, f_c, step = (v[rows] for v in (a, b, c, f_a, f_b, f_c, step))
    for _ in range(100):
        if rows.size == 0:
            break
        x = a + step * (b - a)
        f_x = function(x, rows)
        same = np.sign(f_x) == np.sign(f_a)
        c, f_c = np.where(same, a, b), np.where(same, f_a, f_b)
        b, f_b = np.where(same, b, a), np.where(same, f_b, f_a)
        a, f_a = x, f_x
        closer = np.abs(f_a) < np.abs(f_b)
        best[rows] = np.where(closer, a, b)
        with np.errstate(divide="ignore"):  # a bracket without width is found as it is
            relative = tolerance / np.abs(b - a)
        going = (relative < 0.5) & (f_a != 0)
        step = _next_step(a, b, c, f_a, f_b, f_c, relative)
        rows = rows[going]
        a, b, c, f_a, f_b, f_c, step = (v[going] for v in (a, b, c, f_a, f_b, f_c, step))
    return best


def _next_step(
    a: Floats, b: Floats, c: Floats, f_a: Floats, f_b: Floats, f_c: Floats, relative: Floats
) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        xi = (a - b) / (c - b)
        phi = (f_a - f_b) / (f_c - f_b)
        quadratic = f_a / (f_b - f_a) * f_c / (f_b - f_c) + (c - a) / (b - a) * f_a / (
            f_c - f_a
        ) * f_b / (f_c - f_b)
        trusted = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
    step = np.where(trusted & np.isfinite(quadratic), quadratic, 0.5)
    return np.clip(step, relative, 1 - relative)
