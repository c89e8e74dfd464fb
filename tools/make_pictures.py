"""Make the pictures of the docs from the real page.

    python tools/make_pictures.py                 the default network, offline, at one fixed instant
    python tools/make_pictures.py CAPTURE.xml     besides, the replay of a recorded DSN Now capture

The same sources give the same pictures. They are photographed in headless Chromium at the three
sizes that the page is made for.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

AT = "2026-11-23T09:45:00Z"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
WALL, LAPTOP, PHONE = (3840, 2160), (1440, 900), (390, 844)
# name, size, colour scheme, keys to press first
SHOTS = (
    ("harp", LAPTOP, "dark", ""),
    ("harp", LAPTOP, "light", ""),
    ("harp", WALL, "dark", ""),
    ("phone", PHONE, "dark", ""),
    ("phone", PHONE, "light", ""),
    ("map", LAPTOP, "dark", "2"),
    ("timeline", LAPTOP, "light", "3"),
    ("antenna", LAPTOP, "light", "ArrowRight ArrowRight Enter"),
)
REPLAY_SHOTS = (("observed", LAPTOP, "dark", ""),)
FOLDER = Path(__file__).parent.parent / "docs/pictures"


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    make(["--at", AT], SHOTS)
    if len(sys.argv) > 1:
        make(["--offline", "--replay", sys.argv[1]], REPLAY_SHOTS)
    return 0


def make(arguments: list[str], shots: tuple[tuple[str, tuple[int, int], str, str], ...]) -> None:
    """Serve the board as the arguments say, and take some pictures of it."""
    command = [sys.executable, "-m", "dishboard", "serve", "--port", "0", *arguments]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        found = re.search(r"http://\S+/", server.stdout.readline())
        assert found, "the server did not start"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=FLAGS
            )
            for name, size, scheme, keys in shots:
                target = FOLDER / f"{name}-{size[0]}x{size[1]}-{scheme}.png"
                photograph(browser, found[0], target, size, scheme, keys)
                print(target.name, f"{target.stat().st_size / 1000:.0f} kB")
    finally:
        server.kill()


def photograph(
    browser: Browser, address: str, target: Path, size: tuple[int, int], scheme: str, keys: str
) -> None:
    """One picture, once the page has drawn and come to rest."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page.goto(address)
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.wait_for_timeout(3_000)
    for key in keys.split():
        page.keyboard.press(key)
        page.wait_for_timeout(1_500)
    page.screenshot(path=target)
    page.close()


if __name__ == "__main__":
    sys.exit(main())
