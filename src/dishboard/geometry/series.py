"""Curves through states, and polynomials that travel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["chebyshev_fit", "chebyshev_nodes", "chebyshev_weights", "hermite"]

Floats = NDArray[np.float64]


def hermite(
    nodes_s: Floats, position_km: Floats, velocity_km_s: Floats, at_s: Floats
) -> tuple[Floats, Floats]:
    """Position and velocity between states, by the cubic that keeps both at its ends.

    The error is h⁴ r⁗/384: 0.002 km for half a day of an orbit at 1 au. Outside the nodes: NaN.

    Args:
        nodes_s: increasing, (n,); position_km, velocity_km_s: (n, 3); at_s: (...).
    """
    index = np.clip(np.searchsorted(nodes_s, at_s, "right") - 1, 0, nodes_s.size - 2)
    step = (nodes_s[index + 1] - nodes_s[index])[..., None]
    x = (at_s - nodes_s[index])[..., None] / step
    x = np.where((x >= 0) & (x <= 1), x, np.nan)
    r0, r1 = position_km[index], position_km[index + 1]
    v0, v1 = velocity_km_s[index] * step, velocity_km_s[index + 1] * step
    # Written about r0, so that large positions do not cancel.
    quadratic = 3 * (r1 - r0) - 2 * v0 - v1
    cubic = -2 * (r1 - r0) + v0 + v1
    position = r0 + x * (v0 + x * (quadratic + x * cubic))
    velocity = (v0 + x * (2 * quadratic + 3 * x * cubic)) / step
    return position, velocity


def chebyshev_nodes(count: int) -> Floats:
    """The points in [-1, 1] at which `chebyshev_fit` wants its values."""
    return np.cos(np.pi * (np.arange(count) + 0.5) / count)


def chebyshev_fit(values: Floats) -> Floats:
    """Coefficients of the Chebyshev series through values at the Chebyshev nodes.

    Args:
        values: shape (..., n, d), along the second last axis as `chebyshev_nodes` orders them.

    Returns:
        Coefficients of T_0 … T_{n-1}, shape (..., n, d).
    """
    count = values.shape[-2]
    angle = np.pi * (np.arange(count) + 0.5) / count
    basis = np.cos(np.arange(count)[:, None] * angle) * (2 / count)
    basis[0] *= 0.5
    return np.asarray(basis @ values)


def chebyshev_weights(count: int, s: float) -> Floats:
    """What coefficients are multiplied by for the value, and for its derivative by s: (2, count).

    T_k and T_k' by their recurrences; s in [-1, 1], `count` at least 2.
    """
    values, slopes = [1.0, s], [0.0, 1.0]
    for _ in range(count - 2):
        slopes.append(2 * values[-1] + 2 * s * slopes[-1] - slopes[-2])
        values.append(2 * s * values[-1] - values[-2])
    return np.array((values, slopes))
