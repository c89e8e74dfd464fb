"""Two weeks of light on every built-in Earth orbit, asked every ten seconds without polynomials.

SGP4 and the Sun and the Moon themselves at each instant, no interpolation, no search: what the
timeline says must be so at every one of them, however short an eclipse is. The weeks are those of
September 2026, when geostationary craft have theirs, and of the new Moon of 2026-09-11.
"""

import numpy as np
import pytest

from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.earth_orbit import ElementSetOrbit
from dishboard.ephemeris.light_bodies import RADIUS_KM, builtin_skies
from dishboard.ephemeris.light_shadow import SHADOWS, timeline
from dishboard.ephemeris.tracks import tracks_of
from dishboard.geometry.shadow import shadow_margins
from dishboard.geometry.windows import Grid
from dishboard.units import DAY_S, EARTH_EQUATORIAL_RADIUS_KM, EARTH_FLATTENING

pytestmark = pytest.mark.slow

START_S = 1_788_566_400.0  # 2026-09-05T00:00Z
STEP_S = 10.0


@pytest.fixture(scope="module")
def orbits():
    data = BuiltinData()
    newest = {
        one.norad_id: one
        for one in sorted(data.element_sets, key=lambda one: one.epoch_at)
        if one.epoch_at.timestamp() < START_S
    }
    return [ElementSetOrbit(one, data.orientation) for one in newest.values()]


def states(orbit, at, sun, moon):
    craft = orbit.position_itrs_km(at)
    earth = shadow_margins(
        sun - craft, -craft, RADIUS_KM["Sun"], EARTH_EQUATORIAL_RADIUS_KM, EARTH_FLATTENING
    )
    lunar = shadow_margins(sun - craft, moon - craft, RADIUS_KM["Sun"], RADIUS_KM["Moon"])
    umbra = np.minimum(earth.umbra, lunar.umbra) < 0
    penumbra = np.minimum(earth.penumbra, lunar.penumbra) < 0
    return np.where(umbra, 2, np.where(penumbra, 1, 0))


@pytest.mark.parametrize("day", range(14))
def test_no_eclipse_is_lost(orbits, day):
    start_s = START_S + day * DAY_S
    at = start_s + np.arange(0.0, DAY_S, STEP_S) + 0.5
    skies = builtin_skies()
    sun = skies._centre("Sun").seen_itrs_km(at)
    moon = skies._centre("Moon").seen_itrs_km(at)
    seen, shadows = 0, set()
    for orbit in orbits:
        grid = Grid.covering(orbit.step, start_s, start_s + DAY_S)
        lights = timeline(tracks_of([orbit], grid), skies.on(grid, ("Sun", "Moon")))
        expected = states(orbit, at, sun, moon)
        said = lights.light[np.searchsorted(lights.begin_s, at, side="right") - 1]
        known = ~np.isnan(orbit.position_itrs_km(at)[:, 0])
        wrong = at[known & (said != expected)]
        # An edge is a root on a track that is within about a metre of SGP4.
        edges = np.concatenate([lights.begin_s, lights.end_s])
        away = np.abs(wrong[:, None] - edges).min(axis=1, initial=np.inf)
        assert (away < 0.05).all(), (orbit.elements.name, wrong, away)
        seen += lights.light.size
        shadows |= {int(by) for by in lights.by}
    assert seen > 500
    if day == 6:
        assert SHADOWS.index("Moon") in shadows  # 2026-09-11
