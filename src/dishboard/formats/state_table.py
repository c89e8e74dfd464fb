"""State tables: instants, positions and velocities of spacecraft as CSV with notes above.

    craft,naif_id,at,scale,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s

`scale` is UTC or TDB. A spacecraft's rows may hold several blocks: `epoch` (optional, last column)
names the state a row was derived from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from dishboard.errors import FormatError

__all__ = ["StateRows", "parse_state_table"]

_COLUMNS = "craft naif_id at scale x_km y_km z_km vx_km_s vy_km_s vz_km_s".split()  # noqa: SIM905
_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class StateRows:
    """The rows of one spacecraft and one epoch, in order of time."""

    craft: str
    naif_id: int
    epoch: str | None
    scale: str  # UTC or TDB
    since_j2000_s: NDArray[np.float64]  # since 2000-01-01T12:00 on that scale, (n,)
    position_km: NDArray[np.float64]  # (n, 3)
    velocity_km_s: NDArray[np.float64]


def parse_state_table(text: str) -> tuple[StateRows, ...]:
    """The blocks of a table.

    Raises:
        FormatError: for a missing column, a bad number or a time that does not increase.
    """
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line and line[0] != "#"]
    header = lines[0][1].split(",") if lines else []
    if header[: len(_COLUMNS)] != _COLUMNS:
        raise FormatError(f"state table: expected the columns {','.join(_COLUMNS)}")
    blocks: dict[tuple[str, int, str, str], list[list[float]]] = {}
    for number, line in lines[1:]:
        cells = line.split(",")
        try:
            craft, naif_id, at, scale = cells[0], int(cells[1]), cells[2], cells[3]
            seconds = (datetime.fromisoformat(at).replace(tzinfo=UTC) - _J2000).total_seconds()
            numbers = [seconds, *map(float, cells[4:10])]
        except (ValueError, IndexError):
            raise FormatError(
                f"state table line {number}: expected a state, got {line!r}"
            ) from None
        if scale not in ("UTC", "TDB") or len(numbers) != 7:
            raise FormatError(f"state table line {number}: expected UTC or TDB and six numbers")
        epoch = cells[10] if len(cells) > 10 else ""
        rows = blocks.setdefault((craft, naif_id, epoch, scale), [])
        if rows and rows[-1][0] >= seconds:
            raise FormatError(f"state table line {number}: {at} is not after the row before it")
        rows.append(numbers)
    return tuple(
        StateRows(craft, naif_id, epoch or None, scale, table[:, 0], table[:, 1:4], table[:, 4:7])
        for (craft, naif_id, epoch, scale), rows in blocks.items()
        for table in [np.array(rows)]
    )
