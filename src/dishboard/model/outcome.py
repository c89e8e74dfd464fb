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

__all__ = ["ContactRecord", "DirectionRecord", "Event", "EventKind", "Outcome"]


class Outcome(StrEnum):
    """How a contact ended. `pending` until it has, and while nobody can say."""

    PENDING = "pending"
    COMPLETED = "completed"
    DEGRADED = "degraded"
    FAILED = "failed"  # the station tried: seen on the track, and no lock came
    MISSED = "missed"  # watched, and nothing was seen
    CANCELLED = "cancelled"  # before BOT


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


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened to a contact, or that does not fit.

    `id` is the same for the same event however often it is concluded.
    """

    id: str
    kind: EventKind
    at: datetime  # when it was so, by the data's own clock
    until_at: datetime | None = None  # None: a moment, or still so
    antenna: str
    spacecraft: str | None = None
    contact: str | None = None  # id of the contact's record
    direction: Direction | None = None
    evidence: Evidence
    source: str
    reason: str  # in words a person reads: what was expected, what came


class DirectionRecord(Struct, frozen=True, kw_only=True):
    """One direction of a contact as it was observed. None: nobody said."""

    direction: Direction
    planned: bool
    acquired_at: datetime | None = None  # first signal (down) or first radiating (up)
    locked_at: datetime | None = None  # first lock of the carrier; up: same as acquired
    lost_at: datetime | None = None  # end of the last signal; None while it lasts
    # Shares of the planned track that has passed so far, 0 … 1; None where nothing has passed.
    locked_share: float | None = None
    watched_share: float | None = None  # in which a source spoke of this antenna


class ContactRecord(Struct, frozen=True, kw_only=True):
    """One contact: when it was planned, when geometry allows it, when it was seen, and its outcome.

    A contact that was seen and not planned has no planned times; one that nobody could see (no
    source speaks of the antenna) stays `pending`, with the reason.
    """

    id: str  # of the planned contact, or of the sighting
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
    evidence: Evidence | None = None  # of what was seen: observed, simulated; None: nothing was
    sources: tuple[str, ...] = ()  # who saw it
    prime: bool | None = None  # of several antennas on one craft: is it this one? None: only one
    outcome: Outcome
    reason: str  # why this outcome, in words
    events: tuple[Event, ...] = ()
