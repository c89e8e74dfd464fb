"""Roots inside their brackets."""

import numpy as np
import pytest

from dishboard.geometry.roots import bracketed_roots


def test_a_smooth_root_a_jump_and_a_bracket_without_width():
    """Of two moments that are one to the last digit, that one, and without a warning."""
    low, high = np.array([0.0, 0.0, 7.0]), np.array([2.0, 2.0, 7.0])
    shift = np.array([2.0, 1.3, 0.0])

    def function(x, rows):
        jump = np.where(x < shift[rows], -5.0, 3.0)
        return np.where(rows == 0, x**2 - shift[rows], jump)

    at_low, at_high = np.array([-2.0, -5.0, -5.0]), np.array([2.0, 3.0, 3.0])
    found = bracketed_roots(function, low, high, at_low, at_high, 1e-6)
    assert found == pytest.approx([np.sqrt(2), 1.3, 7.0], abs=2e-6)
