"""Feeds that keep a connection and are spoken to: how they connect again, and what they tell.

- One connection; it is tried again after a second, doubled up to a minute, with chance.
- Trouble is told once when it begins or changes, and once when it is over; the log too.
- A source whose every message is refused has `failed`, however well its connection is.
- What a person should know beside the messages (missed, refused, withheld, died) stands in the
  source's line while it holds, and in the log at most once a minute.
"""

from __future__ import annotations

import asyncio
import logging
import random
import ssl
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from dishboard.board.state import FeedCondition, FeedKind
from dishboard.errors import FeedError
from dishboard.feeds.back_off import BackOff
from dishboard.feeds.message import FeedCounts, FeedMessage, FeedTrouble, Publish
from dishboard.feeds.remarks import Remarks, with_note
from dishboard.feeds.status import Intake, Refusal
from dishboard.model import Network
from dishboard.time import Clock

__all__ = ["ListeningFeed", "NoConnectionError", "not_trusted"]

LOOK_EVERY_S = 1.0  # how soon what was noticed is said
LOG_EVERY = timedelta(minutes=1)
_BY_THE_CLOCK = (9, 10)  # OpenSSL's codes: not valid yet, not valid any more

log = logging.getLogger("dishboard.feeds")


class NoConnectionError(FeedError):
    """There is no connection, or none any more."""

    def __init__(self, message: str, condition: FeedCondition) -> None:
        super().__init__(message)
        self.condition = condition


def not_trusted(whom: str, error: ssl.SSLCertVerificationError, settings: str) -> NoConnectionError:
    """There is a certificate that is not to be believed; `settings`: by which we would."""
    act = f"check {settings}"
    if error.verify_code in _BY_THE_CLOCK:
        act = "it must be renewed there, if this computer's clock is right"
    return NoConnectionError(
        f"the certificate of {whom} is not to be trusted ({error.verify_message}): {act}",
        FeedCondition.FAILED,
    )


