"""How DSN Now spells a value, and how it spells that there is none.

Missing is: no attribute, "", "none", "null", and the number -1 (also "-1.00e+00"). Anything else
that cannot be the value it should be is unknown too, and leaves one line that says so: a bad value
never takes the rest of a capture with it, and never becomes 0.
"""

from __future__ import annotations

import math
import re

from dishboard.errors import shown
from dishboard.formats.dsn_now.link_state import Active
from dishboard.formats.xml_elements import XmlElement

__all__ = ["LONGEST_NAME", "LONGEST_WORDS", "Attributes", "Problems"]

_MISSING = frozenset({"", "none", "null"})
_MISSING_NUMBER = -1.0
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
LONGEST_NAME = 64  # characters; real ones have up to ten
LONGEST_WORDS = 200  # characters; the longest recorded activity has 44
_MOST_PROBLEMS = 50  # lines kept; the rest is counted


class Problems:
    """What could not be read, one line each, in document order."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, str]] = []
        self._left_out = 0

    def add(self, line: int, what: str) -> None:
        if len(self._lines) < _MOST_PROBLEMS:
            self._lines.append((line, what))
        else:
            self._left_out += 1

    def lines(self) -> tuple[str, ...]:
        more = (f"… and {self._left_out} more",) if self._left_out else ()
        in_order = sorted(self._lines, key=lambda one: one[0])  # stable: as found in each line
        return (*(f"line {line}: {what}" for line, what in in_order), *more)


class Attributes:
    """The attributes of one element, read without trusting them; names in any case."""

    def __init__(self, element: XmlElement, of: str, problems: Problems) -> None:
        self._values = {name.lower(): value for name, value in element.attributes.items()}
        self._line, self._of, self._problems = element.line, of, problems

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._values

    def raw(self, name: str) -> str | None:
        """The text as it came, None without the attribute."""
        return self._values.get(name.lower())

    def text(self, name: str, *, longest: int = LONGEST_NAME) -> str | None:
        """The text without the space around it; None when missing or too long to be one.

        A name that is too long is not shortened: two of them could become the same.
        """
        value = (self.raw(name) or "").strip()
        if len(value) > longest:
            self._unusable(name, value, f"a text of at most {longest} characters")
            return None
        return None if value.lower() in _MISSING else value

    def number(
        self,
        name: str,
        meaning: str,
        low: float,
        high: float,
        *,
        missing: tuple[float, ...] = (_MISSING_NUMBER,),
    ) -> float | None:
        """A number in [low, high], None when missing or unusable.

        Args:
            meaning: what it should be, with its unit, for the problem line.
            missing: numbers by which the feed says that it has none.
        """
        value = self.text(name)
        if value is None:
            return None
        number = float(value) if _NUMBER.fullmatch(value) else math.nan
        if number in missing:
            return None
        if low <= number <= high:
            return number + 0.0  # never -0.0
        self._unusable(name, value, f"{meaning} from {low:.13g} to {high:.13g}")
        return None

    def flag(self, name: str) -> bool | None:
        """true or false, None when missing or unusable."""
        value = self.text(name)
        if value is None:
            return None
        if value.lower() in ("true", "false"):
            return value.lower() == "true"
        self._unusable(name, value, "true or false")
        return None

    def active(self) -> Active:
        if "active" not in self:
            return Active.ABSENT
        flag = self.flag("active")
        if flag is None:
            return Active.UNREADABLE
        return Active.TRUE if flag else Active.FALSE

    def complain(self, what: str) -> None:
        """One line about this element as a whole."""
        self._problems.add(self._line, f"{shown(self._of)}: {what}")

    def _unusable(self, name: str, value: str, expected: str) -> None:
        self.complain(f"{name} '{shown(value)}' is not {expected}; taken as unknown")
