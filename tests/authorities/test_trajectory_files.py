"""Files sampled from Skyfield's truth, read back and held against it: axes, scales, bodies."""

import contextlib
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from skyfield.api import load_file
from skyfield.framelib import (
    ICRS_to_J2000,
    itrs,
    mean_equator_and_equinox_of_date,
    true_equator_and_equinox_of_date,
)
from skyfield.sgp4lib import TEME

from dishboard.ephemeris import Library, Sky
from dishboard.ephemeris.files import read_trajectories, with_trajectories
from dishboard.ephemeris.state_table import CENTRES

METRE = 1e-3  # km
START_S = 1_788_566_400.0  # 2026-09-05
DAY_S = 86_400


@pytest.fixture(scope="module")
def kernel(builtin_data):
    with contextlib.closing(load_file(str(builtin_data.kernel_path))) as file:
        yield file


@pytest.fixture
def source_of(network, builtin_data):
    """The one source that a file gives for a spacecraft."""

    def source(spacecraft, data):
        found = read_trajectories(data, "a.oem", network, builtin_data.orientation)
        assert found.problems == ()
        sky = Sky(network, with_trajectories(Library.builtin(), [found]))
        (one,) = (each for each in sky.path(spacecraft).sources if each.rank < 0)
        return one

    return source


@pytest.fixture
def truth(network, sky, skyfield_satellite):
    """Skyfield's satellite of a spacecraft's elements."""

    def satellite(spacecraft):
        return skyfield_satellite(sky.path(spacecraft).best(START_S).elements)

    return satellite


class J2000:
    """Skyfield's frame bias as a frame."""

    @staticmethod
    def rotation_at(_t):
        return ICRS_to_J2000


@pytest.mark.parametrize(
    ("name", "frame", "limit_m"),
    [
        ("GCRF", None, 0.02),
        ("ICRF", None, 0.02),
        ("EME2000", J2000, 0.02),
        ("J2000", J2000, 0.02),
        ("ITRF2014", itrs, 0.02),
        ("ITRF-97", itrs, 0.02),
        ("TEME", TEME, 0.02),
        # Skyfield's nutation is IAU 2000A, ours 2000A_R06; and it is a model of the equinox.
        ("TOD", true_equator_and_equinox_of_date, 0.05),
        ("MOD", mean_equator_and_equinox_of_date, 0.05),
    ],
)
def test_axes(source_of, truth, at_unix, oem_segment, oem_file, name, frame, limit_m):
    nodes = START_S + np.arange(0.0, 7_201, 60)
    place = truth("CRY").at(at_unix(nodes))
    if frame is None or frame is J2000:
        turn = np.eye(3) if frame is None else ICRS_to_J2000
        position, velocity = turn @ place.position.km, turn @ place.velocity.km_per_s
    else:
        there, rate = place.frame_xyz_and_velocity(frame)
        position, velocity = there.km, rate.km_per_s
    data = oem_file(
        oem_segment(
            nodes,
            position.T,
            velocity.T,
            OBJECT_ID="2010-013A",
            REF_FRAME=name,
            INTERPOLATION="LAGRANGE",
            INTERPOLATION_DEGREE=9,
        )
    )
    between = nodes[:-1] + 29.0
    ours = source_of("CRY", data).position_itrs_km(between)
    theirs = truth("CRY").at(at_unix(between)).frame_xyz(itrs).km.T
    assert np.linalg.norm(ours - theirs, axis=1).max() < limit_m * METRE


