"""What a sender is told beside yes and no."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from dishboard.board.state import FeedCondition

EXAMPLE = (Path(__file__).parents[1] / "fixtures/station_status/pass.json").read_bytes()
MANY = "application/x-ndjson"


def message(**changes: Any) -> bytes:
    return json.dumps(json.loads(EXAMPLE) | changes).encode()


def test_several_in_one_are_told_the_way(pushing: Any) -> None:
    lines = json.dumps(json.loads(EXAMPLE)).encode()
    for several in (b"[" + EXAMPLE + b"]", lines + b"\n" + lines, lines + b"\n" + lines + b"\n"):
        (problem,) = pushing.post(several).json()["problems"]
        assert problem["reason"].endswith("; send several one per line, as application/x-ndjson")
    (problem,) = pushing.post(lines[:-20]).json()["problems"]
    assert "several" not in problem["reason"]


def test_what_is_nested_too_deeply_costs_itself_alone(pushing: Any) -> None:
    deep = b'{"a":' * 1_000
    good = [json.dumps(json.loads(message(seq=seq))).encode() for seq in (1, 2, 3)]
    (problem,) = pushing.post(deep).json()["problems"]
    assert "nested too deeply" in problem["reason"]
    answer = pushing.post(b"\n".join([*good[:1], deep, *good[1:]]), MANY).json()
    assert (answer["accepted"], answer["rejected"]) == (3, 1)
    assert answer["problems"][0]["line"] == 2


def test_a_sender_learns_of_its_slips(pushing: Any) -> None:
    antenna = {"antPointingMode": "track", "antActualPointing": {"azimuth": 9999, "elevation": 4}}
    slips = message(
        site="KIRR",
        aperture="KIR-11",
        user="CRYY",
        cycel=5,
        resources=[{"fr": "Antenna", "params": antenna}],
    )
    good = message(seq=43)
    answer = pushing.post(
        b"\n".join(json.dumps(json.loads(one)).encode() for one in (good, slips)), MANY
    ).json()
    assert (answer["accepted"], answer["rejected"], answer["problems"]) == (2, 0, [])
    assert answer["remarks"] == [
        {"line": 2, "reason": reason}
        for reason in (
            "cycel: no such name in this schema; left out; did you mean 'cycle'?",
            "resources[0].params.antActualPointing.azimuth: "
            "expected a number from 0 to 540, got 9999",
            "resources[0].params.antPointingMode: expected one of stow, halt, fixedPosition, slew, "
            "programTrack, closedLoop, got 'track'; shown as it came",
            "site 'KIRR' is in no network file; did you mean 'KIR'?",
            "aperture 'KIR-11' is in no network file; shown as 'KIRR:KIR-11'; "
            "did you mean 'KIR-1'?",
            "user 'CRYY' is in no network file; shown as it came; did you mean 'CRY'?",
        )
    ]
    assert pushing.antenna("KIRR:KIR-11").links == ()
    # What was left out is among the problems of the source, what is only strange is not.
    feed = pushing.feed()
    assert (feed.problems, "cycel: no such name" in feed.detail) == (2, True)


def test_a_source_of_which_nothing_can_be_taken_says_why(pushing: Any) -> None:
    assert pushing.feed().detail == "no message yet"
    for _ in range(2):
        pushing.post(message(seq="first"))
    feed = pushing.feed()
    assert feed.condition is FeedCondition.FAILED
    assert feed.detail == (
        "nothing usable arrives: 2 refused, last seq: expected a whole number, got 'first'"
    )
    pushing.post(message())
    assert (pushing.feed().condition, pushing.feed().detail) == (
        FeedCondition.OK,
        "messages arrive; refused 2, last seq: expected a whole number, got 'first'",
    )
    pushing.clock.move_to(pushing.clock.now() + timedelta(minutes=11))  # it is over
    pushing.post(message(time="2026-11-23T09:41:01Z", seq=50))
    assert pushing.feed().detail == "messages arrive"


def test_a_source_of_which_one_is_refused_says_so_while_it_holds(pushing: Any) -> None:
    pushing.post(message())
    pushing.post(message(aperture=""))
    feed = pushing.feed()
    assert (feed.condition, feed.rejected) == (FeedCondition.OK, 1)
    assert feed.detail.startswith("messages arrive; refused aperture: ")
    pushing.clock.move_to(pushing.clock.now() + timedelta(seconds=90))  # and nothing more comes
    feed = pushing.feed()
    assert feed.detail.startswith("its last word is of 09:30:00 UTC; refused aperture: ")
    pushing.clock.move_to(pushing.clock.now() + timedelta(minutes=10))
    pushing.post(message(time="2026-11-23T09:41:31Z", seq=50))
    assert pushing.feed().detail == "messages arrive"


def test_a_source_of_which_nothing_can_be_taken_any_more_says_since_when(pushing: Any) -> None:
    pushing.post(message())
    pushing.clock.move_to(pushing.clock.now() + timedelta(minutes=4))
    pushing.post(message(seq="first"))
    assert "nothing usable arrives since 2026-11-23T09:30:0" in pushing.feed().detail
    pushing.post(message())  # it was taken before, and is a sign of life
    assert pushing.feed().condition is FeedCondition.OK
