"""The light of passes against brute force, and what is said where nobody can tell."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dishboard.ephemeris import Library, Sky
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.light import lit_passes, pass_lights
from dishboard.ephemeris.light_bodies import RADIUS_KM, builtin_skies
from dishboard.ephemeris.light_table import light_table
from dishboard.geometry import Station, gcrs_to_itrs, tdb_s_of
from dishboard.geometry.windows import ECCENTRIC, Grid, Tracks, Viewers, WindowTable
from dishboard.networks import default_network
from dishboard.units import C_KM_S, EARTH_EQUATORIAL_RADIUS_KM, EARTH_FLATTENING

START_AT = datetime(2026, 9, 8, tzinfo=UTC)  # geostationary craft have their eclipses then
DAY = timedelta(days=1)
EARTH_AXES_KM = EARTH_EQUATORIAL_RADIUS_KM * np.array([1, 1, 1 - EARTH_FLATTENING])


@pytest.fixture(scope="module")
def data():
    return BuiltinData()


def share_of_sun(craft, sun, turn, rings=12, spokes=90):
    """How much of the Sun reaches a craft past the ellipsoid, ray by ray; barycentric, (n,).

    Everything in axes that do not move: light of the Sun as it left it, the Earth where it was when
    the light passed. `craft`, `sun`: from the Earth's centre then, GCRS; `turn`: to the ITRS.
    """
    line = sun - craft
    away = np.linalg.norm(line, axis=-1, keepdims=True)
    x = line / away
    y = np.cross(x, [0.36, 0.48, 0.8])
    y /= np.linalg.norm(y, axis=-1, keepdims=True)
    z = np.cross(x, y)
    sine = RADIUS_KM["Sun"] / away
    hit = np.zeros((craft.shape[0], rings, spokes), dtype=bool)
    p = np.einsum("nij,nj->ni", turn, craft) / EARTH_AXES_KM
    for ring in range(rings):
        angle = np.arcsin(sine * (1.0 if ring == rings - 1 else np.sqrt((ring + 0.5) / rings)))
        for spoke in range(spokes):
            around = 2 * np.pi * spoke / spokes
            ray = np.cos(angle) * x + np.sin(angle) * (np.cos(around) * y + np.sin(around) * z)
            d = np.einsum("nij,nj->ni", turn, ray) / EARTH_AXES_KM
            b = (p * d).sum(-1)
            c = (p * p).sum(-1) - 1
            hit[:, ring, spoke] = (b < 0) & (b * b > (d * d).sum(-1) * c)
    return 1 - hit.mean(axis=(1, 2))


@pytest.mark.parametrize(
    ("spacecraft", "antenna_id", "step_s"),
    [("CRY", "CEB", 2.0), ("SWA", "CEB", 2.0), ("GEO", "CEB", 15.0), ("XMM", "KIR", 60.0)],
)
def test_sunlight_like_brute_force(sky, data, spacecraft, antenna_id, step_s):
    """Every few seconds of a day, each ray of the Sun against the ellipsoid."""
    passes = sky.passes([(antenna_id, spacecraft)], START_AT, START_AT + DAY)
    lights = sky.lights(passes, START_AT, START_AT + DAY)
    times = START_AT.timestamp() + np.arange(1.0, 86_400, step_s)
    said = np.full(times.size, "", dtype=object)
    edges = []
    for light in lights:
        for span in light.spans:
            inside = (times >= span.begin_at.timestamp()) & (times <= span.end_at.timestamp())
            said[inside] = span.light.value
            edges += [span.begin_at.timestamp(), span.end_at.timestamp()]
    at = times[said != ""]
    said = said[said != ""]
    tdb_s = tdb_s_of(at)
    turn = gcrs_to_itrs(at, data.orientation)
    path = sky.path(spacecraft)
    chosen = path.choice(at)
    fixed = np.empty((at.size, 3))
    for index in set(chosen.tolist()):
        rows = np.flatnonzero(chosen == index)
        fixed[rows] = path.sources[index].position_itrs_km(at[rows])
    craft = np.einsum("nji,nj->ni", turn, fixed)
    earth, velocity = data.solar_system.earth(tdb_s)
    sun, _ = data.solar_system.sun(tdb_s - 499.0)
    line = sun - (earth + craft)
    # Light passed the Earth this much before it came to the craft.
    along = -np.sum(craft * line, axis=-1) / np.linalg.norm(line, axis=-1)
    earth_then = earth - velocity * (np.maximum(along, 0) / C_KM_S)[:, None]
    share = share_of_sun(earth + craft - earth_then, sun - earth_then, turn)
    expected = np.where(share == 1, "sunlit", np.where(share == 0, "umbra", "penumbra"))
    wrong = at[expected != said]
    # The rays are 90 around the limb: at an edge one of them may just miss it.
    near_edge = np.abs(wrong[:, None] - np.array(edges)).min(axis=1, initial=np.inf)
    assert (near_edge < 0.05).all(), (wrong, near_edge)
    three = {"umbra", "penumbra", "sunlit"}
    assert set(said.tolist()) == ({"sunlit"} if spacecraft == "XMM" else three)


def test_spans_follow_each_other_through_the_whole_pass(sky):
    pairs = [(a, s) for a in ("KIR", "CEB") for s in ("CRY", "SWA", "GEO", "XMM", "TESS", "JUIC")]
    passes = sky.passes(pairs, START_AT, START_AT + 2 * DAY)
    lights = sky.lights(passes, START_AT, START_AT + 2 * DAY)
    assert len(lights) == len(passes) > 50
    for one, light in zip(passes, lights, strict=True):
        assert light.spans_unknown is None
        assert light.spans[0].begin_at == (one.rise_at or START_AT)
        assert light.spans[-1].end_at == (one.set_at or START_AT + 2 * DAY)
        for before, after in zip(light.spans[:-1], light.spans[1:], strict=True):
            assert before.end_at == after.begin_at
            assert (before.light, before.by) != (after.light, after.by)
        lasting = light.sunlit_s + light.penumbra_s + light.umbra_s
        whole = (light.spans[-1].end_at - light.spans[0].begin_at).total_seconds()
        assert lasting == pytest.approx(whole, abs=0.002)
        known = [
            light.rise_sun_separation_deg,
            light.culmination_sun_separation_deg,
            light.set_sun_separation_deg,
        ]
        assert (known[0] is None) == (one.rise_at is None)
        assert (known[2] is None) == (one.set_at is None)
        assert light.min_sun_separation_deg <= min(a for a in known if a is not None) + 1e-4
        assert light.occultations_unknown == ()
        assert light.occulted_s == 0


@pytest.mark.parametrize(
    ("spacecraft", "antenna_id"), [("CRY", "KIR"), ("GEO", "CEB"), ("JUIC", "CEB")]
)
def test_the_least_separation_is_the_least(sky, network, spacecraft, antenna_id):
    """Every second, against the Sun's own look angles."""
    antenna = network.antenna_by_id[antenna_id]
    passes = sky.passes([(antenna_id, spacecraft)], START_AT, START_AT + DAY)
    for one, light in zip(passes, sky.lights(passes, START_AT, START_AT + DAY), strict=True):
        begin = (one.rise_at or START_AT).timestamp()
        end = (one.set_at or START_AT + DAY).timestamp()
        at = np.linspace(begin, end, int(end - begin) + 2)
        separation = np.degrees(separations(sky.looks(antenna, spacecraft, at), at, sky, antenna))
        assert light.min_sun_separation_deg == pytest.approx(separation.min(), abs=0.003)
        assert light.min_sun_separation_deg <= separation.min() + 2e-4


