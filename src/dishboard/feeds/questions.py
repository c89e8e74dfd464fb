"""What is particular to one source of the sky: what it is asked, and what its answers mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from dishboard.ephemeris import Provider
from dishboard.errors import FormatError
from dishboard.feeds.memory import Remembered
from dishboard.model import ElementSet

__all__ = ["Found", "Question", "SkySource"]


class Question(Struct, frozen=True, kw_only=True):
    """One thing asked again and again. What is remembered of it holds for its address."""

    key: str  # of its file in the cache: letters, digits, - and _
    about: str  # in words a person reads
    address: str


class Found(Struct, frozen=True, kw_only=True):
    """What one answer held for this network."""

    elements: tuple[ElementSet, ...] = ()
    providers: tuple[Provider, ...] = ()
    until_at: datetime | None = None  # what it says ends here; None: it only grows old
    problems: tuple[str, ...] = ()  # what of it is not used, one line each

    def after(self, before: Found) -> Found:
        """This one, and of an older answer the elements that this one lacks or has older."""
        best = {one.norad_id: one for one in self.elements}
        for one in before.elements:
            if one.norad_id not in best or one.epoch_at > best[one.norad_id].epoch_at:
                best[one.norad_id] = one
        return Found(
            elements=tuple(best.values()),
            providers=self.providers,
            until_at=self.until_at,
            problems=self.problems,
        )


class SkySource(Protocol):
    """One place where positions come from, with as many questions as it needs.

    `interval_s`: the least time between two askings of one question; `spacing_s`: between any two
    questions; `cycle_s`: how often each is answered anew. `stops_when_refused`: whether any answer
    but a 200 is a reason to leave it alone until a person says otherwise.
    """

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def interval_s(self) -> float: ...
    @property
    def spacing_s(self) -> float: ...
    @property
    def cycle_s(self) -> float: ...
    @property
    def timeout_s(self) -> float: ...
    @property
    def max_bytes(self) -> int: ...
    @property
    def stops_when_refused(self) -> bool: ...

    def questions(
        self, found: Mapping[str, Found | None], asked: Mapping[str, bool]
    ) -> Sequence[Question]:
        """What there is to ask, the most wanted first.

        Args:
            found: by key, what is known of questions already; it may make others needless.
            asked: by key, whether the source has ever answered it, well or badly.
        """
        ...

    def url(self, question: Question, known: Remembered, now: datetime) -> str: ...

    def read(self, question: Question, body: bytes, received_at: datetime) -> Found:
        """What an answer says.

        Raises:
            FormatError: for an answer that is none: an error in words, another object, half a body.
        """
        ...

    def says_absent(self, question: Question, status: int, text: str) -> bool:
        """Whether a refusal says no more than that there is nothing of this name."""
        ...

    def is_news(self, found: Found, before: Found | None) -> bool:
        """Whether an answer is to take the place of the one before it."""
        ...

    def renewed_at(self, known: Remembered, found: Found | None) -> datetime | None:
        """Before when a good answer need not be asked for again; None: at every slot."""
        ...

    def otherwise(
        self, question: Question, known: Remembered, fault: FormatError, now: datetime
    ) -> dict[str, float] | None:
        """What a fault teaches, when the question can be put better by it at the next turn."""
        ...
