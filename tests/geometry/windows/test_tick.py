"""States second by second, from ten nodes that move along."""

import numpy as np
import pytest

from dishboard.geometry import Station, look_angles
from dishboard.geometry.windows import NEAR_CIRCULAR, SLOW, Group, Tick

METRE = 1e-3
MILLIMETRE_PER_SECOND = 1e-6


class Asked:
    """Positions of orbits, and how many nodes were asked for."""

    def __init__(self, orbits):
        self.orbits = orbits
        self.nodes = 0

    def __call__(self, unix_s):
        self.nodes += unix_s.size
        return np.stack([one.itrs_km(unix_s).T for one in self.orbits])


@pytest.fixture
def two_classes(oracle):
    low = Asked([oracle.orbit(6_900.0 + 40 * n, 0.001, 97.0, 30.0 * n) for n in range(3)])
    high = Asked([oracle.orbit(42_164.0, 0.0, 0.1)])
    tick = Tick(
        [(np.array([0, 2, 3]), Group(NEAR_CIRCULAR, low)), (np.array([1]), Group(SLOW, high))]
    )
    return tick, [low.orbits[0], high.orbits[0], *low.orbits[1:]], low, high


def test_states_are_the_orbits(two_classes):
    tick, orbits, _, _ = two_classes
    for unix_s in 50_000.0 + np.arange(0, 5_000, 97.3):
        states = tick.states(unix_s)
        for row, orbit in enumerate(orbits):
            position = orbit.itrs_km(unix_s)
            rate = orbit.itrs_km(unix_s + 0.25) - orbit.itrs_km(unix_s - 0.25)
            assert states.position_itrs_km[row] == pytest.approx(position, abs=METRE, rel=0)
            assert states.velocity_itrs_km_s[row] == pytest.approx(
                rate / 0.5, abs=20 * MILLIMETRE_PER_SECOND, rel=0
            )


def test_a_node_is_asked_for_once(two_classes):
    """An hour at a second's beat: ten nodes at first, then one every six minutes."""
    tick, _, low, high = two_classes
    for unix_s in range(72_000, 75_600):
        tick.states(float(unix_s))
    assert low.nodes == 10 + 9
    assert high.nodes == 10 + 2


def test_time_may_leap_and_go_back(two_classes):
    tick, orbits, _, _ = two_classes
    for unix_s in (10_000.0, 900_000.0, 9_000.0, 9_361.0, 12_000.0):
        position = tick.states(unix_s).position_itrs_km
        assert position[0] == pytest.approx(orbits[0].itrs_km(unix_s), abs=METRE, rel=0)


def test_looks_of_tracked_pairs(two_classes):
    tick, orbits, _, _ = two_classes
    station = Station(np.array([67.86, 40.4, 40.4]), np.array([20.96, -4.4, -4.4]), np.zeros(3))
    craft = np.array([3, 0, 1])
    looks = tick.looks(tick.states(60_000.0), craft, station)
    positions = np.stack([orbits[row].itrs_km(60_000.0) for row in craft])
    expected = look_angles(positions, station)
    assert looks.elevation_deg == pytest.approx(expected.elevation_deg, abs=1e-4)
    assert looks.range_km == pytest.approx(expected.range_km, abs=2 * METRE)
    assert np.isfinite(looks.range_rate_km_s).all()


def test_one_unknown_craft_costs_the_others_nothing(oracle):
    asked = Asked([oracle.orbit(6_900.0), oracle.orbit(7_000.0)])

    def broken(unix_s):
        position = asked(unix_s)
        position[0] = np.nan
        return position

    states = Tick([(np.arange(2), Group(NEAR_CIRCULAR, broken))]).states(5_000.0)
    assert np.isnan(states.position_itrs_km[0]).all()
    assert np.isfinite(states.position_itrs_km[1]).all()
