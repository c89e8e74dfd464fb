"""Playing in real time: who speaks now is sent now; a person is told in words what is played."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from dishboard.ephemeris import Sky
from dishboard.model import Network
from dishboard.plan import make_plan
from dishboard.simulate.ledger import LedgerEntry
from dishboard.simulate.scenario import Scenario
from dishboard.simulate.stations import Stations
from dishboard.time import Clock

__all__ = ["Door", "Player", "most_used"]

PLAN_AHEAD = timedelta(hours=14)
PLAN_BEHIND = timedelta(hours=2)  # what is on now began in this time, or is played from its middle
PLAN_AGAIN = timedelta(hours=12)
TURN_S = 1.0  # messages are sent together that are due within this
CHUNK = timedelta(minutes=5)  # of the past, at once
MOST_WAITING = 800  # messages handed to a door and not yet sent, while the past is told
LONGEST_PAUSE_CYCLES = 10  # after a longer one (the computer slept) what was missed stays unsaid


class Door(Protocol):
    """A way to the board: HTTP or MQTT. It reconnects by itself."""

    sent: int
    rejected: int  # of those, not taken
    dropped: int  # gave way while there was no connection

    @property
    def is_connected(self) -> bool: ...

    def send(self, site: str, aperture: str, message: bytes) -> None: ...

    async def run(self) -> None: ...


class Player:
    """Stations that play against the plan and speak through a door, until cancelled.

    Args:
        antennas: ids.
        cycle_s: how often each antenna speaks.
        behind: how much of the past is told first, so that a board has something to judge.
        behind_cycle_s: how often they spoke in that past.
        tell: is given lines for a person.
        note: is given every contact once it has ended, for a ledger.
    """

    def __init__(
        self,
        network: Network,
        sky: Sky,
        antennas: Sequence[str],
        scenario: Scenario,
        seed: int,
        door: Door,
        clock: Clock,
        *,
        cycle_s: float = 5.0,
        behind: timedelta = timedelta(0),
        behind_cycle_s: float = 30.0,
        tell: Callable[[str], None] = lambda line: None,
        note: Callable[[LedgerEntry], None] = lambda entry: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._network, self._sky, self._antennas = network, sky, tuple(antennas)
        self._scenario, self._seed = scenario, seed
        self._door, self._clock = door, clock
        self._cycle_s, self._behind = cycle_s, behind
        self._behind_cycle_s = max(cycle_s, behind_cycle_s)
        self._tell, self._note, self._sleep = tell, note, sleep
        self._handed = 0

    async def run(self) -> None:
        """Play. Ends only by cancelling, or with what makes the door give up.

        Raises:
            DishboardError: when the door is refused for good, such as for a wrong token.
        """
        door = asyncio.ensure_future(self._door.run())
        play = asyncio.ensure_future(self._play())
        try:
            await asyncio.wait((door, play), return_when=asyncio.FIRST_COMPLETED)
            for task in (door, play):
                if task.done():
                    task.result()
        finally:
            for task in (door, play):
                task.cancel()
            await asyncio.gather(door, play, return_exceptions=True)

    async def _play(self) -> None:
        began_at = self._clock.now()
        stations = await self._made(began_at - self._behind, began_at)
        self._tell(self._programme(stations, began_at))
        # Everybody once at first, so that a board is fresh before it hears of the past.
        told_until_at = past_ends_at = began_at - timedelta(seconds=self._cycle_s)
        untold_at = began_at - self._behind  # how far the past has been told
        while True:
            now = self._clock.now()
            longest = timedelta(seconds=LONGEST_PAUSE_CYCLES * max(self._cycle_s, TURN_S))
            if now - told_until_at > longest:
                told_until_at = now
            if now + timedelta(minutes=10) > stations.end_at:
                stations = await self._made(now, now)
            self._say(stations, told_until_at, now, self._cycle_s)
            told_until_at = max(now, told_until_at)
            if untold_at < past_ends_at and self._may_hand_more:
                until_at = min(untold_at + CHUNK, past_ends_at)
                self._say(stations, untold_at, until_at, self._behind_cycle_s)
                untold_at = until_at
                if untold_at == past_ends_at:
                    self._tell(f"the last {_hours(self._behind)} are told")
            await self._sleep(0.02 if untold_at < past_ends_at else min(TURN_S, self._cycle_s))

    async def _made(self, start_at: datetime, now: datetime) -> Stations:
        return await asyncio.to_thread(self._make, start_at - PLAN_BEHIND, now + PLAN_AHEAD)

    def _make(self, start_at: datetime, end_at: datetime) -> Stations:
        plan = make_plan(self._network, self._sky, start_at, end_at)
        return Stations(
            self._network,
            self._sky,
            plan,
            self._antennas,
            self._scenario,
            self._seed,
            start_at,
            end_at,
        )

    @property
    def _may_hand_more(self) -> bool:
        """Whether the door has room for more of the past."""
        waiting = self._handed - self._door.sent - self._door.dropped
        return self._door.is_connected and waiting <= MOST_WAITING

    def _say(
        self, stations: Stations, from_at: datetime, until_at: datetime, cycle_s: float
    ) -> None:
        for one in stations.spoken(from_at, until_at, cycle_s):
            self._door.send(one.site, one.aperture, one.message)
            self._handed += 1
        for entry in stations.ledger(from_at, until_at):
            self._note(entry)
            self._tell(f"{entry.eoa_at:%H:%M:%S}  {entry.sentence}")

    def _programme(self, stations: Stations, now: datetime) -> str:
        contacts = sum(
            entry.contact is not None and entry.eoa_at > now
            for station in stations.stations
            for entry in station.ledger
        )
        hours = _hours(stations.end_at - now)
        return (
            f"playing {len(self._antennas)} antennas every {self._cycle_s:g} s, "
            f"{contacts} planned contacts in the next {hours}, seed {self._seed}; "
            "every message says that it is simulated"
        )


def most_used(network: Network, sky: Sky, at: datetime, count: int) -> list[str]:
    """The antennas that the plan of the next hours uses most, then the others in their order."""
    plan = make_plan(network, sky, at - PLAN_BEHIND, at + PLAN_AHEAD)
    used = {
        antenna.id: sum(contact.antenna == antenna.id for contact in plan)
        for antenna in network.antennas
    }
    return sorted(used, key=lambda antenna: -used[antenna])[:count]


def _hours(span: timedelta) -> str:
    hours = span.total_seconds() / 3600.0
    return f"{hours:.0f} h" if hours >= 2 else f"{hours * 60:.0f} min"
