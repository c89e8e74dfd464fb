"""Which kernel searches: the compiled one once somebody has warmed it, else NumPy's.

Importing and loading the compiled one costs half a second, compiling it six seconds of the first
process ever: `dishboard serve` warms it beside its work, a command that answers once never does.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dishboard.geometry.windows import kernels_numpy
from dishboard.geometry.windows.interpolant import Tracks
from dishboard.geometry.windows.table import WindowTable
from dishboard.geometry.windows.viewers import Viewers

__all__ = ["Kernel", "best_kernel", "can_be_warmed", "forget", "warm"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
# Tracks, viewers, the pairs' craft and station, start and end of each craft's span.
Kernel = Callable[[Tracks, Viewers, Rows, Rows, Floats, Floats], WindowTable]

_log = logging.getLogger(__name__)
_warm: list[Kernel] = []  # the compiled kernel, when it is ready


def best_kernel() -> Kernel:
    return _warm[0] if _warm else kernels_numpy.search


def forget() -> None:
    """Back to NumPy's, until somebody warms the compiled one again: for comparisons."""
    _warm.clear()


def can_be_warmed() -> bool:
    """Whether the extra `dishboard[fast]` is installed."""
    return importlib.util.find_spec("numba") is not None


def warm() -> bool:
    """Makes the compiled kernel ready, in a thread of its own if need be; False if it cannot be.

    Whatever goes wrong in compiling (a cache folder of another version, a processor unknown to
    the compiler), the NumPy kernel goes on.
    """
    if not _warm and can_be_warmed():
        try:
            from dishboard.geometry.windows import kernels_numba

            kernels_numba.warm()
        except Exception:
            _log.warning("the compiled pass search is not available", exc_info=True)
        else:
            _warm.append(kernels_numba.search)
    return bool(_warm)
