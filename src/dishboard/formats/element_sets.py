"""What every reader of element sets answers with: the good ones, and why others were refused."""

from __future__ import annotations

from dataclasses import dataclass, field

from dishboard.errors import printable
from dishboard.model import ElementSet

__all__ = ["ElementProblem", "ElementSets", "Problems"]

MOST_PROBLEMS = 10_000  # that are named; the rest is counted
_LONGEST_GOT = 120  # characters: a line of two-line elements has 69


@dataclass(frozen=True)
class ElementProblem:
    """Why one set was refused."""

    place: str  # "line 12" of the file, "record 3" of an array; both from 1
    expected: str
    got: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "got", printable(self.got[:_LONGEST_GOT]))

    def __str__(self) -> str:
        return f"{self.place}: expected {self.expected}, got {self.got}"


@dataclass(frozen=True)
class ElementSets:
    sets: tuple[ElementSet, ...]
    problems: tuple[ElementProblem, ...] = ()


@dataclass
class Problems:
    """Problems while a file is read, in bounded memory whatever is in it."""

    named: list[ElementProblem] = field(default_factory=list[ElementProblem])
    more: int = 0

    def add(self, problem: ElementProblem) -> None:
        """Keep it, or count it when there are too many."""
        if len(self.named) < MOST_PROBLEMS:
            self.named.append(problem)
        else:
            self.more += 1

    def all(self) -> tuple[ElementProblem, ...]:
        """All of them; the last one tells how many are not named."""
        if not self.more:
            return tuple(self.named)
        last = self.named[-1]
        rest = ElementProblem(last.place, "fewer faulty sets", f"{self.more} more after it")
        return (*self.named, rest)
