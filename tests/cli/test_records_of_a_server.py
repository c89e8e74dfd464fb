"""`dishboard contacts --url` shows what a running server says became of contacts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from dishboard.cli import main
from dishboard.model import (
    ContactRecord,
    Direction,
    DirectionRecord,
    Event,
    EventKind,
    Evidence,
    Outcome,
    PlanStatus,
)
from dishboard.testing import LoopbackSource, Reply

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[LoopbackSource]:
    source = LoopbackSource()
    yield source
    source.close()


def record() -> ContactRecord:
    return ContactRecord(
        id="CRY-KIR-1",
        contact="CRY-KIR-1",
        antenna="KIR-1",
        spacecraft="CRY",
        plan=PlanStatus.TENTATIVE,
        bot_at=AT,
        eot_at=AT + timedelta(minutes=10),
        directions=(
            DirectionRecord(
                direction=Direction.DOWN,
                planned=True,
                acquired_at=AT + timedelta(minutes=2),
                lost_at=AT + timedelta(minutes=10),
                locked_share=0.8,
                watched_share=1.0,
            ),
        ),
        evidence=Evidence.OBSERVED,
        outcome=Outcome.DEGRADED,
        reason="lock in 80 % of the track",
        events=(
            Event(
                id="late",
                kind=EventKind.LATE_ACQUISITION,
                at=AT + timedelta(minutes=2),
                until_at=AT + timedelta(minutes=2),
                antenna="KIR-1",
                spacecraft="CRY",
                evidence=Evidence.OBSERVED,
                source="Kiruna",
                reason="the downlink came 2 min 00 s after BOT",
            ),
            Event(
                id="began",
                kind=EventKind.BEGAN,
                at=AT,
                antenna="KIR-1",
                evidence=Evidence.OBSERVED,
                source="Kiruna",
                reason="a signal",
            ),
        ),
    )


def asked(server: LoopbackSource, *more: str) -> int:
    command = ["contacts", "--url", server.address(""), "--at", "2026-11-23T12:30:00Z", *more]
    return main(command)


def test_outcomes_and_what_did_not_fit(
    server: LoopbackSource, capsys: pytest.CaptureFixture[str]
) -> None:
    server.replies = [Reply(body=msgspec.json.encode([record()]))]
    assert asked(server, "--antenna", "KIR-1", "--hours", "2") == 0
    out = capsys.readouterr().out
    assert "80.0 %" in out
    assert "degraded" in out
    assert "KIR-1 CRY: lock in 80 % of the track" in out
    assert "! 12:02:00 KIR-1 CRY late-acquisition: the downlink came 2 min 00 s after BOT" in out
    assert "a signal" not in out  # a turning point is nothing amiss
    assert server.asked[0].path == (
        "/api/v1/records?from=2026-11-23T06%3A30%3A00Z&to=2026-11-23T14%3A30%3A00Z&antenna=KIR-1"
    )


def test_json_is_what_the_server_said(
    server: LoopbackSource, capsys: pytest.CaptureFixture[str]
) -> None:
    server.replies = [Reply(body=msgspec.json.encode([record()]))]
    assert asked(server, "--json") == 0
    assert msgspec.json.decode(capsys.readouterr().out, type=list[ContactRecord]) == [record()]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(status=503, body=b'{"error":"no state yet"}'), "answered 503"),
        (Reply(body=b"<html>another program</html>"), "answered what are no records"),
    ],
)
def test_a_server_that_has_no_records(
    server: LoopbackSource, capsys: pytest.CaptureFixture[str], reply: Reply, words: str
) -> None:
    server.replies = [reply]
    assert asked(server) != 0
    assert words in capsys.readouterr().err


def test_nobody_answers(server: LoopbackSource, capsys: pytest.CaptureFixture[str]) -> None:
    address = server.address("")
    server.close()
    assert main(["contacts", "--url", address]) != 0
    assert "does not answer" in capsys.readouterr().err
