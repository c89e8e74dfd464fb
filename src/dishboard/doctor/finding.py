"""What was found, and what a person should do about it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

__all__ = ["Finding", "Health"]


class Health(StrEnum):
    """How a thing is."""

    OK = "ok"
    NOTE = "note"  # worth knowing; it mends itself, or it is only less than it could be
    ACT = "act"  # a person is needed


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that was looked at."""

    about: str
    health: Health
    said: str  # one line
    todo: str | None = None  # what to do, in one line


def ok(about: str, said: str) -> Finding:
    return Finding(about=about, health=Health.OK, said=said)


def note(about: str, said: str, todo: str | None = None) -> Finding:
    return Finding(about=about, health=Health.NOTE, said=said, todo=todo)


def act(about: str, said: str, todo: str) -> Finding:
    return Finding(about=about, health=Health.ACT, said=said, todo=todo)
