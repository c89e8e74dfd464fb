"""The same over MQTT: a real Mosquitto between the generator and the board."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.ingest.processes import Served, heard_from, processor_s, serving, start
from benchmarks.tables import Table

__all__ = ["report"]

RATE = 2_000  # messages a second
READERS = 100
SOURCE = "bench broker"
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
BEYOND = 10_000  # messages a second, more than the board takes
BURST_S = 3.0  # for so long; then the board is given its time
PATIENCE_S = 120.0
CONFIG = """listener {port} 127.0.0.1
user {user}
allow_anonymous true
max_queued_messages 1000000
set_tcp_nodelay true
"""


@dataclass
class Broker:
    """A Mosquitto of our own."""

    port: int
    process: int


def report(seconds: float, said: Callable[[str], object]) -> Iterator[Table]:
    """The tables, or one line where there is no Mosquitto."""
    program = shutil.which("mosquitto", path=PATH)
    if program is None:
        table = Table("MQTT", ("what", "figure"))
        table.rows.append(("not measured: there is no Mosquitto here (make system-packages)", "–"))
        yield table
        return
    said("MQTT: the generator's own limit")
    with _broker(program) as broker:
        free = _published(broker, 0, BURST_S)
    said(f"MQTT: {RATE:,} messages a second for {seconds:g} s")
    yield _sustained(program, seconds, free)
    said("MQTT: the limit beyond")
    yield _beyond(program)


@contextmanager
def _broker(program: str) -> Generator[Broker, None, None]:
    """A broker on a free port, with room for all that waits; see docs/feeds/mqtt.md."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "mosquitto.conf")
        config.write_text(CONFIG.format(port=port, user=getpass.getuser()))
        process = subprocess.Popen([program, "-c", str(config)], stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 10
            while not _listens(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("Mosquitto does not start")
                time.sleep(0.05)
            yield Broker(port, process.pid)
        finally:
            process.terminate()
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _listening(broker: Broker) -> Generator[Served, None, None]:
    """A board that listens to the broker, and is connected."""
    settings = f'[feeds.mqtt]\nhost = "127.0.0.1"\nport = {broker.port}\nname = "{SOURCE}"\n'
    with serving(settings) as served:
        deadline = time.monotonic() + 20
        while "connected" not in _feed(served)["detail"]:
            if time.monotonic() > deadline:
                raise RuntimeError(f"the board does not connect: {_feed(served)['detail']}")
            time.sleep(0.2)
        yield served


def _feed(served: Served) -> Any:
    return next(feed for feed in served.state()["feeds"] if feed["id"] == "mqtt")


def _published(broker: Broker, rate: float, seconds: float) -> Any:
    return heard_from(start("publisher", broker.port, rate, seconds))


def _all_there(served: Served, sent: int) -> tuple[Any, float]:
    """The feed when it has heard all that was sent, or nothing more comes; and when."""
    known, since = -1, time.perf_counter()
    began = since
    while True:
        feed = _feed(served)
        if feed["messages"] != known:
            known, since = feed["messages"], time.perf_counter()
        if known >= sent or time.perf_counter() - since > 5 or since - began > PATIENCE_S:
            return feed, since
        time.sleep(0.1)


def _sustained(program: str, seconds: float, free: Any) -> Table:
    table = Table(
        f"MQTT: {RATE:,} messages a second for {seconds:g} s, {READERS} readers",
        ("what", "figure", "unit"),
    )
    with _broker(program) as broker, _listening(broker) as served:
        readers = start("readers", served.address, READERS, seconds + 4)
        time.sleep(1.5)  # they connect and have their first snapshot
        ours, brokers = served.processor_s(), processor_s(broker.process)
        began = time.perf_counter()
        sent = _published(broker, RATE, seconds)
        feed, _ = _all_there(served, sent["sent"])
        lasted = time.perf_counter() - began
        ours, brokers = served.processor_s() - ours, processor_s(broker.process) - brokers
        heard = heard_from(readers)
        behind = _behind(served, sent)
        memory = served.memory_mb()
    figures = [
        ("sent, and acknowledged by the broker", f"{sent['sent']:,}", "messages"),
        ("a second", _rate(sent), "messages"),
        ("heard by the board", f"{feed['messages']:,}", "messages"),
        ("rejected", f"{feed['rejected']:,}", "messages"),
        ("lost: sent, and not counted by the board", f"{sent['sent'] - feed['messages']:,}", ""),
        ("antennas whose last word is not the last one sent", f"{behind}", ""),
        ("server's processor time per 1,000 messages", f"{ours / sent['sent'] * 1e6:.0f}", "ms"),
        ("server's share of a core, readers included", f"{ours / lasted:.0%}", ""),
        ("broker's processor time per 1,000 messages", f"{brokers / sent['sent'] * 1e6:.0f}", "ms"),
        ("server's memory at the end", f"{memory:,.0f}", "MB"),
        ("a reader's news, age when it came: median", f"{heard['lag_median_s'] * 1e3:,.0f}", "ms"),
        ("a reader's news, age when it came: worst", f"{heard['lag_worst_s'] * 1e3:,.0f}", "ms"),
        ("streams that ended early", f"{heard['ended']}", ""),
        ("generator's share of a core", f"{sent['processor_s'] / sent['seconds']:.0%}", ""),
        ("generator's own limit, to a broker to which nobody listens", _rate(free), "messages/s"),
    ]
    table.rows.extend(figures)
    return table


def _behind(served: Served, sent: Any) -> int:
    """Antennas that do not show the last word that was sent of them."""
    time.sleep(1.5)  # a tick after the last message
    shown = {
        reading["sequence"]
        for antenna in served.state()["antennas"]
        for reading in antenna["pointing"]
        if reading["source"] == SOURCE
    }
    return sum(number not in shown for number in sent["last"].values())


def _beyond(program: str) -> Table:
    table = Table(
        f"MQTT: the limit beyond, {BEYOND:,} messages a second for {BURST_S:g} s, no readers",
        ("who", "messages/s", "processor time per 1,000, ms", "share of a core"),
    )
    with _broker(program) as broker, _listening(broker) as served:
        ours, brokers = served.processor_s(), processor_s(broker.process)
        began = time.perf_counter()
        sent = _published(broker, BEYOND, BURST_S)
        feed, ended = _all_there(served, sent["sent"])
        ours, brokers = served.processor_s() - ours, processor_s(broker.process) - brokers
    lasted, count = ended - began, feed["messages"]
    own = sent["processor_s"] / sent["seconds"]
    for who, rate, per_1000, share in (
        ("generator", _rate(sent), sent["processor_s"] / sent["sent"], f"{own:.0%}"),
        ("broker", "", brokers / sent["sent"], f"{brokers / lasted:.0%}"),
        ("server", f"{count / lasted:,.0f}", ours / max(count, 1), f"{ours / lasted:.0%}"),
    ):
        table.rows.append((who, rate, f"{per_1000 * 1e6:.0f}", share))
    alone = f"{count / ours:,.0f}" if ours else "–"
    table.rows.append(("server, with a core of its own, by its processor time", alone, "", ""))
    table.rows.append(
        ("lost; what waits, waits at the broker", f"{sent['sent'] - count:,}", "", "")
    )
    return table


def _rate(sent: Any) -> str:
    return f"{sent['sent'] / sent['seconds']:,.0f}"
