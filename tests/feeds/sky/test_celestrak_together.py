"""Many at once and for long: processes over one cache, and a day of the default network."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dishboard.feeds.celestrak.feed import CelestrakSettings, celestrak_feed
from dishboard.feeds.stops import Stops
from dishboard.networks import default_network
from dishboard.testing import FakeClock, LoopbackSource, Reply

START_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR_S = 3_600.0

Living = Callable[..., Any]
One = Callable[..., bytes]
Make = Callable[..., Any]


def test_two_processes_ask_as_often_as_one(
    celestrak: Make, source: LoopbackSource, group: bytes, one: One
) -> None:
    source.replies = [Reply(body=body) for _ in range(20) for body in (group, one(69123))]
    clock = FakeClock(START_AT)
    told: tuple[list[Any], list[Any]] = ([], [])

    async def rest() -> None:
        while len(clock._asleep) < 2:
            await asyncio.sleep(0)

    async def both() -> None:
        tasks: list[asyncio.Task[None]] = []
        for heard in told:
            feed = celestrak()(clock, sleep=clock.sleep, chance=lambda: 0.0)
            tasks.append(asyncio.create_task(feed.run(heard.append)))
        together = asyncio.ensure_future(asyncio.gather(*tasks))
        for _ in range(13 * 120):  # half a minute each; both come to rest in it
            await rest()
            await clock.advance(30, together)
        await rest()
        together.cancel()
        await asyncio.gather(together, return_exceptions=True)

    asyncio.run(both())
    asked = [asked.path.partition("?")[2].split("&")[0] for asked in source.asked]
    assert sorted(asked) == ["CATNR=69123"] * 3 + ["GROUP=science"] * 3  # in 13 h
    assert source.at_once == 1
    for heard in told:
        assert sorted(one.norad_id for one in heard[-1].elements) == [36508, 39452, 69123]


ONE_PROCESS = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from dishboard.feeds.celestrak.feed import CelestrakSettings, celestrak_feed
from dishboard.feeds.stops import Stops
from dishboard.model import Network, Spacecraft
from dishboard.time import FixedClock

class EnoughError(Exception):
    pass

async def sleep(seconds):
    raise EnoughError

craft = Spacecraft(id="CRY", name="CryoSat-2", norad_id=36508)
network = Network(name="test", sites=(), antennas=(), spacecraft=(craft,))
feed = celestrak_feed(
    network,
    FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC)),
    CelestrakSettings(url=sys.argv[1], groups=("science",)),
    cache_dir=Path(sys.argv[2]),
    stops=Stops(Path(sys.argv[3])),
    sleep=sleep,
)
print("ready", flush=True)
sys.stdin.readline()
try:
    asyncio.run(feed.run(lambda told: None))
except EnoughError:
    pass
"""


def test_real_processes_that_begin_at_once_ask_once(
    source: LoopbackSource, group: bytes, tmp_path: Path
) -> None:
    """Four of them over one cache, let go together, each until it first sleeps."""
    source.otherwise = lambda path: Reply(body=group)
    arguments = [source.address("/gp.php"), str(tmp_path / "cache"), str(tmp_path / "stops")]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ONE_PROCESS, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[0] for process in processes] == [""] * 4
    assert [process.returncode for process in processes] == [0] * 4
    assert len(source.asked) == 1


@pytest.mark.parametrize(("held", "a_day"), [(True, 8), (False, 92)])
def test_a_day_of_the_default_network(
    living: Living, source: LoopbackSource, one: One, tmp_path: Path, held: bool, a_day: int
) -> None:
    """From 8 questions, when the two groups hold every craft, to 92, when they hold none."""
    network = default_network()
    craft = [
        craft
        for craft in network.spacecraft
        if craft.shown and craft.norad_id and craft.ephemeris == "elements"
    ]
    records = [json.loads(one(craft.norad_id or 0, OBJECT_ID=craft.cospar_id)) for craft in craft]
    group = json.dumps([record for (record,) in records] if held else json.loads(one(5)))

    def answer(path: str) -> Reply:
        what = path.partition("?")[2].split("&")[0]
        if what.startswith("GROUP"):
            return Reply(body=group.encode())
        number = int(what.partition("=")[2])
        (found,) = (record for record in records if record[0]["NORAD_CAT_ID"] == number)
        return Reply(body=json.dumps(found).encode())

    source.otherwise = answer
    settings = CelestrakSettings(url=source.address("/gp.php"))
    life = living(
        lambda clock, **given: celestrak_feed(
            network, clock, settings, cache_dir=tmp_path, stops=Stops(None), **given
        )
    )
    life.live(24 * HOUR_S - 600)
    assert len(life.asked) == a_day
    assert len(life.news[-1].elements) == len(craft)
    assert life.news[-1].problems == ()
