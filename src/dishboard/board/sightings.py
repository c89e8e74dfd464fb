"""Which sightings belong to which planned contact, and which to none.

A sighting belongs to the contact of its pair whose activity (BOA to EOA) it touches. One that
touches several is cut between them where the signal paused, midway between their tracks: two passes
with a short pause are no single one with a dropout, and what a later one hears is not an earlier
one's. A signal without a pause counts for all that it lasts through; so it does for contacts
planned at once, which somebody else may have planned too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import inf

from dishboard.board.intervals import Interval, Intervals, union
from dishboard.board.trace import Trace
from dishboard.model import BINDING, Contact, Direction
from dishboard.time import unix_s

__all__ = ["sightings_of"]


def sightings_of(
    trace: Trace, planned: Sequence[Contact], since_s: float, as_of_s: float
) -> Iterator[tuple[Contact | None, str, Intervals]]:
    """The planned contacts that were watched, what was seen of each, and what beside them.

    Args:
        planned: those of the antenna that have begun.
        since_s: what was over before this is not told, if nobody planned it.
    """
    told: defaultdict[str, list[tuple[Interval, list[Contact]]]] = defaultdict(list)  # by craft
    binding: defaultdict[str, list[tuple[Interval, Contact]]] = defaultdict(list)
    for contact in planned:
        if contact.plan in BINDING:  # what is seen all the same is not what was called off
            span = (unix_s(contact.boa_at), unix_s(contact.eoa_at))
            binding[contact.spacecraft].append((span, contact))
    for craft in sorted(trace.crafts()):
        for sighting in trace.contacts(craft, as_of_s):
            touched = [one for span, one in binding[craft] if _touch(sighting, span)]
            told[craft].append((sighting, touched))
    for contact in planned:
        own = [
            part
            for sighting, touched in told[contact.spacecraft]
            if any(one is contact for one in touched)
            for part in _part_of(contact, touched, sighting, trace, as_of_s)
        ]
        if own or trace.speaks(unix_s(contact.boa_at), unix_s(contact.eoa_at)):
            yield contact, contact.spacecraft, own
    for craft, sightings in told.items():
        for sighting, touched in sightings:
            if not touched and sighting[1] >= since_s:
                yield None, craft, [sighting]


def _touch(one: Interval, other: Interval) -> bool:
    return one[0] <= other[1] and one[1] >= other[0]


def _part_of(
    contact: Contact, touched: Sequence[Contact], sighting: Interval, trace: Trace, as_of_s: float
) -> Intervals:
    """What a contact has of a sighting, which may touch several."""
    if len(touched) == 1:
        return [sighting]
    bot_s, eot_s = unix_s(contact.bot_at), unix_s(contact.eot_at)
    tracks = [(unix_s(one.bot_at), unix_s(one.eot_at)) for one in touched if one is not contact]
    begin_s = max(((end + bot_s) / 2 for _, end in tracks if end <= bot_s), default=-inf)
    end_s = min(((eot_s + begin) / 2 for begin, _ in tracks if begin >= eot_s), default=inf)
    if (begin_s, end_s) == (-inf, inf):
        return [sighting]
    ways = (trace.signal((contact.spacecraft, way), as_of_s) for way in Direction)
    mine = [
        (max(start_s, sighting[0]), min(until_s, sighting[1]))  # of a single word both are one
        for start_s, until_s in union(*ways)
        if _touch((start_s, until_s), sighting)
        and start_s < end_s
        and (start_s >= begin_s or until_s > begin_s)
    ]
    return [(mine[0][0], mine[-1][1])] if mine else []
