"""A plan that rolls forward does not change its mind about what has begun."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from dishboard.board.plans import Plan, carried_on
from dishboard.ephemeris import Sky
from dishboard.feeds.computed import Computed
from dishboard.model import Contact, Evidence, PlanStatus


def at(second: float) -> datetime:
    return datetime(2026, 9, 27, 21, tzinfo=UTC) + timedelta(seconds=second)


def contact(name: str, begin_s: float, *, antenna: str = "NNO-1", craft: str = "MEX") -> Contact:
    """A track of 1000 s from begin_s on, with 300 s before and 100 s after."""
    return Contact(
        id=name,
        antenna=antenna,
        spacecraft=craft,
        evidence=Evidence.PREDICTED,
        source="a plan",
        plan=PlanStatus.TENTATIVE,
        boa_at=at(begin_s - 300),
        bot_at=at(begin_s),
        eot_at=at(begin_s + 1000),
        eoa_at=at(begin_s + 1100),
    )


def renewed(old: list[Contact], new: list[Contact], made_s: float = 600) -> list[str]:
    plan = carried_on(
        Plan(contacts=tuple(old), made_at=at(0)), Plan(contacts=tuple(new), made_at=at(made_s))
    )
    return [one.id for one in plan.contacts]


def test_what_is_on_or_over_stays_and_what_is_to_come_is_new() -> None:
    old = [contact("over", -5000), contact("on", 0), contact("to come", 5000)]
    new = [contact("over'", -4990), contact("on'", 10), contact("to come'", 5010)]
    assert renewed(old, new) == ["over", "on", "to come'"]


def test_a_contact_that_began_by_the_new_plan_alone_is_taken_while_it_is_on() -> None:
    assert renewed([contact("a", 905)], [contact("a'", 895)]) == ["a'"]
    assert renewed([], [contact("over by now", -2000)]) == []


def test_another_antenna_for_a_craft_that_is_being_tracked_is_none() -> None:
    assert renewed([contact("on", 0)], [contact("b", 500, antenna="CEB-1")]) == ["on"]
    assert renewed([contact("on", 0)], [contact("b", 1000, antenna="CEB-1")]) == ["on", "b"]


def test_a_plan_for_another_time_is_another_plan() -> None:
    assert renewed([contact("old", 0)], [contact("new", 10)], made_s=4000) == ["new"]
    assert renewed([contact("old", 0)], [contact("new", 10)], made_s=0) == ["new"]


def test_what_was_long_ago_is_let_go() -> None:
    assert renewed([contact("old", -8 * 3600), contact("over", -6 * 3600)], []) == ["over"]


def test_what_was_computed_for_a_contact_is_not_asked_for_when_it_is_over(story: Any) -> None:
    story.plan("NNO-1", "MEX", 0, 1000)
    board = story.board()
    computed = Computed(board.network, Sky.builtin(board.network))
    start_at = story.contacts[0].bot_at
    for second, wanted in ((500, [("NNO-1", "MEX")]), (1500, []), (1501, [])):
        now = start_at + timedelta(seconds=second)
        pairs = board.wanted_pairs(now)
        assert pairs == wanted
        board.receive(computed.readings(now, pairs, ["MEX"]))
        board.tick(now)
