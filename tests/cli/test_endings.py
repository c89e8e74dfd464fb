"""What ends a command from outside: it is quiet, leaves nothing behind, and says what it was."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dishboard.feeds.push import TokenFile

OF_ONE = ("passes", "--antenna", "KIR-1", "--spacecraft", "CRY", "--at", "2026-11-23T09:30:00Z")
PROGRAM = "import sys; from dishboard.cli import main; sys.exit(main())"
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
        'Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"schema"'
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
        with socket.create_connection(("127.0.0.1", int(port[1])), timeout=20) as sending:
            sending.sendall(begun.encode())
            sending.settimeout(0.5)
            with pytest.raises(TimeoutError):  # it waits for the rest
                sending.recv(1)
            sending.settimeout(20)
            running.send_signal(signal.SIGTERM)
            with sending.makefile("rb") as answering:  # head and body may come one after the other
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
        broker.settimeout(60)
        port = broker.getsockname()[1]
        settings = folder / "broker.toml"
        settings.write_text(f'[feeds.mqtt]\nhost = "127.0.0.1"\nport = {port}\ntls = true\n')
        yield broker, settings


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 0)]
)
def test_a_server_is_ended_while_its_broker_takes_the_connection_and_says_nothing(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    """The TLS handshake is waited for in a thread that nobody can stop, for five seconds."""
    with (
        listening_broker(tmp_path) as (broker, settings),
        subprocess.Popen(
            [
                *(sys.executable, "-c", PROGRAM, "serve", "--offline", "--port", "0"),
                *("--data", str(tmp_path), "--network", "estrack", str(settings)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as running,
    ):
        assert running.stderr is not None
        silent, _ = broker.accept()
        with silent:
            silent.settimeout(20)
            assert silent.recv(1)  # its greeting: now it waits for ours
            asked_at_s = time.monotonic()
            running.send_signal(number)
            said = running.stderr.read()
            running.wait()
            took_s = time.monotonic() - asked_at_s
    assert said == b""
    assert running.returncode == status
    assert took_s < 3.5


def test_a_simulation_is_ended_while_its_broker_says_nothing(tmp_path: Path) -> None:
    with (
        listening_broker(tmp_path) as (broker, settings),
        subprocess.Popen(
            [
                *(sys.executable, "-c", PROGRAM, "simulate", "--antennas", "1", "--via", "mqtt"),
                *("--network", "estrack", str(settings)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as running,
    ):
        silent, _ = broker.accept()
        with silent:
            silent.settimeout(60)
            assert silent.recv(1)  # its greeting: now it waits for ours
            asked_at_s = time.monotonic()
            running.send_signal(signal.SIGTERM)
            running.communicate()
            took_s = time.monotonic() - asked_at_s
    assert running.returncode == 0
    assert took_s < 3.5


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
