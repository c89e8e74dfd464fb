"""Reading a status message.

What makes a message worthless is refused whole: no JSON, no time, no antenna, names said twice. A
single parameter that cannot be is left out with a line in `problems`, and the rest is good; a word
that the vocabulary does not know is kept, with a line in `remarks`. Strict reading refuses both;
what it takes is exactly what the published schema allows.
"""

from __future__ import annotations

import codecs
import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec

from dishboard.errors import FormatError, in_words, nearest, shown
from dishboard.formats.station_status.message import (
    MOST_BYTES,
    MOST_PARAMETERS,
    Resource,
    StationStatus,
    StatusEvent,
)
from dishboard.formats.station_status.values import FaultError, got, read_value
from dishboard.formats.station_status.vocabulary import (
    PARAMETERS,
    RESOURCE_STATES,
    Kind,
    Words,
)
from dishboard.time import EARLIEST

__all__ = ["TIME_PATTERN", "parse_station_status"]

TIME_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$"
MOST_PROBLEMS = 20  # of one message, named; more are only counted
LONGEST_REMEMBERED = 64  # characters of a name that nobody knows

_PRODUCTION = Words(RESOURCE_STATES)
_decoder = msgspec.json.Decoder()
_strict_time = re.compile(TIME_PATTERN.replace(r"\d", "[0-9]"))


