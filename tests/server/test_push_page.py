"""The commands of docs/feeds/push.md, run as they stand there against a server on the loopback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dishboard.feeds.push import PushSettings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/feeds/push.md").read_text(encoding="utf-8")
EXAMPLE = json.loads((ROOT / "tests/fixtures/station_status/pass.json").read_text())

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An environment in which the page's commands find a server and a token."""
    folder = tmp_path_factory.mktemp("push")
    program = str(Path(sys.executable).parent / "dishboard")
    environment = os.environ | {
        "XDG_DATA_HOME": str(folder),
        "NO_PROXY": "127.0.0.1",
        "PATH": f"{Path(program).parent}:{os.environ['PATH']}",
    }
    token = subprocess.run(
        [program, "token", "add", "Kiruna control"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    server = subprocess.Popen(
        [program, "serve", "--offline", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    address = re.search(r"http://\S+(?=/ )", server.stdout.readline())
    assert address is not None
    # The page's other examples send files: the example message, of now.
    now = subprocess.run(
        ["date", "-u", "+%Y-%m-%dT%H:%M:%SZ"], capture_output=True, text=True, check=True
    ).stdout.strip()
    (folder / "message.json").write_text(json.dumps(EXAMPLE | {"time": now}))
    pointing = {"antActualPointing": {"azimuth": 9999, "elevation": 42}}
    slips = {"aperture": "KIR-11", "resources": [{"fr": "Antenna", "params": pointing}]}
    (folder / "typo.json").write_text(json.dumps(EXAMPLE | {"time": now} | slips))
    yield environment | {"TOKEN": token, "DISHBOARD": address.group(), "PWD": str(folder)}
    server.terminate()
    server.communicate(timeout=20)


def pairs() -> list[tuple[str, str]]:
    """Each command that asks the server, with the answer that the page shows below it."""
    found = re.findall(r"```sh\n([^`]*)```\n\nanswers\n\n```json\n([^`]*)```", PAGE, re.DOTALL)
    assert len(found) == 3
    return found


@pytest.mark.parametrize(("command", "answer"), pairs())
def test_what_the_page_says_is_what_happens(
    shell: dict[str, str], command: str, answer: str
) -> None:
    said = subprocess.run(
        ["sh", "-c", command],
        env=shell,
        cwd=shell["PWD"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(said.stdout) == json.loads(answer)


def test_the_settings_on_the_page_are_the_defaults() -> None:
    (table,) = re.findall(r"```toml\n([^`]*)```", PAGE)
    assert PushSettings(**tomllib.loads(table)["feeds"]["push"]) == PushSettings()
