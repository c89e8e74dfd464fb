"""When craft are in the shadow of the Earth and of the Moon: once for each craft, whoever looks.

Sun, Moon and craft are taken where they are seen from the Earth, in axes that move with it: that is
the frame in which light from the Sun grazes the Earth, aberration included (20″, a tenth of a
second of a low orbit).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dishboard.ephemeris.interface import Floats
from dishboard.ephemeris.light_bodies import RADIUS_KM, Bodies
from dishboard.geometry.discs import separation_rad
from dishboard.geometry.shadow import Margins, shadow_margins
from dishboard.geometry.spans import Samples, Spans, negative_spans
from dishboard.geometry.windows import Tracks
from dishboard.model import Light
from dishboard.units import AU_KM, EARTH_FLATTENING

__all__ = ["LIGHTS", "SHADOWS", "Timeline", "farthest_shadow_km", "least_margin_rad", "timeline"]

Rows = NDArray[np.intp]

LIGHTS = tuple(Light)
SHADOWS = ("Earth", "Moon")
_CRAFT_AT_ONCE = 64  # a few tens of megabytes for a day
# Discs of Moon and Sun, half a degree together, and what they move in a fine step.
_NEAR_RAD = 0.02


class Timeline(NamedTuple):
    """Spans of one light after the other, ordered by craft and time, without a gap."""

    craft: Rows
    light: Rows  # of LIGHTS
    by: Rows  # of SHADOWS, −1 while sunlit
    begin_s: Floats
    end_s: Floats


def farthest_shadow_km(body: str) -> float:
    """From where a body's disc covers less than a hundredth of the Sun's: left out."""
    return 10 * RADIUS_KM[body] / (RADIUS_KM["Sun"] / AU_KM)


def timeline(tracks: Tracks, bodies: Bodies) -> Timeline:
    """The light on every craft over the whole grid, edges to a millisecond."""
    parts: list[Timeline] = []
    craft_count = tracks.position_itrs_km.shape[0]
    for begin in range(0, craft_count, _CRAFT_AT_ONCE):
        part = _some(tracks.take(slice(begin, begin + _CRAFT_AT_ONCE)), bodies)
        parts.append(part._replace(craft=part.craft + begin))
    return Timeline(
        np.concatenate([part.craft for part in parts]),
        np.concatenate([part.light for part in parts]),
        np.concatenate([part.by for part in parts]),
        np.concatenate([part.begin_s for part in parts]),
        np.concatenate([part.end_s for part in parts]),
    )


def least_margin_rad(
    tracks: Tracks, bodies: Bodies, craft: int, body: str, begin_s: float, end_s: float
) -> float:
    """How near a craft comes to the penumbra of a body, at the fine nodes of a span."""
    count = max(3, int((end_s - begin_s) / tracks.grid.step.fine_s) + 2)
    at = np.linspace(begin_s, end_s, count)
    margins = _margins(tracks, bodies, body, at, np.full(at.size, craft, dtype=np.intp))
    return float(np.nanmin(margins.penumbra))


def _some(tracks: Tracks, bodies: Bodies) -> Timeline:
    grid = tracks.grid
    fine = tracks.fine_positions().transpose(0, 2, 1)  # (craft, fine nodes, 3)
    at = grid.fine_unix_s(np.arange(grid.fine_nodes))
    sun = bodies.fine_km("Sun").T
    spans: list[tuple[int, Rows, Spans]] = []  # which count, of which craft
    for number, body in enumerate(SHADOWS):
        here = np.zeros((1, 3)) if body == "Earth" else bodies.fine_km(body).T
        rows = _within_reach(fine, sun, here, body)
        if not rows.size:
            continue
        seen = fine[rows]
        values = _of(sun - seen, here - seen, body)
        row = np.repeat(np.arange(rows.size), at.size)
        for kind in (0, 1):

            def margin(
                x: Floats, index: Rows, kind: int = kind, rows: Rows = rows, body: str = body
            ) -> Floats:
                return _margins(tracks, bodies, body, x, rows[index])[kind]

            samples = Samples(row, np.tile(at, rows.size), values[kind].ravel())
            found = negative_spans(margin, samples)
            spans.append((2 * number + kind, rows, found))
    return _composed(fine.shape[0], float(at[0]), float(at[-1]), spans)


def _within_reach(fine: Floats, sun: Floats, body_km: Floats, body: str) -> Rows:
    """Craft that a body's shadow could reach at all."""
    with np.errstate(invalid="ignore"):
        if body == "Earth":
            nearest = np.sqrt(np.fmin.reduce(np.sum(fine**2, axis=-1), axis=1))
            return np.flatnonzero(nearest < farthest_shadow_km(body))
        away = np.linalg.norm(body_km, axis=-1)
        # From a craft the Moon stands beside where it stands from the Earth by this at most.
        craft_away = np.sqrt(np.fmax.reduce(np.sum(fine**2, axis=-1), axis=1))
        aside = np.arcsin(np.minimum(craft_away / np.fmin.reduce(away), 1.0))
        apart = np.fmin.reduce(separation_rad(sun, body_km))
        reach = (apart - aside < _NEAR_RAD) | (aside >= np.pi / 2)
        rows = np.flatnonzero(reach)
        gap = np.linalg.norm(fine[rows] - body_km, axis=-1)
        return rows[np.fmin.reduce(gap, axis=1) < farthest_shadow_km(body)]


