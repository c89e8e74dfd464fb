"""Refreshing the sky from one source: many questions, one at a time, each seldom.

The rules, which hold for every source of positions:

- What was asked and got outlives the process, body and time: a restart, or a second process over
  the same cache, asks nothing that is not due.
- One question at a time over all questions and processes, `spacing_s` between any two; the same
  question never sooner than `interval_s`, and up to a tenth later by chance.
- No answer, or a refusal: the whole source waits, 10 min the first time, then twice as long, up to
  six hours. A source that is to be left alone when it refuses is left alone (`stops`), until a
  person says otherwise.
- An answer that is none (an error in words, another object, a cut table) replaces nothing: the old
  data stay, the question waits for its slot, and the reason is told.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dishboard.board.state import FeedCondition, FeedKind, FeedSubject
from dishboard.errors import FormatError
from dishboard.feeds.asking import NoAnswerError, ask, open_client
from dishboard.feeds.memory import FARTHEST_SLOT, LONGEST_WAIT, FeedMemory, Remembered, due_at
from dishboard.feeds.message import FeedTrouble, Publish, SkyNews
from dishboard.feeds.questions import Found, Question, SkySource
from dishboard.feeds.standing import Standing
from dishboard.feeds.stops import Stop, Stops
from dishboard.time import Clock, from_unix_s, unix_s

if TYPE_CHECKING:
    import httpx

__all__ = ["SkyFeed"]

FIRST_BACK_OFF_S = 600.0
LONGEST_BACK_OFF_S = 21_600.0
ABSENT_FOR = timedelta(days=7)  # a new object comes into a catalogue within days or weeks
JITTER = 0.1
LOOK_AGAIN_S = 60.0  # how often we look for another process's news, and for a person's word
LEASE_MARGIN_S = 60.0  # a process that dies while it asks holds the others up so much longer

_ABSENT = "absent_s"  # among what was learnt of a question

log = logging.getLogger("dishboard.feeds")


@dataclass
class _Kept:
    """One question, what is remembered of it, and what its last good answer says."""

    question: Question
    memory: FeedMemory
    known: Remembered
    found: Found | None = None


class SkyFeed:
    """A feed that keeps the sky fresh from one source.

    Args:
        source: what is particular to it.
        cache_dir: where answers and slots are kept; None: in this process alone.
        stops: where refusals are kept.
        clock, sleep, chance: time and randomness; `chance` gives numbers in [0, 1).
    """

    kind = FeedKind.POLLED
    subject = FeedSubject.SKY

    def __init__(
        self,
        source: SkySource,
        cache_dir: Path | None,
        stops: Stops,
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._source, self._cache_dir, self._stops = source, cache_dir, stops
        self._clock, self._sleep, self._chance = clock, sleep, chance
        self._turn = FeedMemory(cache_dir, source.id, source.address, needed=True)
        self._seen: Remembered | None = None  # the turn as of the last look
        self._kept: dict[str, _Kept] = {}
        self._told: object = None  # what the newest news told was made of
        self._told_condition = FeedCondition.OK

    @property
    def id(self) -> str:
        return self._source.id

    @property
    def name(self) -> str:
        return self._source.name

    @property
    def cycle_s(self) -> float:
        """How often something new is to be expected."""
        return round(self._source.cycle_s * (1 + JITTER), 3)

    @property
    def next_at(self) -> datetime | None:
        """When it is asked again; None while it is stopped, or has nothing to ask."""
        next_one = self._next()
        return None if next_one is None or self._stops.stopped(self.id) else next_one[1]

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to ask for the network."""
        return bool(self._source.questions({}, {}))

    def kept(self) -> SkyNews | None:
        """What earlier runs and other processes got; nobody is asked."""
        self._look()
        return self._news()

    def standing(self) -> Standing:
        """What is remembered of the source; it is not asked."""
        news = self.kept()
        condition, detail = self._condition(self._stops.stopped(self.id))
        return Standing(
            condition=condition,
            detail=detail,
            received_at=news.received_at if news is not None else None,
            next_at=self.next_at,
            problems=news.problems if news is not None else (),
        )

    async def run(self, publish: Publish) -> None:
        """Ask for ever; what an earlier run or another process got is told first."""
        async with open_client() as client:
            while True:
                self._look()
                stop = self._stops.stopped(self.id)
                self._tell(publish, stop)
                now = self._clock.now()
                next_one = self._next()
                if stop is not None or next_one is None:
                    await self._sleep(LOOK_AGAIN_S)
                    continue
                one, due_at = next_one
                if due_at > now:
                    wait_s = (due_at - now).total_seconds()
                    await self._sleep(min(wait_s, LOOK_AGAIN_S))
                    continue
                await self._take_turn(client, one, now)

    # ---- what is remembered

    def _look(self) -> None:
        """Take over what was stored since the last look, by whichever process."""
        turn = self._turn.load()
        if turn == self._seen:
            return
        self._seen = turn
        for one in self._kept.values():
            self._reload(one)
        while True:  # what is found in one answer decides whether another question is needed
            questions = self._source.questions(
                {key: one.found for key, one in self._kept.items()},
                {key: _was_answered(one.known) for key, one in self._kept.items()},
            )
            new = [question for question in questions if question.key not in self._kept]
            for question in new:
                name = f"{self.id}.{question.key}"
                memory = FeedMemory(self._cache_dir, name, question.address, needed=True)
                one = self._kept[question.key] = _Kept(question, memory, Remembered())
                self._reload(one)
            if not new:
                break
        self._kept = {question.key: self._kept[question.key] for question in questions}

    def _reload(self, one: _Kept) -> None:
        before, one.known = one.known, one.memory.load()
        if one.known.body is None or one.known.received_at is None:
            return
        if one.found is not None and one.known.received_at == before.received_at:
            return
        try:
            found = self._source.read(one.question, one.known.body, one.known.received_at)
        except FormatError:  # kept by another version, or damaged: the next answer replaces it
            return
        one.found = found if one.found is None else found.after(one.found)

    def _next(self) -> tuple[_Kept, datetime] | None:
        """The question whose turn is next, and when: the first that is due, else the soonest."""
        now = self._clock.now()
        turn = self._seen or self._turn.load()
        turn_at = due_at(turn, now)
        due = [(one, max(turn_at, self._due_at(one, now))) for one in self._kept.values()]
        return min(due, key=lambda pair: pair[1]) if due else None

    def _due_at(self, one: _Kept, now: datetime) -> datetime:
        slot_at = due_at(one.known, now)
        absent_s = one.known.learnt.get(_ABSENT, 0.0)
        if absent_s <= unix_s(now + FARTHEST_SLOT):  # else by a clock that was wrong
            slot_at = max(slot_at, from_unix_s(absent_s) + ABSENT_FOR)
        received_at = one.known.received_at
        if received_at is not None and received_at > now + FARTHEST_SLOT:
            return slot_at  # the mark of a clock that was wrong
        renewed_at = self._source.renewed_at(one.known, one.found)
        return slot_at if renewed_at is None else max(slot_at, renewed_at)

    # ---- asking

    async def _take_turn(self, client: httpx.AsyncClient, one: _Kept, now: datetime) -> None:
        """Ask one question, if no other process asks just now or was faster."""
        lease = timedelta(seconds=self._source.timeout_s + LEASE_MARGIN_S)
        slot_at = now + self._later(self._source.interval_s)
        turn = self._turn.claim(now, now + lease, anew_at=slot_at)
        if turn is None:
            await self._sleep(LOOK_AGAIN_S)
            return
        known = one.memory.claim(now, slot_at, anew_at=now)  # the source has waited for a slot
        if known is None:
            self._reload(one)  # it waits for another slot now
            self._turn.store(replace(turn, next_at=now))
            if one.memory.lost:
                await self._sleep(LOOK_AGAIN_S)
            return
        one.known = replace(known, next_at=slot_at)
        try:
            answer = await ask(
                client,
                self._source.url(one.question, known, now),
                etag=None,
                last_modified=None,
                max_bytes=self._source.max_bytes,
                timeout_s=self._source.timeout_s,
                now=now,
            )
        except NoAnswerError as error:
            self._had_no_answer(one, known, turn, error)
        else:
            await self._had_answer(one, turn, answer.body if answer else b"")

    async def _had_answer(self, one: _Kept, turn: Remembered, body: bytes) -> None:
        received_at = self._clock.now()
        try:  # a large answer takes a second to read, and the board goes on meanwhile
            found = await asyncio.to_thread(self._source.read, one.question, body, received_at)
        except FormatError as fault:
            one.memory.store(self._faulty(one, fault, received_at))
        else:
            after = replace(
                one.known, condition=FeedCondition.OK, detail="", failures=0, failing_since_at=None
            )
            if one.known.failures:
                log.warning("%s, %s: answers well again", self.name, one.question.about)
            if self._source.is_news(found, one.found):
                after = replace(after, body=body, received_at=received_at)
                one.found = found if one.found is None else found.after(one.found)
            one.known = after
            one.memory.store(after)
        self._answers(turn, received_at)

    def _faulty(self, one: _Kept, fault: FormatError, now: datetime) -> Remembered:
        """The old data stay. The question waits longer each time, unless it can be put better."""
        learnt = self._source.otherwise(one.question, one.known, fault, now)
        if learnt is not None:
            return replace(one.known, next_at=now, learnt=learnt)
        failures = one.known.failures + 1
        if failures == 1:
            log.warning("%s, %s: %s; the old data are kept", self.name, one.question.about, fault)
        wait = self._later(self._source.interval_s * 2.0 ** min(failures - 1, 10))
        return replace(
            one.known,
            next_at=now + min(wait, LONGEST_WAIT),
            condition=FeedCondition.FAILED,
            detail=str(fault),
            failures=failures,
        )

    def _had_no_answer(
        self, one: _Kept, known: Remembered, turn: Remembered, error: NoAnswerError
    ) -> None:
        now = self._clock.now()
        said = f'{error}: "{error.text}"' if error.text else str(error)
        if error.status is not None and self._source.says_absent(
            one.question, error.status, error.text
        ):
            fault = FormatError(f"it has nothing of this name ({said}); asked again in a week")
            absent = replace(self._faulty(one, fault, now), learnt={_ABSENT: unix_s(now)})
            one.memory.store(absent)
            self._answers(turn, now)
            return
        if error.status is not None and self._source.stops_when_refused:
            reason = f"asked for {one.question.about}, {said}"
            stop = Stop(source=self.id, address=one.question.address, reason=reason, at=now)
            # A stop that cannot be kept would be forgotten by the next start: a day is the least.
            is_kept = self._stops.stop(stop)
            wait = self._later(self._source.spacing_s) if is_kept else LONGEST_WAIT
            self._turn.store(replace(turn, next_at=now + wait))
            return
        # A question that may have been counted keeps its slot; one that was not is still due.
        if not (error.reached and self._source.stops_when_refused):
            one.memory.store(replace(one.known, next_at=known.next_at))
        failures = turn.failures + 1
        wait_s = min(FIRST_BACK_OFF_S * 2.0 ** min(failures - 1, 20), LONGEST_BACK_OFF_S)
        wait = max(self._later(wait_s), error.retry_after or timedelta(0))
        self._turn.store(
            replace(
                turn,
                next_at=now + min(wait, LONGEST_WAIT),
                condition=error.condition,
                detail=f"{said}; asked again by itself",
                failures=failures,
            )
        )

    def _answers(self, turn: Remembered, now: datetime) -> None:
        """Whatever it said, it is there: the next question may come after the usual pause."""
        detail = f"answers again after {_times(turn.failures)}" if turn.failures else "answers"
        next_at = now + self._later(self._source.spacing_s)
        self._turn.store(
            replace(turn, next_at=next_at, condition=FeedCondition.OK, detail=detail, failures=0)
        )

    def _later(self, seconds: float) -> timedelta:
        return timedelta(seconds=seconds * (1 + JITTER * self._chance()))

    # ---- telling

    def _tell(self, publish: Publish, stop: Stop | None) -> None:
        """Tell what the board has not heard yet: newer data, another condition."""
        told, shown = self._told_condition, self._told_condition
        news = self._news()
        made_of = ([one.known.received_at for one in self._kept.values()], news and news.problems)
        if news is not None and made_of != self._told:
            publish(news)
            self._told, shown = made_of, FeedCondition.OK  # news say so by themselves
        condition, detail = self._condition(stop)
        if condition is told and condition is shown:
            return
        publish(FeedTrouble(feed=self.id, condition=condition, detail=detail, at=self._clock.now()))
        if condition is not told:
            log.warning("%s: %s", self.name, detail)
        self._told_condition = condition

    def _condition(self, stop: Stop | None) -> tuple[FeedCondition, str]:
        if stop is not None:
            return FeedCondition.FAILED, (
                f"{stop.reason}; not asked any more, the old data are kept; when the cause is "
                f"gone: dishboard doctor --resume {self.id}"
            )
        memories = (self._turn, *(one.memory for one in self._kept.values()))
        lost = next((memory.lost for memory in memories if memory.lost), None)
        if lost is not None:
            return FeedCondition.FAILED, (
                f"{lost}: what was asked would be asked again at each start, so nobody is asked; "
                "make room there, or make it writable"
            )
        turn = self._seen or Remembered()
        if turn.condition is not FeedCondition.OK:
            return turn.condition, turn.detail
        faults = [one for one in self._kept.values() if one.known.failures]
        if faults and not any(one.found for one in self._kept.values()):
            first = faults[0]
            return FeedCondition.FAILED, f"{first.question.about}: {first.known.detail}"
        return FeedCondition.OK, turn.detail or "waits for its turn"

    def _news(self) -> SkyNews | None:
        got = [one for one in self._kept.values() if one.found is not None]
        times = [one.known.received_at for one in got if one.known.received_at is not None]
        if not times:
            return None
        faults = tuple(
            f"{one.question.about}: {one.known.detail}"
            for one in self._kept.values()
            if one.known.failures
        )
        found = [one.found for one in got if one.found is not None]
        # Two groups may hold one craft.
        sets = {(item.norad_id, item.epoch_at): item for each in found for item in each.elements}
        return SkyNews(
            feed=self.id,
            source=self.name,
            elements=tuple(sets.values()),
            providers=tuple(item for each in found for item in each.providers),
            problems=(*faults, *(item for each in found for item in each.problems)),
            observed_at=max(times),
            received_at=max(times),
        )


def _was_answered(known: Remembered) -> bool:
    return known.received_at is not None or known.failures > 0


def _times(failures: int) -> str:
    return "1 failure" if failures == 1 else f"{failures} failures"
