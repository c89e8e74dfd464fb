"""What the plan cannot give: said, never papered over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from dishboard.plan.day import ENOUGH
from dishboard.plan.due import due_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dishboard.model import Network, Spacecraft
    from dishboard.plan.day import Track

__all__ = ["Shortfall", "shortfalls_of"]


class Shortfall(Struct, frozen=True, kw_only=True):
    """What a spacecraft is due on a UTC day and does not get, with the reason in words.

    `due_tracks`, `due_s` None: the agreement does not limit it, or gives no figure at all.
    """

    spacecraft: str
    day: str  # ISO date
    due_tracks: int | None
    planned_tracks: int
    due_s: int | None
    planned_s: int
    reason: str


def shortfalls_of(
    network: Network,
    tracks: Mapping[int, Sequence[Track]],
    pairs: Sequence[tuple[str, str]],
    seen: Mapping[int, set[str]],
    days: range,
) -> tuple[Shortfall, ...]:
    """The shortfalls of whole UTC days, by day and spacecraft.

    Args:
        tracks: the plan by day, counted from 1970-01-01.
        pairs: antenna and spacecraft, as far as they can be planned at all.
        seen: by day, the spacecraft that any of their antennas sees then.
        days: the days to look at.
    """
    with_antenna = {spacecraft for _, spacecraft in pairs}
    found: list[Shortfall] = []
    for day in days:
        for craft in network.spacecraft:
            if not craft.shown or craft.agreement is None:
                continue
            unseen = craft.id not in seen.get(day, set())
            if craft.id not in with_antenna:
                reason = "none of its usual antennas has a position and a downlink in common"
            elif unseen:
                reason = "not seen by its usual antennas, or its position is unknown"
            else:
                reason = "its antennas are taken, or see it too briefly"
            if unseen and craft.agreement.hours_per_orbit is not None:
                continue  # due once an orbit, and this day has no such moment
            own = [track for track in tracks[day] if track.opportunity.spacecraft == craft.id]
            one = _shortfall(day, craft, own, reason)
            if one is not None:
                found.append(one)
    return tuple(found)


def _shortfall(
    day: int, craft: Spacecraft, tracks: Sequence[Track], reason: str
) -> Shortfall | None:
    due = None if craft.agreement is None else due_on(day, craft.agreement)
    planned_s = sum(track.eot_s - track.bot_s for track in tracks)
    due_s = None
    if due is None:
        reason = "its agreement gives no figures"
    else:
        due_s = due.total_s
        if due.track_s is not None and due.tracks is not None:
            due_s = due.track_s * due.tracks
        enough_tracks = due.tracks is None or len(tracks) >= due.tracks
        if enough_tracks and (due_s is None or planned_s >= ENOUGH * due_s):
            return None
    return Shortfall(
        spacecraft=craft.id,
        day=f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day):%Y-%m-%d}",
        due_tracks=None if due is None else due.tracks,
        planned_tracks=len(tracks),
        due_s=due_s,
        planned_s=planned_s,
        reason=reason,
    )
