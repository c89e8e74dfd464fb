"""Strangers: antennas and spacecraft that no network file knows, up to a bound for each source.

Each is judged for hours, and a source may name ever new ones, by mistake or not. The bound holds
for every source, whichever way its words come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from dishboard.board.words import AntennaReading
from dishboard.errors import shown
from dishboard.model import LinkReading, Network, TargetKind

__all__ = ["MOST_STRANGE_ANTENNAS", "MOST_STRANGE_CRAFT", "Admission", "Strangers"]

# 300 antennas that all begin to hear one craft make a tick last 0.1 s, 1,000 half a second.
MOST_STRANGE_ANTENNAS = 300
MOST_STRANGE_CRAFT = 100
FORGOTTEN = timedelta(hours=6)  # after its last word, when room is needed


class Strangers:
    """Strange names of one kind from one source; the silent ones give way."""

    def __init__(self, what: str, most: int) -> None:
        self._what, self._most = what, most
        self._named_at: dict[str, datetime] = {}  # last

    def why_no_room(self, names: Collection[str], at: datetime) -> str | None:
        """Why there is no room for all of these, or None. None of them is taken notice of."""
        new = [name for name in names if name not in self._named_at]
        if new and len(self._named_at) + len(new) > self._most:
            since_at = at - FORGOTTEN
            self._named_at = {one: last for one, last in self._named_at.items() if last >= since_at}
            new = [name for name in names if name not in self._named_at]
            room = self._most - len(self._named_at)
            if len(new) > room:
                return (
                    f"no network file knows this {self._what}, '{shown(new[room])}', and there are "
                    f"{self._most} such of this source already: add it to a network file"
                )
        return None

    def notice(self, names: Iterable[str], at: datetime) -> None:
        """Take notice of names for which there is room."""
        self._named_at.update(dict.fromkeys(names, at))


class Admission:
    """Leaves out what a source says of too many strangers."""

    def __init__(self, network: Network) -> None:
        self._antennas, self._crafts = network.antenna_by_id, network.spacecraft_by_id
        self._strangers: dict[tuple[str, str], Strangers] = {}

    def leave_out(self, feed_id: str, readings: list[AntennaReading]) -> Sequence[str]:
        """Take out the readings for which there is no room; the reasons, each once."""
        if all(map(self._is_known, readings)):  # the common case
            return ()
        reasons = [self._why_not(feed_id, reading) for reading in readings]
        admitted = zip(readings, reasons, strict=True)
        readings[:] = [reading for reading, reason in admitted if reason is None]
        return tuple(dict.fromkeys(reason for reason in reasons if reason is not None))

    def _is_known(self, reading: AntennaReading) -> bool:
        return reading.antenna in self._antennas and (
            type(reading) is not LinkReading or reading.spacecraft in self._crafts
        )

    def _why_not(self, feed_id: str, reading: AntennaReading) -> str | None:
        at = reading.received_at or reading.observed_at
        strange: list[tuple[Strangers, str]] = []
        if reading.antenna not in self._antennas:
            known = self._of(feed_id, "antenna", MOST_STRANGE_ANTENNAS)
            strange.append((known, reading.antenna))
        if (  # only what a link may tell of is judged
            isinstance(reading, LinkReading)
            and reading.spacecraft is not None
            and reading.spacecraft not in self._crafts
            and reading.target_kind is not TargetKind.NOT_SPACECRAFT
        ):
            known = self._of(feed_id, "spacecraft", MOST_STRANGE_CRAFT)
            strange.append((known, reading.spacecraft))
        for known, name in strange:
            reason = known.why_no_room((name,), at)
            if reason is not None:
                return reason
        for known, name in strange:  # what is left out takes nobody's place
            known.notice((name,), at)
        return None

    def _of(self, feed_id: str, what: str, most: int) -> Strangers:
        known = self._strangers.get((feed_id, what))
        if known is None:
            known = self._strangers[feed_id, what] = Strangers(what, most)
        return known
