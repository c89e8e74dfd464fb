"""Any order of the same readings ends in the same board: records, events, contacts and state."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dishboard.board import Board
from dishboard.board.samples import Run, Samples
from dishboard.board.state import State
from dishboard.board.words import cycle_fact
from dishboard.model import Contact, Evidence, LinkState, PlanStatus

Story = Any  # see conftest.py
LAST_S = 2600
HOLD_S = 30.0  # three cycles


def at(second: float) -> datetime:
    return datetime(2026, 9, 27, 21, tzinfo=UTC) + timedelta(seconds=second)


# What a source says in one message: to which antenna, of which craft, in which state.
statements = st.fixed_dictionaries(
    {
        "seconds": st.builds(
            lambda begin, count, step: range(10 * begin, 10 * begin + count * step, step),
            st.integers(-40, 125) | st.integers(-40, 250),
            st.sampled_from([1, 1, 1, 8, 30]),
            st.sampled_from([1, 2, 10, 40]),
        ),
        "state": st.sampled_from(
            [LinkState.DATA, LinkState.DATA, LinkState.NONE, LinkState.UNKNOWN, None]
        ),
        "antenna": st.sampled_from(["NNO-1", "CEB-1"]),
        "craft": st.sampled_from(["MEX", "MEX", "TGO"]),
        "source": st.sampled_from(["a station", "another", "a station", "another", "weather"]),
        "evidence": st.sampled_from([Evidence.OBSERVED, Evidence.OBSERVED, Evidence.SIMULATED]),
        "both": st.booleans(),
        "sequence": st.none() | st.integers(0, 3),
        "cycle_s": st.sampled_from([None, None, 40.0]),
        "azimuth_deg": st.none() | st.just(20.0),
        "elevation_deg": st.just(30.0),
        "activity": st.none() | st.sampled_from([{"condition": "interrupted"}, {"is_array": True}]),
        "arrives_s": st.none() | st.just(-1000.0),  # then its clock is wrong
    }
)


# What a planner says in one message, and when: each contact as it was, changed, or not at all.
plans = st.lists(
    st.tuples(
        st.integers(-500, LAST_S),
        st.lists(
            st.sampled_from(["as it was", "moved", "longer", "off", "gone", "renamed", "empty"]),
            min_size=3,
            max_size=3,
        ),
    ),
    max_size=4,
).map(sorted)


def said_by(board: Board) -> tuple[Any, ...]:
    """All that a board says, but for how it was told: counters and times of arrival."""
    state: State = board.state
    feeds = tuple(
        replace(feed, messages=0, readings=0, lag_s=None, received_at=None) for feed in state.feeds
    )
    span = (at(-40_000), at(40_000))
    return (
        replace(state, version=0, feeds=feeds),
        board.records(*span),
        board.events(*span),
        board.contacts(*span),
    )


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    told=st.lists(statements, min_size=1, max_size=40),
    seed=st.integers(0, 2**32),
    looks=st.dictionaries(st.integers(0, 60), st.integers(0, LAST_S), max_size=6),
    planned=plans,
    last_s=st.integers(600, LAST_S),
)
def test_any_order_of_the_same_messages_ends_in_the_same_board(
    story: Story,
    told: list[dict[str, Any]],
    seed: int,
    looks: dict[int, int],
    planned: list[tuple[int, list[str]]],
    last_s: int,
) -> None:
    story.contacts, story.messages = [], []
    story.plan("NNO-1", "MEX", 0, 1000)
    story.plan("CEB-1", "MEX", 900, 1200)
    for statement in told:
        story.say(**statement | ({"state": None} if statement["source"] == "weather" else {}))
    board = story.board()
    schedules = [(at(second), list(changed(story, words))) for second, words in planned]
    board.add_feed("planner", "planner", 600.0, "")
    for made_at, contacts in schedules:
        board.set_schedule("planner", contacts, made_at)
    board.tick(at(last_s))
    expected = said_by(board)

    chance = random.Random(seed)
    shuffled = [*story.messages, *chance.sample(story.messages, len(story.messages) // 2)]
    chance.shuffle(shuffled)
    other = story.board([])
    other.add_feed("planner", "planner", 600.0, "")
    places = sorted(chance.randrange(len(shuffled)) for _ in schedules)
    for place, message in enumerate(shuffled):
        while places and places[0] == place:  # plans come in their order, whatever was heard
            made_at, contacts = schedules[-len(places)]
            other.set_schedule("planner", contacts, made_at)
            del places[0]
        story.hear(other, message)
        if place in looks:  # being looked at in between changes nothing either
            other.tick(at(min(last_s, looks[place])))
    other.tick(at(last_s))
    assert said_by(other) == expected


def changed(story: Any, words: list[str]) -> Iterator[Contact]:
    """Three contacts of a planner, each as a word says."""
    known = list(story.contacts)
    spans = (("NNO-1", "MEX", 100), ("NNO-1", "TGO", 800), ("CEB-1", "MEX", 1300))
    for (antenna, craft, begin_s), word in zip(spans, words, strict=True):
        contact = story.plan(antenna, craft, begin_s, begin_s + 500, id=f"planned-{begin_s}")
        contact = replace(contact, evidence=Evidence.SCHEDULED)
        match word:
            case "moved":
                moved = {"bot_at": at(begin_s + 200), "eot_at": at(begin_s + 700)}
                yield replace(contact, **moved, eoa_at=at(begin_s + 800))
            case "longer":
                yield replace(contact, eot_at=at(begin_s + 900), eoa_at=at(begin_s + 1000))
            case "off":
                yield replace(contact, plan=PlanStatus.CANCELLED)
            case "renamed":
                yield replace(contact, id=f"renamed-{begin_s}")
            case "empty":
                yield replace(contact, eot_at=contact.bot_at)
            case "as it was":
                yield contact
            case _:
                pass
    story.contacts[:] = known


def runs_by_the_book(samples: list[tuple[float, int, frozenset[Any]]]) -> list[Run]:
    """Runs as their definition has them, from all samples at once."""
    newest: dict[int, tuple[float, int, frozenset[Any]]] = {}
    for at_s, sequence, word in samples:
        known = newest.get(int(at_s // 1))
        if known is None or (at_s, sequence) > known[:2]:
            newest[int(at_s // 1)] = (at_s, sequence, word)
        elif (at_s, sequence) == known[:2]:
            newest[int(at_s // 1)] = (at_s, sequence, word | known[2])
    runs: list[Run] = []
    for at_s, _, word in sorted(newest.values(), key=lambda one: one[0]):
        last = runs.pop() if runs else None
        if last is not None and at_s <= last.last_s + HOLD_S:
            if word == last.word:
                runs.append(Run(last.first_s, at_s, at_s + HOLD_S, word, False))
                continue
            runs.append(Run(last.first_s, last.last_s, at_s, last.word, True))
        elif last is not None:
            runs.append(last)
        runs.append(Run(at_s, at_s, at_s + HOLD_S, word, False))
    return runs


words = st.sampled_from(["a", "b", "c"]).map(lambda name: frozenset({(name,), cycle_fact(10.0)}))
sightings = st.tuples(st.integers(0, 4000).map(lambda tenth: tenth / 8), st.integers(-1, 2), words)


@given(st.lists(sightings, max_size=60), st.integers(0, 8))
def test_runs_are_what_their_definition_says_in_whatever_order_and_however_often_they_are_asked(
    told: list[tuple[float, int, frozenset[Any]]], every: int
) -> None:
    samples = Samples()
    for place, sample in enumerate(told):
        samples.add(*sample)
        if every and place % every == 0:
            samples.runs()
    if told:
        assert list(samples.runs()) == runs_by_the_book(told)


@given(st.lists(sightings, min_size=1, max_size=60), st.integers(0, 500))
def test_forgetting_keeps_what_is_newer_and_the_begin_of_what_lasts(
    told: list[tuple[float, int, frozenset[Any]]], before_s: int
) -> None:
    samples = Samples()
    for sample in told:
        samples.add(*sample)
    whole = list(samples.runs())
    samples.forget_before(before_s)
    kept = list(samples.runs())
    assert kept == whole[len(whole) - len(kept) :]
    assert kept[-1] == whole[-1]
    assert all(run.until_s < before_s for run in whole[: len(whole) - len(kept)])
    newest = whole[-1]
    samples.add(newest.last_s + 5.0, 0, newest.word)
    assert samples.runs()[-1].first_s == newest.first_s


@given(
    st.lists(sightings, min_size=1, max_size=60),
    st.lists(sightings, max_size=20),
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=3),
)
def test_what_comes_after_forgetting_counts_as_if_nothing_was_forgotten(
    told: list[tuple[float, int, frozenset[Any]]],
    later: list[tuple[float, int, frozenset[Any]]],
    cuts: list[tuple[int, int]],
) -> None:
    forgetful, whole = Samples(), Samples()
    for sample in told:
        forgetful.add(*sample)
        whole.add(*sample)
    for before_s, over_s in cuts:  # the second ones are not due, and change nothing
        forgetful.forget_before(before_s, over_s)
    before_s, over_s = cuts[0]
    for at_s, sequence, word in later:
        if at_s >= before_s:
            forgetful.add(at_s, sequence, word)
            whole.add(at_s, sequence, word)
    kept, runs = list(forgetful.runs()), list(whole.runs())
    assert kept == runs[len(runs) - len(kept) :]
    assert all(run.until_s < min(before_s, over_s) for run in runs[: len(runs) - len(kept)])
    forgetful.forget_before(before_s + 600, over_s + 600)
    assert forgetful.runs()[-1] == runs[-1]


def test_words_that_no_longer_count_are_let_go() -> None:
    samples, told = Samples(), list[tuple[float, int, frozenset[Any]]]()
    for number in range(30_000):  # fifty a second, and never the same
        told.append((number / 50, number, frozenset({(str(number),), cycle_fact(10.0)})))
        samples.add(*told[-1])
    assert len(list(samples.words)) < 10_000
    assert list(samples.runs()) == runs_by_the_book(told)


def assert_often_is_once(story: Story, until_s: int) -> None:
    """A board that is looked at all the time says in the end what one says that was not."""
    once, often = story.board(), story.board([])
    for message in sorted(story.messages, key=lambda one: one.second):
        story.hear(often, message)
        if message.second % 100 == 0:
            often.tick(at(message.second))
    for board in (once, often):
        board.tick(at(until_s))
    assert said_by(often) == said_by(once)


def test_what_a_source_says_later_of_its_rhythm_counts_for_what_is_over(story: Story) -> None:
    story.plan("NNO-1", "MEX", 0, 1000)
    story.say(range(0, 400, 10), LinkState.NONE)
    story.say([400, 410, 420], LinkState.DATA)  # shorter than forty seconds
    story.say(range(430, 1500, 10), LinkState.NONE)
    story.say([2100, 2140], LinkState.NONE, cycle_s=40.0)
    assert_often_is_once(story, 2150)


def test_the_rhythm_of_the_quickest_counts_for_what_is_over_too(story: Story) -> None:
    story.plan("NNO-1", "MEX", 0, 1000)
    story.say(range(0, 400, 10), LinkState.NONE)
    story.say([400, 410, 420], LinkState.DATA)  # shorter than forty seconds
    story.say(range(430, 5_000, 10), LinkState.NONE)
    story.say(range(1, 6_000, 600), LinkState.NONE, source="a slow one", cycle_s=600.0)
    story.say([5_500, 5_540], LinkState.NONE, cycle_s=40.0)
    assert_often_is_once(story, 5_550)