def _wire_names(kind: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(item.encode_name for item in msgspec.structs.fields(kind))


_FIELDS = _wire_names(StationStatus) - {"problems", "remarks"}
_RESOURCE_FIELDS = _wire_names(Resource)
_EVENT_FIELDS = _wire_names(StatusEvent)


def parse_station_status(data: bytes | memoryview, *, strict: bool = False) -> StationStatus:
    """One message.

    Args:
        data: JSON in UTF-8, one object.
        strict: refuse what lenient reading leaves out or shows as text.

    Raises:
        FormatError: with the place, what was expected and what came.
    """
    if len(data) > MOST_BYTES:
        raise FormatError(f"a status message has at most {MOST_BYTES} bytes, this one {len(data)}")
    problems: list[str] = []
    remarks: list[str] = []
    raw = _decode(data)
    try:
        _refuse_names_said_twice(data, raw)
        if not raw.keys() <= _FIELDS:
            _take_away(raw, _FIELDS, "", problems)
        for index, item in enumerate(_objects(raw, "resources")):
            if type(item) is dict and not item.keys() <= _RESOURCE_FIELDS:
                _take_away(item, _RESOURCE_FIELDS, f"resources[{index}].", problems)
        for index, item in enumerate(_objects(raw, "events")):
            if type(item) is dict and not item.keys() <= _EVENT_FIELDS:
                _take_away(item, _EVENT_FIELDS, f"events[{index}].", problems)
        said_at = raw.get("time")
        _read_production_status(raw, strict, problems, remarks)
        raw["problems"] = problems  # kept as a list until the parameters are read
        status = msgspec.convert(raw, StationStatus)
    except msgspec.ValidationError as error:
        raise FormatError(_with_place(str(error), raw)) from None
    except RecursionError:
        raise FormatError(_TOO_DEEP) from None
    if strict and not (isinstance(said_at, str) and _strict_time.match(said_at)):
        raise FormatError(f"time: {_AN_INSTANT}, got {got(said_at)}")
    count = 0
    for index, resource in enumerate(status.resources):
        count += _read_parameters(resource, index, strict, problems, remarks)
    if count > MOST_PARAMETERS:
        raise FormatError(f"a message has at most {MOST_PARAMETERS} values, this one {count}")
    if strict and problems:
        raise FormatError(problems[0])
    return _finished(status, problems, remarks)


def _decode(data: bytes | memoryview) -> dict[str, Any]:
    if not data:
        raise FormatError("expected a JSON object, got nothing")
    try:
        raw = _decoder.decode(data)
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise FormatError(f"expected JSON in UTF-8, got the byte 0x{byte:02x}") from None
    except RecursionError:
        raise FormatError(_TOO_DEEP) from None
    except (msgspec.DecodeError, ValueError) as error:
        if bytes(data[:3]).startswith(_BYTE_ORDER_MARKS):
            reason = "expected JSON in UTF-8 without a byte order mark, got one before it"
            raise FormatError(reason) from None
        raise FormatError(f"expected a JSON object: {shown(str(error))}") from None
    if type(raw) is not dict:
        raise FormatError(f"expected a JSON object, got {got(raw)}")
    return raw  # pyright: ignore[reportUnknownVariableType]


def _objects(raw: dict[str, Any], name: str) -> list[Any]:
    items = raw.get(name)
    return items if type(items) is list else []


def _take_away(
    item: dict[str, Any], known: frozenset[str], place: str, problems: list[str]
) -> None:
    """Remove names that nobody here knows, with a word of each."""
    for name in sorted(item.keys() - known):
        del item[name]
        what = _unknown(name, known) if len(problems) < MOST_PROBLEMS else shown(name)
        problems.append(f"{place}{what}")


def _unknown(name: str, known: frozenset[str]) -> str:
    # The same few come with every message, and to look for what is near takes 20 µs.
    return _remembered(name, known) if len(name) <= LONGEST_REMEMBERED else _said_of(name, known)


def _said_of(name: str, known: frozenset[str]) -> str:
    near = nearest(name, known)
    hint = f"; did you mean '{near}'?" if near else ""
    return f"{shown(name)}: no such name in this schema; left out{hint}"


_remembered = lru_cache(maxsize=1_000)(_said_of)


def _refuse_names_said_twice(data: bytes | memoryview, raw: dict[str, Any]) -> None:
    """Two values under one name: nobody can say which is true.

    A name is a string that a colon follows. Where no space stands between the two, counting `":`
    is enough: it finds every name, at most more (in texts), and then the slow way decides.
    """
    text = bytes(data)
    is_spaced = b"\n" in text or b"\r" in text or b"\t" in text or b'" ' in text
    if text.count(b'":') == _names_in(raw) and not (is_spaced and _SPACED.search(text)):
        return

    def once(pairs: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in pairs]
        if len(names) != len(set(names)):
            twice = next(name for name in names if names.count(name) > 1)
            raise FormatError(f"'{shown(twice)}' is said twice; nobody can say which one is true")

    json.loads(text, object_pairs_hook=once)


_SPACED = re.compile(rb'"[ \t\r\n]+:')


def _names_in(raw: dict[str, Any]) -> int:
    """How many names a message has, on all its levels."""
    count = 0
    ahead: list[Any] = [raw]
    for item in ahead:  # it grows on the way
        inner = item
        if type(item) is dict:
            count += len(item)
            inner = item.values()
        ahead.extend(value for value in inner if type(value) is dict or type(value) is list)
    return count


def _read_production_status(
    raw: dict[str, Any], strict: bool, problems: list[str], remarks: list[str]
) -> None:
    said = raw.get("productionStatus")
    if said is None:
        return
    try:
        raw["productionStatus"], _ = _read(said, _PRODUCTION, strict, "productionStatus", remarks)
    except FaultError as fault:
        del raw["productionStatus"]
        problems.append(f"productionStatus{fault}")


def _read_parameters(
    resource: Resource, index: int, strict: bool, problems: list[str], remarks: list[str]
) -> int:
    """Read the values in place; those that cannot be are left out. Returns how many there are."""
    known = PARAMETERS.get(resource.fr, _NONE_KNOWN)
    params = resource.params
    odd: list[str] = []
    count = 0
    for name, value in params.items():
        kind = known.get(name)
        if kind is not None and kind.allows(value):  # the usual case, without ceremony
            count += len(value) if type(value) is dict else 1
        else:
            odd.append(name)
    for name in odd:
        place = f"resources[{index}].params.{shown(name)}"
        try:
            params[name], size = _read(params[name], known.get(name), strict, place, remarks)
            count += size
        except FaultError as fault:
            del params[name]
            problems.append(f"{place}{fault}")
    return count


def _read(
    value: Any, kind: Kind | None, strict: bool, place: str, remarks: list[str]
) -> tuple[Any, int]:
    """A value as it is kept; where only lenient reading takes it, with a word of why."""
    if strict or kind is None:
        return read_value(value, kind, strict)
    try:
        return read_value(value, kind, strict=True)
    except FaultError as fault:
        kept = read_value(value, kind, strict=False)
        if len(remarks) < MOST_PROBLEMS:
            remarks.append(f"{place}{fault}; shown as it came")
        return kept


_NONE_KNOWN: dict[str, Kind] = {}


def _finished(status: StationStatus, problems: list[str], remarks: list[str]) -> StationStatus:
    observed_at = status.observed_at
    if observed_at.tzinfo is not UTC or observed_at < EARLIEST:
        observed_at = _in_utc(observed_at)
    elif not problems and not remarks:
        return status
    if len(problems) > MOST_PROBLEMS:
        more = len(problems) - MOST_PROBLEMS
        problems[MOST_PROBLEMS:] = [f"and {more} more"]
    return msgspec.structs.replace(
        status, observed_at=observed_at, problems=tuple(problems), remarks=tuple(remarks)
    )


def _in_utc(said_at: datetime) -> datetime:
    try:
        at = said_at.astimezone(UTC)
    except OverflowError:  # at the ends of the calendar
        at = None
    if at is None or at < EARLIEST:
        raise FormatError(f"time: expected an instant after {EARLIEST:%Y}, got {said_at}")
    return at


def _with_place(said: str, raw: dict[str, Any]) -> str:
    """msgspec's `Expected …, got … - at `$.place`` with the place first, and what came."""
    what, _, place = said.partition(" - at `$")
    place = place.rstrip("`")
    words = _CHOICES.get(place.rpartition(".")[2])
    if "matching regex" in what:
        what = "expected a name without control characters"
    elif "RFC3339" in what or "datetime" in what:
        what = f"{_AN_INSTANT}, got {_said_at(place, raw)}"
    elif what.startswith("Invalid enum value") and words is not None:
        what = f"expected {words}, got {_said_at(place, raw)}"
    elif what.startswith("Expected"):
        what = f"{in_words(what.partition(', got')[0])}, got {_said_at(place, raw)}"
    else:
        what = in_words(what)
    return f"{place.lstrip('.') or 'the message'}: {what}"


def _said_at(place: str, raw: Any) -> str:
    """What stands at `.resources[0].inst`."""
    for name, index in _STEP.findall(place):
        raw = raw[name] if name else raw[int(index)]
    return got(raw)


def _choices(*kinds: type[msgspec.Struct]) -> dict[str, str]:
    """The fields that take one of a few words, and which."""
    found: dict[str, str] = {}
    for item in (item for kind in kinds for item in msgspec.structs.fields(kind)):
        kind = msgspec.inspect.type_info(item.type)
        for one in kind.types if isinstance(kind, msgspec.inspect.UnionType) else (kind,):
            if isinstance(one, msgspec.inspect.LiteralType):
                found[item.encode_name] = " or ".join(map(str, one.values))
    return found


_CHOICES = _choices(StationStatus, StatusEvent)
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_AN_INSTANT = "expected UTC like 2026-11-22T10:00:00.000Z"
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TOO_DEEP = "a status message is nested too deeply to be one"
