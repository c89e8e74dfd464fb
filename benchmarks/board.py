"""The default network, offline: how soon the board is there, and what keeping it costs."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import msgspec

from dishboard.app import make_program
from dishboard.ephemeris import Sky
from dishboard.model import (
    ActivityReading,
    Direction,
    Evidence,
    LinkReading,
    LinkState,
    Parameter,
    ParametersReading,
    PointingReading,
    Reading,
    TargetKind,
)
from dishboard.networks import default_network
from dishboard.server.wire import Document

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Figure:
    """One measured figure; `least` is what the machine can, `median` what it did."""

    what: str
    least: float
    median: float
    unit: str


def figures() -> Iterator[Figure]:
    """All figures of this file."""
    yield _timed("process start to first page, served", _first_page, runs=5, scale=1, unit="s")
    yield _timed("dishboard now --offline --json, whole command", _now, runs=5, scale=1, unit="s")
    program = make_program(default_network(), at=AT)
    yield _timed("plan for 56 h", program.replan, runs=3, scale=1, unit="s")
    program.refresh()
    yield _timed("one tick: compute, merge, judge", program.refresh, runs=50, scale=1e3, unit="ms")

    yield from _live()
    yield _judged_by_another_sky()

    def encode() -> bytes:
        return msgspec.json.encode(program.state)

    yield _timed("encoding the state", encode, runs=50, scale=1e3, unit="ms")
    document = Document(encode(), "application/json", "")
    yield Figure("the state, JSON", len(document.body) / 1e3, len(document.body) / 1e3, "kB")
    yield Figure("the state, gzip", len(document.gzipped) / 1e3, len(document.gzipped) / 1e3, "kB")


def _live() -> Iterator[Figure]:
    """Every antenna in contact and heard every second, five readings each."""
    program = make_program(default_network(), at=AT)
    program.replan()
    board = program.board
    board.add_feed("live", "live", 1.0, "")
    antennas = [antenna.id for antenna in program.network.antennas]
    crafts = [craft.id for craft in program.network.spacecraft if craft.shown]
    taken: list[float] = []
    ticks: list[float] = []
    for second in range(300):
        at = AT + timedelta(seconds=second)
        messages = [
            tuple(_said(antenna, crafts[place % len(crafts)], at))
            for place, antenna in enumerate(antennas)
        ]
        began = time.process_time()
        for readings in messages:
            board.receive(readings, feed_id="live", observed_at=at, received_at=at)
        taken.append((time.process_time() - began) / (len(messages) * len(messages[0])))
        if second == 0 or second >= 200:
            began = time.process_time()
            board.tick(at)
            ticks.append(time.process_time() - began)
    first, *ticks = (ticks[0], *ticks[-50:])
    yield Figure("the first judging of all", first * 1e3, first * 1e3, "ms")
    yield Figure("taking in a reading", min(taken) * 1e6, median(taken) * 1e6, "µs")
    what = f"one judging of {len(antennas)} contacts on, heard every second"
    yield Figure(what, min(ticks) * 1e3, median(ticks) * 1e3, "ms")


def _judged_by_another_sky() -> Figure:
    """Six hours of every antenna in contact, judged anew, as whenever newer elements come."""
    program = make_program(default_network(), at=AT)
    board = program.board
    board.add_feed("live", "live", 60.0, "")
    crafts = [craft.id for craft in program.network.spacecraft if craft.shown]
    hours = 6
    for minute in range(-60 * hours, 1):
        at = AT + timedelta(minutes=minute)
        for place, antenna in enumerate(program.network.antenna_by_id):
            readings = tuple(_said(antenna, crafts[place % len(crafts)], at))
            board.receive(readings, feed_id="live", observed_at=at, received_at=at)
    board.tick(AT)
    took: list[float] = []
    for _ in range(5):
        board.use_sky(Sky.builtin(program.network))
        began = time.process_time()
        board.tick(AT)
        took.append((time.process_time() - began) * 1e3)
    return Figure(f"{hours} h of all antennas judged by a new sky", min(took), median(took), "ms")


def _said(antenna: str, craft: str, at: datetime) -> Iterator[Reading]:
    """What a station says in one message."""
    common: dict[str, Any] = {
        "evidence": Evidence.OBSERVED,
        "source": "live",
        "observed_at": at,
        "received_at": at,
        "antenna": antenna,
    }
    target: dict[str, Any] = {"spacecraft": craft, "target_kind": TargetKind.SPACECRAFT}
    yield PointingReading(**common, **target, azimuth_deg=at.second * 1.0, elevation_deg=30.0)
    for way in Direction:
        yield LinkReading(**common, **target, direction=way, state=LinkState.DATA)
    yield ActivityReading(**common, condition="operational")
    yield ParametersReading(
        **common, parameters=(Parameter(resource="Antenna", name="wind", value=3.0),)
    )


def _timed(what: str, work: Callable[[], object], *, runs: int, scale: float, unit: str) -> Figure:
    times: list[float] = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * scale)
    return Figure(what, min(times), median(times), unit)


def _now() -> None:
    command = [sys.executable, "-m", "dishboard", "now", "--offline", "--json"]
    subprocess.run(command, check=True, capture_output=True)


def _first_page() -> None:
    command = [sys.executable, "-m", "dishboard", "serve", "--offline", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = next(word for word in server.stdout.readline().split() if "://" in word)
        with urllib.request.urlopen(address) as answer:
            assert b'id="state"' in answer.read()
    finally:
        server.kill()
        server.communicate()
