"""What was observed of one antenna over the hours, by all who observe it: what verdicts rest on.

One trace holds one kind of evidence: what was observed and what was simulated never meet. Sources
of one kind add up: a signal goes when one of them says so, and the antenna is watched when one of
them speaks of it. In a direction of which a source never tells anything, anywhere, it is deaf: its
silence there is no sign.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence, Set

from dishboard.board.answers import Answers, Chosen
from dishboard.board.freshness import STALE_AFTER_CYCLES
from dishboard.board.intervals import Interval, Intervals, contains, subtract, union
from dishboard.board.samples import Run, Samples
from dishboard.board.words import Craft, Path, Said, Word, said
from dishboard.model import Direction, Evidence

__all__ = ["SHORTEST_GAP_S", "Trace"]

SHORTEST_GAP_S = 60.0  # signals this close are one contact, however quick the source
_MOMENT_S = 1e-3


class Trace:
    """The observations of one antenna, of one kind of evidence.

    Every question takes the instant up to which it is asked, in Unix seconds: words from the near
    future are there already when a source's clock is a little ahead, and do not count yet.
    """

    def __init__(self, antenna: str, evidence: Evidence, tellers: Set[str] = frozenset()) -> None:
        """A trace without a word.

        Args:
            tellers: the sources that tell of links at all, as far as was heard; it grows.
        """
        self.antenna = antenna
        self.evidence = evidence
        self._tellers = tellers
        self._samples: dict[str, Samples] = {}
        self._said: dict[Word, Said] = {}
        self._answers: dict[str, Answers] = {}

    def samples(self, source: str) -> Samples:
        """The samples of a source, to be added to."""
        known = self._samples.get(source)
        if known is None:
            known = Samples()
            self._samples = dict(sorted([*self._samples.items(), (source, known)]))
            self._answers[source] = Answers(known, self.said)
        return known

    @property
    def sources(self) -> Sequence[str]:
        return tuple(self._samples)

    @property
    def edges(self) -> Sequence[int]:
        """Another value whenever something else is said than before."""
        return [samples.edges for samples in self._samples.values()]

    def told(self, at_s: float) -> Sequence[object]:
        """Another value whenever what was said up to an instant is something else than before."""
        upto = [
            (samples.rewritten, samples.runs_until(at_s), min(samples.newest_s, at_s))
            for samples in self._samples.values()
        ]
        return [self.hold_s, self.quickest_s, *upto]

    def past(self, over_s: float) -> Sequence[object]:
        """Another value whenever what was said of what is over since an instant is changed."""
        past = (
            samples.late if samples.newest_s >= over_s else (samples.edges, samples.newest_s)
            for samples in self._samples.values()
        )
        return [self.hold_s, self.quickest_s, *past]

    def news_s(self, at_s: float) -> float:
        """The last change up to an instant."""
        return max(samples.news_s(at_s) for samples in self._samples.values())

    @property
    def first_s(self) -> float:
        """The first word on this antenna that is remembered."""
        return min(samples.runs()[0].first_s for samples in self._samples.values())

    @property
    def newest_s(self) -> float:
        """The newest word on this antenna."""
        return max(samples.newest_s for samples in self._samples.values())

    @property
    def heard_s(self) -> float:
        """The newest word on this antenna of those who tell of links."""
        return max(samples.newest_s for samples in self._telling())

    def heard_s_without(self, deaf: Set[str]) -> float:
        """The newest word on this antenna of those who are not deaf; −∞ where all are."""
        heard = (each.newest_s for one, each in self._samples.items() if one not in deaf)
        return max(heard, default=float("-inf"))

    @property
    def slowest_s(self) -> float:
        """How far every source has come."""
        return min(samples.newest_s for samples in self._samples.values())

    @property
    def hold_s(self) -> float:
        """How long the newest words hold: three cycles of the slowest who tells of links."""
        return max(self._holds_s())

    @property
    def quickest_s(self) -> float:
        """The rhythm of the quickest who tells of links."""
        return min(self._holds_s()) / STALE_AFTER_CYCLES

    def _holds_s(self) -> Sequence[float]:
        newest = (samples.newest for samples in self._telling())
        return [self.said(word).hold_s for word in newest if word is not None]

    def _telling(self) -> Sequence[Samples]:
        """The samples of those who tell of links; of all, where nobody does."""
        samples = self._samples
        return [samples[one] for one in samples if one in self._tellers] or [*samples.values()]

    def cycle_of(self, source: str) -> float | None:
        """The rhythm of a source, as its newest word has it."""
        samples = self._samples.get(source)
        word = samples.newest if samples is not None else None
        return self.said(word).cycle_s if word is not None else None

    def forget_before(self, at_s: float) -> None:
        """Let go of what was said before an instant, but for the newest word.

        Of a contact that goes on beyond it the begin is not forgotten.
        """
        if any(samples.is_to_forget(at_s) for samples in self._samples.values()):
            over_s = min((start_s for start_s, _ in self._lasting(at_s)), default=at_s)
            for samples in self._samples.values():
                samples.forget_before(at_s, over_s)
            for answers in self._answers.values():
                answers.forget()
            self._said.clear()

    def _lasting(self, at_s: float) -> Iterator[Interval]:
        """The contacts that were on at an instant."""
        for craft in self.crafts():
            for one in self.contacts(craft, float("inf")):
                if one[0] < at_s <= one[1]:
                    yield one

    def crafts(self) -> Set[Craft]:
        """Every spacecraft that may have had a signal in what is remembered."""
        words = {word for samples in self._samples.values() for word in samples.words}
        return {craft for word in words for craft, _ in self.said(word).signals}

    # ---- when was what so

    def signal(self, path: Path, at_s: float) -> Intervals:
        """When a signal went: received (down) or radiated (up)."""
        return self.when(("signal", path), lambda word: path in word.signals, at_s)

    def lock(self, path: Path, at_s: float) -> Intervals:
        return self.when(("lock", path), lambda word: path in word.locks, at_s)

    def watched(self, path: Path, at_s: float, deaf: Set[str] = frozenset()) -> Intervals:
        """When somebody would have told of a signal on this path.

        Args:
            deaf: the sources that never tell of the path's direction.
        """
        return self.when(
            ("watched", path), lambda word: path not in word.untold, at_s, without=deaf
        )

    def contacts(self, craft: Craft, at_s: float) -> Intervals:
        """The contacts that were seen with a craft: a signal either way, small gaps closed.

        Each ends at its last word, or at the first word that no longer tells of it. How small a
        gap is depends on the rhythm of who told of the signal before it.
        """
        paths = frozenset((craft, way) for way in Direction)
        spells: list[tuple[float, float, float]] = []  # from, to, and closed to whom it reaches
        for source, samples in self._samples.items():
            newest = samples.newest
            hold_s = self.said(newest).hold_s if newest is not None else 0.0
            gap_s = max(SHORTEST_GAP_S, hold_s)
            spells += [
                (start_s, min(end_s, at_s), end_s + gap_s)
                for start_s, end_s in self._answers[source].when(
                    ("contact", craft, gap_s),
                    lambda word: not paths.isdisjoint(word.signals),
                    at_s,
                    gap_s,
                )
            ]
        found: list[Interval] = []
        reach_s = float("-inf")
        for start_s, end_s, reaches_s in sorted(spells):
            if start_s <= reach_s:
                start_s, known_s = found.pop()
                end_s, reaches_s = max(known_s, end_s), max(reach_s, reaches_s)
            found.append((start_s, end_s))
            reach_s = reaches_s
        return found

    def goes_on(self, craft: Craft, last_s: float, at_s: float, heard_s: float) -> bool:
        """Whether a source has told of a signal since an instant, and holds until a later one.

        Args:
            last_s: up to which the signal is known.
            heard_s: until when the word must hold.
        """
        counts = ((samples, samples.runs_until(at_s)) for samples in self._samples.values())
        newest = (samples.runs()[count - 1] for samples, count in counts if count)
        return any(
            run.first_s <= last_s
            and run.until_s >= heard_s
            and any(one == craft for one, _ in self.said(run.word).signals)
            for run in newest
        )

    def when(
        self,
        key: Hashable,
        chosen: Chosen,
        at_s: float,
        *,
        without: Set[str] = frozenset(),
    ) -> Intervals:
        """When a source said what is chosen; a word holds until the next one or until stale.

        Args:
            key: names the choice, for the answers that are kept.
            without: sources that are not asked.
        """
        parts = [
            answers.when(key, chosen, at_s)
            for source, answers in self._answers.items()
            if source not in without
        ]
        parts = [part for part in parts if part]
        if not parts:
            return []
        whole = parts[0] if len(parts) == 1 else union(*parts)
        if whole[-1][1] > at_s:  # the last word holds on
            whole[-1] = (whole[-1][0], at_s)
        return whole

    def words_for_and_against(
        self, key: Hashable, chosen: Chosen, start_s: float, end_s: float
    ) -> tuple[Intervals, Intervals]:
        """Spells of words that say what is chosen, and of words that deny it.

        Each from its first to its last word, within a span. Where one source says so and another
        denies it, it is so.
        """
        whole = self.when(key, chosen, end_s) if len(self._samples) > 1 else []
        yes: list[Interval] = []
        no: list[Interval] = []
        for samples in self._samples.values():
            for run in _within(samples.runs(), start_s, end_s):
                spell = (max(run.first_s, start_s), min(run.last_s, end_s))
                if spell[0] > spell[1]:
                    continue
                if chosen(self.said(run.word)):
                    yes.append(spell)
                elif spell[0] < spell[1]:
                    no += subtract([spell], whole)
                elif not contains(whole, spell[0]):  # of a single word
                    no.append(spell)
        return sorted(yes), sorted(no)

    def speaks(self, start_s: float, end_s: float) -> bool:
        """Whether anything was said in a span."""
        return any(
            _within(samples.runs(), start_s, end_s + _MOMENT_S)
            for samples in self._samples.values()
        )

    def who(self, chosen: Chosen, start_s: float, end_s: float) -> tuple[str, ...]:
        """The sources that said what is chosen, at any time within a span, its end included."""
        until_s = end_s + _MOMENT_S
        return tuple(
            source
            for source, samples in self._samples.items()
            if any(chosen(self.said(run.word)) for run in _within(samples.runs(), start_s, until_s))
        )

    def who_saw(self, craft: Craft, start_s: float, end_s: float) -> tuple[str, ...]:
        """The sources that told of a signal with a craft in a span."""
        paths = frozenset((craft, way) for way in Direction)
        return self.who(lambda word: not paths.isdisjoint(word.signals), start_s, end_s)

    def words(self, start_s: float, end_s: float) -> Iterable[Said]:
        """What was said in a span, by anybody."""
        for samples in self._samples.values():
            for run in _within(samples.runs(), start_s, end_s):
                yield self.said(run.word)

    def said(self, word: Word) -> Said:
        """A word, understood."""
        known = self._said.get(word)
        if known is None:
            known = self._said[word] = said(word)
        return known


def _within(runs: Sequence[Run], start_s: float, end_s: float) -> Sequence[Run]:
    """The runs that are on at some time in a span."""
    first = bisect_right(runs, start_s, key=lambda run: run.until_s)
    return runs[first : bisect_left(runs, end_s, key=lambda run: run.first_s)]
