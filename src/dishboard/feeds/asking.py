"""One polite question to an HTTP source: conditional, bounded in size and time, no detours.

Redirects are reported, not followed: a feed that moved is for a person to look at, and following
would send the question where nobody chose to send it.

httpx is imported when the first question is asked: it costs a tenth of a second, which commands
that ask nobody do without.
"""

from __future__ import annotations

import asyncio
import socket
import zlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, metadata
from typing import TYPE_CHECKING

from dishboard import __version__
from dishboard.board.state import FeedCondition
from dishboard.errors import FeedError, printable, shown

if TYPE_CHECKING:
    import httpx

__all__ = ["Answer", "NoAnswerError", "ask", "open_client", "user_agent"]

LONGEST_REFUSAL = 300  # characters of its own words, or of where it says that it went
PIECE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """A 200 with its whole body."""

    body: bytes
    etag: str | None
    last_modified: str | None
    next_url: str | None = None  # where it says that it goes on (RFC 8288, rel=next)


class NoAnswerError(FeedError):
    """The source gave nothing to read.

    `retry_after`: how long it asks us to keep away. `status`: of the answer when it was a refusal,
    None when none came; `text`: what it said with it. `reached`: whether the source can have
    noticed the question; one that found no connection cost it nothing.
    """

    def __init__(
        self,
        detail: str,
        condition: FeedCondition = FeedCondition.UNAVAILABLE,
        retry_after: timedelta | None = None,
        *,
        status: int | None = None,
        text: str = "",
        reached: bool = True,
    ) -> None:
        super().__init__(detail)
        self.condition = condition
        self.retry_after = retry_after
        self.status, self.text, self.reached = status, text, reached


def user_agent() -> str:
    """Who asks, and where its operator can read about it: the project's address in its metadata."""
    try:
        urls = metadata("dishboard").get_all("Project-URL") or []
    except PackageNotFoundError:
        urls = []
    about = [url.partition(",")[2].strip() for url in urls]
    return f"Dishboard/{__version__} ({f'+{about[0]}' if about else 'ground-station board'})"


def open_client() -> httpx.AsyncClient:
    """A client for one source: one connection, which never follows a redirect."""
    import httpx

    return httpx.AsyncClient(
        headers={"User-Agent": user_agent(), "Accept-Encoding": "gzip"},
        follow_redirects=False,
        event_hooks={"response": [_put_location_aside]},
        limits=httpx.Limits(max_connections=1),
        timeout=None,  # the question as a whole is timed, in `ask`
    )


async def ask(
    client: httpx.AsyncClient,
    url: str,
    *,
    etag: str | None,
    last_modified: str | None,
    max_bytes: int,
    timeout_s: float,
    now: datetime,
    more_headers: Mapping[str, str] | None = None,
) -> Answer | None:
    """GET once. Returns the answer, or None when the source says that nothing changed (304).

    Args:
        etag, last_modified: from the answer we still have, if any.
        now: against which a `Retry-After` with a date is measured.
        more_headers: what else to say, such as who asks.

    Raises:
        NoAnswerError: anything else, in one line.
    """
    import httpx

    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified, **(more_headers or {})}
    refusal: NoAnswerError | None = None
    try:
        async with (
            asyncio.timeout(timeout_s),
            client.stream(
                "GET", url, headers={name: value for name, value in headers.items() if value}
            ) as response,
        ):
            if response.status_code == HTTPStatus.NOT_MODIFIED and (etag or last_modified):
                return None
            refusal = _refusal(response, now)
            if refusal is not None:
                refusal.text = await _first_words(response)
                raise refusal
            return Answer(
                body=await _body(response, max_bytes),
                etag=response.headers.get("ETag"),
                last_modified=response.headers.get("Last-Modified"),
                next_url=response.links.get("next", {}).get("url"),
            )
    except (TimeoutError, httpx.TimeoutException):
        if refusal is not None:  # what it refused with never ended; that it did is enough
            raise refusal from None
        raise NoAnswerError(f"expected an answer, got none within {timeout_s:g} s") from None
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.DecodingError) as error:
        raise NoAnswerError(f"expected a whole answer, got a broken one ({error})") from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise NoAnswerError(
            f"the address is no http(s) address ({error}); correct the setting",
            FeedCondition.FAILED,
            reached=False,
        ) from None
    except httpx.HTTPError as error:
        raise NoAnswerError(
            f"expected an answer, got no connection ({_why_unreached(error)})", reached=False
        ) from None


