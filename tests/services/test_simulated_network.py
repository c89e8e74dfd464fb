"""Simulated stations and real processes: the demonstration, and twenty antennas with a broker.

Twenty antennas speak through a real Mosquitto to a real server: three processes, and a ledger.

The orbits are made up around the real now, so that the plan has contacts on any day; the seed is
searched for, so that every outcome that a station can bring about is among them.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import msgspec
import numpy as np
import pytest

from dishboard.cli.sky import sky_of
from dishboard.config import read_network
from dishboard.plan import make_plan
from dishboard.simulate import Fate, LedgerEntry, Scenario, Stations
from dishboard.simulate.player import most_used
from dishboard.time import format_instant
from dishboard.units import GM_EARTH_KM3_S2

DEADLINE_S = 120.0  # on a loaded machine; nothing takes nearly as long on a quiet one
CYCLE_S = 4.0  # late for six seconds, and then stale: time enough to see both
BEHIND = timedelta(hours=5)
CRAFT = range(1, 9)
# Craft of the test's own, due on many passes a day: any five hours have contacts enough.
SPACECRAFT = """
[[spacecraft]]
id = "T{number}"
name = "Test craft {number}"
cospar_id = "2099-{number:03}A"
links = [{{ direction = "down", band = "X" }}, {{ direction = "up", band = "S" }}]
agreement = {{ regime = "LEO", passes_per_day = 12, antennas = ["{antenna}", "KIR-1"] }}
"""
ANTENNAS = ("KIR-1", "SVB-1", "TRO-1", "KIR-2")
SCENARIO = Scenario(
    **dict.fromkeys(("early_loss", "dropouts", "breakdown", "wrong_spacecraft"), 0.0),
    late_start=0.3,
    no_lock=0.2,
    no_show=0.2,
    storms_per_day=0.0,
    silences_per_day=0.0,
    maintenance_per_day=0.0,
    unplanned_per_day=0.0,
    skewed=0.0,
)


class Play(NamedTuple):
    """What the processes are told."""

    antennas: list[str]
    seed: int
    network: Path
    orbits: Path
    scenario: Path


def expected(entry: LedgerEntry) -> str:
    """The outcome by docs/understanding/outcomes.md of what was told of throughout."""
    if entry.fate is Fate.NO_SHOW:
        return "missed"
    if entry.locked_share == 0.0:
        return "failed"
    return "completed" if entry.locked_share >= 0.9 else "degraded"


def orbit(number: int, unix_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A circle over the poles, 700 km up: position and velocity in GCRF, km and km/s."""
    radius_km = 7_078.0
    rate = np.sqrt(GM_EARTH_KM3_S2 / radius_km**3)
    angle = rate * unix_s + number
    inclination, node = np.radians(98.0), 0.7 * number
    towards = np.array([np.cos(node), np.sin(node), 0.0])
    across = np.array(
        [
            -np.sin(node) * np.cos(inclination),
            np.cos(node) * np.cos(inclination),
            np.sin(inclination),
        ]
    )
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    position_km = radius_km * (cos * towards + sin * across)
    return position_km, radius_km * rate * (cos * across - sin * towards)


@pytest.fixture
def play(
    tmp_path: Path,
    oem_segment: Callable[..., str],
    oem_file: Callable[..., bytes],
) -> Play:
    now = datetime.now(UTC)
    network_file = tmp_path / "network.toml"
    network_file.write_text(
        'networks = ["estrack", "dsn", "partners"]\n'
        + "".join(
            SPACECRAFT.format(number=number, antenna=ANTENNAS[number % len(ANTENNAS)])
            for number in CRAFT
        )
    )
    network = read_network([str(network_file)])
    hours = np.arange(-48 * 3600.0, 72 * 3600.0, 120.0)
    unix_s = now.timestamp() // 60 * 60 + hours
    segments = []
    for number in CRAFT:
        craft = network.spacecraft_by_id[f"T{number}"]
        names = {"OBJECT_NAME": craft.name, "OBJECT_ID": craft.cospar_id}
        segments.append(oem_segment(unix_s, *orbit(number, unix_s), **names))
    orbits = tmp_path / "orbits.oem"
    orbits.write_bytes(oem_file(*segments, created_at=now.replace(microsecond=0)))
    sky = sky_of(network, [orbits])
    antennas = most_used(network, sky, now, 20)
    begin_at, end_at = now - BEHIND - timedelta(hours=2), now + timedelta(hours=14)
    plan = make_plan(network, sky, begin_at, end_at)
    for seed in range(200):
        stations = Stations(network, sky, plan, antennas, SCENARIO, seed, begin_at, end_at)
        over = [one for one in stations.ledger(now - BEHIND, now) if began(one, now)]
        if {expected(one) for one in over} == {"completed", "degraded", "failed", "missed"}:
            break
    else:
        pytest.fail(f"no seed has every outcome among {len(over)} contacts")
    scenario = tmp_path / "scenario.toml"
    figures = msgspec.to_builtins(SCENARIO).items()
    scenario.write_text("".join(f"{name} = {value}\n" for name, value in figures))
    return Play(antennas, seed, network_file, orbits, scenario)


