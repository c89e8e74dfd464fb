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
    assert capture.problems == ()


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


def capture_with(inside: str) -> DsnNowCapture:
    text = f"<dsn>\n{inside}\n<timestamp>1770000000000</timestamp></dsn>"
    return parse_dsn_now(text.encode())


def names_in(capture: DsnNowCapture) -> dict[str, list[str]]:
    return {dish.name: [target.name for target in dish.targets] for dish in capture.dishes}


def test_what_comes_after_a_dish_inside_a_dish_still_belongs_to_the_outer_one() -> None:
    capture = capture_with(
        '<dish name="DSS14"><target name="JNO"/><dish name="DSS24"><target name="TGO"/></dish>'
        '<target name="MRO"/><downSignal spacecraft="MRO"/></dish>'
    )
    assert names_in(capture) == {"DSS14": ["JNO", "MRO"], "DSS24": ["TGO"]}
    assert [signal.spacecraft for signal in dish_of(capture, "DSS14").signals] == ["MRO"]
    assert capture.problems == ()


def test_what_stands_in_no_dish_is_said() -> None:
    capture = capture_with(
        '<target name="MRO"/>\n'
        '<station name="gdscc"><upSignal spacecraft="JNO"/></station>\n'
        '<dish name="DSS14"><former><target name="TGO"/></former><former/></dish>\n'
        '<former><dish name="DSS24"><target name="M20"/></dish></former>\n'
        '<dish><target name="VGR1"/></dish>'
    )
    assert names_in(capture) == {"DSS14": []}
    assert capture.problems == (
        "line 2: a target 'MRO' inside <dsn>: expected it inside <dish>; left out",
        "line 3: an upSignal 'JNO' inside <station>: expected it inside <dish>; left out",
        "line 4: <former>: expected one of <station>, <dish>, <downSignal>, <upSignal>, <target> "
        "or <timestamp>; left out",
        "line 4: a target 'TGO' inside <former>: expected it inside <dish>; left out",
        "line 5: a dish 'DSS24' inside <former>: expected it inside <dsn>, <station> or <dish>; "
        "left out",
        "line 5: a target 'M20' of a dish that was left out (line 5); left out too",
        "line 6: a dish without a name; left out",
        "line 6: a target 'VGR1' of a dish that was left out (line 6); left out too",
    )


def test_a_time_inside_something_else_is_not_the_captures_time() -> None:
    capture = capture_with("<former><timestamp>1600000000000</timestamp></former>")
    assert capture.observed_at == datetime(2026, 2, 2, 2, 40, tzinfo=UTC)
    assert len(capture.problems) == 2


def test_of_what_is_listed_twice_the_first_counts_and_it_is_said() -> None:
    capture = capture_with(
        '<dish name="DSS14" azimuthAngle="10"><target name="JNO" rtlt="10"/>'
        '<target name="jno" rtlt="20"/></dish>\n'
        '<dish name="dss14" azimuthAngle="20"><target name="JNO"/></dish>'
    )
    (dish,) = capture.dishes
    assert dish.azimuth_deg == 10
    assert [(target.name, target.round_trip_s) for target in dish.targets] == [("JNO", 10)]
    assert capture.problems == (
        "line 2: DSS14 target: 'jno' is listed again; kept the first",
        "line 3: dss14: expected once, got again (first on line 2); kept the first, "
        "left this one out",
        "line 3: a target 'JNO' of a dish that was left out (line 3); left out too",
    )


def test_a_target_that_has_figures_and_no_name_is_said() -> None:
    capture = capture_with('<dish name="DSS14"><target rtlt="20"/><target/></dish>')
    assert capture.problems == ("line 2: DSS14 target: a target without a name; left out",)


def test_no_text_of_the_feed_is_longer_than_a_name_can_be() -> None:
    long = "x" * 300
    capture = capture_with(
        f'<station name="{long}"/><dish name="{long}"/>\n'
        f'<dish name="DSS14" activity="{long}"><target name="{long}"/>\n'
        f'<downSignal spacecraft="{long}" band="{long}" signalType="{long}"/>\n'
        f'<downSignal signalType="data" signalTypeDebug="{long}"/></dish>'
    )
    (dish,) = capture.dishes
    assert (dish.name, dish.station, dish.activity, dish.targets) == ("DSS14", None, None, ())
    first, second = dish.signals
    assert (first.spacecraft, first.band, first.state_reported) == (None, None, "x" * 64)
    assert second.state_reported == "data"
    cut = "x" * 59 + "…"
    wrong = f"'{cut}' is not a text of at most"
    assert capture.problems == (
        f"line 2: dish: name {wrong} 64 characters; taken as unknown",
        "line 2: a dish without a name; left out",
        f"line 2: {cut}: name {wrong} 64 characters; taken as unknown",
        f"line 3: DSS14: activity {wrong} 200 characters; taken as unknown",
        f"line 3: DSS14 target: name {wrong} 64 characters; taken as unknown",
        f"line 4: DSS14 downSignal: spacecraft {wrong} 64 characters; taken as unknown",
        f"line 4: DSS14 downSignal: band {wrong} 64 characters; taken as unknown",
        f"line 5: DSS14 downSignal: signalTypeDebug {wrong} 200 characters; taken as unknown",
    )


def test_many_problems_are_counted_not_listed() -> None:
    dishes = "".join(f'<dish name="D{number}" windSpeed="x"/>' for number in range(60))
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