@pytest.mark.parametrize("scale", ["UTC", "TAI", "TT", "TDB", "GPS", "UT1"])
def test_scales(source_of, truth, at_unix, oem_segment, oem_file, scale):
    nodes = START_S + np.arange(0.0, 7_201, 60)
    times = at_unix(nodes)
    place = truth("CRY").at(times)
    utc = times.tai_fraction - 37 / DAY_S  # of a day, from the same midnight as all others
    fraction = {
        "UTC": utc,
        "TAI": times.tai_fraction,
        "GPS": times.tai_fraction - 19 / DAY_S,
        "TT": times.tt_fraction,
        "TDB": times.tdb_fraction,
        "UT1": times.ut1_fraction,
    }[scale]
    offset_s = (fraction - utc) * DAY_S
    data = oem_file(
        oem_segment(
            nodes + offset_s,
            place.position.km.T,
            place.velocity.km_per_s.T,
            OBJECT_ID="2010-013A",
            TIME_SYSTEM=scale,
            INTERPOLATION="LAGRANGE",  # SGP4's own velocity would cost Hermite 0.8 m
            INTERPOLATION_DEGREE=9,
        )
    )
    between = nodes[:-1] + 29.0
    ours = source_of("CRY", data).position_itrs_km(between)
    theirs = truth("CRY").at(at_unix(between)).frame_xyz(itrs).km.T
    # The text has microseconds, 4 mm; our TDB is right to 0.05 ms, 0.4 m.
    assert np.linalg.norm(ours - theirs, axis=1).max() < (0.4 if scale == "TDB" else 0.02) * METRE


@pytest.mark.parametrize(
    ("spacecraft", "step_s", "method", "degree", "limit_m"),
    [
        ("CRY", 60, "LAGRANGE", 7, 0.02),
        ("CRY", 60, "HERMITE", 7, 0.02),
        ("CRY", 60, "LAGRANGE", 5, 0.2),
        ("CRY", 240, "LAGRANGE", 9, 20),
        ("CRY", 240, "HERMITE", 7, 2),
        ("CRY", 60, "LINEAR", 1, 3_700),
        ("MTGI1", 900, "HERMITE", 7, 0.02),
        ("GAL33", 300, "LAGRANGE", 7, 0.02),
        ("XMM", 300, "HERMITE", 7, 20),
    ],
)
def test_between_the_states(
    source_of, sky, network, oem_segment, oem_file, spacecraft, step_s, method, degree, limit_m
):
    """Against SGP4 itself, whose derivative is the velocity: its own is off by metres a second."""
    orbit = sky.path(spacecraft).best(START_S)
    nodes = START_S + np.arange(0.0, DAY_S + 1, step_s)
    _, position = orbit._teme_km(nodes)
    (_, after), (_, before) = orbit._teme_km(nodes + 0.125), orbit._teme_km(nodes - 0.125)
    data = oem_file(
        oem_segment(
            nodes,
            position,
            (after - before) / 0.25,
            OBJECT_NAME=spacecraft,
            REF_FRAME="TEME",
            INTERPOLATION=method,
            INTERPOLATION_DEGREE=degree,
        )
    )
    at = np.random.default_rng(1).uniform(nodes[0], nodes[-1], 4_000)
    source = source_of(spacecraft, data)
    error = np.linalg.norm(source.position_itrs_km(at) - orbit.position_itrs_km(at), axis=1)
    print(f"\n{spacecraft} {step_s} s {method} {degree}: {error.max() * 1e3:.3g} m")
    assert error.max() < limit_m * METRE
    if method != "LINEAR":
        station = sky.station(network.antenna_by_id["KIR-1"])
        ours, theirs = source.looks(at, station), orbit.looks(at, station)
        assert np.abs(ours.range_rate_km_s - theirs.range_rate_km_s).max() < limit_m * METRE
        assert np.abs(source.speed_km_s(at) - orbit.speed_km_s(at)).max() < limit_m * METRE


