"""Eclipses, the Sun's nearness and occultations against Skyfield's own positions.

Skyfield's `is_sunlit` knows a round Earth, a point of a Sun and no aberration. Given the same
simplifications our shadow is its own; given its apparent Sun, its own is ours.
"""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from skyfield.api import load_file

from dishboard.ephemeris.light_bodies import RADIUS_KM
from dishboard.geometry.shadow import shadow_margins
from dishboard.units import EARTH_EQUATORIAL_RADIUS_KM, EARTH_FLATTENING

START_AT = datetime(2026, 9, 5, tzinfo=UTC)
DAY = timedelta(days=1)
PAIRS = [("KIR-1", "CRY"), ("CEB-1", "S3A"), ("NNO-2", "S6A"), ("KIR-1", "S2B"), ("MLG-1", "PR3O")]


@pytest.fixture(scope="module")
def planets(builtin_data):
    planets = load_file(str(builtin_data.kernel_path))
    yield planets
    planets.close()


@pytest.fixture
def same_elements(sky, skyfield_satellite):
    def satellite(spacecraft, at):
        path = sky.path(spacecraft)
        return skyfield_satellite(path.sources[int(path.choice(np.array([at]))[0])].elements)

    return satellite


def halved(function, low, high):
    """Where a change of sign is, to a tenth of a millisecond."""
    low, high = np.array(low, dtype=float), np.array(high, dtype=float)
    before = function(low)
    for _ in range(26):
        middle = (low + high) / 2
        same = function(middle) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return (low + high) / 2


@pytest.mark.parametrize(("antenna_id", "spacecraft"), PAIRS)
def test_the_shadow_of_a_point_of_a_sun_is_skyfields(
    planets, at_unix, same_elements, antenna_id, spacecraft
):
    satellite = same_elements(spacecraft, START_AT.timestamp())

    def theirs(unix_s):
        return satellite.at(at_unix(unix_s)).is_sunlit(planets)

    def ours(unix_s):
        time = at_unix(unix_s)
        craft = satellite.at(time).position.km.T
        sun = (planets["sun"] - planets["earth"]).at(time).position.km.T
        # Skyfield's Earth is 0.4 m smaller than WGS 84's.
        margins = shadow_margins(sun - craft, -craft, 0.0, 6378.1366)
        return margins.penumbra > 0

    times = START_AT.timestamp() + np.arange(0.0, 43_200, 60.0)
    states = theirs(times)
    assert (states == ours(times)).all()
    edges = np.flatnonzero(states[1:] != states[:-1])
    if edges.size:
        low, high = times[edges], times[edges + 1]
        assert halved(theirs, low, high) == pytest.approx(halved(ours, low, high), abs=1e-3)


@pytest.mark.parametrize(("antenna_id", "spacecraft"), PAIRS)
def test_edges_of_passes_are_those_of_skyfields_apparent_sun(
    network, sky, planets, at_unix, same_elements, antenna_id, spacecraft
):
    """The Sun as Skyfield sees it from the Earth's centre: light time and aberration included."""
    passes = sky.passes([(antenna_id, spacecraft)], START_AT, START_AT + DAY)
    satellite = same_elements(spacecraft, START_AT.timestamp())

    def margins(unix_s):
        from skyfield.framelib import itrs

        time = at_unix(unix_s)
        craft = satellite.at(time).frame_xyz(itrs).km.T
        sun = planets["earth"].at(time).observe(planets["sun"]).apparent().frame_xyz(itrs).km.T
        return shadow_margins(
            sun - craft,
            -craft,
            RADIUS_KM["Sun"],
            EARTH_EQUATORIAL_RADIUS_KM,
            EARTH_FLATTENING,
        )

    found = []
    for light in sky.lights(passes, START_AT, START_AT + DAY):
        for before, after in zip(light.spans[:-1], light.spans[1:], strict=True):
            kind = 1 if "umbra" in (before.light.value, after.light.value) else 0
            found.append((after.begin_at.timestamp(), kind))
    for edge, kind in found:
        root = halved(lambda x, kind=kind: margins(x)[kind] > 0, [edge - 5], [edge + 5])
        assert root[0] == pytest.approx(edge, abs=0.005)
    if spacecraft in ("S3A", "S6A", "S2B"):
        assert len(found) > 2


@pytest.mark.parametrize(("antenna_id", "spacecraft"), PAIRS)
def test_the_sun_is_as_near_as_skyfield_sees_it(
    network, sky, planets, timescale, skyfield_site, same_elements, antenna_id, spacecraft
):
    antenna = network.antenna_by_id[antenna_id]
    passes = sky.passes([(antenna_id, spacecraft)], START_AT, START_AT + DAY)
    satellite = same_elements(spacecraft, START_AT.timestamp())
    site = skyfield_site(antenna)
    for one, light in zip(passes, sky.lights(passes, START_AT, START_AT + DAY), strict=True):
        for at, separation_deg in (
            (one.rise_at, light.rise_sun_separation_deg),
            (one.culmination_at, light.culmination_sun_separation_deg),
            (one.set_at, light.set_sun_separation_deg),
            (light.min_sun_separation_at, light.min_sun_separation_deg),
        ):
            if at is None:
                continue
            time = timescale.from_datetime(at)
            sun = (planets["earth"] + site).at(time).observe(planets["sun"]).apparent()
            theirs = (satellite - site).at(time).separation_from(sun).degrees
            assert separation_deg == pytest.approx(theirs, abs=1e-3)
            if at is one.culmination_at:
                elevation = sun.altaz()[0].degrees
                assert light.station_sun_elevation_deg == pytest.approx(elevation, abs=1e-3)


@pytest.mark.parametrize(
    ("body", "antenna_id", "start_at"),
    [
        ("Moon", "NNO-1", datetime(2027, 1, 8, 18, tzinfo=UTC)),
        ("Sun", "MLG-1", datetime(2026, 12, 3, 6, tzinfo=UTC)),
    ],
)
def test_parker_solar_probe_is_hidden_when_skyfields_disc_covers_it(
    network, sky, planets, at_unix, skyfield_site, unit_vector, body, antenna_id, start_at
):
    antenna = network.antenna_by_id[antenna_id]
    passes = sky.passes([(antenna_id, "SPP")], start_at, start_at + DAY)
    spans = [
        span
        for light in sky.lights(passes, start_at, start_at + DAY)
        for span in light.occultations
    ]
    assert [span.body for span in spans] == [body]
    site = planets["earth"] + skyfield_site(antenna)

    def margin_deg(unix_s):
        disc = site.at(at_unix(unix_s)).observe(planets[body]).apparent()
        altitude, azimuth, distance = disc.altaz()
        look = sky.looks(antenna, "SPP", np.asarray(unix_s))
        one = unit_vector(azimuth.degrees, altitude.degrees)
        other = unit_vector(look.azimuth_deg, look.elevation_deg)
        apart = 2 * np.arcsin(np.linalg.norm(one - other, axis=-1) / 2)
        return np.degrees(apart - np.arcsin(RADIUS_KM[body] / distance.km))

    begin, end = (at.timestamp() for at in (spans[0].begin_at, spans[0].end_at))
    up = (passes[0].rise_at.timestamp(), passes[0].set_at.timestamp())
    middle = np.linspace(begin + 1, end - 1, 50)
    assert (margin_deg(middle) < 0).all()
    for edge in (begin, end):
        if edge in up:
            continue
        # Skyfield bends light at the Sun by up to 1.75″, the aberration by the station is 0.3″.
        assert margin_deg(np.array([edge]))[0] == pytest.approx(
            0, abs=6e-4 if body == "Sun" else 2e-4
        )
