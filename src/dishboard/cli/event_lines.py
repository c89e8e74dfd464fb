"""Events in the terminal: a line for each disagreement."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from dishboard.model import Event, EventKind, Evidence

__all__ = ["disagreements"]

TURNING_POINTS = (EventKind.BEGAN, EventKind.ENDED, EventKind.LOCKED, EventKind.LOCK_LOST)


def disagreements(console: Console, events: Iterable[Event]) -> None:
    """Where plan, geometry and observation do not agree, a line for each."""
    for event in sorted(events, key=lambda event: (event.at, event.id)):
        if event.kind in TURNING_POINTS:
            continue
        until = "" if event.until_at == event.at else "–"
        until += f"{event.until_at:%H:%M:%S}" if until and event.until_at is not None else ""
        played = "; simulated" if event.evidence is Evidence.SIMULATED else ""
        console.print(
            Text(
                f"! {event.at:%H:%M:%S}{until} {event.antenna} {event.spacecraft or ''} "
                f"{event.kind}: {event.reason}{played}",
                "red" if event.until_at is None else "yellow",
            ),
            soft_wrap=True,
        )