@pytest.mark.parametrize(
    ("body", "about", "centre"),
    [
        ("venus barycenter", "sun", "SUN"),
        ("venus barycenter", "solar system barycenter", "SOLAR SYSTEM BARYCENTER"),
        ("mars barycenter", "earth barycenter", "EARTH BARYCENTER"),
        ("mars barycenter", "jupiter barycenter", "JUPITER_BARYCENTER"),
        ("mars barycenter", "earth", "EARTH"),
        ("moon", "earth", "EARTH"),
    ],
)
def test_among_the_planets(
    source_of, sky, network, kernel, at_unix, skyfield_site, unit_vector, oem_segment, oem_file,
    body, about, centre,
):  # fmt: skip
    """A planet plays the spacecraft, every hour in a file; Skyfield sees it where it is."""
    nodes = START_S + np.arange(0.0, 3 * DAY_S + 1, 3_600)
    place = kernel[body].at(at_unix(nodes))
    states = place.position.km.T, place.velocity.km_per_s.T
    if about != "solar system barycenter":
        origin = kernel[about].at(at_unix(nodes))
        states = states[0] - origin.position.km.T, states[1] - origin.velocity.km_per_s.T
    data = oem_file(oem_segment(nodes, *states, OBJECT_NAME="Juice", CENTER_NAME=centre))
    at = START_S + np.arange(3_600.0, 3 * DAY_S, 1_777)
    antenna = network.antenna_by_id["MLG-1"]
    seen = (kernel["earth"] + skyfield_site(antenna)).at(at_unix(at)).observe(kernel[body])
    altitude, azimuth, distance = seen.apparent(deflectors=()).altaz()

    source = source_of("JUIC", data)
    look = source.looks(at, sky.station(antenna))

    theirs = unit_vector(azimuth.degrees, altitude.degrees)
    ours = unit_vector(look.azimuth_deg, look.elevation_deg)
    assert np.degrees(np.linalg.norm(ours - theirs, axis=1)).max() < 1e-5
    assert np.abs(look.range_km / distance.km - 1).max() < 1e-9


def test_every_centre_is_where_skyfield_has_it(kernel, builtin_data, at_unix):
    at = START_S + np.arange(0.0, DAY_S, 7_777)
    tdb_s = (at_unix(at).tdb - 2_451_545.0) * DAY_S
    for centre, links in CENTRES.items():
        if not links:
            continue  # the origin itself
        name = centre.lower().replace("earth-moon", "earth")
        outer = name in ("mars", "jupiter", "saturn", "uranus", "neptune", "pluto")
        theirs = kernel[f"{name} barycenter" if outer else name].at(at_unix(at)).position.km.T
        ours, _ = builtin_data.solar_system.along(links, tdb_s)
        assert np.abs(ours - theirs).max() < 2 * METRE  # 40 µs of the test's own Julian dates


@pytest.mark.parametrize("spacecraft", ["CRY", "XMM", "SMIL", "MTGI1", "GAL33"])
def test_passes_are_those_of_the_elements(
    network, sky, builtin_data, oem_segment, oem_file, spacecraft
):
    start_at = datetime(2026, 9, 5, tzinfo=UTC)
    end_at = start_at + timedelta(hours=24)
    orbit = sky.path(spacecraft).best(START_S + DAY_S / 2)
    nodes = START_S + np.arange(0.0, DAY_S + 1, 60)
    _, position = orbit._teme_km(nodes)
    (_, after), (_, before) = orbit._teme_km(nodes + 0.125), orbit._teme_km(nodes - 0.125)
    velocity = (after - before) / 0.25
    # Three segments with common ends: passes go on across both.
    seams = (0, 431, 997, nodes.size - 1)
    segments = [
        oem_segment(
            nodes[a : b + 1],
            position[a : b + 1],
            velocity[a : b + 1],
            OBJECT_NAME=spacecraft,
            REF_FRAME="TEME",
        )
        for a, b in pairwise(seams)
    ]
    file = read_trajectories(oem_file(*segments), "a.oem", network, builtin_data.orientation)
    assert file.problems == ()
    ours = Sky(network, with_trajectories(Library.builtin(), [file]))
    pairs = [(antenna.id, spacecraft) for antenna in network.antennas]
    by_file = ours.passes(pairs, start_at, end_at)
    by_elements = sky.passes(pairs, start_at, end_at)

    def keyed(passes):
        order = sorted(passes, key=lambda one: (one.antenna, one.culmination_at))
        return [(one.antenna, one.rise_at is None, one.set_at is None) for one in order], order

    assert keyed(by_file)[0] == keyed(by_elements)[0]
    assert {one.source for one in by_file} == {"OEM of TESTER, a.oem, created 2026-11-22T00:00:00Z"}
    apart_s = [
        abs((getattr(one, edge) - getattr(two, edge)).total_seconds())
        for one, two in zip(keyed(by_file)[1], keyed(by_elements)[1], strict=True)
        for edge in ("rise_at", "set_at")
        if getattr(one, edge) is not None
    ]
    print(f"\n{spacecraft}: {len(by_file)} passes, {max(apart_s, default=0) * 1e3:.3g} ms")
    assert max(apart_s, default=0) < 0.005
