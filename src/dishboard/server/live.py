"""What the server needs to know of the board behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from dishboard.board.state import State
from dishboard.ephemeris import Sky
from dishboard.feeds.push import PushSource
from dishboard.model import Contact, ContactRecord, Event, LitPass, Network, Pass, Trajectory

__all__ = ["Live"]


class Live(Protocol):
    """A running board.

    `state_at`, `make_plan`, `passes`, `lit_passes` and `trajectory` compute and may take a second:
    the server runs them in a thread. The others answer at once, on the loop the board ticks in.
    """

    @property
    def network(self) -> Network: ...

    @property
    def state(self) -> State: ...

    @property
    def sky(self) -> Sky:
        """Where spacecraft are; another object once something newer is known."""
        ...

    def now(self) -> datetime:
        """The board's time."""
        ...

    def not_ready(self) -> str | None:
        """Why the board should not be believed just now, or None."""
        ...

    def pushed_by(self, token: str) -> PushSource | None:
        """The source that may push readings with this token, or None."""
        ...

    def state_at(self, at: datetime) -> State:
        """The state at another instant, computed from what is known today."""
        ...

    def plan(self, start_at: datetime, end_at: datetime) -> Sequence[Contact] | None:
        """The plan that is kept, or None when it does not cover a span."""
        ...

    def make_plan(self, start_at: datetime, end_at: datetime) -> Sequence[Contact]:
        """A plan for any span; computes."""
        ...

    def contacts(
        self, start_at: datetime, end_at: datetime, plan: Sequence[Contact]
    ) -> list[Contact]:
        """The contacts of a plan and those seen, in order of time."""
        ...

    def records(self, start_at: datetime, end_at: datetime) -> list[ContactRecord]:
        """What became of the contacts of a span, in order of time."""
        ...

    def events(self, start_at: datetime, end_at: datetime) -> list[Event]:
        """What happened to contacts in a span, and what did not fit."""
        ...

    def unknown(self, spacecraft: str, start_at: datetime, end_at: datetime) -> str | None:
        """Why nothing can be computed of a spacecraft in a span, or None."""
        ...

    def passes(
        self,
        antennas: Sequence[str],
        spacecraft: Sequence[str],
        start_at: datetime,
        end_at: datetime,
    ) -> list[Pass]: ...

    def lit_passes(
        self,
        antennas: Sequence[str],
        spacecraft: Sequence[str],
        start_at: datetime,
        end_at: datetime,
    ) -> list[LitPass]:
        """The same passes, each with its light; three times the work."""
        ...

    def trajectory(self, spacecraft: str, start_at: datetime, end_at: datetime) -> Trajectory: ...
