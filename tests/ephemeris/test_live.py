"""The live tick of element sets against each craft's own look angles."""

import numpy as np
import pytest

from dishboard.ephemeris.live import live_tick
from dishboard.geometry import Station

METRE = 1e-3


def test_states_and_looks_are_the_skys(sky, network, today):
    craft = ["CRY", "XMM", "GEO"]
    orbits = [sky.path(one).best(today.timestamp()) for one in craft]
    tick = live_tick(orbits)
    antenna = network.antenna_by_id["CEB"]
    stack = Station(
        *(
            np.full(3, x.value)
            for x in (antenna.latitude_deg, antenna.longitude_deg, antenna.height_m)
        )
    )
    for seconds in (0.0, 1.0, 400.0, 9_000.0):
        unix_s = today.timestamp() + seconds
        states = tick.states(unix_s)
        looks = tick.looks(states, np.arange(3), stack)
        for row, one in enumerate(craft):
            true = sky.looks(antenna, one, np.array([unix_s]))
            assert looks.range_km[row] == pytest.approx(true.range_km[0], abs=5 * METRE)
            assert looks.elevation_deg[row] == pytest.approx(true.elevation_deg[0], abs=1e-3)
            assert looks.range_rate_km_s[row] == pytest.approx(true.range_rate_km_s[0], abs=5e-5)
