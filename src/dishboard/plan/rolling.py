"""Tracks of any span of days, the same wherever spans overlap.

A plan that rolls forward must not change its mind only because one looks later. So the plan is
made of UTC days, each with a fixed rule that does not know which span was asked for:

- a day with an odd number (counted from 1970-01-01) is planned from its own opportunities alone;
- a day with an even number is planned around the tracks of its two neighbours.

Activities reach at most half a day beyond their own day, so two odd days never meet, and no chain
of dependence is longer than one day. The price: at midnight an even day yields to an odd one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dishboard.model import Direction
from dishboard.plan.day import Claim, Taken, Track, plan_day
from dishboard.plan.due import changeover_s, due_on
from dishboard.plan.links import links_between
from dishboard.plan.opportunity import DAY, day_of
from dishboard.time import unix_s

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from dishboard.model import Network, Spacecraft
    from dishboard.plan.opportunity import Opportunity

__all__ = ["changeovers_s", "days_to_plan", "tracks_by_day", "usable_pairs"]

REACH_S = DAY // 2  # how far an activity may reach beyond its day


def usable_pairs(network: Network) -> list[tuple[str, str]]:
    """The pairs of antenna and spacecraft that may be planned, by their ids.

    Shown spacecraft with an agreement; of its usual antennas those with a position and at least
    one downlink in common.
    """
    return [
        (antenna_id, craft.id)
        for craft in network.spacecraft
        if craft.shown and craft.agreement is not None
        for antenna_id in craft.agreement.antennas
        if _usable(network, antenna_id, craft)
    ]


def changeovers_s(network: Network) -> dict[str, int]:
    """How long it takes to tear down and set up again, by the spacecraft that have agreements."""
    return {
        craft.id: changeover_s(craft.agreement)
        for craft in network.spacecraft
        if craft.agreement is not None
    }


def days_to_plan(start_at: datetime, end_at: datetime) -> range:
    """The days that can touch a span, and the neighbours they need: from an odd to an odd one.

    Days are counted from 1970-01-01.
    """
    first = day_of(unix_s(start_at) - REACH_S)
    last = day_of(unix_s(end_at) + REACH_S - 1)
    return range(first - (first % 2 == 0), last + (last % 2 == 0) + 1)


def tracks_by_day(
    network: Network, opportunities: Mapping[int, Sequence[Opportunity]], days: range
) -> dict[int, list[Track]]:
    """The tracks of days that begin and end with an odd one, from each day's opportunities."""
    pairs = set(usable_pairs(network))
    claims = {day: _claims(network, pairs, day, opportunities.get(day, ())) for day in days}
    tracks = {day: plan_day(claims[day], Taken()) for day in days if day % 2 == 1}
    for day in days[1::2]:
        tracks[day] = plan_day(claims[day], Taken([*tracks[day - 1], *tracks[day + 1]]))
    return tracks


def _usable(network: Network, antenna_id: str, craft: Spacecraft) -> bool:
    antenna = network.antenna_by_id.get(antenna_id)
    if antenna is None or not antenna.has_position:
        return False
    links, _ = links_between(antenna, craft)
    return any(link.direction is Direction.DOWN for link in links)


def _claims(
    network: Network, pairs: set[tuple[str, str]], day: int, opportunities: Sequence[Opportunity]
) -> list[Claim]:
    """What each spacecraft asks of a day, for those that are seen at all."""
    by_craft: defaultdict[str, list[Opportunity]] = defaultdict(list)
    for one in opportunities:
        if (one.antenna, one.spacecraft) in pairs:
            by_craft[one.spacecraft].append(one)
    claims: list[Claim] = []
    for craft_id, seen in by_craft.items():
        agreement = network.spacecraft_by_id[craft_id].agreement
        due = None if agreement is None else due_on(day, agreement)
        if agreement is None or due is None:
            continue
        start_s = day * DAY - REACH_S + due.setup_s
        end_s = (day + 1) * DAY + REACH_S - due.teardown_s
        within = (
            replace(one, start_s=max(one.start_s, start_s), end_s=min(one.end_s, end_s))
            for one in seen
        )
        claims.append(
            Claim(
                spacecraft=craft_id,
                due=due,
                antennas=agreement.antennas,
                opportunities=tuple(one for one in within if one.start_s < one.end_s),
            )
        )
    return claims
