"""The outcome of a planned contact, and why: all the rules in one place.

**What is judged.** The planned track, BOT to EOT, in the station's own time: what it hears left the
spacecraft a light time earlier, and plans allow for that. The leading direction is judged: the
downlink where one is planned, else the uplink. An uplink beside a downlink is recorded with its own
share, and its share is not judged: it is on when there is something to send. A receive-only antenna
has none.

**Lock** is a carrier or data being received and the source not saying `notLocked`; for an uplink,
radiating into space.

**Watched** is the part of the track in which some source spoke of this antenna, a word holding for
three cycles at most, and would have told of a signal: a source that never tells of a direction,
anywhere, watches nothing there. Unknown is never missed.

1. `cancelled`: the plan says cancelled or rejected.
2. `pending`: before EOT, and after it until the last words are in or have failed to come.
3. Watched for less than `watched_share` of the track, only what no unwatched moment could change
   is said: `completed` when lock held for `completed_share` of the whole track all the same,
   `degraded` when there was lock and even lock in all of the unwatched part would not have been
   enough. Else it stays `pending`, for good.
4. Watched well enough, lock counts as a share of what was watched: from `completed_share` on
   `completed`; below it `degraded`; with no lock at all `failed` when the station tried (a signal
   without lock, a receiver searching, the craft as its target, an uplink on), else
   `missed`.
5. `completed` becomes `degraded` when somebody scheduled an uplink too, `watched_share` of the
   track was watched for it, and it never came up. A plan of Dishboard's own names the uplinks that
   could be; that one was wanted, nobody said.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dishboard.board.rules import Rules
from dishboard.model import BINDING, Contact, Direction, Outcome, PlanStatus

__all__ = ["Shares", "leading", "verdict"]

CANCELLED = (PlanStatus.CANCELLED, PlanStatus.REJECTED)


class Shares(Struct, frozen=True, kw_only=True):
    """Parts of the planned track that has passed, 0 … 1, in the leading direction."""

    locked: float
    watched: float
    tried: str | None  # what shows that the station tried, in words
    uplink_missing: bool = False  # scheduled beside the downlink, watched, and never came up


def leading(contact: Contact) -> Direction:
    """The direction a contact is judged by."""
    planned = {link.direction for link in contact.links}
    return Direction.UP if planned == {Direction.UP} else Direction.DOWN


def verdict(
    contact: Contact, shares: Shares | None, at: datetime, rules: Rules, *, last_words_in: bool
) -> tuple[Outcome, str]:
    """The outcome at an instant, and the reason in words.

    Args:
        shares: None: no source speaks of the antenna.
        last_words_in: whether the end of the track has been told of, or will not be any more.
    """
    if contact.plan in CANCELLED:
        return Outcome.CANCELLED, f"{contact.plan} by {contact.source}"
    if contact.plan not in BINDING:
        return Outcome.PENDING, f"only {contact.plan} in the plan: nothing to be judged"
    if contact.eot_at <= contact.bot_at:
        return Outcome.PENDING, "the planned track has no length: nothing to be judged"
    if at < contact.bot_at:
        return Outcome.PENDING, "the track has not begun"
    if shares is None or shares.watched == 0.0:
        so_far = "" if at >= contact.eot_at else " so far"
        return Outcome.PENDING, f"nobody watched{so_far}: no source told of its signals"
    locked = f"lock in {_percent(shares.locked)} of the track planned by {contact.source}"
    if shares.watched < 0.9995:
        locked += f", {_percent(shares.watched)} of it watched"
    if at < contact.eot_at:
        return Outcome.PENDING, f"the track is under way: {locked} so far"
    if not last_words_in:
        return Outcome.PENDING, f"the track is over, its last words are awaited: {locked} so far"
    outcome, reason = _whole(contact, shares, rules, locked)
    if shares.uplink_missing and outcome in (Outcome.COMPLETED, Outcome.DEGRADED):
        return Outcome.DEGRADED, f"{reason}; the planned uplink never came up"
    return outcome, reason


def _whole(contact: Contact, shares: Shares, rules: Rules, locked: str) -> tuple[Outcome, str]:
    """The outcome of a track that is over, in its leading direction."""
    if shares.watched < rules.watched_share:
        return _half_watched(shares, rules, locked)
    share = min(1.0, shares.locked / shares.watched)
    if share >= rules.completed_share:
        return Outcome.COMPLETED, locked
    if share > 0.0:
        return Outcome.DEGRADED, locked
    if shares.tried:
        return Outcome.FAILED, f"no lock: {shares.tried}; {locked}"
    return (
        Outcome.MISSED,
        f"watched for {_percent(shares.watched)} of the track planned by {contact.source}, "
        f"and nothing of {contact.spacecraft} was seen",
    )


def _half_watched(shares: Shares, rules: Rules, locked: str) -> tuple[Outcome, str]:
    if shares.locked >= rules.completed_share:
        return Outcome.COMPLETED, locked
    if shares.locked > 0.0 and shares.locked + 1.0 - shares.watched < rules.completed_share:
        return Outcome.DEGRADED, f"{locked}; lock in all of the rest would not have been enough"
    return Outcome.PENDING, f"too little was watched to say: {locked}"


def _percent(share: float) -> str:
    """A share in words that never round to all or nothing.

    >>> _percent(0.9996), _percent(0.5), _percent(0.001)
    ('over 99 %', '50 %', 'under 1 %')
    """
    if 0.0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 0.9999999:
        return "over 99 %"
    return f"{share * 100:.0f} %"
