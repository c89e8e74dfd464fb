"""Dishboard's own search, asked as the peers are: objects made ready, then one call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
from sgp4.api import SatrecArray

from benchmarks.windows.found import Found
from benchmarks.windows.work import Work
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.catalogue import CatalogueWindows, catalogue_chunks, catalogue_windows
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.formats.tle import parse_tle
from dishboard.geometry import Station
from dishboard.geometry.scales import julian_day
from dishboard.geometry.windows import Grid, Step, Viewers, warm

Search = Callable[[], CatalogueWindows]
Columns = Callable[[CatalogueWindows], Found]
_CRAFT_AT_ONCE = 256


def compiled(work: Work) -> tuple[Search, Columns]:
    """With Numba; compiling is no part of the search, a server does it once."""
    if not warm():
        raise ImportError("No module named 'numba'", name="numba")
    return plain(work)


def plain(work: Work) -> tuple[Search, Columns]:
    """With NumPy only, in a process that has not warmed the compiled kernel."""
    orbits, viewers = orbits_of(work), _viewers(work)
    return lambda: catalogue_windows(orbits, viewers, work.start_s, work.end_s), _columns


def in_chunks(work: Work) -> tuple[Callable[[], int], Callable[[int], Found]]:
    """With Numba, and of what is found only the number is kept."""
    warm()
    orbits, viewers = orbits_of(work), _viewers(work)

    def search() -> int:
        chunks = catalogue_chunks(orbits, viewers, work.start_s, work.end_s)
        return sum(len(chunk.table) for chunk in chunks)

    return search, lambda _: Found.of(())


def orbits_of(work: Work) -> list[ElementSetOrbit]:
    """Ready to be propagated: SGP4's constants of each are set up, as the peers' are."""
    text = "\n".join(line for pair in work.satellites for line in pair)
    sets = parse_tle(text, "benchmark").sets
    if len(sets) != len(work.satellites):
        raise ValueError("an element set of the benchmark's own cannot be read")
    orientation = BuiltinData().orientation
    orbits = [ElementSetOrbit(one, orientation) for one in sets]
    for one in orbits:
        _ = one.satellite
    return orbits


def sgp4_alone(work: Work) -> tuple[Callable[[], None], Callable[[None], Found]]:
    """The SGP4 calls that the search makes, and nothing else."""
    classes: defaultdict[Step, list[Any]] = defaultdict(list)
    for one in orbits_of(work):
        classes[one.step].append(one.satellite)
    calls: list[tuple[SatrecArray, list[Any]]] = []
    for step, satellites in classes.items():
        nodes = Grid.covering(step, work.start_s, work.end_s).node_unix_s
        times = [np.ascontiguousarray(part) for part in julian_day(nodes)]
        calls += [
            (SatrecArray(satellites[begin : begin + _CRAFT_AT_ONCE]), times)
            for begin in range(0, len(satellites), _CRAFT_AT_ONCE)
        ]

    def run() -> None:
        for satellites, times in calls:
            satellites.sgp4(*times)

    return run, lambda _: Found.of(())


def _viewers(work: Work) -> Viewers:
    station = Station(work.latitude_deg, work.longitude_deg, work.height_m)
    return Viewers.of(station, work.mask_deg)


def _columns(answer: CatalogueWindows) -> Found:
    table = answer.table
    failed = len({one.craft for one in answer.failures})
    return Found(table.craft, table.station, table.begin_s, table.end_s, failed)
