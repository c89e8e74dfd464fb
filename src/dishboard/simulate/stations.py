"""All stations of a simulation: whose turn it is to speak, and what was really played."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from msgspec import Struct

from dishboard.board.intervals import Intervals
from dishboard.ephemeris import Sky
from dishboard.model import Contact, Network
from dishboard.simulate.casting import Casting
from dishboard.simulate.ledger import LedgerEntry
from dishboard.simulate.scenario import Scenario
from dishboard.simulate.speech import Speech
from dishboard.simulate.station import Station, make_station
from dishboard.time import from_unix_s, unix_s

__all__ = ["Spoken", "Stations"]


class Spoken(Struct, frozen=True):
    """A status message and whose it is."""

    at: datetime  # true time; the message has the station's
    site: str
    aperture: str
    message: bytes


class Stations:
    """Antennas that play a plan.

    They are functions of time: asked for the same span they say the same, byte by byte, whenever
    they are asked and whatever was asked before.

    Args:
        plan: covers [start_at, end_at]; contacts of other antennas are left out.
        antennas: ids.
        seed: of all that comes by chance.
    """

    def __init__(
        self,
        network: Network,
        sky: Sky,
        plan: Sequence[Contact],
        antennas: Sequence[str],
        scenario: Scenario,
        seed: int,
        start_at: datetime,
        end_at: datetime,
    ) -> None:
        self._speech = Speech(network=network, seed=seed)
        self.start_at, self.end_at = start_at, end_at
        self.stations: tuple[Station, ...] = tuple(
            make_station(
                Casting(
                    network=network,
                    sky=sky,
                    scenario=scenario,
                    seed=seed,
                    antenna=network.antenna_by_id[antenna],
                ),
                plan,
                unix_s(start_at),
                unix_s(end_at),
            )
            for antenna in antennas
        )

    def spoken(self, start_at: datetime, end_at: datetime, cycle_s: float) -> list[Spoken]:
        """What is said in [start_at, end_at), in order of time.

        Each antenna speaks once a cycle, one after the other and not all at once.
        """
        start_s, end_s = unix_s(start_at), unix_s(end_at)
        turns: list[tuple[float, int, Station]] = []
        for index, station in enumerate(self.stations):
            offset_s = round(cycle_s * index / len(self.stations), 3)
            sequence = ceil((start_s - offset_s) / cycle_s)
            while (at_s := sequence * cycle_s + offset_s) < end_s:
                if not _is_in(at_s, station.silences):
                    turns.append((at_s, sequence, station))
                sequence += 1
        turns.sort(key=lambda turn: (turn[0], turn[2].antenna.id))
        return [
            Spoken(
                from_unix_s(at_s),
                station.antenna.site,
                station.antenna.id,
                self._speech.message(station, at_s, sequence, cycle_s),
            )
            for at_s, sequence, station in turns
        ]

    def ledger(self, start_at: datetime, end_at: datetime) -> list[LedgerEntry]:
        """The contacts whose activity ends in [start_at, end_at), in the order of their ends."""
        ended = [
            entry
            for station in self.stations
            for entry in station.ledger
            if start_at <= entry.eoa_at < end_at
        ]
        return sorted(ended, key=lambda one: (one.eoa_at, one.antenna, one.spacecraft))


def _is_in(at_s: float, intervals: Intervals) -> bool:
    return any(start_s <= at_s < end_s for start_s, end_s in intervals)
