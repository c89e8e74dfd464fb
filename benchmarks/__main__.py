"""Figures that people feel: how soon the board is there, how large its state is, what a plan costs.

make bench

Run it alone on the machine, before and after a change that claims speed, and show both. It judges
nothing: a figure says what it was, on this machine, today.
"""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

DISHBOARD = Path(sys.executable).parent / "dishboard"
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


def say(what: str, value: float, unit: str) -> None:
    print(
        f"{what:<52}{value:>12,.3f} {unit}" if value < 100 else f"{what:<52}{value:>12,.0f} {unit}"
    )


def best_of(times: int, command: list[str]) -> tuple[float, bytes]:
    """Least wall time of a command in seconds, and what it wrote."""
    least_s, output = float("inf"), b""
    for _ in range(times):
        began_s = time.perf_counter()
        output = subprocess.run(command, check=True, capture_output=True).stdout
        least_s = min(least_s, time.perf_counter() - began_s)
    return least_s, output


def one_shot() -> None:
    at = f"{AT:%Y-%m-%dT%H:%MZ}"
    command = [str(DISHBOARD), "now", "--offline", "--at", at, "--json"]
    least_s, state = best_of(3, command)
    say("dishboard now --offline --json, best of 3", least_s, "s")
    say("the state as JSON", len(state), "bytes")
    say("the state as JSON, gzip level 6", len(gzip.compress(state, 6)), "bytes")


def first_page() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began_s = time.perf_counter()
    command = [str(DISHBOARD), "serve", "--offline", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page = None
        while page is None and time.perf_counter() - began_s < 60 and server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
                    page = answer.read()
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)
        if page is None:
            sys.exit("the server gave no page")
        say("dishboard serve --offline, start to first page", time.perf_counter() - began_s, "s")
        say("the first page, with its state", len(page), "bytes")
    finally:
        server.terminate()
        server.wait()


def plan() -> None:
    from dishboard.ephemeris import Sky
    from dishboard.networks import default_network
    from dishboard.plan import passes_to_plan, plan_from_passes

    network = default_network()
    sky = Sky.builtin(network)
    span = AT - timedelta(hours=6), AT + timedelta(hours=48)
    began_s = time.perf_counter()
    passes = passes_to_plan(network, sky, *span)
    seen_s = time.perf_counter()
    contacts = plan_from_passes(network, passes, *span)
    say("passes for a plan of 54 h", seen_s - began_s, "s")
    say("the plan of 54 h from its passes", time.perf_counter() - seen_s, "s")
    say("contacts in it", len(contacts), "")


if __name__ == "__main__":
    for measure in (plan, one_shot, first_page):
        measure()
