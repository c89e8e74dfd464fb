"""The state of the whole network at one instant: what the API, the page and `now --json` show.

Unknown is null beside a `reason`, or an empty list; never a reading without evidence, never 0.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from dishboard.model import (
    ActivityReading,
    Contact,
    ContactLink,
    Event,
    Evidence,
    Freshness,
    LinkReading,
    LinkState,
    Outcome,
    ParametersReading,
    Phase,
    PlanStatus,
    PointingReading,
    PositionReading,
    Quality,
)

__all__ = [
    "AntennaState",
    "Change",
    "ClockMode",
    "ClockState",
    "Comparison",
    "ContactState",
    "FeedCondition",
    "FeedKind",
    "FeedState",
    "FeedSubject",
    "Reception",
    "SpacecraftState",
    "State",
    "Totals",
    "Verdict",
]


class ClockMode(StrEnum):
    LIVE = "live"  # the board's time is the real time
    REPLAY = "replay"  # it runs from a recorded capture's own time
    FIXED = "fixed"  # it was asked for with --at


class ClockState(Struct, frozen=True, kw_only=True):
    mode: ClockMode
    offline: bool  # nothing is fetched: built-in data only


class FeedCondition(StrEnum):
    OK = "ok"
    UNAVAILABLE = "unavailable"  # no answer yet, or none any more; it is tried again
    DISABLED = "disabled"  # by its settings or its token: nobody is asked, nobody is let in
    FAILED = "failed"  # it answers nonsense, or a person must act


class FeedKind(StrEnum):
    """How a source's words come here."""

    POLLED = "polled"  # it is asked at intervals
    PUSHED = "pushed"  # it sends them over HTTP
    SUBSCRIBED = "subscribed"  # they come over a connection that is kept: MQTT, a WebSocket
    WATCHED = "watched"  # files in a folder
    REPLAYED = "replayed"  # from recordings
    OTHER = "other"


class FeedSubject(StrEnum):
    """What a source speaks of."""

    STATIONS = "stations"  # what antennas do: only these can observe
    SKY = "sky"  # where spacecraft are


class FeedState(Struct, frozen=True, kw_only=True):
    """One source of readings, as its operator would ask about it.

    Counts are since the program started. What a feed does not count is 0 there: a source that is
    asked cannot be out of order.
    """

    id: str
    name: str
    condition: FeedCondition
    detail: str  # one line a person reads
    cycle_s: float | None  # how often the source says something new
    observed_at: datetime | None  # the newest message's own time
    received_at: datetime | None
    freshness: Freshness
    kind: FeedKind = FeedKind.OTHER
    subject: FeedSubject = FeedSubject.STATIONS
    simulated: bool = False  # whatever it says is simulated
    next_at: datetime | None = None  # not asked before; None: it is not asked, or nobody knows
    lag_s: float | None = None  # of the newest message: received minus observed
    messages: int = 0
    problems: int = 0
    readings: int = 0  # accepted, repeats among them
    rejected: int = 0
    repeats: int = 0  # the same again: nothing new
    out_of_order: int = 0  # older than what was known of the antenna
    ahead: int = 0  # rejected, for a clock that is ahead


class Verdict(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_COMPARED = "not-compared"


class Comparison(Struct, frozen=True, kw_only=True):
    """A reported pointing beside the computed one, at the report's own instant.

    Differences are reported minus computed.
    """

    spacecraft: str
    observed_at: datetime
    verdict: Verdict
    reason: str | None = None  # why not compared, or what the difference says
    tolerance_deg: float | None = None
    separation_deg: float | None = None  # angle between the two directions on the sky
    azimuth_difference_deg: float | None = None  # (-180, 180]
    elevation_difference_deg: float | None = None
    range_difference_km: float | None = None
    observed_source: str
    predicted_source: str | None = None


class ContactState(Struct, frozen=True, kw_only=True):
    """A contact that is on now: planned and within BOA–EOA, or seen.

    A planned and an observed contact of the same pair are two entries, side by side.
    """

    id: str
    antenna: str
    spacecraft: str
    evidence: Evidence
    source: str
    observed_at: datetime
    freshness: Freshness
    plan: PlanStatus
    phase: Phase | None  # None: seen, not planned
    since_at: datetime | None
    until_at: datetime | None  # None: nobody said
    prime: bool = False
    boa_at: datetime | None = None
    bot_at: datetime | None = None
    eot_at: datetime | None = None
    eoa_at: datetime | None = None
    aos_at: datetime | None = None
    los_at: datetime | None = None
    max_elevation_deg: float | None = None
    links: tuple[ContactLink, ...] = ()
    assumptions: tuple[str, ...] = ()
    quality: Quality | None = None
    age_s: float | None = None
    record: str | None = None  # id of its record; None: nothing was observed or planned to record
    outcome: Outcome | None = None  # so far
    locked_share: float | None = None  # of the planned track so far, in hundredths


class Reception(Struct, frozen=True, kw_only=True):
    """An antenna that hears a spacecraft: observed or simulated, never merely planned."""

    antenna: str
    evidence: Evidence
    source: str
    observed_at: datetime
    received_at: datetime | None
    freshness: Freshness
    band: str | None
    state: LinkState
    data_rate_bps: float | None


class AntennaState(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    site: str | None
    network: str | None
    known: bool  # False: a feed speaks of it, no network file does
    pointing: tuple[PointingReading, ...]
    links: tuple[LinkReading, ...]
    activity: tuple[ActivityReading, ...]
    parameters: tuple[ParametersReading, ...] = ()  # all else that a station says of itself
    contact: ContactState | None  # the prime one of `contacts`
    contacts: tuple[ContactState, ...]
    next: Contact | None
    comparisons: tuple[Comparison, ...]
    reason: str | None  # why nothing is observed, or nothing computed


class SpacecraftState(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    known: bool
    position: PositionReading | None
    reason: str | None  # why the position is unknown
    heard_by: tuple[Reception, ...]
    next: Contact | None


class Totals(Struct, frozen=True, kw_only=True):
    """`seen` is None while no source reports a link or a direction: unknown, not 0."""

    seen: int | None  # antenna–spacecraft pairs with a received signal, not stale
    expected: int  # planned tracks under way that nobody sees
    scheduled: int = 0  # those of `expected` that an imported schedule plans; the rest is predicted
    next: Contact | None  # the next track of the network
    simulated: int | None = None  # such pairs that are only played; None: nothing is simulated


class State(Struct, frozen=True, kw_only=True):
    at: datetime
    version: int
    network: str
    tagline: str
    clock: ClockState
    totals: Totals
    antennas: tuple[AntennaState, ...]
    spacecraft: tuple[SpacecraftState, ...]
    feeds: tuple[FeedState, ...]
    notices: tuple[str, ...]  # what a viewer must know before believing: ages, gaps, faults
    events: tuple[Event, ...] = ()  # those that last, and those of the last minutes; newest first


class Change(Struct, frozen=True, kw_only=True):
    """What is different since `version - 1`: whole objects, replaced by id.

    Values that only the passing of time moves (predicted pointing, positions) are no change: the
    reader computes them from the ephemeris segments.
    """

    version: int
    at: datetime
    clock: ClockState
    totals: Totals
    antennas: tuple[AntennaState, ...] = ()
    spacecraft: tuple[SpacecraftState, ...] = ()
    feeds: tuple[FeedState, ...] = ()
    notices: tuple[str, ...] = ()
    removed_antennas: tuple[str, ...] = ()
    removed_spacecraft: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    removed_events: tuple[str, ...] = ()  # no longer among those of now; the API still has them
