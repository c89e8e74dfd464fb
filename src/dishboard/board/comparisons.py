"""Reported directions beside computed ones, each compared once; a quick source now and then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

import msgspec
from msgspec import Struct

from dishboard.board.compare import compare, why_not_compared
from dishboard.board.pace import turn_s
from dishboard.board.state import Comparison
from dishboard.ephemeris import Sky, Unknown
from dishboard.model import Evidence, Network, PointingReading
from dishboard.time import unix_s

__all__ = ["Comparisons", "goes_before"]

QUICK_S = 10.0  # a source that is quicker is compared once in this time
_FEW = 4  # spans kept of each: the newest, and those that late words may still change

Speaker: TypeAlias = tuple[str, Evidence, str, str]  # antenna, evidence, craft, source


class _Kept(Struct):
    reading: PointingReading  # the first of its span
    comparison: Comparison | None = None


class Comparisons:
    """Compares by one sky. Each antenna's spans begin in a second of its own."""

    def __init__(self, network: Network, sky: Sky) -> None:
        self._network, self._sky = network, sky
        self._lately: defaultdict[Speaker, dict[int, _Kept]] = defaultdict(dict)
        self._told: defaultdict[str, int] = defaultdict(int)
        self._skies = 0

    def use_sky(self, sky: Sky) -> None:
        """Compare with another sky from now on; what was judged by the old one stands no more."""
        self._sky = sky
        self._skies += 1
        for kept in self._lately.values():
            for one in kept.values():
                one.comparison = None

    def add(self, reading: PointingReading) -> None:
        """Remember a reported direction, if it is the first of its span."""
        kept, span = self._lately[_speaker(reading)], _span(reading)
        rival = kept.get(span)
        if rival is None or goes_before(reading, rival.reading):
            kept[span] = _Kept(reading)
            self._told[reading.antenna] += 1
            if len(kept) > _FEW:
                del kept[min(kept)]

    def told(self, antenna: str) -> object:
        """Another value whenever a comparison is another than before."""
        return self._skies, self._told.get(antenna)

    def now(self, reported: PointingReading) -> Comparison:
        """The comparison for a report, or for the first one of its span."""
        one = self._kept(reported)
        return self.of(one.reading if one is not None else reported)

    def of(self, reported: PointingReading) -> Comparison:
        """The comparison for just this report."""
        return self.each(reported.antenna, reported.spacecraft, [reported])[0]

    def each(
        self, antenna: str, craft: str | None, reported: Sequence[PointingReading]
    ) -> list[Comparison]:
        """The comparisons for reports of one antenna with one craft: together they cost little."""
        kept = [self._kept(one) for one in reported]
        own = [
            one if one is not None and one.reading is report else _Kept(report)
            for one, report in zip(kept, reported, strict=True)
        ]
        new = [one for one in own if one.comparison is None]
        for one, comparison in zip(
            new, self._compared(antenna, craft, [one.reading for one in new]), strict=True
        ):
            one.comparison = comparison
        return [one.comparison for one in own if one.comparison is not None]

    def _kept(self, reported: PointingReading) -> _Kept | None:
        """None: it has no direction, or is of long ago."""
        return self._lately.get(_speaker(reported), {}).get(_span(reported))

    def _compared(
        self, antenna_id: str, craft: str | None, reported: Sequence[PointingReading]
    ) -> list[Comparison]:
        antenna = self._network.antenna_by_id.get(antenna_id)
        if craft is None:
            return [compare(one, "no spacecraft is reported") for one in reported]
        if antenna is None:
            words = "no network file says which antenna {} means by {}"
            return [compare(one, words.format(one.source, antenna_id)) for one in reported]
        reasons = [why_not_compared(one) for one in reported]
        at = [one.observed_at for one, why in zip(reported, reasons, strict=True) if why is None]
        # Not asked in vain: a target that is not ours has no place in our sky.
        looks = iter(self._sky.looks_at(antenna, craft, at) if at else ())
        found: list[Comparison] = []
        for one, why in zip(reported, reasons, strict=True):
            look = next(looks) if why is None else Unknown(why)
            found.append(compare(one, look.reason if isinstance(look, Unknown) else look, antenna))
        return found

    def forget_before(self, at_s: float) -> None:
        """Let go of directions before an instant."""
        for speaker, kept in list(self._lately.items()):
            if (max(kept) + 1) * QUICK_S < at_s:
                del self._lately[speaker]
                self._told.pop(speaker[0], None)


def _speaker(reading: PointingReading) -> Speaker:
    return (reading.antenna, reading.evidence, reading.spacecraft or "", reading.source)


def _span(reading: PointingReading) -> int:
    return int((unix_s(reading.observed_at) - turn_s(reading.antenna, QUICK_S)) // QUICK_S)


def goes_before(reading: PointingReading, rival: PointingReading) -> bool:
    """Whether a report is the first of a span, rather than another one.

    Of one instant the higher number counts; where all else is equal the greater encoding.
    """
    if reading.observed_at != rival.observed_at:
        return reading.observed_at < rival.observed_at
    return _rank(reading) > _rank(rival)


def _rank(reading: PointingReading) -> tuple[int, bytes]:
    sequence = -1 if reading.sequence is None else reading.sequence
    bare = msgspec.structs.replace(reading, received_at=None)
    return (sequence, msgspec.json.encode(bare))
