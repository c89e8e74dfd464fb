"""Matrix products that stay on their thread.

OpenBLAS divides a product of more than 2¹⁸ multiplications among threads, which then spin and wait
for the next: they cost more processor time than all else here, and gain nothing, as what is
multiplied is thin. So products come in smaller pieces.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["MULTIPLICATIONS", "product"]

Floats = NDArray[np.float64]

MULTIPLICATIONS = 2**18  # in one product


def product(left: Floats, right: Floats) -> Floats:
    """(m, k) @ (k, n), some columns at a time."""
    columns = max(1, MULTIPLICATIONS // left.size)
    if right.shape[1] <= columns:
        return left @ right
    out = np.empty((left.shape[0], right.shape[1]))
    for begin in range(0, right.shape[1], columns):
        some = slice(begin, begin + columns)
        out[:, some] = left @ right[:, some]
    return out
