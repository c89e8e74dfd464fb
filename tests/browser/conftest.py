"""A real server and a real browser: Debian's Chromium, headless."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ADDRESS = re.compile(r"http://[\d.]+:(\d+)/")
SOON_MS = 60_000  # for whatever is waited for; a loaded machine may take seconds
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium these tests cannot run; in CI that is an error, elsewhere it is said."""
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        if CHROMIUM is None and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one file: while it is there an event loop runs, and other tests bring their own."""
    assert CHROMIUM is not None, "CI needs Chromium: make system-packages installs it"
    expect.set_options(timeout=SOON_MS)
    with sync_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A new page with a profile of its own."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(SOON_MS)
    yield context.new_page()
    context.close()


class Server:
    """A `dishboard serve` process that can be killed and started again at the same address."""

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments
        self._port = 0
        self._process: subprocess.Popen[str] | None = None
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}/"

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [sys.executable, "-m", "dishboard", "serve", "--port", str(self._port)]
        self._process = subprocess.Popen(
            [*command, *self._arguments], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        found = ADDRESS.search(line)
        assert found, f"the server did not say where it listens: {line!r}"
        self._port = int(found[1])

    def kill(self) -> None:
        """As a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def serve(*arguments: str) -> Server:
        servers.append(Server(*arguments))
        return servers[-1]

    yield serve
    for server in servers:
        server.kill()
