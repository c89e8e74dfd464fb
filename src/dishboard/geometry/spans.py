"""Where sampled functions of time are negative, none lost however short.

Theory. A function is sampled along each row. A change of sign between two samples holds a root.
A sample that is the least of three and still positive may hide a dip below zero, one that is the
greatest of three and negative a gap: there the extreme is searched, and if it lies on the other
side of zero it becomes a sample. So nothing is lost as long as a function has no more than one
extreme in two steps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dishboard.geometry.minima import least
from dishboard.geometry.roots import bracketed_roots

__all__ = ["Samples", "Spans", "negative_spans"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Function = Callable[[Floats, Rows], Floats]  # values at instants (k,) of the rows (k,)


class Samples(NamedTuple):
    """Values along rows, ordered by row and time; NaN where a function is not defined."""

    row: Rows
    unix_s: Floats
    value: Floats


class Spans(NamedTuple):
    """Ordered by row and time; they end at a row's first and last samples at the latest."""

    row: Rows
    begin_s: Floats
    end_s: Floats


def negative_spans(function: Function, samples: Samples, tolerance_s: float = 1e-3) -> Spans:
    """The spans in which functions are below 0, their edges refined.

    Next to samples that are not defined a span goes on to the first of them: who asks knows
    better where knowledge ends.
    """
    row, at, value = _with_extremes(function, samples, tolerance_s)
    negative = value < 0
    same = row[1:] == row[:-1]
    known = ~np.isnan(value)
    edge = np.flatnonzero(same & (negative[1:] != negative[:-1]) & known[1:] & known[:-1])
    root_s = bracketed_roots(
        lambda x, index: function(x, row[edge[index]]),
        at[edge],
        at[edge + 1],
        value[edge],
        value[edge + 1],
        tolerance_s,
    )
    falls = negative[edge + 1]
    # Where a row, or what is known of it, begins and ends below 0.
    first, last = negative.copy(), negative.copy()
    first[1:] &= ~(same & known[:-1])
    last[:-1] &= ~(same & known[1:])
    first, last = np.flatnonzero(first), np.flatnonzero(last)
    before = np.maximum(first - 1, 0)
    before = np.where((first > 0) & (row[before] == row[first]), before, first)
    after = np.minimum(last + 1, max(row.size - 1, 0))
    after = np.where((last < row.size - 1) & (row[after] == row[last]), after, last)
    begin_row = np.concatenate([row[edge[falls]], row[first]])
    begin_s = np.concatenate([root_s[falls], at[before]])
    end_row = np.concatenate([row[edge[~falls]], row[last]])
    end_s = np.concatenate([root_s[~falls], at[after]])
    begins, ends = np.lexsort((begin_s, begin_row)), np.lexsort((end_s, end_row))
    return Spans(begin_row[begins], begin_s[begins], end_s[ends])


def _with_extremes(function: Function, samples: Samples, tolerance_s: float) -> Samples:
    """The samples, and between them the extremes that lie on the other side of zero."""
    row, at, value = samples
    middle = np.flatnonzero(row[2:] == row[:-2]) + 1
    here, before, after = value[middle], value[middle - 1], value[middle + 1]
    dip = (here >= 0) & (here <= before) & (here <= after)
    top = (here < 0) & (here >= before) & (here >= after)
    # A smooth extreme is at most a quarter of the greater difference beyond the sample (a parabola
    # with its extreme half-way to the neighbour); twice that difference allows for any other.
    reach = 2 * np.maximum(np.abs(here - before), np.abs(here - after))
    hopeful = (dip | top) & (np.abs(here) <= reach)
    sign = np.where(top[hopeful], -1.0, 1.0)
    middle = middle[hopeful]
    if not middle.size:
        return samples
    index = np.arange(middle.size)
    extreme_s = least(
        lambda x, rows: sign[rows] * function(x, row[middle[rows]]),
        at[middle - 1],
        at[middle],
        at[middle + 1],
        index,
        tolerance_s,
    )
    found = function(extreme_s, row[middle])
    across = (found < 0) == (sign > 0)
    extreme_s, found, middle = extreme_s[across], found[across], middle[across]
    place = middle + (extreme_s > at[middle])
    return Samples(
        np.insert(row, place, row[middle]),
        np.insert(at, place, extreme_s),
        np.insert(value, place, found),
    )
