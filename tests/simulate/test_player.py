"""Playing as time runs, in fake time: who is due is sent, once, and the past does not flood."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from dishboard.ephemeris import Sky
from dishboard.networks import default_network
from dishboard.simulate import SCENARIOS
from dishboard.simulate.player import MOST_WAITING, Player, most_used
from dishboard.testing import FakeClock

NETWORK = default_network()
SKY = Sky.builtin(NETWORK)
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANTENNAS = ["KIR-1", "DSS-63", "NNO-1"]


class Door:
    """Notes what is sent; counts it as sent when it is told to."""

    def __init__(self, *, is_quick: bool = True) -> None:
        self.messages: list[dict[str, object]] = []
        self.sent = self.dropped = 0
        self.is_connected, self._is_quick = True, is_quick

    def send(self, site: str, aperture: str, message: bytes) -> None:
        said = json.loads(message)
        assert (said["site"], said["aperture"]) == (site, aperture)
        self.messages.append(said)
        self.sent += self._is_quick

    async def run(self) -> None:
        await asyncio.Event().wait()


def times(door: Door) -> list[datetime]:
    return [datetime.fromisoformat(str(said["time"])) for said in door.messages]


async def played(door: Door, seconds: float, **more: object) -> tuple[list[str], list[object]]:
    clock = FakeClock(START)
    lines: list[str] = []
    entries: list[object] = []
    player = Player(
        NETWORK,
        SKY,
        ANTENNAS,
        SCENARIOS["calm"],
        1,
        door,
        clock,
        **{"cycle_s": 5.0, "tell": lines.append, "note": entries.append, "sleep": clock.sleep}
        | more,  # type: ignore[arg-type]
    )
    task = asyncio.create_task(player.run())
    await clock.advance(seconds, task)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return lines, entries


def test_each_antenna_speaks_once_a_cycle_and_not_all_at_once():
    door = Door()
    lines, _ = asyncio.run(played(door, 60.0))
    assert times(door) == sorted(times(door))
    for antenna in ANTENNAS:
        own = [said for said in door.messages if said["aperture"] == antenna]
        numbers = [said["seq"] for said in own]
        assert 12 <= len(own) <= 14
        assert numbers == list(range(int(str(numbers[0])), int(str(numbers[0])) + len(own)))
    assert len({at.timestamp() % 5 for at in times(door)}) == len(ANTENNAS)
    assert "playing 3 antennas every 5 s" in lines[0]


def test_the_present_is_told_before_the_past_and_both_meet():
    door = Door()
    lines, entries = asyncio.run(played(door, 30.0, behind=timedelta(hours=1)))
    assert times(door)[0] >= START - timedelta(seconds=5)
    past = [at for at in times(door) if at < START - timedelta(seconds=5)]
    assert past == sorted(past)
    assert min(past) < START - timedelta(minutes=59)
    assert len(past) == 3 * 120
    assert len({(said["aperture"], said["time"]) for said in door.messages}) == len(door.messages)
    assert "the last 60 min are told" in lines
    assert len(entries) == len({str(entry) for entry in entries})


def test_the_past_waits_for_a_slow_door():
    door = Door(is_quick=False)
    asyncio.run(played(door, 30.0, behind=timedelta(hours=20)))
    past = [at for at in times(door) if at < START - timedelta(seconds=5)]
    assert 0 < len(past) < MOST_WAITING + 100


def test_a_door_that_gives_up_ends_the_play():
    class Refused(Door):
        async def run(self) -> None:
            raise RuntimeError("refused")

    clock = FakeClock(START)
    player = Player(
        NETWORK, SKY, ANTENNAS, SCENARIOS["calm"], 1, Refused(), clock, sleep=clock.sleep
    )
    with pytest.raises(RuntimeError, match="refused"):
        asyncio.run(player.run())


def test_of_a_number_of_antennas_the_busiest_play():
    some = most_used(NETWORK, SKY, START, 20)
    assert len(some) == len(set(some)) == 20
    assert some[0] == "KIR-1"
    assert {"CEB-1", "MLG-1"} <= set(some)
