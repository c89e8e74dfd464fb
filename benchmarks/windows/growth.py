"""The engine alone, on more satellites, more stations and longer spans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks.windows.isolation import Isolated
from benchmarks.windows.work import Catalogue, Work

_HELD = "benchmarks.windows.engine:compiled"
_CHUNKS = "benchmarks.windows.engine:in_chunks"
_SGP4 = "benchmarks.windows.engine:sgp4_alone"
_ROUNDS = 3
_SIZES = (
    *((satellites, 12, 24) for satellites in (250, 1_000, 4_000)),
    *((1_000, stations, 24) for stations in (1, 40)),
    *((1_000, 12, hours) for hours in (72, 168)),
)


@dataclass(frozen=True)
class Size:
    """Both times are the least of three, taken in turns, each in a process of its own."""

    work: Work
    chunks: bool  # nothing was held but the chunk at hand
    windows: int
    failed: int
    processor_s: float
    sgp4_s: float
    peak_mib: float | None

    def __str__(self) -> str:
        return f"{self.work}{', in chunks' if self.chunks else ''}"


def growth(catalogue: Catalogue, told: Callable[[str], None]) -> Iterator[Size]:
    """Several sizes, then every object of the catalogue, also those that fail, over 40 antennas."""
    for satellites, stations, hours in _SIZES:
        work = catalogue.work(satellites, stations, hours)
        told(f"growth: {work}")
        yield _sizes(work, _HELD)[0]
    work = catalogue.work(len(catalogue.satellites), 40, flying=False)
    told(f"growth: {work}")
    yield from _sizes(work, _HELD, _CHUNKS)


def _sizes(work: Work, *ways: str) -> list[Size]:
    with ExitStack() as processes:
        sgp4 = processes.enter_context(Isolated(_SGP4, work))
        tools = [processes.enter_context(Isolated(way, work)) for way in ways]
        rounds = [
            (sgp4.search().processor_s, [tool.search() for tool in tools]) for _ in range(_ROUNDS)
        ]
        found = tools[0].found()
    return [
        Size(
            work,
            way == _CHUNKS,
            len(found),
            found.failed,
            min(runs[one].processor_s for _, runs in rounds),
            min(alone_s for alone_s, _ in rounds),
            rounds[-1][1][one].peak_mib,
        )
        for one, way in enumerate(ways)
    ]
