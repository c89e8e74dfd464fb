import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.geometry import Conic
from dishboard.units import GM_SUN_KM3_S2

AU = 149_597_870.7


@given(
    eccentricity=st.one_of(st.floats(0.0, 0.97), st.floats(1.03, 6.0)),
    inclination_deg=st.floats(0.1, 179.9),
    angles=st.tuples(*[st.floats(-180, 180)] * 2),
    mean_anomaly_deg=st.floats(-170, 170),
    elapsed_s=st.floats(-3e8, 3e8),
)
def test_a_state_gives_back_its_orbit(
    eccentricity, inclination_deg, angles, mean_anomaly_deg, elapsed_s
):
    axis_km = AU if eccentricity < 1 else -AU
    orbit = Conic(
        GM_SUN_KM3_S2, 0.0, axis_km, eccentricity, inclination_deg, *angles, mean_anomaly_deg
    )
    again = Conic.from_state(GM_SUN_KM3_S2, 0.0, *orbit.state(0.0))
    there, here = again.state(elapsed_s), orbit.state(elapsed_s)
    # Ten years on, an error of the axis by 1e-13 has grown; 10 km of 1e8 is 1e-7.
    assert np.linalg.norm(there[0] - here[0]) < 1e-7 * np.linalg.norm(here[0]) + 10


@pytest.mark.parametrize("eccentricity", [0.0, 0.3, 0.95, 1.2, 5.0])
def test_velocity_is_the_derivative(eccentricity):
    axis_km = AU if eccentricity < 1 else -AU
    orbit = Conic(GM_SUN_KM3_S2, 0.0, axis_km, eccentricity, 20.0, 30.0, 40.0, 5.0)
    times = np.linspace(-1e7, 1e7, 7)
    before, after = orbit.state(times - 100)[0], orbit.state(times + 100)[0]
    assert (after - before) / 200 == pytest.approx(orbit.state(times)[1], abs=1e-4)


@pytest.mark.parametrize("axis_km", [AU, -AU])
def test_energy_and_momentum_stay(axis_km):
    orbit = Conic(GM_SUN_KM3_S2, 0.0, axis_km, 0.5 if axis_km > 0 else 1.5, 5.0, 0.0, 0.0, 0.0)
    position, velocity = orbit.state(np.linspace(-1e8, 1e8, 50))
    distance = np.linalg.norm(position, axis=-1)
    energy = np.sum(velocity**2, axis=-1) / 2 - GM_SUN_KM3_S2 / distance
    assert energy == pytest.approx(-GM_SUN_KM3_S2 / (2 * axis_km), rel=1e-10)
    momentum = np.linalg.norm(np.cross(position, velocity), axis=-1)
    assert momentum == pytest.approx(momentum[0], rel=1e-10)


def test_an_orbit_in_the_reference_plane_has_no_node():
    orbit = Conic.from_state(GM_SUN_KM3_S2, 0.0, [AU, 0, 0], [0, 30.0, 0])
    assert orbit.inclination_deg == 0
    assert orbit.state(0.0)[0] == pytest.approx([AU, 0, 0], abs=1e-3)
