"""Run the benchmarks: `make bench`, or `python -m benchmarks [board] [windows]`.

`make bench ARGS="windows --catalogue active.3le"` takes real element sets instead of made-up ones.
"""

from __future__ import annotations

import argparse
import platform
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import board
from benchmarks.windows.report import report


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=["all", "board", "windows"], default="all")
    parser.add_argument("--catalogue", type=Path, help="element sets: TLE, 3LE, OMM JSON or CSV")
    asked = parser.parse_args()
    console = Console()
    console.print(
        f"Dishboard's costs on {datetime.now(UTC):%Y-%m-%d}, "
        f"{platform.machine()}, Python {platform.python_version()}"
    )
    everything = "all" in asked.parts
    if everything or "board" in asked.parts:
        _board(console)
    if everything or "windows" in asked.parts:
        report(console, asked.catalogue)


def _board(console: Console) -> None:
    console.print("\n[bold]The board[/]: minimum and median of several runs")
    table = Table(box=None)
    for heading in ("what", "minimum", "median", "unit"):
        table.add_column(heading, justify="left" if heading in ("what", "unit") else "right")
    for figure in board.figures():
        table.add_row(figure.what, f"{figure.least:.3g}", f"{figure.median:.3g}", figure.unit)
    console.print(table)


if __name__ == "__main__":
    main()
