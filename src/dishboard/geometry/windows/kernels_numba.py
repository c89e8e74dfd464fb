"""The search of `kernels_numpy` as compiled loops: the same windows, a third of the time.

Each pair is walked once, node by node; where nothing is near the mask a node costs one product
and one comparison. Polynomials are made once for each interval and shared by all stations. Numba
compiles it in some seconds the first time ever and keeps the result on disk; loading that takes
half a second, so that only a process that stays (the server) should ask for it: `warm`.

All in one file: the cache of a function is renewed when its own file changes, no other.
"""

# pyright: reportUntypedFunctionDecorator=false

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dishboard.geometry.windows.grid import BEFORE, NEAR_CIRCULAR, POINTS, Grid
from dishboard.geometry.windows.interpolant import TERMS, Tracks, interval_matrix
from dishboard.geometry.windows.kernels_numpy import SLACK_KM
from dishboard.geometry.windows.newton import SMOOTH
from dishboard.geometry.windows.table import WindowTable
from dishboard.geometry.windows.viewers import Viewers
from dishboard.units import EARTH_ROTATION_RAD_S, GM_EARTH_KM3_S2

__all__ = ["search", "warm"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

_OVER, _SLOPE, _CLIMB = 0, 1, 2  # which of `sight_lines`' functions


def search(
    tracks: Tracks, viewers: Viewers, craft: Rows, station: Rows, start_s: Floats, end_s: Floats
) -> WindowTable:
    """As `kernels_numpy.search`."""
    grid = tracks.grid
    intervals, width = grid.intervals, grid.fine_nodes
    scratch = (
        np.empty((3, TERMS, intervals)),
        np.empty((3, width)),
        np.empty(intervals + 1),
        np.empty(width),
        np.empty(width),
        np.empty((2, 2 * width)),
        np.empty((2, 2 * width), dtype=np.bool_),
        np.empty((2, 2 * width), dtype=np.int64),
    )
    room = 8 * craft.size + 2 * width
    rows, spans, flags = np.empty(room, np.int64), np.empty((4, room)), np.empty((2, room), bool)
    pair = found = 0
    while True:
        pair, found = _search(
            tracks.filled,
            tracks.known,
            interval_matrix(),
            (grid.start_s, grid.step.node_s, grid.step.divisions, intervals),
            tracks.lowest_ellipsoid_km,
            craft,
            station,
            viewers.up,
            viewers.site_km,
            viewers.sine_of_mask,
            np.array(start_s),  # writable: what is read only would be compiled once more
            np.array(end_s),
            *scratch,
            rows,
            spans,
            flags,
            pair,
            found,
        )
        if pair == craft.size:
            break
        rows, spans, flags = _roomier(rows), _roomier(spans), _roomier(flags)
    # Copies, so that the room is free again for those who hold many tables.
    of_pair, (begin, end, top) = rows[:found], spans[:3, :found].copy()
    rises, sets = flags[:, :found].copy()
    return WindowTable(
        craft[of_pair],
        station[of_pair],
        begin,
        end,
        rises,
        sets,
        top,
        np.degrees(np.arcsin(np.clip(spans[3, :found], -1.0, 1.0))),
    )


def _roomier(array: Any) -> Any:
    return np.concatenate([array, np.empty_like(array)], axis=-1)


def warm() -> None:
    """Compiles, or loads from disk, everything `search` needs; safe in a thread of its own."""
    from dishboard.geometry.earth import Station

    grid = Grid.covering(NEAR_CIRCULAR, 0.0, 3_600.0)
    position = np.full((1, 3, grid.nodes), 7_000.0)
    one = np.zeros(1)
    viewers = Viewers.of(Station(one, one, one), 5.0)
    none = np.zeros(1, dtype=np.intp)
    search(Tracks(grid, position), viewers, none, none, one, one + 3_600.0)


# Without Numba's counting of references to arrays, which costs more than computing here: nothing
# below makes an array.
_OPTIONS: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract"},
    "_nrt": False,
}


def _compiled(function: Any) -> Any:
    return njit(**_OPTIONS)(function)


def _inlined(function: Any) -> Any:
    """For what is small, or simpler once the compiler knows which function it is asked for."""
    return njit(**_OPTIONS, forceinline=True)(function)


# Two plain tuples (named ones would tie the cache on disk to their names):
#   steps = start_s, node_s, divisions, intervals    of the grid
#   view  = up x y z, site x y z, sine of the mask   of a station


