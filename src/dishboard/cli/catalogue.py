"""`dishboard passes --catalogue`: every object of a file of element sets over the antennas."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from dishboard.cli.pass_output import Form, write_passes
from dishboard.cli.pass_table import passes_table
from dishboard.cli.progress import ProgressBar
from dishboard.cli.tables import print_notes
from dishboard.ephemeris import Gap
from dishboard.ephemeris.builtin import BuiltinData
from dishboard.ephemeris.catalogue_passes import (
    CatalogueObject,
    CataloguePasses,
    catalogue_objects,
    catalogue_passes,
)
from dishboard.ephemeris.pass_columns import PassColumns
from dishboard.errors import FormatError, SettingError, UnknownNameError
from dishboard.formats.elements import read_elements
from dishboard.geometry.windows import warm
from dishboard.model import Antenna, ElementSet, LitPass, Network, Pass
from dishboard.time import format_instant, from_unix_s
from dishboard.units import DAY_S

__all__ = ["catalogue_report"]

# Pairs times hours from which on loading compiled code (half a second) pays for itself.
_LARGE = 5_000_000
_MOST_ROWS = 1_000  # of a table that a person reads


def catalogue_report(
    file: Path,
    wanted: Sequence[str] | None,
    network: Network,
    antennas: Sequence[str],
    start_at: datetime,
    end_at: datetime,
    form: Form,
    output: Path | None,
    *,
    light: bool = False,
) -> int:
    """Passes in the form asked for; on standard error what fails, object by object.

    Args:
        wanted: catalogue numbers or names; None for all.
        antennas: ids of the network's.

    Returns the exit code: 0 also where single sets or objects failed.

    Raises:
        SettingError, UnknownNameError: for a file that is not there, a name that is not in it.
        FormatError: for a file without a single good element set.
    """
    placed = _placed(network, antennas)
    sets = _chosen(_read(file), wanted)
    start_s, end_s = start_at.timestamp(), end_at.timestamp()
    objects = catalogue_objects(sets, BuiltinData().orientation, (start_s + end_s) / 2)
    if len(objects) < len(sets):
        _say(f"{file}: {len(sets)} sets of {len(objects)} objects; each object's nearest is taken")
    if len(objects) * len(placed) * (end_s - start_s) / 3_600 > _LARGE:
        warm()
    gaps: dict[str, list[Gap]] = {}
    with ProgressBar("objects", len(objects)) as bar:
        chunks = _told(
            catalogue_passes(objects, placed, start_s, end_s, light=light),
            objects,
            start_at,
            end_at,
            bar,
            gaps,
        )
        if form == "table":
            first, count = _earliest(chunks, start_at)
        else:
            write_passes(chunks, form, output, light=light)
            first, count = [], 0
    doubts = _doubts(objects, start_s, end_s)
    if form == "table":
        names = {one.id: one.orbit.elements.name for one in objects}
        lights = [one.light for one in first if isinstance(one, LitPass)]
        passes_table(first, names, start_at, end_at, lights or None, gaps)
        if count > len(first):
            doubts.insert(0, f"{count - len(first):,} later passes are not shown: --format csv")
        print_notes(doubts, ())
    else:
        for doubt in doubts:
            _say(doubt)
    return 0


def _read(file: Path) -> tuple[ElementSet, ...]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SettingError(f"--catalogue {file}: {error.strerror or error}") from None
    try:
        found = read_elements(data, file.name)
    except FormatError as error:
        raise FormatError(f"{file}: {error}") from None
    for problem in found.problems:
        _say(f"{file} {problem}")
    if not found.sets:
        raise FormatError(f"{file}: none of its element sets is good")
    return found.sets


def _chosen(sets: tuple[ElementSet, ...], wanted: Sequence[str] | None) -> Sequence[ElementSet]:
    """The sets of the objects named, by number or, whatever its case, by name."""
    if not wanted:
        return sets
    chosen: list[ElementSet] = []
    for name in dict.fromkeys(wanted):
        found = [one for one in sets if name == str(one.norad_id)] or [
            one for one in sets if name.casefold() == one.name.casefold()
        ]
        if not found:
            raise UnknownNameError("object", name, dict.fromkeys(one.name for one in sets))
        chosen += (one for one in found if one not in chosen)
    return chosen


def _placed(network: Network, antennas: Sequence[str]) -> list[Antenna]:
    all_of_them = [network.antenna_by_id[one] for one in antennas]
    for one in all_of_them:
        if not one.has_position:
            _say(f"{one.id}: no position found in any source")
    return [one for one in all_of_them if one.has_position]


def _told(
    found: Iterator[CataloguePasses],
    objects: Sequence[CatalogueObject],
    start_at: datetime,
    end_at: datetime,
    bar: ProgressBar,
    gaps: dict[str, list[Gap]],
) -> Iterator[PassColumns]:
    """The passes, while the bar goes on and every failure gets its line, and its gap."""
    for part in found:
        for failure in part.failures:
            one, from_at = objects[failure.craft], from_unix_s(failure.from_s)
            when = f", from {format_instant(from_at)} on" if from_at > start_at else ""
            bar.say(f"dishboard: {_name(one)}: {failure.reason}{when}")
            gaps.setdefault(one.id, []).append(Gap(from_at, end_at, failure.reason))
        bar.add(part.objects)
        yield part.passes


def _earliest(chunks: Iterator[PassColumns], start_at: datetime) -> tuple[list[Pass], int]:
    """The passes that rise first, as many as a table shows; and how many there are in all."""
    first: list[Pass] = []
    count = 0
    for chunk in chunks:
        count += len(chunk)
        # NaN, a pass that was up before, comes first here and last in an ordinary sort.
        rise_s = np.nan_to_num(chunk.rise_s, nan=-np.inf, posinf=np.inf, neginf=-np.inf)
        chunk = chunk.take(np.argsort(rise_s, kind="stable")[:_MOST_ROWS])
        first = sorted(
            [*first, *chunk.passes()], key=lambda one: (one.rise_at or start_at, one.antenna)
        )[:_MOST_ROWS]
    return first, count


def _doubts(objects: Sequence[CatalogueObject], start_s: float, end_s: float) -> list[str]:
    expired = sum(one.is_expired(start_s) or one.is_expired(end_s) for one in objects)
    if not expired:
        return []
    oldest_s = max(
        max(abs(start_s - one.orbit.epoch_unix_s), abs(end_s - one.orbit.epoch_unix_s))
        for one in objects
    )
    return [
        f"{expired:,} of {len(objects):,} objects rest on elements that have expired (the oldest "
        f"{oldest_s / DAY_S:.0f} days old): their passes are indicative, times may be off by "
        "minutes or hours."
    ]


def _name(one: CatalogueObject) -> str:
    return f"{one.id} {one.orbit.elements.name}".strip()


def _say(line: str) -> None:
    print(f"dishboard: {line}", file=sys.stderr)
