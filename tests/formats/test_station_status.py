"""The status message: what is read, what is left out, what is refused."""

import copy
import json
from pathlib import Path

import pytest

from dishboard.errors import FormatError
from dishboard.formats.station_status import (
    MOST_BYTES,
    PARAMETERS,
    Words,
    parse_station_status,
    parser,
    status_schema,
)
from dishboard.model import NoValue

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "tests/fixtures/station_status/pass.json").read_bytes()  # composed by us
PAGE = (ROOT / "docs/reference/station-status.md").read_text(encoding="utf-8")


def message(**changes):
    found = json.loads(EXAMPLE)
    found.update(changes)
    return json.dumps({name: value for name, value in found.items() if value is not ...}).encode()


def with_parameter(name, value, fr="Antenna"):
    return message(resources=[{"fr": fr, "params": {name: value}}])


def params_of(status, fr):
    return next(resource.params for resource in status.resources if resource.fr == fr)


def test_the_example_is_read_strictly_and_is_that_of_the_page():
    status = parse_station_status(EXAMPLE, strict=True)
    assert (status.site, status.aperture, status.sequence, status.cycle_s) == (
        "KIR",
        "KIR-1",
        42,
        5,
    )
    assert status.observed_at.isoformat() == "2026-11-23T09:30:00+00:00"
    assert params_of(status, "Antenna")["antPointingResidual"] is NoValue.UNDEFINED
    assert params_of(status, "X-Cryostat")["coldHead"] == {"temperature": 14.2, "state": "cold"}
    assert status.problems == ()
    assert EXAMPLE.decode().strip() in PAGE


def test_reading_is_the_same_from_a_view_of_memory():
    assert parse_station_status(memoryview(EXAMPLE)) == parse_station_status(EXAMPLE)


def test_the_published_schema_is_that_of_the_table():
    text = (ROOT / "docs/reference/station-status.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == status_schema(), "write it again from status_schema()"


def test_the_page_describes_every_parameter():
    said = {
        *(name for kinds in PARAMETERS.values() for name in kinds),
        *(
            word
            for kinds in PARAMETERS.values()
            for kind in kinds.values()
            if isinstance(kind, Words)
            for word in kind.words
        ),
    }
    assert [word for word in sorted(said) if f"`{word}`" not in PAGE] == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "expected a JSON object, got nothing"),
        (b"[]", "expected a JSON object, got a list"),
        (b"17", "expected a JSON object, got 17"),
        (b'"\xff"', "expected JSON in UTF-8, got the byte 0xff"),
        (b"\xef\xbb\xbf{}", "expected JSON in UTF-8 without a byte order mark, got one before it"),
        ("{}".encode("utf-16"), "expected JSON in UTF-8 without a byte order mark"),
        (EXAMPLE[:400], "expected a JSON object: "),
        (b"[" * 60_000, "nested too deeply"),
        (b'{"a":' * 9_000, "nested too deeply"),
        (b"9" * 6_000, "expected a JSON object"),
        (b" " * (MOST_BYTES + 1), f"at most {MOST_BYTES} bytes"),
        (
            message(schema="dishboard.station-status/2"),
            "schema: expected dishboard.station-status/1, got 'dishboard.station-status/2'",
        ),
        (message(schema=...), "the message: object missing required field schema"),
        (message(time=...), "the message: object missing required field time"),
        (
            message(time="yesterday"),
            "time: expected UTC like 2026-11-22T10:00:00.000Z, got 'yesterday'",
        ),
        (message(time="2026-11-23T09:30:00"), "Z, got '2026-11-23T09:30:00'"),
        (message(time="2026-11-23T09:30:60Z"), "time: "),
        (
            message(time=1_795_000_000),
            "time: expected UTC like 2026-11-22T10:00:00.000Z, got 1795000000",
        ),
        (message(time="0001-01-01T00:00:00+05:00"), "time: expected an instant after 1900"),
        (message(time="1899-12-31T23:59:59Z"), "time: expected an instant after 1900"),
        (message(site=""), "site: expected text of length >= 1, got ''"),
        (message(aperture="A" * 65), "aperture: expected text of length <= 64, got 'AAA"),
        (message(seq=-1), "seq: expected a whole number >= 0, got -1"),
        (message(seq=1.5), "seq: expected a whole number, got 1.5"),
        (message(seq=10**30), "seq: "),
        (message(cycle=0), "cycle: expected a number > 0.0, got 0"),
        (message(seq=True), "seq: expected a whole number, got true"),
        (message(seq="int"), "seq: expected a whole number, got 'int'"),
        (
            message(evidence="predicted"),
            "evidence: expected observed or simulated, got 'predicted'",
        ),
        (message(resources={}), "resources: expected a list, got an object"),
        (message(resources=[{"fr": "Antenna"}] * 300), "resources"),
        (
            message(resources=[{"fr": 5, "params": {}}]),
            "resources[0].fr: expected text, got 5",
        ),
        (message(resources=[{"fr": "A", "inst": 0, "params": {}}]), "resources[0].inst: "),
        (message(maintenance="maybe"), "maintenance: expected planned or unplanned, got 'maybe'"),
        (EXAMPLE.replace(b"181.502", b"NaN"), "expected a JSON object: JSON is malformed"),
        (EXAMPLE.replace(b"181.502", b"Infinity"), "expected a JSON object: JSON is malformed"),
        (EXAMPLE.replace(b"181.502", b"1e999"), "Number out of range"),
        (with_parameter("x", {str(n): n for n in range(1_001)}), "at most 1000 values"),
    ],
)
def test_a_message_without_worth_is_refused_with_the_place_and_the_reason(data, said):
    with pytest.raises(FormatError) as refused:
        parse_station_status(data)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    "twice",
    [
        EXAMPLE.replace(b'"seq": 42', b'"seq": 42, "seq": 43'),
        EXAMPLE.replace(b'"seq": 42', b'"seq" : 42, "seq": 42'),
        EXAMPLE.replace(b'"seq": 42', b'"seq":42,"seq" :42'),
        EXAMPLE.replace(b'"elevation": 42.018', b'"elevation": 42.018, "elevation": 1'),
        EXAMPLE.replace(b'"seq": 42', b'"seq": 42, "\\u0073eq": 43'),
    ],
)
def test_a_name_said_twice_is_refused(twice):
    assert twice != EXAMPLE
    with pytest.raises(FormatError, match="said twice"):
        parse_station_status(twice)


