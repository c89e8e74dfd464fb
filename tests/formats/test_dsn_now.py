"""DSN Now captures: what each generation says, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dishboard.errors import FormatError
from dishboard.formats.dsn_now import (
    MAX_BYTES,
    DsnDish,
    DsnNowCapture,
    DsnSignal,
    Generation,
    parse_dsn_now,
)
from dishboard.model import Direction, LinkState

FIXTURES = Path(__file__).parents[1] / "fixtures" / "dsn_now"
DOWN, UP = Direction.DOWN, Direction.UP


def capture_of(name: str) -> DsnNowCapture:
    return parse_dsn_now((FIXTURES / name).read_bytes())


def dish_of(capture: DsnNowCapture, name: str) -> DsnDish:
    return next(dish for dish in capture.dishes if dish.name == name)


def brief(signal: DsnSignal) -> tuple[object, ...]:
    return (
        signal.direction,
        signal.spacecraft,
        signal.state,
        signal.state_reported,
        signal.band,
        signal.data_rate_bps,
        signal.frequency_hz,
        signal.power_dbm,
        signal.power_kw,
    )


def test_the_generation_of_2019() -> None:
    capture = capture_of("2019.xml")
    assert capture.generation is Generation.Y2019
    assert capture.observed_at == datetime(2019, 2, 12, 19, 33, 20, 928_000, tzinfo=UTC)
    assert capture.problems == ()
    assert [(dish.name, dish.station) for dish in capture.dishes] == [
        ("DSS14", "gdscc"),
        ("DSS63", "mdscc"),
        ("DSS65", "mdscc"),
        ("DSS35", "cdscc"),
    ]
    goldstone = dish_of(capture, "DSS14")
    assert (goldstone.azimuth_deg, goldstone.elevation_deg) == (120.5, 15.25)
    assert goldstone.wind_m_s == pytest.approx(5.0)  # 18 km/h
    assert [brief(signal) for signal in goldstone.signals] == [
        (
            DOWN,
            "VGR1",
            LinkState.DATA,
            "IN LOCK OFF 1 MCD2",
            None,
            160.002853,
            8420585323.25,
            -155.647873,
            None,
        ),
        # idle: the downlink's figures, repeated, are not this uplink's
        (UP, None, LinkState.OFF, "none", None, None, None, None, None),
    ]
    (target,) = goldstone.targets
    assert (target.name, target.uplink_range_km, target.downlink_range_km, target.round_trip_s) == (
        "VGR1",
        2.17e10,
        2.16e10,
        144_000.5,
    )


def test_2019_keeps_zero_and_unknown_apart() -> None:
    capture = capture_of("2019.xml")
    madrid = dish_of(capture, "DSS63")
    assert madrid.azimuth_deg == 0.0  # 360 is north
    assert madrid.wind_m_s == 0.0
    assert madrid.is_array is True
    assert [brief(signal) for signal in madrid.signals] == [
        (
            DOWN,
            "NHPC",
            LinkState.CARRIER,
            "IDLE OFF 1 TURBO",
            None,
            0.0,
            8438244878.5,
            -150.5,
            None,
        ),
        (UP, "NHPC", LinkState.DATA, "ON 1 TRK", None, None, 7181e6, None, 16.75),
    ]
    insight = dish_of(capture, "DSS65").signals
    assert [(s.state, s.power_dbm, s.power_kw) for s in insight] == [
        (LinkState.NONE, None, None),  # -477 dBm is no power
        (LinkState.OFF, None, 0.0),  # 0 kW is one
    ]
    canberra = dish_of(capture, "DSS35")
    assert (canberra.azimuth_deg, canberra.elevation_deg, canberra.wind_m_s) == (None, None, None)
    assert {signal.state for signal in canberra.signals} == {LinkState.UNKNOWN}
    assert canberra.targets[0].downlink_range_km is None
    assert canberra.targets[0].round_trip_s is None


def test_the_generation_of_2022() -> None:
    capture = capture_of("2022.xml")
    assert capture.generation is Generation.Y2022
    assert [brief(signal) for dish in capture.dishes for signal in dish.signals] == [
        (UP, "JWST", LinkState.DATA, "data", None, 16_000.0, 2090e6, None, 4.955),
        (DOWN, "JWST", LinkState.DATA, "data", None, 28e6, 25.9e9, -91.1759, None),
        (UP, "DSSR", LinkState.OFF, "none", None, 2000.0, 7160e6, None, 0.0),
        (DOWN, "DSSR", LinkState.CARRIER, "carrier", None, 0.0, 8400e6, -150.0076, None),
        (DOWN, "MRO", LinkState.NONE, "none", None, 6e6, 8440e6, None, None),
        (DOWN, "SPP", LinkState.NONE, "none", None, 0.0, 32.04e9, -149.7441, None),
    ]
    assert [target.name for target in dish_of(capture, "DSS63").targets] == ["M20", "MRO"]


def test_the_generation_of_2023() -> None:
    capture = capture_of("2023.xml")
    assert capture.generation is Generation.Y2023
    assert [station.name for station in capture.stations] == ["gdscc", "mdscc", "cdscc"]
    assert [brief(signal) for dish in capture.dishes for signal in dish.signals] == [
        (DOWN, "KPLO", LinkState.SEARCHING, "data", "X", 8.5e6, None, None, None),
        (DOWN, "KPLO", LinkState.NONE, "none", "S", 8.5e6, None, -90.0, None),
        (UP, "WIND", LinkState.DATA, "data", "S", None, None, None, 0.25),
        (DOWN, "WIND", LinkState.DATA, "data", "S", 6400.0, None, -130.0, None),
        (DOWN, "WIND", LinkState.DATA, "data", "S", 73_510.0, None, -120.0, None),
    ]


def test_the_generation_of_2026() -> None:
    capture = capture_of("2026.xml")
    assert capture.generation is Generation.Y2026
    assert dish_of(capture, "DSS14").activity == "Antenna Unplanned Maintenance"
    assert dish_of(capture, "DSS14").wind_m_s is None
    assert [brief(signal) for dish in capture.dishes for signal in dish.signals] == [
        (UP, "tgo", LinkState.OFF, "none", "X", None, None, None, 0.0),
        (DOWN, "tgo", LinkState.DATA, "data", "X", 625_000.0, None, -120.0, None),
        (DOWN, "QX7", LinkState.CARRIER, "carrier", "Ka", 0.0, None, -140.0, None),
        (DOWN, "VGR2", LinkState.SEARCHING, "data", "X", 0.0, None, -170.0, None),
        (DOWN, "VGR2", LinkState.DATA, "data", "X", 160.0, None, -160.0, None),
    ]
    empty = dish_of(capture, "DSS99")
    assert (empty.targets, empty.signals, empty.is_ddor) == ((), (), True)


def test_nested_dishes_read_like_flat_ones() -> None:
    capture = capture_of("nested.xml")
    assert [(dish.station, dish.name) for dish in capture.dishes] == [
        ("gdscc", "DSS14"),
        ("gdscc", "DSS24"),
        ("mdscc", "DSS63"),
    ]
    assert [[target.name for target in dish.targets] for dish in capture.dishes] == [
        ["JNO"],
        ["MRO"],
        [],
    ]


def test_a_capture_may_have_lost_its_dishes() -> None:
    capture = capture_of("no-dishes.xml")
    assert (capture.dishes, capture.generation) == ((), None)


def test_odd_values_become_unknown_and_the_rest_stays() -> None:
    capture = capture_of("odd-values.xml")
    (dish,) = capture.dishes
    assert (dish.azimuth_deg, dish.elevation_deg, dish.wind_m_s, dish.is_mspa) == (None,) * 4
    assert dish.activity == "Tests"
    assert [brief(signal) for signal in dish.signals] == [
        (DOWN, "JNO", LinkState.UNKNOWN, "data", "X", None, None, None, None),
        (UP, "JNO", LinkState.DATA, "data", None, None, None, None, None),
    ]
    (target,) = dish.targets
    assert (target.downlink_range_km, target.uplink_range_km) == (None, 650e6)
    # the year 9999 is no time; the earliest station's time never makes data look too young
    assert capture.observed_at == datetime(2026, 2, 2, 2, 40, tzinfo=UTC)
    assert capture.problems == (
        "line 5: DSS14: azimuthAngle '400' is not degrees from 0 to 360; taken as unknown",
        "line 5: DSS14: windSpeed 'NaN' is not km/h from 0 to 500; taken as unknown",
        "line 5: DSS14: elevationAngle 'abc' is not degrees from -10 to 91; taken as unknown",
        "line 5: DSS14: isMSPA 'perhaps' is not true or false; taken as unknown",
        "line 6: DSS14 downSignal: active 'soon' is not true or false; taken as unknown",
        "line 6: DSS14 downSignal: dataRate '1e999' is not bit/s from 0 to 1000000000000; "
        "taken as unknown",
        "line 6: DSS14 downSignal: power 'inf' is not dBm received from -1000 to -30; "
        "taken as unknown",
        "line 6: DSS14 downSignal: frequency '12' is not Hz or MHz from 100 to 1000000000000; "
        "taken as unknown",
        "line 7: DSS14 upSignal: power '-3' is not kW transmitted from 0 to 10000; "
        "taken as unknown",
        "line 8: DSS14 target: downlegRange '-5' is not km from 0 to 1000000000000; "
        "taken as unknown",
        "line 8: DSS14 target: rtlt '1_000' is not seconds from 0 to 10000000; taken as unknown",
        "line 9: DSS14 target: a target without a name; left out",
        "line 11: a dish without a name; left out",
        "line 12: capture: timestamp '253402300799000' is not an epoch in ms from 1262304000000 "
        "to 4102444800000; taken as unknown",
        "line 12: capture: no usable <timestamp>; took the stations' own time instead",
    )


def test_many_problems_are_counted_not_listed() -> None:
    dishes = '<dish name="D" windSpeed="x"/>' * 60
    capture = parse_dsn_now(
        f"<dsn>{dishes}<timestamp>1770000000000</timestamp></dsn>".encode(),
    )
    assert len(capture.problems) == 51
    assert capture.problems[-1] == "… and 10 more"


CAPTURE = "a DSN Now capture (dsn.xml)"
NO_TIME = (
    "and no station tells its time (timeUTC): without a time nothing in it can be judged; "
    "take another capture"
)
DICTIONARY = (
    "this is DSN Now's dictionary of sites and craft (config.xml), not a capture; "
    "give a recorded dsn.xml"
)
WEB_PAGE = (
    f"got a web page (HTML), perhaps the source's error page; fetch {CAPTURE} from the feed's own "
    "address"
)
DOCTYPE = (
    "got a document type declaration (<!DOCTYPE dsn>); the feed sends none and it can hide "
    "entities, so it is refused: fetch the file again"
)
REFUSED = {
    "bad-time": f"line 3: expected <timestamp> with an epoch in ms, got 'yesterday', {NO_TIME}",
    "cut-off": f"line 8, column 9: expected {CAPTURE}, got broken XML (unclosed token) inside "
    "<dish> of line 7: the file is damaged or cut off; fetch or copy it again",
    "dictionary": f"line 2: expected <dsn>, got <config>: {DICTIONARY}",
    "dictionary-2026": f"line 2: expected <dsn>, got <configuration>: {DICTIONARY}",
    "empty": f"line 1, column 1: expected <dsn>, got an empty file; fetch or copy {CAPTURE} again",
    "encoding": f"line 1, column 31: expected {CAPTURE} in UTF-8, got an encoding nobody can read "
    "here (multi-byte encodings are not supported); save it as UTF-8",
    "entities": f"line 2, column 15: expected {CAPTURE} (<dsn>), {DOCTYPE}",
    "json": f"line 1, column 1: expected <dsn>, got JSON; give {CAPTURE} as the feed sends it "
    "(XML)",
    "no-time": "at the end of the file: expected <timestamp> with an epoch in ms, got none, "
    + NO_TIME,
    "other-root": f"line 1: expected <dsn>, got <rss>; give {CAPTURE}",
    "outside": f"line 1, column 42: expected {CAPTURE} (<dsn>), {DOCTYPE}",
    "text": f"line 1, column 1: expected {CAPTURE}, got no XML (syntax error); fetch or copy it "
    "again",
    "twice": f"line 1, column 21: expected {CAPTURE}, got broken XML (duplicate attribute) inside "
    "<dsn> of line 1: the file is damaged or cut off; fetch or copy it again",
    "undeclared": f"line 2, column 1: expected {CAPTURE}, got broken XML (undefined entity) inside "
    "<dsn> of line 1: the file is damaged or cut off; fetch or copy it again",
    "web-page": f"line 1, column 1: expected <dsn>, {WEB_PAGE}",
    "web-page-as-xml": f"line 2: expected <dsn>, {WEB_PAGE}",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_capture_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(FormatError) as error:
        parse_dsn_now((FIXTURES / "bad" / f"{name}.bad.xml").read_bytes())
    assert str(error.value) == REFUSED[name]


def test_every_bad_fixture_has_its_message() -> None:
    assert {path.name.removesuffix(".bad.xml") for path in (FIXTURES / "bad").iterdir()} == set(
        REFUSED
    )


def test_too_much_is_refused() -> None:
    with pytest.raises(FormatError, match="at most 2097152 bytes, got 2097153"):
        parse_dsn_now(b" " * (MAX_BYTES + 1))
    with pytest.raises(FormatError, match="at most 20000 elements"):
        parse_dsn_now(b"<dsn>" + b"<a>" * 20_001)