class ListeningFeed:
    """What feeds with a connection share; `_listen` is what is particular to one.

    Args:
        address: whom it listens to, as people write it.
        sleep, chance: handed in by tests; `chance` gives numbers in [0, 1).
    """

    kind = FeedKind.SUBSCRIBED
    settling_s = 0.3  # what is kept for those who connect comes right after

    def __init__(
        self,
        feed_id: str,
        name: str,
        address: str,
        network: Network,
        clock: Clock,
        *,
        cycle_s: float,
        simulated: bool,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.id, self.name, self.cycle_s, self.simulated = feed_id, name, cycle_s, simulated
        self._address, self._clock = address, clock
        self._sleep, self._back_off = sleep, BackOff(chance)
        self._intake = Intake(
            network, name, feed=feed_id, simulated=simulated, cycle_s=cycle_s, clock=clock
        )
        self._remarks = Remarks()
        self._rejected = 0  # before the intake saw them
        self._publish: Publish = _nobody
        self._connected_at: datetime | None = None
        self._lost_at: datetime | None = None
        self._attempts = 0  # since the connection was lost
        self._is_heard = False  # a message came on this connection
        self._told = (FeedCondition.OK, "")  # what the board shows
        self._logged = FeedCondition.OK
        self._noted: str | None = None  # the note that was logged last, while there is one
        self._noted_at = clock.now()

    @property
    def counts(self) -> FeedCounts:
        """What has come so far."""
        counts = self._intake.counts
        return replace(counts, rejected=counts.rejected + self._rejected)

    async def _listen(self) -> None:
        """Connect, say so by `_connected`, and take what comes, until it ends.

        Raises:
            NoConnectionError: when there is no connection, or none any more.
        """
        raise NotImplementedError

    async def run(self, publish: Publish) -> None:
        """Listen for ever. Satisfies `Feed`."""
        self._publish = publish
        looking = asyncio.create_task(self._keep_saying())
        try:
            while True:
                began_at = self._clock.now()
                self._attempts += 1
                try:
                    await self._listen()
                except NoConnectionError as error:
                    self._lost(error)
                held_at, self._connected_at = self._connected_at, None
                held_s = (self._clock.now() - held_at).total_seconds() if held_at else 0.0
                self._lost_at = self._lost_at or (self._clock.now() if held_at else began_at)
                await self._sleep(self._back_off.after(held_s))
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)

    # ---- the connection

    def _connected(self) -> None:
        self._connected_at = self._clock.now()
        detail = f"connected to {self._address}; no message yet"
        if self._lost_at is not None:
            lasted_s = (self._connected_at - self._lost_at).total_seconds()
            tried = "1 attempt" if self._attempts == 1 else f"{self._attempts} attempts"
            detail = f"connected again after {lasted_s:.0f} s and {tried}"
        self._attempts, self._lost_at = 0, None
        if self._remarks.nothing_is_usable(self._connected_at):
            self._say_what_holds(self._connected_at)  # a new connection alone mends nothing
            return
        if not self._is_heard:  # messages may be faster than the answer
            self._tell(FeedCondition.OK, detail)
        if self._logged is not FeedCondition.OK:
            # A recovery too is a warning: whoever was shown the trouble is shown its end.
            self._log(FeedCondition.OK, detail)

    def _lost(self, error: NoConnectionError) -> None:
        self._is_heard = False
        self._tell(error.condition, f"{error}; tried again by itself")
        if self._logged is not error.condition:
            self._log(error.condition, self._told[1])

    # ---- messages

    def _take(
        self,
        data: bytes,
        now: datetime,
        where: str,
        addressed: tuple[str, str] | None = None,
        *,
        retained: bool = False,
    ) -> FeedMessage | None:
        """Take one status message and tell the board; None when it was refused or a repeat.

        Args:
            where: it came from, for those who look for it when it is refused.
            retained: it was said before we listened, and kept for us.
        """
        taken = self._intake.take(data, now, addressed=addressed)
        if type(taken) is Refusal:
            self._remarks.refuse(where, taken.reason, now)
            return None
        if type(taken) is not FeedMessage:  # a repeat
            self._remarks.take(now, self.cycle_s, retained=retained)
            self._is_heard = True
            return None
        cycle_s = max(self.cycle_s, taken.cycle_s or 0.0)
        self._remarks.take(now, cycle_s, retained=retained)
        first: Any = taken.readings[0]
        self._remarks.count(first.antenna, first.sequence, taken.observed_at, now)
        self._is_heard = True
        note = self._remarks.words(now)
        self._told = (FeedCondition.OK, with_note(note))
        self._publish(replace(taken, note=note))
        return taken

    def _refuse(self, where: str, reason: str, now: datetime) -> None:
        self._rejected += 1
        self._remarks.refuse(where, reason, now)

    # ---- what a person is told

    async def _keep_saying(self) -> None:
        """Say what was noticed even when no message carries it."""
        while True:
            await self._sleep(LOOK_EVERY_S)
            self._say_what_holds(self._clock.now())

    def _say_what_holds(self, now: datetime) -> None:
        if self._connected_at is None and not self._is_heard:
            return  # there is another trouble, and it has been told
        note = self._remarks.words(now)
        if self._remarks.nothing_is_usable(now):
            condition, detail = FeedCondition.FAILED, note or "nothing usable arrives"
        elif self._remarks.all_are_gone(now):
            condition, detail = FeedCondition.UNAVAILABLE, note or "its senders are gone"
        elif self._is_heard:
            condition, detail = FeedCondition.OK, with_note(note)
        elif note is not None:
            condition, detail = FeedCondition.OK, f"connected; {note}"
        else:
            return  # connected, and nothing came yet: that was told
        self._tell(condition, detail)
        # The first word of something new is logged at once, its growing once a minute.
        is_new = note is not None and note != self._noted
        is_due = self._noted is None or now - self._noted_at >= LOG_EVERY
        if self._logged is not condition or (is_new and is_due):
            self._log(condition, detail)
            self._noted, self._noted_at = note, now
        if note is None:
            self._noted = None

    def _tell(self, condition: FeedCondition, detail: str) -> None:
        if (condition, detail) == self._told:
            return
        self._told = (condition, detail)
        self._publish(
            FeedTrouble(feed=self.id, condition=condition, detail=detail, at=self._clock.now())
        )

    def _log(self, condition: FeedCondition, detail: str) -> None:
        log.warning("%s: %s", self.name, detail)
        self._logged = condition


def _nobody(message: object) -> None:
    """Before `run` there is nobody to tell."""
