"""Polling one source: when to ask, what to keep, what to tell the board.

The rules, which hold for every polled feed:

- One question at a time, in slots of `interval_s`; a failed one waits for the next slot.
- Each failure in a row doubles the wait, up to ten minutes or the source's own bound; `Retry-After`
  is honoured up to a day.
- Every wait is up to a tenth longer than that, by chance, so that installations spread out.
- What was asked and got outlives the process: a restart asks when the slot comes, not at once.
- Trouble is told once when it begins (or changes its kind) and once when it is over.
- Good data are kept whatever comes after them: an error page never replaces a body.
- An answer whose own clock has not moved is not new; if it stands still for three cycles, that is
  trouble too.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import msgspec
from msgspec.structs import replace

from dishboard.board.state import FeedCondition, FeedKind
from dishboard.errors import FormatError
from dishboard.feeds.asking import Answer, NoAnswerError, ask, open_client
from dishboard.feeds.memory import LONGEST_WAIT, FeedMemory, Remembered, due_at
from dishboard.feeds.message import FeedMessage, FeedTrouble, Publish
from dishboard.feeds.standing import Standing
from dishboard.time import Clock, format_instant

if TYPE_CHECKING:
    import httpx

__all__ = ["Fetch", "Polled", "PolledFeed"]

Fetch: TypeAlias = "Callable[[httpx.AsyncClient, datetime], Awaitable[Answer]]"

LONGEST_BACK_OFF_S = 600.0
JITTER = 0.1
STANDS_STILL_CYCLES = 3.0
LOOK_AGAIN_S = 2.0  # how often we look whether another process has brought news
CLOCK_AHEAD = timedelta(minutes=5)  # more than two honest clocks differ by

log = logging.getLogger("dishboard.feeds")


class Polled(msgspec.Struct, frozen=True, kw_only=True):
    """What is particular to one polled source.

    `read` makes a message of a body and the instant it was received; it raises FormatError for a
    body that is not what it should be. `url_at` may put the time into the address. A source that
    needs several questions has `fetch` instead: it asks them one after another, makes one body of
    the answers, and ends with the first that fails.
    """

    id: str
    name: str
    url_at: Callable[[datetime], str] | None = None
    fetch: Fetch | None = None
    read: Callable[[bytes, datetime], FeedMessage]
    interval_s: float
    cycle_s: float
    timeout_s: float
    max_bytes: int
    longest_back_off_s: float = LONGEST_BACK_OFF_S


class PolledFeed:
    """A feed that asks its source at intervals. `next_at`: the next slot, as of the last look.

    Args:
        source: what is particular to it.
        clock, sleep, chance: time and randomness; `chance` gives numbers in [0, 1).
        memory: what it remembers across restarts.
    """

    kind = FeedKind.POLLED

    def __init__(
        self,
        source: Polled,
        memory: FeedMemory,
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._source, self._memory, self._clock = source, memory, clock
        self._sleep, self._chance = sleep, chance
        self._told_at: datetime | None = None  # data time of the newest message told
        self._told = FeedCondition.OK, ""  # the condition, and why nothing can be kept
        self.next_at: datetime | None = None

    @property
    def id(self) -> str:
        return self._source.id

    @property
    def name(self) -> str:
        return self._source.name

    @property
    def cycle_s(self) -> float:
        return self._source.cycle_s

    def standing(self) -> Standing:
        """What is remembered of the source; it is not asked."""
        known = self._memory.load()
        message = self._news(known)
        return Standing(
            condition=known.condition,
            detail=known.detail,
            received_at=known.received_at,
            next_at=known.next_at,
            problems=(
                *((self._memory.lost,) if self._memory.lost else ()),
                *(message.problems if message is not None else ()),
            ),
        )

    async def run(self, publish: Publish) -> None:
        """Ask for ever; what an earlier run or another process got is told first."""
        async with open_client() as client:
            while True:
                now = self._clock.now()
                known = self._memory.load()
                self._tell(known, publish)
                self.next_at = known.next_at
                wait_s = (due_at(known, now) - now).total_seconds()
                if wait_s > 0:
                    if self._memory.is_shared:
                        wait_s = min(wait_s, LOOK_AGAIN_S)
                    await self._sleep(wait_s)
                    continue
                claimed = self._memory.claim(now, self._slot_after(now))
                if claimed is not None:  # else another process was faster
                    self._memory.store(await self._ask(client, claimed, now))

    async def _ask(self, client: httpx.AsyncClient, known: Remembered, now: datetime) -> Remembered:
        """Ask once; returns what is known after it."""
        source = self._source
        try:
            answer = await self._fetch(client, known, now)
            if answer is None:
                return self._stood_still(known, now)
            message = source.read(answer.body, self._clock.now())
        except NoAnswerError as error:
            return self._failed(known, now, error)
        except FormatError as error:
            return self._failed(known, now, NoAnswerError(str(error), FeedCondition.FAILED))
        ahead = message.observed_at - message.received_at
        if ahead > CLOCK_AHEAD:
            return self._failed(known, now, _ahead(message.observed_at, ahead))
        if known.observed_at is not None and message.observed_at <= known.observed_at:
            return self._stood_still(known, now)
        return replace(
            self._went_well(known, now),
            received_at=message.received_at,
            observed_at=message.observed_at,
            advanced_at=message.received_at,
            etag=answer.etag,
            last_modified=answer.last_modified,
            body=answer.body,
        )

    async def _fetch(
        self, client: httpx.AsyncClient, known: Remembered, now: datetime
    ) -> Answer | None:
        source = self._source
        if source.fetch is not None:
            return await source.fetch(client, now)
        assert source.url_at is not None
        return await ask(
            client,
            source.url_at(now),
            etag=known.etag,
            last_modified=known.last_modified,
            max_bytes=source.max_bytes,
            timeout_s=source.timeout_s,
            now=now,
        )

    def _went_well(self, known: Remembered, asked_at: datetime) -> Remembered:
        detail = "its data move on"
        if known.failures and known.failing_since_at:
            lasted = asked_at - known.failing_since_at
            times = "1 failure" if known.failures == 1 else f"{known.failures} failures"
            detail = f"answers again after {times} in {_in_words(lasted)}"
        return replace(
            known,
            next_at=self._slot_after(asked_at),
            condition=FeedCondition.OK,
            detail=detail,
            failures=0,
            failing_since_at=None,
        )

    def _stood_still(self, known: Remembered, asked_at: datetime) -> Remembered:
        """It answers, and has nothing newer than what we have."""
        after = self._went_well(known, asked_at)
        patience = timedelta(seconds=STANDS_STILL_CYCLES * self._source.cycle_s)
        if known.advanced_at is None or known.observed_at is None:
            return after
        if asked_at - known.advanced_at <= patience:
            return after
        since = format_instant(known.observed_at)
        return replace(
            after,
            condition=FeedCondition.UNAVAILABLE,
            detail=f"answers, but its data stand still at {since}; asked again by itself",
        )

    def _failed(self, known: Remembered, asked_at: datetime, why: NoAnswerError) -> Remembered:
        failures = known.failures + 1
        next_at = self._slot_after(asked_at, failures, at_least=why.retry_after)
        again = "asked again by itself"
        if why.retry_after:
            again = (
                f"asked again from {format_instant(next_at.replace(microsecond=0))}, as it wants"
            )
        return replace(
            known,
            next_at=next_at,
            condition=why.condition,
            detail=f"{why}; {again}",
            failures=failures,
            failing_since_at=known.failing_since_at or asked_at,
        )

    def _slot_after(
        self, asked_at: datetime, failures: int = 0, *, at_least: timedelta | None = None
    ) -> datetime:
        interval_s = self._source.interval_s
        doubled_s = min(interval_s * 2.0 ** min(failures, 20), self._source.longest_back_off_s)
        wait_s = max(interval_s, doubled_s) * (1 + JITTER * self._chance())
        wait = max(timedelta(seconds=wait_s), at_least or timedelta(0))
        return asked_at + min(wait, LONGEST_WAIT)

    def _tell(self, known: Remembered, publish: Publish) -> None:
        """Tell what the board has not heard yet: newer data, another condition, a lost memory."""
        lost = self._unkept()
        standing = known.condition, lost
        shown = {self._told}
        message = self._news(known)
        if message is not None:
            publish(replace(message, note="; ".join(filter(None, (message.note, lost))) or None))
            self._told_at = message.observed_at
            shown.add((FeedCondition.OK, lost))  # a message says so by itself
        if shown != {standing}:
            condition, detail = known.condition, known.detail
            if lost and condition is FeedCondition.OK and self._told_at is None:
                condition, detail = FeedCondition.UNAVAILABLE, ""  # nothing was asked yet
            said = "; ".join(filter(None, (detail, lost)))
            at = self._clock.now()
            publish(FeedTrouble(feed=self.id, condition=condition, detail=said, at=at))
        self._log(known, lost)
        self._told = standing

    def _log(self, known: Remembered, lost: str) -> None:
        """Once when it begins and once when it is over.

        A recovery too is a warning: whoever was shown the trouble is shown its end.
        """
        condition, lost_before = self._told
        if lost != lost_before:
            log.warning("%s: %s", self.name, lost or "its cache can be kept again")
        if known.condition is not condition:
            log.warning("%s: %s", self.name, known.detail)

    def _unkept(self) -> str:
        """What it means that nothing can be kept, and what to do; empty when it can."""
        if not self._memory.lost:
            return ""
        return (
            f"{self._memory.lost}: each start has nothing at first, and waits "
            f"{self._source.interval_s:g} s before it asks; make room there, or make it writable"
        )

    def _news(self, known: Remembered) -> FeedMessage | None:
        if known.body is None or known.observed_at is None or known.received_at is None:
            return None
        if self._told_at is not None and known.observed_at <= self._told_at:
            return None
        try:
            return self._source.read(known.body, known.received_at)
        except FormatError:  # kept by another version, or damaged: the next answer replaces it
            return None


def _ahead(observed_at: datetime, ahead: timedelta) -> NoAnswerError:
    return NoAnswerError(
        f"its data are of {format_instant(observed_at)}, {_in_words(ahead)} ahead of this "
        "computer's clock: one of the two is wrong, check this one",
        FeedCondition.FAILED,
    )


def _in_words(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h"
