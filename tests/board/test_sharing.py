"""Who shares a spacecraft, found by a sweep: the same as asking every pair."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from dishboard.board.case import Case
from dishboard.board.intervals import Interval, overlap, total, union
from dishboard.board.lead import leads
from dishboard.board.sharing import Sharings
from dishboard.model import Evidence, Sharing

DEBOUNCE_S = 10.0


@dataclass(eq=False)
class Seen:
    """As much of a case as is asked for here."""

    antenna: str
    on: list[Interval]
    sends: list[Interval] = field(default_factory=list[Interval])
    craft: str = "MEX"
    evidence: Evidence = Evidence.OBSERVED
    flags: frozenset[Sharing] = frozenset()
    track: Interval | None = None
    debounce_s: float = DEBOUNCE_S
    sources: tuple[str, ...] = ("a station",)
    seen_by: frozenset[str] = frozenset({"a station"})

    @property
    def id(self) -> str:
        return self.antenna

    @property
    def on_s(self) -> float:
        return total(self.on)


def spans() -> st.SearchStrategy[list[Interval]]:
    begun = st.tuples(st.integers(0, 500), st.integers(1, 200))
    return st.lists(begun.map(lambda one: (one[0], one[0] + one[1])), min_size=1, max_size=4).map(
        lambda found: union([(float(start), float(end)) for start, end in sorted(found)])
    )


def cases(parts: list[list[Interval]]) -> list[Case]:
    seen = [Seen(f"A{number}", part, sends=part[1:2]) for number, part in enumerate(parts)]
    return cast("list[Case]", seen)


@given(st.lists(spans(), max_size=10))
def test_partners_are_those_on_at_once_for_longer_than_a_debounce(parts: Any) -> None:
    all_cases = cases(parts)
    sharings = Sharings()
    sharings.renew(all_cases)
    expected = {
        one.antenna: {
            other.antenna
            for other in all_cases
            if other is not one and overlap(one.on, other.on) > DEBOUNCE_S
        }
        for one in all_cases
    }
    named = {
        case.antenna: set(common.others)
        for case in all_cases
        for common in [sharings.of(case)]
        if common is not None
    }
    assert named == {antenna: others for antenna, others in expected.items() if others}


@given(st.lists(spans(), max_size=10))
def test_at_each_moment_the_best_claim_leads(parts: Any) -> None:
    all_cases = cases(parts)
    led = leads(all_cases)
    for moment_s in (0.5 + second for second in range(0, 700, 7)):
        heard = [one for one in all_cases if overlap(one.on, [(moment_s, moment_s + 0.1)]) > 0]
        leading = [lead.antenna for lead in led if lead.start_s <= moment_s < lead.end_s]
        best = sorted(
            (overlap(one.sends, [(moment_s, moment_s + 0.1)]) == 0, one.on[0][0], one.antenna)
            for one in heard
        )
        assert leading == [antenna for *_, antenna in best[:1]]


@given(st.lists(spans(), max_size=12), st.lists(st.sets(st.integers(0, 11)), max_size=5))
def test_what_was_compared_before_changes_nothing(parts: Any, chosen: list[set[int]]) -> None:
    all_cases = cases(parts)
    for number, case in enumerate(all_cases):
        cast("Any", case).craft = "MEX" if number % 3 else "TGO"
    sharings = Sharings()
    for some in chosen:
        now = [case for number, case in enumerate(all_cases) if number in some]
        sharings.renew(now)
        fresh = Sharings()
        fresh.renew(now)
        assert [sharings.of(case) for case in all_cases] == [fresh.of(case) for case in all_cases]
        assert sorted(event.id for event in sharings.events()) == sorted(
            event.id for event in fresh.events()
        )
