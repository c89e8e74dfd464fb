"""Shadows against light drawn ray by ray, and against what must be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.geometry.shadow import shadow_margins, sunlit_share
from dishboard.units import AU_KM, EARTH_EQUATORIAL_RADIUS_KM, EARTH_FLATTENING

SUN_KM = 695_700.0
EARTH_KM = EARTH_EQUATORIAL_RADIUS_KM


def circular(radius_km, inclination_deg, angle_rad):
    """Positions on a circle, (n, 3)."""
    tilt = np.radians(inclination_deg)
    return radius_km * np.stack(
        [
            np.cos(angle_rad),
            np.sin(angle_rad) * np.cos(tilt),
            np.sin(angle_rad) * np.sin(tilt),
        ],
        axis=-1,
    )


def share_by_rays(craft, sun, sun_radius, radius, flattening, rings=40, spokes=720):
    """The part of the Sun whose light reaches a craft: rays against the ellipsoid itself.

    The Sun's visible disc is that of the points where lines of sight touch it.
    """
    line = sun - craft
    away = np.linalg.norm(line)
    x = line / away
    y = np.cross(x, [0.3, -0.5, 0.8])
    y /= np.linalg.norm(y)
    z = np.cross(x, y)
    sine = sun_radius / away
    # Even in solid angle: by the squared sine of the angle from the centre.
    distance = np.arcsin(sine * np.sqrt((np.arange(rings) + 0.5) / rings))[:, None, None]
    turn = (2 * np.pi * np.arange(spokes) / spokes)[None, :, None]
    ray = np.cos(distance) * x + np.sin(distance) * (np.cos(turn) * y + np.sin(turn) * z)
    return 1 - hits(craft, ray, radius, flattening).mean()


def limb(craft, sun, sun_radius, spokes=20_000):
    line = sun - craft
    away = np.linalg.norm(line)
    x = line / away
    y = np.cross(x, [0.3, -0.5, 0.8])
    y /= np.linalg.norm(y)
    turn = (2 * np.pi * np.arange(spokes) / spokes)[:, None]
    angle = np.arcsin(sun_radius / away)
    return np.cos(angle) * x + np.sin(angle) * (np.cos(turn) * y + np.sin(turn) * np.cross(x, y))


def hits(craft, ray, radius, flattening):
    axes = np.array([radius, radius, radius * (1 - flattening)])
    p, d = craft / axes, ray / axes
    a, b, c = (d * d).sum(-1), (d * p).sum(-1), (p * p).sum() - 1
    return (b * b - a * c >= 0) & (b < 0)


def halved(condition, low, high):
    before = condition(low)
    assert condition(high) != before
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (middle, high) if condition(middle) == before else (low, middle)
    return (low + high) / 2


@pytest.mark.parametrize("declination_deg", [-23.4, 0.0, 12.0])
@pytest.mark.parametrize(
    ("radius_km", "inclination_deg"), [(6_800, 97), (6_800, 51.6), (26_560, 55), (42_164, 3)]
)
def test_edges_are_where_the_first_and_the_last_ray_is_stopped(
    radius_km, inclination_deg, declination_deg
):
    """Over an ellipsoid, in seconds of a circular orbit."""
    angle = np.radians(declination_deg)
    # Turned a little out of the orbit's plane, for edges at a slant.
    sun = AU_KM * np.array([np.cos(angle) * 0.985, np.cos(angle) * 0.17, np.sin(angle)])
    motion_rad_s = np.sqrt(398_600.4418 / radius_km**3)
    places = np.radians(np.arange(0, 360, 0.05))
    orbit = circular(radius_km, inclination_deg, places)
    margins = shadow_margins(sun - orbit, -orbit, SUN_KM, EARTH_KM, EARTH_FLATTENING)
    worst_s = 0.0
    for margin, is_dark in (
        (margins.penumbra, lambda stopped: stopped.any()),
        (margins.umbra, lambda stopped: stopped.all()),
    ):
        edges = np.flatnonzero((margin[1:] < 0) != (margin[:-1] < 0))
        assert edges.size == 2 or (edges.size == 0 and radius_km > 20_000)
        which = 0 if margin is margins.penumbra else 1

        def ours(x, which=which):
            craft = circular(radius_km, inclination_deg, np.array(x))
            both = shadow_margins(sun - craft, -craft, SUN_KM, EARTH_KM, EARTH_FLATTENING)
            return bool(both[which] < 0)

        def theirs(x, is_dark=is_dark):
            craft = circular(radius_km, inclination_deg, np.array(x))
            return bool(is_dark(hits(craft, limb(craft, sun, SUN_KM), EARTH_KM, EARTH_FLATTENING)))

        for edge in edges:
            low, high = places[edge] - 2e-3, places[edge + 1] + 2e-3
            away = abs(halved(ours, low, high) - halved(theirs, low, high)) / motion_rad_s
            worst_s = max(worst_s, away)
    assert worst_s < 1e-3


@pytest.mark.parametrize("flattening", [0.0, EARTH_FLATTENING])
def test_the_share_of_the_sun_is_what_rays_say(flattening):
    sun = np.array([AU_KM, 0.0, 0.0])
    for angle_deg in np.linspace(113.0, 114.2, 9):
        craft = circular(6_978.0, 97.0, np.radians(angle_deg))
        share = sunlit_share(sun - craft, -craft, SUN_KM, EARTH_KM, flattening)
        by_rays = share_by_rays(craft, sun, SUN_KM, EARTH_KM, flattening)
        # The Earth's limb is no circle of the angle that its flat disc has: half a thousandth.
        assert share == pytest.approx(by_rays, abs=0.005)


def test_a_smaller_disc_leaves_a_ring():
    """The Moon in an annular eclipse: never the umbra, and a share of the ring."""
    sun, moon = np.array([AU_KM, 0, 0]), np.array([400_000.0, 0, 0])
    margins = shadow_margins(sun, moon, SUN_KM, 1_737.4)
    assert margins.penumbra < 0 < margins.umbra
    a, b = SUN_KM / AU_KM, 1_737.4 / 400_000
    assert sunlit_share(sun, moon, SUN_KM, 1_737.4) == pytest.approx(1 - (b / a) ** 2, abs=1e-4)


@given(st.floats(6_500, 400_000), st.floats(0, 180), st.floats(0, 360), st.floats(-23.5, 23.5))
def test_the_light_never_contradicts_itself(radius_km, inclination_deg, place_deg, declination_deg):
    craft = circular(radius_km, inclination_deg, np.radians(place_deg))
    angle = np.radians(declination_deg)
    sun = AU_KM * np.array([np.cos(angle), 0.0, np.sin(angle)])
    margins = shadow_margins(sun - craft, -craft, SUN_KM, EARTH_KM, EARTH_FLATTENING)
    share = sunlit_share(sun - craft, -craft, SUN_KM, EARTH_KM, EARTH_FLATTENING)
    assert margins.umbra > margins.penumbra  # what is in the umbra is in the penumbra's cone
    assert (share == 1.0) == bool(margins.penumbra >= 0)
    assert (share == 0.0) == bool(margins.umbra <= 0)
    if craft @ sun > 0:
        assert share == 1.0


def test_what_is_not_known_stays_unknown():
    nowhere = np.full(3, np.nan)
    assert np.isnan(shadow_margins(nowhere, nowhere, SUN_KM, EARTH_KM)).all()
    assert np.isnan(sunlit_share(nowhere, nowhere, SUN_KM, EARTH_KM))
