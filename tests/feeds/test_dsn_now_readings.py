"""From captures to readings: who, where, what, and nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dishboard.feeds.dsn_now import message_of, readings_of
from dishboard.formats.dsn_now import DsnNowCapture, parse_dsn_now
from dishboard.model import (
    ActivityReading,
    Evidence,
    Freshness,
    LinkReading,
    LinkState,
    Network,
    PointingReading,
    Reading,
    TargetKind,
)

FIXTURES = Path(__file__).parents[1] / "fixtures" / "dsn_now"
RECORDED = Path(__file__).parents[2].parent / "shared" / "data" / "dsn"
HEARD_AT = datetime(2026, 2, 2, 2, 40, 3, tzinfo=UTC)


def capture_of(name: str) -> DsnNowCapture:
    return parse_dsn_now((FIXTURES / name).read_bytes())


@pytest.fixture
def readings(network: Network) -> tuple[Reading, ...]:
    return readings_of(capture_of("2026.xml"), network, HEARD_AT)


def test_every_dish_and_target_has_its_pointing(readings: tuple[Reading, ...]) -> None:
    found = [
        (r.antenna, r.spacecraft, r.target, r.target_kind, r.azimuth_deg, r.elevation_deg, r.stowed)
        for r in readings
        if isinstance(r, PointingReading)
    ]
    assert found == [
        ("DSS-14", "DSS", "DSS", TargetKind.NOT_SPACECRAFT, 0.0, 90.0, True),
        ("DSS-26", "trace-gas-orbiter", "tgo", TargetKind.SPACECRAFT, 180.0, 45.0, False),
        ("DSS-26", "dsn_now:MRO", "MRO", TargetKind.UNKNOWN, 180.0, 45.0, False),
        ("DSS-36", "VGR2", "VGR2", TargetKind.SPACECRAFT, 0.0, 90.0, True),
        ("DSS99", None, None, None, 12.0, 34.0, False),
    ]


def test_ranges_are_one_way_and_unknown_is_not_zero(readings: tuple[Reading, ...]) -> None:
    found = {
        r.spacecraft: (r.range_km, r.light_time_s)
        for r in readings
        if isinstance(r, PointingReading)
    }
    assert found["VGR2"] == (21.4e9, 71_000.0)
    assert found["dsn_now:MRO"] == (355e6, 1185.0)
    assert found["trace-gas-orbiter"] == (None, None)
    assert found[None] == (None, None)


def test_every_signal_has_its_link(readings: tuple[Reading, ...]) -> None:
    found = [
        (r.antenna, r.spacecraft, r.target_kind, r.band, r.channel, r.state, r.data_rate_bps)
        for r in readings
        if isinstance(r, LinkReading)
    ]
    craft, riddle = TargetKind.SPACECRAFT, TargetKind.UNKNOWN
    assert found == [
        ("DSS-26", "trace-gas-orbiter", craft, "X", 1, LinkState.OFF, None),
        ("DSS-26", "trace-gas-orbiter", craft, "X", 1, LinkState.DATA, 625_000.0),
        ("DSS-26", "QX7", riddle, "Ka", 1, LinkState.CARRIER, 0.0),  # not among the targets
        ("DSS-36", "VGR2", craft, "X", 1, LinkState.SEARCHING, 0.0),
        ("DSS-36", "VGR2", craft, "X", 2, LinkState.DATA, 160.0),  # a second receiver
    ]


def test_every_dish_has_its_activity(readings: tuple[Reading, ...]) -> None:
    found = [
        (r.antenna, r.activity, r.wind_m_s, r.is_ddor)
        for r in readings
        if isinstance(r, ActivityReading)
    ]
    assert found == [
        ("DSS-14", "Antenna Unplanned Maintenance", None, False),
        ("DSS-26", "Spacecraft Telemetry, Tracking, and Command", pytest.approx(2.5), False),
        ("DSS-36", "Spacecraft Telemetry, Tracking, and Command", None, False),
        ("DSS99", "Engineering Upgrades", 0.0, True),
    ]


def test_every_reading_says_what_it_rests_on(readings: tuple[Reading, ...]) -> None:
    assert {
        (r.evidence, r.source, r.observed_at, r.received_at, r.freshness) for r in readings
    } == {
        (
            Evidence.OBSERVED,
            "DSN Now",
            datetime(2026, 2, 2, 2, 40, tzinfo=UTC),
            HEARD_AT,
            Freshness.UNKNOWN,  # the board's to judge
        )
    }


def test_bands_come_from_the_frequency_where_the_feed_names_none(network: Network) -> None:
    links = [
        (r.target, r.direction.value, r.band)
        for r in readings_of(capture_of("2022.xml"), network, HEARD_AT)
        if isinstance(r, LinkReading)
    ]
    assert links == [
        ("JWST", "up", "S"),
        ("JWST", "down", "K"),
        ("DSSR", "up", "X"),
        ("DSSR", "down", "X"),
        ("MRO", "down", "X"),
        ("SPP", "down", "Ka"),
    ]


def test_a_message_carries_the_problems(network: Network) -> None:
    capture = capture_of("odd-values.xml")
    message = message_of(capture, network, HEARD_AT)
    assert message.problems == capture.problems
    assert (message.feed, message.source) == ("dsn_now", "DSN Now")
    assert (message.observed_at, message.received_at) == (capture.observed_at, HEARD_AT)


@pytest.mark.skipif(not RECORDED.is_dir(), reason="no recorded captures beside the repo")
@pytest.mark.parametrize(
    "path",
    [path for path in sorted(RECORDED.glob("*.xml")) if "config" not in path.name],
    ids=lambda path: path.stem,
)
def test_recorded_captures_appear_whole(path: Path, network: Network) -> None:
    capture = parse_dsn_now(path.read_bytes())
    readings = readings_of(capture, network, HEARD_AT)
    pointings = [r for r in readings if isinstance(r, PointingReading)]
    links = [r for r in readings if isinstance(r, LinkReading)]
    assert len(pointings) == sum(max(1, len(dish.targets)) for dish in capture.dishes)
    assert len(links) == sum(len(dish.signals) for dish in capture.dishes)
    assert len({r.antenna for r in readings}) == len(capture.dishes)
    subjects = [(r.antenna, r.target, r.direction, r.band, r.channel) for r in links]
    assert len(set(subjects)) == len(subjects)  # the board keeps every one


def test_a_code_that_only_looks_like_an_id_of_ours_is_kept_apart(network: Network) -> None:
    craft = network.spacecraft_by_code("dsn_now", "TGO")
    assert craft is not None
    data = (
        b'<dsn><station name="mdscc"/><dish name="DSS63" azimuthAngle="1" elevationAngle="20">'
        b'<target name="%b" id="1"/></dish><timestamp>1770000000000</timestamp></dsn>'
    ) % craft.id.encode()
    (pointing, *_) = readings_of(parse_dsn_now(data), network, HEARD_AT)
    assert isinstance(pointing, PointingReading)
    assert pointing.target == craft.id
    assert pointing.spacecraft == f"dsn_now:{craft.id}"
    assert pointing.target_kind is TargetKind.UNKNOWN


def test_a_dish_that_only_looks_like_an_antenna_of_ours_is_kept_apart(network: Network) -> None:
    """No file says that DSN Now has a name for it: our own name is not theirs."""
    known = network.antenna_by_alias("dsn_now", "DSS14")
    assert known is not None
    assert known.id == "DSS-14"
    data = (
        b'<dsn><dish name="DSS-14" azimuthAngle="1"/><dish name="DSS14" azimuthAngle="2"/>'
        b"<timestamp>1770000000000</timestamp></dsn>"
    )
    readings = readings_of(parse_dsn_now(data), network, HEARD_AT)
    assert [(r.antenna, r.azimuth_deg) for r in readings if isinstance(r, PointingReading)] == [
        ("dsn_now:DSS-14", 1.0),
        ("DSS-14", 2.0),
    ]
    assert {r.antenna for r in readings} == {"dsn_now:DSS-14", "DSS-14"}
