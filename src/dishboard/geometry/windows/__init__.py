"""The windows engine: every pass of every craft over every station, on shared grids.

grid         which step an orbit needs
interpolant  positions between nodes
products     matrix products that wake no threads
viewers      stations, and how low a target at the mask can stand
samples      fine nodes worth a look, and least values that dismiss all others
sight_lines  functions whose roots are edges and tops
newton       their roots
tops         the highest moment of each window
kernels_*    the search itself, in NumPy and compiled
fast         which of the two
engine       the door to all that
horizon      masks by azimuth, keyholes
terrain      windows cut by them
table        what comes out
"""

from dishboard.geometry.windows.engine import find_windows
from dishboard.geometry.windows.fast import Kernel, can_be_warmed, warm
from dishboard.geometry.windows.grid import (
    DISTANT,
    ECCENTRIC,
    NEAR_CIRCULAR,
    SLOW,
    Grid,
    Step,
    step_of_orbit,
)
from dishboard.geometry.windows.horizon import Horizon
from dishboard.geometry.windows.interpolant import Tracks, extended
from dishboard.geometry.windows.table import Window, WindowTable
from dishboard.geometry.windows.viewers import Viewers

__all__ = [
    "DISTANT",
    "ECCENTRIC",
    "NEAR_CIRCULAR",
    "SLOW",
    "Grid",
    "Horizon",
    "Kernel",
    "Step",
    "Tracks",
    "Viewers",
    "Window",
    "WindowTable",
    "can_be_warmed",
    "extended",
    "find_windows",
    "step_of_orbit",
    "warm",
]
