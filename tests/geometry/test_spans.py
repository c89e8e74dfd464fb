"""Spans below zero of functions whose roots are known."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.geometry.spans import Samples, Spans, negative_spans


def spans_of(function, times, rows=1, tolerance_s=1e-6):
    row = np.repeat(np.arange(rows), times.size)
    at = np.tile(times, rows)
    return negative_spans(function, Samples(row, at, function(at, row)), tolerance_s)


@given(st.floats(-3, 3), st.floats(-1.2, 1.2))
def test_every_dip_of_a_cosine(phase, level):
    """Ten samples a turn; dips that are a hair wide, gaps that are, and none."""

    def function(at, _row):
        return np.cos(at - phase) - level

    times = np.arange(0, 40, 0.63)
    found = spans_of(function, times)
    # Below the level between acos(level) and 2π − acos(level) after each top.
    expected = []
    if level > 1:
        expected = [(times[0], times[-1])]
    elif level > -1:
        half = np.arccos(level)
        for turn in range(-2, 9):
            begin, end = phase + 2 * np.pi * turn + half, phase + 2 * np.pi * (turn + 1) - half
            begin, end = max(begin, times[0]), min(end, times[-1])
            if end - begin > 1e-3:
                expected.append((begin, end))
        gaps = [b[0] - a[1] for a, b in pairwise(expected)]
        if any(gap < 1e-3 for gap in gaps):
            return
    # At the very ends of the samples an extreme has no two neighbours.
    inner = [one for one in expected if one[0] > 1.3 and one[1] < times[-1] - 1.3]
    pairs = np.stack([found.begin_s, found.end_s], axis=1)
    for begin, end in inner:
        nearest = pairs[np.argmin(np.abs(pairs - [begin, end]).sum(axis=1))]
        assert nearest == pytest.approx([begin, end], abs=1e-3)
    assert len(expected) - 2 <= len(pairs) <= len(expected) + 2


def test_rows_do_not_touch():
    def function(at, row):
        return np.where(row == 0, 4.0 - at, at - 4.0)

    found = spans_of(function, np.arange(0.0, 11.0), rows=2)
    assert found.row.tolist() == [0, 1]
    assert found.begin_s == pytest.approx([4, 0])
    assert found.end_s == pytest.approx([10, 4])


def test_a_dip_between_two_samples_is_found():
    def function(at, _row):
        return (at - 5.4321) ** 2 - 1e-8

    found = spans_of(function, np.arange(0.0, 11.0))
    assert found.begin_s == pytest.approx([5.4320], abs=1e-6)
    assert found.end_s == pytest.approx([5.4322], abs=1e-6)


def test_where_nothing_is_known_a_span_goes_on_to_its_border():
    def function(at, _row):
        return np.where(np.abs(at - 5) < 2, -1.0, np.nan)

    found = spans_of(function, np.arange(0.0, 11.0))
    assert (found.begin_s.tolist(), found.end_s.tolist()) == ([3.0], [7.0])


def test_nothing_sampled_nothing_found():
    none = np.zeros(0)
    samples = Samples(np.zeros(0, dtype=np.intp), none, none)
    assert all(one.size == 0 for one in negative_spans(lambda x, _: x, samples))
    assert isinstance(negative_spans(lambda x, _: x, samples), Spans)
