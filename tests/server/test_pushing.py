"""POST /api/v1/readings by its ASGI face, over a real board in fake time."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import random
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from dishboard.board.state import FeedCondition
from dishboard.model import Evidence
from dishboard.server import readings as readings_module
from dishboard.server.wire import encode

EXAMPLE = (Path(__file__).parents[1] / "fixtures/station_status/pass.json").read_bytes()
NOW = datetime(2026, 11, 23, 9, 30, 1, tzinfo=UTC)
ONE, MANY = "application/json", "application/x-ndjson"


def message(**changes: Any) -> bytes:
    return json.dumps(json.loads(EXAMPLE) | changes).encode()


def test_a_message_reaches_the_board(pushing: Any) -> None:
    answer = pushing.post(EXAMPLE)
    assert answer.status_code == 200
    assert answer.json() == {"accepted": 1, "rejected": 0, "problems": []}
    links = pushing.antenna().links
    assert {link.evidence for link in links if link.source == "Kiruna control"} == {
        Evidence.OBSERVED
    }
    (contact,) = [one for one in pushing.antenna().contacts if one.source == "Kiruna control"]
    assert (contact.spacecraft, contact.evidence) == ("CRY", Evidence.OBSERVED)


def test_a_source_is_a_feed_before_it_speaks(pushing: Any) -> None:
    feed = pushing.feed()
    assert (feed.name, feed.condition) == ("Kiruna control", FeedCondition.UNAVAILABLE)
    assert feed.detail == "no message yet"
    pushing.post(EXAMPLE)
    feed = pushing.feed()
    assert (feed.condition, feed.messages) == (FeedCondition.OK, 1)


def test_a_simulated_source_is_simulated_all_the_way(pushing: Any) -> None:
    token = pushing.tokens.add("Trial", NOW, simulated=True)
    assert pushing.post(message(evidence="observed"), token=token).json()["accepted"] == 1
    antenna = pushing.antenna()
    said = [one for one in (*antenna.pointing, *antenna.links) if one.source == "Trial"]
    assert said
    assert {one.evidence for one in said} == {Evidence.SIMULATED}


def test_lines_are_judged_one_by_one(pushing: Any) -> None:
    lines = [
        message(seq=1),
        b"",
        b"no message",
        message(seq=2, time="9999-01-01T00:00:00Z"),
        b"  ",
        message(seq=3) + b"\r",
        b"\xff\xfe",
    ]
    answer = pushing.post(b"\n".join(lines), MANY).json()
    assert (answer["accepted"], answer["rejected"]) == (2, 3)
    assert [problem["line"] for problem in answer["problems"]] == [3, 4, 7]
    assert "is in the future" in answer["problems"][1]["reason"]


def test_problems_are_bounded_and_counts_are_whole(pushing: Any) -> None:
    answer = pushing.post(b"x\n" * 5_000 + message(), MANY).json()
    assert (answer["accepted"], answer["rejected"]) == (1, 5_000)
    assert len(answer["problems"]) == 100


def test_an_empty_batch_is_nothing_and_an_empty_message_is_none(pushing: Any) -> None:
    assert pushing.post(b"", MANY).json() == {"accepted": 0, "rejected": 0, "problems": []}
    assert pushing.post(b"", ONE).json()["rejected"] == 1
    (problem,) = pushing.post(b"", ONE).json()["problems"]
    assert problem["reason"] == "expected a JSON object, got nothing"


def test_whatever_comes_the_board_goes_on(pushing: Any) -> None:
    chance = random.Random(7)
    lines: list[bytes] = []
    for number in range(3_000):
        line = bytearray(message(seq=number, aperture=chance.choice(["KIR-1", "NNO-1", "X", "Y"])))
        for _ in range(chance.randint(0, 3)):
            place = chance.randrange(len(line))
            line[place : place + chance.randint(0, 2)] = chance.choice(
                [b"", b"0", b'"', b"null", b"{}", b"-1e300", b"[[", b"\\u0000", b"zz"]
            )
        lines.append(bytes(line).replace(b"\n", b" "))
    answer = pushing.post(b"\n".join(lines), MANY).json()
    assert answer["accepted"] + answer["rejected"] == 3_000
    assert answer["accepted"] > 100
    assert answer["rejected"] > 100
    assert not [one for one in answer["problems"] if "fault of Dishboard" in one["reason"]]
    pushing.program.refresh()
    assert json.loads(encode(pushing.program.state))["version"] >= 1


def test_a_fault_of_ours_in_one_message_loses_no_other(
    pushing: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    receive = pushing.program.board.receive

    def faulty(readings: Any, **said: Any) -> None:
        if readings[0].sequence == 2:
            raise ZeroDivisionError
        receive(readings, **said)

    monkeypatch.setattr(pushing.program.board, "receive", faulty)
    lines = [message(seq=number) for number in (1, 2, 3)]
    answer = pushing.post(b"\n".join(lines), MANY).json()
    reason = "a fault of Dishboard; its log says more"
    assert answer == {"accepted": 2, "rejected": 1, "problems": [{"line": 2, "reason": reason}]}
    assert "a fault while taking a message of Kiruna control" in caplog.text


def test_the_same_again_changes_nothing(pushing: Any) -> None:
    pushing.post(EXAMPLE)
    before = pushing.antenna()
    assert pushing.post(EXAMPLE).json() == {"accepted": 1, "rejected": 0, "problems": []}
    assert pushing.antenna() == before
    counts = next(feed for feed in pushing.program.feeds if feed.id == "push-kiruna-control")
    assert (counts.counts.readings, counts.counts.repeats) == (2, 1)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer wrong", "Basic {token}", "{token}", "Bearer {token}x"],
)
def test_without_a_valid_token_nothing_is_said_but_401(
    pushing: Any, authorization: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = authorization.format(token=pushing.token)
    answer = pushing.post(EXAMPLE, authorization=said)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="dishboard"'
    assert answer.json() == pushing.post(EXAMPLE, authorization="Bearer other").json()
    assert pushing.feed().messages == 0
    assert pushing.token not in caplog.text + answer.text


def test_no_token_is_in_any_answer_or_log(pushing: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [
        pushing.post(EXAMPLE),
        pushing.post(b"x", "text/plain"),
        pushing.post(b"x", **{"content-encoding": "gzip"}),
        pushing.post(b"x" * 20_000_000),
    ]
    assert [answer.status_code for answer in answers] == [200, 415, 400, 413]
    pushing.program.refresh()
    everything = caplog.text + repr(pushing.program.state)
    everything += "".join(answer.text + repr(answer.headers) for answer in answers)
    assert pushing.token.removeprefix("dishboard_") not in everything


def test_a_new_token_works_at_once_and_a_removed_one_no_more(pushing: Any) -> None:
    token = pushing.tokens.add("Redu", NOW)
    assert pushing.feed("push-redu").detail == "no message yet"
    assert pushing.post(EXAMPLE, token=token).status_code == 200
    pushing.tokens.remove("Redu")
    assert pushing.post(EXAMPLE, token=token).status_code == 401
    feed = pushing.feed("push-redu")
    assert (feed.condition, feed.detail) == (FeedCondition.DISABLED, "its token was removed")
    again = pushing.tokens.add("Redu", NOW)
    assert pushing.feed("push-redu").detail == "has a new token; no message with it yet"
    assert pushing.post(message(seq=50), token=again).status_code == 200
    assert pushing.feed("push-redu").condition is FeedCondition.OK


@pytest.mark.parametrize("switched_off", [False, True])
def test_nobody_speaks_in_another_feeds_name(
    limited: Callable[..., Any], caplog: pytest.LogCaptureFixture, switched_off: bool
) -> None:
    on, off = ([], [(Replayed(), "offline")]) if switched_off else ([Replayed()], [])
    pushing = limited(feeds=on, disabled=off)
    token = pushing.tokens.add("dsn now", NOW)
    assert pushing.post(EXAMPLE, token=token).status_code == 401
    assert pushing.post(EXAMPLE).status_code == 200
    pushing.program.refresh()
    assert [feed.name for feed in pushing.program.state.feeds] == ["DSN Now", "Kiruna control"]
    assert caplog.text.count("'dsn now' is another source's name") == 1


class Replayed:
    """A feed that has nothing to say."""

    id, name, cycle_s = "dsn_now", "DSN Now", 10.0

    async def run(self, publish: Any) -> None:
        pass


def test_a_packed_body_is_unpacked(pushing: Any) -> None:
    packed = gzip.compress(message(seq=1) + b"\n" + message(seq=2))
    answer = pushing.post(packed, MANY, **{"content-encoding": "gzip"})
    assert answer.json()["accepted"] == 2


@pytest.mark.parametrize(
    ("packed", "status"),
    [
        (b"no gzip", 400),
        (gzip.compress(EXAMPLE)[:-9], 400),
        (gzip.compress(EXAMPLE) + b"more", 400),
        (gzip.compress(b"\n" * 40_000_000, compresslevel=1), 413),
    ],
)
def test_a_bad_packing_and_a_bomb_are_refused(pushing: Any, packed: bytes, status: int) -> None:
    answer = pushing.post(packed, MANY, **{"content-encoding": "gzip"})
    assert answer.status_code == status
    assert pushing.feed().messages == 0


def test_too_much_at_once_is_413(limited: Callable[..., Any]) -> None:
    pushing = limited(body_bytes=4_096, readings_at_once=3)
    assert pushing.post(b"x" * 4_097).status_code == 413

    async def in_pieces() -> Any:  # without a promised length
        for _ in range(10):
            yield b"y" * 1_000

    assert pushing.post(in_pieces()).status_code == 413
    assert pushing.post(b"x\n" * 4, MANY).status_code == 413
    assert pushing.post(b"x\n" * 3, MANY).json()["rejected"] == 3


def test_a_flood_of_lines_is_refused_before_it_is_split(limited: Callable[..., Any]) -> None:
    """Sixteen kilobytes, packed, that would become a gigabyte of single lines."""
    pushing = limited(readings_at_once=3)
    for lines in (b"x\n" * 1_000_000, b"\n" * 1_000_000):
        tracemalloc.start()
        answer = pushing.post(gzip.compress(lines), MANY, **{"content-encoding": "gzip"})
        _, most_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert answer.status_code == 413
        assert "this one has 1000000 lines" in answer.json()["error"]
        assert most_bytes < 12_000_000
    assert pushing.post(b"x\n\n" * 3, MANY).json()["rejected"] == 3  # empty lines are no harm


def test_too_much_too_soon_is_429_and_takes_nothing(limited: Callable[..., Any]) -> None:
    pushing = limited(readings_per_s=2, readings_at_once=10)
    lines = [message(seq=number) for number in range(20)]
    assert pushing.post(b"\n".join(lines[:10]), MANY).status_code == 200
    answer = pushing.post(b"\n".join(lines[10:15]), MANY)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
    assert pushing.feed().messages == 10
    pushing.clock.move_to(NOW + timedelta(seconds=3))
    assert pushing.post(b"\n".join(lines[10:15]), MANY).json()["accepted"] == 5
    other = pushing.tokens.add("Redu", NOW)
    assert pushing.post(b"\n".join(lines[:10]), MANY, token=other).status_code == 200


def test_a_body_that_never_ends_is_let_go(pushing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings_module, "BODY_S", 0.0)

    async def for_ever() -> Any:
        yield b"{"
        await asyncio.Event().wait()

    assert pushing.post(for_ever()).status_code == 408


def test_a_source_may_not_ask_too_often_at_once(
    pushing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings_module, "MOST_AT_ONCE", 0)
    answer = pushing.post(EXAMPLE)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", None])
def test_another_content_type_is_415(pushing: Any, kind: str | None) -> None:
    answer = pushing.post(EXAMPLE, kind)
    assert answer.status_code == 415
    assert "application/x-ndjson" in answer.json()["error"]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
def test_a_content_type_may_say_more(pushing: Any, kind: str) -> None:
    assert pushing.post(EXAMPLE, kind).json()["accepted"] == 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_other_methods_are_405_and_other_origins_are_not_let_in(pushing: Any, method: str) -> None:
    answer = pushing.post(b"", method=method, origin="https://elsewhere.example")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_nobody_may_push_to_a_board_without_tokens(pushing: Any, tmp_path: Path) -> None:
    pushing.tokens.path.unlink()
    assert pushing.post(EXAMPLE).status_code == 401


def test_the_schema_is_served_and_the_route_described(pushing: Any) -> None:
    async def ask(path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=pushing.application)
        async with httpx.AsyncClient(transport=transport, base_url="http://board") as client:
            return await client.get(path)

    answer = asyncio.run(ask("/api/v1/schemas/station-status.json"))
    assert answer.json()["$id"] == "urn:dishboard:schema:station-status:1"
    described = asyncio.run(ask("/api/v1/openapi.json")).json()
    post = described["paths"]["/api/v1/readings"]["post"]
    assert (
        post["requestBody"]["content"]["application/json"]["schema"]["$ref"] in described["paths"]
    )
