"""A loopback double that speaks as the Yamcs HTTP API is documented to, and a feed that hears."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from dishboard.feeds import FeedMessage, FeedTrouble
from dishboard.feeds.yamcs import YamcsFeed, YamcsSettings
from dishboard.networks import default_network
from dishboard.time import SystemClock

DEADLINE_S = 60.0  # nothing takes nearly as long; a loaded machine may
MAPPING = """
[[antenna]]
site = "KIR"
aperture = "KIR-1"
[antenna.parameters]
"/GS/az" = "Antenna.antActualPointing.azimuth"
"/GS/el" = "Antenna.antActualPointing.elevation"
"/GS/stat" = "Antenna.antResourceStat"
"""


class Double:
    """A server that knows some parameters; tests make it speak."""

    def __init__(self) -> None:
        self.known = ["/GS/az", "/GS/el", "/GS/stat"]
        self.exception: Any = None
        self.status: HTTPStatus | None = None
        self.location = ""
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Any] = []
        self.paths: list[str] = []
        self.open: ServerConnection | None = None
        self.names: list[str] = []  # that were subscribed to
        self.port = 0
        self.closes = False  # after its first frame
        self._sequence = 0

    def check(self, connection: ServerConnection, request: Any) -> Any:
        self.headers.append(request.headers)
        self.paths.append(request.path)
        if self.status is None:
            return None
        response = connection.respond(self.status, "no\n")
        if self.location:
            response.headers["Location"] = self.location
        return response

    async def serve(self, connection: ServerConnection) -> None:
        asked = json.loads(await connection.recv())
        self.asked.append(asked)
        data: dict[str, Any] = {"@type": "/yamcs.api.Reply", "replyTo": asked["id"]}
        if self.exception:
            data["exception"] = self.exception
        await connection.send(json.dumps({"type": "reply", "call": 3, "seq": 0, "data": data}))
        if self.exception:
            return
        names = [one["name"] for one in asked["options"]["id"]]
        self._sequence = 0
        self.open, self.names = connection, names
        await self.send(
            mapping={
                str(number): {"name": name}
                for number, name in enumerate(names)
                if name in self.known
            },
            invalid=[{"name": name} for name in names if name not in self.known],
        )
        if not self.closes:
            await connection.wait_closed()

    async def send(self, **data: Any) -> None:
        assert self.open is not None
        self._sequence += 1
        said = {"type": "parameters", "call": 3, "seq": self._sequence, "data": data}
        await self.open.send(json.dumps(said))

    async def say(self, skip: int = 0, **values: Any) -> None:
        """Values by the last part of their names, of now."""
        self._sequence += skip
        await self.send(
            values=[
                {
                    "numericId": self.names.index(f"/GS/{name}"),
                    "engValue": {"type": "DOUBLE", "doubleValue": value}
                    if isinstance(value, float)
                    else {"type": "ENUMERATED", "stringValue": value},
                    "generationTime": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
                    "acquisitionStatus": "ACQUIRED",
                }
                for name, value in values.items()
            ]
        )


class Life:
    """A running feed, its double, and what was published."""

    def __init__(self, double: Double) -> None:
        self.double = double
        self.messages: list[FeedMessage] = []
        self.troubles: list[FeedTrouble] = []
        self.feed: YamcsFeed | None = None

    def publish(self, item: Any) -> None:
        (self.messages if isinstance(item, FeedMessage) else self.troubles).append(item)

    async def until(self, condition: Any, what: str) -> None:
        try:
            async with asyncio.timeout(DEADLINE_S):
                while not condition():
                    await asyncio.sleep(0.01)
        except TimeoutError:
            pytest.fail(f"never came about: {what}; told: {[one.detail for one in self.troubles]}")

    async def trouble(self, words: str) -> FeedTrouble:
        await self.until(lambda: any(words in one.detail for one in self.troubles), words)
        return next(one for one in self.troubles if words in one.detail)

    async def message(self, count: int = 1) -> FeedMessage:
        await self.until(lambda: len(self.messages) >= count, f"{count} messages")
        return self.messages[-1]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def sooner(seconds: float) -> Awaitable[None]:
    """A sleep of a twentieth, so that waiting to connect again takes no time of the tests."""
    return asyncio.sleep(seconds / 20)


@pytest.fixture
def living(tmp_path: Path) -> Any:
    (tmp_path / "map.toml").write_text(MAPPING)

    @asynccontextmanager
    async def living(
        double: Double | None = None, sleep: Any = sooner, **more: Any
    ) -> AsyncIterator[Life]:
        double = double or Double()
        life = Life(double)
        async with serve(
            double.serve,
            "127.0.0.1",
            double.port,
            subprotocols=["json"],
            process_request=double.check,
        ) as server:
            double.port = next(iter(server.sockets)).getsockname()[1]
            given: dict[str, Any] = {
                "url": f"http://127.0.0.1:{double.port}",
                "instance": "kiruna",
                "mapping": str(tmp_path / "map.toml"),
            }
            feed = YamcsFeed(
                default_network(),
                SystemClock(),
                YamcsSettings(**(given | more)),
                sleep=sleep,
            )
            life.feed = feed
            running = asyncio.create_task(feed.run(life.publish))
            try:
                yield life
                if running.done():
                    running.result()
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    return living


@pytest.fixture
def double() -> Double:
    return Double()


@pytest.fixture
def mapping() -> str:
    return MAPPING
