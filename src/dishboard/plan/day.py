"""One day of the plan: who gets which track, around what is taken already.

In rounds. In each round every spacecraft that is still owed something gets the one track that
suits it best; those with the least choice, measured as what is due against what is visible, come
first. So a mission of eleven passes a day does not push one of a single pass out of the plan, and
whoever could go elsewhere does.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dishboard.plan.due import Due
    from dishboard.plan.opportunity import Opportunity

__all__ = ["Claim", "Taken", "Track", "plan_day"]

ENOUGH = 0.9  # a track of this part of what was wanted counts as the whole of it


class Claim(Struct, frozen=True, kw_only=True):
    """A spacecraft, what it is due this day, and where it could get it."""

    spacecraft: str
    due: Due
    antennas: tuple[str, ...]  # usable ones, first is preferred
    opportunities: tuple[Opportunity, ...]  # of these antennas, this day


class Track(Struct, frozen=True, kw_only=True):
    """A track in the plan: BOT to EOT, with set-up before and tear-down after. Unix seconds."""

    opportunity: Opportunity
    due: Due
    bot_s: int
    eot_s: int

    @property
    def boa_s(self) -> int:
        return self.bot_s - self.due.setup_s

    @property
    def eoa_s(self) -> int:
        return self.eot_s + self.due.teardown_s


class Taken:
    """What the plan holds so far: activities by antenna, tracks by spacecraft."""

    def __init__(self, tracks: Iterable[Track] = ()) -> None:
        self._activities: dict[str, list[tuple[int, int]]] = {}
        self._tracks: dict[str, list[tuple[int, int]]] = {}
        for track in tracks:
            self.take(track)

    def take(self, track: Track) -> None:
        one = track.opportunity
        self._activities.setdefault(one.antenna, []).append((track.boa_s, track.eoa_s))
        self._tracks.setdefault(one.spacecraft, []).append((track.bot_s, track.eot_s))

    def free(self, one: Opportunity, due: Due) -> list[tuple[int, int]]:
        """The parts of an opportunity in which a track may lie, in order.

        Between two activities of the antenna there must be room for tear-down and set-up. A
        spacecraft is tracked by one antenna at a time; the next may set up meanwhile.
        """
        blocked = [
            (boa_s - due.teardown_s, eoa_s + due.setup_s)
            for boa_s, eoa_s in self._activities.get(one.antenna, ())
        ]
        blocked += self._tracks.get(one.spacecraft, ())
        free: list[tuple[int, int]] = []
        start_s = one.start_s
        for from_s, to_s in sorted(blocked):
            if to_s <= start_s:
                continue
            if from_s >= one.end_s:
                break
            if from_s > start_s:
                free.append((start_s, from_s))
            start_s = to_s
        if start_s < one.end_s:
            free.append((start_s, one.end_s))
        return free


def plan_day(claims: Sequence[Claim], taken: Taken) -> list[Track]:
    """The tracks of one day, conflict-free with each other and with `taken`, which grows by them.

    The order of `claims` does not matter.
    """
    tracks: list[Track] = []
    waiting = sorted(claims, key=lambda claim: (-_need(claim), claim.spacecraft))
    given: dict[str, list[Track]] = {claim.spacecraft: [] for claim in claims}
    while waiting:
        still: list[Claim] = []
        for claim in waiting:
            track = _best_track(claim, given[claim.spacecraft], taken)
            if track is not None:
                taken.take(track)
                tracks.append(track)
                given[claim.spacecraft].append(track)
                still.append(claim)
        waiting = still
    return tracks


def _need(claim: Claim) -> float:
    """What is due as a part of what is visible; 1 and more: every chance is needed."""
    due = claim.due
    if due.track_s is None and due.total_s is None:
        return (due.tracks or 0) / max(len(claim.opportunities), 1)
    due_s = due.total_s if due.track_s is None else due.track_s * (due.tracks or 1)
    visible_s = sum(one.end_s - one.start_s for one in claim.opportunities)
    return (due_s or 0) / max(visible_s, 1)


def _best_track(claim: Claim, given: Sequence[Track], taken: Taken) -> Track | None:
    """The next track that suits a claim best, or None when it has its due or nothing is free."""
    due = claim.due
    if due.tracks is not None and len(given) >= due.tracks:
        return None
    wanted_s = due.track_s
    if due.total_s is not None:
        left_s = due.total_s - sum(track.eot_s - track.bot_s for track in given)
        if left_s < due.shortest_s:
            return None
        wanted_s = left_s if wanted_s is None else min(wanted_s, left_s)

    best: tuple[tuple[float, ...], str, Track] | None = None
    for one in claim.opportunities:
        aim_s = one.end_s - one.start_s if wanted_s is None else wanted_s
        place = claim.antennas.index(one.antenna)
        for start_s, end_s in taken.free(one, due):
            bot_s, eot_s = _placed(one, start_s, end_s, aim_s)
            track_s = eot_s - bot_s
            if track_s < due.shortest_s:
                continue
            # What is (almost) wanted: by the order of antennas, then high. Otherwise: the longest.
            merit = (
                (0.0, place, -(one.max_elevation_deg or 0.0), bot_s)
                if track_s >= ENOUGH * aim_s
                else (1.0, -track_s, place, bot_s)
            )
            if best is None or (merit, one.antenna) < best[:2]:
                track = Track(opportunity=one, due=due, bot_s=bot_s, eot_s=eot_s)
                best = merit, one.antenna, track
    return None if best is None else best[2]


def _placed(one: Opportunity, start_s: int, end_s: int, aim_s: int) -> tuple[int, int]:
    """A track in a free part of an opportunity: BOT and EOT, about its highest moment.

    It may go on over a gap, but neither begins nor ends in one; beside a gap where that is longer.
    """
    bounds = [start_s, *(edge for gap in one.gaps for edge in gap), end_s]
    clear = [
        (max(from_s, start_s), min(to_s, end_s))
        for from_s, to_s in zip(bounds[::2], bounds[1::2], strict=True)
        if max(from_s, start_s) < min(to_s, end_s)
    ]
    found = [_about_top(one, from_s, to_s, aim_s) for from_s, to_s in clear]
    if len(clear) > 1:
        bot_s, eot_s = _about_top(one, clear[0][0], clear[-1][1], aim_s)
        for (_, from_s), (to_s, _) in pairwise(clear):
            bot_s = to_s if from_s <= bot_s < to_s else bot_s
            eot_s = from_s if from_s < eot_s <= to_s else eot_s
        found.insert(0, (bot_s, eot_s))
    return max(found, key=lambda track: track[1] - track[0], default=(start_s, start_s))


def _about_top(one: Opportunity, start_s: int, end_s: int, aim_s: int) -> tuple[int, int]:
    track_s = min(aim_s, end_s - start_s)
    top_s = (start_s + end_s) // 2 if one.top_s is None else one.top_s
    bot_s = min(max(top_s - track_s // 2, start_s), end_s - track_s)
    return bot_s, bot_s + track_s
