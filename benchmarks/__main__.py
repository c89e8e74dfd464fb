"""Run the benchmarks: `make bench`, or `python -m benchmarks`."""

from __future__ import annotations

import platform
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from benchmarks import board


def main() -> None:
    console = Console()
    console.print(
        f"Dishboard's costs on {datetime.now(UTC):%Y-%m-%d}, "
        f"{platform.machine()}, Python {platform.python_version()}; "
        "minimum and median of several runs"
    )
    table = Table(box=None)
    for heading in ("what", "minimum", "median", "unit"):
        table.add_column(heading, justify="left" if heading in ("what", "unit") else "right")
    for figure in board.figures():
        table.add_row(figure.what, f"{figure.least:.3g}", f"{figure.median:.3g}", figure.unit)
    console.print(table)


if __name__ == "__main__":
    main()
