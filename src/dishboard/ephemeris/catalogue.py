"""Windows of a whole catalogue: thousands of element sets over many stations, in chunks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.earth_orbit import LOWEST_KM, TOO_LOW, ElementSetOrbit, propagated
from dishboard.geometry.windows import Grid, Step, Tracks, Viewers, WindowTable, find_windows

__all__ = ["CatalogueWindows", "Chunk", "Failure", "catalogue_chunks", "catalogue_windows"]

_CRAFT_AT_ONCE = 256  # a few megabytes of nodes


@dataclass(frozen=True)
class Failure:
    """Why one object has no position in a part of the span, or in all of it."""

    craft: int  # row of the catalogue
    reason: str
    from_s: float  # unix_s from which on it has none, or of the first node without one


@dataclass(frozen=True, eq=False)
class CatalogueWindows:
    """`table.craft` and `Failure.craft` are rows of the catalogue."""

    table: WindowTable
    failures: tuple[Failure, ...]


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some objects of a catalogue; `table.craft` and `tracks` count them from 0."""

    rows: NDArray[np.intp]  # of the catalogue
    tracks: Tracks
    table: WindowTable
    failures: tuple[Failure, ...]  # by row of the catalogue


def catalogue_windows(
    orbits: Sequence[ElementSetOrbit],
    viewers: Viewers,
    start_s: float,
    end_s: float,
    told: Callable[[int], None] | None = None,
) -> CatalogueWindows:
    """Every window of every object over every station.

    Objects come in the order of their steps; those of one object by station and time. One object
    that fails is reported and costs the others nothing; where it has positions its windows are
    found. `told` is called with the number of objects done so far.
    """
    tables: list[WindowTable] = []
    failures: list[Failure] = []
    done = 0
    for chunk in catalogue_chunks(orbits, viewers, start_s, end_s):
        chunk.table.craft[:] = chunk.rows[chunk.table.craft]
        tables.append(chunk.table)
        failures += chunk.failures
        done += chunk.rows.size
        if told is not None:
            told(done)
    failures.sort(key=lambda one: one.craft)
    return CatalogueWindows(WindowTable.joined(tables), tuple(failures))


def catalogue_chunks(
    orbits: Sequence[ElementSetOrbit], viewers: Viewers, start_s: float, end_s: float
) -> Iterator[Chunk]:
    """The same, a few hundred objects at a time, for whoever cannot hold it all."""
    classes: defaultdict[Step, list[int]] = defaultdict(list)
    for row, orbit in enumerate(orbits):
        classes[orbit.step].append(row)
    for step, rows in classes.items():
        grid = Grid.covering(step, start_s, end_s)
        for begin in range(0, len(rows), _CRAFT_AT_ONCE):
            some = np.array(rows[begin : begin + _CRAFT_AT_ONCE])
            yield _chunk(some, [orbits[row] for row in some], grid, viewers, start_s, end_s)


def _chunk(
    rows: NDArray[np.intp],
    orbits: Sequence[ElementSetOrbit],
    grid: Grid,
    viewers: Viewers,
    start_s: float,
    end_s: float,
) -> Chunk:
    position, code = propagated(orbits, grid.node_unix_s, orbits[0].orientation)
    tracks = Tracks(grid, position, LOWEST_KM)
    begins = np.array([max(start_s, one.start_unix_s) for one in orbits])
    ends = np.array([min(end_s, one.end_unix_s) for one in orbits])
    # What has come down is down at some node of each revolution.
    down = (code != 0).any(axis=1)
    for row, one in enumerate(orbits):
        if down[row] or one.may_dip:
            ends[row] = min(ends[row], one.decay_s(end_s))
    known = begins < ends
    begins, ends = np.where(known, begins, start_s), np.where(known, ends, start_s)
    table = find_windows(tracks, viewers, begins, ends)
    failed = _failures(orbits, grid, code, ends, start_s, end_s)
    failures = tuple(Failure(int(rows[one.craft]), one.reason, one.from_s) for one in failed)
    return Chunk(rows, tracks, table, failures)


def _failures(
    orbits: Sequence[ElementSetOrbit],
    grid: Grid,
    code: NDArray[np.int_],
    ends: NDArray[np.float64],
    start_s: float,
    end_s: float,
) -> list[Failure]:
    found: list[Failure] = []
    nodes = grid.node_unix_s
    inside = (nodes >= start_s) & (nodes <= end_s)
    wrong = (code != 0) & inside
    for row, orbit in enumerate(orbits):
        if orbit.start_unix_s > start_s or orbit.end_unix_s < end_s:
            expired = orbit.start_unix_s <= start_s
            at = max(orbit.end_unix_s, start_s) if expired else start_s
            found.append(Failure(row, orbit.refusal(at + 1.0 if expired else at) or "expired", at))
        elif wrong[row].any():
            first = int(np.argmax(wrong[row]))
            at = min(float(nodes[first]), float(ends[row]))
            found.append(Failure(row, _reason(int(code[row, first])), at))
        elif ends[row] < end_s:  # down between two nodes, or before the span
            found.append(Failure(row, _reason(TOO_LOW), float(ends[row])))
    return found


def _reason(code: int) -> str:
    if code == TOO_LOW:
        return f"decayed: SGP4 has it below {LOWEST_KM:.0f} km"
    from sgp4.api import SGP4_ERRORS

    return f"SGP4 gives no position: {SGP4_ERRORS[code]}"
