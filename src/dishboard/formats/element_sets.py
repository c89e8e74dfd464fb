"""What every reader of element sets answers with: the good ones, and why others were refused."""

from __future__ import annotations

from dataclasses import dataclass

from dishboard.model import ElementSet

__all__ = ["ElementProblem", "ElementSets"]


@dataclass(frozen=True)
class ElementProblem:
    """Why one set was refused."""

    line: int  # of the file, from 1; in JSON the number of the record
    expected: str
    got: str

    def __str__(self) -> str:
        return f"line {self.line}: expected {self.expected}, got {self.got}"


@dataclass(frozen=True)
class ElementSets:
    sets: tuple[ElementSet, ...]
    problems: tuple[ElementProblem, ...] = ()
