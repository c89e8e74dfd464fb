"""The published JSON Schema (draft 2020-12), made from the same table that the parser reads by."""

from __future__ import annotations

from typing import Any

from dishboard.formats.station_status.message import MOST_RESOURCES, NAME_PATTERN, SCHEMA_NAME
from dishboard.formats.station_status.parser import TIME_PATTERN
from dishboard.formats.station_status.values import LARGEST_WHOLE, LONGEST_TEXT
from dishboard.formats.station_status.vocabulary import (
    PARAMETERS,
    RESOURCE_STATES,
    Kind,
    Number,
    Parts,
    Text,
    Words,
)
from dishboard.model import NoValue

__all__ = ["status_schema"]

JsonObject = dict[str, Any]


def status_schema() -> JsonObject:
    """The schema as a JSON-able object. What strict reading takes, it allows, and nothing else."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:dishboard:schema:station-status:1",
        "title": "Station status: one antenna at one time",
        "description": (
            "Names and words of the CCSDS functional resources; numbers in plain units. A name "
            "that is missing was not reported, which is never zero. Names must not be said twice; "
            "whole numbers are written without a fraction. "
            "A message has at most 64 KiB and 1000 values, unknown values at most 8 levels."
        ),
        "type": "object",
        "required": ["schema", "site", "aperture", "time", "resources"],
        "additionalProperties": False,
        "properties": {
            "schema": {"const": SCHEMA_NAME},
            "site": _name("id or name of the site, as siteRef in a CCSDS schedule"),
            "aperture": _name("id of the antenna, or any alias a network file gives it"),
            "time": {
                "type": "string",
                "pattern": TIME_PATTERN,
                "description": "UTC at which the values were so",
            },
            "seq": {
                "type": ["integer", "null"],
                "minimum": 0,
                "maximum": LARGEST_WHOLE - 1,
                "description": "rises with each message; orders those of one time",
            },
            "cycle": {
                "type": ["number", "null"],
                "exclusiveMinimum": 0,
                "maximum": 3600,
                "description": "seconds until the next message; late after 1.5, stale after 3",
            },
            "evidence": {
                "enum": ["observed", "simulated", None],
                "description": "observed when not said; a token made for simulations always wins",
            },
            "user": _or_null(_name("spacecraft: its id or any code; ours as `user` in SSF")),
            "scheduledPackageId": _or_null(_text(128, "service package this is part of")),
            "scheduledActivityId": _or_null(_text(128, "activity this is part of")),
            "productionStatus": {
                "anyOf": [{"enum": [*RESOURCE_STATES, None]}, _NO_VALUE],
                "description": "of the service package, as mdProdStat",
            },
            "maintenance": {
                "enum": ["planned", "unplanned", None],
                "description": "Dishboard's own: the antenna is in maintenance",
            },
            "resources": {
                "type": "array",
                "maxItems": MOST_RESOURCES,
                "items": {
                    "anyOf": [*(_known(fr, kinds) for fr, kinds in PARAMETERS.items()), _unknown()]
                },
            },
            "events": {
                "type": "array",
                "maxItems": MOST_RESOURCES,
                "items": _event(),
            },
        },
        "$defs": {
            "noValue": {
                "type": "object",
                "required": ["q"],
                "additionalProperties": False,
                "properties": {"q": {"enum": [word.value for word in NoValue]}},
                "description": "CCSDS's qualified value; the fourth word, valid, goes without q",
            },
            "anyValue": {
                "anyOf": [
                    _NO_VALUE,
                    {"type": "string", "maxLength": LONGEST_TEXT},
                    {"type": ["number", "boolean"]},
                    {
                        "type": "object",
                        "minProperties": 1,
                        "propertyNames": {"minLength": 1, "maxLength": 128},
                        "additionalProperties": {"$ref": "#/$defs/anyValue"},
                        "not": {"required": ["q"], "maxProperties": 1},
                    },
                    {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/anyValue"}},
                ],
                "description": "a parameter that only its sender knows: kept and shown as it came",
            },
        },
    }


_NO_VALUE = {"$ref": "#/$defs/noValue"}
_INSTANCE = {"type": "integer", "minimum": 1, "maximum": 4_294_967_295, "default": 1}


def _text(longest: int, description: str) -> JsonObject:
    return {"type": "string", "minLength": 1, "maxLength": longest, "description": description}


def _name(description: str) -> JsonObject:
    return {**_text(64, description), "pattern": NAME_PATTERN}


def _or_null(text: JsonObject) -> JsonObject:
    return {**text, "type": ["string", "null"]}


def _resource(fr: JsonObject, params: JsonObject) -> JsonObject:
    return {
        "type": "object",
        "required": ["fr", "params"],
        "additionalProperties": False,
        "properties": {
            "fr": fr,
            "inst": _INSTANCE,
            "user": _or_null(_name("Dishboard's own: of several spacecraft in one beam")),
            "params": {
                "type": "object",
                "propertyNames": {"minLength": 1, "maxLength": 128},
                "additionalProperties": {"$ref": "#/$defs/anyValue"},
                **params,
            },
        },
    }


def _known(fr: str, kinds: dict[str, Kind]) -> JsonObject:
    allowed = {
        name: {"anyOf": [_allowed(kind), _NO_VALUE], "description": _described(kind)}
        for name, kind in kinds.items()
    }
    return _resource({"const": fr}, {"properties": allowed})


def _unknown() -> JsonObject:
    fr = {**_text(128, "any other functional resource"), "not": {"enum": list(PARAMETERS)}}
    return _resource(fr, {})


def _allowed(kind: Kind) -> JsonObject:
    match kind:
        case Number():
            limits = {"minimum": kind.least, "maximum": kind.most}
            return {"type": "number"} | {k: v for k, v in limits.items() if v is not None}
        case Words():
            return {"enum": list(kind.words)}
        case Text():
            return {"type": "string", "minLength": 1, "maxLength": kind.most}
        case Parts():
            names = list(kind.parts)
            return {
                "type": "object",
                "required": names if kind.all_needed else names[:1],
                "additionalProperties": False,
                "properties": {name: _allowed(part) for name, part in kind.parts.items()},
            }


def _described(kind: Kind) -> str:
    unit = kind.unit if isinstance(kind, Number) else ""
    counted = f"CCSDS counts {kind.scale}" if kind.scale else ""
    return "; ".join(part for part in (unit, kind.note, counted) if part)


def _event() -> JsonObject:
    return {
        "type": "object",
        "required": ["fr", "event", "time"],
        "additionalProperties": False,
        "properties": {
            "fr": _text(128, "functional resource"),
            "inst": _INSTANCE,
            "event": _text(128, "its name in the model"),
            "time": {
                "type": "string",
                "pattern": TIME_PATTERN,
                "description": "UTC at which it happened",
            },
            "value": {"type": ["string", "number", "boolean", "null"]},
            "severity": {"enum": ["info", "warning", "alarm", None]},
            "text": {"type": ["string", "null"], "maxLength": LONGEST_TEXT},
        },
    }
