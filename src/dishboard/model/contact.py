"""Contact: the planned use of an antenna for a spacecraft. Pass: the geometry it rests on."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from dishboard.model.reading import Direction, Evidence, Quality

__all__ = [
    "BINDING",
    "Contact",
    "ContactLink",
    "Pass",
    "Phase",
    "PlanStatus",
    "pass_id",
    "phase_of",
]


class PlanStatus(StrEnum):
    """CCSDS 902.1 words, and `none` for what was seen without a plan."""

    AVAILABLE = "available"
    TENTATIVE = "tentative"
    COMMITTED = "committed"
    UNAVAILABLE = "unavailable"
    REQUESTED = "requested"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    NONE = "none"


BINDING = (PlanStatus.TENTATIVE, PlanStatus.COMMITTED)  # what is so planned is expected to happen


class Phase(StrEnum):
    """Where a contact stands in time: BOA – BOT – EOT – EOA."""

    UPCOMING = "upcoming"
    SETUP = "setup"  # BOA to BOT
    TRACK = "track"  # BOT to EOT
    TEARDOWN = "teardown"  # EOT to EOA
    PAST = "past"


class Pass(Struct, frozen=True, kw_only=True):
    """A spacecraft that an antenna can see, from rise to set.

    A pass that was up already when the asked-for span, or what is known of the craft, began has
    `rise_at` None (its set is real); likewise `set_at`. `culmination_at` is the highest moment
    between. Ranges are those of `PointingReading`: geometric for element sets, the way of the light
    beyond. `id`: see `pass_id`.
    """

    id: str
    antenna: str
    spacecraft: str
    rise_at: datetime | None
    culmination_at: datetime
    set_at: datetime | None
    rise_azimuth_deg: float | None
    culmination_azimuth_deg: float
    set_azimuth_deg: float | None
    rise_elevation_deg: float | None  # the mask, the horizon there, or the keyhole
    set_elevation_deg: float | None
    max_elevation_deg: float
    rise_range_km: float | None
    culmination_range_km: float  # not the least one: an eccentric orbit may be nearer at its set
    set_range_km: float | None
    quality: Quality
    age_s: float | None  # of what it was computed from; None where nothing ages: a body's centre
    source: str


class ContactLink(Struct, frozen=True, kw_only=True):
    direction: Direction
    band: str


class Contact(Struct, frozen=True, kw_only=True):
    """One antenna on one spacecraft: activity BOA–EOA, track BOT–EOT.

    `assumptions` names, in words, every figure of the plan that no source gave.
    """

    id: str
    antenna: str
    spacecraft: str
    evidence: Evidence
    source: str
    plan: PlanStatus
    boa_at: datetime  # begin of activity
    bot_at: datetime  # begin of track
    eot_at: datetime  # end of track
    eoa_at: datetime  # end of activity
    aos_at: datetime | None = None  # predicted rise over the mask; None: not known, or always up
    los_at: datetime | None = None  # predicted set
    max_elevation_deg: float | None = None
    links: tuple[ContactLink, ...] = ()
    assumptions: tuple[str, ...] = ()
    quality: Quality | None = None
    age_s: float | None = None
    reported: str | None = None  # what its source says became of it; when it was called off


def pass_id(
    spacecraft: str,
    antenna: str,
    rise_at: datetime | None,
    culmination_at: datetime,
    set_at: datetime | None,
) -> str:
    """The name of a pass: `CRY-KIR-1-20261123T071645Z`, by the second in which it rises.

    From the same elements a pass has the same id whatever span was asked for, as long as its rise
    is in it. A pass whose rise nobody saw says so, and is not the id of the whole one: by its set,
    `…-until-20261123T072810Z` (the same for every span that begins within it), and where neither
    is known by the highest moment of the span, `…-during-…`, which other spans do not share. Newer
    elements move a rise, and with it the id: it is another prediction.

    >>> from datetime import UTC
    >>> rise_at, top_at = datetime(2026, 11, 23, 7, 16, 45, 900_000, UTC), datetime.max
    >>> pass_id("CRY", "KIR-1", rise_at, top_at, None)
    'CRY-KIR-1-20261123T071645Z'
    """
    word, at = (
        ("", rise_at)
        if rise_at is not None
        else ("until-", set_at)
        if set_at is not None
        else ("during-", culmination_at)
    )
    return f"{spacecraft}-{antenna}-{word}{at:%Y%m%dT%H%M%SZ}"


def phase_of(contact: Contact, at: datetime) -> Phase:
    """The phase of a contact at an instant; each boundary belongs to what begins there."""
    if at < contact.boa_at:
        return Phase.UPCOMING
    if at < contact.bot_at:
        return Phase.SETUP
    if at < contact.eot_at:
        return Phase.TRACK
    if at < contact.eoa_at:
        return Phase.TEARDOWN
    return Phase.PAST
