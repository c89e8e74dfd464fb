"""What was really played, written by the simulation itself and not by the board that watches it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dishboard.board.intervals import Intervals, clip, overlap, subtract, total
from dishboard.model import Span
from dishboard.simulate.parts import Fate
from dishboard.simulate.sessions import Played
from dishboard.time import from_unix_s

__all__ = ["LedgerEntry", "entry_of"]


class LedgerEntry(Struct, frozen=True, kw_only=True):
    """One contact as it was played; all times by the station's own clock.

    The shares are of the track, BOT to EOT: `told_share` was spoken of, `locked_share` had the
    downlink's carrier locked (for a contact without a downlink: the uplink radiated) while it was
    spoken of.
    """

    contact: str | None  # id in the plan; None: nobody planned it
    antenna: str
    spacecraft: str
    fate: Fate
    bot_at: datetime
    eot_at: datetime
    eoa_at: datetime
    told_share: float
    locked_share: float
    locked: tuple[Span, ...]
    radiated: tuple[Span, ...]
    stowed_share: float  # of the track, by wind
    broken_share: float  # of the track, unplanned maintenance
    clock_ahead_s: float  # of the station

    @property
    def sentence(self) -> str:
        """For a person who watches."""
        what = f"{self.antenna} {self.spacecraft}: {self.fate}"
        if self.fate is Fate.CANCELLED:
            return what
        words = f"{what}, lock in {self.locked_share * 100:.0f} % of the track"
        if self.stowed_share > 0.0:
            words += f", stowed by wind for {self.stowed_share * 100:.0f} %"
        if self.told_share < 1.0:
            words += f", silent for {(1.0 - self.told_share) * 100:.0f} %"
        return words


def entry_of(
    antenna: str, played: Played, storms: Intervals, silences: Intervals, ahead_s: float
) -> LedgerEntry:
    """The entry of one part.

    Args:
        storms: when the antenna was stowed by wind; Unix seconds, as are all of these.
        silences: when nothing was sent.
        ahead_s: how far the station's clock was ahead.
    """
    part = played.part
    track: Intervals = [(part.bot_s, part.eot_s)]
    length_s = part.eot_s - part.bot_s
    told = subtract(track, _later(silences, ahead_s))
    carrier = clip(_later(played.carrier, ahead_s), part.bot_s, part.eot_s)
    radiates = clip(_later(played.radiates, ahead_s), part.bot_s, part.eot_s)
    has_downlink = any(link.direction == "down" for link in part.links)
    return LedgerEntry(
        contact=part.contact.id if part.contact else None,
        antenna=antenna,
        spacecraft=part.craft,
        fate=part.fate,
        bot_at=from_unix_s(part.bot_s),
        eot_at=from_unix_s(part.eot_s),
        eoa_at=from_unix_s(part.eoa_s),
        told_share=total(told) / length_s,
        locked_share=overlap(carrier if has_downlink else radiates, told) / length_s,
        locked=_spans(carrier),
        radiated=_spans(radiates),
        stowed_share=overlap(storms, track) / length_s,
        broken_share=overlap(part.broken, track) / length_s,
        clock_ahead_s=ahead_s,
    )


def _later(intervals: Intervals, by_s: float) -> Intervals:
    return [(start_s + by_s, end_s + by_s) for start_s, end_s in intervals]


def _spans(intervals: Intervals) -> tuple[Span, ...]:
    return tuple(
        Span(start_at=from_unix_s(start_s), end_at=from_unix_s(end_s))
        for start_s, end_s in intervals
    )
