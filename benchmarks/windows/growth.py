"""The engine alone, on more satellites, more stations and longer spans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.windows.isolation import Isolated
from benchmarks.windows.work import Catalogue, Work

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
    windows: int
    failed: int
    processor_s: float
    sgp4_s: float
    peak_mib: float | None


def growth(catalogue: Catalogue, told: Callable[[str], None]) -> Iterator[Size]:
    """Several sizes, then every object of the catalogue, also those that fail, over 40 antennas."""
    for satellites, stations, hours in _SIZES:
        work = catalogue.work(satellites, stations, hours)
        told(f"growth: {work}")
        yield _size(work)
    work = catalogue.work(len(catalogue.satellites), 40, flying=False)
    told(f"growth: {work}")
    yield _size(work)


def _size(work: Work) -> Size:
    with (
        Isolated("benchmarks.windows.engine:compiled", work) as engine,
        Isolated("benchmarks.windows.engine:sgp4_alone", work) as sgp4,
    ):
        runs = [(engine.search(), sgp4.search().processor_s) for _ in range(_ROUNDS)]
        found = engine.found()
    return Size(
        work,
        len(found),
        found.failed,
        min(run.processor_s for run, _ in runs),
        min(alone_s for _, alone_s in runs),
        runs[-1][0].peak_mib,
    )
