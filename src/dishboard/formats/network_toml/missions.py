"""Spacecraft and what they are due, from their TOML tables.

An agreement that gives no figures rests on the `assumptions` of its orbit regime. What comes from
there is marked as not verified and says whose assumption it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dishboard.formats.network_toml.antennas import BAND
from dishboard.formats.network_toml.kinds import DATE, NAMES, TEXT, number, one_of, whole
from dishboard.model import (
    Agreement,
    Code,
    Direction,
    Figure,
    Link,
    PlacedAt,
    Spacecraft,
)

if TYPE_CHECKING:
    from dishboard.formats.network_toml.kinds import Kind
    from dishboard.formats.network_toml.known import Known
    from dishboard.formats.network_toml.table import Table

__all__ = ["REGIMES", "Assumption", "read_assumption", "read_code", "read_spacecraft"]

REGIMES = ("LEO", "MEO", "GEO", "HEO", "L1", "L2", "deep-space")
OTHER = "other"  # the assumption of every regime without one of its own

AMOUNTS: dict[str, Kind[float]] = {
    "passes_per_day": number(0, 1000, above=True),
    "hours_per_day": number(0, 24, above=True),
    "hours_per_pass": number(0, 48, above=True),
    "minutes_per_pass": number(0, 2880, above=True),
    "hours_per_orbit": number(0, 1000, above=True),
}
MARGINS: dict[str, Kind[float]] = {"setup_min": number(0, 1440), "teardown_min": number(0, 1440)}

EPHEMERIS = one_of(("elements", "table", "conic", "body", "halo", "none"))
BODY = one_of(
    ("Sun", "Mercury", "Venus", "Earth", "Moon", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune")
)
NORAD = whole(1, 999_999_999)
NAIF = whole(-999_999_999, 999_999_999)
FREQUENCY = number(0, 1e15, above=True)
RATE = number(0, 1e13, above=True)


@dataclass(frozen=True)
class Assumption:
    """What is assumed of a regime where an agreement is silent."""

    figures: dict[str, Figure] = field(default_factory=dict[str, Figure])


def read_assumption(table: Table) -> Assumption:
    """Every figure becomes one that is not verified, with the basis as its note."""
    basis = table.value("basis", TEXT)
    note = "Dishboard's assumption" + (f": {basis}" if basis else "")
    figures = {
        name: Figure(value=value, verified=False, note=note)
        for name, kind in (AMOUNTS | MARGINS).items()
        if (value := table.value(name, kind)) is not None
    }
    table.close()
    return Assumption(figures)


def read_spacecraft(table: Table, known: Known, assumptions: dict[str, Assumption]) -> Spacecraft:
    status = table.marked("status", TEXT)
    launch = table.marked("launch_date", DATE)
    norad = table.marked("norad_id", NORAD)
    cospar = table.marked("cospar_id", TEXT)
    naif = table.marked("naif_id", NAIF)
    remarks = {
        "status": status.note,
        "launch_date": launch.note,
        "norad_id": norad.note,
        "cospar_id": cospar.note,
        "naif_id": naif.note,
    }
    placed_at = table.table("placed_at")
    craft = Spacecraft(
        id=table.id(),
        name=table.text("name"),
        agency=table.value("agency", TEXT),
        operator=table.value("operator", TEXT),
        kind=table.value("kind", TEXT),
        orbit=table.value("orbit", TEXT),
        status=status.value,
        status_verified=status.verified,
        launch_date=launch.value,
        launch_date_verified=launch.verified,
        norad_id=norad.value,
        norad_id_verified=norad.verified,
        cospar_id=cospar.value,
        cospar_id_verified=cospar.verified,
        naif_id=naif.value,
        naif_id_verified=naif.verified,
        codes=_codes(table),
        links=tuple(read_link(link) for link in table.tables("links")),
        agreement=_agreement(table, known, assumptions),
        ephemeris=table.value("ephemeris", EPHEMERIS)
        or ("elements" if norad.value else "body" if placed_at else "none"),
        state=table.value("state", TEXT),
        placed_at=read_placed_at(placed_at) if placed_at else None,
        shown=table.flag("shown", True),
        sources=table.names("sources", known.sources, "source"),
        remarks={name: note for name, note in remarks.items() if note},
        notes=table.value("notes", TEXT),
    )
    for system, code in craft.codes.items():
        if not system.endswith("_group"):  # a fleet's code is every member's
            known.claim(table, f"codes.{system}", f"{system} code", code)
    table.close()
    return craft


def read_link(table: Table) -> Link:
    direction = table.value("direction", one_of(Direction), required=True)
    link = Link(
        direction=Direction(direction or Direction.DOWN),
        band=table.value("band", BAND, required=True) or "",
        frequency_hz=table.figure("frequency_hz", FREQUENCY),
        data_rate_bps=table.figure("data_rate_bps", RATE),
        use=table.value("use", TEXT),
        verified=table.flag("verified", True),
        note=table.note(),
    )
    table.close()
    return link


def read_placed_at(table: Table) -> PlacedAt:
    placed = PlacedAt(
        body=table.value("body", BODY, required=True) or "",
        from_date=table.value("from_date", DATE),
        note=table.note(),
    )
    table.close()
    return placed


def read_code(table: Table, known: Known) -> Code:
    code = Code(
        system=table.text("system"),
        code=table.text("code"),
        meaning=table.value("meaning", TEXT),
        verified=table.flag("verified", False),
        note=table.note(),
        sources=table.names("sources", known.sources, "source"),
    )
    table.close()
    return code


def read_agreement(table: Table, known: Known, assumptions: dict[str, Assumption]) -> Agreement:
    regime = table.value("regime", one_of(REGIMES), required=True) or ""
    figures = {name: table.figure(name, kind) for name, kind in (AMOUNTS | MARGINS).items()}
    assumed = assumptions.get(OTHER, Assumption()).figures
    assumed = assumed | assumptions.get(regime, Assumption()).figures
    for name in _to_assume(figures):
        figures[name] = assumed.get(name)
    for name, kind in MARGINS.items():
        if figures[name] is None and regime:
            table.fault(name, f"missing; expected {kind.expected}, or an [assumptions.{regime}]")
    unknown = Figure(value=None)
    antennas = table.marked("antennas", NAMES)
    elsewhere = known.elsewhere.get(table.document.name, ())
    agreement = Agreement(
        regime=regime,
        passes_per_day=figures["passes_per_day"],
        hours_per_day=figures["hours_per_day"],
        hours_per_pass=figures["hours_per_pass"],
        minutes_per_pass=figures["minutes_per_pass"],
        hours_per_orbit=figures["hours_per_orbit"],
        setup_min=figures["setup_min"] or unknown,
        teardown_min=figures["teardown_min"] or unknown,
        antennas=tuple(
            name
            for name in antennas.value or ()
            if name not in elsewhere and table.refer("antennas", name, known.antennas, "antenna")
        ),
        antennas_verified=antennas.verified,
        note=table.note(),
    )
    table.close()
    return agreement


def _to_assume(figures: dict[str, Figure | None]) -> list[str]:
    """The figures an agreement leaves open: those it gives, and what they imply, stay its own."""
    given = {name for name, figure in figures.items() if figure is not None}
    if given & {"hours_per_day", "hours_per_orbit"}:  # the whole amount is agreed
        return [name for name in MARGINS if name not in given]
    closed = set(given)
    if given & {"hours_per_pass", "minutes_per_pass"}:  # hours a day would say it twice
        closed |= {"hours_per_day", "hours_per_pass", "minutes_per_pass"}
    return [name for name in figures if name not in closed]


def _agreement(table: Table, known: Known, assumptions: dict[str, Assumption]) -> Agreement | None:
    inner = table.table("agreement")
    return read_agreement(inner, known, assumptions) if inner else None


def _codes(table: Table) -> dict[str, str]:
    codes = table.table("codes")
    if codes is None:
        return {}
    read = {system: codes.value(system, TEXT) for system in codes.keys()}  # noqa: SIM118
    return {system: code for system, code in read.items() if code}
