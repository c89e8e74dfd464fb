"""Run the benchmarks: `make bench`, or `python -m benchmarks [board] [ingest] [tick] [windows]`.

`make bench ARGS="windows --catalogue active.3le"` takes the element sets of a file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from benchmarks import board, tick
from benchmarks.ingest.report import report as ingest_report
from benchmarks.tables import Table, machine, versions
from benchmarks.windows.report import chosen, report

PARTS = ("board", "ingest", "tick", "windows")
_WIDE = 150  # columns, where nobody says how many there are


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="|".join(PARTS), help="all when none is named")
    parser.add_argument("--catalogue", type=Path, metavar="FILE", help="two- or three-line sets")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the page there")
    parser.add_argument(
        "--seconds", type=float, default=60, help="how long ingest holds its rate (60)"
    )
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    parts = asked.parts or PARTS
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDE)
    console.print(machine(), versions(), sep="\n", highlight=False)
    if "board" in parts:
        console.print()
        console.print(_board().drawn())
    page: Path | None = asked.markdown
    section = "" if page is None else tick.parted(page)[1]
    if "tick" in parts:
        source = chosen(asked.catalogue)
        tables = list(tick.tables(source))
        for table in tables:
            console.print()
            console.print(table.drawn())
        section = tick.section(tables, source.origin)
    if "ingest" in parts:
        with console.status("ingest") as status:
            for table in ingest_report(asked.seconds, status.update):
                console.print()
                console.print(table.drawn())
    if "windows" in parts:
        console.print(f"\n{chosen(asked.catalogue).origin}", highlight=False)
        with console.status("windows") as status:
            for table in report(asked.catalogue, status.update, page):
                console.print()
                console.print(table.drawn())
    if page is not None and section:
        page.write_text(f"{tick.parted(page)[0].rstrip()}\n\n{section}")


def _board() -> Table:
    table = Table("The board: several runs", ("what", "minimum", "median", "unit"))
    for figure in board.figures():
        table.rows.append((figure.what, f"{figure.least:.3g}", f"{figure.median:.3g}", figure.unit))
    return table


if __name__ == "__main__":
    main()
