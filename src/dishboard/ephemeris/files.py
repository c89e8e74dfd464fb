"""Files that tell where spacecraft are, through one door: what is in them and whom it is about.

`read_trajectories` takes the bytes of one file, told by their content: an OEM as text or XML, an
SPK file, or element sets. Nothing in a file is passed over in silence: what cannot be used is a
problem line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from dishboard.ephemeris.file_frames import SCALES, axes_named, unix_s_of
from dishboard.ephemeris.interface import Ephemeris
from dishboard.ephemeris.library import Library
from dishboard.ephemeris.objects import craft_meant
from dishboard.ephemeris.provider import Surroundings
from dishboard.ephemeris.spk import tables_of_spk
from dishboard.ephemeris.state_table import CENTRES, StateTable
from dishboard.ephemeris.tabulated import SHORTEST_S, sources_of_tables
from dishboard.errors import FormatError
from dishboard.formats.elements import read_elements
from dishboard.formats.oem import Oem, OemSegment, looks_like_oem, read_oem
from dishboard.formats.spk import looks_like_spk
from dishboard.geometry import EarthOrientation
from dishboard.model import ElementSet, Network, Spacecraft
from dishboard.time import format_instant

__all__ = ["FileTables", "Trajectories", "read_trajectories", "with_trajectories"]

# Leap seconds are known from 2018 on (`geometry.scales`), planets until 2040.
_FIRST_S = datetime(2018, 1, 1, tzinfo=UTC).timestamp()
_LAST_S = datetime(2039, 12, 31, tzinfo=UTC).timestamp()
_USUAL_DEGREE = {"LAGRANGE": 7, "HERMITE": 7, "LINEAR": 1}
_HIGHEST_DEGREE = 19


@dataclass(frozen=True, eq=False)
class Trajectories:
    """What one file says about the network's spacecraft, and what of it could not be used."""

    tables: tuple[tuple[str, StateTable], ...]  # with the spacecraft's id
    elements: tuple[ElementSet, ...]
    problems: tuple[str, ...]  # each begins with the file's name


class FileTables:
    """All tables of all files: a Provider."""

    def __init__(self, trajectories: Sequence[Trajectories]) -> None:
        self._tables: defaultdict[str, list[StateTable]] = defaultdict(list)
        for one in trajectories:
            for spacecraft_id, table in one.tables:
                self._tables[spacecraft_id].append(table)

    def sources(self, craft: Spacecraft, around: Surroundings) -> Sequence[Ephemeris]:
        tables = self._tables.get(craft.id)
        return sources_of_tables(tables, around.earth) if tables else ()


def with_trajectories(library: Library, trajectories: Sequence[Trajectories]) -> Library:
    """A library that knows some files as well: their tables before everything else."""
    elements = [one for file in trajectories for one in file.elements]
    return library.with_elements(elements).with_providers([FileTables(trajectories)])


def read_trajectories(
    data: bytes,
    name: str,
    network: Network,
    orientation: EarthOrientation,
    modified_at: datetime | None = None,
) -> Trajectories:
    """What a file says about the spacecraft of a network.

    Args:
        name: the file's, for sources and problems.
        orientation: for instants in UT1.
        modified_at: the file's, which stands for the date of creation that an SPK file lacks.

    Raises:
        FormatError: for bytes that are no OEM, SPK file or element sets, or have no valid header.
    """
    if looks_like_spk(data):
        try:
            of_spk, problems = tables_of_spk(data, name, network, modified_at)
        except FormatError as error:
            raise FormatError(f"{name}: {error}") from None
        return Trajectories(tuple(of_spk), (), tuple(problems))
    if looks_like_oem(data):
        try:
            messages = read_oem(data)
        except FormatError as error:
            raise FormatError(f"{name}: {error}") from None
        return _of_messages(messages, name, network, orientation)
    return _of_elements(data, name, network)


def _of_elements(data: bytes, name: str, network: Network) -> Trajectories:
    try:
        found = read_elements(data, name)
    except FormatError as error:
        raise FormatError(
            f"{name}: expected an OEM (CCSDS_OEM_VERS or <oem>), an SPK file (DAF/SPK) or element "
            f"sets (OMM JSON or CSV, TLE), got none of them: {error}"
        ) from None
    ours = {craft.norad_id for craft in network.spacecraft}
    known = tuple(one for one in found.sets if one.norad_id in ours)
    problems = [f"{name}: {problem}" for problem in found.problems]
    if found.sets and not known:
        problems.append(
            f"{name}: none of its {len(found.sets)} objects is a spacecraft of the network; add "
            "it to a network file with its norad_id"
        )
    return Trajectories((), known, tuple(problems))


