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

import numpy as np
from numpy.typing import NDArray

from dishboard.geometry.windows.interpolant import Tracks
from dishboard.geometry.windows.newton import rising_roots
from dishboard.geometry.windows.samples import Pairs, Samples, Spans, sampled
from dishboard.geometry.windows.sight_lines import SightLines
from dishboard.geometry.windows.table import WindowTable
from dishboard.geometry.windows.tops import tops
from dishboard.geometry.windows.viewers import Viewers

__all__ = ["SLACK_KM", "search"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]

_CRAFT_AT_ONCE = 64  # keeps what is worked on in the processor's cache
SLACK_KM = 1.0  # what an extreme may lie above the tangent at the sample beside it


def search(
    tracks: Tracks, viewers: Viewers, craft: Rows, station: Rows, start_s: Floats, end_s: Floats
) -> WindowTable:
    """Every window of some pairs within [start_s, end_s] of each craft, inside the tracks' grid.

    `craft` and `station` name the pairs, ordered by craft; windows come ordered by pair and time.
    """
    tables: list[WindowTable] = []
    for begin in range(0, start_s.size, _CRAFT_AT_ONCE):
        low, high = np.searchsorted(craft, [begin, begin + _CRAFT_AT_ONCE])
        if low == high:
            continue
        some = slice(begin, begin + _CRAFT_AT_ONCE)
        pairs = Pairs(craft[low:high] - begin, station[low:high])
        found = _search(tracks.take(some), viewers, pairs, start_s[some], end_s[some])
        found.craft[:] += begin
        tables.append(found)
    return WindowTable.joined(tables)


def _search(
    tracks: Tracks, viewers: Viewers, pairs: Pairs, start_s: Floats, end_s: Floats
) -> WindowTable:
    fine = tracks.fine_positions()
    samples = sampled(tracks, fine, viewers, pairs)
    spans = _clipped(_spans(tracks, viewers, pairs, samples), pairs, start_s, end_s)
    top_s, sine = tops(tracks, viewers, pairs, samples, spans)
    return WindowTable(
        pairs.craft[spans.pair],
        pairs.station[spans.pair],
        spans.begin_s,
        spans.end_s,
        spans.rises,
        spans.sets,
        top_s,
        np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))),
    )


def _spans(tracks: Tracks, viewers: Viewers, pairs: Pairs, samples: Samples) -> Spans:
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
    spans = Spans(samples.pair[begin], begin_s, end_s, rises, sets)
    return _with_hidden(tracks, viewers, pairs, samples, spans)


def _edges(
    tracks: Tracks,
    viewers: Viewers,
    pairs: Pairs,
    samples: Samples,
    left: Rows,
) -> Floats:
    """Roots of f between samples `left` and the next, which lie on two sides of the mask."""
    node, pair = samples.node[left], samples.pair[left]
    interval = node // tracks.grid.step.divisions
    lines = SightLines.of(tracks, viewers, pairs.craft[pair], pairs.station[pair], interval)
    low = tracks.y_of_node(interval, node)
    width = 1 / tracks.grid.step.divisions
    sign = np.where(samples.over_km[left] < 0, 1.0, -1.0)

    def uphill(y: Floats, rows: Rows) -> tuple[Floats, Floats]:
        value, slope = lines.over_mask(y, rows)
        return sign[rows] * value, sign[rows] * slope

    share = _share(samples, left)
    y = rising_roots(uphill, low, low + width, low + width * share)
    return tracks.unix_s_of(interval, y)


def _share(samples: Samples, left: Rows) -> Floats:
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
    tracks: Tracks, viewers: Viewers, pairs: Pairs, samples: Samples, spans: Spans
) -> Spans:
    """Adds passes that fit between two samples, and cuts windows at dips that do."""
    over, joined = samples.over_km, samples.joined
    sample, top = _extreme_samples(over, joined)
    # Which side of its sample an extreme lies on, and whether the tangent reaches the mask.
    pair, node = samples.pair[sample], samples.node[sample]
    interval = tracks.interval_of(pairs.craft[pair], node)
    lines = SightLines.of(tracks, viewers, pairs.craft[pair], pairs.station[pair], interval)
    y = tracks.y_of_node(interval, node)
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
    samples: Samples,
    spans: Spans,
    left: Rows,
    top: Flags,
) -> Spans:
    """Finds the extremes between samples `left` and the next, and the edges beside them."""
    node, pair = samples.node[left], samples.pair[left]
    interval = node // tracks.grid.step.divisions
    lines = SightLines.of(tracks, viewers, pairs.craft[pair], pairs.station[pair], interval)
    low = tracks.y_of_node(interval, node)
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
    first_s = tracks.unix_s_of(interval[crosses], first)
    second_s = tracks.unix_s_of(interval[crosses], second)
    return _with_edges(spans, pair[crosses], first_s, second_s, top[crosses])


def _with_edges(spans: Spans, pair: Rows, first_s: Floats, second_s: Floats, top: Flags) -> Spans:
    """A hidden pass is a rise and a set; a hidden dip is a set and then a rise."""
    begins = np.concatenate([spans.begin_s, np.where(top, first_s, second_s)])
    ends = np.concatenate([spans.end_s, np.where(top, second_s, first_s)])
    pairs = np.concatenate([spans.pair, pair])
    rises = np.concatenate([spans.rises, np.ones(pair.size, dtype=np.bool_)])
    sets = np.concatenate([spans.sets, np.ones(pair.size, dtype=np.bool_)])
    # Beginnings and ends of a pair alternate in time, so each list may be sorted by itself.
    begin, end = np.lexsort((begins, pairs)), np.lexsort((ends, pairs))
    return Spans(pairs[begin], begins[begin], ends[end], rises[begin], sets[end])


def _clipped(spans: Spans, pairs: Pairs, start_s: Floats, end_s: Floats) -> Spans:
    craft = pairs.craft[spans.pair]
    start_s, end_s = start_s[craft], end_s[craft]
    cut = Spans(
        spans.pair,
        np.maximum(spans.begin_s, start_s),
        np.minimum(spans.end_s, end_s),
        spans.rises & (spans.begin_s >= start_s),
        spans.sets & (spans.end_s <= end_s),
    )
    inside = cut.end_s > cut.begin_s
    if inside.all():
        return cut
    return Spans(
        cut.pair[inside],
        cut.begin_s[inside],
        cut.end_s[inside],
        cut.rises[inside],
        cut.sets[inside],
    )