def _margins(tracks: Tracks, bodies: Bodies, body: str, at: Floats, craft: Rows) -> Margins:
    seen = tracks.position(craft, at)
    here = 0.0 if body == "Earth" else bodies.position_km(body, at)
    return _of(bodies.position_km("Sun", at) - seen, here - seen, body)


def _of(sun_km: Floats, body_km: Floats, body: str) -> Margins:
    flattening = EARTH_FLATTENING if body == "Earth" else 0.0
    return shadow_margins(sun_km, body_km, RADIUS_KM["Sun"], RADIUS_KM[body], flattening)


def _composed(
    craft_count: int, start_s: float, end_s: float, spans: list[tuple[int, Rows, Spans]]
) -> Timeline:
    """Shadows that may overlap as one row of spans: the darkest counts, the Earth's first."""
    everyone = np.arange(craft_count)
    craft, at, column, change = [everyone, everyone], [], [], []
    at += [np.full(craft_count, start_s), np.full(craft_count, end_s)]
    column += [np.zeros(2 * craft_count, dtype=np.intp)]
    change += [np.zeros(2 * craft_count, dtype=np.intp)]
    for number, rows, found in spans:
        craft += [rows[found.row]] * 2
        at += [found.begin_s, found.end_s]
        column.append(np.full(2 * found.row.size, number, dtype=np.intp))
        change.append(np.repeat(np.array([1, -1]), found.row.size))
    craft, at = np.concatenate(craft), np.concatenate(at)
    order = np.lexsort((at, craft))
    craft, at = craft[order], at[order]
    counts = np.zeros((craft.size, 2 * len(SHADOWS)), dtype=np.intp)
    counts[np.arange(craft.size), np.concatenate(column)[order]] = np.concatenate(change)[order]
    over = np.cumsum(counts, axis=0) > 0
    penumbra, umbra = over[:, 0::2], over[:, 1::2]
    dark, partly = umbra.any(axis=1), penumbra.any(axis=1)
    light = np.where(dark, 2, np.where(partly, 1, 0))
    by = np.where(dark, umbra.argmax(axis=1), np.where(partly, penumbra.argmax(axis=1), -1))
    # A span begins with each event that lasts and changes something; it ends where the next does.
    lasts = np.ones(craft.size, dtype=np.bool_)
    lasts[:-1] = (craft[1:] != craft[:-1]) | (at[1:] > at[:-1])
    lasts &= at < end_s
    craft, at, light, by = craft[lasts], at[lasts], light[lasts], by[lasts]
    new = np.ones(craft.size, dtype=np.bool_)
    new[1:] = (craft[1:] != craft[:-1]) | (light[1:] != light[:-1]) | (by[1:] != by[:-1])
    craft, at, light, by = craft[new], at[new], light[new], by[new]
    ends = np.full(craft.size, end_s)
    ends[:-1] = np.where(craft[1:] == craft[:-1], at[1:], end_s)
    return Timeline(craft, light, by, at, ends)
