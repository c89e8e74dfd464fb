"""Sets of instants as intervals: sorted, disjoint, half open, in Unix seconds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TypeAlias

__all__ = [
    "Interval",
    "Intervals",
    "clip",
    "contains",
    "intersect",
    "joined",
    "overlap",
    "overlaps",
    "subtract",
    "total",
    "union",
]

Interval: TypeAlias = tuple[float, float]
Intervals: TypeAlias = Sequence[Interval]


def union(*parts: Intervals) -> list[Interval]:
    """All instants that are in any of the parts; intervals that touch become one.

    >>> union([(0, 10), (20, 30)], [(10, 12)])
    [(0, 12), (20, 30)]
    """
    return _merged(sorted(interval for part in parts for interval in part), 0.0)


def joined(intervals: Intervals, gap_s: float) -> Intervals:
    """Intervals no further apart than a gap, as one.

    >>> joined([(0, 10), (15, 20), (40, 50)], 5)
    [(0, 20), (40, 50)]
    """
    return _merged(intervals, gap_s)


def _merged(intervals: Iterable[Interval], gap_s: float) -> list[Interval]:
    merged: list[Interval] = []
    for start_s, end_s in intervals:
        if merged and start_s - merged[-1][1] <= gap_s:
            if end_s > merged[-1][1]:
                merged[-1] = (merged[-1][0], end_s)
        else:
            merged.append((start_s, end_s))
    return merged


def intersect(one: Intervals, other: Intervals) -> Intervals:
    """The instants that are in both.

    >>> intersect([(0, 10), (20, 30)], [(5, 25)])
    [(5, 10), (20, 25)]
    """
    common: list[Interval] = []
    i = j = 0
    while i < len(one) and j < len(other):
        start_s, end_s = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start_s < end_s:
            common.append((start_s, end_s))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return common


def subtract(one: Intervals, other: Intervals) -> Intervals:
    """The instants of one that are not in the other.

    >>> subtract([(0, 10)], [(2, 3), (8, 12)])
    [(0, 2), (3, 8)]
    """
    if not one:
        return []
    begin_s, finish_s = one[0][0], one[-1][1]
    outside: list[Interval] = []
    for start_s, end_s in other:
        if start_s > begin_s:
            outside.append((begin_s, start_s))
        begin_s = max(begin_s, end_s)
    if finish_s > begin_s:
        outside.append((begin_s, finish_s))
    return intersect(one, outside)


def contains(intervals: Intervals, instant_s: float) -> bool:
    """Whether an instant is in one of them.

    >>> contains([(0, 10)], 0), contains([(0, 10)], 10)
    (True, False)
    """
    place = bisect_right(intervals, instant_s, key=lambda one: one[0])
    return place > 0 and instant_s < intervals[place - 1][1]


def overlaps(intervals: Intervals, start_s: float, end_s: float) -> bool:
    """Whether any of them lasts for a time within a span.

    >>> overlaps([(0, 10), (20, 30)], 9, 15), overlaps([(0, 10), (20, 30)], 10, 20)
    (True, False)
    """
    place = bisect_right(intervals, start_s, key=lambda one: one[1])
    return place < len(intervals) and max(intervals[place][0], start_s) < end_s


def clip(intervals: Intervals, start_s: float, end_s: float) -> Intervals:
    """The part within a span.

    >>> clip([(0, 10), (20, 30)], 5, 22)
    [(5, 10), (20, 22)]
    """
    if not intervals or (intervals[0][0] >= start_s and intervals[-1][1] <= end_s):
        return intervals
    return intersect(intervals, [(start_s, end_s)]) if start_s < end_s else []


def total(intervals: Intervals) -> float:
    """How long they are together, seconds."""
    return sum(end_s - start_s for start_s, end_s in intervals)


def overlap(one: Intervals, other: Intervals) -> float:
    """How long both last at once, seconds."""
    if len(one) == 1 and len(other) == 1:  # by far the most
        return max(0.0, min(one[0][1], other[0][1]) - max(one[0][0], other[0][0]))
    return total(intersect(one, other))
