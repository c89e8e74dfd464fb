"""Plans by whose they are: our own, and those that feeds bring. They stand side by side."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from dishboard.board.freshness import freshness_of, next_turn
from dishboard.board.outlook import Outlook, outlook_of
from dishboard.model import BINDING, Contact, Freshness

__all__ = ["Plan", "Plans", "carried_on", "with_begun"]


class Plan(Struct, frozen=True, kw_only=True):
    """One planner's contacts, and as of when."""

    contacts: tuple[Contact, ...]
    made_at: datetime
    cycle_s: float | None = None  # how often it is renewed; None: it does not age, we make it

    def freshness(self, at: datetime) -> Freshness:
        """Whether it can be trusted to be the plan that still holds."""
        if self.cycle_s is None:
            return Freshness.FRESH
        return freshness_of(self.made_at, at, self.cycle_s)

    def next_turn(self, at: datetime) -> datetime:
        """Until when its freshness surely lasts."""
        return next_turn(self.made_at, at, self.cycle_s)


KEPT_BEHIND = timedelta(hours=7)  # a little more than records reach back
RENEWED_WITHIN = timedelta(hours=1)  # else it is another plan, for another time


def carried_on(old: Plan | None, new: Plan) -> Plan:
    """A plan renewed: what had begun stays as it was planned, and is not planned anew.

    Newer orbit data move a pass by seconds. A contact that is on would change its id by that, and
    with it the id of its record and events; and one that was over would be judged by times that
    nobody knew. So from the new plan come the contacts to come, and those on now in whose place
    nothing was.
    """
    if old is None or not timedelta(0) < new.made_at - old.made_at <= RENEWED_WITHIN:
        return new
    since_at = new.made_at - KEPT_BEHIND
    begun = [one for one in old.contacts if one.boa_at <= new.made_at and one.eoa_at > since_at]
    later = [
        one
        for one in new.contacts
        if one.eoa_at > new.made_at and not any(_in_place_of(one, known) for known in begun)
    ]
    return replace(new, contacts=(*begun, *later))


def with_begun(old: Plan | None, new: Plan) -> Plan:
    """What a source plans now, and what it no longer plans although its track had begun.

    A source is believed in what it changes. But a track that had begun was planned until then: it
    is judged by that part, whether it is cancelled now or only gone from the list. Gone is none
    that has another name now: the pair is planned at that time.
    """
    if old is None:
        return new
    listed = {one.id: one for one in new.contacts}
    planned = [one for one in new.contacts if one.plan in BINDING]
    kept: dict[str, Contact] = {}
    for one in old.contacts:
        was_planned = one.plan in BINDING and one.bot_at < new.made_at
        if not was_planned or one.eoa_at <= new.made_at - KEPT_BEHIND:
            continue
        now = listed.get(one.id)
        if now is not None and now.plan not in BINDING:
            kept[one.id] = _ended(one, new.made_at, str(now.plan))
        elif now is None and not any(_of_one_pair(one, other) for other in planned):
            kept[one.id] = _ended(one, new.made_at, "no longer planned")
    rest = [one for one in new.contacts if one.id not in kept]
    return replace(new, contacts=(*kept.values(), *rest))


def _ended(one: Contact, at: datetime, word: str) -> Contact:
    """A contact that ends when it is called off; one that is over stays as it was."""
    if one.eoa_at <= at:
        return one
    return replace(
        one,
        eot_at=min(one.eot_at, at),
        eoa_at=at,
        reported=f"{word} at {at:%H:%M:%S} UTC, after BOT",
    )


def _of_one_pair(one: Contact, other: Contact) -> bool:
    """Whether two contacts are of one antenna and one spacecraft, at one time."""
    same = (one.antenna, one.spacecraft) == (other.antenna, other.spacecraft)
    return same and one.boa_at < other.eoa_at and one.eoa_at > other.boa_at


def _in_place_of(one: Contact, other: Contact) -> bool:
    """Whether two contacts could not both be: one antenna, or one spacecraft, at one time."""
    if one.antenna == other.antenna:
        return one.boa_at < other.eoa_at and one.eoa_at > other.boa_at
    same = one.spacecraft == other.spacecraft
    return same and one.bot_at < other.eot_at and one.eot_at > other.bot_at


class Plans:
    """All plans; each planner's newest is all that it plans."""

    def __init__(self) -> None:
        self._by_planner: dict[str, Plan] = {}
        self._of: dict[str, Plan] = {}
        self._outlook: Outlook | None = None
        self.contacts: tuple[Contact, ...] = ()
        self.crafts: Set[str] = frozenset()

    def put(self, planner: str, plan: Plan) -> None:
        """Replace what one planner has."""
        self._by_planner[planner] = plan
        plans = [self._by_planner[name] for name in sorted(self._by_planner)]
        self._of = {contact.id: one for one in plans for contact in one.contacts}
        self.contacts = tuple(contact for one in plans for contact in one.contacts)
        self.crafts = {contact.spacecraft for contact in self.contacts}
        self._outlook = None

    def outlook(self, at: datetime) -> Outlook:
        """Who is on at an instant and who comes next."""
        if self._outlook is None or not self._outlook.holds(at):
            self._outlook = outlook_of(self.contacts, at)
        return self._outlook

    def beside(self, planner: str) -> tuple[Contact, ...]:
        """What all others plan."""
        others = (plan for name, plan in self._by_planner.items() if name != planner)
        return tuple(contact for plan in others for contact in plan.contacts)

    def get(self, planner: str) -> Plan | None:
        return self._by_planner.get(planner)

    def of(self, contact: Contact) -> Plan:
        """The plan that a contact stands in."""
        return self._of[contact.id]

    def own(self, planner: str) -> Sequence[Contact]:
        """What one planner has now."""
        plan = self._by_planner.get(planner)
        return plan.contacts if plan is not None else ()
