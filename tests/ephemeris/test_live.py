"""The live tick against what the sky says of each craft, and against what browsers are sent."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from numpy.polynomial import chebyshev

from dishboard.ephemeris import Library, Sky, Tick
from dishboard.geometry import Station
from dishboard.model import Network, Spacecraft

METRE = 1e-3
KINDS = ["CRY", "XMM", "GEO", "JUIC", "JWST", "SOHO", "VGR1", "MEX", "LRO"]


def made(sky, crafts):
    tick = Tick()
    for craft in crafts:
        tick.add(sky.path(craft))
    return tick


def stacked(antenna, count):
    return Station(
        *(
            np.full(count, one.value)
            for one in (antenna.latitude_deg, antenna.longitude_deg, antenna.height_m)
        )
    )


def assert_looks(tick, sky, network, crafts, unix_s):
    """To 1e-6° and 5 mm or 1e-9 of the range, 1 mm/s: as `Sky.looks` of each."""
    antenna = network.antenna_by_id["CEB"]
    looks = tick.at(unix_s).looks(np.arange(len(crafts)), stacked(antenna, len(crafts)))
    for row, craft in enumerate(crafts):
        true = sky.looks(antenna, craft, np.array([unix_s]))
        assert looks.range_km[row] == pytest.approx(true.range_km[0], abs=5e-6, rel=1e-9)
        assert looks.elevation_deg[row] == pytest.approx(true.elevation_deg[0], abs=1e-6)
        off = (looks.azimuth_deg[row] - true.azimuth_deg[0] + 180) % 360 - 180
        assert abs(off) * np.cos(np.radians(true.elevation_deg[0])) < 1e-6
        assert looks.range_rate_km_s[row] == pytest.approx(true.range_rate_km_s[0], abs=1e-6)
        assert looks.light_time_s[row] == pytest.approx(true.light_time_s[0], rel=2e-9)


def test_states_and_looks_are_the_skys(sky, network, today):
    """Through the borders of all segments, the last and the first instant of each among them."""
    tick = made(sky, KINDS)
    steps = [0.0, 1.0, 599.0, 599.999, 600.0, 601.0, 1_199.5, 1_200.0, 3_599.999, 3_600.0]
    for seconds in [*steps, *np.arange(4_000, 15_000, 611.3)]:
        assert_looks(tick, sky, network, KINDS, today.timestamp() + seconds)


def test_time_may_leap_and_go_back(sky, network, today):
    tick = made(sky, KINDS)
    for seconds in (0.0, 1_000.0, 900.0, -1.0, -5_000.0, 2 * 86_400.0, 0.5):
        assert_looks(tick, sky, network, KINDS, today.timestamp() + seconds)


def test_browsers_are_sent_the_very_same(sky, today):
    tick = made(sky, KINDS)
    for at in (today, today + timedelta(minutes=50), today + timedelta(minutes=61.5)):
        unix_s = at.timestamp()
        moment = tick.at(unix_s)
        for row, craft in zip(moment.row, KINDS, strict=True):
            (segment,) = sky.trajectory(craft, at, at + timedelta(seconds=1)).segments
            start_s, end_s = segment.start_at.timestamp(), segment.end_at.timestamp()
            s = 2 * (unix_s - start_s) / (end_s - start_s) - 1
            shown = [chebyshev.chebval(s, one) for one in (segment.x, segment.y, segment.z)]
            assert moment.position_itrs_km[row] == pytest.approx(shown, rel=1e-14)


def test_a_segment_is_made_once_and_ahead_of_its_time(sky, monkeypatch):
    """An hour, every second: no craft's segment is made twice, none at a border."""
    from dishboard.ephemeris import live

    together, segments, made_at_s = live.together, [], []

    def counted(sources, shape, begin_s):
        segments.extend((id(source), shape, begin_s) for source in sources)
        made_at_s.append(second)
        return together(sources, shape, begin_s)

    monkeypatch.setattr(live, "together", counted)
    tick = made(sky, ["CRY", "SWA", "GEO", "JUIC", "JWST", "MEX"])
    start_s = datetime(2026, 9, 10, 6, tzinfo=UTC).timestamp()
    for second in range(3_600):
        tick.at(start_s + second)
    assert len(segments) == len(set(segments)) == 2 * 4 + 4 * 2
    # The far ones one by one; all by nine tenths of their lengths.
    ahead = [1_080, 1_080 + 1_200, 1_080 + 2_400, 1_080, 2_160, 3_240, 3_240]
    assert sorted(made_at_s[3:]) == sorted(ahead)


