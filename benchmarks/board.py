"""The default network, offline: how soon the board is there, and what keeping it costs."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

import msgspec

from dishboard.app import make_program
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

    def encode() -> bytes:
        return msgspec.json.encode(program.state)

    yield _timed("encoding the state", encode, runs=50, scale=1e3, unit="ms")
    document = Document(encode(), "application/json", "")
    yield Figure("the state, JSON", len(document.body) / 1e3, len(document.body) / 1e3, "kB")
    yield Figure("the state, gzip", len(document.gzipped) / 1e3, len(document.gzipped) / 1e3, "kB")


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
