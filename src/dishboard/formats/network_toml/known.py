"""What the files have named so far, so that names stay unique and references hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dishboard.model import Antenna, NetworkInfo, Site, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dishboard.formats.network_toml.table import Table

__all__ = ["Known"]


@dataclass
class Known:
    """Ids across all files. `elsewhere`: by file, antennas it may name though nobody reads them."""

    elsewhere: Mapping[str, Collection[str]]
    sources: dict[str, Source] = field(default_factory=dict[str, Source])
    networks: dict[str, NetworkInfo] = field(default_factory=dict[str, NetworkInfo])
    declared: dict[str, list[str]] = field(default_factory=dict[str, list[str]])  # networks by file
    sites: dict[str, Site] = field(default_factory=dict[str, Site])
    antennas: dict[str, Antenna] = field(default_factory=dict[str, Antenna])
    _claims: dict[tuple[str, str], Table] = field(default_factory=dict[tuple[str, str], "Table"])

    def claim(self, table: Table, key: str, space: str, name: str) -> None:
        """Take a name within its space ("antenna", "code in dsn_now", …), whatever its case."""
        if not name:
            return  # already a fault
        first = self._claims.setdefault((space, name.casefold()), table)
        if first is not table:
            table.fault(key, f"the {space} {name!r} stands already at {_place(first)}")


def _place(table: Table) -> str:
    line = table.document.line(table.path)
    where = table.document.name if line is None else f"{table.document.name}:{line}"
    return f"{where} ({table.label})"