def separations(look, at, sky, antenna):
    sun = builtin_skies().on(Grid.covering(ECCENTRIC, at[0], at[-1]), ("Sun",))
    station = sky.station(antenna)
    line = sun.position_km("Sun", at) - station.position_itrs_km
    u = np.einsum("ij,nj->ni", station.east_north_up, line)
    u /= np.linalg.norm(u, axis=-1, keepdims=True)
    azimuth, elevation = np.radians(look.azimuth_deg), np.radians(look.elevation_deg)
    v = np.stack(
        [
            np.cos(elevation) * np.sin(azimuth),
            np.cos(elevation) * np.cos(azimuth),
            np.sin(elevation),
        ],
        axis=-1,
    )
    return 2 * np.arcsin(np.linalg.norm(u - v, axis=-1) / 2)


@pytest.mark.parametrize(
    ("spacecraft", "body"), [("MEX", "Mars"), ("LRO", "Moon"), ("HOPE", "Mars")]
)
def test_what_is_drawn_at_a_body_is_never_called_lit_or_free(sky, spacecraft, body):
    passes = sky.passes([("CEB", spacecraft)], START_AT, START_AT + DAY)
    assert passes
    for light in sky.lights(passes, START_AT, START_AT + DAY):
        assert light.spans == ()
        assert light.spans_unknown == f"drawn at {body}: whether it is in its shadow is not known"
        assert light.sunlit_s is light.umbra_s is light.penumbra_s is None
        assert (
            f"drawn at {body}: whether {body} hides it is not known" in light.occultations_unknown
        )
        assert light.occulted_s is None
        assert light.min_sun_separation_deg is not None  # a matter of a few thousandths


