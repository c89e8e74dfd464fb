"""Sending status messages by HTTP: `POST /api/v1/readings`, many at once, one request at a time.

What is to be sent waits in a bounded line while the board cannot be reached; the oldest gives way.
A refusal that waiting cannot mend (a wrong token, an address that is no board) ends it.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from dishboard.errors import FeedError, SettingError, shown
from dishboard.feeds.asking import user_agent
from dishboard.feeds.back_off import BackOff

if TYPE_CHECKING:
    import httpx

__all__ = ["HttpPublisher"]

PATH = "/api/v1/readings"
AT_ONCE = 1_000  # messages in one request
PATIENCE_S = 30.0
LONGEST_WAIT_S = 300.0  # however long the board asks us to keep away
WORTH_TELLING = 2  # failures in a row
LOOPBACK = ("localhost", "127.0.0.1", "::1")

log = logging.getLogger("dishboard")


class _Problem(msgspec.Struct):
    line: int
    reason: str


class _Answer(msgspec.Struct):
    accepted: int
    rejected: int
    problems: list[_Problem] = []


class HttpPublisher:
    """Sends to one board.

    Args:
        url: the board's address, without the path.
        token: of the source that speaks.
        waiting: how many messages wait while there is no board.
        sleep, chance: handed in by tests.

    Raises:
        SettingError: for an address that is none.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        waiting: int = 5_000,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise SettingError(f"--url: expected http://host:port, got '{shown(url)}'")
        self._url, self._token = url.rstrip("/") + PATH, token
        self._is_here = parts.hostname in LOOPBACK
        self._waiting, self._sleep, self._back_off = waiting, sleep, BackOff(chance)
        self._line: deque[bytes] = deque()
        self._has_more = asyncio.Event()
        self._told_of_rejects = False
        self._failures = 0  # in a row
        self.is_connected = True  # until a request fails
        self.sent = 0  # answered by the board
        self.rejected = 0  # of those, not taken
        self.dropped = 0

    def send(self, site: str, aperture: str, message: bytes) -> None:
        """Send a status message soon; returns at once."""
        self._line.append(message)
        while len(self._line) > self._waiting:
            self._line.popleft()
            self.dropped += 1
        self._has_more.set()

    async def run(self) -> None:
        """Send until cancelled.

        Raises:
            FeedError: when the board refuses for good.
        """
        import httpx

        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/x-ndjson",
            "User-Agent": user_agent(),
        }
        async with httpx.AsyncClient(
            headers=headers,
            timeout=PATIENCE_S,
            limits=httpx.Limits(max_connections=1),
            trust_env=not self._is_here,  # a proxy of this computer knows no way to itself
        ) as client:
            while True:
                self._has_more.clear()
                while self._line:
                    await self._send_some(client)
                await self._has_more.wait()

    async def _send_some(self, client: httpx.AsyncClient) -> None:
        import httpx

        some = [self._line.popleft() for _ in range(min(AT_ONCE, len(self._line)))]
        try:
            answer = await client.post(self._url, content=b"\n".join(some))
        except asyncio.CancelledError:
            raise
        except httpx.HTTPError as error:
            await self._wait(some, f"cannot be reached: {shown(str(error)) or 'no answer'}")
            return
        if answer.status_code == HTTPStatus.OK:
            self._count(some, answer.content)
            return
        reason = f"answers {answer.status_code}: {shown(answer.text)}"
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS or answer.is_server_error:
            asked = answer.headers.get("retry-after", "")
            is_number = asked.isascii() and asked.isdigit() and len(asked) <= 9
            await self._wait(some, reason, float(asked) if is_number else 0.0)
            return
        raise FeedError(f"{self._url} {reason}")

    def _count(self, some: list[bytes], content: bytes) -> None:
        try:
            answer = msgspec.json.decode(content, type=_Answer)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise FeedError(f"{self._url} answers as no Dishboard does") from None
        if self._failures >= WORTH_TELLING:
            log.warning("%s is reached again; %d messages were lost", self._url, self.dropped)
        self.is_connected, self._failures = True, 0
        self._back_off.after(LONGEST_WAIT_S)  # it held: begin anew with short waits
        self.sent += len(some)
        self.rejected += answer.rejected
        if answer.problems and not self._told_of_rejects:
            self._told_of_rejects = True
            log.warning(
                "%s rejected %d messages; the first: %s",
                self._url,
                answer.rejected,
                shown(answer.problems[0].reason),
            )

    async def _wait(self, some: list[bytes], reason: str, asked_s: float = 0.0) -> None:
        """Put messages back and try again later; said once, and not of a moment's trouble."""
        self.is_connected = False
        self._failures += 1
        if self._failures == WORTH_TELLING:
            log.warning("%s %s; tried again by itself", self._url, reason)
        self._line.extendleft(reversed(some))
        while len(self._line) > self._waiting:
            self._line.popleft()
            self.dropped += 1
        wait_s = self._back_off.after(0.0)
        await self._sleep(max(wait_s, min(asked_s, LONGEST_WAIT_S)))
