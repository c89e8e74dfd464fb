"""The merge rule: what the board keeps of everything it was told.

A source speaks of an antenna in messages; one message is all it has to say about that antenna at
that instant. So for each (source, antenna) the newest instant wins, whole: a target that the newest
message no longer lists is gone. Kinds of evidence are different sources and stand side by side.

The rule looks only at the readings, never at the order of their arrival: any order of the same
readings ends in the same board. Where one source says two things of the same instant and subject,
the greater encoding is kept, for want of a reason to prefer either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from dishboard.model import ActivityReading, Evidence, LinkReading, PointingReading

__all__ = ["AntennaReading", "Merge"]

AntennaReading = PointingReading | LinkReading | ActivityReading


class Merge:
    """The newest word of each source on each antenna."""

    def __init__(self) -> None:
        # antenna → speaker → (instant, {subject: reading})
        self._kept: dict[str, dict[str, tuple[datetime, dict[object, AntennaReading]]]] = {}

    def add(self, readings: Iterable[AntennaReading]) -> None:
        """Take readings in; older ones than what is kept change nothing."""
        for reading in readings:
            speakers = self._kept.setdefault(reading.antenna, {})
            instant, subjects = speakers.get(_speaker(reading), (None, {}))
            if instant is None or reading.observed_at > instant:
                speakers[_speaker(reading)] = (reading.observed_at, {_subject(reading): reading})
            elif reading.observed_at == instant:
                subject = _subject(reading)
                rival = subjects.get(subject)
                if rival is None or _encoded(reading) > _encoded(rival):
                    subjects[subject] = reading

    def forget_before(self, antenna: str, at: datetime) -> None:
        """Drop an antenna of which nobody has spoken since an instant."""
        if all(instant < at for instant, _ in self._kept[antenna].values()):
            del self._kept[antenna]

    def of(self, antenna: str) -> Iterator[AntennaReading]:
        """Everything kept about an antenna, in an order that does not depend on arrival."""
        for _, (_, subjects) in sorted(self._kept.get(antenna, {}).items()):
            yield from sorted(subjects.values(), key=_encoded)

    @property
    def antennas(self) -> set[str]:
        return set(self._kept)


def _speaker(reading: AntennaReading) -> str:
    """Who says it: a source for what was reported; all our computing is one speaker."""
    return "" if reading.evidence is Evidence.PREDICTED else reading.source


def _subject(reading: AntennaReading) -> object:
    """What a reading is about: two readings of one subject are rivals."""
    match reading:
        case PointingReading():
            return ("pointing", reading.spacecraft, reading.target)
        case LinkReading():
            who = (reading.spacecraft, reading.target)
            return ("link", *who, reading.direction, reading.band, reading.channel)
        case ActivityReading():
            return ("activity",)


def _encoded(reading: AntennaReading) -> bytes:
    """A total order over readings that rests on their contents alone.

    `received_at` is left out: the same words heard twice are the same words.
    """
    return msgspec.json.encode(msgspec.structs.replace(reading, received_at=None))
