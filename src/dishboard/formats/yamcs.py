"""What a Yamcs server says over its WebSocket, as JSON (`Sec-WebSocket-Protocol: json`).

From the documentation of the Yamcs HTTP API (topic `parameters`) and the protobuf definitions that
its JSON is made from. A subscription is answered with a reply, then with data: first the numbers
that stand for names from then on (`mapping`), the names it does not know (`invalid`), then values.

    → {"type": "parameters", "id": 1, "options": {"instance": …, "processor": …, "id": [{…}]}}
    ← {"type": "reply", "call": 3, "seq": 0, "data": {"replyTo": 1}}
    ← {"type": "parameters", "call": 3, "seq": 1, "data": {"mapping": {"1": {"name": …}}, "values":
       [{"numericId": 1, "engValue": {"type": "FLOAT", "floatValue": 1.5},
         "generationTime": "2026-11-23T09:30:00.000Z", "acquisitionStatus": "ACQUIRED"}]}}
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from dishboard.errors import FormatError, shown
from dishboard.model import NoValue

__all__ = [
    "TIME_FIELD",
    "YamcsParameter",
    "YamcsReply",
    "YamcsStatus",
    "YamcsValues",
    "read_yamcs",
    "subscribe_parameters",
]

DEEPEST = 8  # levels of an aggregate
LONGEST_WHOLE = 20  # digits and sign of what has 64 bits
MOST_PROBLEMS = 20
TIME_FIELD = "generationTime"


class YamcsStatus(StrEnum):
    """Whether a value can be believed. `UNSAID`: the server did not say, which is none of them."""

    ACQUIRED = "ACQUIRED"
    NOT_RECEIVED = "NOT_RECEIVED"
    INVALID = "INVALID"
    EXPIRED = "EXPIRED"
    UNSAID = "UNSAID"


class YamcsParameter(Struct, frozen=True, kw_only=True):
    """One value of one parameter, in engineering units."""

    numeric_id: int | None
    name: str | None  # when it is not named by its number
    status: YamcsStatus
    value: Any  # bool, int, float, str, dict, list, or NoValue
    generated_at: datetime | None
    valid_s: float | None  # how long it holds, as the server says; None: it does not say


class YamcsValues(Struct, frozen=True, kw_only=True):
    """Values that changed, of one call."""

    call: int | None
    sequence: int | None
    names: dict[int, str]  # what numbers stand for, added to what was said before
    invalid: tuple[str, ...]  # names that the server does not know
    values: tuple[YamcsParameter, ...]
    problems: tuple[str, ...]  # values that cannot be read, one line each


class YamcsReply(Struct, frozen=True, kw_only=True):
    """The answer to a request. `refusal`: why it was not granted, in the server's words."""

    reply_to: int | None
    call: int | None
    refusal: str | None


class _Envelope(Struct):
    """What every message has; of topics that nobody asked for nothing more is read."""

    type: str
    data: msgspec.Raw = msgspec.Raw()
    call: Any = None
    seq: Any = None


def subscribe_parameters(
    instance: str, processor: str, names: Sequence[str], request_id: int = 1
) -> str:
    """The request for the values of parameters by their qualified names, the last known first."""
    return json.dumps(
        {
            "type": "parameters",
            "id": request_id,
            "options": {
                "instance": instance,
                "processor": processor,
                "id": [{"name": name} for name in names],
                "abortOnInvalid": False,
                "updateOnExpiration": True,
                "sendFromCache": True,
                "action": "REPLACE",
            },
        }
    )


def read_yamcs(message: str | bytes) -> YamcsValues | YamcsReply | None:
    """One message of the server; None for a topic that nobody asked for.

    Raises:
        FormatError: with what was expected and what came.
    """
    try:
        said = msgspec.json.decode(message, type=_Envelope)
        if said.type not in ("reply", "parameters"):
            return None
        data: Any = msgspec.json.decode(said.data) if said.data else None
    except msgspec.ValidationError:
        raise FormatError("expected a JSON object with a type") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError(f"expected a JSON object: {shown(str(error))}") from None
    if said.type == "reply":
        return _reply(said, data if isinstance(data, dict) else {})
    if not isinstance(data, dict):
        raise FormatError("parameters: expected an object as data")
    problems: list[str] = []
    values = [
        value for item in _list(data, "values") if (value := _parameter(item, problems)) is not None
    ]
    if len(problems) > MOST_PROBLEMS:
        more = f" (and {len(problems) - MOST_PROBLEMS} more)"
        problems[MOST_PROBLEMS - 1 :] = [problems[MOST_PROBLEMS - 1] + more]
    return YamcsValues(
        call=_whole(said.call),
        sequence=_whole(said.seq),
        names=_names(data.get("mapping")),
        invalid=tuple(filter(None, map(_name, _list(data, "invalid")))),
        values=tuple(values),
        problems=tuple(problems),
    )


