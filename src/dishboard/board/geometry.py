"""What geometry says to what was observed: is the craft up, does the antenna point at it?

Both are asked on a grid, so that hours of many antennas cost little: elevations at whole minutes;
of the directions that a source reports in a minute the first, and of those in ten seconds the first
for the board of now. Like all that records rest on, this depends on what was reported, not on when
it came or when it was looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeAlias, TypeVar

import msgspec
import numpy as np
from msgspec import Struct

from dishboard.board.intervals import Intervals
from dishboard.board.state import Comparison, Verdict
from dishboard.ephemeris import Sky
from dishboard.ephemeris.horizon import ground_of
from dishboard.model import Evidence, Network, Pass, PointingReading, TargetKind
from dishboard.time import from_unix_s, unix_s

__all__ = ["STEP_S", "Aim", "Geometry"]

STEP_S = 60.0
QUICK_S = 10.0  # a source that is quicker is compared once in this time
_HOUR_S = 3600.0
_HALF_DAY_S = 12 * _HOUR_S
_MOST_PASSES = 5_000
_STEPS = int(_HOUR_S / STEP_S)
_MOST_HOURS = 20_000  # 49 antennas on eight craft each, for two days

_FEW = 4  # ten seconds kept of each: the newest, and those that late words may still change

Place = TypeVar("Place", bound=Hashable)
Compare: TypeAlias = Callable[[PointingReading], Comparison]
Spot: TypeAlias = tuple[str, Evidence, str]  # antenna, evidence, craft


class Aim(Struct, frozen=True, kw_only=True):
    """One reported direction, compared with the computed one."""

    at_s: float
    differs: bool
    reason: str
    source: str


class Geometry:
    """Elevations computed and directions reported, minute by minute."""

    def __init__(self, network: Network, sky: Sky, compare: Compare) -> None:
        self._network, self._sky, self._compare = network, sky, compare
        self._elevations: dict[tuple[str, str, int], Sequence[float]] = {}
        self._passes: dict[tuple[str, str, int], Sequence[Pass]] = {}
        self._reported: defaultdict[Spot, dict[tuple[str, int], PointingReading]] = defaultdict(
            dict
        )
        self._lately: defaultdict[tuple[Spot, str], dict[int, PointingReading]] = defaultdict(dict)
        self._aims: dict[tuple[Spot, str, int], Aim | None] = {}
        self._newest: dict[tuple[str, str], int] = {}  # minute told of, by antenna and source
        self._told: defaultdict[str, int] = defaultdict(int)
        self._late: defaultdict[Spot, int] = defaultdict(int)
        self._skies = 0

    def use_sky(self, sky: Sky) -> None:
        """Compute from newer elements from now on."""
        self._sky = sky
        self._elevations.clear()
        self._passes.clear()
        self._aims.clear()
        self._skies += 1

    def told(self, antenna: str) -> object:
        """Another value whenever something looks different than before."""
        return self._skies, self._told.get(antenna)

    def past(self, antenna: str, evidence: Evidence, craft: str) -> object:
        """Another value whenever what is over looks different than before."""
        return self._skies, self._late.get((antenna, evidence, craft))

    # ---- directions

    def add(self, readings: Iterable[PointingReading]) -> None:
        """Take in reported directions."""
        for reading in readings:
            if reading.spacecraft is None or reading.azimuth_deg is None or reading.stowed:
                continue
            if reading.target_kind is TargetKind.NOT_SPACECRAFT:
                continue
            spot = (reading.antenna, reading.evidence, reading.spacecraft)
            at_s = unix_s(reading.observed_at)
            lately = self._lately[spot, reading.source]
            if _is_first(reading, lately, int(at_s // QUICK_S)):
                lately[int(at_s // QUICK_S)] = reading
                if len(lately) > _FEW:
                    del lately[min(lately)]
            kept = self._reported[spot]
            minute = (reading.source, int(at_s // STEP_S))
            if not _is_first(reading, kept, minute):
                continue
            newest = self._newest.get((reading.antenna, reading.source), -1)
            if minute[1] <= newest:
                self._late[spot] += 1
            self._newest[reading.antenna, reading.source] = max(minute[1], newest)
            self._told[reading.antenna] += 1
            kept[minute] = reading
            self._aims.pop((spot, *minute), None)

    def first_of(self, reading: PointingReading) -> PointingReading:
        """The report to compare in place of a report: the first of its ten seconds."""
        spot = (reading.antenna, reading.evidence, reading.spacecraft or "")
        lately = self._lately.get((spot, reading.source), {})
        return lately.get(int(unix_s(reading.observed_at) // QUICK_S), reading)

    def aims(self, antenna: str, evidence: Evidence, craft: str) -> Sequence[Aim]:
        """The reported directions that could be compared, in order of time."""
        spot = (antenna, evidence, craft)
        found: list[Aim] = []
        for minute, reading in self._reported.get(spot, {}).items():
            key = (spot, *minute)
            if key not in self._aims:
                self._aims[key] = self._compared(reading)
            aim = self._aims[key]
            if aim is not None:
                found.append(aim)
        return sorted(found, key=lambda aim: (aim.at_s, aim.source))

    def _compared(self, reading: PointingReading) -> Aim | None:
        comparison = self._compare(reading)
        if comparison.verdict is Verdict.NOT_COMPARED:
            return None
        return Aim(
            at_s=unix_s(reading.observed_at),
            differs=comparison.verdict is Verdict.DIFFERS,
            reason=comparison.reason or "",
            source=reading.source,
        )

    def forget_before(self, at_s: float) -> None:
        """Let go of directions before an instant."""
        oldest = int(at_s // STEP_S)
        for spot, kept in list(self._reported.items()):
            for minute in [minute for minute in kept if minute[1] < oldest]:
                del kept[minute]
                self._aims.pop((spot, *minute), None)
            if not kept:
                del self._reported[spot]
                self._late.pop(spot, None)
        antennas = {spot[0] for spot in self._reported}
        for antenna in [antenna for antenna in self._told if antenna not in antennas]:
            del self._told[antenna]
        for key in [key for key in self._newest if key[0] not in antennas]:
            del self._newest[key]
        for spoken, lately in list(self._lately.items()):
            if max(lately) * QUICK_S < at_s:
                del self._lately[spoken]

    # ---- passes

    def pass_of(self, antenna_id: str, craft: str, start_s: float, end_s: float) -> Pass | None:
        """The pass that a sighting or contact belongs to: the one it shares most time with.

        It is looked for in the day around the half day in which the span begins; a pass that is
        longer has no rise or no set.
        """
        antenna = self._network.antenna_by_id.get(antenna_id)
        known = antenna is not None and antenna.has_position
        if not known or craft not in self._network.spacecraft_by_id:
            return None
        half_day = int(start_s // _HALF_DAY_S)
        key = (antenna_id, craft, half_day)
        passes = self._passes.get(key)
        if passes is None:
            if len(self._passes) > _MOST_PASSES:
                self._passes.clear()
            begin_s, finish_s = ((half_day + days) * _HALF_DAY_S for days in (-1, 2))
            passes = self._sky.passes(
                [(antenna_id, craft)], from_unix_s(begin_s), from_unix_s(finish_s)
            )
            self._passes[key] = passes
        best, best_s = None, -1.0
        for one in passes:
            rise_s = unix_s(one.rise_at) if one.rise_at is not None else float("-inf")
            set_s = unix_s(one.set_at) if one.set_at is not None else float("inf")
            shared_s = min(set_s, end_s) - max(rise_s, start_s)
            if shared_s > best_s and shared_s >= 0.0:
                best, best_s = one, shared_s
        return best

    # ---- elevations

    def below_horizon(
        self, antenna_id: str, craft: str, when: Intervals, tolerance_deg: float
    ) -> Sequence[tuple[float, float]]:
        """The whole minutes of some intervals at which the craft is down, with its elevation.

        Down is below the horizon that the network file gives for the azimuth, else below 0°, by
        more than the tolerance; a mask is a choice of the station, not a hill. Nothing is said
        where a position is unknown.
        """
        antenna = self._network.antenna_by_id.get(antenna_id)
        if antenna is None or not antenna.has_position:
            return []
        found: list[tuple[float, float]] = []
        for start_s, end_s in when:
            for step in range(int(-(-start_s // STEP_S)), int(end_s // STEP_S) + 1):
                hour, place = divmod(step, _STEPS)
                above_deg = self._above_deg(antenna_id, craft, hour)[place]
                if above_deg < -tolerance_deg:  # never where it is not a number
                    found.append((step * STEP_S, above_deg))
        return found

    def _above_deg(self, antenna_id: str, craft: str, hour: int) -> Sequence[float]:
        """Elevations above the horizon at the minutes of an hour; NaN where unknown."""
        key = (antenna_id, craft, hour)
        known = self._elevations.get(key)
        if known is None:
            if len(self._elevations) > _MOST_HOURS:
                self._elevations.clear()
            antenna = self._network.antenna_by_id[antenna_id]
            if craft not in self._network.spacecraft_by_id:
                known = [float("nan")] * _STEPS
            else:
                unix = np.asarray(hour * _HOUR_S + STEP_S * np.arange(_STEPS), np.float64)
                looks = self._sky.looks(antenna, craft, unix)
                ground_deg = ground_of(antenna).mask_at_deg(looks.azimuth_deg)
                known = np.asarray(looks.elevation_deg - ground_deg).tolist()
            self._elevations[key] = known
        return known


def _is_first(
    reading: PointingReading, kept: Mapping[Place, PointingReading], place: Place
) -> bool:
    """Whether a report goes before the one that is kept for its time, if there is one."""
    rival = kept.get(place)
    if rival is None:
        return True
    if reading.observed_at != rival.observed_at:
        return reading.observed_at < rival.observed_at
    return _rank(reading) > _rank(rival)


def _rank(reading: PointingReading) -> tuple[int, bytes]:
    """Of one instant the higher number counts; where all else is equal the greater encoding."""
    sequence = -1 if reading.sequence is None else reading.sequence
    bare = msgspec.structs.replace(reading, received_at=None)
    return (sequence, msgspec.json.encode(bare))
