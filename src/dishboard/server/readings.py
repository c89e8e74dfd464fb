"""`POST /api/v1/readings`: stations push what really happens.

One object (`application/json`) or one object per line (`application/x-ndjson`), with a bearer token
that says which source speaks. The answer says what became of each:
`{"accepted": n, "rejected": n, "problems": [{"line": n, "reason": …}]}`, and such `remarks`
where a part of an accepted one was left out or is unknown. Sending the same again changes nothing.

A raw ASGI application, since it takes thousands of messages a second. A body is read whole, up to a
limit; its lines are handed to the board one by one, and every few milliseconds everyone else has a
turn. No answer and no log ever holds a token.
"""

from __future__ import annotations

import asyncio
import logging
import math
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from dishboard.feeds.push import PushSource
from dishboard.feeds.status import Refusal
from dishboard.server.live import Live

__all__ = ["PUSH_PATH", "Problem", "Push", "PushAnswer", "push_in_openapi"]

Scope = dict[str, Any]

PUSH_PATH = "/api/v1/readings"

ONE = "application/json"
LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl")
MOST_PROBLEMS = 100  # named in one answer; all are counted
MOST_AT_ONCE = 8  # requests of one source: each may hold a whole body
TURN_S = 0.004  # how long the loop is ours before everyone else has a turn
BODY_S = 60.0  # for a body to arrive
LONGEST_TOKEN_HEADER = 1_024

log = logging.getLogger("dishboard")

_encoder = msgspec.json.Encoder()


class Problem(msgspec.Struct, frozen=True):
    """Why a message was rejected, or what is to be said of one that was accepted.

    `line` counts from 1, empty lines too.
    """

    line: int
    reason: str


class PushAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a request's messages; at most the first hundred of each kind are named."""

    accepted: int
    rejected: int
    problems: list[Problem]  # of those rejected
    remarks: list[Problem] = []  # of those accepted: what was left out, and names nobody knows


def push_in_openapi() -> dict[str, Any]:
    """The route as the API's machine-readable description says it (an OpenAPI path item)."""
    one = {"$ref": "/api/v1/schemas/station-status.json"}
    problem = {
        "type": "object",
        "required": ["line", "reason"],
        "properties": {"line": {"type": "integer"}, "reason": {"type": "string"}},
    }
    answer = {
        "type": "object",
        "required": ["accepted", "rejected", "problems"],
        "properties": {
            "accepted": {"type": "integer"},
            "rejected": {"type": "integer"},
            "problems": {"type": "array", "maxItems": MOST_PROBLEMS, "items": problem},
            "remarks": {"type": "array", "maxItems": MOST_PROBLEMS, "items": problem},
        },
    }
    refusals = {
        400: "a packed body that cannot be unpacked",
        401: "no valid token",
        408: "the body did not arrive in time",
        413: "too much in one request",
        415: "another content type or packing",
        429: "too much too soon; see Retry-After",
        503: "the board is ending; send it again",
    }
    return {
        "post": {
            "summary": "Stations push what really happens",
            "operationId": "PushReadings",
            "security": [{"source": []}],
            "requestBody": {
                "required": True,
                "content": {ONE: {"schema": one}, LINES[0]: {"schema": {"type": "string"}}},
            },
            "responses": {
                "200": {
                    "description": "what became of each message",
                    "content": {ONE: {"schema": answer}},
                },
                **{str(status): {"description": why} for status, why in refusals.items()},
            },
        }
    }


