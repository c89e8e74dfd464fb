"""Debounce: when a state held long enough to be announced.

A state is confirmed by words, by the data's own clock. It has begun when words at least a debounce
apart say so, contradicted in between only by shorter spells; it has ended when words at least a
debounce apart say that it is no more. So a flapping state that always comes back is one state with
dropouts, and a blip is none. Silence ends nothing that can be told: what comes back after a gap has
begun anew.
"""

from __future__ import annotations

from msgspec import Struct

from dishboard.board.intervals import Intervals

__all__ = ["Held", "settled"]


class Held(Struct, frozen=True, kw_only=True):
    """A time in which a state held. Unix seconds."""

    first_s: float  # the first word of it
    last_s: float  # the last word of it
    ended_s: float | None  # the first word that it is no more; None: nobody said so


def settled(yes: Intervals, no: Intervals, debounce_s: float, gap_s: float) -> list[Held]:
    """The times in which a state held.

    Args:
        yes: from the first to the last of consecutive words that say so; of a single one both are
            the same.
        no: likewise, of words that deny it.
        debounce_s: how far apart words must be that confirm a change.
        gap_s: after so long without a word a state begins anew.

    >>> settled([(0, 20), (24, 60)], [(21, 23), (61, 90)], 10, 60)
    [Held(first_s=0, last_s=60, ended_s=61)]
    """
    held: list[Held] = []
    first_s = last_s = None
    spells = sorted([(*spell, True) for spell in yes] + [(*spell, False) for spell in no])

    def close(ended_s: float | None) -> None:
        nonlocal first_s, last_s
        if first_s is not None and last_s is not None and last_s - first_s >= debounce_s:
            held.append(Held(first_s=first_s, last_s=last_s, ended_s=ended_s))
        first_s = last_s = None

    told_s = float("-inf")  # the last word of either kind
    denied_s: float | None = None  # since when it has been denied without a break
    for start_s, end_s, says_yes in spells:
        if start_s - told_s > gap_s:
            close(None)
            denied_s = None
        if says_yes:
            first_s, last_s = (start_s if first_s is None else first_s), end_s
            denied_s = None
        elif first_s is not None:
            denied_s = start_s if denied_s is None else denied_s
            if end_s - denied_s >= debounce_s:
                close(denied_s)
        told_s = max(told_s, end_s)
    close(None)
    return held
