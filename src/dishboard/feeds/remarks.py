"""What a person should know of a source's messages beside what is in them.

Which messages never came, which were refused and why, which sender died. Kept in bounded memory
and said in one line; what is over is forgotten after ten minutes.

**Nothing usable arrives** when messages were refused and none was taken since, from the beginning
or for three cycles: then the source is no source of anything, however well its connection is.

**All are gone** when every sender that ever spoke of itself is, and nobody else was heard for three
cycles: a station need not speak of itself.

**Missed messages** are found by `seq`, antenna by antenna, and claimed only of those who count by
ones: after two steps of one. Who counts otherwise (by time, all antennas together, two senders of
one antenna) is never accused. What comes late after all is taken off again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dishboard.errors import shown
from dishboard.time import format_instant

__all__ = ["Remarks", "with_note"]

REMEMBERED = timedelta(minutes=10)
MOST_ANTENNAS = 5_000
MOST_SENDERS = 1_000
MOST_GAPS = 16  # of one antenna
STEADY_STEPS = 2
LONGEST_GAP = 1_000_000  # beyond, it is not a count of messages any more
NAMED = 3  # of several antennas or senders
UNUSABLE_CYCLES = 3.0  # as long as until what it said last is stale
UNUSABLE_S = 10.0  # at least


class _Gap:
    """Sequence numbers that did not come, ends included."""

    __slots__ = ("after_at", "before_at", "first", "last", "missing", "noticed_at")

    def __init__(
        self, first: int, last: int, after_at: datetime, before_at: datetime, noticed_at: datetime
    ) -> None:
        self.first, self.last, self.missing = first, last, last - first + 1
        self.after_at, self.before_at, self.noticed_at = after_at, before_at, noticed_at


class _Count:
    """How one antenna's messages are numbered."""

    __slots__ = ("gaps", "newest_at", "sequence", "steps")

    def __init__(self, sequence: int, newest_at: datetime) -> None:
        self.sequence, self.newest_at, self.steps = sequence, newest_at, 0
        self.gaps: list[_Gap] = []


