"""What the terminal shows: readable tables, and JSON for programs.

The marks of evidence are the page's: ■ observed, □ scheduled, ▨ predicted, ▒ simulated; a stale
value is struck through, an unknown one is an en dash.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dishboard.board.state import (
    AntennaState,
    Comparison,
    ContactState,
    SpacecraftState,
    State,
    Verdict,
)
from dishboard.cli.event_lines import disagreements
from dishboard.cli.terminal import Terminal
from dishboard.ephemeris import Sky, Unknown
from dishboard.model import (
    Contact,
    Evidence,
    Freshness,
    Network,
    PointingReading,
)
from dishboard.time import format_instant
from dishboard.units import AU_KM

__all__ = [
    "MARK",
    "UNKNOWN",
    "contacts_table",
    "degrees",
    "print_json",
    "print_notes",
    "print_span",
    "print_table",
    "state_table",
    "unknown_reasons",
]

MARK = {
    Evidence.OBSERVED: "■",
    Evidence.SCHEDULED: "□",
    Evidence.PREDICTED: "▨",
    Evidence.SIMULATED: "▒",
}
UNKNOWN = "–"


def print_json(document: Any) -> None:
    """The document as the API gives it, indented for people."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n")
    sys.stdout.buffer.flush()


def state_table(state: State) -> None:
    """Who talks to whom, what comes next, and what to know before believing it."""
    console = Terminal()
    seen = "nothing can be seen" if state.totals.seen is None else f"{state.totals.seen} seen"
    console.print(
        Text.assemble(
            (state.network, "bold"),
            f" ({state.tagline})  " if state.tagline else "  ",
            f"{state.at:%Y-%m-%d %H:%M:%S} UTC · {seen}, {state.totals.expected} expected",
        )
    )
    _now(console, state)
    disagreements(console, state.events)
    _next(console, state)
    _unknown(console, state.spacecraft)
    for notice in state.notices:
        console.print(Text(f"△ {notice}", "yellow"))
    console.print(Text("■ observed  □ scheduled  ▨ predicted  ▒ simulated  – unknown", "dim"))


def _now(console: Console, state: State) -> None:
    names = {craft.id: craft.name for craft in state.spacecraft}
    rows = [
        (_contact_row(antenna, contact, names), _style(contact.freshness))
        for antenna in state.antennas
        for contact in antenna.contacts
    ]
    headings = ("", "antenna", "spacecraft", "phase", "az", "el", "distance", "until", "links")
    print_table(console, headings, rows, "No contact is on.")
    for antenna in state.antennas:
        for comparison in antenna.comparisons:
            if comparison.verdict is Verdict.DIFFERS:
                console.print(_difference(antenna, comparison))


def _difference(antenna: AntennaState, comparison: Comparison) -> Text:
    """What differs, with a word where it was played or is old; red while it is new."""
    sources = (item for item in antenna.pointing if item.source == comparison.observed_source)
    reading = next(sources, None)  # by its source alone: not each of its words is compared
    said = f"! {antenna.id} {comparison.spacecraft}: {comparison.reason}"
    if reading and reading.evidence is Evidence.SIMULATED:
        said += "; simulated"
    style = _style(reading.freshness) if reading else None
    if reading and style:
        said += f"; {reading.freshness}, reported at {comparison.observed_at:%H:%M:%S} UTC"
    return Text(said, style or "red")


def _contact_row(
    antenna: AntennaState, contact: ContactState, names: dict[str, str]
) -> tuple[str, ...]:
    pointing = _pointing(antenna, contact)
    bands = {f"{link.band} {link.direction}" for link in contact.links} or {
        f"{link.band or '?'} {link.direction} {_rate(link.data_rate_bps)}".strip()
        for link in antenna.links
        if link.spacecraft == contact.spacecraft and link.evidence is contact.evidence
    }
    return (
        MARK[contact.evidence],
        antenna.id,
        names.get(contact.spacecraft, contact.spacecraft),
        contact.phase or "unplanned",
        degrees(pointing.azimuth_deg if pointing else None),
        degrees(pointing.elevation_deg if pointing else None),
        _distance(pointing.range_km if pointing else None),
        f"{contact.until_at:%H:%M}" if contact.until_at else UNKNOWN,
        ", ".join(sorted(bands)),
    )


def _pointing(antenna: AntennaState, contact: ContactState) -> PointingReading | None:
    """The direction of the contact's own kind of evidence."""
    return next(
        (
            item
            for item in antenna.pointing
            if item.spacecraft == contact.spacecraft and item.evidence is contact.evidence
        ),
        None,
    )


def _next(console: Console, state: State) -> None:
    coming = sorted(
        (antenna.next for antenna in state.antennas if antenna.next is not None),
        key=lambda contact: contact.bot_at,
    )
    if not coming:
        return
    names = {craft.id: craft.name for craft in state.spacecraft}
    rows = [
        (
            (
                MARK[contact.evidence],
                f"{contact.bot_at:%H:%M}",
                f"in {_duration(contact.bot_at - state.at)}",
                contact.antenna,
                names.get(contact.spacecraft, contact.spacecraft),
                degrees(contact.max_elevation_deg),
            ),
            None,
        )
        for contact in coming[:8]
    ]
    headings = ("", "next", "", "antenna", "spacecraft", "highest")
    print_table(console, headings, rows, "Nothing is planned.")


def _unknown(console: Console, spacecraft: Iterable[SpacecraftState]) -> None:
    for craft in spacecraft:
        if craft.position is None:
            console.print(Text(f"{UNKNOWN} {craft.name}: {craft.reason}", "dim"))