def test_beyond_the_planets_ephemeris_the_sun_is_unknown(sky, monkeypatch):
    """The passes of an element set handed in for 2041, say."""
    passes = sky.passes([("KIR", "CRY")], START_AT, START_AT + DAY / 4)
    skies = builtin_skies()
    system = skies._data.solar_system
    monkeypatch.setitem(system.__dict__, "span_tdb_s", (0.0, 1e8))
    monkeypatch.setattr(skies, "_kept", {})
    try:
        for light in sky.lights(passes, START_AT, START_AT + DAY / 4):
            assert light.spans_unknown == "the Sun is known from 2018 to 2040 only"
            assert light.spans == ()
            assert light.min_sun_separation_deg is light.station_sun_elevation_deg is None
            assert light.occulted_s == 0  # whatever hides a low orbit is below the mask
    finally:
        skies._kept = {}


def test_an_error_larger_than_a_disc_is_a_doubt():
    """Juno is drawn at Jupiter, 8.1 million km from it at worst: 40 discs of the Moon."""
    network = default_network()
    sky = Sky.builtin(network)
    start_at = datetime(2026, 10, 6, tzinfo=UTC)
    passes = sky.passes([("DSS-14", "JNO")], start_at, start_at + DAY)
    (reasons,) = {
        light.occultations_unknown for light in sky.lights(passes, start_at, start_at + DAY)
    }
    assert reasons == (
        "drawn at Jupiter: whether Jupiter hides it is not known",
        "known to 8,100,000 km only: whether Moon hides it is not known",
    )


def test_a_craft_about_the_moon(data):
    """Two hours a turn, 100 km high: behind the Moon and in its shadow, every two seconds."""
    start_s, end_s = START_AT.timestamp(), START_AT.timestamp() + 43_200
    grid = Grid.covering(ECCENTRIC, start_s, end_s)
    skies = builtin_skies()
    bodies = skies.on(grid, ("Sun", "Moon"))
    turn = 2 * np.pi * (grid.node_unix_s - start_s) / 7_200
    about = 1_837.4 * np.stack([np.cos(turn), 0.8 * np.sin(turn), 0.6 * np.sin(turn)])
    tracks = Tracks(grid, (bodies.tracks.position_itrs_km[1] + about)[None])
    station = Station(np.array([-31.0]), np.array([116.2]), np.array([250.0]))
    table = WindowTable(
        *(np.zeros(1, dtype=np.intp), np.zeros(1, dtype=np.intp)),
        *(np.array([start_s]), np.array([end_s])),
        *(np.array([True]), np.array([True]), np.array([(start_s + end_s) / 2]), np.array([50.0])),
    )
    (light,) = pass_lights(light_table(tracks, Viewers.of(station, 5.0), table, skies))
    at = np.arange(start_s + 1, end_s, 2.0)
    craft = tracks.position(np.zeros(at.size, dtype=np.intp), at)
    moon, sun = bodies.position_km("Moon", at), bodies.position_km("Sun", at)

    def blocked(frm, to):
        line = to - frm
        share = np.clip(((moon - frm) * line).sum(-1) / (line * line).sum(-1), 0, 1)
        return np.linalg.norm(frm + share[:, None] * line - moon, axis=-1) < RADIUS_KM["Moon"]

    hidden = blocked(np.broadcast_to(station.position_itrs_km, craft.shape), craft)
    said = np.zeros(at.size, dtype=bool)
    for span in light.occultations:
        assert span.body == "Moon"
        said |= (at >= span.begin_at.timestamp()) & (at <= span.end_at.timestamp())
    assert 0.2 < hidden.mean() < 0.45
    assert (hidden == said).all()
    assert light.occulted_s == pytest.approx(2 * hidden.sum(), abs=4 * len(light.occultations))
    # Half of the Sun is behind the Moon's edge where its centre is: in the penumbra.
    dark = blocked(craft, sun)
    states = np.full(at.size, "", dtype=object)
    for span in light.spans:
        inside = (at >= span.begin_at.timestamp()) & (at <= span.end_at.timestamp())
        states[inside] = span.light.value
        assert span.by == (None if span.light == "sunlit" else "Moon")
    assert dark.any()
    assert dark[states == "umbra"].all()
    assert not dark[states == "sunlit"].any()
    assert (states == "penumbra").sum() < 0.02 * at.size


def test_a_lit_pass_is_the_pass_and_its_light(sky):
    passes = sky.passes([("KIR", "CRY")], START_AT, START_AT + DAY / 2)
    lights = sky.lights(passes, START_AT, START_AT + DAY / 2)
    for one, light, lit in zip(passes, lights, lit_passes(passes, lights), strict=True):
        assert (lit.id, lit.rise_range_km, lit.light) == (one.id, one.rise_range_km, light)
    assert sky.lights([], START_AT, START_AT + DAY) == []


def test_a_pass_of_another_sky_has_no_light_here(sky, network):
    passes = sky.passes([("KIR", "CRY")], START_AT, START_AT + DAY / 4)
    for light in Sky(network, Library()).lights(passes, START_AT, START_AT + DAY / 4):
        assert light.spans_unknown == "no position during the pass"
        assert light.sunlit_s is light.occulted_s is light.min_sun_separation_deg is None