def began(entry: LedgerEntry, now: datetime) -> bool:
    """Whether all of a contact's track was told of, and so well that its share is sure."""
    return entry.bot_at > now - BEHIND + timedelta(minutes=5) and not (
        0.8 < entry.locked_share < 0.95
    )


class Processes:
    """`dishboard` commands that are ended with the test."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._running = folder, list[subprocess.Popen[bytes]]()
        self._environment = os.environ | {
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_DATA_HOME": str(folder / "home"),
        }

    def start(self, name: str, *arguments: object) -> subprocess.Popen[bytes]:
        with self.log(name).open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dishboard", *map(str, arguments)],
                stdout=log,
                stderr=log,
                env=self._environment,
            )
        self._running.append(process)
        return process

    def log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def end(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    made = Processes(tmp_path)
    yield made
    made.end()


def wait(condition: Callable[[], Any], what: Callable[[], object] | str) -> Any:
    """What the condition gives once it is so; fails when it does not become so."""
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    pytest.fail(f"never came about: {what() if callable(what) else what}")


def asking(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, trust_env=False, timeout=DEADLINE_S)


@pytest.mark.slow  # a minute
def test_a_broker_killed_midway_and_a_sender_that_dies(
    tmp_path: Path, make_broker: Callable[..., Any], play: Play, processes: Processes
) -> None:
    # As docs/feeds/mqtt.md has it: with Mosquitto's own 1,000 a past told at once is cut.
    broker = make_broker("max_queued_messages 100000")
    settings = tmp_path / "dishboard.toml"
    settings.write_text(f'[feeds.mqtt]\nhost = "127.0.0.1"\nport = {broker.port}\n')
    common = ["--network", play.network, "--network", settings, "--ephemeris", play.orbits]
    processes.start(
        "serve", "serve", *common, "--offline", "--port", 0, "--data", tmp_path / "data"
    )
    address = wait(
        lambda: re.search(r"at (http://\S+)/ ", processes.log("serve").read_text()),
        lambda: processes.log("serve").read_text(),
    )[1]
    ledger = tmp_path / "ledger.ndjson"
    simulate = [
        "simulate", *common, "--via", "mqtt", "--mqtt", f"127.0.0.1:{broker.port}",
        "--antennas", *play.antennas, "--cycle", CYCLE_S, "--scenario", play.scenario,
        "--seed", play.seed, "--waiting", 0,
    ]  # fmt: skip
    began_at = datetime.now(UTC)
    past = ["--behind", BEHIND.total_seconds() / 3600, "--behind-cycle", 20, "--ledger", ledger]
    stations = processes.start("simulate", *simulate, *past)

    with asking(address) as client:

        def state() -> Any:
            return client.get("/api/v1/state").json()

        def feed() -> Any:
            return next(one for one in state()["feeds"] if one["id"] == "mqtt")

        def antennas(freshness: str) -> int:
            """How many have a simulated pointing of this freshness; nothing is ever observed."""
            pointing = [
                one
                for antenna in state()["antennas"]
                for one in antenna["pointing"]
                if one["evidence"] != "predicted"
            ]
            assert all(one["evidence"] == "simulated" for one in pointing)
            return sum(one["freshness"] == freshness for one in pointing)

        wait(lambda: antennas("fresh") == 20, lambda: feed())
        wait(
            lambda: "are told" in processes.log("simulate").read_text(),
            lambda: processes.log("simulate").read_text(),
        )

        # Every outcome that a station can bring about, as it was played.
        played = [
            msgspec.json.decode(line, type=LedgerEntry) for line in ledger.read_bytes().splitlines()
        ]
        sure = {f"{one.contact}-simulated": expected(one) for one in played if began(one, began_at)}
        assert set(sure.values()) == {"completed", "degraded", "failed", "missed"}

        def records() -> list[Any]:
            span = {"from": format_instant(began_at - timedelta(hours=6))}
            found = client.get("/api/v1/records", params=span).json()
            return [one for one in found if one["id"] in sure]

        wait(
            lambda: {one["id"]: one["outcome"] for one in records()} == sure,
            lambda: [
                (one["id"], one["outcome"], one["reason"], sure[one["id"]])
                for one in records()
                if one["outcome"] != sure[one["id"]]
            ],
        )
        told = state()
        assert told["totals"]["seen"] is None
        assert told["notices"][0].startswith("Nothing is observed: 20 antennas simulated by MQTT")

        # The broker dies: late, then stale; it comes back, and what was lost meanwhile is told.
        wait(lambda: antennas("fresh") == 20, lambda: feed())  # a slow machine is not behind now
        broker.kill()
        wait(lambda: antennas("late") > 0, "late antennas")
        wait(lambda: antennas("stale") == 20, "stale antennas")
        wait(lambda: feed()["condition"] == "unavailable", lambda: feed())
        assert client.get("/readyz").status_code == 503
        broker.start()
        wait(lambda: antennas("fresh") == 20, lambda: feed())
        wait(lambda: "were missed between" in feed()["detail"], lambda: feed())
        assert feed()["condition"] == "ok"
        wait(lambda: client.get("/readyz").status_code == 200, lambda: client.get("/readyz").text)

        # The sender dies: its broker tells, and the antennas grow old all the same.
        stations.kill()
        wait(lambda: f"dishboard-simulate-{play.seed} died" in feed()["detail"], lambda: feed())
        wait(lambda: antennas("stale") == 20, "stale antennas")
        again = processes.start("again", *simulate)
        wait(lambda: antennas("fresh") == 20, lambda: feed())

        # It ends as it is asked to, and says goodbye.
        again.send_signal(signal.SIGINT)
        assert again.wait(DEADLINE_S) == 0
        assert "messages sent" in processes.log("again").read_text()
        wait(lambda: "went offline" in feed()["detail"], lambda: feed())
        assert "Traceback" not in processes.log("serve").read_text()
        assert json.dumps(state())  # it still answers


def test_the_demonstration_shows_nothing_but_simulated_stations(
    tmp_path: Path, processes: Processes
) -> None:
    serving = processes.start("demo", "serve", "--demo", "--port", 0)
    address = wait(
        lambda: re.search(r"at (http://\S+)/ ", processes.log("demo").read_text()),
        lambda: processes.log("demo").read_text(),
    )[1]
    assert "simulated stations of ESTRACK" in processes.log("demo").read_text()
    with asking(address) as client:

        def state() -> Any:
            return client.get("/api/v1/state").json()

        def feed() -> Any:
            return next(one for one in state()["feeds"] if one["id"] == "push-demonstration")

        def reported() -> list[Any]:
            return [
                one
                for antenna in state()["antennas"]
                for one in (*antenna["pointing"], *antenna["links"], *antenna["activity"])
                if one["evidence"] != "predicted"
            ]

        wait(lambda: len({one["antenna"] for one in reported()}) == 49, lambda: state()["feeds"])
        assert {one["evidence"] for one in reported()} == {"simulated"}
        assert {one["source"] for one in reported()} == {"Demonstration"}
        told = state()
        assert told["totals"]["seen"] is None
        assert told["notices"][0] == (
            "Nothing is observed: 49 antennas simulated by Demonstration."
        )
        heard = [one["id"] for one in told["feeds"] if one["condition"] != "disabled"]
        assert heard == ["push-demonstration"]
        assert (feed()["simulated"], feed()["condition"]) == (True, "ok")
        # The past arrives too: two hours of it, each antenna twice a minute.
        wait(lambda: feed()["readings"] > 49 * 220, lambda: feed())
        assert feed()["rejected"] == 0
        records = client.get("/api/v1/records").json()
        watched = [one for one in records if one["evidence"] is not None]
        assert watched
        assert all(one["id"].endswith("-simulated") or one["contact"] is None for one in watched)
        assert {one["evidence"] for one in watched} == {"simulated"}
        wait(lambda: client.get("/readyz").status_code == 200, lambda: client.get("/readyz").text)
    serving.send_signal(signal.SIGINT)
    assert serving.wait(DEADLINE_S) in (0, -signal.SIGINT, 130)
    assert "Traceback" not in processes.log("demo").read_text()
    assert not list((tmp_path / "home").rglob("tokens*"))
