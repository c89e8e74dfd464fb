"""Lowest points that are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.geometry.minima import least


@given(st.floats(-1, 1), st.floats(0.05, 0.95), st.sampled_from([1, 2, 4]))
def test_the_least_value_of_smooth_and_of_blunt_functions(bottom, share, power):
    """A corner, a parabola, and a bottom so flat that parabolas mislead."""
    calls = []

    def function(x, _row):
        calls.append(x.size)
        return np.abs(x - bottom) ** power

    low, high = np.array([-1.5]), np.array([1.5])
    row = np.zeros(1, dtype=np.intp)
    found = least(function, low, low + share * (high - low), high, row, 1e-4)
    # A fourth power is the same to all digits within 1e-4.
    assert found[0] == pytest.approx(bottom, abs=3e-4)
    assert len(calls) < 60


def test_many_at_once_each_in_its_own_bracket():
    bottoms = np.linspace(-5, 5, 101)
    found = least(
        lambda x, row: -np.cos(x - bottoms[row]),
        bottoms - 1.3,
        bottoms + 0.4,
        bottoms + 2.0,
        np.arange(101),
        1e-6,
    )
    assert found == pytest.approx(bottoms, abs=1e-5)


@pytest.mark.parametrize("slope", [1.0, -1.0])
def test_without_a_minimum_an_end_is_found(slope):
    row = np.zeros(1, dtype=np.intp)
    low, high = np.array([0.0]), np.array([1.0])
    found = least(lambda x, _: slope * x, low, np.array([0.5]), high, row, 1e-4)
    assert found[0] == pytest.approx(0.0 if slope > 0 else 1.0, abs=1e-3)


def test_nothing_asked_nothing_found():
    none = np.zeros(0)
    assert least(lambda x, _: x, none, none, none, np.zeros(0, dtype=np.intp), 1e-3).size == 0
