"""The merge rule: what the board keeps of everything it was told.

A source speaks of an antenna in messages; one message is all it has to say about that antenna at
that instant. So for each (source, antenna) the newest message wins, whole: a target that the newest
one no longer lists is gone. Newest is the later instant by the data's own clock, and of one instant
the higher sequence number; a message from more than five minutes ahead of its own arrival comes
from a wrong clock and gives way to any that does not. Kinds of evidence are different speakers and
stand side by side.

The rule looks only at the readings, never at the order of their arrival: any order of the same
readings ends in the same board. Where one source says two things of the same instant and subject,
the greater encoding is kept, for want of a reason to prefer either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

import msgspec

from dishboard.board.observations import is_ahead
from dishboard.board.words import AntennaReading
from dishboard.model import (
    ActivityReading,
    Evidence,
    LinkReading,
    ParametersReading,
    PointingReading,
)

__all__ = ["Merge"]

Rank: TypeAlias = tuple[bool, datetime, int]  # not ahead, instant, sequence
Speaker: TypeAlias = tuple[str, str]
Subject: TypeAlias = tuple[str, ...]
Words: TypeAlias = tuple[Rank, dict[Subject, AntennaReading]]

_COMPUTING: Speaker = ("", "")


class Merge:
    """The newest word of each source on each antenna."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[Speaker, Words]] = {}
        self._in_order: dict[str, list[AntennaReading]] = {}

    def add(self, readings: Iterable[AntennaReading]) -> None:
        """Take readings in; older ones than what is kept change nothing."""
        for reading in readings:
            speakers = self._kept.setdefault(reading.antenna, {})
            speaker, rank = _speaker(reading), _rank(reading)
            kept = speakers.get(speaker)
            if kept is None or rank > kept[0]:
                speakers[speaker] = (rank, {_subject(reading): reading})
            elif rank == kept[0]:
                subjects, subject = kept[1], _subject(reading)
                rival = subjects.get(subject)
                if rival is not None and _encoded(reading) <= _encoded(rival):
                    continue
                subjects[subject] = reading
            else:
                continue
            self._in_order.pop(reading.antenna, None)

    def forget_computed(self, spacecraft: str) -> None:
        """Drop what was computed of a spacecraft: nobody knows any more where it is."""
        for antenna, speakers in self._kept.items():
            if _COMPUTING in speakers:
                rank, subjects = speakers[_COMPUTING]
                left = {key: one for key, one in subjects.items() if _craft(one) != spacecraft}
                speakers[_COMPUTING] = (rank, left)
                self._in_order.pop(antenna, None)

    def forget_before(self, antenna: str, at: datetime) -> None:
        """Drop an antenna of which nobody has spoken since an instant."""
        words = (word for _, said in self._kept[antenna].values() for word in said.values())
        if all(min(word.observed_at, word.received_at or at) < at for word in words):
            del self._kept[antenna]
            self._in_order.pop(antenna, None)

    def of(self, antenna: str) -> Sequence[AntennaReading]:
        """Everything kept about an antenna, in an order that does not depend on arrival."""
        known = self._in_order.get(antenna)
        if known is None:
            known = self._in_order[antenna] = [
                reading
                for _, (_, subjects) in sorted(self._kept.get(antenna, {}).items())
                for _, reading in sorted(subjects.items())
            ]
        return known

    @property
    def antennas(self) -> set[str]:
        return set(self._kept)


def _speaker(reading: AntennaReading) -> Speaker:
    """Who says it: a source for what was reported; all our computing is one speaker."""
    evidence = reading.evidence
    return _COMPUTING if evidence is Evidence.PREDICTED else (reading.source, str(evidence))


def _craft(reading: AntennaReading) -> str | None:
    return reading.spacecraft if isinstance(reading, PointingReading | LinkReading) else None


def _rank(reading: AntennaReading) -> Rank:
    sequence = -1 if reading.sequence is None else reading.sequence
    return (not is_ahead(reading.observed_at, reading.received_at), reading.observed_at, sequence)


def _subject(reading: AntennaReading) -> Subject:
    """What a reading is about: two readings of one subject are rivals."""
    match reading:
        case PointingReading():
            return ("pointing", reading.spacecraft or "", reading.target or "")
        case LinkReading():
            who = (reading.spacecraft or "", reading.target or "")
            return ("link", *who, reading.direction, reading.band or "", f"{reading.channel:09}")
        case ActivityReading():
            return ("activity",)
        case ParametersReading():
            return ("parameters",)


def _encoded(reading: AntennaReading) -> bytes:
    """A total order over readings that rests on their contents alone.

    `received_at` is left out: the same words heard twice are the same words.
    """
    return msgspec.json.encode(msgspec.structs.replace(reading, received_at=None))
