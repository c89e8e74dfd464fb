"""Sending by HTTP: what a board may answer, and what is made of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from dishboard.errors import FeedError, SettingError
from dishboard.simulate.http import AT_ONCE, HttpPublisher
from dishboard.testing import LoopbackSource, Reply

DEADLINE_S = 60.0  # nothing takes nearly as long; a loaded machine may


@pytest.fixture
def board() -> Iterator[LoopbackSource]:
    source = LoopbackSource()
    yield source
    source.close()


def taken(accepted: int, *problems: str) -> Reply:
    said = {
        "accepted": accepted,
        "rejected": len(problems),
        "problems": [{"line": 1, "reason": reason} for reason in problems],
    }
    return Reply(status=200, body=json.dumps(said).encode())


def publisher(board: LoopbackSource, waits: list[float], **more: int) -> HttpPublisher:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    return HttpPublisher(board.address(""), "secret", sleep=sleep, chance=lambda: 0.0, **more)


async def send(door: HttpPublisher, count: int) -> None:
    """Send so many, and return when they are answered."""
    running = asyncio.create_task(door.run())
    for number in range(count):
        door.send("KIR", "KIR-1", b"%d" % number)
    try:
        async with asyncio.timeout(DEADLINE_S):
            while door.sent + door.dropped < count and not running.done():
                await asyncio.sleep(0.005)
        if running.done():
            running.result()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_messages_go_together_with_the_token(board):
    board.replies = [taken(3)]
    door = publisher(board, [])
    asyncio.run(send(door, 3))
    (asked,) = board.asked
    assert asked.path == "/api/v1/readings"
    assert asked.body == b"0\n1\n2"
    assert asked.headers["Authorization"] == "Bearer secret"
    assert asked.headers["Content-Type"] == "application/x-ndjson"


def test_one_request_at_a_time_and_none_too_large(board):
    board.otherwise = lambda path: taken(0)
    door = publisher(board, [])
    asyncio.run(send(door, 2 * AT_ONCE + 5))
    assert [asked.body.count(b"\n") + 1 for asked in board.asked] == [AT_ONCE, AT_ONCE, 5]
    assert board.at_once == 1


def test_a_board_that_is_away_is_tried_again_and_nothing_is_lost(board, caplog):
    board.replies = [Reply(status=503), Reply(status=503), taken(2)]
    waits: list[float] = []
    door = publisher(board, waits)
    asyncio.run(send(door, 2))
    assert [asked.body for asked in board.asked] == [b"0\n1"] * 3
    assert waits == [1.0, 2.0]
    assert (door.sent, door.dropped, door.is_connected) == (2, 0, True)
    assert [record.getMessage().partition(" ")[2][:20] for record in caplog.records] == [
        "answers 503: ; tried",
        "is reached again; 0 ",
    ]
    assert "secret" not in caplog.text


def test_too_soon_waits_as_long_as_it_is_asked_to(board):
    board.replies = [Reply(status=429, headers={"Retry-After": "7"}), taken(1)]
    waits: list[float] = []
    asyncio.run(send(publisher(board, waits), 1))
    assert waits == [7.0]


def test_too_many_waiting_lose_the_oldest(board):
    door = publisher(board, [], waiting=10)
    board.replies = [taken(10)]
    asyncio.run(send(door, 25))
    assert door.dropped == 15
    assert board.asked[0].body.split(b"\n")[0] == b"15"


@pytest.mark.parametrize("status", [401, 404, 405, 415])
def test_what_waiting_cannot_mend_ends_it(board, status):
    board.replies = [Reply(status=status, body=b"no valid token")]
    with pytest.raises(FeedError, match=f"answers {status}: no valid token"):
        asyncio.run(send(publisher(board, []), 1))


@pytest.mark.parametrize("body", [b"<html>hello</html>", b'{"problems": [{"reason": "\xff"}]}'])
def test_an_answer_of_something_else_ends_it(board, body):
    board.replies = [Reply(status=200, body=body)]
    with pytest.raises(FeedError, match="answers as no Dishboard does"):
        asyncio.run(send(publisher(board, []), 1))


def test_rejects_are_told_once(board, caplog):
    board.replies = [taken(0, "its clock is wrong")]
    door = publisher(board, [])
    asyncio.run(send(door, 1))
    assert door.rejected == 1
    assert "its clock is wrong" in caplog.text


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ftp://host", "http://", "http://host?x=1"])
def test_an_address_that_is_none(url):
    with pytest.raises(SettingError, match="--url: expected http://host:port"):
        HttpPublisher(url, "secret")
