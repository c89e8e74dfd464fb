"""Opportunities: passes as the planner uses them, each belonging to exactly one UTC day.

Passes are asked for one UTC day at a time, always from midnight to midnight, so that the same
pass comes out the same whatever span a plan is made for. Here the pieces are joined again at the
midnights. A pass of at most `LONGEST_WHOLE_S` belongs whole to the day of its middle; a longer one
stays in pieces, one to a day. So an opportunity never reaches further than half that length
beyond its day, and whether a pass is whole or in pieces never depends on where one began to look.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from dishboard.time import unix_s
from dishboard.units import DAY_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dishboard.model import Pass, Quality

__all__ = ["Opportunity", "day_of", "opportunities_by_day"]

DAY = round(DAY_S)
LONGEST_WHOLE_S = 20 * 3600


class Opportunity(Struct, frozen=True, kw_only=True):
    """A spacecraft above an antenna's mask. Whole seconds since 1970, inside the pass."""

    antenna: str
    spacecraft: str
    start_s: int
    end_s: int
    top_s: int  # the highest moment of the span
    max_elevation_deg: float
    quality: Quality
    age_s: float
    source: str


def day_of(instant_s: float) -> int:
    """The UTC day of an instant, counted from 1970-01-01."""
    return math.floor(instant_s / DAY)


def opportunities_by_day(
    passes_by_day: Mapping[int, Sequence[Pass]],
) -> dict[int, list[Opportunity]]:
    """Opportunities by the day they belong to, in the order of start, antenna and spacecraft.

    Args:
        passes_by_day: for each UTC day the passes within it, cut at its two midnights.

    Days at the two ends lack what reaches in from beyond; ask for one day more on each side.
    """
    pieces: defaultdict[tuple[str, str], list[Opportunity]] = defaultdict(list)
    for day, passes in sorted(passes_by_day.items()):
        for one in sorted(passes, key=lambda p: p.culmination_at):
            piece = _piece(day, one)
            if piece.end_s > piece.start_s:
                pieces[piece.antenna, piece.spacecraft].append(piece)
    found: defaultdict[int, list[Opportunity]] = defaultdict(list)
    for in_order in pieces.values():
        for one in _joined(in_order):
            found[day_of((one.start_s + one.end_s) / 2)].append(one)
    for one_day in found.values():
        one_day.sort(key=lambda one: (one.start_s, one.antenna, one.spacecraft))
    return found


def _piece(day: int, one: Pass) -> Opportunity:
    """A pass as an opportunity, cut at the midnights of `day`, rounded inwards to whole seconds."""
    start_s, end_s = day * DAY, (day + 1) * DAY
    if one.rise_at is not None:
        start_s = math.ceil(unix_s(one.rise_at))
    if one.set_at is not None:
        end_s = math.floor(unix_s(one.set_at))
    return Opportunity(
        antenna=one.antenna,
        spacecraft=one.spacecraft,
        start_s=start_s,
        end_s=end_s,
        top_s=min(max(round(unix_s(one.culmination_at)), start_s), end_s),
        max_elevation_deg=one.max_elevation_deg,
        quality=one.quality,
        age_s=one.age_s,
        source=one.source,
    )


def _joined(pieces: Iterable[Opportunity]) -> list[Opportunity]:
    """The pieces of one pair, in order of time, joined where they meet at a midnight."""
    chains: list[list[Opportunity]] = []
    for piece in pieces:
        meets = chains and chains[-1][-1].end_s == piece.start_s and piece.start_s % DAY == 0
        if meets:
            chains[-1].append(piece)
        else:
            chains.append([piece])
    found: list[Opportunity] = []
    for chain in chains:
        if chain[-1].end_s - chain[0].start_s > LONGEST_WHOLE_S:
            found.extend(chain)
        else:
            found.append(_whole(chain))
    return found


def _whole(chain: list[Opportunity]) -> Opportunity:
    highest = max(chain, key=lambda piece: piece.max_elevation_deg)
    first, last = chain[0], chain[-1]
    return Opportunity(
        antenna=first.antenna,
        spacecraft=first.spacecraft,
        start_s=first.start_s,
        end_s=last.end_s,
        top_s=highest.top_s,
        max_elevation_deg=highest.max_elevation_deg,
        quality=highest.quality,
        age_s=highest.age_s,
        source=highest.source,
    )