class Remarks:
    """Collects; says it in one line."""

    def __init__(self) -> None:
        self._counts: dict[str, _Count] = {}
        self._with_gaps: dict[str, _Count] = {}
        self._senders: dict[str, tuple[str, str]] = {}  # name → its word, and the same for people
        self._online: set[str] = set()  # of these senders
        self._said_goodbye_at: dict[str, datetime] = {}
        self._refused = 0  # since the line was quiet
        self._refused_last: tuple[str, datetime] | None = None
        self._refused_since = 0  # the last message that was taken
        self._taken_last: tuple[datetime, float] | None = None  # and the rhythm, in s
        self._others_last: tuple[datetime, float] | None = None  # while no known sender was there
        self._was_unusable = False
        self._withheld: str | None = None
        self._words: str | None = None
        self._holds_until: datetime | None = None
        self._is_old = False

    # ---- what is noticed

    def take(self, now: datetime, cycle_s: float, *, retained: bool = False) -> None:
        """Notice a message that was taken, new or repeated, of a source with such a rhythm.

        Args:
            retained: it was kept for whoever connects, and shows nobody alive.
        """
        self._taken_last = (now, cycle_s)
        if not retained and not self._online:
            self._others_last = self._taken_last
        if self._refused_since:
            self._refused_since, self._is_old = 0, True

    def count(
        self, antenna: str, sequence: int | None, observed_at: datetime, now: datetime
    ) -> None:
        """Notice the number of a message that was taken."""
        if sequence is None:
            return
        known = self._counts.get(antenna)
        if known is None:
            if len(self._counts) >= MOST_ANTENNAS:
                oldest = next(iter(self._counts))
                del self._counts[oldest]
                self._with_gaps.pop(oldest, None)
            self._counts[antenna] = _Count(sequence, observed_at)
            return
        if observed_at < known.newest_at:
            self._came_late(antenna, known, sequence)
            return
        step = sequence - known.sequence
        if step == 1:
            known.steps += 1
        elif step < 0 or step > LONGEST_GAP:
            known.steps = 0
        elif step > 1:
            if known.steps >= STEADY_STEPS:
                gap = _Gap(known.sequence + 1, sequence - 1, known.newest_at, observed_at, now)
                known.gaps = [*known.gaps[1 - MOST_GAPS :], gap]
                self._with_gaps[antenna] = known
                self._is_old = True
            else:
                known.steps = 0
        known.sequence, known.newest_at = sequence, observed_at

    def _came_late(self, antenna: str, known: _Count, sequence: int) -> None:
        for gap in known.gaps:
            if gap.first <= sequence <= gap.last and gap.missing:
                gap.missing -= 1
                self._is_old = True

    def refuse(self, where: str | None, reason: str, now: datetime) -> None:
        """Notice a message that was not taken, and where it came from if there are several."""
        self._refused += 1
        self._refused_since += 1
        self._refused_last = (f"{shown(where)}: {reason}" if where else reason, now)
        self._is_old = True

    def withhold(self, words: str | None) -> None:
        """Notice, in words, what of all that was asked for is not given; None: nothing."""
        if words != self._withheld:
            self._withheld, self._is_old = words, True

    def hear_of(self, sender: str, word: str, now: datetime, *, retained: bool) -> str | None:
        """Notice what is said of a sender. Returns why it was not taken, or None."""
        name = shown(sender)
        if word == "":  # its retained word was taken away
            self._senders.pop(sender, None)
        elif word not in ("online", "offline", "died"):
            return f"expected online, offline or died, got '{shown(word)}'"
        elif sender not in self._senders and len(self._senders) >= MOST_SENDERS:
            return f"there are {MOST_SENDERS} senders already"
        else:
            if word == "online" or not (retained or sender in self._senders):
                self._others_last = None  # it may have been this one that was heard
            # A retained word has no time of its own: it was so when we began to listen.
            when = "before we listened" if retained else f"at {_brief(now)}"
            verb = {"online": "came", "offline": "went offline", "died": "died"}[word]
            self._senders[sender] = (word, f"{name} {verb} {when}")
        if word == "online":
            self._online.add(sender)
        else:
            self._online.discard(sender)
        self._said_goodbye_at.pop(sender, None)
        if word == "offline" and not retained:
            self._said_goodbye_at[sender] = now
        self._is_old = True
        return None

    # ---- what is said

    def nothing_is_usable(self, now: datetime) -> bool:
        """Whether messages come and none of them can be taken, for longer than a moment."""
        if not self._refused_since:
            return False
        if self._taken_last is None:
            return True
        return _is_long_ago(*self._taken_last, now)

    def all_are_gone(self, now: datetime) -> bool:
        """Whether every sender that ever spoke of itself is gone, and nobody else is heard."""
        if not self._senders or self._online:
            return False
        return self._others_last is None or _is_long_ago(*self._others_last, now)

    def words(self, now: datetime) -> str | None:
        """One line of what holds now, or None."""
        is_unusable = self.nothing_is_usable(now)
        is_over = self._holds_until is not None and now >= self._holds_until
        if self._is_old or is_over or is_unusable is not self._was_unusable:
            self._is_old, self._was_unusable = False, is_unusable
            self._forget(now)
            said = (self._of_senders(), self._withheld, self._of_gaps(), self._of_refusals(now))
            self._words = "; ".join(part for part in said if part) or None
            self._holds_until = now + timedelta(seconds=30)
        return self._words

    def _forget(self, now: datetime) -> None:
        since = now - REMEMBERED
        for antenna, known in list(self._with_gaps.items()):
            known.gaps = [gap for gap in known.gaps if gap.missing and gap.noticed_at > since]
            if not known.gaps:
                del self._with_gaps[antenna]
        if (
            self._refused_last is not None
            and self._refused_last[1] <= since
            and not self.nothing_is_usable(now)
        ):
            self._refused, self._refused_last, self._refused_since = 0, None, 0
        for sender, at in list(self._said_goodbye_at.items()):
            if at <= since:
                del self._said_goodbye_at[sender]

    def _of_senders(self) -> str | None:
        gone = [
            words
            for name, (word, words) in self._senders.items()
            if word == "died" or name in self._said_goodbye_at
        ]
        if not gone:
            return None
        return ("its sender " if len(gone) == 1 else "its senders ") + _listed(gone)

    def _of_gaps(self) -> str | None:
        gaps = [(name, gap) for name, known in self._with_gaps.items() for gap in known.gaps]
        if not gaps:
            return None
        missing = sum(gap.missing for _, gap in gaps)
        antennas = sorted({name for name, _ in gaps})
        after_at = min(gap.after_at for _, gap in gaps)
        before_at = max(gap.before_at for _, gap in gaps)
        what = "1 message" if missing == 1 else f"{missing} messages"
        verb = "was" if missing == 1 else "were"
        return (
            f"{what} of {_listed(antennas)} {verb} missed between {_brief(after_at)} and "
            f"{_brief(before_at)}"
        )

    def _of_refusals(self, now: datetime) -> str | None:
        if self._refused_last is None:
            return None
        last = self._refused_last[0]
        if self.nothing_is_usable(now):
            since = f" since {_brief(self._taken_last[0])}" if self._taken_last else ""
            return f"nothing usable arrives{since}: {self._refused_since} refused, last {last}"
        return f"refused {last}" if self._refused == 1 else f"refused {self._refused}, last {last}"


def with_note(note: str | None) -> str:
    """As the board says it of a message with a note."""
    return "messages arrive" if note is None else f"messages arrive; {note}"


def _is_long_ago(taken_at: datetime, cycle_s: float, now: datetime) -> bool:
    return (now - taken_at).total_seconds() > max(UNUSABLE_CYCLES * cycle_s, UNUSABLE_S)


def _listed(names: list[str]) -> str:
    named, more = names[:NAMED], len(names) - NAMED
    if more > 0:
        return f"{', '.join(named)} and {more} more"
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _brief(at: datetime) -> str:
    return format_instant(at.replace(microsecond=0))
