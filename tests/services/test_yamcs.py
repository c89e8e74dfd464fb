"""The feed and a loopback double, which speaks as the Yamcs HTTP API is documented to."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from dishboard.board.state import FeedCondition
from dishboard.doctor.yamcs import yamcs
from dishboard.errors import SettingError
from dishboard.feeds import FeedMessage, FeedTrouble
from dishboard.feeds.yamcs import YamcsFeed, YamcsSettings
from dishboard.model import Evidence, PointingReading
from dishboard.networks import default_network
from dishboard.time import SystemClock

PAGE = (Path(__file__).parents[2] / "docs/feeds/yamcs.md").read_text(encoding="utf-8")
DEADLINE_S = 20.0
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
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Any] = []
        self.paths: list[str] = []
        self.open: ServerConnection | None = None
        self.port = 0
        self._sequence = 0

    def check(self, connection: ServerConnection, request: Any) -> Any:
        self.headers.append(request.headers)
        self.paths.append(request.path)
        return connection.respond(self.status, "no\n") if self.status else None

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
        self.open = connection
        await self.send(
            mapping={
                str(number): {"name": name}
                for number, name in enumerate(names)
                if name in self.known
            },
            invalid=[{"name": name} for name in names if name not in self.known],
        )
        self.names = names
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


@pytest.fixture
def living(tmp_path: Path) -> Any:
    (tmp_path / "map.toml").write_text(MAPPING)

    @asynccontextmanager
    async def living(double: Double | None = None, **more: Any) -> AsyncIterator[Life]:
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
                sleep=lambda seconds: asyncio.sleep(seconds / 20),
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


def test_values_become_readings(living: Any) -> None:
    async def story() -> None:
        async with living() as life:
            await life.trouble("connected to http://127.0.0.1")
            assert life.double.paths == ["/api/websocket"]
            assert life.double.headers[0]["Sec-WebSocket-Protocol"] == "json"
            options = life.double.asked[0]["options"]
            assert (options["instance"], options["processor"]) == ("kiruna", "realtime")
            assert [one["name"] for one in options["id"]] == ["/GS/az", "/GS/el", "/GS/stat"]
            await life.double.say(az=181.5, el=42.0)
            message = await life.message()
            (pointing,) = [one for one in message.readings if isinstance(one, PointingReading)]
            assert pointing.antenna == "KIR-1"
            assert (pointing.azimuth_deg, pointing.elevation_deg) == (181.5, 42.0)
            assert (pointing.source, pointing.evidence) == ("Yamcs kiruna", Evidence.OBSERVED)
            assert message.cycle_s == 10.0
            await life.double.say(az=182.0)
            (pointing,) = [
                one for one in (await life.message(2)).readings if isinstance(one, PointingReading)
            ]
            assert (pointing.azimuth_deg, pointing.elevation_deg) == (182.0, 42.0)
            assert life.feed is not None
            assert life.feed.counts.readings == 2

    asyncio.run(story())


def test_a_name_that_yamcs_does_not_know_is_said(living: Any) -> None:
    double = Double()
    double.known.remove("/GS/stat")

    async def story() -> None:
        async with living(double) as life:
            await life.trouble("Yamcs does not know /GS/stat: check the mapping")
            await double.say(az=1.0, el=2.0)
            assert "does not know /GS/stat" in ((await life.message()).note or "")

    asyncio.run(story())


def test_where_yamcs_knows_none_of_the_names_nothing_can_be_heard(living: Any) -> None:
    double = Double()
    double.known.clear()

    async def story() -> None:
        async with living(double) as life:
            trouble = await life.trouble("it knows none of them, so nothing can be heard")
            assert trouble.condition is FeedCondition.FAILED

    asyncio.run(story())


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"generationTime": "yesterday"}, "generationTime: expected an instant"),
        ({"generationTime": "9999-12-31T23:00:00Z"}, "is in the future"),
        ({}, "none of its values has a generationTime"),
    ],
)
def test_a_server_of_which_nothing_can_be_used_has_failed_until_something_can(
    living: Any, value: dict[str, Any], reason: str
) -> None:
    more = {"engValue": {"type": "DOUBLE", "doubleValue": 1.0}, "acquisitionStatus": "ACQUIRED"}

    async def story() -> None:
        async with living() as life:
            await life.trouble("connected")
            for _ in range(3):
                await life.double.send(values=[{"numericId": 0, **more, **value}])
            trouble = await life.trouble("nothing usable arrives: 3 refused, last ")
            assert trouble.condition is FeedCondition.FAILED
            assert reason in trouble.detail
            assert life.messages == []

    asyncio.run(story())


def test_a_refused_subscription_is_for_a_person(living: Any) -> None:
    double = Double()
    double.exception = {"code": 404, "type": "NotFoundException", "msg": "No instance 'kiruna'"}

    async def story() -> None:
        async with living(double) as life:
            trouble = await life.trouble("refuses the subscription (NotFoundException No instance")
            assert trouble.condition is FeedCondition.FAILED

    asyncio.run(story())


@pytest.mark.parametrize(
    ("status", "words", "condition"),
    [
        (HTTPStatus.UNAUTHORIZED, "refuses us (401): check who we are", FeedCondition.FAILED),
        (HTTPStatus.NOT_FOUND, "answers 404 instead of opening", FeedCondition.FAILED),
        (HTTPStatus.BAD_GATEWAY, "answers 502", FeedCondition.UNAVAILABLE),
    ],
)
def test_what_http_says(
    living: Any, status: HTTPStatus, words: str, condition: FeedCondition
) -> None:
    double = Double()
    double.status = status

    async def story() -> None:
        async with living(double) as life:
            assert (await life.trouble(words)).condition is condition

    asyncio.run(story())


def test_who_we_are(living: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim\n")

    async def story() -> None:
        async with living(username="board", password_file=str(secret)) as life:
            await life.trouble("connected")
            said = life.double.headers[0]["Authorization"]
            assert base64.b64decode(said.removeprefix("Basic ")) == b"board:geheim"
        async with living(api_key_file=str(secret)) as life:
            await life.trouble("connected")
            assert life.double.headers[0]["x-api-key"] == "geheim"
        async with living(api_key_file=str(tmp_path / "none")) as life:
            trouble = await life.trouble("feeds.yamcs.api_key_file: ")
            assert trouble.condition is FeedCondition.FAILED

    asyncio.run(story())
    assert "geheim" not in caplog.text


def test_a_lost_connection_comes_back_by_itself(
    living: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with living() as life:
            await life.trouble("connected")
            await life.double.say(az=1.0, el=2.0)
            await life.message()
            assert life.double.open is not None
            life.double.open.transport.abort()
            lost = await life.trouble("lost http://127.0.0.1")
            assert lost.condition is FeedCondition.UNAVAILABLE
            back = await life.trouble("connected again after ")
            assert back.condition is FeedCondition.OK
            await life.double.say(az=3.0)
            await life.message(2)

    asyncio.run(story())
    told = [one.getMessage() for one in caplog.records if one.name == "dishboard.feeds"]
    assert len(told) == 2  # once when it was lost, once when it was back


def test_frames_that_the_server_dropped_are_said(living: Any) -> None:
    async def story() -> None:
        async with living() as life:
            await life.trouble("connected")
            for skip in (0, 0, 0, 3):
                await life.double.say(skip=skip, az=1.0, el=2.0)
            assert "3 messages of kiruna/realtime were missed" in (
                (await life.message(4)).note or ""
            )

    asyncio.run(story())


@pytest.mark.parametrize(
    "garbage", ["", "[]", '{"type": "parameters"}', b"\x00\x01", "[" * 50_000, "x" * 1_000_000]
)
def test_garbage_is_refused_with_a_reason_and_the_rest_goes_on(living: Any, garbage: Any) -> None:
    async def story() -> None:
        async with living() as life:
            await life.trouble("connected")
            assert life.double.open is not None
            await life.double.open.send(garbage)
            await life.double.say(az=1.0, el=2.0)
            assert "refused kiruna: " in ((await life.message()).note or "")
            assert life.feed is not None
            assert (life.feed.counts.readings, life.feed.counts.rejected) == (1, 1)

    asyncio.run(story())


def test_a_wrong_mapping_is_told_and_a_corrected_one_is_used(living: Any, tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "map.toml").write_text(MAPPING.replace("antResourceStat", "antResourceState"))
        async with living() as life:
            trouble = await life.trouble("did you mean 'antResourceStat'?")
            assert trouble.condition is FeedCondition.FAILED
            (tmp_path / "map.toml").write_text(MAPPING)
            await life.trouble("connected")

    asyncio.run(story())


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"url": "ws://x"}, "url: expected an http(s) address"),
    ({"instance": ""}, "instance: expected a name"),
    ({"mapping": ""}, "mapping: expected a file"),
    ({"username": "x"}, "username and password_file stand together"),
    ({"username": "x", "password_file": "p", "api_key_file": "k"}, "either a username or"),
    ({"ca_file": "x"}, "ca_file: stands without https"),
    ({"cycle_s": 0.0}, "cycle_s: expected"),
    ({"name": ""}, "name: expected"),
]


@pytest.mark.parametrize(("given", "words"), FAULTS)
def test_a_setting_that_cannot_be_is_named(given: dict[str, Any], words: str) -> None:
    good: dict[str, Any] = {"url": "http://x", "instance": "y", "mapping": "z"}
    with pytest.raises(SettingError, match=words.replace("(", r"\(").replace(")", r"\)")):
        YamcsSettings(**(good | given))


def test_every_setting_is_on_the_page_with_its_default() -> None:
    listed = dict(re.findall(r"^\| `([a-z_]+)` \| (?:`([^`]+)`|–) \|", PAGE, re.MULTILINE))
    defaults = {
        one.name: "" if one.default is MISSING else str(one.default)
        for one in fields(YamcsSettings)
    }
    assert listed == defaults


def test_the_doctor_tries_it_and_says_what_to_do(living: Any, tmp_path: Path) -> None:
    double = Double()

    async def story() -> None:
        async with living(double) as life:
            await life.trouble("connected")
            settings = YamcsSettings(
                url=f"http://127.0.0.1:{double.port}",
                instance="kiruna",
                mapping=str(tmp_path / "map.toml"),
            )
            (found,) = await yamcs(settings, offline=False)
            assert "takes the subscription" in found.said
            (found,) = await yamcs(settings, offline=True)
            assert "was not tried" in found.said
            double.exception = {"msg": "No instance 'kiruna'"}
            (found,) = await yamcs(settings, offline=False)
            assert "No instance 'kiruna'" in found.said
            assert found.todo == "correct [feeds.yamcs], or ask who runs it"
            (tmp_path / "map.toml").write_text(MAPPING.replace("Antenna.", "Antena."))
            found, *_ = await yamcs(settings, offline=False)
            assert "did you mean 'Antenna'?" in found.said

    asyncio.run(story())
