"""Windows over uneven horizons and below keyholes.

Theory. They lie inside the windows over the horizon's lowest point, and those the search finds for
certain. Inside them two heights must not be negative: elevation − mask(azimuth), and highest −
elevation. Both are smooth but for the points of the horizon. So each rough window is sampled at
fine steps (a sixth of them near the horizon or the keyhole), and to the samples are added the
extremes of elevation and azimuth, then the moments in which a point of the horizon is passed, then
the extremes of the height over the horizon between them. After that each height has at most one
root between two samples, however narrow a peak or a gap may be: every root is an edge, and a
window is where no height is negative.

As everywhere in the engine, a smooth height is taken to have at most one extreme in a step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from dishboard.geometry.roots import bracketed_roots
from dishboard.geometry.windows.horizon import Skylines
from dishboard.geometry.windows.interpolant import Tracks
from dishboard.geometry.windows.table import WindowTable
from dishboard.geometry.windows.viewers import Viewers

__all__ = ["over_horizons"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]

_DIVISIONS = 6  # of a fine step, near the horizon
_SAMPLES_AT_ONCE = 20_000
_TOLERANCE_S = 1e-5
_INSIDE_S = 1e-6  # a window's own ends may touch what is not known
_MARGIN_DEG = 0.5


def over_horizons(tracks: Tracks, viewers: Viewers, rough: WindowTable) -> WindowTable:
    """Windows over the stations' lowest points, cut by their horizons and keyholes."""
    skylines = viewers.skylines
    if skylines is None:
        return rough
    uneven = np.flatnonzero(skylines.uneven[rough.station])
    if uneven.size == 0:
        return rough
    even = np.flatnonzero(~skylines.uneven[rough.station])
    origins, tables = [even], [rough.take(even)]
    length_s = rough.end_s[uneven] - rough.begin_s[uneven]
    block = np.cumsum(length_s / tracks.grid.step.fine_s + 3) // _SAMPLES_AT_ONCE
    for one in np.unique(block):
        rows = uneven[block == one]
        origin, table = _Terrain(tracks, viewers, skylines, rough.take(rows)).windows()
        origins.append(rows[origin])
        tables.append(table)
    found = WindowTable.joined(tables)
    return found.take(np.lexsort((found.begin_s, np.concatenate(origins))))


@dataclass(frozen=True, eq=False)
class _Looks:
    """Samples of rough windows, ordered by window and time."""

    row: Rows  # of the rough windows
    at: Floats
    azimuth_deg: Floats
    elevation_deg: Floats
    azimuth_rate: Floats  # degrees a second
    elevation_rate: Floats

    @property
    def left(self) -> Rows:
        """Samples that have a next one in their window."""
        return np.flatnonzero(self.row[1:] == self.row[:-1])

    def take(self, rows: Rows) -> _Looks:
        return _Looks(*(getattr(self, one.name)[rows] for one in fields(self)))

    def with_others(self, others: _Looks, left: Rows) -> _Looks:
        """With other samples in the steps that begin with samples `left`."""
        order = np.lexsort((others.at, left))
        place = left[order] + 1
        return _Looks(
            *(
                np.insert(getattr(self, one.name), place, getattr(others, one.name)[order])
                for one in fields(self)
            )
        )


