"""Opportunities: passes as the planner uses them, each belonging to exactly one UTC day.

A pass of at most `LONGEST_WHOLE_S` belongs whole to the day of its middle. A longer one is cut at
every midnight, and where it is highest is left open: that would depend on where one began to look.
So an opportunity never reaches further than half that length beyond its day; and as passes are
asked for with `MARGIN_S` on both sides, one that is cut off there is a long one in any case.

Where a peak or a keyhole hides a spacecraft for a while, or nothing is known of it, there are two
passes. When the antenna could not be torn down and set up again in between, they are one
opportunity with a gap: the dish stays with it, as an operator would have it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from dishboard.time import unix_s
from dishboard.units import DAY_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dishboard.model import Pass, Quality

__all__ = [
    "DAY",
    "LONGEST_GAP_S",
    "MARGIN_S",
    "Opportunity",
    "day_of",
    "opportunities_by_day",
    "opportunity_of",
]

DAY = round(DAY_S)
LONGEST_WHOLE_S = 20 * 3600
LONGEST_GAP_S = 3600
MARGIN_S = LONGEST_WHOLE_S + 3600


class Opportunity(Struct, frozen=True, kw_only=True):
    """A spacecraft that an antenna sees. Whole seconds since 1970, inside the pass."""

    antenna: str
    spacecraft: str
    start_s: int
    end_s: int
    rise_s: int | None  # where it begins by rising; None: it does not, or nobody knows
    set_s: int | None
    top_s: int | None  # the highest moment; None: not known
    max_elevation_deg: float | None  # at that moment
    quality: Quality
    age_s: int | None
    source: str
    gaps: tuple[tuple[int, int], ...] = ()  # within, not seen: from, to
    unknown: tuple[tuple[int, int], ...] = ()  # of these gaps, in which nobody knows where it is


def day_of(instant_s: float) -> int:
    """The UTC day of an instant, counted from 1970-01-01."""
    return math.floor(instant_s / DAY)


def opportunities_by_day(
    opportunities: Iterable[Opportunity], changeover_s: Mapping[str, int]
) -> dict[int, list[Opportunity]]:
    """Opportunities by the day they belong to, in the order of start, antenna and spacecraft.

    Args:
        opportunities: whole passes.
        changeover_s: tear-down and set-up together, by spacecraft; at most `LONGEST_GAP_S` counts.
    """
    found: defaultdict[int, list[Opportunity]] = defaultdict(list)
    for whole in _joined(opportunities, changeover_s):
        for part in _parts(whole):
            found[day_of((part.start_s + part.end_s) / 2)].append(part)
    for one_day in found.values():
        one_day.sort(key=lambda one: (one.start_s, one.antenna, one.spacecraft))
    return found


def opportunity_of(one: Pass, from_s: float, until_s: float) -> Opportunity:
    """A pass as an opportunity, rounded inwards to whole seconds.

    Args:
        from_s, until_s: where what was asked for, or what is known, begins and ends about it.
    """
    return Opportunity(
        antenna=one.antenna,
        spacecraft=one.spacecraft,
        start_s=math.ceil(from_s if one.rise_at is None else unix_s(one.rise_at)),
        end_s=math.floor(until_s if one.set_at is None else unix_s(one.set_at)),
        rise_s=None if one.rise_at is None else math.ceil(unix_s(one.rise_at)),
        set_s=None if one.set_at is None else math.floor(unix_s(one.set_at)),
        top_s=round(unix_s(one.culmination_at)),
        max_elevation_deg=round(one.max_elevation_deg, 3),
        quality=one.quality,
        age_s=None if one.age_s is None else round(one.age_s),
        source=one.source,
    )


def _joined(
    opportunities: Iterable[Opportunity], changeover_s: Mapping[str, int]
) -> Iterator[Opportunity]:
    """Opportunities of one pair with no time for a changeover between them, as one."""
    last: Opportunity | None = None
    for one in sorted(opportunities, key=lambda one: (one.antenna, one.spacecraft, one.start_s)):
        hold_s = min(changeover_s.get(one.spacecraft, 0), LONGEST_GAP_S)
        if (
            last is not None
            and (last.antenna, last.spacecraft) == (one.antenna, one.spacecraft)
            and one.start_s - last.end_s < hold_s
        ):
            higher = max(last, one, key=lambda part: part.max_elevation_deg or 0.0)
            gap = last.end_s, one.start_s
            is_known = last.set_s is not None and one.rise_s is not None
            last = replace(
                higher,
                start_s=last.start_s,
                end_s=one.end_s,
                rise_s=last.rise_s,
                set_s=one.set_s,
                gaps=(*last.gaps, gap),
                unknown=last.unknown if is_known else (*last.unknown, gap),
            )
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _parts(whole: Opportunity) -> Iterator[Opportunity]:
    """The opportunity itself, or its part of each day when it is too long for one."""
    if whole.end_s - whole.start_s <= LONGEST_WHOLE_S:
        if whole.start_s < whole.end_s:
            yield whole
        return
    for day in range(day_of(whole.start_s), day_of(whole.end_s - 1) + 1):
        start_s, end_s = max(whole.start_s, day * DAY), min(whole.end_s, (day + 1) * DAY)
        yield replace(
            whole,
            start_s=start_s,
            end_s=end_s,
            # Only what lies in this very day: the rest depends on where one began to look.
            rise_s=whole.rise_s if start_s == whole.start_s else None,
            set_s=whole.set_s if end_s == whole.end_s else None,
            top_s=None,
            max_elevation_deg=None,
        )
