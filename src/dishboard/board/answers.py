"""When one source said what is chosen, kept and added to: the past is not gone through again.

A trace is asked the same questions at every tick, and only the end of the answer is new.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeAlias

from dishboard.board.intervals import Interval
from dishboard.board.samples import Samples
from dishboard.board.words import Said, Word

__all__ = ["Answers", "Chosen"]

Chosen: TypeAlias = Callable[[Said], bool]


@dataclass
class _Kept:
    """An answer, as far as its runs are over."""

    rewritten: int
    runs: int = 0  # how many it is made of
    over: list[Interval] = field(default_factory=list[Interval])
    fits: dict[Word, bool] = field(default_factory=dict[Word, bool])


class Answers:
    """The answers of one source on one antenna, by question."""

    def __init__(self, samples: Samples, said: Callable[[Word], Said]) -> None:
        """No answer yet.

        Args:
            said: reads a word.
        """
        self._samples = samples
        self._said = said
        self._kept: dict[Hashable, _Kept] = {}

    def forget(self) -> None:
        """Begin anew with every question."""
        self._kept.clear()

    def when(
        self, key: Hashable, chosen: Chosen, at_s: float, gap_s: float | None = None
    ) -> list[Interval]:
        """The times of the runs that say what is chosen.

        Args:
            key: names the choice.
            gap_s: gaps up to this are closed, and what no other word ended in time counts only up
                to its last word.
        """
        confirmed, gap_s = gap_s is not None, gap_s or 0.0
        samples = self._samples
        runs, count = samples.runs(), samples.runs_until(at_s)
        if count == 0:
            return []
        kept = self._kept.get(key)
        if kept is None or kept.rewritten != samples.rewritten or kept.runs >= count:
            kept = self._kept[key] = _Kept(samples.rewritten)
        for run in runs[kept.runs : count - 1]:
            if self._fits(run.word, chosen, kept.fits):
                until_s = run.seen_until_s if confirmed else run.until_s
                _append(kept.over, run.first_s, until_s, gap_s)
        kept.runs = count - 1
        whole, last = kept.over.copy(), runs[kept.runs]
        if self._fits(last.word, chosen, kept.fits):
            _append(whole, last.first_s, last.seen_until_s if confirmed else last.until_s, gap_s)
        return whole

    def _fits(self, word: Word, chosen: Chosen, known: dict[Word, bool]) -> bool:
        """Whether a word is chosen: looked at once, however often it was said."""
        fits = known.get(word)
        if fits is None:
            fits = known[word] = chosen(self._said(word))
        return fits


def _append(intervals: list[Interval], start_s: float, end_s: float, gap_s: float) -> None:
    if intervals and start_s - intervals[-1][1] <= gap_s:
        start_s = intervals.pop()[0]
    intervals.append((start_s, end_s))
