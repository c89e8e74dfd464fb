"""What geometry says to what was observed: is the craft up, does the antenna point at it?

Both are asked on a grid, so that hours of many antennas cost little: elevations at whole minutes,
and of the directions that a source reports in a minute the first. Like all that records rest on,
this depends on what was reported, not on when it came or when it was looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from dishboard.board.comparisons import Comparisons, goes_before
from dishboard.board.intervals import Intervals
from dishboard.board.observations import is_ahead
from dishboard.board.passes import Passes
from dishboard.board.state import Comparison, Verdict
from dishboard.ephemeris import Sky
from dishboard.ephemeris.horizon import ground_of
from dishboard.model import Evidence, Network, PointingReading, TargetKind
from dishboard.time import unix_s

__all__ = ["STEP_S", "Aim", "Geometry"]

STEP_S = 60.0
_HOUR_S = 3600.0
_STEPS = int(_HOUR_S / STEP_S)
_MOST_HOURS = 20_000  # 49 antennas on eight craft each, for two days

Spot: TypeAlias = tuple[str, Evidence, str]  # antenna, evidence, craft


class Aim(Struct, frozen=True, kw_only=True):
    """One reported direction, compared with the computed one."""

    at_s: float
    differs: bool
    reason: str
    source: str


class Geometry:
    """Elevations computed and directions reported, minute by minute."""

    def __init__(self, network: Network, sky: Sky, comparisons: Comparisons) -> None:
        self._network, self._sky, self._comparisons = network, sky, comparisons
        self._elevations: dict[tuple[str, str, int], Sequence[float]] = {}
        self.passes = Passes(network, sky)
        self._reported: defaultdict[Spot, dict[tuple[str, int], PointingReading]] = defaultdict(
            dict
        )
        self._aims: dict[tuple[Spot, str, int], Aim | None] = {}
        self._newest: dict[tuple[str, str], int] = {}  # minute told of, by antenna and source
        self._told: defaultdict[str, int] = defaultdict(int)
        self._late: defaultdict[Spot, int] = defaultdict(int)
        self._skies = 0
        self._oldest = 0  # minute before which all was let go

    def use_sky(self, sky: Sky) -> None:
        """Compute from newer elements from now on."""
        self._sky = sky
        self._comparisons.use_sky(sky)
        self._elevations.clear()
        self.passes.use_sky(sky)
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
        """Take in reported directions; one from a wrong clock enters no record."""
        for reading in readings:
            if is_ahead(reading.observed_at, reading.received_at):
                continue
            if reading.spacecraft is None or reading.azimuth_deg is None or reading.stowed:
                continue
            if reading.target_kind is TargetKind.NOT_SPACECRAFT:
                continue
            minute = (reading.source, int(unix_s(reading.observed_at) // STEP_S))
            if minute[1] < self._oldest:
                continue
            spot = (reading.antenna, reading.evidence, reading.spacecraft)
            self._comparisons.add(reading)
            kept = self._reported[spot]
            rival = kept.get(minute)
            if rival is not None and not goes_before(reading, rival):
                continue
            newest = self._newest.get((reading.antenna, reading.source), -1)
            if minute[1] <= newest:
                self._late[spot] += 1
            self._newest[reading.antenna, reading.source] = max(minute[1], newest)
            self._told[reading.antenna] += 1
            kept[minute] = reading
            self._aims.pop((spot, *minute), None)

    def aims(self, antenna: str, evidence: Evidence, craft: str) -> Sequence[Aim]:
        """The reported directions that could be compared, in order of time."""
        spot = (antenna, evidence, craft)
        reported = {(spot, *minute): one for minute, one in self._reported.get(spot, {}).items()}
        new = {key: one for key, one in reported.items() if key not in self._aims}
        for key, comparison in zip(
            new, self._comparisons.each(antenna, craft, list(new.values())), strict=True
        ):
            self._aims[key] = _aim(comparison)
        found = [aim for key in reported if (aim := self._aims[key]) is not None]
        return sorted(found, key=lambda aim: (aim.at_s, aim.source))

    def forget_before(self, at_s: float) -> None:
        """Let go of directions before an instant."""
        oldest = int(at_s // STEP_S)
        if oldest == self._oldest:
            return
        self._oldest = oldest
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
        self._comparisons.forget_before(at_s)

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


def _aim(comparison: Comparison) -> Aim | None:
    if comparison.verdict is Verdict.NOT_COMPARED:
        return None
    return Aim(
        at_s=unix_s(comparison.observed_at),
        differs=comparison.verdict is Verdict.DIFFERS,
        reason=comparison.reason or "",
        source=comparison.observed_source,
    )