@pytest.mark.parametrize("sign", ["\n", "\x1b", "\x00", "\x9b", "\u202e", "\u2028"])
@pytest.mark.parametrize("name", ["site", "aperture", "user"])
def test_a_name_that_would_act_in_a_log_or_terminal_is_refused(name, sign):
    for said in (f"KIR{sign}", f"{sign}KIR", f"K{sign}IR\nx"):
        with pytest.raises(FormatError, match=f"^{name}: expected a name without control char"):
            parse_station_status(message(**{name: said}))


@pytest.mark.parametrize("text", [':"', '": "', 'a\\":1', '","b":"', ":"])
def test_texts_that_look_like_names_are_no_names(text):
    status = parse_station_status(with_parameter("note", text, fr="X"))
    assert status.resources[0].params == {"note": text}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("antMeanWindSpeed", "4", "expected a number from 0 to 100, got '4'"),
        ("antMeanWindSpeed", True, "expected a number from 0 to 100, got true"),
        ("antMeanWindSpeed", -1, "expected a number from 0 to 100, got -1"),
        ("antMeanWindSpeed", None, "expected a number from 0 to 100, got null"),
        ("antMeanWindSpeed", {"q": "lost"}, "as q, got 'lost'"),
        ("antMeanWindSpeed", {"q": ["error"]}, "as q, got a list"),
        ("antPointingMode", 7, "expected a word, got 7"),
        ("antPointingMode", "", "expected a word, got ''"),
        ("antActualPointing", 7, "expected an object of azimuth, elevation, got 7"),
        ("antActualPointing", {"azimuth": 1}, ".elevation: expected a value, got none"),
        ("antActualPointing", {"azimuth": 1, "elevation": None}, ".elevation: expected a value"),
        ("antActualPointing", {"azimuth": 541, "elevation": 1}, ".azimuth: expected a number"),
        ("antActualPointing", {"azimuth": 1, "elevation": 1, "roll": 2}, ".roll: expected only"),
        ("mine", None, "null is no value"),
        ("mine", [], "expected a value, got an empty one"),
        ("mine", {"a": {"b": None}}, ".a.b: null is no value"),
        ("mine", [[[[[[[[[1]]]]]]]]], "expected at most 8 levels"),
        ("mine", [{"q": []}], "expected a value, got an empty one"),
        ("mine", {"deep": {"q": {}}}, "expected a value, got an empty one"),
        ("mine", "x" * 1_025, "at most 1024 characters, got 1025"),
        ("mine", {"": 1}, "expected a name of 1 to 128 characters"),
    ],
)
def test_a_parameter_that_cannot_be_is_left_out_and_the_rest_is_kept(name, value, said):
    data = message(
        resources=[{"fr": "Antenna", "params": {name: value, "antResourceStat": "halted"}}]
    )
    status = parse_station_status(data)
    assert status.resources[0].params == {"antResourceStat": "halted"}
    assert len(status.problems) == 1
    assert status.problems[0].startswith(f"resources[0].params.{name}")
    assert said in status.problems[0]
    with pytest.raises(FormatError, match=r"resources\[0\]\.params"):
        parse_station_status(data, strict=True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (message(colour="red"), "colour: no such name in this schema; left out"),
        (message(problems=["none"]), "problems: no such name"),
        (
            message(resources=[{"fr": "A", "params": {}, "mood": 1}]),
            "resources[0].mood: no such name",
        ),
        (message(productionStatus=4), "productionStatus: expected a word, got 4"),
    ],
)
def test_a_name_that_the_schema_does_not_have_is_left_out(changed, said):
    assert parse_station_status(changed).problems[0].startswith(said)
    with pytest.raises(FormatError):
        parse_station_status(changed, strict=True)