class _RefusedError(Exception):
    """A request that is not looked into."""

    def __init__(self, status: int, error: str, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(error)
        self.status, self.error, self.headers = status, error, headers


class Push:
    """The route. One for each running board."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._at_once: Counter[str] = Counter()  # requests being answered, by source

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        try:
            answer = await self._answer(scope, receive)
        except _RefusedError as refused:
            body = _encoder.encode({"error": refused.error})
            # The rest of the body is not wanted: the connection ends with the answer.
            await _send(send, refused.status, body, (b"connection", b"close"), *refused.headers)
        except _GoneError:
            pass  # whoever asked does not wait for an answer
        except asyncio.CancelledError:
            # The server ends, and waits no longer for the rest of the body. What would be raised
            # here would be told as a fault.
            body = _encoder.encode({"error": "the board is ending; send this again"})
            await _send(send, 503, body, (b"connection", b"close"))
        else:
            await _send(send, 200, _encoder.encode(answer))

    async def _answer(self, scope: Scope, receive: Any) -> PushAnswer:
        if scope["method"] != "POST":
            raise _RefusedError(405, "readings are sent here by POST", (b"allow", b"POST"))
        headers: dict[bytes, bytes] = dict(scope["headers"])
        source = self._source(headers.get(b"authorization", b""))
        if self._at_once[source.id] >= MOST_AT_ONCE:
            raise _too_soon(f"at most {MOST_AT_ONCE} requests of one source at once", 1.0)
        self._at_once[source.id] += 1
        try:
            return await _taken(source, await _messages(source, headers, receive))
        finally:
            self._at_once[source.id] -= 1

    def _source(self, authorization: bytes) -> PushSource:
        scheme, _, token = authorization.partition(b" ")
        source = None
        if scheme.lower() == b"bearer" and len(token) <= LONGEST_TOKEN_HEADER:
            source = self._live.pushed_by(token.strip().decode("latin-1"))
        if source is None:
            # The same words whatever was wrong: nobody learns which part was right.
            raise _RefusedError(
                401,
                "pushing needs a token: Authorization: Bearer …; `dishboard token add` makes one",
                (b"www-authenticate", b'Bearer realm="dishboard"'),
            )
        return source


async def _messages(
    source: PushSource, headers: dict[bytes, bytes], receive: Any
) -> list[tuple[int, bytes]]:
    """The messages of a request, each with the number of its line."""
    many = _is_many(headers.get(b"content-type", b""))
    packed = _is_packed(headers.get(b"content-encoding", b""))
    limit = source.settings.body_bytes
    try:
        async with asyncio.timeout(BODY_S):
            body = await _body(receive, headers.get(b"content-length"), limit)
    except TimeoutError:
        raise _RefusedError(408, f"the whole body was not here after {BODY_S:g} s") from None
    if packed:
        body = _unpacked(body, limit)
    if not many:
        messages = [(1, body)]
    else:
        _refuse_many_lines(body, source.settings.readings_at_once)
        messages = [
            (number, line) for number, line in enumerate(body.split(b"\n"), 1) if line.strip()
        ]
    _hold_back(source, len(messages))
    return messages


async def _taken(source: PushSource, messages: Iterable[tuple[int, bytes]]) -> PushAnswer:
    """Hand numbered messages in, with a turn for everyone else now and then."""
    accepted = rejected = 0
    problems: list[Problem] = []
    remarks: list[Problem] = []
    clock = asyncio.get_running_loop().time
    turn_ends = clock() + TURN_S
    received_at = source.now()
    for number, line in messages:
        try:
            taken = source.take(line, received_at)
        except Exception:  # a fault of ours in one message must not lose the others
            log.exception("a fault while taking a message of %s", source.name)
            taken = Refusal("a fault of Dishboard; its log says more")
        if not isinstance(taken, Refusal):
            accepted += 1
            if taken and len(remarks) < MOST_PROBLEMS:
                remarks += (Problem(number, remark) for remark in taken)
        else:
            rejected += 1
            if len(problems) < MOST_PROBLEMS:
                problems.append(Problem(number, taken.reason + _if_several(line)))
        if clock() > turn_ends:
            await asyncio.sleep(0)
            turn_ends = clock() + TURN_S
            received_at = source.now()
    return PushAnswer(accepted, rejected, problems, remarks[:MOST_PROBLEMS])


def _if_several(body: bytes) -> str:
    """A hint for who sends a list or several lines as one message."""
    first, _, more = body.strip().partition(b"\n")
    is_several = first.startswith(b"[") or (
        first.rstrip().endswith(b"}") and more.lstrip().startswith(b"{")
    )
    return f"; send several one per line, as {LINES[0]}" if is_several else ""


def _is_many(content_type: bytes) -> bool:
    kind = content_type.partition(b";")[0].strip().lower().decode("latin-1")
    if kind == ONE:
        return False
    if kind in LINES:
        return True
    raise _RefusedError(
        415, f"expected content-type {ONE} (one message) or {LINES[0]} (one message per line)"
    )


def _is_packed(content_encoding: bytes) -> bool:
    kind = content_encoding.strip().lower()
    if kind in (b"", b"identity"):
        return False
    if kind == b"gzip":
        return True
    raise _RefusedError(
        415, "expected content-encoding gzip or none", (b"accept-encoding", b"gzip")
    )


def _refuse_many_lines(body: bytes, most: int) -> None:
    """Refuse before anything is split: 16 MiB of empty lines would be a gigabyte of objects."""
    lines = body.count(b"\n") + (not body.endswith(b"\n"))
    if lines > 2 * most:  # an empty line after each message is no harm
        raise _too_large(f"at most {most} messages in one request, this one has {lines} lines")


def _hold_back(source: PushSource, count: int) -> None:
    """Refuse what is too much at once or too soon."""
    most = source.settings.readings_at_once
    if count > most:
        raise _too_large(f"at most {most} messages in one request, this one has {count}")
    wait_s = source.wait_s(count)
    if wait_s > 0:
        per_s = source.settings.readings_per_s
        raise _too_soon(f"more than {per_s:g} messages a second from this source", wait_s)


def _too_soon(error: str, wait_s: float) -> _RefusedError:
    return _RefusedError(429, error, (b"retry-after", b"%d" % math.ceil(wait_s)))


def _too_large(error: str) -> _RefusedError:
    return _RefusedError(413, error)


async def _body(receive: Any, promised: bytes | None, limit: int) -> bytes:
    """The whole body, never more than `limit` bytes of it."""
    too_large = _too_large(f"at most {limit} bytes in one request; send less at once")
    if promised is not None and promised.isdigit() and int(promised) > limit:
        raise too_large
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _GoneError
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise too_large
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


class _GoneError(Exception):
    """The asker went away in the middle of the body."""


def _unpacked(body: bytes, limit: int) -> bytes:
    """A gzip body unpacked, never more than `limit` bytes: a small bomb stays small."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise _RefusedError(400, f"the body is no gzip: {error}") from None
    if len(unpacked) > limit:
        raise _too_large(f"at most {limit} bytes in one request, unpacked; send less at once")
    if not unpacker.eof or unpacker.unused_data:
        raise _RefusedError(400, "the body is no whole gzip member and nothing else")
    return unpacked


async def _send(send: Any, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    own = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*own, *headers]})
    await send({"type": "http.response.body", "body": body})
