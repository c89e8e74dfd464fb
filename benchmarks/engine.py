"""Dishboard's own search, as the other tools are asked: objects made ready, then one call."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.found import Found
from benchmarks.workload import Work
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.catalogue import CatalogueWindows, catalogue_windows
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.formats.tle import parse_tle
from dishboard.geometry import Station
from dishboard.geometry.windows import Viewers, warm


def compiled(work: Work) -> Callable[[], CatalogueWindows]:
    """With Numba."""
    if not warm():
        raise ImportError("numba is not installed")
    return plain(work)


def plain(work: Work) -> Callable[[], CatalogueWindows]:
    """With NumPy only."""
    orbits = orbits_of(work)
    viewers = Viewers.of(
        Station(work.latitude_deg, work.longitude_deg, work.height_m), work.mask_deg
    )
    start_s, end_s = work.start_s, work.end_s
    return lambda: catalogue_windows(orbits, viewers, start_s, end_s)


def orbits_of(work: Work) -> list[ElementSetOrbit]:
    """Ready to be propagated; SGP4's constants of each are set up, as the peers' are."""
    text = "\n".join(line for lines in work.satellites for line in lines)
    sets = parse_tle(text, "benchmark").sets
    assert len(sets) == len(work.satellites)
    orientation = BuiltinData().orientation
    orbits = [ElementSetOrbit(one, orientation) for one in sets]
    assert all(one.satellite for one in orbits)
    return orbits


def columns(windows: CatalogueWindows, work: Work) -> Found:
    table = windows.table
    return Found(
        np.asarray(table.craft), np.asarray(table.station), table.begin_s, table.end_s
    ).within(work)
