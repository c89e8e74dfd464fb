"""Reading one value: what its parameter allows, or what any unknown parameter may be."""

from __future__ import annotations

from typing import Any

from dishboard.errors import shown
from dishboard.formats.station_status.vocabulary import Kind, Number, Parts, Text, Words
from dishboard.model import NoValue

__all__ = ["DEEPEST", "NO_VALUES", "FaultError", "got", "read_value"]

NO_VALUES = {word.value: word for word in NoValue}
DEEPEST = 8  # levels of an unknown compound value
LONGEST_TEXT = 1_024
LARGEST_WHOLE = 2**53  # beyond, a reader of JSON may see another number


class FaultError(Exception):
    """A value that cannot be. Begins with the place within the value, if any."""


def read_value(value: Any, kind: Kind | None, strict: bool) -> tuple[Any, int]:
    """The value as it is kept, and how many single values that is.

    Raises:
        FaultError: when it cannot be.
    """
    if type(value) is dict and len(value) == 1 and "q" in value:
        no_value = _no_value(value)
        if no_value is None:
            said = got(value["q"])
            raise FaultError(f": expected one of {', '.join(NO_VALUES)} as q, got {said}")
        return no_value, 1
    match kind:
        case Number():
            _check_number(value, kind)
            return value, 1
        case Words():
            _check_word(value, kind, strict)
            return value, 1
        case Parts():
            _check_parts(value, kind, strict)
            return value, len(value)
        case Text():
            if not kind.allows(value):
                raise FaultError(
                    f": expected text of 1 to {kind.most} characters, got {got(value)}"
                )
            return value, 1
        case None:
            return _read_unknown(value, DEEPEST)


def _no_value(value: Any) -> NoValue | None:
    """What `{"q": …}` says, when it is one of CCSDS's words for having no value."""
    if type(value) is not dict or len(value) != 1:
        return None
    word = value.get("q")
    return NO_VALUES.get(word) if type(word) is str else None


def _check_number(value: Any, kind: Number) -> None:
    if not kind.allows(value):
        raise FaultError(f": expected a number{_limits(kind)}, got {got(value)}")


def _check_word(value: Any, kind: Words, strict: bool) -> None:
    if type(value) is not str or not 0 < len(value) <= LONGEST_TEXT:
        raise FaultError(f": expected a word, got {got(value)}")
    if strict and value not in kind.words:
        raise FaultError(f": expected one of {', '.join(kind.words)}, got {got(value)}")


def _check_parts(value: Any, kind: Parts, strict: bool) -> None:
    parts = kind.parts
    if type(value) is not dict:
        raise FaultError(f": expected an object of {', '.join(parts)}, got {got(value)}")
    for index, (name, part) in enumerate(parts.items()):
        said = value.get(name)
        if said is None and (name in value or kind.all_needed or index == 0):
            raise FaultError(
                f".{name}: expected a value, got {'null' if name in value else 'none'}"
            )
        if said is None:
            continue
        try:
            if type(part) is Number:
                _check_number(said, part)
            elif type(part) is Words:
                _check_word(said, part, strict)
        except FaultError as fault:
            raise FaultError(f".{name}{fault}") from None
    if len(value) > len(parts) or not value.keys() <= parts.keys():
        odd = sorted(value.keys() - parts.keys())[0]
        raise FaultError(f".{shown(odd)}: expected only {', '.join(parts)}")


def _read_unknown(value: Any, depth: int) -> tuple[Any, int]:
    """A value of a parameter that only its sender knows; kept as it came."""
    kind = type(value)
    if kind is float or kind is bool:
        return value, 1
    if kind is str:
        if len(value) > LONGEST_TEXT:
            raise FaultError(f": expected at most {LONGEST_TEXT} characters, got {len(value)}")
        return value, 1
    if kind is int:
        return (value if -LARGEST_WHOLE <= value <= LARGEST_WHOLE else str(value)), 1
    if value is None:
        raise FaultError(': null is no value; say {"q": "unavailable"}, or leave the name out')
    if depth == 0:
        raise FaultError(f": expected at most {DEEPEST} levels")
    if kind is list:
        value = {str(number): item for number, item in enumerate(value, 1)}
    if not value:
        raise FaultError(": expected a value, got an empty one")
    kept: dict[str, Any] = {}
    count = 0
    for name, item in value.items():
        if not 0 < len(name) <= 128:
            raise FaultError(f".{shown(name)}: expected a name of 1 to 128 characters")
        try:
            no_value = _no_value(item)
            if no_value is not None:
                kept[name], size = no_value, 1
            else:
                kept[name], size = _read_unknown(item, depth - 1)
        except FaultError as fault:
            raise FaultError(f".{shown(name)}{fault}") from None
        count += size
    return kept, count


def _limits(kind: Number) -> str:
    if kind.least is not None and kind.most is not None:
        return f" from {kind.least:g} to {kind.most:g}"
    return "" if kind.least is None else f" of at least {kind.least:g}"


def got(value: Any) -> str:
    """What came, for one line of a message."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{shown(value)}'"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    return shown(repr(value))
