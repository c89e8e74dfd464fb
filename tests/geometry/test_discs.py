"""What a disc hides, against a line and a ball."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dishboard.geometry.discs import hidden_margin, separation_rad

PLACE = st.tuples(*(st.floats(-4e5, 4e5) for _ in range(3))).map(np.array)


def crosses(craft, body, radius):
    """Whether the straight way from the origin to the craft meets the ball."""
    share = np.clip((body @ craft) / (craft @ craft), 0, 1)
    return np.linalg.norm(share * craft - body) < radius


@given(PLACE, PLACE, st.floats(1, 5e4))
def test_hidden_is_a_line_that_meets_the_ball(craft, body, radius):
    away = np.linalg.norm(body)
    assume(away > 1.01 * radius and np.linalg.norm(craft) > 1)
    assume(np.linalg.norm(craft - body) > 1.0001 * radius)  # nothing is inside a body
    margin = hidden_margin(craft, body, radius)
    assume(abs(margin) > 1e-9)
    assert (margin < 0) == crosses(craft, body, radius)


def test_a_transit_is_not_an_occultation():
    moon = np.array([384_400.0, 0, 0])
    assert hidden_margin(moon * 0.99, moon, 1_737.4) > 0
    assert hidden_margin(moon * 1.01, moon, 1_737.4) < 0
    assert hidden_margin(-moon * 1.01, moon, 1_737.4) > 0


@pytest.mark.parametrize("angle", [1e-12, 1e-6, 0.5, np.pi / 2, np.pi - 1e-9, np.pi])
def test_separations_small_and_large(angle):
    u, v = np.array([3.0, 0, 0]), 7e8 * np.array([np.cos(angle), np.sin(angle), 0])
    assert separation_rad(u, v) == pytest.approx(angle, rel=1e-9, abs=1e-15)
