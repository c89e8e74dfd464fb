"""What became of contacts, as a table and from a running server."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from rich.text import Text

from dishboard.cli.event_lines import disagreements
from dishboard.cli.tables import MARK, UNKNOWN, print_table
from dishboard.cli.terminal import Terminal
from dishboard.errors import SettingError
from dishboard.model import (
    ContactRecord,
    Direction,
    DirectionRecord,
    Network,
    Outcome,
)

__all__ = ["asked_of", "records_table"]

PATIENCE_S = 10.0
MOST_BYTES = 64 * 1024 * 1024
STYLES = {
    Outcome.COMPLETED: "green",
    Outcome.DEGRADED: "yellow",
    Outcome.FAILED: "red",
    Outcome.MISSED: "red",
    Outcome.CANCELLED: "dim",
}


def asked_of(url: str, questions: dict[str, str]) -> list[ContactRecord]:
    """The records that a running Dishboard has.

    Raises:
        SettingError: nobody answers there, or not with records.
    """
    import httpx

    address = url.rstrip("/") + "/api/v1/records"
    try:
        answer = httpx.get(address, params=questions, timeout=PATIENCE_S)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SettingError(f"{address} does not answer ({error or type(error).__name__})") from None
    if answer.status_code != 200:
        raise SettingError(f"{address} answered {answer.status_code}: {answer.text[:200].strip()}")
    if len(answer.content) > MOST_BYTES:
        raise SettingError(
            f"{address} answered with more than records: {len(answer.content)} bytes"
        )
    try:
        return msgspec.json.decode(answer.content, type=list[ContactRecord])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise SettingError(f"{address} answered what are no records: {error}") from None


def records_table(network: Network, records: Sequence[ContactRecord]) -> None:
    """Contacts in order of time with what was seen of them and the outcome; then what was amiss."""
    console = Terminal()
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
            console.print(
                Text(f"{record.antenna} {record.spacecraft}: {record.reason}", "dim"),
                soft_wrap=True,
            )
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
