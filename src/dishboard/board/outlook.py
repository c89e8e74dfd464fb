"""What plans say of an instant: who is on now, and who comes next. It holds until a plan turns.

What is cancelled, rejected or only asked for is not expected: it is neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dishboard.board.freshness import NEVER
from dishboard.model import BINDING, Contact

__all__ = ["Outlook", "outlook_of"]


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Contacts planned now and next, as long as none begins, tracks, or ends."""

    since_at: datetime
    until_at: datetime  # excluded
    on: Mapping[str, Sequence[Contact]]  # by antenna: within BOA and EOA
    next: Contact | None  # the next track of the network
    next_of_antenna: Mapping[str, Contact]
    next_of_craft: Mapping[str, Contact]
    of_craft: Mapping[str, Contact]  # by spacecraft: one on now, else the next one

    def holds(self, at: datetime) -> bool:
        """Whether nothing turns between then and the instant."""
        return self.since_at <= at < self.until_at


def outlook_of(contacts: Iterable[Contact], at: datetime) -> Outlook:
    """As of an instant."""
    on: dict[str, list[Contact]] = {}
    coming: list[Contact] = []
    turns = [NEVER]
    for contact in contacts:
        if contact.plan not in BINDING:
            continue
        if contact.boa_at <= at < contact.eoa_at:
            on.setdefault(contact.antenna, []).append(contact)
            turns += [turn for turn in (contact.eot_at, contact.eoa_at) if turn > at]
        elif contact.boa_at > at:
            turns.append(contact.boa_at)
        if contact.bot_at > at:
            coming.append(contact)
            turns.append(contact.bot_at)
    coming.sort(key=lambda contact: (contact.bot_at, contact.id))
    next_of_antenna: dict[str, Contact] = {}
    next_of_craft: dict[str, Contact] = {}
    for contact in coming:
        next_of_antenna.setdefault(contact.antenna, contact)
        next_of_craft.setdefault(contact.spacecraft, contact)
    of_craft = {one.spacecraft: one for each in on.values() for one in each}
    return Outlook(
        since_at=at,
        until_at=min(turns),
        on=on,
        next=coming[0] if coming else None,
        next_of_antenna=next_of_antenna,
        next_of_craft=next_of_craft,
        of_craft=next_of_craft | of_craft,
    )
