"""What a value in a network file may be, and how to say so when it is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "DATE",
    "FLAG",
    "ID",
    "NAMES",
    "PAIR",
    "TEXT",
    "Kind",
    "number",
    "one_of",
    "shown",
    "whole",
]

T = TypeVar("T")


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A kind of value: its description for messages, and its reader (None: not of this kind)."""

    expected: str
    read: Callable[[object], T | None]


def shown(raw: object) -> str:
    """A value as the file has it, short enough for a message."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, dict):
        return "a table"
    if isinstance(raw, list):
        items = cast("list[object]", raw)
        text = "[" + ", ".join(shown(item) for item in items[:4]) + "]"
        return text if len(items) <= 4 and len(text) <= 60 else "a longer list"
    if isinstance(raw, int) and raw.bit_length() > 200:
        return "a huge number"  # Python itself refuses to print those of over 4300 digits
    text = repr(raw) if isinstance(raw, str) else str(raw)
    return text if len(text) <= 60 else text[:57] + "…'"


def number(low: float, high: float, *, above: bool = False) -> Kind[float]:
    """A number in [low, high]; `above`: in (low, high]."""

    def read(raw: object) -> float | None:
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            return None
        fits = (low < raw if above else low <= raw) and raw <= high  # false for nan
        return float(raw) if fits else None

    span = f"above {low:g} and up to {high:g}" if above else f"from {low:g} to {high:g}"
    return Kind(f"a number {span}", read)


def whole(low: int, high: int) -> Kind[int]:
    """A whole number in [low, high]."""

    def read(raw: object) -> int | None:
        if isinstance(raw, bool) or not isinstance(raw, int):
            return None
        return raw if low <= raw <= high else None

    return Kind(f"a whole number from {low} to {high}", read)


def one_of(names: Iterable[str]) -> Kind[str]:
    """One of a few words."""
    known = tuple(names)

    def read(raw: object) -> str | None:
        return raw if isinstance(raw, str) and raw in known else None

    return Kind("one of " + ", ".join(known), read)


def _text(raw: object) -> str | None:
    return raw if isinstance(raw, str) and raw.strip() else None


def _id(raw: object) -> str | None:
    fits = isinstance(raw, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", raw)
    return cast("str", raw) if fits else None


def _flag(raw: object) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _names(raw: object) -> tuple[str, ...] | None:
    if not isinstance(raw, list):
        return None
    items = cast("list[object]", raw)
    names = [item for item in items if isinstance(item, str) and item]
    return tuple(names) if len(names) == len(items) else None


def _pair(raw: object) -> tuple[float, float] | None:
    turn = number(-720, 720)
    ends = [turn.read(item) for item in cast("list[object]", raw)] if isinstance(raw, list) else []
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] >= ends[1]:
        return None
    return ends[0], ends[1]


def _date(raw: object) -> str | None:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw.isoformat()
    if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw, re.ASCII):
        return None
    try:
        return date.fromisoformat(raw).isoformat()
    except ValueError:
        return None


TEXT = Kind("a text in quotes", _text)
ID = Kind("a short name of letters, digits, '.', '_' and '-'", _id)
FLAG = Kind("true or false", _flag)
NAMES = Kind("a list of texts", _names)
PAIR = Kind("two angles from -720 to 720, the lower first", _pair)
DATE = Kind("a date like 2026-09-05", _date)
