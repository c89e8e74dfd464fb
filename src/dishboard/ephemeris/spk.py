"""SPK files as tables of states, for the spacecraft of a network that have a NAIF number.

Tables stay what they are. Polynomials are sampled, so finely that a table through the samples is
within a centimetre of them, which is measured for every file: then all kinds of files end in the
same interpolation, seams and pass search.
"""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from dishboard.ephemeris.builtin import ecliptic_to_icrf
from dishboard.ephemeris.file_frames import Axes
from dishboard.ephemeris.interface import Floats
from dishboard.ephemeris.state_table import StateTable
from dishboard.ephemeris.tabulated import SHORTEST_S
from dishboard.formats.spk import MAX_STATES, Spk, SpkPolynomials, SpkSegment, SpkStates, read_spk
from dishboard.geometry import tdb_s_of, unix_s_of_tdb
from dishboard.geometry.interpolation import hermite_between
from dishboard.model import Network
from dishboard.time import unix_s

__all__ = ["tables_of_spk"]

_PLANETS = ("MERCURY", "VENUS", "", "MARS", "JUPITER", "SATURN", "URANUS", "NEPTUNE", "PLUTO")
_CENTRES = {
    0: "SOLAR SYSTEM BARYCENTER",
    3: "EARTH BARYCENTER",
    10: "SUN",
    301: "MOON",
    399: "EARTH",
    **{number: f"{name} BARYCENTER" for number, name in enumerate(_PLANETS, 1) if name},
    **{number * 100 + 99: name for number, name in enumerate(_PLANETS, 1) if name},
}
_ICRF, _ECLIPTIC = 1, 17  # SPICE's numbers of axes: J2000 (which it takes for the ICRF), ECLIPJ2000

# Leap seconds are known from 2018 on (`geometry.scales`), planets until 2040.
_FIRST_S = datetime(2018, 1, 1, tzinfo=UTC).timestamp()
_LAST_S = datetime(2039, 12, 31, tzinfo=UTC).timestamp()
_POINTS = 4  # of the table through samples: degree 7
_ALLOWED_KM = 1e-6
_FINEST = 64  # samples in one record
_NOTHING = np.empty(0)


def tables_of_spk(
    data: bytes, name: str, network: Network, modified_at: datetime | None
) -> tuple[list[tuple[str, StateTable]], list[str]]:
    """What an SPK file says about the network's craft, with their ids; and what is not used.

    Args:
        modified_at: of the file. It has no date of creation of its own; None: its data's begin.

    Raises:
        FormatError: for bytes that are no whole SPK file.
    """
    ours = {craft.naif_id: craft.id for craft in network.spacecraft if craft.naif_id is not None}
    spk = read_spk(data, ours.keys())
    tables: list[tuple[str, StateTable]] = []
    problems = [f"{name}: {problem}" for problem in spk.problems]
    for segment in spk.segments:
        table = _table(segment, name, modified_at)
        if isinstance(table, str):
            where = f"segment {segment.number} ({segment.target} about {segment.centre})"
            problems.append(f"{name}: {where}: {table}")
        else:
            tables.append((ours[segment.target], table))
    if not tables and not problems:
        problems.append(_nobody(name, spk))
    return tables, problems


def _table(segment: SpkSegment, name: str, modified_at: datetime | None) -> StateTable | str:
    if segment.centre not in _CENTRES:
        return f"its centre {segment.centre} is not known here; give it about the Sun or a planet"
    if segment.frame not in (_ICRF, _ECLIPTIC):
        return f"its axes are SPICE's frame {segment.frame}; 1 (J2000) and 17 (ECLIPJ2000) are read"
    start_s = max(float(unix_s_of_tdb(segment.start_s)), _FIRST_S)
    end_s = min(float(unix_s_of_tdb(segment.end_s)), _LAST_S)
    if end_s - start_s < SHORTEST_S:
        return f"it covers less than {SHORTEST_S:g} s of 2018 to 2039"
    states = segment.data
    if isinstance(states, SpkPolynomials):
        # There and back through UTC an instant may fall out of the polynomials' span.
        begin_s = max(float(tdb_s_of(start_s)), segment.start_s)
        states = _sampled(states, begin_s, min(float(tdb_s_of(end_s)), segment.end_s))
        if isinstance(states, str):
            return states
    position, velocity = states.position_km, states.velocity_km_s
    if segment.frame == _ECLIPTIC:
        position, velocity = ecliptic_to_icrf(position), ecliptic_to_icrf(velocity)
    node_s = unix_s_of_tdb(states.epoch_s)
    return StateTable(
        file=name,
        source=f"SPK {name}" + (f", file of {modified_at:%Y-%m-%d}" if modified_at else ""),
        created_s=unix_s(modified_at) if modified_at else start_s,
        centre=_CENTRES[segment.centre],
        axes=Axes.ICRF,
        hermite=states.hermite,
        points=states.points,
        node_s=node_s,
        position_km=position,
        velocity_km_s=velocity,
        start_s=max(start_s, float(node_s[0])),
        end_s=min(end_s, float(node_s[-1])),
        sigma_s=_NOTHING,
        sigma_km=_NOTHING,
    )


def _sampled(polynomials: SpkPolynomials, start_s: float, end_s: float) -> SpkStates | str:
    """A table that is as good as the polynomials, or why there is none."""
    per_record, error_km = max(4, polynomials.degree // 2 + 1), np.inf
    while per_record <= _FINEST:
        step_s = polynomials.record_s / per_record
        count = int(np.ceil((end_s - start_s) / step_s)) + 1
        if count > MAX_STATES:
            return f"it would need {count} states; give it in shorter pieces"
        epochs: Floats = np.minimum(start_s + step_s * np.arange(count), end_s)
        epochs = epochs[: count - 1] if epochs[-1] <= epochs[-2] else epochs
        position, velocity = polynomials.states(epochs)
        points = min(_POINTS, epochs.size)
        middle = (epochs[1:] + epochs[:-1]) / 2
        middle = middle[:: max(1, middle.size // 5_000)]
        guess, _ = hermite_between(epochs, position, velocity, middle, points)
        error_km = float(np.linalg.norm(guess - polynomials.states(middle)[0], axis=1).max())
        # What 16 digits leave of a place at 30 au.
        if error_km <= _ALLOWED_KM + 1e-14 * float(np.abs(position).max()):
            return SpkStates(True, points, epochs, position, velocity)
        per_record *= 2
    return f"its polynomials cannot be followed: {error_km * 1e3:.3g} m between samples"


def _nobody(name: str, spk: Spk) -> str:
    others = sorted(spk.others)
    listed = ", ".join(map(str, others[:5])) + (", …" if len(others) > 5 else "")
    return (
        f"{name}: none of its targets ({listed or 'there are none'}) is a spacecraft of the "
        "network; give the spacecraft its naif_id in a network file"
    )
