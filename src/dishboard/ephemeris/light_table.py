"""The light of many windows as columns: who is lit when, how near the Sun, hidden by what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.interface import Ephemeris, Floats
from dishboard.ephemeris.light_bodies import Bodies, Skies
from dishboard.ephemeris.light_doubts import (
    error_km,
    occultation_doubt,
    placed_doubt,
    shadow_doubt,
)
from dishboard.ephemeris.light_shadow import Timeline, timeline
from dishboard.ephemeris.light_sight import Sight, SunSight
from dishboard.ephemeris.solar_system import BODIES
from dishboard.geometry.windows import Tracks, Viewers, WindowTable

__all__ = ["Hidden", "LightTable", "Lit", "light_table"]

Rows = NDArray[np.intp]

_NEAR = ("Sun", "Moon")
_ALL = tuple(body for body in BODIES if body != "Earth")
_BEFORE_THE_MOON_KM = 340_000.0  # it never comes nearer than 356,000 km
_FAR_KM = 1e6  # from here on planets are looked at
SUN_UNKNOWN = "the Sun is known from 2018 to 2040 only"


class Lit(NamedTuple):
    """Spans of one light within windows, ordered by window and time."""

    row: Rows
    light: Rows  # of light_shadow.LIGHTS
    by: Rows  # of light_shadow.SHADOWS, −1 while sunlit
    begin_s: Floats
    end_s: Floats

    def take(self, rows: Rows) -> Lit:
        return Lit(
            self.row[rows], self.light[rows], self.by[rows], self.begin_s[rows], self.end_s[rows]
        )


class Hidden(NamedTuple):
    """Spans in which a body hides the craft, ordered by window and time."""

    row: Rows
    body: Rows  # of `LightTable.bodies`
    begin_s: Floats
    end_s: Floats


@dataclass(frozen=True, eq=False)
class LightTable:
    """`row` counts windows."""

    windows: int
    lit: Lit
    lit_unknown: dict[int, str]  # reason by window
    sun: SunSight
    bodies: tuple[str, ...]
    hidden: Hidden
    hidden_unknown: dict[int, tuple[str, ...]]


def light_table(
    tracks: Tracks,
    viewers: Viewers,
    table: WindowTable,
    skies: Skies,
    sources: Sequence[Ephemeris] | None = None,
) -> LightTable:
    """The light of each window of a table.

    Args:
        tracks: of the table's craft.
        sources: of each craft, for what cannot be told of it; None: element sets.
    """
    squared = np.einsum("cin,cin->cn", tracks.position_itrs_km, tracks.position_itrs_km)
    farthest_km = np.sqrt(np.fmax.reduce(squared, axis=1))
    names = _ALL if np.fmax.reduce(farthest_km, initial=0.0) > _FAR_KM else _NEAR
    bodies = skies.on(tracks.grid, names)
    sight = Sight(tracks, viewers, table, bodies)
    sun = sight.sun()
    sunless = np.isnan(sun.least_deg)
    hidden, hidden_unknown = _hidden(sight, farthest_km, sources, sunless)
    lit_unknown = _doubts(tracks, table, bodies, sources)
    lit_unknown |= dict.fromkeys(np.flatnonzero(sunless).tolist(), SUN_UNKNOWN)
    lit = _within(timeline(tracks, bodies), table)
    if lit_unknown:
        lit = lit.take(np.flatnonzero(~np.isin(lit.row, list(lit_unknown))))
    return LightTable(len(table), lit, lit_unknown, sun, names, hidden, hidden_unknown)


def _within(lights: Timeline, table: WindowTable) -> Lit:
    """Each window's part of its craft's timeline."""
    if not len(table):
        nothing, none = np.zeros(0, dtype=np.intp), np.zeros(0)
        return Lit(nothing, nothing, nothing, none, none)
    start_s = float(lights.begin_s.min())
    apart_s = float(lights.end_s.max()) - start_s + 1.0
    # One growing axis for all craft: to a microsecond for a few hundred of them.
    begins = lights.craft * apart_s + (lights.begin_s - start_s)
    ends = lights.craft * apart_s + (lights.end_s - start_s)
    window = table.craft * apart_s
    first = np.searchsorted(ends, window + (table.begin_s - start_s), side="right")
    last = np.searchsorted(begins, window + (table.end_s - start_s), side="left")
    count = np.maximum(last - first, 0)
    row = np.repeat(np.arange(len(table)), count)
    span = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count) + first[row]
    begin_s = np.maximum(lights.begin_s[span], table.begin_s[row])
    end_s = np.minimum(lights.end_s[span], table.end_s[row])
    some = end_s > begin_s
    return Lit(
        row[some], lights.light[span[some]], lights.by[span[some]], begin_s[some], end_s[some]
    )


def _doubts(
    tracks: Tracks, table: WindowTable, bodies: Bodies, sources: Sequence[Ephemeris] | None
) -> dict[int, str]:
    found: dict[int, str] = {}
    for craft, source in enumerate(sources or ()):
        rows = np.flatnonzero(table.craft == craft)
        if rows.size:
            span = float(table.begin_s[rows].min()), float(table.end_s[rows].max())
            doubt = shadow_doubt(source, tracks, bodies, craft, *span)
            if doubt is not None:
                found |= dict.fromkeys(rows.tolist(), doubt)
    return found


def _hidden(
    sight: Sight,
    farthest_km: Floats,
    sources: Sequence[Ephemeris] | None,
    sunless: NDArray[np.bool_],
) -> tuple[Hidden, dict[int, tuple[str, ...]]]:
    table, names = sight.table, sight.bodies.names
    found: list[Hidden] = []
    unknown: dict[int, tuple[str, ...]] = {}

    def doubted(rows: Rows, reason: str) -> None:
        for row in rows.tolist():
            unknown[row] = (*unknown.get(row, ()), reason)

    for craft in np.flatnonzero(farthest_km > _BEFORE_THE_MOON_KM).tolist():
        rows = np.flatnonzero((table.craft == craft) & sunless)
        doubted(rows, SUN_UNKNOWN)
        rows = np.flatnonzero((table.craft == craft) & ~sunless)
        if not rows.size:
            continue
        source = sources[craft] if sources is not None else None
        error = 0.0 if source is None else error_km(source, float(table.culmination_s[rows[0]]))
        if source is not None and (reason := placed_doubt(source)) is not None:
            doubted(rows, reason)
        for number, body in enumerate(names):
            if source is not None and source.placed_at == body:
                continue
            # An error of the craft's place turns its direction by this, at the least distance.
            off_rad = error / sight.nearest_km(craft)
            if not sight.may_be_hidden(craft, body, off_rad):
                continue
            spans, least_rad = sight.hidden(rows, body)
            unsure = (least_rad < off_rad) & (off_rad > sight.disc_rad(body))
            doubted(rows[unsure], occultation_doubt(body, error))
            sure = ~np.isin(spans.row, rows[unsure])
            which = np.full(int(sure.sum()), number, dtype=np.intp)
            found.append(Hidden(spans.row[sure], which, spans.begin_s[sure], spans.end_s[sure]))
    return _ordered(found), unknown


def _ordered(parts: Sequence[Hidden]) -> Hidden:
    nothing, none = np.zeros(0, dtype=np.intp), np.zeros(0)
    row = np.concatenate([nothing, *(part.row for part in parts)])
    body = np.concatenate([nothing, *(part.body for part in parts)])
    begin_s = np.concatenate([none, *(part.begin_s for part in parts)])
    end_s = np.concatenate([none, *(part.end_s for part in parts)])
    order = np.lexsort((begin_s, row))
    return Hidden(row[order], body[order], begin_s[order], end_s[order])
