"""All tools on the same work, in turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks.windows.isolation import Isolated, MissingError
from benchmarks.windows.score import Score, score
from benchmarks.windows.truth import Truth
from benchmarks.windows.work import Work

OURS = "Dishboard, Numba"
_UNBOUND = "Dishboard, NumPy only, BLAS threads as they come"
TOOLS = {
    OURS: "benchmarks.windows.engine:compiled",
    "Dishboard, NumPy only": "benchmarks.windows.engine:plain",
    _UNBOUND: "benchmarks.windows.engine:plain",
    "sgp4-predict, passes of any length": "benchmarks.windows.peers:sgp4_predict",
    "sgp4-predict, default": "benchmarks.windows.peers:sgp4_predict_default",
    "brahe": "benchmarks.windows.peers:brahe",
    "orbit-predictor": "benchmarks.windows.peers:orbit_predictor",
    "Skyfield": "benchmarks.windows.peers:skyfield",
}
_ROUNDS = 7
_ENOUGH_S = 5.0  # a tool that has taken so much is not asked again


@dataclass(frozen=True)
class Entry:
    """One tool on one work; `trouble` instead of figures where it could not be asked or failed."""

    tool: str
    processor_s: tuple[float, ...] = ()
    score: Score | None = None
    trouble: str = ""

    @property
    def least_s(self) -> float:
        """The round that the machine disturbed least."""
        return min(self.processor_s)


def contest(work: Work, told: Callable[[str], None]) -> list[Entry]:
    """Rounds in which every tool searches once, so that a busy machine is busy for all."""
    trouble: dict[str, str] = {}
    spent: dict[str, list[float]] = {name: [] for name in TOOLS}
    with ExitStack() as open_tools:
        ready: dict[str, Isolated] = {}
        for name, where in TOOLS.items():
            try:
                threads = None if name == _UNBOUND else 1
                ready[name] = open_tools.enter_context(Isolated(where, work, blas_threads=threads))
            except MissingError as missing:
                trouble[name] = f"left out: {missing} is not installed"
        for turn in range(_ROUNDS):
            for name in [name for name in ready if sum(spent[name]) < _ENOUGH_S]:
                told(f"{work}: round {turn + 1}, {name}")
                try:
                    spent[name].append(ready[name].search().processor_s)
                except RuntimeError as fault:
                    trouble[name] = f"failed: {fault}"
                    del ready[name]
        told(f"{work}: brute force")
        truth = Truth(work)
        scores = {name: score(tool.found(), truth, work) for name, tool in ready.items()}
    return list(_entries(spent, scores, trouble))


def _entries(
    spent: dict[str, list[float]], scores: dict[str, Score], trouble: dict[str, str]
) -> Iterator[Entry]:
    for name in TOOLS:
        if name in scores:
            yield Entry(name, tuple(spent[name]), scores[name])
        else:
            yield Entry(name, trouble=trouble[name])