def _of_messages(
    messages: Sequence[Oem], name: str, network: Network, orientation: EarthOrientation
) -> Trajectories:
    tables: list[tuple[str, StateTable]] = []
    problems: list[str] = []
    meant: dict[tuple[str, str], Spacecraft | str] = {}
    for message in messages:
        problems += (f"{name} {problem}" for problem in message.problems)
        for segment in message.segments:
            where = f"{name} line {segment.line}: segment {segment.number}"
            said = segment.object_id, segment.object_name
            craft = meant.get(said) or meant.setdefault(said, craft_meant(*said, network))
            if isinstance(craft, str):
                problems.append(f"{where} is refused: {craft}")
                continue
            table = _table(message, segment, name, orientation)
            if isinstance(table, str):
                problems.append(f"{where} is refused: {table}")
                continue
            problems += _overlaps(where, table, [one for id, one in tables if id == craft.id])
            tables.append((craft.id, table))
            wanted = _points(segment)
            if wanted > table.points:
                problems.append(
                    f"{where}: it has {segment.epoch_s.size} states, its degree of interpolation "
                    f"needs {wanted}; all of them are used, with the lower degree"
                )
        if not message.segments and not message.problems:
            problems.append(f"{name}: expected segments (META_START), got none")
    return Trajectories(tuple(tables), (), tuple(problems))


def _table(
    message: Oem, segment: OemSegment, name: str, orientation: EarthOrientation
) -> StateTable | str:
    """A segment as a table, or why it cannot be one."""
    axes = axes_named(segment.frame)
    if segment.centre not in CENTRES:
        return f"expected a CENTER_NAME of {', '.join(CENTRES)}, got {segment.centre}"
    if axes is None:
        return (
            "expected a REF_FRAME of ICRF, GCRF, EME2000, ITRF…, TEME, TOD or MOD, got "
            f"{segment.frame}; convert it"
        )
    if axes.of_date and segment.has_frame_epoch:
        return f"axes of {segment.frame} at a fixed REF_FRAME_EPOCH are not known; convert to ICRF"
    if axes.about_earth and segment.centre != "EARTH":
        return f"axes of {segment.frame} belong to the Earth, not to {segment.centre}"
    if segment.time_system not in SCALES:
        return (
            f"expected a TIME_SYSTEM of {', '.join(SCALES)}, got {segment.time_system}: nothing in "
            "the file relates it to UTC"
        )
    if (segment.degree or 0) > _HIGHEST_DEGREE:
        return f"expected an INTERPOLATION_DEGREE up to {_HIGHEST_DEGREE}, got {segment.degree}"

    def unix_s(calendar_s: np.ndarray) -> np.ndarray:
        return unix_s_of(segment.time_system, calendar_s, orientation)

    start_s, end_s = (float(at) for at in unix_s(np.array([segment.start_s, segment.stop_s])))
    if not _FIRST_S <= start_s < end_s <= _LAST_S:
        return "it must lie between 2018, before which leap seconds are missing here, and 2039"
    if end_s - start_s < SHORTEST_S:
        return f"it covers {end_s - start_s:g} s; at least {SHORTEST_S:g} s are needed"
    return StateTable(
        file=name,
        source=f"OEM of {message.originator}, {name}, created {format_instant(message.created_at)}",
        created_s=message.created_at.timestamp(),
        centre=segment.centre,
        axes=axes,
        hermite=(segment.interpolation or "HERMITE") == "HERMITE",
        points=min(_points(segment), segment.epoch_s.size),
        node_s=unix_s(segment.epoch_s),
        position_km=segment.position_km,
        velocity_km_s=segment.velocity_km_s,
        start_s=start_s,
        end_s=end_s,
        sigma_s=unix_s(segment.covariance_epoch_s),
        sigma_km=segment.position_sigma_km,
    )


def _overlaps(where: str, table: StateTable, earlier: Sequence[StateTable]) -> list[str]:
    """Segments may touch; where two may be used at once, a reader should know which one is."""
    shared_s = max(
        (min(table.end_s, one.end_s) - max(table.start_s, one.start_s) for one in earlier),
        default=0.0,
    )
    if shared_s <= 1.0:
        return []
    return [
        f"{where}: {shared_s:.0f} s of it lie in an earlier segment too; this one is used there"
    ]


def _points(segment: OemSegment) -> int:
    """How many states the file's degree needs; 7 where it names none, as most makers do."""
    method = segment.interpolation or "HERMITE"
    degree = 1 if method == "LINEAR" else segment.degree or _USUAL_DEGREE[method]
    return degree // 2 + 1 if method == "HERMITE" else degree + 1
