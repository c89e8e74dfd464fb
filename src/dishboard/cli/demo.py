"""`dishboard serve --demo`: a board and the stations it watches, in one process.

The stations speak through the real door, by HTTP, with a token that holds as long as the process
and is nowhere among the user's. Nobody else may speak: what is real and what is played are never
shown side by side here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dishboard.errors import SettingError

if TYPE_CHECKING:
    from dishboard.cli.options import Looking
    from dishboard.model import Network
    from dishboard.program import Program
    from dishboard.simulate.player import Player

__all__ = ["demonstration", "serve_with"]

SOURCE = "Demonstration"
SEED = 1
BEHIND = timedelta(hours=2)  # of the past is told first: outcomes to look at, from the first minute
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # to listen there means this computer too

log = logging.getLogger("dishboard")


@contextmanager
def demonstration(
    network: Network, looking: Looking
) -> Generator[tuple[Program, Callable[[str], Player]]]:
    """A program that hears nobody but its own stations, and those stations for its address.

    Raises:
        SettingError: with another time than now: stations are played in real time.
    """
    from dishboard.app import make_program
    from dishboard.cli.sky import sky_of
    from dishboard.config import Settings, cache_folder, read_settings
    from dishboard.feeds.push import TokenFile
    from dishboard.simulate import SCENARIOS
    from dishboard.simulate.http import HttpPublisher
    from dishboard.simulate.player import Player
    from dishboard.time import SystemClock

    if looking.at is not None:
        raise SettingError("--demo and --at exclude each other: stations are played as time runs")
    with TemporaryDirectory(prefix="dishboard-demo-") as folder:
        clock = SystemClock()
        token = TokenFile(Path(folder)).add(SOURCE, clock.now(), simulated=True)
        program = make_program(
            network,
            offline=True,
            memory=cache_folder(),
            data=Path(folder),
            sky=sky_of(network, looking.ephemeris),
            settings=Settings(folder=read_settings(looking.network).folder),
        )

        def stations(address: str) -> Player:
            return Player(
                network,
                program.sky,
                list(network.antenna_by_id),
                SCENARIOS["usual"],
                SEED,
                HttpPublisher(_from_here(address), token, waiting=20_000),
                clock,
                behind=BEHIND,
            )

        yield program, stations


async def serve_with(
    program: Program,
    host: str,
    port: int,
    ready: Callable[[str], None],
    stations: Callable[[str], Player],
) -> None:
    """Serve the board and play the stations until interrupted."""
    from dishboard.server.run import serve

    playing: list[asyncio.Task[None]] = []

    def begin(address: str) -> None:
        ready(address)
        playing.append(asyncio.create_task(_play(stations(address)), name="stations"))

    try:
        await serve(program, host, port, begin)
    finally:
        for task in playing:
            task.cancel()
        await asyncio.gather(*playing, return_exceptions=True)


async def _play(player: Player) -> None:
    try:
        await player.run()
    except Exception:  # the board stays up: it turns late, then stale, as with any dead station
        log.exception("the stations of the demonstration stopped")


def _from_here(address: str) -> str:
    """An address that this computer can ask.

    >>> _from_here("http://0.0.0.0:8080/")
    'http://127.0.0.1:8080'
    """
    parts = urlsplit(address)
    host = EVERYWHERE.get(parts.hostname or "", parts.hostname or "")
    return f"http://[{host}]:{parts.port}" if ":" in host else f"http://{host}:{parts.port}"
