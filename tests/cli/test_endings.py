"""What ends a command from outside: it is quiet, leaves nothing behind, and says what it was."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

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
