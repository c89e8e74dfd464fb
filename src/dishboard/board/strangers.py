"""Strangers: antennas and spacecraft that no network file knows, up to a bound for each source.

Each is judged for hours, and a source may name ever new ones, by mistake or not. The bound holds
for every source, whichever way its words come.
"""

from __future__ import annotations

from collections.abc import Sequence
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

    def why_not(self, name: str, at: datetime) -> str | None:
        """Take notice of a name. Returns why there is no room for it, or None."""
        if name not in self._named_at and len(self._named_at) >= self._most:
            since_at = at - FORGOTTEN
            self._named_at = {one: last for one, last in self._named_at.items() if last >= since_at}
            if len(self._named_at) >= self._most:
                return (
                    f"no network file knows this {self._what}, '{shown(name)}', and there are "
                    f"{self._most} such of this source already: add it to a network file"
                )
        self._named_at[name] = at
        return None


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
        if reading.antenna not in self._antennas:
            known = self._of(feed_id, "antenna", MOST_STRANGE_ANTENNAS)
            reason = known.why_not(reading.antenna, at)
            if reason is not None:
                return reason
        if not isinstance(reading, LinkReading) or reading.spacecraft in self._crafts:
            return None  # only what a link may tell of is judged
        if reading.spacecraft is None or reading.target_kind is TargetKind.NOT_SPACECRAFT:
            return None
        return self._of(feed_id, "spacecraft", MOST_STRANGE_CRAFT).why_not(reading.spacecraft, at)

    def _of(self, feed_id: str, what: str, most: int) -> Strangers:
        known = self._strangers.get((feed_id, what))
        if known is None:
            known = self._strangers[feed_id, what] = Strangers(what, most)
        return known
