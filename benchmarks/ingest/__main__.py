"""Measure taking in alone and write its page.

python -m benchmarks.ingest [--seconds 60] [--markdown docs/reference/ingest.md]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from benchmarks.ingest.report import page, report


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.ingest", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long the rate is held (60)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the page there")
    asked = parser.parse_args()
    console = Console()
    tables = []
    for table in report(asked.seconds, lambda what: print(what, file=sys.stderr)):
        console.print(table.drawn())
        tables.append(table)
    if asked.markdown:
        asked.markdown.write_text(page(tables))


if __name__ == "__main__":
    main()