@dataclass(frozen=True, eq=False)
class _Terrain:
    tracks: Tracks
    viewers: Viewers
    skylines: Skylines
    rough: WindowTable

    def windows(self) -> tuple[Rows, WindowTable]:
        """The windows, and the rough one that each lies in; ordered by it and time."""
        looks = self._first()
        # Everywhere: a part that the horizon or the keyhole cuts off has a top of its own.
        looks = self._with_roots(looks, looks.left, lambda one: one.elevation_rate)
        looks = self._finer(looks)
        looks = self._with_roots(looks, self._near(looks), lambda one: one.azimuth_rate)
        looks = self._with_points(looks)
        looks = self._with_extremes(looks)
        owner, begin_s, end_s, rises, sets = self._open(looks)
        top_s, top_deg = self._tops(looks, owner, begin_s, end_s)
        craft, station = self.rough.craft[owner], self.rough.station[owner]
        return owner, WindowTable(craft, station, begin_s, end_s, rises, sets, top_s, top_deg)

    def look(self, at: Floats, row: Rows) -> _Looks:
        """Directions and their rates, a fraction of a microstep inside the rough windows."""
        begin, end = self.rough.begin_s[row] + _INSIDE_S, self.rough.end_s[row] - _INSIDE_S
        inside = np.minimum(np.maximum(at, begin), np.maximum(end, begin))
        station = self.rough.station[row]
        position, velocity = self.tracks.motion(self.rough.craft[row], inside)
        axes = np.reshape(self.viewers.station.east_north_up, (-1, 3, 3))[station]
        line = np.einsum("kij,kj->ik", axes, position - self.viewers.site_km[station])
        east, north, up = line
        to_east, to_north, to_up = np.einsum("kij,kj->ik", axes, velocity)
        across = np.maximum(np.hypot(east, north), 1e-9)
        outwards = (east * to_east + north * to_north) / across
        azimuth_rate = (north * to_east - east * to_north) / across**2
        elevation_rate = (across * to_up - up * outwards) / (across**2 + up**2)
        return _Looks(
            row,
            at,
            np.degrees(np.arctan2(east, north)) % 360,
            np.degrees(np.arctan2(up, across)),
            np.degrees(azimuth_rate),
            np.degrees(elevation_rate),
        )

    def over_deg(self, looks: _Looks) -> Floats:
        """Height over the horizon."""
        station = self.rough.station[looks.row]
        return looks.elevation_deg - self.skylines.mask_deg(station, looks.azimuth_deg)

    def under_deg(self, looks: _Looks) -> Floats:
        """Room below the keyhole."""
        return self.skylines.highest_deg[self.rough.station[looks.row]] - looks.elevation_deg

    def _first(self) -> _Looks:
        rough = self.rough
        length_s = rough.end_s - rough.begin_s
        steps = np.ceil(length_s / self.tracks.grid.step.fine_s).astype(np.intp) + 1
        row, share = _shares(steps)
        at = rough.begin_s[row] + share * length_s[row]
        # The last sample is the end itself, whatever the rounding.
        at = np.where(share == 1, rough.end_s[row], at)
        return self.look(at, row)

    def _finer(self, looks: _Looks) -> _Looks:
        """Adds samples near the horizon and the keyhole."""
        left = self._near(looks)
        gap, share = _shares(np.full(left.size, _DIVISIONS))
        between = (share > 0) & (share < 1)
        gap, share = left[gap[between]], share[between]
        new = looks.at[gap] + share * (looks.at[gap + 1] - looks.at[gap])
        return looks.with_others(self.look(new, looks.row[gap]), gap)

    def _near(self, looks: _Looks) -> Rows:
        """The steps, by their left samples, in which horizon or keyhole may be met."""
        left = looks.left
        station = self.rough.station[looks.row[left]]
        before, after = looks.elevation_rate[left], looks.elevation_rate[left + 1]
        here, there = looks.elevation_deg[left], looks.elevation_deg[left + 1]
        # A top or a dip between two samples lies below, or above, both their tangents.
        step_s = looks.at[left + 1] - looks.at[left]
        beyond = np.minimum(np.abs(before), np.abs(after)) * step_s
        dip = np.where((before < 0) & (after > 0), beyond, 0.0) + _MARGIN_DEG
        top = np.where((before > 0) & (after < 0), beyond, 0.0) + _MARGIN_DEG
        low, high = np.minimum(here, there) - dip, np.maximum(here, there) + top
        skylines = self.skylines
        near = (low < skylines.top_deg[station]) | (high > skylines.highest_deg[station])
        return left[near]

    def _with_roots(self, looks: _Looks, left: Rows, rate: Callable[[_Looks], Floats]) -> _Looks:
        """Adds the moments in which a rate changes its sign, in the steps after samples `left`."""
        value = rate(looks)
        left = left[value[left] * value[left + 1] < 0]
        return self._merged_roots(looks, left, lambda one, _: rate(one))

    def _with_points(self, looks: _Looks) -> _Looks:
        """Adds the moments in which points of the horizon are passed.

        These samples stand at their points to the last digit and in the order of passing, however
        short the time from one to the next: a wall is passed in less than a root is worth.
        """
        left = self._near(looks)
        here = looks.azimuth_deg[left]
        # A craft sweeps less than half a turn before it is highest, and after.
        turned = (looks.azimuth_deg[left + 1] - here + 180) % 360 - 180
        low, high = here + np.minimum(turned, 0), here + np.maximum(turned, 0)
        station = self.rough.station[looks.row[left]]
        step, azimuth_deg = self.skylines.points_between(station, low, high)

        if step.size == 0:
            return looks
        # In the order in which the craft passes them.
        onwards = np.where(turned[step] < 0, -azimuth_deg, azimuth_deg)
        order = np.lexsort((onwards, step))
        left, azimuth_deg = left[step[order]], azimuth_deg[order]

        def beside(one: _Looks, rows: Rows) -> Floats:
            return np.sin(np.radians(one.azimuth_deg - azimuth_deg[rows]))

        at = self._roots(looks, left, beside)
        at = at[np.lexsort((at, left))]
        passed = replace(self.look(at, looks.row[left]), azimuth_deg=azimuth_deg % 360)
        return looks.with_others(passed, left)

    def _with_extremes(self, looks: _Looks) -> _Looks:
        """Adds extremes of the height over the horizon that may lie on the other side of zero."""
        left, over = self._near(looks), self.over_deg(looks)
        station = self.rough.station[looks.row[left]]
        here, there = looks.azimuth_deg[left], looks.azimuth_deg[left + 1]
        middle = here + ((there - here + 180) % 360 - 180) / 2
        # Straight within the step: its points are samples.
        mask_slope = self.skylines.slope(station, middle)

        def climb(one: _Looks, rows: Rows) -> Floats:
            return one.elevation_rate - mask_slope[rows] * one.azimuth_rate

        before = looks.elevation_rate[left] - mask_slope * looks.azimuth_rate[left]
        after = looks.elevation_rate[left + 1] - mask_slope * looks.azimuth_rate[left + 1]
        hidden_top = (over[left] < 0) & (over[left + 1] < 0) & (before > 0) & (after < 0)
        hidden_dip = (over[left] >= 0) & (over[left + 1] >= 0) & (before < 0) & (after > 0)
        hidden = np.flatnonzero(hidden_top | hidden_dip)
        return self._merged_roots(looks, left[hidden], lambda one, rows: climb(one, hidden[rows]))

    def _merged_roots(
        self, looks: _Looks, left: Rows, function: Callable[[_Looks, Rows], Floats]
    ) -> _Looks:
        if left.size == 0:
            return looks
        root_s = self._roots(looks, left, function)
        return looks.with_others(self.look(root_s, looks.row[left]), left)

    def _roots(
        self, looks: _Looks, left: Rows, function: Callable[[_Looks, Rows], Floats]
    ) -> Floats:
        """Roots between samples `left` and the next ones."""
        row, every = looks.row[left], np.arange(left.size)
        return bracketed_roots(
            lambda x, rows: function(self.look(x, row[rows]), rows),
            looks.at[left],
            looks.at[left + 1],
            function(looks.take(left), every),
            function(looks.take(left + 1), every),
            _TOLERANCE_S,
        )

    def _open(self, looks: _Looks) -> tuple[Rows, Floats, Floats, Flags, Flags]:
        """Where no height is negative: rough window, begin, end, and whether these are edges."""
        rough, left = self.rough, looks.left
        negative = np.zeros(len(rough), dtype=np.intp)  # heights that are, at the first sample
        first = np.flatnonzero(np.diff(looks.row, prepend=-1))
        rows: list[Rows] = []
        times: list[Floats] = []
        changes: list[Rows] = []
        for height in (self.over_deg, self.under_deg):
            below = height(looks) < 0
            negative += below[first]
            edge = left[below[left] != below[left + 1]]
            times.append(self._roots(looks, edge, lambda one, _, height=height: height(one)))
            rows.append(looks.row[edge])
            changes.append(np.where(below[edge], -1, 1))
        row, at = np.concatenate(rows), np.concatenate(times)
        order = np.lexsort((at, row))
        row, at, change = row[order], at[order], np.concatenate(changes)[order]
        total = np.cumsum(change)
        count = np.bincount(row, minlength=len(rough))
        last = np.cumsum(count)
        before = np.concatenate([[0], total])[last - count]  # of all earlier rows
        level = total - before[row] + negative[row]
        left_over = np.concatenate([[0], total])[last] - before + negative
        opens, closes = (level == 0) & (change < 0), (level == 1) & (change > 0)
        whole_begin, whole_end = np.flatnonzero(negative == 0), np.flatnonzero(left_over == 0)
        begin_row, begin_s, rises = _ordered(
            (row[opens], at[opens], np.ones(opens.sum(), dtype=np.bool_)),
            (whole_begin, rough.begin_s[whole_begin], rough.rises[whole_begin]),
        )
        _, end_s, sets = _ordered(
            (row[closes], at[closes], np.ones(closes.sum(), dtype=np.bool_)),
            (whole_end, rough.end_s[whole_end], rough.sets[whole_end]),
        )
        real = end_s > begin_s
        return begin_row[real], begin_s[real], end_s[real], rises[real], sets[real]

    def _tops(
        self, looks: _Looks, owner: Rows, begin_s: Floats, end_s: Floats
    ) -> tuple[Floats, Floats]:
        """The highest of a window's samples (all its tops are among them) and its two ends."""
        every = np.arange(owner.size)
        ends = self.look(np.concatenate([begin_s, end_s]), np.concatenate([owner, owner]))
        # Samples and windows on one axis: the rough windows side by side.
        start_s = self.rough.begin_s
        apart_s = np.max(self.rough.end_s - start_s, initial=0.0) + 1.0
        place = looks.row * apart_s + looks.at - start_s[looks.row]
        begin = np.searchsorted(place, owner * apart_s + begin_s - start_s[owner])
        end = np.searchsorted(place, owner * apart_s + end_s - start_s[owner])
        count = end - begin
        window = np.repeat(every, count)
        sample = np.repeat(begin - np.cumsum(count) + count, count) + np.arange(window.size)
        window = np.concatenate([window, every, every])
        at = np.concatenate([looks.at[sample], begin_s, end_s])
        elevation = np.concatenate([looks.elevation_deg[sample], ends.elevation_deg])
        order = np.lexsort((elevation, window))
        highest = order[np.searchsorted(window[order], every, side="right") - 1]
        return at[highest], elevation[highest]


def _shares(steps: Rows) -> tuple[Rows, Floats]:
    """For each row its 0, 1/n, … 1: row and share."""
    row = np.repeat(np.arange(steps.size), steps + 1)
    number = np.arange(row.size) - np.repeat(np.cumsum(steps + 1) - (steps + 1), steps + 1)
    return row, number / steps[row]


def _ordered(
    edges: tuple[Rows, Floats, Flags], given: tuple[Rows, Floats, Flags]
) -> tuple[Rows, Floats, Flags]:
    row = np.concatenate([edges[0], given[0]])
    at = np.concatenate([edges[1], given[1]])
    real = np.concatenate([edges[2], given[2]])
    order = np.lexsort((at, row))
    return row[order], at[order], real[order]