@_compiled
def _make_polynomials(nodes: Any, c: int, matrix: Any, terms: Any) -> None:
    """All of one craft, (3, 7, intervals). The intervals innermost: many at once."""
    intervals = terms.shape[2]
    for axis in range(3):
        for n in range(TERMS):
            for j in range(intervals):
                value = 0.0
                for k in range(POINTS):
                    value += matrix[n, k] * nodes[c, axis, j + k]
                terms[axis, n, j] = value


@_compiled
def _make_fine(nodes: Any, known: Any, c: int, terms: Any, steps: Any, fine: Any) -> None:
    """As `Tracks.fine_positions`, of one craft, but for what is too low: (3, fine nodes)."""
    divisions, intervals = steps[2], steps[3]
    for axis in range(3):
        for j in range(intervals + 1):
            fine[axis, j * divisions] = nodes[c, axis, j + BEFORE]
        for d in range(1, divisions):
            y = d / divisions - 0.5
            for j in range(intervals):
                p = terms[axis, TERMS - 1, j]
                for n in range(TERMS - 2, -1, -1):
                    p = p * y + terms[axis, n, j]
                fine[axis, j * divisions + d] = p
    for j in range(intervals):
        if not known[c, j]:
            for i in range(j * divisions, (j + 1) * divisions + 1):
                if not known[c, _interval_at(known, c, steps, i)]:
                    fine[0, i] = fine[1, i] = fine[2, i] = np.nan


@_compiled
def _blank_low(fine: Any, lowest: Any) -> None:
    """NaN inside an ellipsoid."""
    equator_km, pole_km = lowest
    for i in range(fine.shape[1]):
        x, y, z = fine[0, i] / equator_km, fine[1, i] / equator_km, fine[2, i] / pole_km
        if x * x + y * y + z * z < 1:
            fine[0, i] = fine[1, i] = fine[2, i] = np.nan


@_compiled
def _reach_km(fine: Any) -> Any:
    """The least and the greatest distance from the Earth's centre; infinite if none is known."""
    nearest, farthest = np.inf, 0.0
    for i in range(fine.shape[1]):
        squared = fine[0, i] * fine[0, i] + fine[1, i] * fine[1, i] + fine[2, i] * fine[2, i]
        nearest = squared if squared < nearest else nearest
        farthest = squared if squared > farthest else farthest
    return np.sqrt(nearest), np.sqrt(farthest)


@_inlined
def _bend_km(nearest_km: float, farthest_km: float, fine_s: float) -> float:
    """By how much a position bends within a fine step: `viewers.curvature_km_s2`."""
    speed = np.sqrt(2 * GM_EARTH_KM3_S2 / nearest_km)
    acceleration = GM_EARTH_KM3_S2 / nearest_km**2 + 2 * EARTH_ROTATION_RAD_S * speed
    return 1.02 * (acceleration + EARTH_ROTATION_RAD_S**2 * farthest_km) * fine_s**2 / 8


@_inlined
def _least_up_km(view: Any, nearest_km: float, farthest_km: float) -> float:
    """As `Viewers.lowest_up_km`."""
    ux, uy, uz, sx, sy, sz, sine = view
    up = ux * sx + uy * sy + uz * sz
    x, y, z = sx - up * ux, sy - up * uy, sz - up * uz
    across = np.sqrt((x * x + y * y + z * z) * (1 - sine * sine))
    b, r = (up * sine + across, nearest_km) if sine >= 0 else (up * sine - across, farthest_km)
    squared = b * b + r * r - (sx * sx + sy * sy + sz * sz)
    return up + sine * max(np.sqrt(max(squared, 0.0)) - b, 0.0)


