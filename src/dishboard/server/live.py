"""What the server needs to know of the board behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from dishboard.board.state import State
from dishboard.model import Contact, Network, Pass, Trajectory

__all__ = ["Live"]


class Live(Protocol):
    """A running board. Methods that compute may take a second: the server runs them in a thread."""

    @property
    def network(self) -> Network: ...

    @property
    def state(self) -> State: ...

    def now(self) -> datetime:
        """The board's time."""
        ...

    def not_ready(self) -> str | None:
        """Why the board should not be believed just now, or None."""
        ...

    def state_at(self, at: datetime) -> State:
        """The state at another instant, computed from what is known today."""
        ...

    def contacts(self, start_at: datetime, end_at: datetime) -> list[Contact]: ...

    def passes(
        self,
        antennas: Sequence[str],
        spacecraft: Sequence[str],
        start_at: datetime,
        end_at: datetime,
    ) -> list[Pass]: ...

    def trajectory(self, spacecraft: str, start_at: datetime, end_at: datetime) -> Trajectory: ...
