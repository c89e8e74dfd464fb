"""Opportunities: passes as the planner uses them, each belonging to exactly one UTC day.

Passes are asked for in blocks of two UTC days, always the same ones, so that a pass comes out the
same whatever span a plan is made for. Here the pieces are joined again at the blocks' borders. A
pass of at most `LONGEST_WHOLE_S` belongs whole to the day of its middle; a longer one is cut at
every midnight. So an opportunity never reaches further than half that length beyond its day, and
whether a pass is whole or in pieces never depends on where one began to look.
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
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dishboard.model import Pass, Quality

__all__ = ["BLOCK_DAYS", "DAY", "Opportunity", "day_of", "opportunities_by_day"]

DAY = round(DAY_S)
BLOCK_DAYS = 2
LONGEST_WHOLE_S = 20 * 3600


class Opportunity(Struct, frozen=True, kw_only=True):
    """A spacecraft above an antenna's mask. Whole seconds since 1970, inside the pass."""

    antenna: str
    spacecraft: str
    start_s: int
    end_s: int
    top_s: int  # the highest moment of the span
    max_elevation_deg: float | None  # at that moment
    quality: Quality
    age_s: float
    source: str


def day_of(instant_s: float) -> int:
    """The UTC day of an instant, counted from 1970-01-01."""
    return math.floor(instant_s / DAY)


def opportunities_by_day(
    passes_by_block: Mapping[int, Sequence[Pass]],
) -> dict[int, list[Opportunity]]:
    """Opportunities by the day they belong to, in the order of start, antenna and spacecraft.

    Args:
        passes_by_block: by the first day of each block, the passes within its two days.

    Days at the two ends lack what reaches in from beyond: see `passes_to_plan`.
    """
    pieces: defaultdict[tuple[str, str], list[Opportunity]] = defaultdict(list)
    for first_day, passes in sorted(passes_by_block.items()):
        for one in sorted(passes, key=lambda p: p.culmination_at):
            piece = _piece(first_day, one)
            if piece.end_s > piece.start_s:
                pieces[piece.antenna, piece.spacecraft].append(piece)
    found: defaultdict[int, list[Opportunity]] = defaultdict(list)
    for in_order in pieces.values():
        for one in _joined(in_order):
            found[day_of((one.start_s + one.end_s) / 2)].append(one)
    for one_day in found.values():
        one_day.sort(key=lambda one: (one.start_s, one.antenna, one.spacecraft))
    return found


def _piece(first_day: int, one: Pass) -> Opportunity:
    """A pass as an opportunity within its block, rounded inwards to whole seconds."""
    start_s, end_s = first_day * DAY, (first_day + BLOCK_DAYS) * DAY
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
    """The pieces of one pair, in order of time, joined where they meet at a border of blocks."""
    chains: list[list[Opportunity]] = []
    for piece in pieces:
        if chains and chains[-1][-1].end_s == piece.start_s and piece.start_s % DAY == 0:
            chains[-1].append(piece)
        else:
            chains.append([piece])
    found: list[Opportunity] = []
    for chain in chains:
        if chain[-1].end_s - chain[0].start_s > LONGEST_WHOLE_S:
            found += (part for piece in chain for part in _by_day(piece))
        else:
            highest = max(chain, key=lambda piece: piece.max_elevation_deg or 0.0)
            found.append(replace(highest, start_s=chain[0].start_s, end_s=chain[-1].end_s))
    return found


def _by_day(piece: Opportunity) -> Iterator[Opportunity]:
    """A piece cut at its midnights; where it does not culminate, its elevation is not known."""
    for day in range(day_of(piece.start_s), day_of(piece.end_s - 1) + 1):
        start_s, end_s = max(piece.start_s, day * DAY), min(piece.end_s, (day + 1) * DAY)
        if start_s <= piece.top_s <= end_s:
            yield replace(piece, start_s=start_s, end_s=end_s)
        else:
            top_s = start_s if piece.top_s < start_s else end_s  # the end that is nearer to it
            yield replace(piece, start_s=start_s, end_s=end_s, top_s=top_s, max_elevation_deg=None)
