"""An answer against the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.windows.found import Found
from benchmarks.windows.truth import Truth
from benchmarks.windows.work import Work

Floats = NDArray[np.float64]

SHORT_S = 2.0  # passes that a tool may miss without blame
LONG_S = 60.0  # passes whose edges are measured: shorter ones graze the mask
_FALSE_DEG = 1e-4  # what a window's highest moment may lack to the mask
_SLACK_S = 1.0  # how far a window may stand beside the true one and still be it


@dataclass(frozen=True)
class Score:
    """Errors are of rise and set, seconds, absolute; NaN where there was nothing to compare."""

    true: int
    windows: int
    missed: int
    missed_long: int  # of more than two seconds
    false: int
    median_s: float
    p99_s: float
    worst_s: float


def score(found: Found, truth: Truth, work: Work) -> Score:
    """Edges that the span cuts are not measured."""
    true = truth.windows
    begin, end = true.clock(work)
    my_begin, my_end = found.clock(work)
    first = np.searchsorted(my_end, begin - _SLACK_S, "right")
    last = np.searchsorted(my_begin, end + _SLACK_S, "left") - 1
    there = first <= last
    missed = true.take(~there)
    length = true.end_s - true.begin_s
    long = there & (length > LONG_S)
    rises, sets = long & (true.begin_s > work.start_s), long & (true.end_s < work.end_s)
    errors = np.abs(
        np.concatenate(
            [
                found.begin_s[first[rises]] - true.begin_s[rises],
                found.end_s[last[sets]] - true.end_s[sets],
            ]
        )
    )
    if errors.size == 0:
        errors = np.array([np.nan])
    beside = np.searchsorted(end, my_begin - _SLACK_S, "right") >= np.searchsorted(
        begin, my_end + _SLACK_S, "left"
    )
    return Score(
        true=len(true),
        windows=len(found),
        missed=len(missed),
        missed_long=int(np.sum(missed.end_s - missed.begin_s > SHORT_S)),
        false=sum(_is_false(found, row, truth, work) for row in np.flatnonzero(beside)),
        median_s=float(np.median(errors)),
        p99_s=float(np.percentile(errors, 99)),
        worst_s=float(errors.max()),
    )


def _is_false(found: Found, row: int, truth: Truth, work: Work) -> bool:
    instants = np.linspace(found.begin_s[row], found.end_s[row], 401)
    station = np.full(instants.shape, found.station[row])
    over = truth.over_mask(int(found.craft[row]), station, instants)
    highest = np.arcsin(over.max() + np.sin(np.radians(work.mask_deg)))
    return bool(np.degrees(highest) < work.mask_deg - _FALSE_DEG)
