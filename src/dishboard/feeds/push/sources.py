"""The sources that push, each a feed: made known with its token, shown before its first word."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from dishboard.board.state import FeedCondition, FeedKind
from dishboard.feeds.bounds import must_lie_within
from dishboard.feeds.message import FeedCounts, FeedMessage, FeedTrouble, Publish
from dishboard.feeds.own_names import OWN_NAMES
from dishboard.feeds.push.rate import RateLimit
from dishboard.feeds.push.tokens import TokenFile, TokenOwner, push_feed_id
from dishboard.feeds.remarks import Remarks, with_note
from dishboard.feeds.status import Intake, Refusal
from dishboard.model import Network
from dishboard.time import Clock

__all__ = ["PushSettings", "PushSource", "PushSources"]

log = logging.getLogger("dishboard.feeds")


@dataclass(frozen=True, kw_only=True)
class PushSettings:
    """What every source that pushes may do."""

    cycle_s: float = 60.0  # for messages that do not say theirs
    readings_per_s: float = 10_000.0  # of one source, in the long run
    readings_at_once: int = 20_000  # in one request, and above the long run
    body_bytes: int = 16 * 1024 * 1024  # of one request, unpacked

    def __post_init__(self) -> None:
        for name, least, most in (
            ("cycle_s", 0.001, 3_600),
            ("readings_per_s", 0.01, 1_000_000),
            ("readings_at_once", 1, 1_000_000),
            ("body_bytes", 1_024, 256 * 1024 * 1024),
        ):
            must_lie_within(f"feeds.push.{name}", getattr(self, name), least, most, "")


class PushSource:
    """One source: a feed that is spoken to."""

    kind = FeedKind.PUSHED

    def __init__(
        self,
        owner: TokenOwner,
        network: Network,
        clock: Clock,
        settings: PushSettings,
        publish: Publish,
    ) -> None:
        self.id, self.name, self.cycle_s = owner.feed_id, owner.source, settings.cycle_s
        self.simulated, self.settings = owner.simulated, settings
        self._clock, self._publish = clock, publish
        self._rate = RateLimit(settings.readings_per_s, settings.readings_at_once)
        self._intake = Intake(
            network,
            owner.source,
            feed=owner.feed_id,
            simulated=owner.simulated,
            cycle_s=settings.cycle_s,
            clock=clock,
        )
        self._remarks = Remarks()
        self._told: tuple[str | None, bool] = (None, False)  # what holds, and whether it failed

    @property
    def counts(self) -> FeedCounts:
        return self._intake.counts

    def now(self) -> datetime:
        return self._clock.now()

    def wait_s(self, messages: int) -> float:
        """0 when that many may come now; otherwise how long to wait, and nothing was counted."""
        return self._rate.wait_s(messages, self._clock.now())

    def take(self, data: bytes, received_at: datetime) -> Refusal | tuple[str, ...]:
        """Hand one message in. Returns what its sender should know of what was taken, if anything.

        That is what was left out, and what nobody here knows.
        """
        taken = self._intake.take(data, received_at)
        if type(taken) is Refusal:
            self._remarks.refuse(None, taken.reason, received_at)
            return taken
        cycle_s = (taken.cycle_s if type(taken) is FeedMessage else None) or self.cycle_s
        self._remarks.take(received_at, max(self.cycle_s, cycle_s))
        if type(taken) is not FeedMessage:
            return ()
        note = self._remarks.words(received_at)
        self._publish(taken if note is None else replace(taken, note=note))
        return (*taken.problems, *taken.remarks)

    def say_what_holds(self) -> None:
        """Tell what was refused, when that is another than before.

        As with a broker: who sends nothing that can be taken is no source of anything.
        """
        now = self._clock.now()
        told = self._remarks.words(now), self._remarks.nothing_is_usable(now)
        if told == self._told:
            return
        (note, is_failed), (_, had_failed), self._told = told, self._told, told
        if is_failed:
            condition, detail = FeedCondition.FAILED, note or "nothing usable arrives"
        else:
            condition, detail = FeedCondition.OK, with_note(note)
        self._publish(FeedTrouble(feed=self.id, condition=condition, detail=detail, at=now))
        if is_failed is not had_failed:
            log.warning("%s: %s", self.name, detail)

    async def run(self, publish: Publish) -> None:
        """Nothing to ask: it speaks by itself. Satisfies `Feed`."""
        await asyncio.Event().wait()


class PushSources:
    """Everyone who may push, as the token file says at this moment.

    Args:
        publish: told their messages.
        known: told of every source before its first message, again when its token became another's
            kind (simulated or not).
        taken: names of other feeds, beside those that Dishboard has always. Nobody may speak in
            their name: the board tells sources apart by it.
    """

    def __init__(
        self,
        tokens: TokenFile,
        network: Network,
        clock: Clock,
        publish: Publish,
        known: Callable[[PushSource], None],
        settings: PushSettings | None = None,
        *,
        taken: Iterable[str] = (),
    ) -> None:
        self.settings = settings or PushSettings()
        self._taken = {push_feed_id(name) for name in (*OWN_NAMES, *taken)}
        self._tokens, self._network, self._clock = tokens, network, clock
        self._publish, self._known = publish, known
        self._seen: tuple[TokenOwner, ...] = ()
        self._sources: dict[str, PushSource] = {}
        self._removed: set[str] = set()

    def look(self) -> None:
        """Take notice of tokens that were added or removed since, and of what was refused."""
        every = self._tokens.owners()
        for feed_id, source in self._sources.items():
            if feed_id not in self._removed:
                source.say_what_holds()
        if every is self._seen:
            return
        self._seen = every
        owners = [owner for owner in every if owner.feed_id not in self._taken]
        for owner in every:
            if owner.feed_id in self._taken:
                log.warning("'%s' is another source's name: its token opens nothing", owner.source)
        for owner in owners:
            self._source_of(owner)
        here = {owner.feed_id for owner in owners}
        for feed_id in self._sources.keys() - here - self._removed:
            self._tell(feed_id, FeedCondition.DISABLED, "its token was removed")
        for feed_id in self._removed & here:
            self._tell(
                feed_id, FeedCondition.UNAVAILABLE, "has a new token; no message with it yet"
            )
        self._removed = self._sources.keys() - here

    def source_of(self, token: str) -> PushSource | None:
        """Whose token this is, or None."""
        owner = self._tokens.owner_of(token)
        self.look()
        if owner is None or owner.feed_id in self._taken:
            return None
        return self._source_of(owner)

    def _source_of(self, owner: TokenOwner) -> PushSource:
        source = self._sources.get(owner.feed_id)
        if source is not None and source.simulated == owner.simulated:
            return source
        made = PushSource(owner, self._network, self._clock, self.settings, self._publish)
        self._sources[owner.feed_id] = made
        self._known(made)
        return made

    def _tell(self, feed_id: str, condition: FeedCondition, detail: str) -> None:
        source = self._sources[feed_id]
        self._publish(
            FeedTrouble(feed=feed_id, condition=condition, detail=detail, at=self._clock.now())
        )
        log.warning("%s: %s", source.name, detail)
