"""Messages of a Yamcs server, composed from its documentation and protobuf definitions."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.errors import FormatError
from dishboard.formats.yamcs import (
    YamcsReply,
    YamcsStatus,
    YamcsValues,
    read_yamcs,
    subscribe_parameters,
)
from dishboard.model import NoValue


def values(*items: Any, **more: Any) -> YamcsValues:
    data = {"@type": "/yamcs.protobuf.processing.SubscribeParametersData", "values": list(items)}
    said = read_yamcs(json.dumps({"type": "parameters", "call": 3, "seq": 73, "data": data | more}))
    assert isinstance(said, YamcsValues)
    return said


def value(engineered: Any, **more: Any) -> Any:
    item = {
        "numericId": 1,
        "rawValue": {"type": "UINT32", "uint32Value": 7},
        "engValue": engineered,
        "acquisitionTime": "2026-11-23T09:30:00.200Z",
        "generationTime": "2026-11-23T09:30:00.123Z",
        "acquisitionStatus": "ACQUIRED",
        "expireMillis": "5000",
    }
    return {key: one for key, one in (item | more).items() if one is not ...}


def test_what_is_asked_for() -> None:
    asked = json.loads(subscribe_parameters("simulator", "realtime", ["/A/b"]))
    assert asked["type"] == "parameters"
    assert asked["options"]["id"] == [{"name": "/A/b"}]
    assert asked["options"]["updateOnExpiration"] is True
    assert asked["options"]["abortOnInvalid"] is False
    assert asked["options"]["sendFromCache"] is True


def test_the_first_data_say_what_numbers_stand_for_and_what_is_not_known() -> None:
    said = values(mapping={"1": {"name": "/A/b"}}, invalid=[{"name": "/A/c"}])
    assert said.names == {1: "/A/b"}
    assert said.invalid == ("/A/c",)
    assert (said.call, said.sequence) == (3, 73)


def test_a_value() -> None:
    (one,) = values(value({"type": "FLOAT", "floatValue": 1.5})).values
    assert (one.numeric_id, one.name, one.status) == (1, None, YamcsStatus.ACQUIRED)
    assert one.value == 1.5
    assert one.generated_at == datetime(2026, 11, 23, 9, 30, 0, 123_000, tzinfo=UTC)
    assert one.valid_s == 5.0


KINDS: list[tuple[Any, Any]] = [
    ({"type": "DOUBLE", "doubleValue": -2.5e-7}, -2.5e-7),
    ({"type": "DOUBLE", "doubleValue": 3}, 3),
    ({"type": "FLOAT", "floatValue": "NaN"}, NoValue.ERROR),
    ({"type": "DOUBLE", "doubleValue": "-Infinity"}, NoValue.ERROR),
    ({"type": "SINT32", "sint32Value": -4}, -4),
    ({"type": "UINT64", "uint64Value": "18446744073709551615"}, 18446744073709551615),
    ({"type": "SINT64", "sint64Value": "-12"}, -12),
    ({"type": "STRING", "stringValue": "x"}, "x"),
    ({"type": "ENUMERATED", "stringValue": "LOCKED", "sint64Value": "1"}, "LOCKED"),
    ({"type": "BOOLEAN", "booleanValue": False}, False),
    ({"type": "TIMESTAMP", "timestampValue": "1", "stringValue": "2026-…"}, "2026-…"),
    ({"type": "BINARY", "binaryValue": "AAE="}, "AAE="),
    (
        {
            "type": "AGGREGATE",
            "aggregateValue": {
                "name": ["azimuth", "lock"],
                "value": [
                    {"type": "FLOAT", "floatValue": 1.0},
                    {"type": "BOOLEAN", "booleanValue": True},
                ],
            },
        },
        {"azimuth": 1.0, "lock": True},
    ),
    ({"type": "ARRAY", "arrayValue": [{"type": "UINT32", "uint32Value": 1}]}, [1]),
]


@pytest.mark.parametrize(("engineered", "plain"), KINDS)
def test_every_type_of_value(engineered: Any, plain: Any) -> None:
    (one,) = values(value(engineered)).values
    assert one.value == plain
    assert type(one.value) is type(plain)


def test_what_is_not_said_is_not_guessed() -> None:
    (one,) = values(value(..., acquisitionStatus=..., generationTime=..., expireMillis=...)).values
    assert one.status is YamcsStatus.UNSAID
    assert one.value is NoValue.UNAVAILABLE
    assert (one.generated_at, one.valid_s) == (None, None)


DEEP: Any = {"type": "UINT32", "uint32Value": 1}
for _ in range(20):
    DEEP = {"type": "ARRAY", "arrayValue": [DEEP]}


def test_how_long_it_holds_is_not_said_beyond_64_bits() -> None:
    said = values(value({"type": "FLOAT", "floatValue": 1.5}, expireMillis=10**400))
    assert said.values[0].valid_s is None


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (value({"type": "FLOAT", "floatValue": "high"}), "number 1: engValue: expected a number"),
        (value({"type": "COLOUR"}), "of type COLOUR that cannot be read"),
        (value({"type": "BOOLEAN"}), "of type BOOLEAN"),
        (value({"type": "AGGREGATE", "aggregateValue": {"name": ["a"], "value": []}}), "AGGREGATE"),
        (value(DEEP), "at most 8 levels"),
        (value("x"), "of type None"),
        (value({"type": "FLOAT", "floatValue": 1}, acquisitionStatus="GOOD"), "'GOOD' is not"),
        (value({"type": "FLOAT", "floatValue": 1}, generationTime="now"), "expected an instant"),
        (value({"type": "FLOAT", "floatValue": 1}, generationTime=5), "expected an instant"),
        (value({"type": "FLOAT", "floatValue": 1}, numericId=...), "a value without a name"),
        ("value", "a value that is no object"),
    ],
)
def test_a_value_that_cannot_be_is_a_problem_and_the_rest_is_good(item: Any, words: str) -> None:
    said = values(item, value({"type": "FLOAT", "floatValue": 1.5}))
    assert [one.value for one in said.values] == [1.5]
    assert words in said.problems[0]


def test_many_problems_are_counted() -> None:
    assert values(*["x"] * 50).problems[-1].endswith(" (and 30 more)")


@pytest.mark.parametrize("key", ["replyTo", "reply_to"])
def test_a_reply(key: str) -> None:
    said = read_yamcs(json.dumps({"type": "reply", "call": 3, "seq": 72, "data": {key: 1}}))
    assert said == YamcsReply(reply_to=1, call=3, refusal=None)


def test_a_refusal_has_the_servers_words() -> None:
    exception = {"code": 404, "type": "NotFoundException", "msg": "No instance 'x'"}
    said = read_yamcs(json.dumps({"type": "reply", "data": {"replyTo": 1, "exception": exception}}))
    assert isinstance(said, YamcsReply)
    assert said.refusal == "NotFoundException No instance 'x'"


def test_other_topics_are_let_pass() -> None:
    assert read_yamcs('{"type": "time", "data": {"value": "2020-05-14T06:44:32.654Z"}}') is None


@pytest.mark.parametrize(
    "message",
    [
        "",
        b"\xff",
        "[1,4,1,{}]",  # the protocol of before 2020
        '{"type": 5}',
        '{"type": "parameters", "data": []}',
        '{"type": "parameters", "data": {"values": {}}}',
        '{"type": "parameters", "data": {"mapping": {"x": {"name": "y"}}}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_message_is_refused(message: str | bytes) -> None:
    with pytest.raises(FormatError, match="expected"):
        read_yamcs(message)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.sampled_from(["reply", "parameters"]), json_values, json_values, json_values)
def test_any_json_is_a_message_or_a_format_error(
    kind: str, item: Any, engineered: Any, mapping: Any
) -> None:
    data = {"values": [item, value(engineered)], "mapping": mapping, "exception": item}
    with contextlib.suppress(FormatError):
        read_yamcs(json.dumps({"type": kind, "data": data}))
