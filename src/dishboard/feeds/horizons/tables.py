"""From an answer of Horizons to what the sky asks: tables of one craft, cut at their seams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris import Ephemeris, Surroundings
from dishboard.ephemeris.distant import Distant
from dishboard.ephemeris.file_frames import Axes
from dishboard.ephemeris.state_table import StateTable
from dishboard.ephemeris.tabulated import sources_of_tables
from dishboard.errors import FormatError
from dishboard.formats.horizons import HorizonsTable
from dishboard.geometry import unix_s_of_tdb
from dishboard.geometry.interpolation import hermite_between
from dishboard.model import Spacecraft

__all__ = ["CraftTables", "TooCoarseError", "tables_of"]

Floats = NDArray[np.float64]

_RANK = 0  # files of the user have less: what an operator gives of his own craft is better
_POINTS = 4  # states a polynomial goes through, of degree 7
_FEWEST = 2 * _POINTS + 1  # states in a piece: enough to test every other one
_JUMP_KM = 20.0
_ALLOWED_KM = 1.0
_HALVING = 2.0 ** (2 * _POINTS)  # what half the step makes of the error of degree 7

_NOTHING = np.empty(0)  # Horizons gives no error of its own with vectors


class TooCoarseError(FormatError):
    """The step is too long for the craft's motion: what lies between two states is not known."""


class CraftTables:
    """The tables of one craft: a Provider."""

    def __init__(self, spacecraft_id: str, tables: Sequence[StateTable]) -> None:
        self.spacecraft_id = spacecraft_id
        self.tables = tuple(tables)

    def sources(self, craft: Spacecraft, around: Surroundings) -> Sequence[Ephemeris]:
        if craft.id != self.spacecraft_id:
            return ()
        found = sources_of_tables(self.tables, around.earth)
        return [replace(one, rank=_RANK) if isinstance(one, Distant) else one for one in found]


def tables_of(table: HorizonsTable, received_at: datetime) -> tuple[StateTable, ...]:
    """A table about the Sun, in pieces between which nothing is interpolated.

    Horizons joins trajectories of several solutions; at such a seam the craft jumps, by thousands
    of kilometres at times. Between the two states around it there is no position from this table.

    Raises:
        TooCoarseError: when the states are too far apart to say what lies between them.
        FormatError: when the pieces are too short to be used.
    """
    run_on = table.run_on or received_at.date()
    node_s = unix_s_of_tdb(table.tdb_s)
    pieces: list[StateTable] = []
    for rows in _pieces(table):
        if rows.stop - rows.start < _FEWEST:
            continue
        _insist_on_fine(table, rows)
        pieces.append(
            StateTable(
                file="JPL Horizons",
                source=f"JPL Horizons, {run_on:%Y-%m-%d}",
                created_s=received_at.timestamp(),
                centre="SUN",
                axes=Axes.ICRF,
                hermite=True,
                points=_POINTS,
                node_s=node_s[rows],
                position_km=table.position_km[rows],
                velocity_km_s=table.velocity_km_s[rows],
                start_s=float(node_s[rows.start]),
                end_s=float(node_s[rows.stop - 1]),
                sigma_s=_NOTHING,
                sigma_km=_NOTHING,
            )
        )
    if not pieces:
        raise FormatError(f"expected at least {_FEWEST} states in a row, got fewer")
    return tuple(pieces)


def _pieces(table: HorizonsTable) -> list[slice]:
    """Between the seams: where a state and the one after it both miss what their neighbours say.

    What a cubic through the states before and after makes of a state misses by half of a jump on
    both sides of it, and by next to nothing elsewhere; a sharp turn misses over several states.
    """
    count = table.tdb_s.size
    missed = np.zeros(count)
    if count >= 3:
        missed[1:-1] = _missed(table, np.arange(count), 2)
    seams = [
        row + 1
        for row in range(1, count - 2)
        if min(missed[row], missed[row + 1]) > _JUMP_KM
        and min(missed[row], missed[row + 1])
        > 10 * max(missed[row - 1], missed[row + 2] if row + 2 < count else 0.0)
    ]
    ends = [0, *seams, count]
    return [slice(first, last) for first, last in pairwise(ends)]


def _missed(table: HorizonsTable, rows: NDArray[np.intp], points: int) -> Floats:
    """How far each inner state is from what its two neighbours say (km)."""
    found = np.empty(rows.size - 2)
    for odd in (0, 1):  # the neighbours of every other state are the others
        nodes, between = rows[odd::2], rows[odd + 1 : -1 : 2]
        between = between[between < nodes[-1]]
        if nodes.size < points:
            found[between - rows[0] - 1] = 0.0
            continue
        guess, _ = hermite_between(
            table.tdb_s[nodes],
            table.position_km[nodes],
            table.velocity_km_s[nodes],
            table.tdb_s[between],
            points,
        )
        found[between - rows[0] - 1] = np.linalg.norm(guess - table.position_km[between], axis=1)
    return found


def _insist_on_fine(table: HorizonsTable, rows: slice) -> None:
    """With every other state left out the error is 256 times that of all of them."""
    error_km = float(_missed(table, np.arange(rows.start, rows.stop), _POINTS).max()) / _HALVING
    if error_km > _ALLOWED_KM:
        step_s = float(np.diff(table.tdb_s[rows]).max())
        raise TooCoarseError(
            f"states {step_s:.0f} s apart leave {error_km:.0f} km between them open; "
            "a shorter step is needed"
        )