def test_a_word_that_nobody_knows_is_shown_as_text_and_refused_strictly():
    data = with_parameter("antPointingMode", "wobble")
    status = parse_station_status(data)
    assert status.resources[0].params == {"antPointingMode": "wobble"}
    assert status.problems == ()
    (remark,) = status.remarks
    assert remark.startswith("resources[0].params.antPointingMode: expected one of stow, halt")
    assert remark.endswith("got 'wobble'; shown as it came")
    with pytest.raises(FormatError, match=r"expected one of stow, halt, .*, got 'wobble'"):
        parse_station_status(data, strict=True)


def test_what_is_not_known_is_kept_as_it_came():
    said = {"t": 4.2, "on": False, "name": "x", "a": {"b": [1, {"q": "error"}]}, "n": 2**60}
    status = parse_station_status(message(resources=[{"fr": "X-Own", "inst": 3, "params": said}]))
    assert status.resources[0].params == {
        "t": 4.2,
        "on": False,
        "name": "x",
        "a": {"b": {"1": 1, "2": NoValue.ERROR}},
        "n": "1152921504606846976",  # more digits than every reader of JSON keeps
    }


def test_another_offset_is_turned_into_utc_and_refused_strictly():
    data = message(time="2026-11-23T10:30:00+01:00")
    assert parse_station_status(data).observed_at == parse_station_status(EXAMPLE).observed_at
    assert parse_station_status(data).observed_at.isoformat().endswith("+00:00")
    with pytest.raises(FormatError, match="time: expected UTC"):
        parse_station_status(data, strict=True)


def test_null_at_the_top_is_the_same_as_not_said():
    names = ("seq", "cycle", "user", "evidence", "maintenance", "productionStatus")
    without = parse_station_status(message(**dict.fromkeys(names, ...)), strict=True)
    assert parse_station_status(message(**dict.fromkeys(names)), strict=True) == without


def test_problems_are_bounded():
    many = {f"p{number}": None for number in range(500)}
    status = parse_station_status(message(resources=[{"fr": "X", "params": many}]))
    assert len(status.problems) == 21
    assert status.problems[-1] == "and 480 more"


def test_reading_changes_nothing_but_its_own():
    before = copy.deepcopy(status_schema())
    parse_station_status(with_parameter("antPointingMode", "odd"))
    assert status_schema() == before


def test_a_vendors_own_names_are_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same come with every message, and to look for what is near costs more than to read it."""
    looked_for: list[str] = []

    def nearest(name: str, known: object) -> None:
        looked_for.append(name)

    monkeypatch.setattr(parser, "nearest", nearest)
    data = message(vendorTemperature=1, **{"v" * 10_000: 2})
    first, second = parse_station_status(data), parse_station_status(data)
    assert first.problems == second.problems
    assert first.problems[0] == "vendorTemperature: no such name in this schema; left out"
    assert looked_for.count("vendorTemperature") == 1
    assert looked_for.count("v" * 10_000) == 2  # nobody fills our memory with such
