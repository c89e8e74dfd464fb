"""The door: craft and stations through one of the kernels."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dishboard.geometry.windows.fast import Kernel, best_kernel
from dishboard.geometry.windows.interpolant import Tracks
from dishboard.geometry.windows.table import WindowTable
from dishboard.geometry.windows.terrain import over_horizons
from dishboard.geometry.windows.viewers import Viewers

__all__ = ["find_windows"]

Rows = NDArray[np.intp]


def find_windows(
    tracks: Tracks,
    viewers: Viewers,
    start_s: ArrayLike,
    end_s: ArrayLike,
    pairs: tuple[Rows, Rows] | None = None,
    kernel: Kernel | None = None,
) -> WindowTable:
    """Every span within [start_s, end_s] in which a station can follow a craft.

    That is where the craft stands at or above the mask, by azimuth where the horizon is uneven,
    and not above what the mount can reach.

    No pass is lost however short, as long as an elevation has no more than one extreme in two
    fine steps of the grid. Rise and set are roots on the interpolated track, whose own error is
    about a metre (0.3 ms).

    Args:
        tracks: positions on a grid that covers the span.
        viewers: stations and their horizons.
        start_s, end_s: unix_s, one for all or one for each craft.
        pairs: rows (craft, station) to search, ordered by craft; all when None.
        kernel: how; they all give the same windows. None: the fastest that is ready (`fast`).
    """
    search = kernel or best_kernel()
    grid, craft_count = tracks.grid, tracks.position_itrs_km.shape[0]
    starts = np.broadcast_to(np.asarray(start_s, dtype=np.float64), (craft_count,))
    ends = np.broadcast_to(np.asarray(end_s, dtype=np.float64), (craft_count,))
    if np.any(starts < grid.start_s) or np.any(ends > grid.end_s):
        raise ValueError("the tracks' grid does not cover the span")
    if pairs is None:
        stations = viewers.mask_deg.size
        craft = np.repeat(np.arange(craft_count), stations)
        station = np.tile(np.arange(stations), craft_count)
    else:
        craft, station = pairs
    return over_horizons(tracks, viewers, search(tracks, viewers, craft, station, starts, ends))