def _refusal(response: httpx.Response, now: datetime) -> NoAnswerError | None:
    """Anything but a 200, in words; None for a 200."""
    code = response.status_code
    if code == HTTPStatus.OK:
        return None
    got = f"{code} {shown(response.reason_phrase)}".strip()
    retry_after = _retry_after(response.headers.get("Retry-After"), now)
    location = response.extensions.get("location")
    if response.is_redirect and location:
        return NoAnswerError(
            f"expected 200, got {got}: the source has moved to {_brief(location)}; "
            "not followed, check the address and change the setting",
            FeedCondition.FAILED,
            status=code,
        )
    busy = code == HTTPStatus.TOO_MANY_REQUESTS or code >= HTTPStatus.INTERNAL_SERVER_ERROR
    return NoAnswerError(
        f"expected 200, got {got}",
        FeedCondition.UNAVAILABLE if busy else FeedCondition.FAILED,
        retry_after,
        status=code,
    )


async def _put_location_aside(response: httpx.Response) -> None:
    """httpx looks at where a redirect leads although it is not followed, and fails on odd places;
    then nobody would know that it was a redirect.
    """
    location = response.headers.pop("Location", None)
    if location:
        response.extensions["location"] = location


async def _first_words(response: httpx.Response) -> str:
    """What a source says with its refusal, on one line: at most 300 characters, no web pages."""
    import httpx

    said = b""
    try:
        async with aclosing(_pieces(response)) as pieces:
            async for piece in pieces:
                said += piece
                if len(said) >= 2_000:
                    break
    except (httpx.HTTPError, NoAnswerError):
        pass  # cut: what came is what it said
    line = " ".join(said[:2_000].decode("utf-8", "replace").split())
    return "(a web page)" if line.startswith("<") else _brief(line)


def _why_unreached(error: BaseException) -> str:
    """In words: what the system says has a number that tells a person nothing."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return "its name cannot be looked up; is this computer online?"
        cause = cause.__cause__ or cause.__context__
    return str(error) or type(error).__name__


def _brief(said: str) -> str:
    line = printable(said)
    return line if len(line) <= LONGEST_REFUSAL else line[: LONGEST_REFUSAL - 1] + "…"


async def _body(response: httpx.Response, max_bytes: int) -> bytes:
    """The body, read as it comes and dropped as soon as it grows too large."""
    parts: list[bytes] = []
    size = 0
    async with aclosing(_pieces(response)) as pieces:
        async for piece in pieces:
            size += len(piece)
            if size > max_bytes:
                raise NoAnswerError(
                    f"expected at most {max_bytes} bytes, got more; the rest was not read",
                    FeedCondition.FAILED,
                )
            parts.append(piece)
    return b"".join(parts)


async def _pieces(response: httpx.Response) -> AsyncGenerator[bytes]:
    """The body piece by piece, unpacked.

    httpx would unpack all that has arrived at once, and through as many packings as the answer
    names: with two of them 5 kB become 4 GB. Here no piece is large, and gzip is all that was
    asked for.

    Raises:
        NoAnswerError: for what is packed otherwise, or is no whole gzip.
    """
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing in ("", "identity"):
        async for piece in response.aiter_raw():
            yield piece
        return
    if packing not in ("gzip", "x-gzip"):
        raise NoAnswerError(
            f"expected an answer packed by gzip or not at all, got '{shown(packing)}'",
            FeedCondition.FAILED,
        )
    unpacker = zlib.decompressobj(wbits=31)
    try:
        async for packed in response.aiter_raw():
            while packed and not unpacker.eof:
                yield unpacker.decompress(packed, PIECE_BYTES)
                packed = unpacker.unconsumed_tail
            if unpacker.unused_data or (packed and unpacker.eof):
                raise zlib.error("it goes on after its end")
        yield unpacker.flush()
        if not unpacker.eof:
            raise zlib.error("it ends in the midst of its packing")
    except zlib.error as error:
        raise NoAnswerError(f"expected a whole answer, got a broken one ({error})") from None


def _retry_after(value: str | None, now: datetime) -> timedelta | None:
    """`Retry-After` as a span: it comes as seconds or as a date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return timedelta(seconds=min(int(value.strip()[:9]), 10**8))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(timedelta(0), (at if at.tzinfo else at.replace(tzinfo=UTC)) - now)
