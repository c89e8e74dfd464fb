"""The family of errors, and whose fault each one is.

    DishboardError
    ├── FormatError        theirs: bytes that are not what the format promises
    ├── NetworkError       ours or the user's: a network file with faults (it lists them all)
    ├── SettingError       the user's: a setting, option or argument that cannot be
    ├── UnknowableError    nobody's: what is asked cannot be known from any source we have
    ├── UnknownNameError   the user's: no such antenna, spacecraft, …; names the nearest valid one
    └── FeedError          theirs: a source that does not answer as it should

Every message says what was wanted, what came, where, and what to do. One bad satellite, message,
line or feed never stops the rest: such faults are collected and shown, not raised, wherever a
remainder is still good.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "DishboardError",
    "FeedError",
    "FormatError",
    "NetworkError",
    "SettingError",
    "UnknowableError",
    "UnknownNameError",
    "nearest",
    "printable",
    "shown",
]

LONGEST_SHOWN = 60  # characters


class DishboardError(Exception):
    """Anything that Dishboard says to its user instead of a traceback."""


class FormatError(DishboardError):
    """Bytes that are not what the format promises; says where and what was expected."""


class NetworkError(DishboardError):
    """A network file with faults: one line each, all of them."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class SettingError(DishboardError):
    """A setting, option or argument that cannot be."""


class UnknownNameError(DishboardError):
    """A name nobody knows, with the nearest valid one."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        hint = nearest(name, known)
        super().__init__(
            f"unknown {kind} '{shown(name)}'" + (f"; did you mean '{hint}'?" if hint else "")
        )


class UnknowableError(DishboardError):
    """What is asked cannot be known, for want of a source; an empty answer would be a lie."""


class FeedError(DishboardError):
    """A source that does not answer as it should."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The valid name that is most like `name`, whatever its case, or None when none is near."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    found = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def printable(text: str) -> str:
    """Anyone's text with a \ufffd for whatever would act in a terminal or break a line of a log."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def shown(text: str) -> str:
    """Anyone's text, fit for one line of a message: at most 60 characters, all printable."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"