def print_notes(doubts: Iterable[str], reasons: Iterable[str]) -> None:
    """Below a table: what to know before believing it, and what nothing is known of."""
    console = Terminal()
    for doubt in doubts:
        console.print(Text(f"△ {doubt}", "yellow"))
    for reason in reasons:
        console.print(Text(f"{UNKNOWN} {reason}", "dim"))


def unknown_reasons(
    network: Network,
    sky: Sky,
    at: datetime,
    pairs: Sequence[tuple[str, str]],
    known_from: Mapping[str, datetime] | None = None,
) -> list[str]:
    """Why nothing can be computed for some of the pairs, a line for each craft and antenna.

    Args:
        known_from: when craft of which nothing is known at `at` will be known, by id.
    """
    reasons: list[str] = []
    for craft in dict.fromkeys(craft for _, craft in pairs):
        known = sky.known(craft, at)
        if isinstance(known, Unknown):
            until_at = (known_from or {}).get(craft)
            when = f"to {format_instant(until_at)}: " if until_at is not None else ""
            reasons.append(f"{_name(network, craft)}: {when}{known.reason}")
    reasons += [
        f"{antenna}: no position found in any source"
        for antenna in dict.fromkeys(antenna for antenna, _ in pairs)
        if not network.antenna_by_id[antenna].has_position
    ]
    return reasons


def contacts_table(
    network: Network, contacts: Sequence[Contact], start_at: datetime, end_at: datetime
) -> None:
    """The plan of a span in order of time, with every assumption it rests on."""
    console = Terminal()
    print_span(console, start_at, end_at)
    rows = [
        (
            (
                MARK[contact.evidence],
                contact.antenna,
                _name(network, contact.spacecraft),
                f"{contact.boa_at:%d %H:%M}",
                f"{contact.bot_at:%H:%M:%S}",
                f"{contact.eot_at:%H:%M:%S}",
                degrees(contact.max_elevation_deg),
                ", ".join(f"{link.band} {link.direction}" for link in contact.links),
            ),
            None,
        )
        for contact in contacts
    ]
    headings = ("", "antenna", "spacecraft", "set-up", "track", "", "highest", "links")
    print_table(console, headings, rows, "No contacts.")
    for source in sorted({contact.source for contact in contacts}):
        console.print(Text(f"△ {source}", "yellow"))
    for assumption in sorted({text for contact in contacts for text in contact.assumptions}):
        console.print(Text(f"  assumed: {assumption}", "dim"))


# In this order, and down to their headings at most; marks, times and figures never are.
CAN_BE_CUT = ("links", "spacecraft")
SHORTEST_CUT = 8
RIGHT = ("az", "el", "distance", "highest", "sunlit", "from Sun")


def print_table(
    console: Console,
    headings: Sequence[str],
    rows: Sequence[tuple[Sequence[str], str | None]],
    otherwise: str,
) -> None:
    """A table without rules, as wide as the terminal: first the gaps give way, then the names.

    A row is its cells and its style.
    """
    if not rows:
        console.print(otherwise)
        return
    widths = [
        max(len(heading), *(len(cells[index]) for cells, _ in rows))
        for index, heading in enumerate(headings)
    ]
    gaps = len(widths) - 1
    gap = 2 if sum(widths) + 2 * gaps <= console.width else 1
    for name in CAN_BE_CUT:
        if name in headings:
            index = headings.index(name)
            excess = sum(widths) + gap * gaps - console.width
            widths[index] -= max(0, min(excess, widths[index] - max(SHORTEST_CUT, len(name))))
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, gap, 0, 0))
    for heading, width in zip(headings, widths, strict=True):
        justify = "right" if heading in RIGHT else "left"
        table.add_column(heading, no_wrap=True, width=width, justify=justify)
    for cells, style in rows:
        table.add_row(*cells, style=style)
    console.print(table, soft_wrap=True)


def print_span(console: Console, start_at: datetime, end_at: datetime) -> None:
    """Above a table whose instants have no month: what was asked about."""
    console.print(Text(f"{start_at:%Y-%m-%d %H:%M} to {end_at:%Y-%m-%d %H:%M} UTC", "dim"))


def _style(freshness: Freshness) -> str | None:
    return {Freshness.LATE: "dim", Freshness.STALE: "dim strike"}.get(freshness)


def _name(network: Network, spacecraft: str) -> str:
    craft = network.spacecraft_by_id.get(spacecraft)
    return craft.name if craft else spacecraft


def degrees(angle_deg: float | None) -> str:
    """To a tenth; an en dash for what is not known."""
    return UNKNOWN if angle_deg is None else f"{angle_deg:.1f}°"


def _distance(range_km: float | None) -> str:
    if range_km is None:
        return UNKNOWN
    if range_km < 1e6:
        return f"{range_km:,.0f} km"
    return f"{range_km / 1e6:,.2f} M km" if range_km < 0.1 * AU_KM else f"{range_km / AU_KM:.2f} au"


def _rate(data_rate_bps: float | None) -> str:
    if not data_rate_bps:
        return ""
    for unit, size in (("Gbit/s", 1e9), ("Mbit/s", 1e6), ("kbit/s", 1e3)):
        if data_rate_bps >= size:
            return f"{data_rate_bps / size:.3g} {unit}"
    return f"{data_rate_bps:.3g} bit/s"


def _duration(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "under a minute"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d} min"
