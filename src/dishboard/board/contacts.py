"""Contacts that are on now: which reports count as one, and what the board says of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from typing import TypeAlias

from msgspec.structs import replace

from dishboard.board.names import contact_id
from dishboard.board.plans import Plan
from dishboard.board.state import ContactState
from dishboard.model import (
    Contact,
    ContactRecord,
    Direction,
    Evidence,
    Freshness,
    LinkReading,
    LinkState,
    Phase,
    PlanStatus,
    PointingReading,
    TargetKind,
    phase_of,
)

__all__ = [
    "StowedPair",
    "is_contact",
    "planned_contact",
    "precedence",
    "recorded",
    "seen_contact",
    "stowed_pairs",
]

StowedPair: TypeAlias = tuple[str, str, str | None]  # antenna, source, spacecraft

SIGNAL = (LinkState.CARRIER, LinkState.DATA)
_WEIGHT = {
    Evidence.OBSERVED: 0,
    Evidence.SIMULATED: 1,
    Evidence.SCHEDULED: 2,
    Evidence.PREDICTED: 3,
}


def stowed_pairs(pointing: Iterable[PointingReading]) -> Set[StowedPair]:
    """Who is stowed, by whose word, on which target."""
    return {(item.antenna, item.source, item.spacecraft) for item in pointing if item.stowed}


def is_contact(link: LinkReading, stowed: Set[StowedPair] = frozenset()) -> bool:
    """Whether this says that a signal goes either way between an antenna and a spacecraft.

    Not when the antenna is stowed: a dish that looks straight up hears no spacecraft, whatever its
    source lists.
    """
    return (
        link.state in SIGNAL
        and link.spacecraft is not None
        and link.target_kind is not TargetKind.NOT_SPACECRAFT
        and link.evidence in (Evidence.OBSERVED, Evidence.SIMULATED)
        and (link.antenna, link.source, link.spacecraft) not in stowed
    )


def seen_contact(
    links: Sequence[LinkReading], since_at: datetime, plan: Contact | None, at: datetime
) -> ContactState:
    """The contact that the links of one antenna and one spacecraft amount to.

    Args:
        links: at least one, all of the same pair.
        plan: the planned contact of the pair that is on too, if there is one.
    """
    newest = max(links, key=lambda item: item.observed_at)
    assert newest.spacecraft is not None
    return ContactState(
        id=contact_id(newest.antenna, newest.spacecraft, since_at, newest.evidence),
        antenna=newest.antenna,
        spacecraft=newest.spacecraft,
        evidence=newest.evidence,
        source=newest.source,
        observed_at=newest.observed_at,
        freshness=newest.freshness,
        plan=PlanStatus.NONE,
        phase=phase_of(plan, at) if plan else None,
        since_at=since_at,
        until_at=None,  # a report says that it is so, never until when
    )


def recorded(contact: ContactState, record: ContactRecord | None) -> ContactState:
    """The contact with what its record says so far, in figures that do not change every second."""
    if record is None:
        return contact
    shares = {way.direction: way.locked_share for way in record.directions if way.planned}
    share = shares.get(Direction.DOWN, shares.get(Direction.UP))
    return replace(
        contact,
        record=record.id,
        outcome=record.outcome,
        locked_share=None if share is None else round(share, 2),
    )


def planned_contact(contact: Contact, plan: Plan, at: datetime) -> ContactState:
    """A contact of a plan, within its BOA and EOA."""
    return ContactState(
        id=contact.id,
        antenna=contact.antenna,
        spacecraft=contact.spacecraft,
        evidence=contact.evidence,
        source=contact.source,
        observed_at=plan.made_at,
        freshness=plan.freshness(at),
        plan=contact.plan,
        phase=phase_of(contact, at),
        since_at=contact.bot_at,
        until_at=contact.eot_at,
        boa_at=contact.boa_at,
        bot_at=contact.bot_at,
        eot_at=contact.eot_at,
        eoa_at=contact.eoa_at,
        aos_at=contact.aos_at,
        los_at=contact.los_at,
        max_elevation_deg=contact.max_elevation_deg,
        links=contact.links,
        assumptions=contact.assumptions,
        quality=contact.quality,
        age_s=contact.age_s,
    )


def precedence(contact: ContactState) -> tuple[int, bool, bool, str]:
    """Which contact comes first: seen before planned, fresh before stale, track before set-up.

    What is played comes after what is observed, and before what is only planned. Of two planners
    somebody's schedule comes before our own plan.
    """
    return (
        _WEIGHT[contact.evidence],
        contact.freshness is Freshness.STALE,
        contact.phase is not Phase.TRACK,
        contact.id,
    )
