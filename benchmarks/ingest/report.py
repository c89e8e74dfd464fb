"""The tables: what a message costs, a sustained rate beside readers, and the limit beyond."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.ingest import mqtt
from benchmarks.ingest.messages import batches
from benchmarks.ingest.processes import Served, heard_from, serving, start, started
from benchmarks.tables import Table, machine
from dishboard.app import make_program
from dishboard.feeds.status import Intake, readings_of
from dishboard.formats.station_status import parse_station_status
from dishboard.networks import default_network
from dishboard.time import SystemClock

__all__ = ["page", "report"]

RATE = 5_000  # readings a second
READERS = 100
BATCH = 250  # lines of one request
RUNS = 7


def report(seconds: float, said: Callable[[str], object]) -> Iterator[Table]:
    """All tables. `seconds`: how long the sustained rate is held."""
    said("what a message costs")
    yield _cost()
    said(f"{RATE:,} readings a second for {seconds:g} s")
    yield _sustained(seconds)
    said("the limit beyond")
    yield _beyond()
    yield from mqtt.report(seconds, said)


def page(tables: Iterable[Table]) -> str:
    """The tables as a page of the documentation."""
    head = (
        "# Benchmark: taking readings in\n\n"
        "What pushing costs, measured by `python -m benchmarks.ingest`, which also wrote this page "
        "(`--markdown`).\n\n"
        f"- **{machine()}**\n"
        "- A message is the example of [the status message](station-status.md): an antenna, a "
        "receiver, a transmitter, a\n  frame synchroniser and a resource of the station's own, "
        "20 antennas in turn, each message with its own time and number.\n"
        "- Server, generator and readers are processes of their own on this machine, which they "
        "share; with MQTT a\n  Mosquitto beside them, set as [its page](../feeds/mqtt.md) says.\n"
        "- Processor time is of all of a process's threads.\n\n"
    )
    return head + "\n".join(table.markdown() for table in tables)


def _cost() -> Table:
    """Processor time of each step for one message, in this process alone."""
    table = Table("One message: processor time, best of several", ("step", "µs", "bytes"))
    network = default_network()
    program = make_program(network, offline=True)
    program.board.add_feed("bench", "bench", 1.0, "")
    now = datetime.now(UTC)
    lines = next(batches(2_000))[0].split(b"\n")
    size = f"{len(lines[0]):,}"
    statuses = [parse_station_status(line) for line in lines]

    def taken() -> list[Any]:
        intake = Intake(
            network, "bench", feed="bench", simulated=False, cycle_s=1.0, clock=SystemClock()
        )
        return [intake.take(line, now) for line in lines]

    messages = taken()
    steps: dict[str, Callable[[], object]] = {
        "read": lambda: [parse_station_status(line) for line in lines],
        "made into readings": lambda: [
            readings_of(status, network, "bench", now, simulated=False) for status in statuses
        ],
        "taken in: read, judged, made into readings": taken,
    }
    for name, step in steps.items():
        table.rows.append((name, f"{_least_us(step, len(lines)):.1f}", size))
    best = float("inf")
    for run in range(RUNS):  # always newer than what the board has
        later = [_later(message, timedelta(seconds=run + 1)) for message in messages]
        began = time.process_time()
        for message in later:
            program.receive(message)
        best = min(best, (time.process_time() - began) / len(later) * 1e6)
    table.rows.append(("received by the board", f"{best:.1f}", size))
    return table


def _later(message: Any, by: timedelta) -> Any:
    from msgspec.structs import replace

    at = message.observed_at + by
    readings = tuple(replace(reading, observed_at=at) for reading in message.readings)
    return replace(message, observed_at=at, readings=readings)


def _least_us(step: Callable[[], object], count: int) -> float:
    best = float("inf")
    for _ in range(RUNS):
        began = time.process_time()
        step()
        best = min(best, time.process_time() - began)
    return best / count * 1e6


def _generated(address: str, tokens: list[str], rate: float, seconds: float, batch: int) -> Any:
    return heard_from(start("generator", address, ",".join(tokens), rate, seconds, batch))


def _sustained(seconds: float) -> Table:
    table = Table(
        f"{RATE:,} readings a second from one source for {seconds:g} s, {READERS} readers",
        ("what", "figure", "unit"),
    )
    with started(["-m", "benchmarks.ingest.sink"]) as (_, address):
        free = _generated(address, ["none"], 0, 3, BATCH)
    with serving() as served:
        readers = start("readers", served.address, READERS, seconds + 4)
        time.sleep(1.5)  # they connect and have their first snapshot
        worked, began = served.processor_s(), time.perf_counter()
        generator = start("generator", served.address, served.tokens[0], RATE, seconds, BATCH)
        ages = _watch(served, generator)
        sent = heard_from(generator)
        worked = served.processor_s() - worked
        lasted = time.perf_counter() - began
        heard = heard_from(readers)
        time.sleep(1.5)  # a tick after the last message
        lost, behind = _missing(served, sent)
        memory = served.memory_mb()
    per_second = sent["sent"] / sent["seconds"]
    figures = [
        ("sent", f"{sent['sent']:,}", "readings"),
        ("a second", f"{per_second:,.0f}", "readings"),
        ("accepted", f"{sent['accepted']:,}", "readings"),
        ("rejected", f"{sent['rejected']:,}", "readings"),
        ("requests refused", f"{sent['refused_requests']:,}", ""),
        ("lost: sent, and not counted by the board", f"{lost:,}", "readings"),
        ("antennas whose last word is not the last one sent", f"{behind}", ""),
        ("slowest request", f"{sent['slowest_s'] * 1e3:,.0f}", "ms"),
        ("server's processor time per 1,000 readings", f"{worked / sent['sent'] * 1e6:.0f}", "ms"),
        ("server's share of a core, readers included", f"{worked / lasted:.0%}", ""),
        ("server's memory at the end", f"{memory:,.0f}", "MB"),
        ("oldest newest word of an antenna on the board", f"{max(ages):.1f}", "s"),
        ("a reader's news, age when it came: median", f"{heard['lag_median_s'] * 1e3:,.0f}", "ms"),
        ("a reader's news, age when it came: worst", f"{heard['lag_worst_s'] * 1e3:,.0f}", "ms"),
        ("streams that ended early", f"{heard['ended']}", ""),
        ("to all readers", f"{heard['megabytes'] / seconds:.1f}", "MB/s"),
        ("generator's share of a core", f"{sent['processor_s'] / sent['seconds']:.0%}", ""),
        ("generator's own limit, to a server that thinks nothing", _rate(free), "readings/s"),
    ]
    table.rows.extend(figures)
    return table


def _watch(served: Served, generator: subprocess.Popen[str]) -> list[float]:
    """Once in a while the age of the oldest of the antennas' newest words; at least one."""
    ages: list[float] = []
    time.sleep(2.5)
    while generator.poll() is None:
        state = served.state()
        now = datetime.now(UTC)
        newest = [
            max(datetime.fromisoformat(reading["observed_at"]) for reading in antenna["pointing"])
            for antenna in state["antennas"]
            if any(reading["source"] == "bench 0" for reading in antenna["pointing"])
        ]
        if newest:
            ages.append((now - min(newest)).total_seconds())
        time.sleep(2)
    return ages or [float("nan")]


def _missing(served: Served, sent: Any) -> tuple[int, int]:
    """Readings that the board did not count, and antennas that do not show the last one sent."""
    state = served.state()
    feed = next(feed for feed in state["feeds"] if feed["id"] == "push-bench-0")
    shown = {
        reading["sequence"]
        for antenna in state["antennas"]
        for reading in antenna["pointing"]
        if reading["source"] == "bench 0"
    }
    behind = sum(number not in shown for number in sent["last"].values())
    return sent["sent"] - feed["messages"], behind


def _beyond() -> Table:
    table = Table(
        "As fast as it goes, from eight sources, no readers",
        ("lines of a request", "readings/s", "server, ms per 1,000", "server's core"),
    )
    for batch in (1, 10, BATCH, 2_000):
        with serving() as served:
            worked = served.processor_s()
            sent = _generated(served.address, served.tokens, 0, 6, batch)
            worked = served.processor_s() - worked
        row = (f"{worked / sent['sent'] * 1e6:.0f}", f"{worked / sent['seconds']:.0%}")
        table.rows.append((f"{batch:,}", _rate(sent), *row))
    return table


def _rate(sent: Any) -> str:
    return f"{sent['sent'] / sent['seconds']:,.0f}"
