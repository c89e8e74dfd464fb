"""Plans by whose they are: our own, and those that feeds bring. They stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from dishboard.board.freshness import freshness_of
from dishboard.model import Contact, Freshness

__all__ = ["Plan", "Plans"]


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


class Plans:
    """All plans; each planner's newest is all that it plans."""

    def __init__(self) -> None:
        self._by_planner: dict[str, Plan] = {}
        self._of: dict[str, Plan] = {}
        self.contacts: tuple[Contact, ...] = ()

    def put(self, planner: str, plan: Plan) -> None:
        """Replace what one planner has."""
        self._by_planner[planner] = plan
        plans = [self._by_planner[name] for name in sorted(self._by_planner)]
        self._of = {contact.id: one for one in plans for contact in one.contacts}
        self.contacts = tuple(contact for one in plans for contact in one.contacts)

    def of(self, contact: Contact) -> Plan:
        """The plan that a contact stands in."""
        return self._of[contact.id]

    def own(self, planner: str) -> Sequence[Contact]:
        """What one planner has now."""
        plan = self._by_planner.get(planner)
        return plan.contacts if plan is not None else ()
