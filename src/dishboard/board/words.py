"""What a source said of an antenna at one instant, reduced to what a contact is judged by.

A word is a set of facts. Two messages of one source, antenna and instant are one word, the union of
theirs, so that it does not matter how readings were parcelled out. Angles, powers and rates are
left out: words change when a state changes, not with every message.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

from dishboard.board.freshness import STALE_AFTER_CYCLES
from dishboard.model import (
    ActivityReading,
    Direction,
    LinkReading,
    LinkState,
    ParametersReading,
    PointingReading,
    TargetKind,
)

__all__ = [
    "FIRST_HOLD_S",
    "AntennaReading",
    "Craft",
    "Path",
    "Said",
    "Word",
    "cycle_fact",
    "facts_of",
    "said",
]

AntennaReading: TypeAlias = PointingReading | LinkReading | ActivityReading | ParametersReading
Fact: TypeAlias = tuple[str, ...]
Word: TypeAlias = frozenset[Fact]
Craft: TypeAlias = str
Path: TypeAlias = tuple[Craft, Direction]

FIRST_HOLD_S = 60.0  # how long a word holds whose source's rhythm nobody knows

RADIATING = (LinkState.CARRIER, LinkState.DATA)
OUT_OF_SERVICE = ("interrupted", "halted")  # CCSDS production status


class Said(Struct, frozen=True, kw_only=True):
    """A word, understood."""

    cycle_s: float | None
    hold_s: float  # a word speaks for the time until its source is stale
    signals: frozenset[Path]  # a signal goes: down it is received, up it is radiated
    locks: frozenset[Path]
    untold: frozenset[Path]  # named, its state unknown: nobody may say that there was none
    aimed: frozenset[Craft]  # its targets, while it is not parked
    searching: frozenset[Craft]
    out_of_service: str | None  # why, in the source's words
    is_mspa: bool
    is_array: bool


def cycle_fact(cycle_s: float) -> Fact:
    """The rhythm in which a source says that it speaks, to three significant digits.

    Who measures it says 5.013 s, then 5.0127 s: that is no other word, and nothing to judge anew.
    """
    return ("cycle", repr(float(f"{cycle_s:.3g}")))


def facts_of(reading: AntennaReading) -> Iterable[Fact]:
    """The facts in one reading."""
    match reading:
        case LinkReading():
            yield from _link_facts(reading)
        case PointingReading():
            if reading.spacecraft is not None and reading.target_kind in (
                TargetKind.SPACECRAFT,
                TargetKind.UNKNOWN,
                None,
            ):
                yield ("stowed" if reading.stowed else "aimed", reading.spacecraft)
        case ActivityReading():
            if reading.maintenance is not None:
                yield ("out", f"in {reading.maintenance} maintenance")
            if reading.condition in OUT_OF_SERVICE:
                yield ("out", str(reading.condition))
            if reading.is_mspa:
                yield ("mspa",)
            if reading.is_array:
                yield ("array",)
        case ParametersReading():
            pass


def _link_facts(link: LinkReading) -> Iterable[Fact]:
    craft = link.spacecraft
    if craft is None or link.target_kind is TargetKind.NOT_SPACECRAFT:
        return
    path = (craft, str(link.direction))
    if link.state in RADIATING:
        yield ("signal", *path)
        if link.direction is Direction.UP or link.carrier_lock != "notLocked":
            yield ("lock", *path)
    elif link.state is LinkState.UNKNOWN:
        yield ("untold", *path)
    elif link.state is LinkState.SEARCHING:
        yield ("searching", craft)


def said(word: Word) -> Said:
    """Read a word. A stowed antenna hears nobody, whatever its source lists."""
    named: dict[str, set[tuple[str, ...]]] = {}
    for name, *rest in word:
        named.setdefault(name, set()).add(tuple(rest))
    stowed = {craft for (craft,) in named.get("stowed", ())}
    cycles_s = [float(text) for (text,) in named.get("cycle", ())]

    def paths(name: str) -> frozenset[Path]:
        return frozenset(
            (craft, Direction(way)) for craft, way in named.get(name, ()) if craft not in stowed
        )

    def crafts(name: str) -> frozenset[Craft]:
        return frozenset(craft for (craft,) in named.get(name, ()) if craft not in stowed)

    return Said(
        cycle_s=max(cycles_s, default=None),
        hold_s=STALE_AFTER_CYCLES * max(cycles_s) if cycles_s else FIRST_HOLD_S,
        signals=paths("signal"),
        locks=paths("lock"),
        # Of several channels one that is known to radiate settles it.
        untold=paths("untold") - paths("signal"),
        aimed=crafts("aimed"),
        searching=crafts("searching"),
        out_of_service=", ".join(sorted(why for (why,) in named.get("out", ()))) or None,
        is_mspa=("mspa",) in word,
        is_array=("array",) in word,
    )
