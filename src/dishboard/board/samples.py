"""What one source said of one antenna over the hours, and the runs in which it said the same.

A sample is a word and its instant, by the data's own clock. Of several samples in one second the
newest counts, so that a quick source costs no more than one a second. Runs are made from the
samples alone, whatever the order in which they came: a late arrival only has its neighbourhood
made anew. After hours samples are let go; their runs stay as long as somebody needs them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from msgspec import Struct

from dishboard.board.pace import SOON_S
from dishboard.board.words import Word, said

__all__ = ["Run", "Samples"]

FORGET_EVERY_S = 600.0  # tidying moves arrays: not at every tick
MOST_RUNS = 3_000  # kept beyond their samples: days of a pass, half a day of one that flaps
LATE_AFTER_S = 60.0  # a sample that comes so long after newer ones changes what is over


class Run(Struct, frozen=True):
    """A time in which a source said the same. Unix seconds.

    It holds from its first word until the next one that differs, or, when none comes in time, until
    the last word is stale: then `is_answered` is False, and nobody knows what came after.
    """

    first_s: float
    last_s: float  # of the last word
    until_s: float
    word: Word
    is_answered: bool

    @property
    def seen_until_s(self) -> float:
        """Until when its word is confirmed: the word that ended it, or its own last one."""
        return self.until_s if self.is_answered else self.last_s


class Samples:
    """The samples of one source on one antenna."""

    def __init__(self) -> None:
        self._at_s = array("d")
        self._sequence = array("q")
        self._words: list[Word] = []
        self._known: dict[Word, Word] = {}  # equal words are one object
        self._hold_s: dict[Word, float] = {}
        self._folded: Run | None = None  # the begin of the first run, its samples let go
        self._runs: list[Run] = []
        self._fixed = 0  # how many of them are over, their samples let go
        self._begins: list[int] = []  # index of each run's first sample
        self._built = 0  # samples that are in the runs
        self._news_s: list[float] = []  # by run: the last change up to its begin that was news
        self._edges = 0
        self.late = 0  # how often what is long over was changed
        self.rewritten = 0  # how often runs were undone, or forgotten
        self._forgotten_s = float("-inf")

    def add(self, at_s: float, sequence: int, word: Word) -> None:
        """Take a sample in; one older than what is remembered is let go."""
        if len(self._known) > 2 * (len(self._words) + MOST_RUNS):
            self._let_words_go()
        word = self._known.setdefault(word, word)
        times = self._at_s
        if not times or at_s >= times[-1] + 1.0:  # surely another second: the common case
            if at_s >= self._forgotten_s:
                self._insert(len(times), at_s, sequence, word)
            return
        second = at_s // 1.0
        place = bisect_left(times, second)
        if place == len(times) or times[place] // 1.0 != second:
            if at_s >= self._forgotten_s:
                self._insert(place, at_s, sequence, word)
            return
        rank, rival = (at_s, sequence), (times[place], self._sequence[place])
        if rank < rival:
            return
        if rank == rival:
            word = word | self._words[place]
            word = self._known.setdefault(word, word)
        if rank > rival or word != self._words[place]:
            times[place], self._sequence[place], self._words[place] = at_s, sequence, word
            self._spoil(place)

    def _let_words_go(self) -> None:
        """Forget the words that gave way to newer ones of their second."""
        words = [*self._words, *(run.word for run in self._runs)]
        if self._folded is not None:
            words.append(self._folded.word)
        self._known = {word: word for word in words}

    def _insert(self, place: int, at_s: float, sequence: int, word: Word) -> None:
        self._at_s.insert(place, at_s)
        self._sequence.insert(place, sequence)
        self._words.insert(place, word)
        self._spoil(place)

    def _spoil(self, place: int) -> None:
        """Undo the runs from a sample on: the one before it may now be answered otherwise."""
        if self._at_s[place] < self._at_s[-1] - LATE_AFTER_S:
            self.late += 1
        if place >= self._built:
            return
        while len(self._runs) > self._fixed and self._begins[-1] >= place:
            self._pop_run()
        self._built = self._pop_run() if len(self._runs) > self._fixed else 0
        self._edges += 1
        self.rewritten += 1

    def _pop_run(self) -> int:
        """Undo the last run; its first sample."""
        self._runs.pop()
        self._news_s.pop()
        return self._begins.pop()

    @property
    def newest(self) -> Word | None:
        """The newest word."""
        return self._words[-1] if self._words else None

    @property
    def newest_s(self) -> float:
        return self._at_s[-1]

    @property
    def words(self) -> Iterable[Word]:
        """All words that are remembered, some that no longer count among them."""
        return self._known

    def news_s(self, at_s: float) -> float:
        """The last change up to an instant: another word, or none any more; not one that flaps."""
        place = self.runs_until(at_s) - 1
        if place < 0:
            return float("-inf")
        until_s = self._runs[place].until_s
        return until_s if until_s <= at_s else self._news_s[place]

    def runs_until(self, at_s: float) -> int:
        """How many runs have begun at an instant."""
        runs = self.runs()
        if runs[-1].first_s <= at_s:  # all, unless a clock is ahead
            return len(runs)
        return bisect_right(runs, at_s, key=lambda run: run.first_s)

    @property
    def edges(self) -> int:
        """Another number whenever the runs changed otherwise than by the last one growing."""
        self.runs()
        return self._edges

    def runs(self) -> Sequence[Run]:
        """The runs in order of time."""
        if self._built == len(self._words):
            return self._runs
        runs, begins, times, words = self._runs, self._begins, self._at_s, self._words
        if len(runs) > self._fixed:
            run, news_s = runs[-1], self._news_s[-1]
            start, first_s, last_s, word = self._pop_run(), run.first_s, run.last_s, run.word
        elif self._folded is not None:
            start, first_s = 0, self._folded.first_s
            last_s, word = self._folded.last_s, self._folded.word
            news_s = first_s
        else:
            start, first_s, last_s, word = 0, times[0], times[0], words[0]
            news_s = first_s
            self._edges += 1
        hold_s = self._holds(word)
        for index in range(self._built, len(words)):
            at_s, next_word = times[index], words[index]
            in_time = at_s <= last_s + hold_s
            if next_word is not word or not in_time:
                until_s = at_s if in_time else last_s + hold_s
                runs.append(Run(first_s, last_s, until_s, word, in_time))
                begins.append(start)
                self._news_s.append(news_s)
                if not in_time:
                    news_s = until_s
                if at_s - (first_s if in_time else until_s) >= SOON_S:
                    news_s = at_s
                start, first_s, word = index, at_s, next_word
                hold_s = self._holds(word)
                self._edges += 1
            last_s = at_s
        runs.append(Run(first_s, last_s, last_s + hold_s, word, False))
        begins.append(start)
        self._news_s.append(news_s)
        self._built = len(words)
        return runs

    def _holds(self, word: Word) -> float:
        hold_s = self._hold_s.get(word)
        if hold_s is None:
            hold_s = self._hold_s[word] = said(word).hold_s
        return hold_s

    def is_to_forget(self, at_s: float) -> bool:
        """Whether it is time to let go of what was said before an instant."""
        return at_s >= self._forgotten_s + FORGET_EVERY_S

    def forget_before(self, at_s: float, over_s: float | None = None) -> None:
        """Let go of samples before an instant; a run that reaches beyond it keeps its begin.

        Args:
            over_s: runs that were over before this are let go too; None: with their samples.
        """
        if not self.is_to_forget(at_s):
            return
        self._forgotten_s = at_s
        if not self._at_s or (self._at_s[0] >= at_s and not self._fixed):
            return
        over_s = at_s if over_s is None else min(over_s, at_s)
        runs = self.runs()
        last = len(runs) - 1  # it is kept in any case, with its age
        fixed = next((n for n in range(last) if runs[n].until_s >= at_s), last)
        first = next((n for n in range(fixed) if runs[n].until_s >= over_s), fixed)
        first = max(first, fixed - MOST_RUNS)
        begin, split = self._begins[fixed], runs[fixed]
        following = self._begins[fixed + 1] if fixed < last else len(self._words)
        gone = min(bisect_left(self._at_s, at_s), following - 1)
        if gone > begin:
            self._folded = Run(split.first_s, self._at_s[gone - 1], 0.0, split.word, False)
        elif fixed > self._fixed:
            self._folded = None
        gone = max(gone, begin)
        del self._at_s[:gone], self._sequence[:gone], self._words[:gone]
        self._begins = [max(0, begin - gone) for begin in self._begins]
        del self._runs[:first], self._begins[:first], self._news_s[:first]
        self._fixed = fixed - first
        self._built -= gone
        self.rewritten += 1
        self._known = {run.word: run.word for run in self._runs}
        self._hold_s = {word: self._hold_s[word] for word in self._known if word in self._hold_s}
