"""Fine nodes that are worth a look, and the windows between them before their tops are known."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dishboard.geometry.windows.interpolant import Tracks
from dishboard.geometry.windows.products import product
from dishboard.geometry.windows.viewers import Viewers, curvature_km_s2

__all__ = ["Pairs", "Samples", "Spans", "least_up_km", "sampled"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]


class Pairs(NamedTuple):
    """Craft and station of each row that is searched, ordered by craft."""

    craft: Rows
    station: Rows


class Samples(NamedTuple):
    """Fine nodes that were looked at, ordered by pair and time."""

    pair: Rows
    node: Rows
    over_km: Floats  # f; NaN where the position is unknown
    sine: Floats
    joined: Flags  # the next sample is the next fine node of the same pair


class Spans(NamedTuple):
    """Windows before their tops are known."""

    pair: Rows
    begin_s: Floats
    end_s: Floats
    rises: Flags
    sets: Flags


def least_up_km(
    tracks: Tracks, fine: Floats, viewers: Viewers, pairs: Pairs
) -> tuple[Floats, Floats]:
    """up · position below which a fine node is of no interest to a pair.

    And by how much each craft's position may bend within a fine step, which is part of it.
    """
    squared = np.einsum("cin,cin->cn", fine, fine)
    nearest = np.sqrt(np.fmin.reduce(squared, axis=1))
    farthest = np.sqrt(np.fmax.reduce(squared, axis=1))
    # Between fine nodes a craft may be a little nearer or farther still, and stand higher.
    bend = curvature_km_s2(nearest, farthest) * tracks.grid.step.fine_s**2 / 8
    craft = pairs.craft
    least = viewers.lowest_up_km(pairs.station, (nearest - bend)[craft], (farthest + bend)[craft])
    return least - bend[craft], bend


def sampled(tracks: Tracks, fine: Floats, viewers: Viewers, pairs: Pairs) -> Samples:
    width = fine.shape[2] + 1  # one column that is never near, so that rows do not touch
    least, _ = least_up_km(tracks, fine, viewers, pairs)
    places: list[Rows] = []
    ups: list[Floats] = []
    bounds = np.searchsorted(pairs.craft, np.arange(fine.shape[0] + 1))
    for one in range(fine.shape[0]):
        mine = slice(bounds[one], bounds[one + 1])
        if mine.start == mine.stop:
            continue
        up = product(viewers.up[pairs.station[mine]], fine[one])
        near = up >= least[mine, None]
        looked = np.zeros((near.shape[0], width), dtype=np.bool_)
        looked[:, :-1] = near
        looked[:, 1:-1] |= near[:, :-1]  # a node and its neighbours
        looked[:, :-2] |= near[:, 1:]
        place = np.flatnonzero(looked)
        pair = place // width
        ups.append(up.ravel()[place - pair])
        places.append(place + mine.start * width)
    if not places:
        nothing = np.zeros(0, dtype=np.intp)
        return Samples(nothing, nothing, np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.bool_))
    place = np.concatenate(places)
    pair = place // width
    node = place - pair * width
    joined = np.zeros(place.size, dtype=np.bool_)
    joined[:-1] = place[1:] == place[:-1] + 1
    station = pairs.station[pair]
    flat = fine.reshape(-1)
    at = pairs.craft[pair] * (3 * fine.shape[2]) + node
    squared = np.zeros(place.size)
    for axis in range(3):
        line = flat[at + axis * fine.shape[2]] - viewers.site_km[:, axis][station]
        squared += line * line
    rho = np.sqrt(squared)
    z = np.concatenate(ups) - viewers.site_up_km[station]
    return Samples(pair, node, z - viewers.sine_of_mask[station] * rho, z / rho, joined)
