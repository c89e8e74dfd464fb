"""One question: what is believed of an answer, and what it may cost."""

from __future__ import annotations

import asyncio
import gzip
import socket
import tracemalloc
import zlib
from datetime import UTC, datetime

import pytest

from dishboard.board.state import FeedCondition
from dishboard.feeds.asking import Answer, NoAnswerError, ask, open_client
from dishboard.testing import LoopbackSource, Reply

MAX_BYTES = 1_000_000


async def question(url: str) -> Answer | None:
    async with open_client() as client:
        return await ask(
            client,
            url,
            etag=None,
            last_modified=None,
            max_bytes=MAX_BYTES,
            timeout_s=60.0,
            now=datetime(2026, 11, 23, 12, tzinfo=UTC),
        )


def answer_of(source: LoopbackSource, reply: Reply) -> Answer | None:
    source.replies = [reply]
    return asyncio.run(question(source.address("/")))


def refusal_of(source: LoopbackSource, reply: Reply) -> NoAnswerError:
    with pytest.raises(NoAnswerError) as refusal:
        answer_of(source, reply)
    return refusal.value


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


def packed(body: bytes, packing: str = "gzip") -> Reply:
    return Reply(body=body, headers={"Content-Encoding": packing})


def test_it_asks_for_gzip_and_unpacks_it(source: LoopbackSource) -> None:
    body = bytes(range(256)) * 3_900  # several pieces
    answer = answer_of(source, packed(gzip.compress(body)))
    assert answer is not None
    assert answer.body == body
    assert source.asked[0].headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("status", [200, 403])
def test_what_unpacks_to_gigabytes_costs_nothing(source: LoopbackSource, status: int) -> None:
    reply = packed(bomb(50))
    reply = Reply(status=status, body=reply.body, headers=reply.headers)
    answer_of(source, Reply(body=b"first use"))  # loads httpx
    tracemalloc.start()
    try:
        refusal_of(source, reply)
        assert tracemalloc.get_traced_memory()[1] < 8e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("packing", ["gzip, gzip", "br", "zstd", "deflate"])
def test_what_is_packed_otherwise_is_not_unpacked(source: LoopbackSource, packing: str) -> None:
    refusal = refusal_of(source, packed(gzip.compress(gzip.compress(b"[]")), packing))
    assert str(refusal) == f"expected an answer packed by gzip or not at all, got '{packing}'"
    assert refusal.condition is FeedCondition.FAILED


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (gzip.compress(b"[1, 2, 3]")[:-9], "it ends in the midst of its packing"),
        (gzip.compress(b"[1,") + gzip.compress(b" 2]"), "it goes on after its end"),
    ],
    ids=["cut", "two"],
)
def test_a_part_is_not_taken_for_the_whole(source: LoopbackSource, body: bytes, said: str) -> None:
    refusal = refusal_of(source, packed(body))
    assert str(refusal) == f"expected a whole answer, got a broken one ({said})"


@pytest.mark.parametrize("place", ["http://[::1", "http://elsewhere/\x7f", "https://ok.example/"])
def test_a_redirect_is_one_wherever_it_leads(source: LoopbackSource, place: str) -> None:
    refusal = refusal_of(source, Reply(status=301, headers={"Location": place}))
    assert refusal.status == 301
    assert "not followed, check the address" in str(refusal)


def test_nothing_of_a_stranger_acts_on_a_terminal(source: LoopbackSource) -> None:
    said = "\x1b[31mgo\x07 \u202eaway".encode()
    refusal = refusal_of(source, Reply(status=403, body=said))
    assert refusal.text == "\ufffd[31mgo\ufffd \ufffdaway"
    moved = refusal_of(source, Reply(status=302, headers={"Location": "http://a/\x1b" + "b" * 999}))
    assert str(moved).isprintable()
    assert len(str(moved)) < 500


def test_a_name_that_nobody_knows_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*given: object, **named: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(NoAnswerError) as refusal:
        asyncio.run(question("https://celestrak.org/"))
    words = "its name cannot be looked up; is this computer online?"
    assert str(refusal.value) == f"expected an answer, got no connection ({words})"
    assert not refusal.value.reached
