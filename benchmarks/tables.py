"""Tables that can be printed and written into the documentation."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from rich.table import Table as Drawn

_PACKAGES = ("numpy", "numba", "sgp4", "sgp4-predict", "brahe", "skyfield", "orbit-predictor")


@dataclass
class Table:
    """The first column is words, the others are figures. A row of two holds a remark."""

    title: str
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def drawn(self) -> Drawn:
        """For the terminal."""
        drawn = Drawn(title=self.title, title_justify="left", box=None, show_edge=False)
        for column, heading in enumerate(self.headings):
            drawn.add_column(heading, justify="right" if column else "left")
        for row in self.rows:
            drawn.add_row(*row)
        return drawn

    def markdown(self) -> str:
        head = [self.headings, ("---", *("---:" for _ in self.headings[1:]))]
        padded = [row + ("",) * (len(self.headings) - len(row)) for row in self.rows]
        lines = "\n".join("| " + " | ".join(row) + " |" for row in [*head, *padded])
        return f"## {self.title}\n\n{lines}\n"


def machine() -> str:
    """One line: date, processor, cores, system, Python."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {_processor()}, {os.cpu_count()} cores, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def versions() -> str:
    """Of all that takes part and is installed."""
    return ", ".join(_versions())


def _versions() -> Iterator[str]:
    for package in _PACKAGES:
        try:
            yield f"{package} {metadata.version(package)}"
        except metadata.PackageNotFoundError:
            continue


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    if about.exists():
        for line in about.read_text().splitlines():
            if line.startswith("model name"):
                return f"{line.partition(':')[2].strip()} ({platform.machine()})"
    return platform.processor() or platform.machine()
