"""What is measured, in processor time, and the tables."""

from __future__ import annotations

import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np
from rich.console import Console
from rich.table import Table
from sgp4.api import SatrecArray

from benchmarks.windows.tools import Tool, orbits_of, tools
from benchmarks.windows.truth import Answer, Truth, Verdict, judged
from benchmarks.windows.work import MASK_DEG, Work, everything
from dishboard.ephemeris.catalogue import catalogue_windows
from dishboard.geometry.scales import julian_day
from dishboard.geometry.windows import Grid, Viewers, fast

_ROUNDS = 5
T = TypeVar("T")


def report(console: Console, catalogue: Path | None) -> None:
    """Peers on two pieces of work, growth, and the whole catalogue."""
    work, source = everything(catalogue)
    found, missing = tools()
    console.print(f"\n[bold]Windows[/]: {source}; mask {MASK_DEG:g}°; processor time")
    for line in missing:
        console.print(f"not installed, left out: {line}")
    for part in (work.of("20 × 12 × 24 h", 20, 12), work.of("500 × 20 × 24 h", 500, 20)):
        console.print(_peers(part, found))
    fast.warm()
    console.print(_growth(work))
    console.print(_whole(work))


def _peers(work: Work, found: list[Tool]) -> Table:
    runs = {tool.name: tool.ready(work) for tool in found}
    spent: dict[str, list[float]] = {tool.name: [] for tool in found}
    answers: dict[str, Answer] = {}
    large = len(work.lines) > 100
    for turn in range(_ROUNDS):
        for tool in found:
            if tool.slow and turn and (large or turn > 2):
                continue
            seconds, answers[tool.name] = _processor_time(runs[tool.name])
            spent[tool.name].append(seconds)
    truth = Truth(work)
    table = Table(title=f"{work.name}: {len(truth.windows):,} windows", box=None)
    for heading in ("tool", "ms", "times", "missed", "false", "median s", "p99 s", "worst s"):
        table.add_column(heading, justify="left" if heading == "tool" else "right")
    first = median(spent[found[0].name])
    for tool in found:
        verdict = judged(answers[tool.name], truth)
        seconds = median(spent[tool.name])
        table.add_row(
            tool.name, f"{seconds * 1e3:,.1f}", f"{seconds / first:.1f}", *_cells(verdict)
        )
    return table


def _cells(verdict: Verdict) -> list[str]:
    errors = (verdict.median_s, verdict.p99_s, verdict.worst_s)
    return [str(verdict.missed), str(verdict.false), *(f"{one:.2g}" for one in errors)]


def _growth(work: Work) -> Table:
    table = Table(title="Growth of the engine", box=None)
    for heading in ("satellites", "stations", "hours", "windows", "ms", "of which SGP4"):
        table.add_column(heading, justify="right")
    sizes = [(n, 20, 24) for n in (250, 500, 1_000, 2_000)]
    sizes += [(500, n, 24) for n in (1, 5, 10, 40)]
    sizes += [(500, 20, hours) for hours in (48, 96, 168)]
    for satellites, stations, hours in sizes:
        part = work.of("", satellites, stations, hours)
        seconds, sgp4_s, windows = _engine_and_sgp4(part, rounds=3)
        cells = (satellites, stations, hours, f"{windows:,}", f"{seconds * 1e3:.0f}")
        table.add_row(*map(str, cells), f"{sgp4_s * 1e3:.0f}")
    return table


def _whole(work: Work) -> Table:
    orbits, viewers = orbits_of(work), Viewers.of(work.station, MASK_DEG)
    seconds, found = _processor_time(
        lambda: catalogue_windows(orbits, viewers, work.start_s, work.end_s)
    )
    sgp4_s, _ = _processor_time(_sgp4_alone(work))
    peak_gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    table = Table(title=f"The whole catalogue: {len(work.lines):,} × 40 × 24 h", box=None)
    for heading in ("windows", "objects that fail", "s", "times its SGP4", "GiB at most"):
        table.add_column(heading, justify="right")
    table.add_row(
        f"{len(found.table):,}",
        str(len(found.failures)),
        f"{seconds:.2f}",
        f"{seconds / sgp4_s:.2f}",
        f"{peak_gib:.2f}",
    )
    return table


def _engine_and_sgp4(work: Work, rounds: int) -> tuple[float, float, int]:
    orbits, viewers = orbits_of(work), Viewers.of(work.station, MASK_DEG)
    alone = _sgp4_alone(work)
    ours: list[float] = []
    sgp4: list[float] = []
    windows = 0
    for _ in range(rounds):
        seconds, found = _processor_time(
            lambda: catalogue_windows(orbits, viewers, work.start_s, work.end_s)
        )
        ours.append(seconds)
        sgp4.append(_processor_time(alone)[0])
        windows = len(found.table)
    return median(ours), median(sgp4), windows


def _sgp4_alone(work: Work) -> Callable[[], None]:
    """The very SGP4 calls of the engine, and nothing else."""
    classes: defaultdict[object, list[object]] = defaultdict(list)
    for one in orbits_of(work):
        classes[one.step].append(one.satellite)

    def calls() -> Iterator[tuple[SatrecArray, np.ndarray, np.ndarray]]:
        for step, satellites in classes.items():
            nodes = Grid.covering(step, work.start_s, work.end_s).node_unix_s  # type: ignore[arg-type]
            day, fraction = (np.ascontiguousarray(part) for part in julian_day(nodes))
            for begin in range(0, len(satellites), 256):
                yield SatrecArray(satellites[begin : begin + 256]), day, fraction

    prepared = list(calls())

    def run() -> None:
        for satellites, day, fraction in prepared:
            satellites.sgp4(day, fraction)

    return run


def _processor_time(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    result = work()
    return time.process_time() - began, result
