import numpy as np
import pytest
from numpy.polynomial import chebyshev

from dishboard.geometry.roots import bracketed_roots
from dishboard.geometry.series import (
    chebyshev_fit,
    chebyshev_nodes,
    chebyshev_weights,
    hermite,
)


def test_a_cubic_is_its_own_hermite_curve():
    nodes = np.array([0.0, 2.0, 5.0])
    cubic = np.polynomial.Polynomial([1.0, -2.0, 0.5, 0.25])

    def at(x):
        return cubic(x)[:, None] * [1, 2, 3], cubic.deriv()(x)[:, None] * [1, 2, 3]

    asked = np.linspace(0, 5, 11)
    position, velocity = hermite(nodes, *at(nodes), asked)
    assert position == pytest.approx(at(asked)[0])
    assert velocity == pytest.approx(at(asked)[1])


def test_outside_its_nodes_nothing_is_known():
    nodes = np.array([0.0, 1.0])
    position, _ = hermite(nodes, np.zeros((2, 3)), np.zeros((2, 3)), np.array([-0.1, 0.5, 1.1]))
    assert np.isnan(position[:, 0]).tolist() == [True, False, True]


def test_a_chebyshev_series_goes_through_its_nodes():
    nodes = chebyshev_nodes(9)
    values = np.stack([np.sin(nodes), np.exp(nodes)], axis=-1)
    terms = chebyshev_fit(values)
    through = chebyshev.chebval(nodes, terms).T
    assert through == pytest.approx(values, abs=1e-14)
    between = np.linspace(-1, 1, 50)
    assert chebyshev.chebval(between, terms)[0] == pytest.approx(np.sin(between), abs=2e-8)


def test_roots_each_in_its_own_bracket():
    low, high = np.array([0.0, 1.0, -2.0, 0.0]), np.array([3.0, 2.0, 5.0, 1.0])

    def function(x, row):
        # a sine, a parabola, a jump, and one without a change of sign
        values = np.stack([np.sin(x - 1), x * x - 2, np.where(x < 0.3, -1.0, 2.0), x + 1])
        return values[row, np.arange(x.size)]

    rows = np.arange(4)
    found = bracketed_roots(function, low, high, function(low, rows), function(high, rows), 1e-9)
    assert found == pytest.approx([1.0, np.sqrt(2), 0.3, 0.0], abs=2e-9)


@pytest.mark.parametrize("count", [2, 9, 10])
def test_weights_give_the_value_and_the_slope(count):
    coefficients = np.arange(1.0, count + 1)
    for s in (-1.0, -0.3, 0.0, 0.77, 1.0):
        value, slope = chebyshev_weights(count, s) @ coefficients
        assert value == pytest.approx(chebyshev.chebval(s, coefficients))
        assert slope == pytest.approx(chebyshev.chebval(s, chebyshev.chebder(coefficients)))
