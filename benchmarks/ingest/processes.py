"""The processes that take part: a server, and whoever sends to it or reads from it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dishboard.feeds.push import TokenFile

__all__ = ["Served", "heard_from", "processor_s", "serving", "start", "started"]

SOURCES = 8  # may push: each may send 10,000 a second


@dataclass
class Served:
    """A server process with sources that may push."""

    address: str
    tokens: list[str]
    process: int

    def processor_s(self) -> float:
        """Processor time so far, all its threads."""
        return processor_s(self.process)

    def memory_mb(self) -> float:
        text = Path(f"/proc/{self.process}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", text)
        return int(found[1]) / 1e3 if found else float("nan")

    def state(self) -> Any:
        with urllib.request.urlopen(f"{self.address}/api/v1/state") as answer:
            return json.load(answer)


def processor_s(process: int) -> float:
    """Processor time of a process so far, all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(settings: str = "") -> Generator[Served, None, None]:
    """A server with sources that may push. `settings`: as they stand in a file for it."""
    with tempfile.TemporaryDirectory() as folder:
        file, now = TokenFile(Path(folder)), datetime.now(UTC)
        tokens = [file.add(f"bench {number}", now) for number in range(SOURCES)]
        command = ["-m", "dishboard", "serve", "--offline", "--port", "0", "--data", folder]
        if settings:
            written = Path(folder, "dishboard.toml")
            written.write_text(settings)
            command += ["--network", str(written)]
        with started(command) as (process, address):
            yield Served(address.rstrip("/"), tokens, process)


@contextmanager
def started(command: list[str]) -> Generator[tuple[int, str], None, None]:
    """A process of this Python that says its address in its first line."""
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield process.pid, next(word for word in line.split() if "://" in word)
    finally:
        process.terminate()
        process.communicate()


def start(module: str, *arguments: object) -> subprocess.Popen[str]:
    """A process of `benchmarks.ingest`, which prints what became."""
    command = [sys.executable, "-m", f"benchmarks.ingest.{module}", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def heard_from(process: subprocess.Popen[str]) -> Any:
    """What it printed in the end."""
    return json.loads(process.communicate()[0])
