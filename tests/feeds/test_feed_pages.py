"""What the feeds' pages say is so."""

from __future__ import annotations

import asyncio
import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from dishboard import testing
from dishboard.feeds import FeedMessage
from dishboard.feeds.bands import band_of
from dishboard.feeds.dsn_now.feed import DsnNowSettings
from dishboard.formats.dsn_now import link_state
from dishboard.networks import default_network
from dishboard.time import FixedClock

PAGES = Path(__file__).parents[2] / "docs" / "feeds"
DSN_NOW = (PAGES / "dsn-now.md").read_text(encoding="utf-8")


def test_the_example_feed_runs() -> None:
    page = (PAGES / "index.md").read_text(encoding="utf-8")
    example, _ = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    world: dict[str, Any] = {"__name__": "example"}
    exec(compile(example, "docs/feeds/index.md", "exec"), world)
    told: list[Any] = []
    feed = world["Mast"](FixedClock(datetime(2026, 11, 23, tzinfo=UTC)))
    asyncio.run(feed.run(told.append))
    (message,) = told
    assert isinstance(message, FeedMessage)
    assert message.readings[0].antenna == "ROOF-1"


def test_the_example_of_a_feed_with_a_connection_hears_a_station() -> None:
    page = (PAGES / "index.md").read_text(encoding="utf-8")
    _, example = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    world: dict[str, Any] = {"__name__": "example"}
    exec(compile(example, "docs/feeds/index.md", "exec"), world)
    message = (PAGES.parents[1] / "tests/fixtures/station_status/pass.json").read_bytes()
    line = msgspec.json.encode(msgspec.json.decode(message)) + b"\n"

    async def life() -> list[Any]:
        async def station(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(line)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(station, "127.0.0.1", 0)
        address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        told: asyncio.Queue[Any] = asyncio.Queue()
        clock = FixedClock(datetime(2026, 11, 23, 9, 30, 1, tzinfo=UTC))
        feed = world["LineFeed"](
            "lines", "Our station", address, default_network(), clock, cycle_s=5, simulated=False
        )
        running = asyncio.create_task(feed.run(told.put_nowait))
        try:
            return [await asyncio.wait_for(told.get(), 20) for _ in range(3)]
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            server.close()

    connected, message, closed = asyncio.run(life())
    assert connected.detail.endswith("no message yet")
    assert message.readings[0].antenna == "KIR-1"
    assert "closed the connection" in closed.detail


def test_the_tools_for_testing_are_those_of_the_module() -> None:
    page = (PAGES / "index.md").read_text(encoding="utf-8")
    part = page.partition("### Tools for testing")[2].partition("\n## ")[0]
    told = re.findall(r"`(?:await )?(\w+)(?:\.(\w+))?", part)
    names = {name for name, _ in told}
    assert set(testing.__all__) - {"Asked"} <= names  # one is met only in `source.asked`
    for instance, kind in (("clock", testing.FakeClock), ("source", testing.LoopbackSource)):
        for attribute in {attribute for name, attribute in told if name == instance and attribute}:
            assert attribute in {*dir(kind), *kind.__init__.__code__.co_names}, attribute
    (reply,) = re.findall(r"`Reply\((.*?)\)`", part)
    assert reply.split(", ") == [one.name for one in fields(testing.Reply)]


def test_every_setting_is_on_the_page_with_its_default() -> None:
    listed = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", DSN_NOW, re.MULTILINE))
    defaults = {field.name: str(field.default) for field in fields(DsnNowSettings)}
    assert listed == defaults


def test_the_rules_of_the_page_are_those_of_the_module() -> None:
    """Row by row: active, signalType and state."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \| .+? \| (\S+) \|$", DSN_NOW, re.MULTILINE)
    of_page = [row for row in rows if not row[0].startswith(("---", "downlink", "uplink"))]
    assert link_state.__doc__ is not None
    of_module = re.findall(
        r"^    (\S+(?:, \S+)?)  +(\S+(?:, \S+)?)  +\S.*?  +(\S+)$",
        link_state.__doc__,
        re.MULTILINE,
    )
    of_module = [row for row in of_module if row[0] != "active"]
    assert len(of_module) == 20
    assert of_page == of_module


def test_the_bands_of_the_page_are_those_of_the_module() -> None:
    listed = re.findall(r"\b(S|X|K|Ka) (\d+\.\d)–(\d+\.\d)", DSN_NOW)
    assert [band for band, _, _ in listed] == ["S", "X", "K", "Ka"]
    for band, low_ghz, high_ghz in listed:
        for inside_ghz in (float(low_ghz), float(high_ghz)):
            assert band_of(inside_ghz * 1e9) == band
        for outside_ghz in (float(low_ghz) - 0.1, float(high_ghz) + 0.1):
            assert band_of(outside_ghz * 1e9) != band
