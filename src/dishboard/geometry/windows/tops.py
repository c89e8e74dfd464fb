"""The highest moment of each window: a root of the elevation's rate beside its highest sample."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dishboard.geometry.windows.grid import Grid
from dishboard.geometry.windows.interpolant import Tracks
from dishboard.geometry.windows.newton import rising_roots
from dishboard.geometry.windows.samples import Pairs, Samples, Spans
from dishboard.geometry.windows.sight_lines import SightLines
from dishboard.geometry.windows.viewers import Viewers

__all__ = ["tops"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]


def tops(
    tracks: Tracks, viewers: Viewers, pairs: Pairs, samples: Samples, spans: Spans
) -> tuple[Floats, Floats]:
    """When each window is highest, and the sine of the elevation then."""
    grid = tracks.grid
    span, node, ahead, inside = _candidates(grid, samples, spans)
    craft, station = pairs.craft[spans.pair[span]], pairs.station[spans.pair[span]]
    interval = tracks.interval_of(craft, node)
    lines = SightLines.of(tracks, viewers, craft, station, interval)
    low = tracks.y_of(interval, spans.begin_s[span])
    high = tracks.y_of(interval, spans.end_s[span])
    at, step = tracks.y_of_node(interval, node), 1 / grid.step.divisions
    low, high = np.maximum(low, at - step), np.minimum(high, at + step)

    def downhill(y: Floats, rows: Rows) -> tuple[Floats, Floats]:
        climb, bend = lines.climb(y, rows)
        return -climb, -bend

    guess = np.where(inside, np.clip(at + step * ahead, low, high), (low + high) / 2)
    y = rising_roots(downhill, low, high, guess)
    top_s, sine = tracks.unix_s_of(interval, y), lines.sine(y)
    if span.size == spans.pair.size:
        return top_s, sine
    best = np.full(spans.pair.size, -np.inf)
    np.maximum.at(best, span, sine)
    highest = np.flatnonzero(sine == best[span])[::-1]  # of equal ones the first
    best_s = np.empty_like(best)
    best_s[span[highest]] = top_s[highest]
    return best_s, best


def _candidates(grid: Grid, samples: Samples, spans: Spans) -> tuple[Rows, Rows, Floats, Flags]:
    """Windows and fine nodes beside which each may be highest; every window has one at least.

    They are the samples within it that no neighbour within it exceeds; with how far ahead of them
    the parabola through their neighbours is highest, in fine steps. A window between two samples
    (False in the last column) comes with the node before it. Ordered by window.
    """
    width = grid.fine_nodes + 1
    place, row = samples.pair * width + samples.node, spans.pair * width
    first_node = np.ceil((spans.begin_s - grid.start_s) / grid.step.fine_s).astype(np.intp)
    last_node = np.floor((spans.end_s - grid.start_s) / grid.step.fine_s).astype(np.intp)
    first = np.searchsorted(place, row + first_node)
    last = np.searchsorted(place, row + last_node, "right")
    count = np.maximum(last - first, 0)
    empty = count == 0
    count[empty] = 1  # stands for the window itself
    starts = np.cumsum(count) - count
    owner = np.repeat(np.arange(count.size), count)
    member = np.arange(owner.size) - starts[owner] + first[owner]
    sine = np.append(samples.sine, 0.0)[np.minimum(member, samples.sine.size)]
    top = np.ones(owner.size, dtype=np.bool_)
    together = owner[1:] == owner[:-1]
    top[1:] &= ~(together & (sine[1:] <= sine[:-1]))
    top[:-1] &= ~(together & (sine[:-1] < sine[1:]))
    span, member = owner[top], member[top]
    before = np.clip(first_node - 1, 0, grid.fine_nodes - 2)
    inside = ~empty[span]
    node = np.append(samples.node, 0)[np.minimum(member, samples.node.size)]
    return span, np.where(inside, node, before[span]), _ahead(samples, member), inside


def _ahead(samples: Samples, member: Rows) -> Floats:
    sine, joined = samples.sine, samples.joined
    if sine.size < 3:
        return np.zeros(member.size)
    here = np.clip(member, 1, sine.size - 2)
    bend = 2 * sine[here] - sine[here - 1] - sine[here + 1]
    usable = joined[here - 1] & joined[here] & (here == member) & (bend > 0)
    ahead = np.zeros(member.size)
    rows = np.flatnonzero(usable)
    at = here[rows]
    ahead[rows] = (sine[at + 1] - sine[at - 1]) / (2 * bend[rows])
    return ahead
