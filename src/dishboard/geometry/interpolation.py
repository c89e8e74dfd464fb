"""Positions and velocities between the states of a table, as the table's maker wants them found.

Polynomials in Newton's form, through the `points` states about an instant: through positions
alone (Lagrange) or through positions and velocities (Hermite, of degree 2 × points − 1). Near the
ends of a table the states are those nearest to the end; steps may be uneven.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["hermite_between", "lagrange_between"]

Floats = NDArray[np.float64]


def lagrange_between(
    nodes_s: Floats, position_km: Floats, velocity_km_s: Floats, at_s: Floats, points: int
) -> tuple[Floats, Floats]:
    """Position and velocity, each by the polynomial through `points` of its own values.

    Args:
        nodes_s: increasing, (n,) with n ≥ points; position_km, velocity_km_s: (n, 3).
        at_s: (m,); outside the nodes the answer is NaN, never an extrapolation.
    """
    rows = _rows(nodes_s, at_s, points)
    nodes = _relative(nodes_s, rows, at_s)
    both = np.concatenate([position_km, velocity_km_s], axis=1)[rows]  # (m, points, 6)
    for order in range(1, points):
        step = nodes[:, order:] - nodes[:, :-order]
        both[:, order:] = (both[:, order:] - both[:, order - 1 : -1]) / step[..., None]
    value, _ = _newton(nodes, both)
    value[_outside(nodes_s, at_s)] = np.nan
    return value[:, :3], value[:, 3:]


def hermite_between(
    nodes_s: Floats, position_km: Floats, velocity_km_s: Floats, at_s: Floats, points: int
) -> tuple[Floats, Floats]:
    """Position by the polynomial that has the table's positions and velocities; and its rate.

    Arguments as for `lagrange_between`.
    """
    rows = np.repeat(_rows(nodes_s, at_s, points), 2, axis=1)  # each node twice
    nodes = _relative(nodes_s, rows, at_s)
    terms = position_km[rows]
    slopes = velocity_km_s[rows]
    # First differences: between a node and itself the slope.
    step = nodes[:, 1:] - nodes[:, :-1]
    same = np.arange(step.shape[1]) % 2 == 0
    step[:, same] = 1.0
    first = (terms[:, 1:] - terms[:, :-1]) / step[..., None]
    first[:, same] = slopes[:, 1::2]
    terms[:, 1:] = first
    for order in range(2, 2 * points):
        step = nodes[:, order:] - nodes[:, :-order]
        terms[:, order:] = (terms[:, order:] - terms[:, order - 1 : -1]) / step[..., None]
    position, velocity = _newton(nodes, terms)
    outside = _outside(nodes_s, at_s)
    position[outside], velocity[outside] = np.nan, np.nan
    return position, velocity


def _rows(nodes_s: Floats, at_s: Floats, points: int) -> NDArray[np.intp]:
    """Which nodes serve each instant, (m, points): as many on either side as there are."""
    before = np.searchsorted(nodes_s, at_s, "right") - 1
    if points % 2:  # an odd number lies about the nearest node
        inner = np.clip(before, 0, nodes_s.size - 2)
        before = inner + (at_s - nodes_s[inner] > nodes_s[inner + 1] - at_s)
    first = np.clip(before - (points - 1) // 2, 0, nodes_s.size - points)
    return first[:, None] + np.arange(points)


def _relative(nodes_s: Floats, rows: NDArray[np.intp], at_s: Floats) -> Floats:
    """Nodes counted from the instant asked for, so that Newton's form is evaluated at 0."""
    return nodes_s[rows] - at_s[:, None]


def _newton(nodes: Floats, terms: Floats) -> tuple[Floats, Floats]:
    """Value and rate at 0 of Σ terms_k ∏_{j<k} (t − nodes_j), by Horner's rule."""
    value = terms[:, -1].copy()
    rate = np.zeros_like(value)
    for order in range(terms.shape[1] - 2, -1, -1):
        at = -nodes[:, order, None]
        rate = value + at * rate
        value = terms[:, order] + at * value
    return value, rate


def _outside(nodes_s: Floats, at_s: Floats) -> NDArray[np.bool_]:
    return ~((at_s >= nodes_s[0]) & (at_s <= nodes_s[-1]))
