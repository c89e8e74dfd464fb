"""The door for files of trajectories: whom they are about, what is refused and how it is said."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial.chebyshev import chebval

from dishboard.ephemeris import Library, Sky, Unknown
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.distant import Distant
from dishboard.ephemeris.files import read_trajectories, with_trajectories
from dishboard.errors import FormatError
from dishboard.geometry import Station, tdb_s_of
from dishboard.geometry.windows import DISTANT, ECCENTRIC, SLOW
from dishboard.model import Network, Quality, Spacecraft
from dishboard.units import GM_EARTH_KM3_S2

DATA = BuiltinData()
START_AT = datetime(2026, 11, 23, tzinfo=UTC)
START_S = START_AT.timestamp()
HOUR_S, DAY_S = 3_600.0, 86_400.0
CRYOSAT = Network(
    name="one craft",
    sites=(),
    antennas=(),
    spacecraft=(Spacecraft(id="CRY", name="CryoSat-2", norad_id=36508, cospar_id="2010-013A"),),
)


def circle(unix_s, radius_km=7_000.0, gm_km3_s2=GM_EARTH_KM3_S2):
    """A tilted circle, exact."""
    rate = (gm_km3_s2 / radius_km**3) ** 0.5
    angle = rate * (np.asarray(unix_s) - START_S)
    x, y = np.array([1.0, 0, 0]), np.array([0, 0.2, 0.96**0.5])
    position = radius_km * (np.cos(angle)[:, None] * x + np.sin(angle)[:, None] * y)
    velocity = radius_km * rate * (np.cos(angle)[:, None] * y - np.sin(angle)[:, None] * x)
    return position, velocity


@pytest.fixture
def orbit(oem_segment):
    """A segment of that circle; CryoSat by default."""

    def segment(begin_s=0.0, end_s=HOUR_S, step_s=60.0, radius_km=7_000.0, **keywords):
        at = START_S + np.arange(begin_s, end_s + 1e-3, step_s)
        return oem_segment(at, *circle(at, radius_km), **{"OBJECT_NAME": "CryoSat"} | keywords)

    return segment


def read(data, network):
    return read_trajectories(data, "a.oem", network, DATA.orientation)


def sky_with(network, *files):
    return Sky(network, with_trajectories(Library.builtin(), [read(one, network) for one in files]))


def file_sources(sky, spacecraft="CRY"):
    return [one for one in sky.path(spacecraft).sources if one.rank < 0]


# ---- what is best when


def test_a_file_goes_before_elements_within_its_span_only(network, orbit, oem_file):
    sky = sky_with(network, oem_file(orbit()))
    inside = sky.known("CRY", START_AT + timedelta(minutes=30))
    assert inside.source == "OEM of TESTER, a.oem, created 2026-11-22T00:00:00Z"
    assert inside.epoch_at == datetime(2026, 11, 22, tzinfo=UTC)
    assert inside.age_s == DAY_S + 1_800
    for minutes in (-1, 61):
        assert sky.known("CRY", START_AT + timedelta(minutes=minutes)).source.startswith("SGP4")


def test_beyond_its_span_a_file_says_what_it_covers(network, orbit, oem_file):
    nothing_else = orbit(OBJECT_NAME="Roman"), orbit(2 * HOUR_S, 3 * HOUR_S, OBJECT_NAME="RST")
    sky = sky_with(network, oem_file(*nothing_else))
    assert not isinstance(sky.position("RST", START_AT), Unknown)
    said = sky.position("RST", START_AT + timedelta(minutes=90))
    assert said == Unknown(
        "no position then: a.oem covers 2026-11-23T00:00:00Z to 2026-11-23T01:00:00Z, "
        "2026-11-23T02:00:00Z to 2026-11-23T03:00:00Z"
    )
    (source, _) = file_sources(sky, "RST")
    edges = np.array([-1e-3, 0, HOUR_S, HOUR_S + 1e-3]) + START_S
    assert np.isnan(source.position_itrs_km(edges)).any(axis=1).tolist() == [
        True,
        False,
        False,
        True,
    ]


def test_only_the_useable_span_is_used_and_the_rest_lends_support(network, orbit, oem_file):
    words = {
        "USEABLE_START_TIME": "2026-11-23T00:10:00",
        "USEABLE_STOP_TIME": "2026-11-23T00:50:00",
    }
    (source,) = file_sources(sky_with(network, oem_file(orbit(**words))))
    assert (source.start_unix_s, source.end_unix_s) == (START_S + 600, START_S + 3_000)
    (whole,) = file_sources(sky_with(network, oem_file(orbit())))
    at = np.array([START_S + 600.0, START_S + 615.0])
    np.testing.assert_array_equal(source.position_itrs_km(at), whole.position_itrs_km(at))
    assert np.isnan(source.position_itrs_km(np.array([START_S + 599.9]))).all()


def test_the_file_made_last_is_taken_and_of_one_file_the_later_segment(network, orbit, oem_file):
    old = oem_file(orbit(radius_km=7_100), created_at=datetime(2026, 11, 20, tzinfo=UTC))
    new = oem_file(orbit(1_200, radius_km=7_200), created_at=datetime(2026, 11, 21, tzinfo=UTC))
    for files in ((old, new), (new, old)):
        sky = sky_with(network, *files)
        heights = [
            round(sky.position("CRY", START_AT + timedelta(minutes=m)).distance_km)
            for m in (10, 30)
        ]
        assert heights == [7_100, 7_200]
    both = oem_file(orbit(radius_km=7_100), orbit(1_200, radius_km=7_200))
    at = START_AT + timedelta(minutes=30)
    assert round(sky_with(network, both).position("CRY", at).distance_km) == 7_200
    (said,) = read(both, network).problems
    assert said.endswith(
        "segment 2: 2400 s of it lie in an earlier segment too; this one is used there"
    )


def test_element_sets_come_through_the_same_door(network):
    text = DATA.text("elements.csv").encode()
    found = read(text, network)
    assert found.problems == ()
    assert {one.norad_id for one in found.elements} >= {36508, 25989}
    none = Network(name="n", sites=(), antennas=(), spacecraft=())
    assert "none of its" in read(text, none).problems[0]


# ---- passes


def test_a_pass_goes_on_across_a_seam_and_ends_at_a_gap(network, orbit, oem_file):
    def passes(*segments):
        sky = sky_with(network, oem_file(*segments))
        pairs = [("CEB", "RST"), ("KIR", "RST")]
        return sky.passes(pairs, START_AT, START_AT + timedelta(hours=12))

    def words(*spans):
        return [orbit(begin, end, OBJECT_NAME="RST") for begin, end in spans]

    whole = passes(*words((0, 12 * HOUR_S)))
    first = next(one for one in whole if one.rise_at is not None and one.set_at is not None)
    middle_s = (first.culmination_at - START_AT).total_seconds() // 60 * 60
    across = passes(*words((0, middle_s), (middle_s, 12 * HOUR_S)))
    for one, two in zip(whole, across, strict=True):
        assert (one.antenna, one.spacecraft) == (two.antenna, two.spacecraft)
        for edge in ("rise_at", "set_at"):
            if getattr(one, edge) is not None:
                apart = getattr(one, edge) - getattr(two, edge)
                assert abs(apart.total_seconds()) < 0.001
    gap = passes(*words((0, middle_s), (middle_s + 60, 12 * HOUR_S)))
    assert len(gap) == len(whole) + 1
    before, after = (
        one
        for one in sorted(gap, key=lambda one: one.culmination_at)
        if one.antenna == first.antenna
        and abs((one.culmination_at - first.culmination_at).total_seconds()) < 600
    )
    assert before.set_at is None
    assert after.rise_at is None
    assert abs((before.rise_at - first.rise_at).total_seconds()) < 0.001
    assert abs((after.set_at - first.set_at).total_seconds()) < 0.001


def test_short_segments_lose_no_pass(network, orbit, oem_file):
    """Five minutes each, as around manoeuvres: shorter than ten steps of the usual grid."""
    spans = [(n * 300.0, (n + 1) * 300.0) for n in range(72)]
    parts = [orbit(begin, end, 10.0, OBJECT_NAME="RST") for begin, end in spans]
    whole = sky_with(network, oem_file(orbit(0, 6 * HOUR_S, 10.0, OBJECT_NAME="RST")))
    cut = sky_with(network, oem_file(*parts))
    pairs = [("CEB", "RST"), ("KIR", "RST")]
    end_at = START_AT + timedelta(hours=6)
    one, two = (sky.passes(pairs, START_AT, end_at) for sky in (whole, cut))
    assert len(one) == len(two) > 3
    for first, second in zip(one, two, strict=True):
        if first.rise_at is not None:
            assert abs((first.rise_at - second.rise_at).total_seconds()) < 0.001


def test_uneven_steps(network, oem_segment, oem_file):
    rng = np.random.default_rng(3)
    at = START_S + np.concatenate([[0], np.cumsum(rng.choice([5.0, 30.0, 60.0, 90.0], 200))])
    (source,) = file_sources(
        sky_with(network, oem_file(oem_segment(at, *circle(at), OBJECT_NAME="CryoSat")))
    )
    between = rng.uniform(at[0], at[-1], 500)
    position, velocity = source.table.states(between)
    assert np.abs(position - circle(between)[0]).max() < 1e-6
    assert np.abs(velocity - circle(between)[1]).max() < 1e-8


# ---- what a browser gets


def test_segments_go_on_over_seams_and_to_the_very_ends(network, orbit, oem_file):
    spans = ((400, 2_000), (2_000, 3_700), (3_760, HOUR_S * 2))
    sky = sky_with(network, oem_file(*(orbit(*span, 10.0, OBJECT_NAME="RST") for span in spans)))
    found = sky.trajectory("RST", START_AT, START_AT + timedelta(hours=2))
    edges = [
        (one.start_at.timestamp() - START_S, one.end_at.timestamp() - START_S)
        for one in found.segments
    ]
    assert edges[0][0] == 400
    assert edges[-1][1] == 3_700  # a minute is unknown from here on
    assert all(one[1] == two[0] for one, two in pairwise(edges))
    assert (2_000, 2_400) in edges
    assert found.reason == sky.known("RST", START_AT + timedelta(seconds=3_730)).reason
    one = next(each for each in found.segments if each.start_at.timestamp() == START_S + 2_000)
    middle = chebval(0.0, np.array([one.x, one.y, one.z]).T)
    truth = file_sources(sky, "RST")[1].position_itrs_km(np.array([START_S + 2_200]))[0]
    assert np.abs(middle - truth).max() < 1e-6


# ---- near and far


def test_near_the_earth_it_is_geometric_beyond_as_old_as_its_light(network, orbit, oem_file):
    near = file_sources(sky_with(network, oem_file(orbit())))[0]
    at = np.array([START_S + 1_800.0])
    np.testing.assert_array_equal(near.seen_itrs_km(at), near.position_itrs_km(at))
    assert near.step == ECCENTRIC
    far = file_sources(sky_with(network, oem_file(orbit(0, 2 * DAY_S, 3_600.0, 1.5e6))))[0]
    assert isinstance(far, Distant)
    assert far.step == DISTANT
    # Five seconds of light are missing at the beginning, and none at the end.
    assert far.start_unix_s - START_S == pytest.approx(5.0, abs=0.1)
    assert far.end_unix_s == pytest.approx(START_S + 2 * DAY_S, abs=1e-6)


def test_geostationary_craft_take_the_long_step(network, orbit, oem_file):
    source = file_sources(sky_with(network, oem_file(orbit(0, DAY_S, 600.0, 42_164.0))))[0]
    assert source.step == SLOW
    assert source.segment_s == 3_600


def test_a_lunar_orbiter_is_followed_round_its_moon(network, oem_segment, oem_file):
    """Two hours a turn, whether its file is about the Moon or about the Earth."""
    at = START_S + np.arange(0, DAY_S + 1, 60.0)
    orbit = circle(at, 1_838.0, 4_902.8)
    moon, moon_rate = DATA.solar_system.state("Moon", tdb_s_of(at))
    earth, earth_rate = DATA.solar_system.earth(tdb_s_of(at))
    about_earth = orbit[0] + moon - earth, orbit[1] + moon_rate - earth_rate
    found = []
    for centre, states in (("MOON", orbit), ("EARTH", about_earth)):
        text = oem_segment(at, *states, OBJECT_NAME="LRO", CENTER_NAME=centre)
        sky = sky_with(network, oem_file(text))
        assert file_sources(sky, "LRO")[0].step == ECCENTRIC
        pairs = [("CEB", "LRO")]
        found.append(sky.passes(pairs, START_AT, START_AT + timedelta(days=1)))
    for one, two in zip(*found, strict=True):
        for edge in ("rise_at", "set_at"):
            if getattr(one, edge) is not None:
                apart = getattr(one, edge) - getattr(two, edge)
                assert abs(apart.total_seconds()) < 0.001


def test_light_of_one_segment_arrives_while_the_next_has_begun(network, orbit, oem_file):
    """At 1.5 million km five seconds: no gap at the seam of two segments."""
    step = {"step_s": 3_600.0, "radius_km": 1.5e6}
    sky = sky_with(network, oem_file(orbit(0, DAY_S, **step), orbit(DAY_S, 2 * DAY_S, **step)))
    first, second = sorted(file_sources(sky), key=lambda one: one.start_unix_s)
    assert first.end_unix_s == second.start_unix_s
    assert second.start_unix_s - START_S - DAY_S == pytest.approx(5.0, abs=0.1)
    at = START_S + DAY_S + np.arange(-20.0, 20.0, 0.5)
    antenna = network.antenna_by_id["CEB"]
    look = sky.looks(antenna, "CRY", at)
    assert np.isfinite(look.range_km).all()
    assert np.abs(np.diff(look.range_km, 2)).max() < 1e-3
    gap = sky_with(network, oem_file(orbit(0, DAY_S, **step), orbit(DAY_S + 60, 2 * DAY_S, **step)))
    first, second = sorted(file_sources(gap), key=lambda one: one.start_unix_s)
    assert first.end_unix_s == pytest.approx(START_S + DAY_S, abs=1e-6)


# ---- quality


def test_quality_is_age_since_creation_or_what_the_file_says_of_its_error(network, orbit, oem_file):
    created_at = START_AT - timedelta(days=2.9)
    (source,) = file_sources(sky_with(network, oem_file(orbit(0, DAY_S), created_at=created_at)))
    assert source.quality(START_S) == Quality.GOOD
    assert source.quality(START_S + DAY_S) == Quality.FAIR
    (past,) = file_sources(
        sky_with(network, oem_file(orbit(), created_at=START_AT + timedelta(days=300)))
    )
    assert past.quality(START_S) == Quality.GOOD  # it was made when all was over

    def stated(sigma_km):
        variance = f"{sigma_km**2 / 3:e}"
        rows = [f"{variance}", f"0 {variance}", f"0 0 {variance}"]
        rows += [" ".join(["0"] * n + ["1e-9"]) for n in (3, 4, 5)]
        block = "".join(
            f"EPOCH = 2026-11-23T0{hour}:00:00\n" + "\n".join(rows) + "\n" for hour in (0, 1)
        )
        return orbit() + f"COVARIANCE_START\n{block}COVARIANCE_STOP\n"

    for sigma_km, quality in (
        (0.1, "good"),
        (10.0, "fair"),
        (100.0, "poor"),
        (500.0, "indicative"),
    ):
        (source,) = file_sources(sky_with(network, oem_file(stated(sigma_km))))
        assert source.quality(START_S + 1_800) == quality


# ---- what is refused


@pytest.mark.parametrize(
    ("keywords", "said"),
    [
        ({"OBJECT_NAME": "Nobody"}, "no spacecraft of the network"),
        ({"CENTER_NAME": "CERES"}, "expected a CENTER_NAME of SOLAR SYSTEM BARYCENTER, SSB, SUN"),
        ({"REF_FRAME": "RSW"}, "expected a REF_FRAME of ICRF, GCRF, EME2000, ITRF…, TEME, TOD or"),
        ({"REF_FRAME": "TOD", "REF_FRAME_EPOCH": "2026-01-01T00:00:00"}, "at a fixed REF_FRAME_E"),
        ({"REF_FRAME": "ITRF", "CENTER_NAME": "MARS"}, "axes of ITRF belong to the Earth"),
        (
            {"TIME_SYSTEM": "SCLK"},
            "expected a TIME_SYSTEM of UTC, TAI, TT, TDB, GPS, UT1, got SCLK",
        ),
        ({"INTERPOLATION": "LAGRANGE", "INTERPOLATION_DEGREE": "25"}, "DEGREE up to 19, got 25"),
    ],
)
def test_a_segment_that_cannot_be_used_is_named_with_the_reason(
    network, orbit, oem_file, keywords, said
):
    found = read(
        oem_file(orbit(**keywords), orbit(TIME_SYSTEM=keywords.get("TIME_SYSTEM", "UTC"))), network
    )
    problems = [
        one for one in found.problems if one.startswith("a.oem line 4: segment 1 is refused")
    ]
    assert said in problems[0]
    assert len(found.tables) == (0 if "TIME_SYSTEM" in keywords else 1)


def test_years_without_leap_seconds_and_moments_are_refused(network, oem_segment, oem_file):
    at = datetime(2015, 1, 1, tzinfo=UTC).timestamp() + np.arange(0, 601, 60.0)
    old = oem_segment(at, *circle(at), OBJECT_NAME="CryoSat")
    at = START_S + np.arange(0, 10, 1.0)
    short = oem_segment(at, *circle(at), OBJECT_NAME="CryoSat")
    one, two = read(oem_file(old, short), network).problems
    assert "must lie between 2018, before which leap seconds are missing here, and 2039" in one
    assert "it covers 9 s; at least 12 s are needed" in two


def test_too_few_states_for_the_degree_are_told(network, orbit, oem_file):
    found = read(oem_file(orbit(0, 120)), network)
    assert found.problems == (
        "a.oem line 4: segment 1: it has 3 states, its degree of interpolation needs 4; all of "
        "them are used, with the lower degree",
    )
    assert found.tables[0][1].points == 3


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"[1", b"<html>", b"\x00\xff", b"<oem version='9'/>"]
)
def test_what_is_no_trajectory_is_a_format_error(network, data):
    with pytest.raises(FormatError, match=r"^a\.oem: "):
        read(data, network)


@given(st.data())
def test_any_file_is_trajectories_or_a_format_error(data):
    text = (
        "CCSDS_OEM_VERS = 2.0\nCREATION_DATE = 2026-11-22T00:00:00\nORIGINATOR = T\nMETA_START\n"
        "OBJECT_NAME = CRY\nOBJECT_ID = UNKNOWN\nCENTER_NAME = {centre}\nREF_FRAME = {frame}\n"
        "TIME_SYSTEM = {scale}\nSTART_TIME = 2026-11-23T00:00:00\n"
        "STOP_TIME = 2026-11-23T00:01:00\nMETA_STOP\n"
        "2026-11-23T00:00:00 {x:e} 1 2 3 4 5\n2026-11-23T00:01:00 {x:e} 4 2 3 4 5\n"
    ).format(
        centre=data.draw(st.sampled_from(["EARTH", "MOON", "SUN", "NOWHERE"])),
        frame=data.draw(st.sampled_from(["ICRF", "TOD", "ITRF", "X"])),
        scale=data.draw(st.sampled_from(["UTC", "TDB", "UT1", "X"])),
        x=data.draw(st.floats(allow_nan=False, allow_infinity=False)),
    )
    try:
        found = read(text.encode(), CRYOSAT)
    except FormatError:
        return
    sky = Sky(CRYOSAT, with_trajectories(Library.builtin(), [found]))
    for one in file_sources(sky):
        one.quality(one.start_unix_s)
        one.looks(np.array([one.start_unix_s]), Station(0.0, 0.0, 0.0))
    assert found.tables or found.problems
