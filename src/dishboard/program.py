"""A board that lives: one network, its sky, its clock, its feeds, and what the server asks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import asdict

from dishboard.board import Board, Rules
from dishboard.board.state import ClockMode, ClockState, FeedCondition, Freshness, State
from dishboard.ephemeris import Sky
from dishboard.feeds import Feed, FeedMessage, FeedTrouble, SkyNews, particulars_of
from dishboard.feeds.computed import Computed
from dishboard.feeds.push import PushSettings, PushSource, PushSources, TokenFile
from dishboard.feeds.silence import Silence
from dishboard.feeds.sky import sky_of_news
from dishboard.model import Contact, ContactRecord, Event, LitPass, Network, Pass, Trajectory
from dishboard.plan import make_plan
from dishboard.time import Clock, FixedClock

__all__ = ["PLAN_AHEAD", "PLAN_BEHIND", "Program", "ended", "next_tick_s"]

# Six hours back and forty-eight ahead are promised; an hour more on both sides keeps that true
# between two makings of the plan, and for spans that begin on a round instant.
PLAN_BEHIND = timedelta(hours=7)
PLAN_AHEAD = timedelta(hours=49)
PLAN_EVERY = timedelta(minutes=10)
TICK_S = 1.0
BEAT_EVERY_TICKS = 5

log = logging.getLogger("dishboard")


class Program:
    """A board that lives: it satisfies `dishboard.server.Live`.

    Made with a clock and feeds it runs for ever by `run`; made with a fixed clock it answers once
    by `refresh`.
    """

    def __init__(
        self,
        network: Network,
        sky: Sky,
        clock: Clock,
        clock_state: ClockState,
        feeds: Sequence[Feed] = (),
        tokens: TokenFile | None = None,
        sky_feeds: Sequence[Feed] = (),
        *,
        push: PushSettings | None = None,
        disabled: Sequence[tuple[Feed, str]] = (),
        rules: Rules | None = None,
    ) -> None:
        self.network = network
        self.sky = sky
        self._first_sky = sky
        self._news: dict[str, SkyNews] = {}  # by feed: all that each now has
        self._sky_is_old = False
        self.clock = clock
        self._reporting = tuple(feeds)  # what stations say
        self._refreshing = {feed.id for feed in sky_feeds}  # they say nothing of stations
        self.feeds = (*feeds, *sky_feeds)
        self.board = Board(network, sky, clock_state, rules)
        self._computed = Computed(network, sky)
        self._plan_made_at: datetime | None = None
        self.faults: tuple[str, ...] = ()  # what was given and could not be used
        self._silence = Silence()
        for feed in self.feeds:
            self._show(feed)
        for feed, why in disabled:  # they never run: nobody is asked
            self._show(feed, FeedCondition.DISABLED, why)
        self._pushing: PushSources | None = None  # None: nobody may push
        if tokens is not None:
            names = [feed.name for feed in (*self.feeds, *(feed for feed, _ in disabled))]
            self._pushing = PushSources(
                tokens, network, clock, self.receive, self._meet, push, taken=names
            )
            self._pushing.look()

    def _show(
        self,
        feed: Feed,
        condition: FeedCondition = FeedCondition.UNAVAILABLE,
        detail: str = "no message yet",
    ) -> None:
        about = particulars_of(feed)
        self.board.add_feed(
            feed.id,
            feed.name,
            feed.cycle_s,
            detail,
            condition=condition,
            kind=about.kind,
            subject=about.subject,
            simulated=about.simulated,
        )

    def _note_feeds(self, at: datetime) -> None:
        for feed in self.feeds:
            about = particulars_of(feed)
            counts = asdict(about.counts) if about.counts is not None else {}
            is_ahead = about.next_at is not None and about.next_at > at  # else it is due: now
            self.board.note(feed.id, next_at=about.next_at if is_ahead else None, **counts)

    def _meet(self, source: PushSource) -> None:
        """Show a source that may push from now on, before it has said anything."""
        others = tuple(feed for feed in self.feeds if feed.id != source.id)
        if len(others) == len(self.feeds):
            self._show(source)
        self.feeds = (*others, source)

    # ---- the life of the board

    def receive(self, message: FeedMessage | FeedTrouble | SkyNews) -> None:
        """What feeds call with what they have."""
        if isinstance(message, FeedTrouble):
            self.board.trouble(message.feed, message.condition, message.detail)
            return
        if isinstance(message, SkyNews):
            self.learn(message)
            self.board.receive(
                (),
                feed_id=message.feed,
                observed_at=message.observed_at,
                received_at=message.received_at,
                problems=message.problems,
                note=message.note,
            )
            return
        self.board.receive(
            message.readings,
            feed_id=message.feed,
            observed_at=message.observed_at,
            received_at=message.received_at,
            problems=message.problems,
            cycle_s=message.cycle_s,
            note=message.note,
        )
        if message.contacts is not None:
            self.board.set_schedule(message.feed, message.contacts, message.observed_at)

    def learn(self, news: SkyNews) -> None:
        """Keep what a feed says of where spacecraft are; it holds from the next plan on."""
        had = self._news.get(news.feed)
        self._news[news.feed] = news
        if had is None or (had.elements, had.providers) != (news.elements, news.providers):
            self._sky_is_old = True

    def replan(self) -> None:
        """Make the plan for the hours around now, by the newest sky."""
        at = self.clock.now()
        sky = self._newest_sky()
        self._use(sky, self._plan_around(at, sky), at)

    def _newest_sky(self) -> Sky:
        if not self._sky_is_old:
            return self.sky
        self._sky_is_old = False
        return sky_of_news(self._first_sky, self._news.values())

    def _plan_around(self, at: datetime, sky: Sky) -> tuple[Contact, ...]:
        return make_plan(self.network, sky, at - PLAN_BEHIND, at + PLAN_AHEAD)

    def _use(self, sky: Sky, contacts: Sequence[Contact], at: datetime) -> None:
        """Sky and plan change together: no plan stands beside positions of another sky."""
        if sky is not self.sky:
            self.sky = sky
            self._computed = Computed(self.network, sky)
            self.board.use_sky(sky)
        self.board.set_plan(contacts, made_at=at)
        self._plan_made_at = at

    def refresh(self) -> Any:
        """Compute and judge everything at this moment. Returns the change, if there is one."""
        at = self.clock.now()
        board = self.board
        if self._pushing is not None:
            self._pushing.look()
        board.receive(
            self._computed.readings(at, board.wanted_pairs(at), board.wanted_spacecraft())
        )
        self._note_feeds(at)
        change = board.tick(at)
        self._silence.look(board.state.feeds)
        return change

    async def once(self, patience_s: float = 10.0) -> None:
        """Ask every feed of readings for one message, then judge: for one-shot commands.

        A feed that says nothing in `patience_s` is shown as unavailable.
        """
        await asyncio.gather(*(self._first_word(feed, patience_s) for feed in self._reporting))
        self.replan()
        self.refresh()

    async def _first_word(self, feed: Feed, patience_s: float) -> None:
        spoken = asyncio.Event()

        def publish(message: FeedMessage | FeedTrouble | SkyNews) -> None:
            self.receive(message)
            spoken.set()

        running = asyncio.ensure_future(feed.run(publish))
        waiting = asyncio.ensure_future(spoken.wait())
        await asyncio.wait(
            (running, waiting), timeout=patience_s, return_when=asyncio.FIRST_COMPLETED
        )
        if spoken.is_set():
            await asyncio.sleep(particulars_of(feed).settling_s)
        for task in (running, waiting):
            task.cancel()
        await asyncio.gather(running, waiting, return_exceptions=True)

    async def run(
        self,
        published: Callable[[Any, State], None],
        beaten: Callable[[datetime, State], None],
    ) -> None:
        """Feeds, ticks and plans until cancelled. A feed that dies takes nothing with it."""
        tasks = [asyncio.create_task(self._run_feed(feed), name=feed.id) for feed in self.feeds]
        tasks.append(asyncio.create_task(self._keep_planning(), name="plan"))
        try:
            await self._tick_for_ever(published, beaten)
        finally:
            await ended(tasks)

    async def _run_feed(self, feed: Feed) -> None:
        try:
            await feed.run(self.receive)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # a fault of ours in one feed must not stop the board
            log.exception("the feed %s stopped", feed.id)
            detail = f"stopped by a fault of Dishboard: {error!r}"
            self.board.trouble(feed.id, FeedCondition.FAILED, detail)

    async def _keep_planning(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            made_at = self._plan_made_at
            is_due = made_at is None or abs(self.clock.now() - made_at) >= PLAN_EVERY
            if is_due or self._sky_is_old:
                at, sky = self.clock.now(), self._newest_sky()
                contacts = await asyncio.to_thread(self._plan_around, at, sky)
                self._use(sky, contacts, at)

    async def _tick_for_ever(
        self,
        published: Callable[[Any, State], None],
        beaten: Callable[[datetime, State], None],
    ) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        ticks = 0
        while True:
            began = loop.time()
            change = self.refresh()
            if change is not None:
                published(change, self.board.state)
            if ticks % BEAT_EVERY_TICKS == 0:
                beaten(self.board.state.at, self.board.state)
            ticks += 1
            done = loop.time()
            due = next_tick_s(due, began, done)
            await asyncio.sleep(due - done)

    # ---- what the server asks (dishboard.server.Live)

    @property
    def state(self) -> State:
        return self.board.state

    def now(self) -> datetime:
        return self.clock.now()

    def not_ready(self) -> str | None:
        """Why the board should not be believed just now, or None."""
        try:
            state = self.state
        except RuntimeError:
            return "no state yet"
        behind_s = (self.clock.now() - state.at).total_seconds()
        if behind_s > 5 * TICK_S:
            return f"the state is {behind_s:.0f} s behind the board's clock"
        heard = [
            feed
            for feed in state.feeds
            if feed.id not in self._refreshing and feed.condition is not FeedCondition.DISABLED
        ]
        deaf = [
            f"{feed.name}: {feed.detail}"
            for feed in heard
            if feed.condition is not FeedCondition.OK
            or feed.freshness not in (Freshness.FRESH, Freshness.LATE)
        ]
        if heard and len(deaf) == len(heard):
            return "no source is heard: " + "; ".join(deaf)
        return None

    def pushed_by(self, token: str) -> PushSource | None:
        """The source whose token this is, or None."""
        return self._pushing.source_of(token) if self._pushing else None

    def state_at(self, at: datetime) -> State:
        """The state at another instant, computed from what is known today."""
        mode = ClockState(mode=ClockMode.FIXED, offline=True)
        program = Program(self.network, self.sky, FixedClock(at), mode)
        program.replan()
        program.refresh()
        return program.state

    def plan(self, start_at: datetime, end_at: datetime) -> Sequence[Contact] | None:
        """The board's own plan, or None when it does not cover a span."""
        made_at = self._plan_made_at
        if made_at is None:
            return None
        covers = made_at - PLAN_BEHIND <= start_at and end_at <= made_at + PLAN_AHEAD
        return self.board.own_plan if covers else None

    def make_plan(self, start_at: datetime, end_at: datetime) -> Sequence[Contact]:
        return make_plan(self.network, self.sky, start_at, end_at)

    def contacts(
        self, start_at: datetime, end_at: datetime, plan: Sequence[Contact]
    ) -> list[Contact]:
        return self.board.contacts(start_at, end_at, plan)

    def records(self, start_at: datetime, end_at: datetime) -> list[ContactRecord]:
        return self.board.records(start_at, end_at)

    def events(self, start_at: datetime, end_at: datetime) -> list[Event]:
        return self.board.events(start_at, end_at)

    def unknown(self, spacecraft: str, start_at: datetime, end_at: datetime) -> str | None:
        """Why nothing can be computed of a spacecraft in all of a span, or None."""
        return self.sky.unknowable(spacecraft, start_at, end_at)

    def passes(
        self,
        antennas: Sequence[str],
        spacecraft: Sequence[str],
        start_at: datetime,
        end_at: datetime,
    ) -> list[Pass]:
        pairs = [(antenna, craft) for antenna in antennas for craft in spacecraft]
        return self.sky.passes(pairs, start_at, end_at)

    def lit_passes(
        self,
        antennas: Sequence[str],
        spacecraft: Sequence[str],
        start_at: datetime,
        end_at: datetime,
    ) -> list[LitPass]:
        from dishboard.ephemeris.light import lit_passes

        sky = self.sky  # one for both: a feed may bring another meanwhile
        pairs = [(antenna, craft) for antenna in antennas for craft in spacecraft]
        passes = sky.passes(pairs, start_at, end_at)
        return lit_passes(passes, sky.lights(passes, start_at, end_at))

    def trajectory(self, spacecraft: str, start_at: datetime, end_at: datetime) -> Trajectory:
        return self.sky.trajectory(spacecraft, start_at, end_at)


def next_tick_s(due_s: float, began_s: float, done_s: float) -> float:
    """When to tick again after a tick that was due, began and was done at these times.

    Late ticks are not made up for, and one that took too long leaves as much time to the readers,
    who share its thread.
    """
    return max(due_s + TICK_S, done_s + (done_s - began_s))


async def ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel tasks until all are done, whatever they raise.

    A cancellation that comes while a connection ends can be lost in a library; then it comes again.
    """
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=1.0)
    await asyncio.gather(*tasks, return_exceptions=True)
