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

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

__all__ = [
    "DishboardError",
    "FeedError",
    "FormatError",
    "NetworkError",
    "SettingError",
    "UnknowableError",
    "UnknownNameError",
    "in_words",
    "nearest",
    "printable",
    "shown",
]

LONGEST_SHOWN = 60  # characters
FEW = 8  # names that are told one by one where none is near
LIKE = 0.65  # of 1: 'bogus' and 'hours' share 0.6 of their letters and mean nothing to each other


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
    """A name nobody knows, with the nearest valid one or, where none is near, what there is.

    Args:
        called: what valid names are called beside; that counts as well.
    """

    def __init__(
        self, kind: str, name: str, known: Collection[str], called: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"unknown {kind} '{shown(name)}'{_hint(name, known, called or {})}")


def _hint(name: str, known: Collection[str], called: Mapping[str, str]) -> str:
    near = nearest(name, [*known, *called.values()])
    if near is None:
        if len(known) <= FEW:
            return f"; there is only {', '.join(map(shown, known))}" if known else "; there is none"
        return f"; there are {len(known):,}, such as '{shown(next(iter(known)))}'"
    if near in known:
        return f"; did you mean '{near}'?"
    one = next(one for one in called if called[one] == near)
    return f"; did you mean '{one}' ({shown(near)})?"


class UnknowableError(DishboardError):
    """What is asked cannot be known, for want of a source; an empty answer would be a lie."""


class FeedError(DishboardError):
    """A source that does not answer as it should."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The valid name that is most like `name` or begins with it, whatever its case, if any is."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    folded = name.casefold()
    found = get_close_matches(folded, by_folded, n=1, cutoff=LIKE)
    if not found and len(folded) > 1:
        found = [one for one in by_folded if one.startswith(folded)]
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


_WORDS = {
    "bool": "true or false",
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "array": "a list",
    "null": "nothing",
}
_TYPE = re.compile(r"\b(" + "|".join(_WORDS) + r")\b")


def in_words(said: str) -> str:
    """What msgspec says of a value of the wrong type, in words that are no programmer's.

    >>> in_words("Expected `bool | null`, got `str`")
    'expected true or false, got text'
    """
    bare = said.replace("`", "").replace(" | null", "")
    return bare[:1].lower() + _TYPE.sub(lambda found: _WORDS[found[0]], bare[1:])
