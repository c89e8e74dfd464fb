"""A session: an antenna leaves its stow position, serves one or more spacecraft, and returns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dishboard.board.intervals import (
    Interval,
    Intervals,
    clip,
    intersect,
    union,
)
from dishboard.model import Direction
from dishboard.simulate.chance import chance
from dishboard.simulate.parts import Part
from dishboard.simulate.pointing import (
    STOW,
    Goal,
    Pointed,
    Where,
    follows,
    moved,
    separation_deg,
    slew_s,
)

__all__ = [
    "FRAMES_AFTER_S",
    "SWEEP_S",
    "SYMBOLS_AFTER_S",
    "Played",
    "Session",
    "make_session",
    "together",
]

SPARE_S = 30.0  # a dish is at its first direction so long before BOT
ONE_BEAM_DEG = 0.3  # spacecraft nearer than this to each other are heard at once
SYMBOLS_AFTER_S, FRAMES_AFTER_S = 1.5, 3.0  # the carrier's lock
UPLINK_AFTER_S, SWEEP_S = 5.0, 15.0  # the carrier's lock; the sweep until the craft has locked too

_STOW = Goal("stow", STOW)
_STAND = Goal("halt")


@dataclass(frozen=True, kw_only=True)
class Played:
    """A part and what came of it."""

    part: Part
    carrier: Intervals  # the downlink's carrier is locked
    radiates: Intervals  # the uplink is radiated into space


@dataclass(frozen=True, kw_only=True)
class Session:
    """Several contacts at once or one after another, of one antenna."""

    begin_s: float
    end_s: float
    played: tuple[Played, ...]
    broken: Intervals
    pointed: Callable[[float], Pointed]


def make_session(
    parts: Sequence[Part], storms: Intervals, rate_deg_s: float, acquisition_s: float, seed: int
) -> Session:
    """Play parts whose activities overlap.

    Args:
        storms: when the antenna must be stowed.
        rate_deg_s: how fast its axes turn.
        acquisition_s: from pointing at a craft to its carrier's lock, at most.
    """
    begin_s = min(part.boa_s for part in parts)
    end_s = max(part.eoa_s for part in parts)
    broken = union(*(part.broken for part in parts))
    looks = {part.craft: part.looks for part in parts}
    legs, pointed = moved(
        list(_told(parts, clip(storms, begin_s, end_s), broken, rate_deg_s)), looks, rate_deg_s
    )
    on_target = {part.craft: follows(legs, part.craft, end_s) for part in parts}
    played: list[Played] = []
    for part in parts:
        track: Intervals = [(part.bot_s, part.eot_s)]
        aimed = intersect(union(on_target[part.craft], _beside(part, parts, on_target)), track)
        carrier = list(_locked(part, intersect(part.signal, aimed), acquisition_s, seed))
        played.append(Played(part=part, carrier=carrier, radiates=_radiates(part, carrier, aimed)))
    return Session(
        begin_s=begin_s, end_s=end_s, played=tuple(played), broken=broken, pointed=pointed
    )


def _told(
    parts: Sequence[Part], storms: Intervals, broken: Intervals, rate_deg_s: float
) -> Iterator[tuple[float, Goal]]:
    """What the dish is told, and when: the first craft whose track is on leads."""
    parts = sorted(parts, key=lambda part: (part.bot_s, part.craft))
    leaves_s = {part.name: _leaves_s(part, rate_deg_s) for part in parts}

    def goal(at_s: float) -> Goal:
        if _is_in(at_s, storms):
            return _STOW
        if _is_in(at_s, broken):
            return _STAND
        for part in parts:
            if part.bot_s <= at_s < part.eot_s:
                return Goal("programTrack", craft=part.craft)
        for part in parts:
            if leaves_s[part.name] <= at_s < part.bot_s:
                return Goal("fixedPosition", _above(part.looks.where(part.bot_s)))
        return _STOW

    marks_s = {edge_s for spans in (storms, broken) for span in spans for edge_s in span}
    for part in parts:
        marks_s |= {part.boa_s, leaves_s[part.name], part.bot_s, part.eot_s}
    before: Goal | None = None
    for at_s in sorted(marks_s):
        now = goal(at_s)
        if now != before:
            yield at_s, now
        before = now


def _leaves_s(part: Part, rate_deg_s: float) -> float:
    """When a dish leaves its stow position to be in time, if the set-up is long enough."""
    needed_s = slew_s(STOW, _above(part.looks.where(part.bot_s)), rate_deg_s) + SPARE_S
    return max(part.boa_s, part.bot_s - needed_s)


def _above(where: Where) -> Where:
    return Where(where.azimuth_deg, max(0.0, where.elevation_deg))


def _beside(
    part: Part, parts: Sequence[Part], on_target: dict[str, list[Interval]]
) -> list[Interval]:
    """When another one is followed that stands in the same beam."""
    found: list[Interval] = []
    for other in parts:
        if other.craft == part.craft:
            continue
        for start_s, end_s in intersect(on_target[other.craft], [(part.bot_s, part.eot_s)]):
            middle_s = (start_s + end_s) / 2
            here, there = part.looks.where(middle_s), other.looks.where(middle_s)
            if separation_deg(here, there) < ONE_BEAM_DEG:
                found.append((start_s, end_s))
    return sorted(found)


def _locked(part: Part, received: Intervals, acquisition_s: float, seed: int) -> Iterator[Interval]:
    if all(link.direction is Direction.UP for link in part.links):
        return
    drawn = chance(seed, "acquisition", part.name)
    for start_s, end_s in received:
        locked_s = start_s + acquisition_s * drawn.uniform(0.3, 1.0)
        if locked_s < end_s:
            yield locked_s, end_s


def _radiates(part: Part, carrier: Sequence[Interval], aimed: Intervals) -> Intervals:
    """Once the craft is heard, until a little before it goes; without a downlink all the time."""
    ways = {link.direction for link in part.links}
    if Direction.UP not in ways:
        return ()
    if Direction.DOWN not in ways:
        return intersect(part.signal, aimed)
    if not carrier:
        return ()
    span = (carrier[0][0] + UPLINK_AFTER_S, carrier[-1][1] - UPLINK_AFTER_S)
    return intersect([span], aimed) if span[0] < span[1] else ()


def _is_in(at_s: float, intervals: Intervals) -> bool:
    return any(start_s <= at_s < end_s for start_s, end_s in intervals)


def together(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Parts of one antenna, those whose activities overlap in one group."""
    group: list[Part] = []
    until_s = float("-inf")
    for part in sorted(parts, key=lambda one: (one.boa_s, one.bot_s, one.craft)):
        if group and part.boa_s >= until_s:
            yield group
            group, until_s = [], float("-inf")
        group.append(part)
        until_s = max(until_s, part.eoa_s)
    if group:
        yield group
