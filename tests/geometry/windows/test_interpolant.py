"""The polynomials and the bound that windows rest on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dishboard.geometry import Station
from dishboard.geometry.windows import NEAR_CIRCULAR, Grid, Tracks, Viewers, step_of_orbit
from dishboard.geometry.windows.grid import DISTANT, ECCENTRIC, POINTS, SLOW
from dishboard.geometry.windows.interpolant import TERMS, coefficient_matrix, interval_matrix
from dishboard.geometry.windows.newton import rising_roots

METRE = 1e-3


def circle(unix_s, radius_km=6_900.0, period_s=5_400.0):
    angle = 2 * np.pi * np.asarray(unix_s) / period_s
    return np.stack([radius_km * np.cos(angle), radius_km * np.sin(angle), 100 + 0 * angle], -1)


def circling(start_s=1_000.0, end_s=20_000.0):
    grid = Grid.covering(NEAR_CIRCULAR, start_s, end_s)
    return Tracks(grid, circle(grid.node_unix_s).T[None])


def test_a_low_orbit_is_kept_to_a_metre():
    tracks, times = circling(), np.linspace(1_000, 20_000, 5_000)
    position, velocity = tracks.motion(np.zeros(times.size, np.intp), times)
    assert np.abs(position - circle(times)).max() < 0.5 * METRE
    rate = (circle(times + 0.5) - circle(times - 0.5)) / 1.0
    assert np.abs(velocity - rate).max() < 2e-5  # km/s


def test_fine_positions_are_the_polynomials():
    tracks = circling()
    grid = tracks.grid
    times = grid.fine_unix_s(np.arange(grid.fine_nodes))
    position, _ = tracks.motion(np.zeros(times.size, np.intp), times)
    fine = tracks.fine_positions()[0].T
    assert pytest.approx(position, abs=1e-3 * METRE) == fine
    # Between nodes they are so to the last digits, at nodes they are what was given.
    within = np.arange(grid.fine_nodes) % grid.step.divisions > 0
    assert pytest.approx(position[within], abs=1e-8) == fine[within]
    assert (fine[~within] == circle(times[~within])).all()


def test_seven_terms_are_ten_inside_their_interval():
    y, nodes = np.linspace(-0.5, 0.5, 101), circling().position_itrs_km[0, :, :POINTS]
    ten = nodes @ (np.vander(y, POINTS, increasing=True) @ coefficient_matrix()).T
    seven = nodes @ (np.vander(y, TERMS, increasing=True) @ interval_matrix()).T
    assert np.abs(seven - ten).max() < 1e-3 * METRE


def test_beyond_the_grid_nothing_is_known():
    tracks = circling()
    position, _ = tracks.motion(np.zeros(2, np.intp), np.array([0.0, 30_000.0]))
    assert np.isnan(position).all()


def test_overlapping_spans_share_their_nodes():
    one, two = Grid.covering(SLOW, 100_000, 200_000), Grid.covering(SLOW, 150_000, 250_000)
    assert set(two.node_unix_s) & set(one.node_unix_s)
    assert one.start_s <= 100_000
    assert one.end_s >= 200_000


@pytest.mark.parametrize(
    ("minutes", "eccentricity", "step"),
    [
        (94, 0.001, NEAR_CIRCULAR),
        (94, 0.03, ECCENTRIC),
        (718, 0.01, SLOW),
        (1436, 0.0, SLOW),
        (718, 0.7, ECCENTRIC),
        (300, 0.0, ECCENTRIC),
    ],
)
def test_classes_of_orbits(minutes, eccentricity, step):
    assert step_of_orbit(minutes * 60, eccentricity) == step
    assert step is not DISTANT


@given(
    elevation_deg=st.floats(0, 90),
    azimuth_deg=st.floats(0, 360),
    range_km=st.floats(200, 60_000),
    mask_deg=st.floats(-10, 88),
    latitude_deg=st.floats(-90, 90),
)
def test_no_target_over_the_mask_is_below_the_bound(
    elevation_deg, azimuth_deg, range_km, mask_deg, latitude_deg
):
    """Whatever stands at or above the mask, `lowest_up_km` lets it through."""
    station = Station(np.array([latitude_deg]), np.array([30.0]), np.array([500.0]))
    viewers = Viewers.of(station, mask_deg)
    elevation = np.radians(mask_deg + (90 - mask_deg) * elevation_deg / 90)
    azimuth = np.radians(azimuth_deg)
    direction = np.array(
        [
            np.sin(azimuth) * np.cos(elevation),
            np.cos(azimuth) * np.cos(elevation),
            np.sin(elevation),
        ]
    )
    target = viewers.site_km[0] + range_km * direction @ station.east_north_up[0]
    distance = np.array([np.linalg.norm(target)])
    least = viewers.lowest_up_km(np.array([0]), distance, distance)
    assert viewers.up[0] @ target >= least[0] - 1e-6


@settings(max_examples=200)
@given(root=st.floats(-1, 1), steep=st.floats(0.1, 50), cubic=st.floats(0, 1e4))
def test_roots_are_found_inside_their_brackets(root, steep, cubic):
    def function(x, rows):
        return steep * (x - root) + cubic * (x - root) ** 3, steep + 3 * cubic * (x - root) ** 2

    found = rising_roots(function, np.array([-1.0]), np.array([1.0]), np.array([0.9]))
    assert found == pytest.approx([root], abs=1e-8)


def test_without_a_root_the_end_of_the_bracket_is_the_answer():
    def function(x, rows):
        return np.where(rows == 0, 1.0, -1.0), np.ones(x.size)

    found = rising_roots(function, np.zeros(2), np.ones(2), np.full(2, 0.5))
    assert found == pytest.approx([0, 1], abs=1e-8)


def test_positions_by_weights_are_those_of_the_polynomials():
    grid = Grid.covering(NEAR_CIRCULAR, 0.0, 20_000.0)
    angle = grid.node_unix_s / 950.0
    circle = 7_000.0 * np.stack([np.cos(angle), np.sin(angle), 0.1 * angle])
    tracks = Tracks(grid, np.stack([circle, 2 * circle]))
    times = np.linspace(-300.0, grid.end_s + 300.0, 997)
    craft = np.arange(997) % 2
    position, _ = tracks.motion(craft, times)
    assert tracks.position(craft, times) == pytest.approx(position, abs=1e-8, rel=0, nan_ok=True)
    assert np.isnan(position[0]).all()
