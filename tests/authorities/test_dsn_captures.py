"""The sky against NASA's antennas: where they pointed, by five recordings of DSN Now, 2019 to 2026.

An antenna in track follows its craft to a hundredth of a degree; the feed rounds to a degree or
tenths, and does not say for which instant. A stowed dish (elevation ≥ 89.5°) tracks nothing.
"""

from pathlib import Path

import numpy as np
import pytest

from dishboard.ephemeris import Unknown
from dishboard.formats.dsn_now import parse_dsn_now

CAPTURES = Path(__file__).parents[3] / "shared/data/dsn"
ALLOWED_DEG = 1.0
# capture → how many pairs of a dish and a craft with a known position it holds
EXPECTED = {
    "openmct-dsn-20190209T102932Z.xml": 5,
    "minipulse-20220923T063320Z.xml": 8,
    "minipulse-20230906T125300Z.xml": 7,
    "cafec0c0-dsn.xml": 3,
    "dsn-20260927T2117Z-TGO-carved.xml": 2,
}


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the recordings are not at hand")
@pytest.mark.parametrize("name", EXPECTED)
def test_dishes_point_where_we_say_the_craft_are(network, sky, unit_vector, name):
    capture = parse_dsn_now((CAPTURES / name).read_bytes())
    compared = 0
    for dish in capture.dishes:
        antenna = network.antenna_by_alias("dsn_now", dish.name)
        if antenna is None or dish.azimuth_deg is None or dish.elevation_deg >= 89.5:
            continue
        pointed = unit_vector(dish.azimuth_deg, dish.elevation_deg)
        for target in dish.targets:
            craft = network.spacecraft_by_code("dsn_now", target.name)
            look = craft and sky.look(antenna, craft.id, capture.observed_at)
            if look is None or isinstance(look, Unknown):
                continue
            apart = np.linalg.norm(pointed - unit_vector(look.azimuth_deg, look.elevation_deg))
            assert np.degrees(apart) < ALLOWED_DEG, f"{dish.name} on {target.name}"
            compared += 1
    assert compared >= EXPECTED[name]
