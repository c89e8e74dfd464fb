"""What the board says of each antenna at an instant: its readings, its contacts, what is amiss.

An antenna of which nothing new was said stays as it was until a freshness or a plan turns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from dishboard.board.comparisons import Comparisons
from dishboard.board.contacts import (
    is_contact,
    planned_contact,
    precedence,
    recorded,
    seen_contact,
    stowed_pairs,
)
from dishboard.board.freshness import NEVER, freshness_of, next_turn
from dishboard.board.merge import Merge
from dishboard.board.observations import Observations
from dishboard.board.outlook import Outlook
from dishboard.board.plans import Plans
from dishboard.board.records import Records
from dishboard.board.state import AntennaState, ContactState
from dishboard.board.words import AntennaReading
from dishboard.model import (
    ActivityReading,
    Contact,
    Direction,
    Evidence,
    Freshness,
    LinkReading,
    Network,
    ParametersReading,
    PointingReading,
    TargetKind,
)

__all__ = ["Antennas"]

# A contact that nobody has confirmed for this many cycles is no longer listed as being on; until
# then it is shown as stale. Its readings stay, with their age.
OVER_AFTER_CYCLES = 60.0

_COMPARED = (TargetKind.SPACECRAFT, TargetKind.UNKNOWN)


@dataclass(frozen=True, eq=False)
class _Shown:
    """An antenna as it was shown last."""

    basis: Sequence[object]
    since_at: datetime
    until_at: datetime  # until then time alone changes nothing
    state: AntennaState
    received: Sequence[LinkReading]  # the downlinks that are


class Antennas:
    """All antennas: those of the network, then those that only sources know."""

    def __init__(
        self,
        network: Network,
        merge: Merge,
        observations: Observations,
        records: Records,
        plans: Plans,
        comparisons: Comparisons,
    ) -> None:
        self._network = network
        self._merge = merge
        self._observations = observations
        self._records = records
        self._plans = plans
        self._comparisons = comparisons
        self._shown: dict[str, _Shown] = {}

    def look(self, at: datetime, outlook: Outlook, silence: str) -> None:
        """Show all of them at an instant.

        Args:
            silence: why nobody reports an antenna, where nobody does.
        """
        before, self._shown = self._shown, {}
        strangers = sorted(self._merge.antennas - self._network.antenna_by_id.keys())
        for antenna in (*self._network.antenna_by_id, *strangers):
            planned = outlook.on.get(antenna, ())
            basis = (
                self._merge.of(antenna),
                self._observations.edges(antenna),
                self._comparisons.told(antenna),
                self._records.told(antenna),
                planned,
                [self._plans.of(contact).made_at for contact in planned],
                planned and outlook.since_at,  # then one of them may have come into another phase
                outlook.next_of_antenna.get(antenna),
                silence,
            )
            known = before.get(antenna)
            if known is None or known.basis != basis or not known.since_at <= at <= known.until_at:
                known = self._show(antenna, at, basis, planned, outlook, silence)
            self._shown[antenna] = known

    @property
    def states(self) -> tuple[AntennaState, ...]:
        return tuple(shown.state for shown in self._shown.values())

    @property
    def received(self) -> Iterable[LinkReading]:
        """The downlinks that are received now, by whom they are."""
        return (link for shown in self._shown.values() for link in shown.received)

    # ---- one antenna

    def _show(
        self,
        antenna_id: str,
        at: datetime,
        basis: Sequence[object],
        planned: Sequence[Contact],
        outlook: Outlook,
        silence: str,
    ) -> _Shown:
        antenna = self._network.antenna_by_id.get(antenna_id)
        turns = [self._plans.of(contact).next_turn(at) for contact in planned]
        pointing: list[PointingReading] = []
        links: list[LinkReading] = []
        activity: list[ActivityReading] = []
        parameters: list[ParametersReading] = []
        for judged in self._judged(self._about_now(antenna_id, planned), at, turns):
            match judged:
                case PointingReading():
                    pointing.append(judged)
                case LinkReading():
                    links.append(judged)
                case ActivityReading():
                    activity.append(judged)
                case ParametersReading():
                    parameters.append(judged)
        stowed = stowed_pairs(pointing)
        on = [link for link in links if is_contact(link, stowed) and not self._is_over(link, at)]
        contacts = self._contacts(antenna_id, at, on, planned)
        state = AntennaState(
            id=antenna_id,
            name=antenna.name if antenna else antenna_id,
            site=antenna.site if antenna else None,
            network=antenna.network if antenna else None,
            known=antenna is not None,
            pointing=tuple(pointing),
            links=tuple(links),
            activity=tuple(activity),
            parameters=tuple(parameters),
            contact=contacts[0] if contacts else None,
            contacts=contacts,
            next=outlook.next_of_antenna.get(antenna_id),
            comparisons=tuple(
                self._comparisons.now(item)
                for item in pointing
                if item.evidence is not Evidence.PREDICTED and item.target_kind in _COMPARED
            ),
            reason=self._reason(antenna_id, pointing, links, silence),
        )
        received = [link for link in on if link.direction is Direction.DOWN]
        return _Shown(basis, at, min(turns, default=NEVER), state, received)

    def _about_now(self, antenna: str, planned: Sequence[Contact]) -> Iterable[AntennaReading]:
        """What was computed for a contact that is over is no longer about anything."""
        readings = self._merge.of(antenna)
        current = {contact.spacecraft for contact in planned} | {
            item.spacecraft
            for item in readings
            if isinstance(item, PointingReading | LinkReading)
            and item.evidence is not Evidence.PREDICTED
        }
        return (
            item
            for item in readings
            if item.evidence is not Evidence.PREDICTED
            or not isinstance(item, PointingReading | LinkReading)
            or item.spacecraft in current
        )

    def _judged(
        self, readings: Iterable[AntennaReading], at: datetime, turns: list[datetime]
    ) -> Iterator[AntennaReading]:
        """Readings with their freshness; what we compute is fresh while the board ticks."""
        known: dict[tuple[str, Evidence, datetime], Freshness] = {}  # a message's are all the same
        for reading in readings:
            freshness = Freshness.FRESH
            if reading.evidence is not Evidence.PREDICTED:
                key = (reading.source, reading.evidence, reading.observed_at)
                if key not in known:
                    cycle_s = self._cycle_s(reading)
                    known[key] = freshness_of(reading.observed_at, at, cycle_s)
                    turns.append(next_turn(reading.observed_at, at, cycle_s, OVER_AFTER_CYCLES))
                freshness = known[key]
            same = reading.freshness is freshness
            yield reading if same else replace(reading, freshness=freshness)

    def _cycle_s(self, reading: AntennaReading) -> float | None:
        """The rhythm of a reading's source on its antenna."""
        return self._observations.cycle_of(reading.antenna, reading.evidence, reading.source)

    def _is_over(self, link: LinkReading, at: datetime) -> bool:
        cycle_s = self._cycle_s(link)
        age_s = (at - link.observed_at).total_seconds()
        return cycle_s is not None and age_s > OVER_AFTER_CYCLES * cycle_s

    def _contacts(
        self,
        antenna: str,
        at: datetime,
        on: Iterable[LinkReading],
        planned: Sequence[Contact],
    ) -> tuple[ContactState, ...]:
        """What is on now: seen first (strongest claim to being true), then planned."""
        pairs: dict[tuple[str, Evidence], list[LinkReading]] = {}
        for link in on:
            pairs.setdefault((link.spacecraft or "", link.evidence), []).append(link)
        found = [
            self._seen(antenna, craft, evidence, links, at, planned)
            for (craft, evidence), links in pairs.items()
        ]
        found += [
            recorded(
                planned_contact(contact, self._plans.of(contact), at),
                self._records.of_contact(contact.id),
            )
            for contact in planned
        ]
        found.sort(key=precedence)
        return (*(replace(one, prime=True) for one in found[:1]), *found[1:])

    def _seen(
        self,
        antenna: str,
        craft: str,
        evidence: Evidence,
        links: Sequence[LinkReading],
        at: datetime,
        planned: Sequence[Contact],
    ) -> ContactState:
        newest_at = max(link.observed_at for link in links)
        since_at = self._observations.since(antenna, evidence, craft, newest_at)
        plan = next((contact for contact in planned if contact.spacecraft == craft), None)
        contact = seen_contact(links, since_at, plan, at)
        record = self._records.of_sighting(antenna, craft, evidence, since_at, plan)
        return recorded(contact, record)

    def _reason(
        self,
        antenna_id: str,
        pointing: Sequence[PointingReading],
        links: Sequence[LinkReading],
        silence: str,
    ) -> str | None:
        """Why something is not shown, not counted, not known."""
        antenna = self._network.antenna_by_id.get(antenna_id)
        reasons: list[str] = []
        stowed = {item.spacecraft for item in pointing if item.stowed}
        denied = {link.spacecraft or "" for link in links if is_contact(link)} & stowed
        if denied:
            reasons.append(
                f"its source lists signals of {', '.join(sorted(denied))}, yet it is stowed at the "
                "zenith: they are not counted as contacts"
            )
        if antenna is None:
            reasons.append("no network file says which antenna its source means by this name")
        elif not antenna.has_position:
            reasons.append("no position found in any source: nothing is computed for it")
        if all(item.evidence is Evidence.PREDICTED for item in pointing):
            reasons.append(silence)
        return "; ".join(reasons) or None
