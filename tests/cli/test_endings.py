"""What ends a command from outside: it is quiet, leaves nothing behind, and says what it was."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dishboard.feeds.push import TokenFile

OF_ONE = ("passes", "--antenna", "KIR-1", "--spacecraft", "CRY", "--at", "2026-11-23T09:30:00Z")
PROGRAM = "import sys; from dishboard.cli import main; sys.exit(main())"
# The handshake with a broker is waited for in a thread that nobody can stop: five seconds, and here
# so long that who waits for that thread never ends.
PATIENT = """
import sys
from paho.mqtt.client import Client
from dishboard.cli import main

begin = Client.__init__

def patiently(self, *given, **named):
    begin(self, *given, **named)
    self._connect_timeout = 3_600.0

Client.__init__ = patiently
sys.exit(main())
"""
DEADLINE_S = 60.0  # nothing takes nearly as long; a loaded machine may
IN_THE_MIDDLE = """
import signal, sys
from dishboard.cli import main, pass_output

write, number = pass_output._csv, int(sys.argv.pop())

def interrupted(*given):
    write(*given)
    signal.raise_signal(number)

pass_output._csv = interrupted
sys.exit(main())
"""


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_reader_that_has_seen_enough_ends_it_quietly(form: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *OF_ONE, "--format", form],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert said == b""
    assert running.returncode == 128 + signal.SIGPIPE  # as `git log | head` and `grep | head` end


def test_a_server_that_is_ended_answers_who_was_still_sending(tmp_path: Path) -> None:
    token = TokenFile(tmp_path).add("Kiruna", datetime(2026, 11, 23, tzinfo=UTC))
    begun = (
        "POST /api/v1/readings HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 5000\r\n"
        "Expect: 100-continue\r\n\r\n"
    )
    with subprocess.Popen(
        [
            *(sys.executable, "-c", PROGRAM, "serve", "--offline", "--port", "0"),
            *("--data", str(tmp_path)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        port = re.search(r":(\d+)/", running.stdout.readline())
        assert port is not None
        with socket.create_connection(("127.0.0.1", int(port[1])), timeout=DEADLINE_S) as sending:
            sending.sendall(begun.encode())
            with sending.makefile("rb") as answering:  # head and body may come one after the other
                assert answering.readline() == b"HTTP/1.1 100 Continue\r\n"  # it waits for a body
                assert answering.readline() == b"\r\n"
                sending.sendall(b'{"schema"')
                running.send_signal(signal.SIGTERM)
                answer = answering.read().decode()
        said = running.stderr.read()
    assert answer.startswith("HTTP/1.1 503")
    assert "the board is ending; send this again" in answer
    assert "Traceback" not in said
    assert running.returncode == -signal.SIGTERM


@contextmanager
def listening_broker(folder: Path) -> Iterator[tuple[socket.socket, Path]]:
    """A socket that takes the place of a broker with TLS, and the network file that names it."""
    with socket.create_server(("127.0.0.1", 0)) as broker:
        broker.settimeout(DEADLINE_S)
        port = broker.getsockname()[1]
        settings = folder / "broker.toml"
        settings.write_text(f'[feeds.mqtt]\nhost = "127.0.0.1"\nport = {port}\ntls = true\n')
        yield broker, settings


def ended_while_its_broker_is_silent(
    running: subprocess.Popen[bytes], broker: socket.socket, number: signal.Signals
) -> tuple[bytes, bytes]:
    """End it by a signal while it waits for the broker's part of the handshake; what it said."""
    try:
        silent, _ = broker.accept()
        with silent:
            silent.settimeout(DEADLINE_S)
            assert silent.recv(1)  # its greeting: now it waits for ours
            running.send_signal(number)
            return running.communicate(timeout=DEADLINE_S)
    finally:
        running.kill()


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 0)]
)
def test_a_server_is_ended_while_its_broker_takes_the_connection_and_says_nothing(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    with (
        listening_broker(tmp_path) as (broker, settings),
        subprocess.Popen(
            [
                *(sys.executable, "-c", PATIENT, "serve", "--offline", "--port", "0"),
                *("--data", str(tmp_path), "--network", "estrack", str(settings)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as running,
    ):
        _, said = ended_while_its_broker_is_silent(running, broker, number)
    assert said == b""
    assert running.returncode == status


def test_a_simulation_is_ended_while_its_broker_says_nothing(tmp_path: Path) -> None:
    with (
        listening_broker(tmp_path) as (broker, settings),
        subprocess.Popen(
            [
                *(sys.executable, "-c", PATIENT, "simulate", "--antennas", "1", "--via", "mqtt"),
                *("--network", "estrack", str(settings)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as running,
    ):
        ended_while_its_broker_is_silent(running, broker, signal.SIGTERM)
    assert running.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("before", [None, b"what was there before"])
def test_a_command_that_is_ended_leaves_no_part_of_a_file(
    tmp_path: Path, number: signal.Signals, before: bytes | None
) -> None:
    file = tmp_path / "passes.csv"
    if before is not None:
        file.write_bytes(before)
    done = subprocess.run(
        [
            *(sys.executable, "-c", IN_THE_MIDDLE, *OF_ONE),
            *("--format", "csv", "--output", str(file), str(int(number))),
        ],
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert done.returncode == -number  # who started it sees that it was this signal
    kept = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert kept == ({} if before is None else {"passes.csv": before})
