"""What stands around an antenna: points of azimuth and elevation, each checked by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dishboard.formats.network_toml.kinds import Kind, number, shown
from dishboard.model import Figure, Horizon

if TYPE_CHECKING:
    from dishboard.formats.network_toml.table import Table

__all__ = ["MASK", "read_horizon", "read_mask"]

KEY = "horizon_deg"
MASK = number(-10, 90)  # below 0 on a mountain
POINTS = Kind(
    "a list of points [azimuth, elevation]",
    lambda raw: cast("list[object]", raw) if isinstance(raw, list) else None,
)
_SPAN = MASK.expected.removeprefix("a number ")
NO_MASK = Figure(value=5.0, verified=False, note="no figure found: taken as 5 degrees")


def read_horizon(table: Table) -> tuple[Horizon | None, str | None]:
    """An antenna's horizon, and what is said of one that nobody knows; None when it is faulty."""
    marked = table.marked(KEY, POINTS)
    if marked.value is None:
        return None, marked.note
    points: list[tuple[float, float]] = []
    for index, raw in enumerate(marked.value):
        point = _point(raw)
        if point is None:
            expected = f"a point [azimuth from 0 to below 360, elevation {_SPAN}]"
            _fault(table, index, f"expected {expected}, got {shown(raw)}")
        elif points and point[0] <= points[-1][0]:
            before = f"{points[-1][0]:g}"
            _fault(
                table, index, f"expected an azimuth above the last one ({before}), got {point[0]:g}"
            )
        else:
            points.append(point)
    if len(marked.value) < 2:
        hint = "one elevation all around is mask_deg"
        table.fault(KEY, f"expected two points [azimuth, elevation] or more; {hint}")
        return None, None
    return Horizon(points=tuple(points), verified=marked.verified, note=marked.note), None


def read_mask(table: Table, horizon: Horizon | None) -> Figure:
    """The lowest elevation: as given, else the horizon's lowest point, else assumed."""
    mask = table.figure("mask_deg", MASK)
    if mask is not None:
        return mask
    if horizon is None or not horizon.points:
        return NO_MASK
    lowest = min(elevation for _, elevation in horizon.points)
    return Figure(value=lowest, verified=horizon.verified, note="lowest point of its horizon")


def _point(raw: object) -> tuple[float, float] | None:
    pair = cast("list[object]", raw) if isinstance(raw, list) else []
    if len(pair) != 2:
        return None
    azimuth, elevation = number(0, 360).read(pair[0]), MASK.read(pair[1])
    if azimuth is None or azimuth == 360 or elevation is None:
        return None
    return azimuth, elevation


def _fault(table: Table, index: int, message: str) -> None:
    """Of one point; what a list holds has the line of its key."""
    place = ".".join(part for part in (table.label, f"{KEY}[{index}]") if part)
    table.document.fault((*table.path, KEY), f"{place}: {message}")
