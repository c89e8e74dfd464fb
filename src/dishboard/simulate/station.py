"""One antenna through the hours of a plan: what it does at any instant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dishboard.board.intervals import Intervals
from dishboard.model import Antenna, Contact
from dishboard.simulate.casting import Casting, is_busy
from dishboard.simulate.chance import chance, spells
from dishboard.simulate.ledger import LedgerEntry, entry_of
from dishboard.simulate.parts import Fate
from dishboard.simulate.sessions import Played, Session, make_session, together

__all__ = ["Station", "make_station"]

ABSENT = (Fate.NO_SHOW, Fate.WRONG_SPACECRAFT, Fate.CANCELLED)  # nothing is done for the craft


@dataclass(frozen=True, kw_only=True)
class Station:
    """An antenna with all it will do. Unix seconds, true time; its own clock may be wrong."""

    antenna: Antenna
    sessions: tuple[Session, ...]
    storms: Intervals  # at its site
    silences: Intervals  # its site's sender is dead
    maintenance: Intervals  # planned
    ahead_s: float  # of its clock
    ledger: tuple[LedgerEntry, ...]

    def session_at(self, at_s: float) -> Session | None:
        """The session that is on at an instant."""
        index = bisect_right(self._begins_s, at_s) - 1
        if index >= 0 and at_s < self.sessions[index].end_s:
            return self.sessions[index]
        return None

    @cached_property
    def _begins_s(self) -> list[float]:
        return [session.begin_s for session in self.sessions]


def make_station(
    casting: Casting, plan: Sequence[Contact], start_s: float, end_s: float
) -> Station:
    """Play an antenna's part of a plan that covers a span.

    The same seed, plan and sky play the same, whatever the span: each contact has its own chance,
    and what comes by the day is drawn by the day. Only what nobody planned is left out where it
    reaches out of the span: a contact there might be in its way.
    """
    scenario, seed, antenna = casting.scenario, casting.seed, casting.antenna

    def drawn(name: str, per_day: float, length_min: float) -> Intervals:
        return spells(seed, name, per_day, length_min, start_s, end_s)

    storms = drawn(f"storms/{antenna.site}", scenario.storms_per_day, scenario.storm_min)
    silences = drawn(f"silences/{antenna.site}", scenario.silences_per_day, scenario.silence_min)
    own = [contact for contact in plan if contact.antenna == antenna.id]
    idle = drawn(
        f"maintenance/{antenna.id}", scenario.maintenance_per_day, scenario.maintenance_min
    )
    maintenance = [span for span in idle if not is_busy(own, *span)]
    parts = [part for contact in own for part in casting.planned(contact)]
    parts += casting.unplanned(own, maintenance, start_s, end_s)
    rate_deg_s = antenna.slew_deg_s.value if antenna.slew_deg_s is not None else None
    sessions = [
        make_session(group, storms, rate_deg_s or scenario.slew_deg_s, scenario.acquisition_s, seed)
        for group in together([part for part in parts if part.fate not in ABSENT])
    ]
    ahead_s = _clock_ahead_s(casting)
    played = [one for session in sessions for one in session.played]
    played += [Played(part=part, carrier=(), radiates=()) for part in parts if part.fate in ABSENT]
    entries = [entry_of(antenna.id, one, storms, silences, ahead_s) for one in played]
    return Station(
        antenna=antenna,
        sessions=tuple(sessions),
        storms=storms,
        silences=silences,
        maintenance=maintenance,
        ahead_s=ahead_s,
        ledger=tuple(sorted(entries, key=lambda one: (one.bot_at, one.spacecraft))),
    )


def _clock_ahead_s(casting: Casting) -> float:
    drawn = chance(casting.seed, "clock", casting.antenna.id)
    is_wrong = drawn.random() < casting.scenario.skewed
    return drawn.uniform(-1.0, 1.0) * casting.scenario.skew_s if is_wrong else 0.0
