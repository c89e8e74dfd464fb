"""The windows engine's tables, for a terminal and for the documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.tables import Table, machine, versions
from benchmarks.windows.contest import OURS, Entry, contest
from benchmarks.windows.growth import Size, growth
from benchmarks.windows.work import (
    MASK_DEG,
    REAL_SETS,
    Catalogue,
    Work,
    made_catalogue,
    read_catalogue,
)

_WORKS = ((20, 12), (500, 20))  # satellites × stations
_PAGE = """\
# Benchmarks

What finding passes costs, and how right it is, measured by `make bench ARGS="windows"`, which also
wrote this page (`--markdown`); to measure on your machine, run it there.

- **{machine}**
- {versions}
- {origin}; spans begin at {start}; mask {mask:g}°

{tables}
## How it is measured

- Processor time of all threads, user and system, each tool in a process of its own. Tools search in
  turns, seven rounds or until a tool has taken five seconds; the least of its rounds counts.
  *times* is against Dishboard with Numba in the same run. NumPy's matrix products get one thread
  for every tool, since idle ones spin and are counted; one row shows what they cost if unbound.
- Getting ready is not counted: objects made from element sets, SGP4's constants, compiling. Nor is
  bringing answers into columns to compare them.
- The truth is brute force (`benchmarks/windows/truth.py`): SGP4 every 5 s, TEME turned to the Earth
  by Skyfield's functions with Dishboard's table of UT1 and the pole, every change of side halved to
  0.1 µs, passes between samples searched. It shares that table with the engine, and no arithmetic.
- A window is *missed* when nothing stands within a second of it, *false* when nothing true does and
  its highest moment is more than 0.0001° below the mask. Errors are of rise and set, absolute, for
  passes of more than 60 s; they hold what a tool's frames and its tolerance cost.
- Peers run with their defaults but for what their names say, brahe and Skyfield with Dishboard's
  table of the Earth's orientation (`benchmarks/windows/peers.py`).
- Growth: the least of three runs; *SGP4* is what the `sgp4` library alone takes for the same
  positions. The last rows take every object of the catalogue, those that fail as well: with all
  windows held at the end, and a few hundred objects at a time, as `dishboard passes` does.
"""


def report(
    catalogue: Path | None, told: Callable[[str], None], markdown: Path | None = None
) -> Iterator[Table]:
    """Tables as they are ready; at the end, if asked, a page of documentation with all of them."""
    source = chosen(catalogue)
    tables: list[Table] = []
    for satellites, stations in _WORKS:
        work = source.work(satellites, stations)
        tables.append(_contest_table(work, contest(work, told)))
        yield tables[-1]
    tables.append(_growth_table(growth(source, told)))
    yield tables[-1]
    if markdown is not None:
        page = _PAGE.format(
            machine=machine(),
            versions=versions(),
            origin=source.origin,
            start=f"{source.start_at:%Y-%m-%d}",
            mask=MASK_DEG,
            tables="\n".join(table.markdown() for table in tables),
        )
        markdown.write_text(page)


def chosen(path: Path | None) -> Catalogue:
    """The file that was named, else the real catalogue if it is at hand, else a made one."""
    if path is None:
        return read_catalogue(REAL_SETS) if REAL_SETS.exists() else made_catalogue()
    return read_catalogue(path)


def _contest_table(work: Work, entries: list[Entry]) -> Table:
    true = next((entry.score.true for entry in entries if entry.score), 0)
    title = f"{len(work.satellites):,} satellites × {work.latitude_deg.size} stations"
    table = Table(
        f"{title} × {work.hours:g} h: {true:,} windows",
        (
            "tool",
            "processor, ms",
            "times",
            "runs",
            "windows",
            "missed",
            "of > 2 s",
            "false",
            "error, ms: median",
            "99 %",
            "worst",
        ),
    )
    least_s = next((one.least_s for one in entries if one.tool == OURS and one.score), None)
    table.rows = [_contest_row(entry, least_s) for entry in entries]
    return table


def _contest_row(entry: Entry, least_s: float | None) -> tuple[str, ...]:
    score = entry.score
    if score is None:
        return entry.tool, entry.trouble
    return (
        entry.tool,
        _figure(entry.least_s * 1e3),
        "–" if least_s is None else _figure(entry.least_s / least_s),
        str(len(entry.processor_s)),
        f"{score.windows:,}",
        f"{score.missed:,}",
        f"{score.missed_long:,}",
        f"{score.false:,}",
        *(_figure(error * 1e3) for error in (score.median_s, score.p99_s, score.worst_s)),
    )


def _growth_table(sizes: Iterator[Size]) -> Table:
    table = Table(
        "Growth of Dishboard's search, with Numba",
        (
            "satellites × stations × hours",
            "windows",
            "processor, s",
            "SGP4, s",
            "times SGP4",
            "peak, MiB",
            "objects that fail",
        ),
    )
    for size in sizes:
        table.rows.append(
            (
                str(size),
                f"{size.windows:,}",
                _figure(size.processor_s),
                _figure(size.sgp4_s),
                _figure(size.processor_s / size.sgp4_s),
                "–" if size.peak_mib is None else f"{size.peak_mib:.0f}",
                str(size.failed),
            )
        )
    return table


def _figure(value: float) -> str:
    """Three significant digits, no exponent."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
