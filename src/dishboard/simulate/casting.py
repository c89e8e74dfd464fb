"""Who plays at an antenna: the contacts of a plan, each with its fate, and what nobody planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from dishboard.board.intervals import Intervals, intersect
from dishboard.ephemeris import Sky
from dishboard.ephemeris.horizon import why_not_seen
from dishboard.geometry import LookAngles
from dishboard.model import Antenna, Contact, Direction, Network, PlanStatus, Spacecraft
from dishboard.plan.links import links_between
from dishboard.simulate.chance import chance, spells
from dishboard.simulate.parts import Fate, Part, draw_fate, fated
from dishboard.simulate.pointing import Looks
from dishboard.simulate.scenario import Scenario
from dishboard.time import unix_s

__all__ = ["Casting", "is_busy"]

NOT_PLAYED = (PlanStatus.CANCELLED, PlanStatus.REJECTED)
SETUP_S, TEARDOWN_S = 240.0, 180.0  # of what nobody planned

_NOWHERE = Looks([0.0, 1.0], LookAngles(*(np.zeros(2) for _ in LookAngles._fields)))


@dataclass(frozen=True, kw_only=True)
class Casting:
    """One antenna's part in a simulation: from network, sky, scenario and seed."""

    network: Network
    sky: Sky
    scenario: Scenario
    seed: int
    antenna: Antenna

    def planned(self, contact: Contact) -> Iterator[Part]:
        """A planned contact as it will be played, and the craft that is tracked in its place."""
        drawn = chance(self.seed, "fate", contact.id)
        fate = draw_fate(drawn, self.scenario)
        looks = self._looks_of(contact)
        if contact.plan in NOT_PLAYED:
            fate = Fate.CANCELLED
        elif looks is None:  # nobody knows where it is: nobody can point at it
            fate = Fate.NO_SHOW
        bot_s, eot_s = unix_s(contact.bot_at), unix_s(contact.eot_at)
        times = (unix_s(contact.boa_at), bot_s, eot_s, unix_s(contact.eoa_at))
        if fate is Fate.WRONG_SPACECRAFT:
            other = self._in_sight(bot_s, eot_s, drawn, {contact.spacecraft})
            if other is None:
                fate = Fate.NO_SHOW
            else:
                yield self._unplanned(other, times, Fate.UNPLANNED, drawn)
        signal, broken = fated(fate, bot_s, eot_s, drawn)
        yield Part(
            craft=contact.spacecraft,
            contact=contact,
            fate=fate,
            links=contact.links,
            times_s=times,
            looks=looks or _NOWHERE,
            signal=signal,
            broken=broken,
        )

    def unplanned(
        self, own: Sequence[Contact], maintenance: Intervals, start_s: float, end_s: float
    ) -> Iterator[Part]:
        """Craft in sight that the antenna tracks between its contacts, though nobody planned it.

        Args:
            own: the antenna's contacts in a plan that covers the span.
            maintenance: when it does nothing.
        """
        scenario, name = self.scenario, f"unplanned/{self.antenna.id}"
        rate, length_min = scenario.unplanned_per_day, scenario.unplanned_min
        for bot_s, eot_s in spells(self.seed, name, rate, length_min, start_s, end_s):
            times = (bot_s - SETUP_S, bot_s, eot_s, eot_s + TEARDOWN_S)
            span = (times[0], times[-1])
            if span[0] < start_s or span[1] > end_s or is_busy(own, *span):
                continue
            if intersect(maintenance, [span]):
                continue
            drawn = chance(self.seed, name, round(bot_s))
            craft = self._in_sight(bot_s, eot_s, drawn, set())
            if craft is not None:
                flawed = drawn.random() < scenario.dropouts
                signal_as = Fate.DROPOUTS if flawed else Fate.UNPLANNED
                yield self._unplanned(craft, times, signal_as, drawn)

    def _unplanned(
        self,
        craft: Spacecraft,
        times_s: tuple[float, float, float, float],
        signal_as: Fate,
        drawn: Random,
    ) -> Part:
        signal, broken = fated(signal_as, times_s[1], times_s[2], drawn)
        return Part(
            craft=craft.id,
            contact=None,
            fate=Fate.UNPLANNED,
            links=links_between(self.antenna, craft)[0],
            times_s=times_s,
            looks=self._looks(craft.id, times_s[0], times_s[3]),
            signal=signal,
            broken=broken,
        )

    def _in_sight(
        self, start_s: float, end_s: float, drawn: Random, without: set[str]
    ) -> Spacecraft | None:
        """A craft that the antenna can hear and sees during the whole span, or None."""
        candidates = [
            craft
            for craft in self.network.spacecraft
            if craft.shown and craft.id not in without and self._hears(craft)
        ]
        drawn.shuffle(candidates)
        return next((one for one in candidates if self._sees(one, start_s, end_s)), None)

    def _hears(self, craft: Spacecraft) -> bool:
        links, _ = links_between(self.antenna, craft)
        return any(link.direction is Direction.DOWN for link in links)

    def _sees(self, craft: Spacecraft, start_s: float, end_s: float) -> bool:
        if not self.antenna.has_position:
            return False
        looks = self.sky.looks(self.antenna, craft.id, np.linspace(start_s, end_s, 7))
        return all(
            np.isfinite(elevation_deg)
            and why_not_seen(self.antenna, float(azimuth_deg), float(elevation_deg)) is None
            for azimuth_deg, elevation_deg in zip(
                looks.azimuth_deg, looks.elevation_deg, strict=True
            )
        )

    def _looks_of(self, contact: Contact) -> Looks | None:
        is_ours = contact.spacecraft in self.network.spacecraft_by_id
        if not is_ours or not self.antenna.has_position:
            return None
        span = (unix_s(contact.boa_at), unix_s(contact.eoa_at))
        looks = self._looks(contact.spacecraft, *span)
        return looks if looks.is_known else None

    def _looks(self, craft: str, start_s: float, end_s: float) -> Looks:
        return Looks.of(lambda at_s: self.sky.looks(self.antenna, craft, at_s), start_s, end_s)


def is_busy(contacts: Sequence[Contact], from_s: float, until_s: float) -> bool:
    """Whether an activity of one of these touches a span."""
    return any(
        unix_s(contact.boa_at) < until_s and unix_s(contact.eoa_at) > from_s for contact in contacts
    )
