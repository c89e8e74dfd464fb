"""Any bytes are a message or one clear refusal; parser and published schema agree on which."""

import json
import random
from pathlib import Path

import jsonschema
import msgspec
from hypothesis import given
from hypothesis import strategies as st

from dishboard.errors import FormatError
from dishboard.formats.station_status import (
    PARAMETERS,
    Number,
    Parts,
    Text,
    Words,
    parse_station_status,
    status_schema,
)
from dishboard.model import NoValue

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "tests/fixtures/station_status/pass.json").read_bytes()
SCHEMA = jsonschema.Draft202012Validator(status_schema())


def read(data, *, strict=False):
    """The message, or None when it is refused; anything else than a refusal fails the test."""
    try:
        status = parse_station_status(data, strict=strict)
    except FormatError as refused:
        said = str(refused)
    else:
        msgspec.json.encode(status)  # what was read can also be passed on
        return status
    assert 0 < len(said) < 400
    assert "\n" not in said
    return None


@given(st.binary(max_size=400))
def test_any_bytes(data):
    read(data)


def test_the_example_cut_at_every_byte():
    for end in range(len(EXAMPLE.rstrip())):
        assert read(EXAMPLE[:end]) is None


def test_the_example_with_bytes_changed():
    chance = random.Random(11)
    for _ in range(5_000):
        data = bytearray(EXAMPLE)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[place] = chance.randrange(256)
                case 1:
                    del data[place : place + chance.randint(1, 30)]
                case 2:
                    data[place:place] = data[place : place + chance.randint(1, 30)]
                case _:
                    data[place:place] = chance.choice(
                        [b"null", b"{}", b"[", b'"', b"1e308", b"-", b"NaN", b"\\u0000", b"\xc3"]
                    )
        read(bytes(data))


any_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    # JSON Schema calls 1.0 an integer; here whole numbers are written without a fraction.
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: not x.is_integer())
    | st.text(max_size=12)
    | st.sampled_from([{"q": word.value} for word in NoValue]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def good(kind):
    """Values that a parameter's kind allows."""
    match kind:
        case Words():
            return st.sampled_from(kind.words)
        case Number():
            most = kind.most if kind.most is not None else 1e9
            return st.floats(kind.least, most) | st.just(int(most))
        case Text():
            return st.text(min_size=1, max_size=kind.most)
        case Parts():
            parts = {name: good(part) for name, part in kind.parts.items()}
            return st.fixed_dictionaries(parts)


def values(kind):
    allowed = any_json if kind is None else good(kind) | st.just({"q": "error"})
    return st.one_of(allowed, allowed, allowed, any_json)


@st.composite
def resources(draw):
    fr = draw(st.sampled_from([*PARAMETERS, "X-Own"]))
    known = PARAMETERS.get(fr, {})
    names = draw(st.lists(st.sampled_from([*known, "own", "other"]), max_size=4, unique=True))
    found = {"fr": fr, "params": {name: draw(values(known.get(name))) for name in names}}
    if draw(st.booleans()):
        found["inst"] = draw(st.integers(0, 3) | any_json)
    return found


@st.composite
def messages(draw):
    """Messages that are right, and such in which a few things are wrong."""
    found = json.loads(EXAMPLE)
    found["resources"] = draw(st.lists(resources(), max_size=3))
    if draw(st.booleans()):
        event = {"fr": "Antenna", "event": "antWindSpeedWarning", "time": "2026-11-23T09:29:58Z"}
        for name in draw(st.lists(st.sampled_from([*event, "value", "text", "severity", "x"]))):
            event[name] = draw(any_json)
        found["events"] = [event]
    for name in draw(st.lists(st.sampled_from([*found, "maintenance", "more"]), max_size=2)):
        found[name] = draw(any_json)
    return found


@given(messages())
def test_strict_reading_takes_what_the_schema_allows_and_nothing_else(message):
    data = json.dumps(message).encode()
    allowed = SCHEMA.is_valid(message)
    assert (read(data, strict=True) is not None) == allowed
    if allowed:
        assert read(data) == read(data, strict=True)
        assert read(data).problems == ()


@given(messages())
def test_what_is_left_out_is_named(message):
    status = read(json.dumps(message).encode())
    if status is not None:
        kept = sum(len(resource.params) for resource in status.resources)
        said = sum(len(resource["params"]) for resource in message["resources"])
        assert kept == said or status.problems
