"""Run the benchmarks: `make bench`, or `python -m benchmarks [board] [windows]`.

`make bench ARGS="windows --catalogue active.3le"` takes the element sets of a file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from benchmarks import board
from benchmarks.tables import Table, machine, versions
from benchmarks.windows.report import chosen, report

PARTS = ("board", "windows")
_WIDE = 150  # columns, where nobody says how many there are


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="board|windows", help="all when none is named")
    parser.add_argument("--catalogue", type=Path, metavar="FILE", help="two- or three-line sets")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write windows' page there")
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
    if "windows" in parts:
        console.print(f"\n{chosen(asked.catalogue).origin}", highlight=False)
        with console.status("windows") as status:
            for table in report(asked.catalogue, status.update, asked.markdown):
                console.print()
                console.print(table.drawn())


def _board() -> Table:
    table = Table("The board: several runs", ("what", "minimum", "median", "unit"))
    for figure in board.figures():
        table.rows.append((figure.what, f"{figure.least:.3g}", f"{figure.median:.3g}", figure.unit))
    return table


if __name__ == "__main__":
    main()
