"""A real Mosquitto, started by the tests on a port of its own, with a configuration of ours."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import shutil
import socket
import subprocess
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dishboard.feeds import FeedMessage, FeedTrouble
from dishboard.feeds.mqtt import MqttFeed, MqttPublisher, MqttSettings, sender_topic
from dishboard.feeds.mqtt.broker import open_connection
from dishboard.model import Network
from dishboard.networks import default_network
from dishboard.time import SystemClock

DEADLINE_S = 60.0  # nothing takes nearly as long; a loaded machine may
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """paho leaves a lost connection's socket to Python, which complains when it finds it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="session")
def mosquitto() -> str:
    """The broker's program."""
    found = shutil.which("mosquitto", path=PATH)
    if found is None:
        if os.environ.get("CI", "false") not in ("", "false"):
            pytest.fail("there is no Mosquitto, and no test may be missing where CI is set")
        pytest.skip("there is no Mosquitto here; make system-packages installs it where it may")
    return found


class Broker:
    """One broker. It can be killed and started again at the same port."""

    def __init__(self, program: str, folder: Path, *lines: str) -> None:
        # Bound and never listening: nobody else is given the port, also while the broker is dead.
        self._place = socket.socket()
        self._place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._place.bind(("127.0.0.1", 0))
        self.port: int = self._place.getsockname()[1]
        self._program = program
        self._config, self._log = folder / "mosquitto.conf", folder / "mosquitto.log"
        listener = (
            []
            if any(line.startswith("listener") for line in lines)
            else [f"listener {self.port} 127.0.0.1"]
        )
        access = (
            [] if any("allow_anonymous" in line for line in lines) else ["allow_anonymous true"]
        )
        # Started as root it would become another user, who cannot read what the tests write.
        user = ["user root"] if os.geteuid() == 0 else []
        self._config.write_text(
            "\n".join([*listener, *user, *access, *lines, ""]).format(port=self.port)
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and return when it listens."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "-c", str(self._config)], stdout=log, stderr=log
            )
        deadline_s = time.monotonic() + DEADLINE_S
        while True:
            assert self._process.poll() is None, self._log.read_text()
            with socket.socket() as knocking:
                if knocking.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert time.monotonic() < deadline_s, self._log.read_text()
            time.sleep(0.01)

    def kill(self) -> None:
        """As if its machine lost power."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        self.kill()
        self._place.close()

    def settings(self, **more: Any) -> MqttSettings:
        return MqttSettings(**({"host": "127.0.0.1", "port": self.port} | more))


@pytest.fixture
def make_broker(mosquitto: str, tmp_path: Path) -> Iterator[Callable[..., Broker]]:
    """Brokers with some lines of configuration; `{port}` in them is the broker's."""
    made: list[Broker] = []

    def make(*lines: str) -> Broker:
        broker = Broker(mosquitto, tmp_path, *lines)
        made.append(broker)
        broker.start()
        return broker

    yield make
    for broker in made:
        broker.close()


@pytest.fixture
def broker(make_broker: Callable[..., Broker]) -> Broker:
    """A broker that lets everybody do everything."""
    return make_broker()


@pytest.fixture(scope="session")
def network() -> Network:
    return default_network()


def status(
    aperture: str = "KIR-1",
    sequence: int | None = 1,
    *,
    at: datetime | None = None,
    cycle_s: float | None = 5.0,
    **more: Any,
) -> bytes:
    """A status message of now."""
    at = at or datetime.now(UTC)
    said: dict[str, Any] = {
        "schema": "dishboard.station-status/1",
        "site": aperture.partition("-")[0],
        "aperture": aperture,
        "time": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "seq": sequence,
        "cycle": cycle_s,
        "resources": [{"fr": "Antenna", "params": {"antPointingMode": "programTrack"}}],
    }
    return json.dumps(said | more).encode()


async def until(condition: Callable[[], Any], what: str) -> None:
    """Wait until something is so; fail when it does not become so."""
    try:
        async with asyncio.timeout(DEADLINE_S):
            while not condition():
                await asyncio.sleep(0.01)
    except TimeoutError:
        pytest.fail(f"never came about: {what}")


class Heard:
    """What a feed has published."""

    def __init__(self) -> None:
        self.messages: list[FeedMessage] = []
        self.troubles: list[FeedTrouble] = []

    def publish(self, item: Any) -> None:
        (self.messages if isinstance(item, FeedMessage) else self.troubles).append(item)

    @property
    def details(self) -> list[str]:
        return [trouble.detail for trouble in self.troubles]

    @property
    def sequences(self) -> list[int | None]:
        return [message.readings[0].sequence for message in self.messages]  # type: ignore[union-attr]

    async def message(self, count: int = 1) -> FeedMessage:
        await until(lambda: len(self.messages) >= count, f"{count} messages")
        return self.messages[-1]

    async def trouble(self, words: str) -> FeedTrouble:
        await until(lambda: any(words in said for said in self.details), f"{words}: {self.details}")
        return next(one for one in self.troubles if words in one.detail)


def sooner(seconds: float) -> Awaitable[None]:
    """A sleep of a twentieth, so that waiting to connect again takes no time of the tests."""
    return asyncio.sleep(seconds / 20)


@asynccontextmanager
async def listening(
    network: Network, settings: MqttSettings, **more: Any
) -> AsyncIterator[tuple[MqttFeed, Heard]]:
    """A feed that runs, and what it says."""
    feed = MqttFeed(network, SystemClock(), settings, **({"sleep": sooner} | more))
    heard = Heard()
    running = asyncio.create_task(feed.run(heard.publish))
    try:
        yield feed, heard
        if running.done():
            running.result()
    finally:
        await end(running)


async def end(running: asyncio.Task[None]) -> None:
    """Cancel once: a cancellation that gets lost is a fault, and is not waited for for ever."""
    running.cancel()
    await asyncio.wait([running], timeout=DEADLINE_S)
    assert running.done(), "it was cancelled, and goes on"


async def online(settings: MqttSettings, sender: str) -> None:
    """Wait until the broker knows that a sender is there."""
    words: list[bytes] = []
    async with open_connection(settings, lambda word: words.append(word.payload)) as watching:
        await watching.subscribe(sender_topic(sender), qos=1)
        await until(lambda: b"online" in words, f"{sender} is online")


@asynccontextmanager
async def sending(
    settings: MqttSettings, sender: str = "test-sender", *, dies: bool = False, **more: Any
) -> AsyncIterator[MqttPublisher]:
    """A sender that runs and is connected."""
    publisher = MqttPublisher(settings, sender, SystemClock(), **({"sleep": sooner} | more))
    running = asyncio.create_task(publisher.run())
    try:
        await until(lambda: publisher.is_connected or running.done(), "a connected sender")
        yield publisher
    finally:
        await end(running)


@pytest.fixture(name="status")
def the_status() -> Callable[..., bytes]:
    return status


@pytest.fixture(name="until")
def the_until() -> Callable[[Callable[[], Any], str], Awaitable[None]]:
    return until


@pytest.fixture(name="online")
def the_online() -> Callable[[MqttSettings, str], Awaitable[None]]:
    return online


@pytest.fixture(name="listening")
def the_listening(network: Network) -> Callable[..., Any]:
    return partial(listening, network)


@pytest.fixture(name="sending")
def the_sending() -> Callable[..., Any]:
    return sending
