"""Where craft are at the nodes of a grid: the one place where a pass search asks for positions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dishboard.ephemeris.earth_orbit import LOWEST_KM, ElementSetOrbit, propagated
from dishboard.ephemeris.interface import Ephemeris, Floats
from dishboard.ephemeris.path import Path, Piece
from dishboard.geometry.windows import Grid, Tracks, extended

__all__ = ["FLY_BY_KM", "Piece", "pieces", "tracks_of"]

FLY_BY_KM = 300_000.0  # nearer than the Moon ever is: an hour is too long a step there

_MORE_NODES = 10  # enough to lean on where knowledge ends just inside the grid


def pieces(path: Path, start_s: float, end_s: float) -> list[Piece]:
    """Which source is best when within a span, in order of time; nothing where none is."""
    return [
        Piece(piece.source, max(piece.begin_s, start_s), min(piece.end_s, end_s))
        for piece in path.pieces
        if piece.begin_s < end_s and start_s < piece.end_s
    ]


def tracks_of(sources: Sequence[Ephemeris], grid: Grid) -> Tracks:
    """Positions of craft as they are seen, each from one source; NaN where it has none.

    Element sets are propagated on beyond their validity: whoever asks cuts there. Other sources
    answer only where they are valid; there the last ten nodes are carried on, so that what is
    known is known to its end.
    """
    position = np.empty((len(sources), 3, grid.nodes))
    rows = [n for n, source in enumerate(sources) if isinstance(source, ElementSetOrbit)]
    if rows:
        orbits = [source for source in sources if isinstance(source, ElementSetOrbit)]
        position[rows], _ = propagated(orbits, grid.node_unix_s, orbits[0].orientation)
    for n, source in enumerate(sources):
        if not isinstance(source, ElementSetOrbit):
            position[n] = _seen_km(source, grid)
    return Tracks(grid, position, LOWEST_KM)


def _seen_km(source: Ephemeris, grid: Grid) -> Floats:
    nodes = grid.node_unix_s
    if source.start_unix_s < nodes[0] and nodes[-1] < source.end_unix_s:
        seen = source.seen_itrs_km(nodes).T
        if not np.isnan(seen).any():
            return seen
    step_s = grid.step.node_s
    more = np.arange(-_MORE_NODES, grid.nodes + _MORE_NODES) * step_s + nodes[0]
    valid = (more >= source.start_unix_s) & (more <= source.end_unix_s)
    seen = np.full((3, more.size), np.nan)
    if valid.any():
        seen[:, valid] = source.seen_itrs_km(more[valid]).T
    return extended(seen)[:, _MORE_NODES:-_MORE_NODES]
