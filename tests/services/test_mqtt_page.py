"""The configuration and the commands of docs/feeds/mqtt.md, used as they stand there."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dishboard.feeds.mqtt import MqttSettings

PAGE = (Path(__file__).parents[2] / "docs/feeds/mqtt.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_every_setting_is_on_the_page_with_its_default() -> None:
    listed = dict(re.findall(r"^\| `(\w+)` \| (?:`([^`]+)`|–) \|", PAGE, re.MULTILINE))
    defaults = {
        one.name: "" if one.default is MISSING else str(one.default) for one in fields(MqttSettings)
    }
    assert listed == defaults


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The files that the page speaks of, here instead of in /etc."""
    (tmp_path / "certs").mkdir()
    (tmp_path / "rules").write_text(blocks("conf")[1])
    (tmp_path / "mqtt-password").write_text("of the board\n")
    return tmp_path


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here")
def test_the_page(
    place: Path, make_broker: Callable[..., Any], listening: Any, online: Any
) -> None:
    certificates, passwords, publishing, staying = blocks("sh")
    environment = os.environ | {
        "BOARD_PASSWORD": "of the board",
        "PASSWORD": "of kiruna",
        "BROKER": "localhost",
    }

    def here(text: str, port: int) -> str:
        for folder in ("/etc/mosquitto/", "/etc/dishboard/", "/var/lib/mosquitto/"):
            text = text.replace(folder, f"{place}/")
        return text.replace("8883", str(port))

    for making in (certificates, passwords):
        subprocess.run(["sh", "-ec", here(making, 0)], env=environment, cwd=place, check=True)
    config = here(blocks("conf")[0], 0).replace("listener 0", "listener {port} 127.0.0.1")
    broker = make_broker(*config.splitlines())
    table = tomllib.loads(here(blocks("toml")[0], 0))["feeds"]["mqtt"]
    settings = msgspec.convert(table | {"port": broker.port}, MqttSettings)

    async def life() -> None:
        async with listening(settings) as (feed, heard):
            await heard.trouble("connected to localhost")
            with subprocess.Popen(
                ["sh", "-c", "exec " + here(staying, broker.port).partition("| ")[2]],
                env=environment,
                stdin=subprocess.PIPE,
            ) as sender:
                assert sender.stdin is not None
                sender.stdin.write(b"online\n")
                sender.stdin.flush()
                await online(settings, "kiruna")
                await asyncio.to_thread(
                    subprocess.run,
                    ["sh", "-ec", here(publishing, broker.port)],
                    env=environment,
                    check=True,
                )
                message = await heard.message()
                assert message.readings[0].antenna == "KIR-1"
                sender.kill()
            await heard.trouble("its sender kiruna died at ")
            other = here(publishing, broker.port).replace("/KIR/KIR-1/", "/NNO/NNO-1/")
            await asyncio.to_thread(
                subprocess.run, ["sh", "-c", other], env=environment, check=False
            )
            # The rules keep Kiruna from speaking of New Norcia: the broker takes it and drops it.
            await asyncio.to_thread(
                subprocess.run,
                ["sh", "-ec", here(publishing, broker.port).replace('"seq": 1', '"seq": 2')],
                env=environment,
                check=True,
            )
            await heard.message(2)
            assert heard.sequences == [1, 2]
            assert feed.counts.rejected == 0

    asyncio.run(life())