def test_where_a_segment_does_not_hold_nothing_is_said(sky, today):
    """Seams, ends, and what is not known: the sky is asked, and meanwhile there is only NaN."""
    crafts = ["CRY", "SWA", "TESS", "JUIC"]
    tick = made(sky, crafts)
    moment = tick.at(today.timestamp())
    assert np.isnan(moment.position_itrs_km[moment.row]).all(axis=1).tolist() == [
        False,
        True,  # expired
        True,  # in no source
        False,
    ]
    end_s = sky.path("SWA").pieces[-1].end_s
    seam_s = sky.path("CRY").pieces[0].end_s  # from one element set to the next
    for craft, unix_s in (("SWA", end_s), ("CRY", seam_s)):
        number = crafts.index(craft)
        length_s = sky.path(craft).sources[0].segment_s
        begin_s = unix_s // length_s * length_s
        for inside_s, source in (
            (begin_s - 1, sky.path(craft).pieces[0 if craft == "CRY" else -1].source),
            (begin_s, None),
            (unix_s, None),
            (begin_s + length_s - 1, None),
        ):
            moment = tick.at(inside_s)
            assert tick.source(number) is source
            position = moment.position_itrs_km[moment.row[number]]
            assert np.isnan(position).all() == (source is None)


def test_a_craft_that_dips_into_the_air_is_asked_by_itself(network, today, elements_of):
    low = elements_of(36508, today, mean_motion_rev_day=16.45)  # 150 km
    sky = Sky(network, Library([low]))
    tick = made(sky, ["CRY"])
    tick.at(today.timestamp())
    assert sky.path("CRY").best(today.timestamp()) is sky.path("CRY").sources[0]
    assert tick.source(0) is None


def test_craft_may_come_later(sky, network, today):
    tick = made(sky, KINDS[:3])
    tick.at(today.timestamp())
    for craft in KINDS[3:]:
        tick.add(sky.path(craft))
        tick.at(today.timestamp() + 1)
    assert_looks(tick, sky, network, KINDS, today.timestamp() + 2)
    assert_looks(tick, sky, network, KINDS, today.timestamp() + 3_700)


def test_nothing_of_nobody(today):
    moment = Tick().at(today.timestamp())
    assert moment.row.size == 0
    empty = Station(np.empty(0), np.empty(0), np.empty(0))
    assert moment.looks(np.empty(0, np.intp), empty).range_km.size == 0


def test_speeds_are_the_skys(sky, today):
    tick = made(sky, KINDS)
    speeds = tick.at(today.timestamp()).speeds_km_s(np.arange(len(KINDS)))
    for craft, speed in zip(KINDS, speeds, strict=True):
        assert speed == pytest.approx(sky.position(craft, today).speed_km_s, abs=1e-6)


def test_sources_of_two_shapes_take_turns(today, elements_of):
    """A craft that moved from a low orbit to a high one between two element sets."""
    craft = Spacecraft(id="UP", name="Up", norad_id=5)
    network = Network(name="one", sites=(), antennas=(), spacecraft=(craft,))
    low = elements_of(5, today)
    high = elements_of(5, today + timedelta(days=2), mean_motion_rev_day=1.0)
    sky = Sky(network, Library([low, high]))
    tick = made(sky, ["UP"])
    for hours, source in ((1, low), (23, low), (25, high), (40, high), (2, low)):
        unix_s = (today + timedelta(hours=hours)).timestamp()
        moment = tick.at(unix_s)
        assert tick.source(0).elements is source
        true = sky.path("UP").best(unix_s).position_itrs_km(np.array([unix_s]))[0]
        assert moment.position_itrs_km[moment.row[0]] == pytest.approx(true, abs=METRE)
