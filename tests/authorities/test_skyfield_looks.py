"""Look angles, ranges and their rates against Skyfield."""

import contextlib

import numpy as np
import pytest
from skyfield.api import load_file

from dishboard.ephemeris.distant import Distant
from dishboard.ephemeris.earth_view import EarthView
from dishboard.ephemeris.quality import ErrorGrowth

METRE = 1e-3  # km
START_S = 1_788_566_400.0  # 2026-09-05
TIMES = START_S + np.arange(0.0, 2 * 86_400, 997.0)


@pytest.fixture(scope="module")
def kernel(builtin_data):
    with contextlib.closing(load_file(str(builtin_data.kernel_path))) as file:
        yield file


@pytest.mark.parametrize("spacecraft", ["CRY", "S6A", "XMM", "SMIL", "PR3O"])
@pytest.mark.parametrize("antenna_id", ["KIR-1", "MLG-1", "KRU-1"])
def test_craft_with_elements(
    network, sky, at_unix, skyfield_site, skyfield_satellite, unit_vector, spacecraft, antenna_id
):
    antenna = network.antenna_by_id[antenna_id]
    sources = sky.path(spacecraft).sources
    source = sources[int(sky.path(spacecraft).choice(TIMES[:1])[0])]
    site = skyfield_site(antenna)
    line = skyfield_satellite(source.elements) - site
    altitude, azimuth, distance = line.at(at_unix(TIMES)).altaz()

    look = source.looks(TIMES, sky.station(antenna))

    theirs = unit_vector(azimuth.degrees, altitude.degrees) * distance.km[:, None]
    ours = unit_vector(look.azimuth_deg, look.elevation_deg) * look.range_km[:, None]
    assert np.linalg.norm(ours - theirs, axis=-1).max() < 0.02 * METRE  # measured: 5 mm
    # By differences: SGP4's own velocity is not its position's rate (2.5 m/s off for Smile).
    before, after = (line.at(at_unix(TIMES + step)).distance().km for step in (-0.25, 0.25))
    assert np.abs((after - before) / 0.5 - look.range_rate_km_s).max() < 0.02 * METRE


@pytest.mark.parametrize(
    "body", ["Moon", "Sun", "Mercury", "Venus", "Mars", "Jupiter", "Saturn", "Neptune"]
)
def test_bodies(network, sky, kernel, builtin_data, at_unix, skyfield_site, unit_vector, body):
    antenna = network.antenna_by_id["NNO-1"]
    site = skyfield_site(antenna)
    name = f"{body} barycenter" if body in ("Mars", "Jupiter", "Saturn", "Neptune") else body
    seen = (kernel["earth"] + site).at(at_unix(TIMES)).observe(kernel[name.lower()])
    altitude, azimuth, _ = seen.apparent().altaz()
    bodies = Distant(
        source="",
        rank=0,
        states=lambda tdb_s: builtin_data.solar_system.state(body, tdb_s),
        earth=EarthView(builtin_data.solar_system, builtin_data.orientation),
        error=ErrorGrowth(0),
        start_tdb_s=-np.inf,
        end_tdb_s=np.inf,
        limits="",
    )

    look = bodies.looks(TIMES, sky.station(antenna))

    ours = unit_vector(look.azimuth_deg, look.elevation_deg)
    apart = np.linalg.norm(ours - unit_vector(azimuth.degrees, altitude.degrees), axis=-1)
    assert np.degrees(apart.max()) < 1e-4  # the Sun's bending of light is theirs alone
    assert np.abs(look.range_km / seen.distance().km - 1).max() < 1e-9
    # Their rate by differences over 20 s, one per instant.
    moved = (kernel["earth"] + site).at(at_unix(TIMES + 20)).observe(kernel[name.lower()])
    back = (kernel["earth"] + site).at(at_unix(TIMES - 20)).observe(kernel[name.lower()])
    rate = (moved.distance().km - back.distance().km) / 40
    assert np.abs(rate - look.range_rate_km_s).max() < 1 * METRE