def _reply(said: _Envelope, data: dict[str, Any]) -> YamcsReply:
    exception = data.get("exception")
    refusal = None
    if exception:
        parts = exception if isinstance(exception, dict) else {"msg": exception}
        refusal = shown(f"{parts.get('type') or ''} {parts.get('msg') or ''}".strip() or "refused")
    # Protobuf's JSON says replyTo; the documentation's examples say reply_to.
    reply_to = _whole(data.get("replyTo", data.get("reply_to")))
    return YamcsReply(reply_to=reply_to, call=_whole(said.call), refusal=refusal)


def _list(data: dict[str, Any], key: str) -> list[Any]:
    found = data.get(key, [])
    if not isinstance(found, list):
        raise FormatError(f"parameters.{key}: expected a list")
    return found


def _names(mapping: Any) -> dict[int, str]:
    if mapping is None:
        return {}
    if not isinstance(mapping, dict):
        raise FormatError("parameters.mapping: expected an object")
    found: dict[int, str] = {}
    for number, named in mapping.items():
        name = _name(named)
        if name is None or not number.isdecimal() or len(number) > LONGEST_WHOLE:
            raise FormatError(f"parameters.mapping.{shown(number)}: expected a number and a name")
        found[int(number)] = name
    return found


def _name(named: Any) -> str | None:
    name = named.get("name") if isinstance(named, dict) else None
    return name if isinstance(name, str) else None


def _whole(value: Any) -> int | None:
    return value if type(value) is int else None


def _parameter(item: Any, problems: list[str]) -> YamcsParameter | None:
    if not isinstance(item, dict):
        problems.append("a value that is no object")
        return None
    name, number = _name(item.get("id")), _whole(item.get("numericId"))
    known_by = name or (f"number {number}" if number is not None else None)
    if known_by is None:
        problems.append("a value without a name")
        return None
    try:
        status = YamcsStatus(item.get("acquisitionStatus", YamcsStatus.UNSAID))
        generated_at = _instant(item.get(TIME_FIELD))
        engineered = item.get("engValue")
        value = NoValue.UNAVAILABLE if engineered is None else _plain(engineered, DEEPEST)
    except (FormatError, ValueError, RecursionError) as error:
        problems.append(f"{shown(known_by)}: {error}")
        return None
    return YamcsParameter(
        numeric_id=number,
        name=name,
        status=status,
        value=value,
        generated_at=generated_at,
        valid_s=_seconds(item.get("expireMillis")),
    )


def _instant(text: Any) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise FormatError(f"{TIME_FIELD}: expected an instant, got '{shown(str(text))}'")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise FormatError(f"{TIME_FIELD}: '{shown(str(text))}' is out of range") from None


def _seconds(millis: Any) -> float | None:
    """Protobuf writes 64-bit numbers as text."""
    if isinstance(millis, str) and millis.isdecimal() and len(millis) <= LONGEST_WHOLE:
        millis = int(millis)
    return millis / 1000 if type(millis) is int and 0 < millis < 10**LONGEST_WHOLE else None


_NUMBER_OF = {
    "FLOAT": "floatValue",
    "DOUBLE": "doubleValue",
    "SINT32": "sint32Value",
    "UINT32": "uint32Value",
    "SINT64": "sint64Value",
    "UINT64": "uint64Value",
}


def _plain(value: Any, depth: int) -> Any:
    """A value of the union type as plain JSON; `NoValue.ERROR` for what is no number."""
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str):
        kind = None
    if depth == 0:
        raise FormatError(f"expected at most {DEEPEST} levels")
    if kind in _NUMBER_OF:
        return _number(value.get(_NUMBER_OF[kind]), kind)
    if kind in ("STRING", "ENUMERATED", "TIMESTAMP", "BINARY"):
        text = value.get("binaryValue" if kind == "BINARY" else "stringValue")
        if kind == "TIMESTAMP" and text is None:
            text = value.get("timestampValue")
        if isinstance(text, str):
            return text
    elif kind == "BOOLEAN":
        if isinstance(value.get("booleanValue"), bool):
            return value["booleanValue"]
    elif kind == "AGGREGATE":
        both = value.get("aggregateValue")
        if isinstance(both, dict):
            names, values = _list(both, "name"), _list(both, "value")
            if len(names) == len(values) and all(isinstance(name, str) for name in names):
                return {
                    name: _plain(item, depth - 1) for name, item in zip(names, values, strict=True)
                }
    elif kind == "ARRAY":
        return [_plain(item, depth - 1) for item in _list(value, "arrayValue")]
    raise FormatError(f"engValue: a value of type {shown(str(kind))} that cannot be read")


def _number(value: Any, kind: str) -> Any:
    if isinstance(value, str):  # 64-bit numbers, and what JSON has no number for
        if value in ("NaN", "Infinity", "-Infinity"):
            return NoValue.ERROR
        if len(value) <= LONGEST_WHOLE and value.removeprefix("-").isdecimal():
            return int(value)
    is_whole = type(value) is int and abs(value) < 10**LONGEST_WHOLE
    if is_whole or (type(value) is float and math.isfinite(value)):
        return value
    raise FormatError(f"engValue: expected a number of type {kind}, got '{shown(str(value))}'")
