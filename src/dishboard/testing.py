"""For people who write feeds, boards and tests of their own: time under your control."""

from __future__ import annotations

import asyncio
import heapq
from datetime import datetime, timedelta
from typing import Any

__all__ = ["FakeClock"]


class FakeClock:
    """A clock that stands until it is told to go on, and the sleep that belongs to it.

    >>> from datetime import UTC, datetime
    >>> clock = FakeClock(datetime(2026, 9, 5, tzinfo=UTC))
    >>> clock.move_to(datetime(2026, 9, 5, 0, 1, tzinfo=UTC))
    >>> clock.now().minute
    1
    """

    def __init__(self, start_at: datetime) -> None:
        self._now = start_at
        self._asleep: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._slept = 0
        self._someone_slept = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    def move_to(self, at: datetime) -> None:
        """Set the time forward; nobody wakes."""
        if at < self._now:
            raise ValueError(f"a clock does not go back (to {at}, from {self._now})")
        self._now = at

    async def sleep(self, seconds: float) -> None:
        """Sleep in this clock's time. Hand it to what you test in place of asyncio.sleep."""
        wake = asyncio.get_running_loop().create_future()
        self._slept += 1
        heapq.heappush(
            self._asleep, (self._now + timedelta(seconds=max(0.0, seconds)), self._slept, wake)
        )
        self._someone_slept.set()
        await wake

    async def advance(self, seconds: float, task: asyncio.Task[Any]) -> None:
        """Let `task` live through a span of time: every sleep in it ends at its own instant.

        Returns when the task sleeps beyond the span, or is done. Between two sleeps the task may
        do real work, such as asking a server; it is waited for.
        """
        until_at = self._now + timedelta(seconds=seconds)
        while not task.done():
            await self._next_sleep(task)
            if not self._asleep or self._asleep[0][0] > until_at:
                break
            wake_at, _, wake = heapq.heappop(self._asleep)
            self._now = max(self._now, wake_at)
            if not wake.done():  # cancelled meanwhile
                wake.set_result(None)
            await asyncio.sleep(0)
        self._now = max(self._now, until_at)

    async def _next_sleep(self, task: asyncio.Task[Any]) -> None:
        while not self._asleep and not task.done():
            self._someone_slept.clear()
            slept = asyncio.ensure_future(self._someone_slept.wait())
            await asyncio.wait({slept, task}, return_when=asyncio.FIRST_COMPLETED)
            slept.cancel()
