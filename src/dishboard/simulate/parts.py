"""The part that one spacecraft plays at an antenna: what was planned, and what fate makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from dishboard.board.intervals import Intervals, subtract
from dishboard.model import Contact, ContactLink
from dishboard.simulate.pointing import Looks
from dishboard.simulate.scenario import Scenario

__all__ = ["Fate", "Part", "draw_fate", "fated"]


class Fate(StrEnum):
    """What becomes of a contact, in words a person reads."""

    AS_PLANNED = "as planned"
    LATE_START = "late start"
    EARLY_LOSS = "early loss"
    DROPOUTS = "dropouts"
    NO_LOCK = "no lock"
    NO_SHOW = "no show"
    WRONG_SPACECRAFT = "wrong spacecraft"
    BREAKDOWN = "breakdown"
    CANCELLED = "cancelled"  # by the plan itself: nothing is played
    UNPLANNED = "unplanned"


def draw_fate(drawn: Random, scenario: Scenario) -> Fate:
    """One fate by the scenario's shares."""
    rest = drawn.random()
    for fate in (
        Fate.LATE_START,
        Fate.EARLY_LOSS,
        Fate.DROPOUTS,
        Fate.NO_LOCK,
        Fate.NO_SHOW,
        Fate.WRONG_SPACECRAFT,
        Fate.BREAKDOWN,
    ):
        rest -= getattr(scenario, fate.name.lower())
        if rest < 0.0:
            return fate
    return Fate.AS_PLANNED


@dataclass(frozen=True, kw_only=True)
class Part:
    """One spacecraft at one antenna, from its set-up to its teardown. Unix seconds."""

    craft: str
    contact: Contact | None  # None: nobody planned it
    fate: Fate
    links: tuple[ContactLink, ...]
    times_s: tuple[float, float, float, float]  # BOA, BOT, EOT, EOA
    looks: Looks
    signal: Intervals  # when the craft would be received by a dish that is on it
    broken: Intervals  # when the antenna is out of order

    @property
    def boa_s(self) -> float:
        return self.times_s[0]

    @property
    def bot_s(self) -> float:
        return self.times_s[1]

    @property
    def eot_s(self) -> float:
        return self.times_s[2]

    @property
    def eoa_s(self) -> float:
        return self.times_s[3]

    @property
    def name(self) -> str:
        """For its own chance."""
        return self.contact.id if self.contact else f"{self.craft}-{self.bot_s:.0f}"


def fated(fate: Fate, bot_s: float, eot_s: float, drawn: Random) -> tuple[Intervals, Intervals]:
    """When a signal comes during the track, and when the antenna is broken."""
    track: Intervals = [(bot_s, eot_s)]
    length_s = eot_s - bot_s
    match fate:
        case Fate.LATE_START:
            return [(bot_s + length_s * drawn.uniform(0.15, 0.6), eot_s)], ()
        case Fate.EARLY_LOSS:
            return [(bot_s, eot_s - length_s * drawn.uniform(0.15, 0.6))], ()
        case Fate.DROPOUTS:
            return subtract(track, _gaps(bot_s, length_s, drawn)), ()
        case Fate.BREAKDOWN:
            from_s = bot_s + length_s * drawn.uniform(-0.1, 0.7)
            return track, [(from_s, from_s + length_s * drawn.uniform(0.2, 0.6))]
        case Fate.NO_LOCK | Fate.NO_SHOW | Fate.WRONG_SPACECRAFT | Fate.CANCELLED:
            return (), ()
        case _:
            return track, ()


def _gaps(bot_s: float, length_s: float, drawn: Random) -> Intervals:
    """One to five gaps, most of them of seconds, now and then a long one."""
    count = drawn.randint(1, 5)
    starts_s = sorted(bot_s + length_s * drawn.uniform(0.05, 0.9) for _ in range(count))
    gaps: list[tuple[float, float]] = []
    for start_s in starts_s:
        long = drawn.random() < 0.3
        gap_s = length_s * drawn.uniform(0.05, 0.15) if long else drawn.uniform(5.0, 40.0)
        if not gaps or start_s > gaps[-1][1]:
            gaps.append((start_s, start_s + gap_s))
    return gaps
