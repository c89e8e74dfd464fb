"""What became of a contact: planned, predicted and observed side by side, and what was amiss.

Nothing here replaces the plan or the readings: it is what the board concludes from them, and each
conclusion names what it rests on.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from dishboard.model.contact import PlanStatus
from dishboard.model.reading import Direction, Evidence

__all__ = [
    "ContactRecord",
    "DirectionRecord",
    "Event",
    "EventKind",
    "Outcome",
    "Sharing",
    "Span",
]


class Outcome(StrEnum):
    """How a contact ended. `pending` until it has, and while nobody can say.

    docs/understanding/outcomes.md has the rules; src/dishboard/board/verdict.py applies them.
    """

    PENDING = "pending"
    COMPLETED = "completed"
    DEGRADED = "degraded"
    FAILED = "failed"  # the station tried: seen on the spacecraft, and no lock came
    MISSED = "missed"  # watched, and nothing was seen
    CANCELLED = "cancelled"  # before BOT


class Sharing(StrEnum):
    """How a contact was not one antenna on one spacecraft."""

    MSPA = "mspa"  # several spacecraft in one beam
    ARRAY = "array"  # several antennas on one spacecraft, most of the time
    HANDOVER = "handover"  # the spacecraft passed from one antenna to another


class EventKind(StrEnum):
    """Named disagreements between plan, geometry and observation, and turning points."""

    BEGAN = "began"
    ENDED = "ended"
    LOCKED = "locked"
    LOCK_LOST = "lock-lost"
    PLANNED_NOT_SEEN = "planned-not-seen"
    SEEN_NOT_PLANNED = "seen-not-planned"
    SEEN_BELOW_HORIZON = "seen-below-horizon"
    LATE_ACQUISITION = "late-acquisition"
    EARLY_LOSS = "early-loss"
    DROPOUT = "dropout"
    POINTS_ELSEWHERE = "points-elsewhere"
    OTHER_SPACECRAFT = "other-spacecraft"  # the antenna is on another one than planned
    OUT_OF_SERVICE = "out-of-service"  # interrupted, halted, in maintenance during a contact
    NOT_WATCHED = "not-watched"  # no source spoke of the antenna for part of the track
    PRIME_CHANGED = "prime-changed"  # of several antennas on one spacecraft another one leads


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened to a contact, or that does not fit.

    `id` is the same for the same event however often it is concluded.
    """

    id: str
    kind: EventKind
    at: datetime  # when it was so, by the data's own clock
    until_at: datetime | None = None  # the same as `at` for a moment; None: still so
    antenna: str
    spacecraft: str | None = None
    contact: str | None = None  # id of the contact's record
    direction: Direction | None = None
    evidence: Evidence
    source: str
    reason: str  # in words a person reads: what was expected, what came
    count: int = 1  # dropouts are told together, so that flapping makes no storm


class Span(Struct, frozen=True, kw_only=True):
    """A stretch of time."""

    start_at: datetime
    end_at: datetime


class DirectionRecord(Struct, frozen=True, kw_only=True):
    """One direction of a contact as it was observed. None: nobody said."""

    direction: Direction
    planned: bool
    acquired_at: datetime | None = None  # first signal (down) or first radiating (up)
    locked_at: datetime | None = None  # first lock of the carrier; up: same as acquired
    lost_at: datetime | None = None  # end of the last signal; None while it lasts, or nobody said
    # Shares of the planned track that has passed so far, 0 … 1; None where nothing has passed.
    locked_share: float | None = None  # None too where nobody watched at all
    watched_share: float | None = None  # in which a source would have told of a signal
    # When it was so, within the contact; short gaps are closed when they are many.
    watched: tuple[Span, ...] = ()
    signal: tuple[Span, ...] = ()
    locked: tuple[Span, ...] = ()


class ContactRecord(Struct, frozen=True, kw_only=True):
    """One contact: when it was planned, when geometry allows it, when it was seen, and its outcome.

    A contact that was seen and not planned has no planned times; one that nobody could see (no
    source speaks of the antenna) stays `pending`, with the reason. All times are the station's:
    what it hears left the spacecraft a light time earlier.
    """

    id: str  # of the planned contact, or of the sighting; what was simulated ends in `-simulated`
    contact: str | None = None  # id of the planned contact; None: seen, not planned
    antenna: str
    spacecraft: str
    plan: PlanStatus
    boa_at: datetime | None = None
    bot_at: datetime | None = None
    eot_at: datetime | None = None
    eoa_at: datetime | None = None
    plan_source: str | None = None
    aos_at: datetime | None = None  # predicted: above the antenna's horizon
    los_at: datetime | None = None
    predicted_source: str | None = None
    directions: tuple[DirectionRecord, ...] = ()
    evidence: Evidence | None = None  # of what was watched: observed, simulated; None: nobody did
    sources: tuple[str, ...] = ()  # who watched
    sharing: tuple[Sharing, ...] = ()
    shared_with: tuple[str, ...] = ()  # antennas on the same craft, craft in the same beam
    prime: bool | None = None  # of several antennas on one craft: is it this one? None: only one
    prime_reason: str | None = None
    outcome: Outcome | None  # None: nothing was planned that it could be judged by
    reason: str  # why this outcome, in words
    events: tuple[Event, ...] = ()
