"""The search in array operations: what runs everywhere and starts at once.

Theory. A target can be above the mask only where up · position reaches a least value, known in
closed form for each pair (`viewers`); fine nodes that miss it by more than the position can bend
within a step are never looked at again. What remains, a tenth or so, is a set of *samples*: f and
the sine of the elevation at fine nodes, and a window is a run of samples with f ≥ 0. Three things
complete it:

- the edges of a run are roots of f between two samples;
- a pass (or a dip) that fits between two samples lies beside a sample that is a local extreme:
  the extreme itself is found as a root of f′, and if it crosses the mask there are two more edges;
- the highest moment of a window is a root of g beside its highest sample.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dishboard.geometry.windows.grid import Grid
from dishboard.geometry.windows.interpolant import Tracks
from dishboard.geometry.windows.newton import rising_roots
from dishboard.geometry.windows.sight_lines import SightLines
from dishboard.geometry.windows.table import WindowTable
from dishboard.geometry.windows.viewers import Viewers, curvature_km_s2

__all__ = ["SLACK_KM", "Pairs", "least_up_km", "search"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]

SLACK_KM = 1.0  # what an extreme may lie above the tangent at the sample beside it


class Pairs(NamedTuple):
    """Craft and station of each row that is searched, ordered by craft."""

    craft: Rows
    station: Rows


class _Samples(NamedTuple):
    """Fine nodes that were looked at, ordered by pair and time."""

    pair: Rows
    node: Rows
    over_km: Floats  # f; NaN where the position is unknown
    sine: Floats
    joined: Flags  # the next sample is the next fine node of the same pair


class _Spans(NamedTuple):
    """Windows before their tops are known."""

    pair: Rows
    begin_s: Floats
    end_s: Floats
    rises: Flags
    sets: Flags


def search(
    tracks: Tracks, viewers: Viewers, craft: Rows, station: Rows, start_s: Floats, end_s: Floats
) -> WindowTable:
    """Every window of some pairs within [start_s, end_s] of each craft, inside the tracks' grid.

    `craft` and `station` name the pairs, ordered by craft; windows come ordered by pair and time.
    """
    pairs = Pairs(craft, station)
    fine = tracks.fine_positions()
    samples = _sampled(tracks, fine, viewers, pairs)
    spans = _clipped(_spans(tracks, viewers, pairs, samples), pairs, start_s, end_s)
    top_s, sine = _tops(tracks, viewers, pairs, samples, spans)
    return WindowTable(
        craft[spans.pair],
        station[spans.pair],
        spans.begin_s,
        spans.end_s,
        spans.rises,
        spans.sets,
        top_s,
        np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))),
    )


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


def _sampled(tracks: Tracks, fine: Floats, viewers: Viewers, pairs: Pairs) -> _Samples:
    width = fine.shape[2] + 1  # one column that is never near, so that rows do not touch
    least, _ = least_up_km(tracks, fine, viewers, pairs)
    places: list[Rows] = []
    ups: list[Floats] = []
    bounds = np.searchsorted(pairs.craft, np.arange(fine.shape[0] + 1))
    for one in range(fine.shape[0]):
        mine = slice(bounds[one], bounds[one + 1])
        if mine.start == mine.stop:
            continue
        up = viewers.up[pairs.station[mine]] @ fine[one]
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
        return _Samples(nothing, nothing, np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.bool_))
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
    return _Samples(pair, node, z - viewers.sine_of_mask[station] * rho, z / rho, joined)


def _spans(tracks: Tracks, viewers: Viewers, pairs: Pairs, samples: _Samples) -> _Spans:
    grid = tracks.grid
    over, joined = samples.over_km, samples.joined
    up = over >= 0
    goes_on = joined[:-1] & up[1:]
    first = up.copy()
    first[1:] &= ~(joined[:-1] & up[:-1])
    last = up.copy()
    last[:-1] &= ~goes_on
    begin, end = np.flatnonzero(first), np.flatnonzero(last)
    # An edge is a root when the sample on its other side is there and known.
    known = ~np.isnan(over)
    rises = (begin > 0) & joined[begin - 1] & known[begin - 1]
    sets = joined[end] & known[np.minimum(end + 1, max(over.size - 1, 0))]
    begin_s = grid.fine_unix_s(samples.node[begin])
    end_s = grid.fine_unix_s(samples.node[end])
    left = np.concatenate([begin[rises] - 1, end[sets]])
    edges_s = _edges(tracks, viewers, pairs, samples, left)
    begin_s[rises], end_s[sets] = np.split(edges_s, [np.count_nonzero(rises)])
    spans = _Spans(samples.pair[begin], begin_s, end_s, rises, sets)
    return _with_hidden(tracks, viewers, pairs, samples, spans)


def _edges(
    tracks: Tracks,
    viewers: Viewers,
    pairs: Pairs,
    samples: _Samples,
    left: Rows,
) -> Floats:
    """Roots of f between samples `left` and the next, which lie on two sides of the mask."""
    node, pair = samples.node[left], samples.pair[left]
    interval = node // tracks.grid.step.divisions
    lines = SightLines.of(tracks, viewers, pairs.craft[pair], pairs.station[pair], interval)
    low = _y_of_node(tracks, interval, node)
    width = 1 / tracks.grid.step.divisions
    sign = np.where(samples.over_km[left] < 0, 1.0, -1.0)

    def uphill(y: Floats, rows: Rows) -> tuple[Floats, Floats]:
        value, slope = lines.over_mask(y, rows)
        return sign[rows] * value, sign[rows] * slope

    share = _share(samples, left)
    y = rising_roots(uphill, low, low + width, low + width * share)
    return _unix_s(tracks, interval, y)


def _share(samples: _Samples, left: Rows) -> Floats:
    """How far after `left` f is about zero, in fine steps: by parabola, or by straight line."""
    over, joined = samples.over_km, samples.joined
    before, after = over[left], over[left + 1]
    share = before / (before - after)
    one_less, one_more = np.maximum(left - 1, 0), np.minimum(left + 2, over.size - 1)
    bend = np.where(joined[one_less] & (left > 0), over[one_less] - 2 * before + after, np.nan)
    later = np.where(joined[left + 1], before - 2 * after + over[one_more], np.nan)
    bend = np.nan_to_num(np.where(np.isnan(bend), later, bend), nan=0.0)
    slope = after - before - bend / 2 * (1 - 2 * share)
    return np.clip(share + bend / 2 * share * (1 - share) / slope, 0.0, 1.0)


def _with_hidden(
    tracks: Tracks, viewers: Viewers, pairs: Pairs, samples: _Samples, spans: _Spans
) -> _Spans:
    """Adds passes that fit between two samples, and cuts windows at dips that do."""
    over, joined = samples.over_km, samples.joined
    sample, top = _extreme_samples(over, joined)
    # Which side of its sample an extreme lies on, and whether the tangent reaches the mask.
    pair, node = samples.pair[sample], samples.node[sample]
    interval = tracks.interval_of(pairs.craft[pair], node)
    lines = SightLines.of(tracks, viewers, pairs.craft[pair], pairs.station[pair], interval)
    y = _y_of_node(tracks, interval, node)
    slope, _ = lines.slope(y, np.arange(y.size))
    width = 1 / tracks.grid.step.divisions
    reaches = np.abs(over[sample]) < np.abs(slope) * width * 1.5 + SLACK_KM
    after = (slope > 0) == top
    other = np.where(after, sample + 1, sample - 1)
    beside = np.clip(other, 0, over.size - 1)
    there = np.where(after, joined[sample], (sample > 0) & joined[np.maximum(sample - 1, 0)])
    keep = np.flatnonzero(reaches & there & (slope != 0) & ~np.isnan(over[beside]))
    if keep.size == 0:
        return spans
    left = np.minimum(sample, other)[keep]
    return _cut_at_extremes(tracks, viewers, pairs, samples, spans, left, top[keep])


def _extreme_samples(over: Floats, joined: Flags) -> tuple[Rows, Flags]:
    """Local maxima below the mask and minima above it; and which of the two each is."""
    down, up = over < 0, over >= 0
    before, after = np.full_like(over, np.nan), np.full_like(over, np.nan)
    before[1:][joined[:-1]] = over[:-1][joined[:-1]]
    after[:-1][joined[:-1]] = over[1:][joined[:-1]]
    # A comparison with NaN (nothing beside it) must not speak against an extreme.
    maximum = down & ~(before > over) & ~(after > over)
    minimum = up & ~(before < over) & ~(after < over)
    sample = np.flatnonzero(maximum | minimum)
    return sample, maximum[sample]


def _cut_at_extremes(
    tracks: Tracks,
    viewers: Viewers,
    pairs: Pairs,
    samples: _Samples,
    spans: _Spans,
    left: Rows,
    top: Flags,
) -> _Spans:
    """Finds the extremes between samples `left` and the next, and the edges beside them."""
    node, pair = samples.node[left], samples.pair[left]
    interval = node // tracks.grid.step.divisions
    lines = SightLines.of(tracks, viewers, pairs.craft[pair], pairs.station[pair], interval)
    low = _y_of_node(tracks, interval, node)
    high = low + 1 / tracks.grid.step.divisions
    sign = np.where(top, 1.0, -1.0)

    def downhill(y: Floats, rows: Rows) -> tuple[Floats, Floats]:
        slope, bend = lines.slope(y, rows)
        return -sign[rows] * slope, -sign[rows] * bend

    extreme = rising_roots(downhill, low, high, (low + high) / 2)
    value, _ = lines.over_mask(extreme, np.arange(extreme.size))
    crosses = np.flatnonzero(value * sign > 0)
    if crosses.size == 0:
        return spans

    def edge(y: Floats, rows: Rows, direction: float) -> tuple[Floats, Floats]:
        value, slope = lines.over_mask(y, crosses[rows])
        return direction * sign[crosses[rows]] * value, direction * sign[crosses[rows]] * slope

    middle, low, high = extreme[crosses], low[crosses], high[crosses]
    first = rising_roots(lambda y, rows: edge(y, rows, 1.0), low, middle, (low + middle) / 2)
    second = rising_roots(lambda y, rows: edge(y, rows, -1.0), middle, high, (middle + high) / 2)
    first_s = _unix_s(tracks, interval[crosses], first)
    second_s = _unix_s(tracks, interval[crosses], second)
    return _with_edges(spans, pair[crosses], first_s, second_s, top[crosses])


def _with_edges(spans: _Spans, pair: Rows, first_s: Floats, second_s: Floats, top: Flags) -> _Spans:
    """A hidden pass is a rise and a set; a hidden dip is a set and then a rise."""
    begins = np.concatenate([spans.begin_s, np.where(top, first_s, second_s)])
    ends = np.concatenate([spans.end_s, np.where(top, second_s, first_s)])
    pairs = np.concatenate([spans.pair, pair])
    rises = np.concatenate([spans.rises, np.ones(pair.size, dtype=np.bool_)])
    sets = np.concatenate([spans.sets, np.ones(pair.size, dtype=np.bool_)])
    # Beginnings and ends of a pair alternate in time, so each list may be sorted by itself.
    begin, end = np.lexsort((begins, pairs)), np.lexsort((ends, pairs))
    return _Spans(pairs[begin], begins[begin], ends[end], rises[begin], sets[end])


def _clipped(spans: _Spans, pairs: Pairs, start_s: Floats, end_s: Floats) -> _Spans:
    craft = pairs.craft[spans.pair]
    start_s, end_s = start_s[craft], end_s[craft]
    cut = _Spans(
        spans.pair,
        np.maximum(spans.begin_s, start_s),
        np.minimum(spans.end_s, end_s),
        spans.rises & (spans.begin_s >= start_s),
        spans.sets & (spans.end_s <= end_s),
    )
    inside = cut.end_s > cut.begin_s
    if inside.all():
        return cut
    return _Spans(
        cut.pair[inside],
        cut.begin_s[inside],
        cut.end_s[inside],
        cut.rises[inside],
        cut.sets[inside],
    )


def _tops(
    tracks: Tracks, viewers: Viewers, pairs: Pairs, samples: _Samples, spans: _Spans
) -> tuple[Floats, Floats]:
    """When each window is highest, and the sine of the elevation then."""
    grid = tracks.grid
    span, node, ahead, inside = _candidates(grid, samples, spans)
    craft, station = pairs.craft[spans.pair[span]], pairs.station[spans.pair[span]]
    interval = tracks.interval_of(craft, node)
    lines = SightLines.of(tracks, viewers, craft, station, interval)
    low = tracks.y_of(interval, spans.begin_s[span])
    high = tracks.y_of(interval, spans.end_s[span])
    at, step = _y_of_node(tracks, interval, node), 1 / grid.step.divisions
    low, high = np.maximum(low, at - step), np.minimum(high, at + step)

    def downhill(y: Floats, rows: Rows) -> tuple[Floats, Floats]:
        climb, bend = lines.climb(y, rows)
        return -climb, -bend

    guess = np.where(inside, np.clip(at + step * ahead, low, high), (low + high) / 2)
    y = rising_roots(downhill, low, high, guess)
    top_s, sine = _unix_s(tracks, interval, y), lines.sine(y)
    if span.size == spans.pair.size:
        return top_s, sine
    best = np.full(spans.pair.size, -np.inf)
    np.maximum.at(best, span, sine)
    highest = np.flatnonzero(sine == best[span])[::-1]  # of equal ones the first
    best_s = np.empty_like(best)
    best_s[span[highest]] = top_s[highest]
    return best_s, best


def _candidates(grid: Grid, samples: _Samples, spans: _Spans) -> tuple[Rows, Rows, Floats, Flags]:
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


def _ahead(samples: _Samples, member: Rows) -> Floats:
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


def _y_of_node(tracks: Tracks, interval: Rows, node: Rows) -> Floats:
    return np.asarray(node / tracks.grid.step.divisions - interval - 0.5, dtype=np.float64)


def _unix_s(tracks: Tracks, interval: Rows, y: Floats) -> Floats:
    elapsed = np.asarray(interval + 0.5 + y, dtype=np.float64)
    return tracks.grid.start_s + elapsed * tracks.grid.step.node_s