@_inlined
def _interval_at(known: Any, c: int, steps: Any, node: int) -> int:
    """As `Tracks.interval_of`."""
    _, _, divisions, intervals = steps
    interval = min(node // divisions, intervals - 1)
    if not known[c, interval] and node % divisions == 0 and interval > 0:
        interval -= 1
    return interval


@_inlined
def _y(steps: Any, interval: int, node: int) -> float:
    return node / steps[2] - interval - 0.5


@_inlined
def _unix_s(steps: Any, interval: int, y: float) -> float:
    return steps[0] + (interval + 0.5 + y) * steps[1]


@_inlined
def _value(terms: Any, interval: int, view: Any, which: int, y: float) -> Any:
    """f and f′, f′ and f″, or −g and −g′, of `sight_lines`."""
    mask = view[6]
    z = z1 = z2 = squared = along = bend = rates = 0.0
    for axis in range(3):
        p, v, a = terms[axis, TERMS - 1, interval], 0.0, 0.0
        for n in range(TERMS - 2, -1, -1):
            a = a * y + v
            v = v * y + p
            p = p * y + terms[axis, n, interval]
        p -= view[3 + axis]
        a *= 2.0
        z += view[axis] * p
        z1 += view[axis] * v
        z2 += view[axis] * a
        squared += p * p
        along += p * v
        rates += v * v
        bend += p * a
    bend += rates
    if which == _CLIMB:
        return -(z1 * squared - z * along), -(z2 * squared + z1 * along - z * bend)
    rho = np.sqrt(squared)
    rate = along / rho
    if which == _SLOPE:
        return z1 - mask * rate, z2 - mask * (bend - rate * rate) / rho
    return z - mask * rho, z1 - mask * rate


@_inlined
def _sine(terms: Any, interval: int, view: Any, y: float) -> float:
    z = squared = 0.0
    for axis in range(3):
        p = terms[axis, TERMS - 1, interval]
        for n in range(TERMS - 2, -1, -1):
            p = p * y + terms[axis, n, interval]
        p -= view[3 + axis]
        z += view[axis] * p
        squared += p * p
    return z / np.sqrt(squared)


@_inlined
def _root(
    terms: Any,
    interval: int,
    view: Any,
    which: int,
    sign: float,
    low: float,
    high: float,
    guess: float,
) -> float:
    """As `newton.rising_roots`, for one function times a sign."""
    # Two plain steps first, which nearly always do: a processor runs ahead where nothing branches.
    value, slope = _value(terms, interval, view, which, guess)
    x = guess - value / slope
    value, slope = _value(terms, interval, view, which, x)
    step = value / slope
    x -= step
    if abs(step) <= SMOOTH and low <= x <= high and sign * slope > 0:
        return x
    x, step = guess, high - low
    for _ in range(100):
        value, slope = _value(terms, interval, view, which, x)
        if sign * value < 0:
            low = x
        else:
            high = x
        newton = value / slope
        following = x - newton
        good = low <= following <= high and abs(newton) < abs(step) / 2
        if not good:
            following = (low + high) / 2
        step = following - x
        x = following
        if abs(step) <= (SMOOTH if good else 1e-9):
            break
    return x


@_inlined
def _share(over: Any, first: int, last: int, left: int) -> float:
    """As `kernels_numpy._share`, in a run from first to last."""
    before, after = over[left], over[left + 1]
    share = before / (before - after)
    bend = np.nan
    if left > first:
        bend = over[left - 1] - 2 * before + after
    if np.isnan(bend) and left + 1 < last:
        bend = before - 2 * after + over[left + 2]
    if not np.isnan(bend):
        slope = after - before - bend / 2 * (1 - 2 * share)
        share = min(max(share + bend / 2 * share * (1 - share) / slope, 0.0), 1.0)
    return share


@_compiled
def _refine(terms: Any, steps: Any, view: Any, times: Any, left: Any, count: int) -> None:
    """Puts an instant where there was a share of the fine step after the node `left`.

    In a loop of its own: roots do not wait for each other when nothing branches between them.
    """
    width = 1.0 / steps[2]
    for which in range(2):
        for n in range(count):
            node = left[which, n]
            if node >= 0:
                interval = node // steps[2]
                low = _y(steps, interval, node)
                guess = low + width * times[which, n]
                sign = 1.0 - 2.0 * which
                y = _root(terms, interval, view, _OVER, sign, low, low + width, guess)
                times[which, n] = _unix_s(steps, interval, y)


@_compiled
def _hidden(
    terms: Any,
    at: int,
    steps: Any,
    view: Any,
    node: int,
    top: bool,
    before: float,
    here: float,
    after: float,
) -> Any:
    """The two edges beside an extreme near a node, when it crosses the mask; else NaN.

    `at` is an interval whose polynomial is known at the node.
    """
    none = (np.nan, np.nan)
    width = 1.0 / steps[2]
    slope, _ = _value(terms, at, view, _SLOPE, _y(steps, at, node))
    if slope == 0 or not abs(here) < abs(slope) * width * 1.5 + SLACK_KM:
        return none
    later = (slope > 0) == top
    if np.isnan(after if later else before):
        return none
    left = node if later else node - 1
    j, sign = left // steps[2], 1.0 if top else -1.0
    low = _y(steps, j, left)
    high = low + width
    middle = _root(terms, j, view, _SLOPE, -sign, low, high, (low + high) / 2)
    value, _ = _value(terms, j, view, _OVER, middle)
    if not value * sign > 0:
        return none
    first = _root(terms, j, view, _OVER, sign, low, middle, (low + middle) / 2)
    second = _root(terms, j, view, _OVER, -sign, middle, high, (middle + high) / 2)
    return _unix_s(steps, j, first), _unix_s(steps, j, second)


@_compiled
def _events_of_run(
    terms: Any,
    known: Any,
    c: int,
    steps: Any,
    view: Any,
    over: Any,
    first: int,
    last: int,
    times: Any,
    flags: Any,
    left: Any,
    count: int,
) -> int:
    """Adds the windows of a run of samples; they are as many as `count` says then."""
    begun = ended = count
    fine_s = steps[1] / steps[2]
    for k in range(first, last + 1):
        before = over[k - 1] if k > first else np.nan
        here = over[k]
        after = over[k + 1] if k < last else np.nan
        if here >= 0 and not before >= 0:
            flags[0, begun], times[0, begun], left[0, begun] = False, steps[0] + k * fine_s, -1
            if before < 0:
                times[0, begun] = _share(over, first, last, k - 1)
                flags[0, begun], left[0, begun] = True, k - 1
            begun += 1
        if here >= 0 and not after >= 0:
            flags[1, ended], times[1, ended], left[1, ended] = False, steps[0] + k * fine_s, -1
            if after < 0:
                times[1, ended] = _share(over, first, last, k)
                flags[1, ended], left[1, ended] = True, k
            ended += 1
        top = here < 0 and not before > here and not after > here
        dip = here >= 0 and not before < here and not after < here
        if top or dip:
            at = _interval_at(known, c, steps, k)
            one_s, two_s = _hidden(terms, at, steps, view, k, top, before, here, after)
            if not np.isnan(one_s):
                times[0, begun], times[1, ended] = (one_s, two_s) if top else (two_s, one_s)
                flags[0, begun] = flags[1, ended] = True
                left[0, begun] = left[1, ended] = -1
                begun += 1
                ended += 1
    return begun


@_compiled
def _events_of_pair(
    fine: Any,
    nodes: Any,
    terms: Any,
    known: Any,
    c: int,
    steps: Any,
    view: Any,
    least: float,
    roughly: float,
    up_km: Any,
    over: Any,
    sine: Any,
    times: Any,
    flags: Any,
    left: Any,
) -> int:
    """Walks one pair; fills `over` and `sine` where it looked, and tells how many windows.

    A whole node interval is passed over where neither of its ends stands up to `roughly`.
    """
    ux, uy, uz = view[0], view[1], view[2]
    for j in range(steps[3] + 1):
        n = j + BEFORE
        up_km[j] = ux * nodes[c, 0, n] + uy * nodes[c, 1, n] + uz * nodes[c, 2, n]
    divisions, width = steps[2], fine.shape[1]
    count = j = i = 0
    while j < steps[3]:
        if up_km[j] < roughly and up_km[j + 1] < roughly:
            j += 1
            continue
        i = max(i, j * divisions)
        end = width if j == steps[3] - 1 else (j + 1) * divisions
        while i < end and not ux * fine[0, i] + uy * fine[1, i] + uz * fine[2, i] >= least:
            i += 1
        if i >= end:
            j += 1
            continue
        # A run: nodes that are near the mask, and those beside them.
        first, last = max(i - 1, 0), i
        i += 1
        while i < width and i - last <= 3:
            if ux * fine[0, i] + uy * fine[1, i] + uz * fine[2, i] >= least:
                last = i
            i += 1
        last = min(last + 1, width - 1)
        _look(fine, view, over, sine, first, last)
        count = _events_of_run(
            terms, known, c, steps, view, over, first, last, times, flags, left, count
        )
        i = last + 1
        j = max(j, i // divisions)
    return count


@_compiled
def _look(fine: Any, view: Any, over: Any, sine: Any, first: int, last: int) -> None:
    """f and the sine of the elevation at some nodes."""
    ux, uy, uz, sx, sy, sz, mask = view
    for k in range(first, last + 1):
        x, y, z = fine[0, k] - sx, fine[1, k] - sy, fine[2, k] - sz
        rho = np.sqrt(x * x + y * y + z * z)
        height = ux * x + uy * y + uz * z
        over[k] = height - mask * rho
        sine[k] = height / rho


@_compiled
def _top(
    terms: Any, known: Any, c: int, steps: Any, view: Any, sine: Any, begin_s: float, end_s: float
) -> Any:
    """When a window is highest, and the sine of the elevation then."""
    fine_s, width = steps[1] / steps[2], 1.0 / steps[2]
    first = int(np.ceil((begin_s - steps[0]) / fine_s))
    last = int(np.floor((end_s - steps[0]) / fine_s))
    inside = last >= first
    if not inside:  # between two samples: the node before it stands for it
        first = last = min(max(first - 1, 0), sine.size - 2)
    best, best_s = -np.inf, begin_s
    for k in range(first, last + 1):
        if inside and k > first and sine[k] <= sine[k - 1]:
            continue
        if inside and k < last and sine[k] < sine[k + 1]:
            continue
        j = _interval_at(known, c, steps, k)
        node, shift = _y(steps, j, k), j + 0.5
        low = max((begin_s - steps[0]) / steps[1] - shift, node - width)
        high = min((end_s - steps[0]) / steps[1] - shift, node + width)
        guess = (low + high) / 2
        if inside:
            # Highest on the parabola through the sample and its neighbours.
            guess, bend = node, 0.0
            if 0 < k < sine.size - 1:
                bend = 2 * sine[k] - sine[k - 1] - sine[k + 1]
            if bend > 0:
                guess += width * (sine[k + 1] - sine[k - 1]) / (2 * bend)
            guess = min(max(guess, low), high)
        y = _root(terms, j, view, _CLIMB, 1.0, low, high, guess)
        value = _sine(terms, j, view, y)
        if value > best:
            best, best_s = value, _unix_s(steps, j, y)
    return best_s, best


@_compiled
def _sort(times: Any, flags: Any, which: int, count: int) -> None:
    """By insertion: only what hidden extremes add may be out of order."""
    for i in range(1, count):
        at, flag, j = times[which, i], flags[which, i], i - 1
        while j >= 0 and times[which, j] > at:
            times[which, j + 1], flags[which, j + 1] = times[which, j], flags[which, j]
            j -= 1
        times[which, j + 1], flags[which, j + 1] = at, flag


@_inlined
def _three(vectors: Any, row: int) -> tuple[float, float, float]:
    return vectors[row, 0], vectors[row, 1], vectors[row, 2]


@_compiled
def _search(
    nodes: Any,
    known: Any,
    matrix: Any,
    steps: Any,
    lowest: Any,
    craft: Any,
    station: Any,
    ups: Any,
    sites: Any,
    masks: Any,
    start_s: Any,
    end_s: Any,
    terms: Any,
    fine: Any,
    up_km: Any,
    over: Any,
    sine: Any,
    times: Any,
    edges: Any,
    left: Any,
    rows: Any,
    spans: Any,
    flags: Any,
    first_pair: int,
    found: int,
) -> Any:
    """From one pair on, until all are searched or there is no room: the next pair, and how many.

    Into rows of pairs; begin, end, top and its sine; whether begin is a rise and end a set.
    """
    craft_before, nearest, farthest, bend = -1, 0.0, 0.0, 0.0
    for pair in range(first_pair, craft.size):
        c, s = craft[pair], station[pair]
        if c != craft_before:
            _make_polynomials(nodes, c, matrix, terms)
            _make_fine(nodes, known, c, terms, steps, fine)
            nearest, farthest = _reach_km(fine)
            if nearest < lowest[0]:
                _blank_low(fine, lowest)
                nearest, farthest = _reach_km(fine)
            bend = _bend_km(nearest, farthest, steps[1] / steps[2])
            craft_before = c
        view = _three(ups, s) + _three(sites, s) + (masks[s],)
        least = _least_up_km(view, nearest - bend, farthest + bend) - bend
        count = _events_of_pair(
            fine,
            nodes,
            terms,
            known,
            c,
            steps,
            view,
            least,
            least - bend * (steps[2] * steps[2] - 1),
            up_km,
            over,
            sine,
            times,
            edges,
            left,
        )
        if found + count > rows.size:
            return pair, found
        _refine(terms, steps, view, times, left, count)
        _sort(times, edges, 0, count)
        _sort(times, edges, 1, count)
        for n in range(count):
            begin, end = max(times[0, n], start_s[c]), min(times[1, n], end_s[c])
            if not end > begin:
                continue
            top_s, highest = _top(terms, known, c, steps, view, sine, begin, end)
            rows[found] = pair
            spans[0, found], spans[1, found] = begin, end
            spans[2, found], spans[3, found] = top_s, highest
            flags[0, found] = edges[0, n] and times[0, n] >= start_s[c]
            flags[1, found] = edges[1, n] and times[1, n] <= end_s[c]
            found += 1
    return craft.size, found
