"""The door of the planner: from a network and a sky to contacts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from dishboard.ephemeris import known_about
from dishboard.plan.contacts import contact_of
from dishboard.plan.opportunity import (
    DAY,
    MARGIN_S,
    day_of,
    opportunities_by_day,
    opportunity_of,
)
from dishboard.plan.rolling import changeovers_s, days_to_plan, tracks_by_day, usable_pairs
from dishboard.plan.shortfall import shortfalls_of
from dishboard.time import from_unix_s, unix_s

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dishboard.ephemeris import Gap
    from dishboard.model import Contact, Network, Pass
    from dishboard.plan.opportunity import Opportunity
    from dishboard.plan.shortfall import Shortfall

__all__ = ["PassSource", "find_shortfalls", "make_plan", "passes_to_plan", "plan_from_passes"]


class PassSource(Protocol):
    """Whoever knows the passes: the sky, or a table in a test."""

    def passes(
        self, pairs: Sequence[tuple[str, str]], start_at: datetime, end_at: datetime
    ) -> Sequence[Pass]:
        """Passes of (antenna, spacecraft) pairs, cut at the two ends of the span."""
        ...

    def gaps(self, spacecraft_id: str, start_at: datetime, end_at: datetime) -> Sequence[Gap]:
        """When within the span nothing is known of a spacecraft; passes are cut there too."""
        ...


def make_plan(
    network: Network, sky: PassSource, start_at: datetime, end_at: datetime
) -> tuple[Contact, ...]:
    """The contacts whose activity touches [start_at, end_at), in the order of time.

    One plan: no antenna has two activities at once, no spacecraft is tracked by two antennas at
    once. The same contacts come out of every span that they touch, as long as the sky answers
    the same. It rests on agreements and passes only; it is no operator's schedule and says so.
    """
    passes = passes_to_plan(network, sky, start_at, end_at)
    return plan_from_passes(network, passes, start_at, end_at)


def passes_to_plan(
    network: Network, sky: PassSource, start_at: datetime, end_at: datetime
) -> Sequence[Opportunity]:
    """All that a plan of [start_at, end_at) needs to know of the sky: whole passes.

    A pass goes no further than what is known about it.
    """
    span = [from_unix_s(one) for one in _span_of_passes(days_to_plan(start_at, end_at))]
    pairs = usable_pairs(network)
    gaps = {craft: sky.gaps(craft, *span) for craft in dict.fromkeys(craft for _, craft in pairs)}
    return [
        opportunity_of(one, unix_s(from_at), unix_s(until_at))
        for one in sky.passes(pairs, *span)
        for from_at, until_at in [known_about(one.culmination_at, gaps[one.spacecraft], *span)]
    ]


def plan_from_passes(
    network: Network, passes: Iterable[Opportunity], start_at: datetime, end_at: datetime
) -> tuple[Contact, ...]:
    """`make_plan` without a sky, from the passes of `passes_to_plan`."""
    days = days_to_plan(start_at, end_at)
    opportunities = opportunities_by_day(passes, changeovers_s(network))
    start_s, end_s = unix_s(start_at), unix_s(end_at)
    contacts = [
        contact_of(track, network)
        for tracks in tracks_by_day(network, opportunities, days).values()
        for track in tracks
        if track.boa_s < end_s and track.eoa_s > start_s
    ]
    return tuple(sorted(contacts, key=lambda one: (one.boa_at, one.antenna, one.spacecraft)))


def find_shortfalls(
    network: Network, passes: Iterable[Opportunity], start_at: datetime, end_at: datetime
) -> tuple[Shortfall, ...]:
    """What agreements ask of the UTC days of [start_at, end_at) and the plan does not give."""
    days = days_to_plan(start_at, end_at)
    opportunities = opportunities_by_day(passes, changeovers_s(network))
    seen = {day: {one.spacecraft for one in found} for day, found in opportunities.items()}
    return shortfalls_of(
        network,
        tracks_by_day(network, opportunities, days),
        usable_pairs(network),
        seen,
        range(day_of(unix_s(start_at)), day_of(unix_s(end_at) - 1) + 1),
    )


def _span_of_passes(days: range) -> tuple[int, int]:
    """The Unix seconds in which passes are asked for, to plan some days."""
    return days.start * DAY - MARGIN_S, days.stop * DAY + MARGIN_S
