"""What became of contacts, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.text import Text

from dishboard.cli.event_lines import disagreements
from dishboard.cli.tables import MARK, UNKNOWN, print_span, print_table
from dishboard.cli.terminal import Terminal
from dishboard.model import (
    ContactRecord,
    Direction,
    DirectionRecord,
    Evidence,
    Network,
    Outcome,
)

__all__ = ["records_table"]

STYLES = {
    Outcome.COMPLETED: "green",
    Outcome.DEGRADED: "yellow",
    Outcome.FAILED: "red",
    Outcome.MISSED: "red",
    Outcome.CANCELLED: "dim",
}


def records_table(
    network: Network, records: Sequence[ContactRecord], start_at: datetime, end_at: datetime
) -> None:
    """Contacts in order of time with what was seen of them and the outcome; then what was amiss."""
    console = Terminal()
    print_span(console, start_at, end_at)
    rows = [(_row(network, record), STYLES.get(record.outcome)) for record in records]  # type: ignore[arg-type]
    headings = (
        "",
        "antenna",
        "spacecraft",
        "track",
        "",
        "signal",
        "",
        "lock",
        "outcome",
    )
    print_table(console, headings, rows, "No contacts.")
    for record in records:
        if record.outcome not in (Outcome.COMPLETED, Outcome.CANCELLED):
            played = "; simulated" if record.evidence is Evidence.SIMULATED else ""
            said = f"{record.antenna} {record.spacecraft}: {record.reason}{played}"
            console.print(Text(said, "dim"), soft_wrap=True)
    disagreements(console, (event for record in records for event in record.events))


def _row(network: Network, record: ContactRecord) -> tuple[str, ...]:
    craft = network.spacecraft_by_id.get(record.spacecraft)
    way = _leading(record)
    on = way is not None and way.acquired_at is not None and way.lost_at is None
    return (
        MARK[record.evidence] if record.evidence else UNKNOWN,
        record.antenna,
        craft.name if craft else record.spacecraft,
        f"{record.bot_at:%d %H:%M}" if record.bot_at else "unplanned",
        f"{record.eot_at:%H:%M}" if record.eot_at else "",
        f"{way.acquired_at:%H:%M:%S}" if way and way.acquired_at else UNKNOWN,
        f"{way.lost_at:%H:%M:%S}" if way and way.lost_at else ("…" if on else UNKNOWN),
        _percent(way.locked_share if way else None),
        record.outcome or UNKNOWN,
    )


def _leading(record: ContactRecord) -> DirectionRecord | None:
    ways = {one.direction: one for one in record.directions}
    return ways.get(Direction.DOWN) or ways.get(Direction.UP)


def _percent(share: float | None) -> str:
    return UNKNOWN if share is None else f"{share * 100:.1f} %"
