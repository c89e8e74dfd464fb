"""Polynomials through states: exact for polynomials, never beyond the table."""

import numpy as np
import pytest

from dishboard.geometry.interpolation import hermite_between, lagrange_between

UNEVEN_S = 1.79e9 + np.cumsum([0.0, 30, 45, 90, 60, 61, 30, 120, 75, 40, 66])


def curve(degree):
    """A vector polynomial of time and its derivative."""
    rng = np.random.default_rng(degree)
    terms = rng.normal(size=(degree + 1, 3)) / np.arange(1, degree + 2)[:, None]

    def states(at_s):
        x = (at_s - UNEVEN_S[0]) / 300
        powers = x[:, None] ** np.arange(degree + 1)
        slopes = powers[:, :-1] * np.arange(1, degree + 1) / 300
        return powers @ terms, slopes @ terms[1:]

    return states


@pytest.mark.parametrize("points", range(2, 11))
def test_what_is_a_polynomial_is_met(points):
    at_s = np.linspace(UNEVEN_S[0], UNEVEN_S[-1], 500)
    for between, degree in ((lagrange_between, points - 1), (hermite_between, 2 * points - 1)):
        states = curve(degree)
        position, velocity = between(UNEVEN_S, *states(UNEVEN_S), at_s, points)
        truth, rate = states(at_s)
        scale = np.abs(truth).max()
        np.testing.assert_allclose(position, truth, atol=2e-8 * scale)
        np.testing.assert_allclose(velocity, rate, atol=1e-9 * scale)


def test_at_the_nodes_it_is_the_table():
    states = curve(6)
    position, velocity = states(UNEVEN_S)
    for between in (lagrange_between, hermite_between):
        for points in (2, 3, 4, 5):
            found = between(UNEVEN_S, position, velocity, UNEVEN_S, points)
            np.testing.assert_allclose(found[0], position, atol=1e-12)
            np.testing.assert_allclose(found[1], velocity, atol=1e-12)


def test_outside_there_is_nothing():
    position, velocity = curve(3)(UNEVEN_S)
    at_s = np.array([UNEVEN_S[0] - 1e-3, np.nan, UNEVEN_S[-1] + 1e-3])
    for between in (lagrange_between, hermite_between):
        found = between(UNEVEN_S, position, velocity, at_s, 4)
        assert np.isnan(found).all()
