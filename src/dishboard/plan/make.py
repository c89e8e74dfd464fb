"""The door of the planner: from a network and a sky to contacts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from dishboard.plan.contacts import contact_of
from dishboard.plan.opportunity import BLOCK_DAYS, day_of, opportunities_by_day
from dishboard.plan.rolling import days_to_plan, tracks_by_day, usable_pairs
from dishboard.plan.shortfall import shortfalls_of
from dishboard.time import from_unix_s, unix_s
from dishboard.units import DAY_S

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dishboard.model import Contact, Network, Pass
    from dishboard.plan.shortfall import Shortfall

__all__ = ["PassSource", "find_shortfalls", "make_plan", "passes_to_plan", "plan_from_passes"]


class PassSource(Protocol):
    """Whoever knows the passes: the sky, or a table in a test."""

    def passes(
        self, pairs: Sequence[tuple[str, str]], start_at: datetime, end_at: datetime
    ) -> Sequence[Pass]:
        """Passes of (antenna, spacecraft) pairs, cut at the two ends of the span."""
        ...


def make_plan(
    network: Network, sky: PassSource, start_at: datetime, end_at: datetime
) -> tuple[Contact, ...]:
    """The contacts whose activity touches [start_at, end_at), in the order of time.

    One plan: no antenna has two activities at once, no spacecraft is tracked by two antennas at
    once. The same contacts come out of every span that they touch, as long as the sky answers
    the same. It rests on agreements and passes only; it is not ESA's schedule and says so.
    """
    passes = passes_to_plan(network, sky, start_at, end_at)
    return plan_from_passes(network, passes, start_at, end_at)


def passes_to_plan(
    network: Network, sky: PassSource, start_at: datetime, end_at: datetime
) -> dict[int, Sequence[Pass]]:
    """All that `plan_from_passes` needs to know of the sky, by the first day of a block.

    Blocks are two UTC days, an odd one (counted from 1970-01-01) and the next, always asked for
    from midnight to midnight: so their passes are the same for every span. Of the block before
    the first only what is up at the midnight between matters: it is to be joined.
    """
    pairs = usable_pairs(network)

    def ask(first_day: int, wanted: Sequence[tuple[str, str]]) -> Sequence[Pass]:
        start_s, end_s = first_day * DAY_S, (first_day + BLOCK_DAYS) * DAY_S
        return sky.passes(wanted, from_unix_s(start_s), from_unix_s(end_s))

    days = days_to_plan(start_at, end_at)
    passes = {day: ask(day, pairs) for day in days[::BLOCK_DAYS]}
    up_before = [(one.antenna, one.spacecraft) for one in passes[days[0]] if one.rise_at is None]
    return passes | {days[0] - BLOCK_DAYS: ask(days[0] - BLOCK_DAYS, up_before)}


def plan_from_passes(
    network: Network,
    passes_by_block: Mapping[int, Sequence[Pass]],
    start_at: datetime,
    end_at: datetime,
) -> tuple[Contact, ...]:
    """`make_plan` without a sky: from the passes of each block, see `passes_to_plan`."""
    start_s, end_s = unix_s(start_at), unix_s(end_at)
    contacts = [
        contact_of(track, network)
        for tracks in tracks_by_day(network, passes_by_block, start_at, end_at).values()
        for track in tracks
        if track.boa_s < end_s and track.eoa_s > start_s
    ]
    return tuple(sorted(contacts, key=lambda one: (one.boa_at, one.antenna, one.spacecraft)))


def find_shortfalls(
    network: Network,
    passes_by_block: Mapping[int, Sequence[Pass]],
    start_at: datetime,
    end_at: datetime,
) -> tuple[Shortfall, ...]:
    """What agreements ask of the UTC days of [start_at, end_at) and the plan does not give."""
    seen = {
        day: {one.spacecraft for one in found}
        for day, found in opportunities_by_day(passes_by_block).items()
    }
    return shortfalls_of(
        network,
        tracks_by_day(network, passes_by_block, start_at, end_at),
        usable_pairs(network),
        seen,
        range(day_of(unix_s(start_at)), day_of(unix_s(end_at) - 1) + 1),
    )
