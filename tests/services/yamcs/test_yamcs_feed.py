"""The feed and a loopback double, which speaks as the Yamcs HTTP API is documented to."""

from __future__ import annotations

import asyncio
import base64
import re
from dataclasses import MISSING, fields
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from dishboard.board.state import FeedCondition
from dishboard.doctor.yamcs import yamcs
from dishboard.errors import SettingError
from dishboard.feeds.yamcs import YamcsSettings
from dishboard.model import Evidence, PointingReading

PAGE = (Path(__file__).parents[3] / "docs/feeds/yamcs.md").read_text(encoding="utf-8")


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


def test_a_name_that_yamcs_does_not_know_is_said(living: Any, double: Any) -> None:
    double.known.remove("/GS/stat")

    async def story() -> None:
        async with living(double) as life:
            await life.trouble("Yamcs does not know /GS/stat: check the mapping")
            await double.say(az=1.0, el=2.0)
            assert "does not know /GS/stat" in ((await life.message()).note or "")

    asyncio.run(story())


def test_where_yamcs_knows_none_of_the_names_nothing_can_be_heard(living: Any, double: Any) -> None:
    double.known.clear()

    async def story() -> None:
        async with living(double) as life:
            trouble = await life.trouble("it knows none of them, so nothing can be heard")
            assert trouble.condition is FeedCondition.FAILED
            # It stays so however often it connects again, and is over when a name is known.
            await life.until(lambda: len(double.asked) > 3, "several connections")
            assert [one.condition for one in life.troubles[life.troubles.index(trouble) :]] == [
                FeedCondition.FAILED
            ]
            double.known.append("/GS/az")
            await life.trouble("connected again")
            await double.say(az=1.0)
            await life.message()

    asyncio.run(story())


def test_a_refused_subscription_is_for_a_person(living: Any, double: Any) -> None:
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
    living: Any, double: Any, status: HTTPStatus, words: str, condition: FeedCondition
) -> None:
    double.status = status

    async def story() -> None:
        async with living(double) as life:
            assert (await life.trouble(words)).condition is condition

    asyncio.run(story())


def test_who_we_are_is_told_to_nobody_else(living: Any, double: Any, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("geheim")

    async def story() -> None:
        async with living() as other:
            elsewhere = f"ws://127.0.0.1:{other.double.port}/"
            double.status, double.location = HTTPStatus.FOUND, elsewhere
            async with living(double, api_key_file=str(tmp_path / "secret")) as life:
                trouble = await life.trouble(
                    "answers 302 instead of opening a WebSocket: check url"
                )
                assert trouble.condition is FeedCondition.FAILED
                assert not any("x-api-key" in headers for headers in other.double.headers)

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


def test_a_wrong_mapping_is_told_and_a_corrected_one_is_used(
    living: Any, tmp_path: Path, mapping: str
) -> None:
    async def story() -> None:
        (tmp_path / "map.toml").write_text(mapping.replace("antResourceStat", "antResourceState"))
        async with living() as life:
            trouble = await life.trouble("did you mean 'antResourceStat'?")
            assert trouble.condition is FeedCondition.FAILED
            (tmp_path / "map.toml").write_text(mapping)
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


def test_the_doctor_tries_it_and_says_what_to_do(
    living: Any, double: Any, tmp_path: Path, mapping: str
) -> None:

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
            (tmp_path / "map.toml").write_text(mapping.replace("Antenna.", "Antena."))
            found, *_ = await yamcs(settings, offline=False)
            assert "did you mean 'Antenna'?" in found.said

    asyncio.run(story())
