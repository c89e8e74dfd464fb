"""`dishboard contacts --url` shows what a running server says became of contacts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from msgspec.structs import replace

from dishboard.app import make_program
from dishboard.board.state import State
from dishboard.cli import main
from dishboard.config import Settings
from dishboard.formats.network_toml import parse_network_files
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
NETWORK = """
name = "Rivertown"
tagline = "two dishes"
[[antenna_networks]]
id = "rivertown"
name = "Rivertown"
[[sites]]
id = "ROOF"
name = "Roof"
latitude_deg = 58.378
longitude_deg = 26.729
[[antennas]]
id = "ROOF-3"
name = "Roof dish"
site = "ROOF"
diameter_m = 3
[[spacecraft]]
id = "CRY"
name = "Their cryosat"
"""


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
    network = msgspec.json.encode(parse_network_files([("board.toml", NETWORK)]))
    server.replies = [Reply(body=msgspec.json.encode([record()])), Reply(body=network)]
    assert asked(server, "--antenna", "ROOF-3", "KIR-1", "--hours", "2") == 0
    out = capsys.readouterr().out
    assert "80.0 %" in out
    assert "Their cryosat" in out  # names are those of the board's network, not of ours
    assert "degraded" in out
    assert "KIR-1 CRY: lock in 80 % of the track" in out
    assert "! 12:02:00 KIR-1 CRY late-acquisition: the downlink came 2 min 00 s after BOT" in out
    assert "a signal" not in out  # a turning point is nothing amiss
    assert server.asked[0].path == (
        "/api/v1/records?from=2026-11-23T06%3A30%3A00Z&to=2026-11-23T14%3A30%3A00Z"
        "&antenna=ROOF-3&antenna=KIR-1"
    )
    assert server.asked[1].path == "/api/v1/network"


def test_what_was_played_says_so_in_every_line(
    server: LoopbackSource, capsys: pytest.CaptureFixture[str]
) -> None:
    real = record()
    events = tuple(replace(event, evidence=Evidence.SIMULATED) for event in real.events)
    played = replace(real, evidence=Evidence.SIMULATED, events=events)
    network = msgspec.json.encode(parse_network_files([("board.toml", NETWORK)]))
    server.replies = [Reply(body=msgspec.json.encode([real, played])), Reply(body=network)]
    assert asked(server, "--hours", "2") == 0
    lines = capsys.readouterr().out.splitlines()
    reason = "KIR-1 CRY: lock in 80 % of the track"
    late = "! 12:02:00 KIR-1 CRY late-acquisition: the downlink came 2 min 00 s after BOT"
    for line in (reason, late):
        assert [said for said in lines if said.startswith(line)] == [line, f"{line}; simulated"]


def test_the_board_judges_names(server: LoopbackSource, capsys: pytest.CaptureFixture[str]) -> None:
    words = "unknown antenna 'ROOF-33'; did you mean 'ROOF-3'?"
    server.replies = [Reply(status=404, body=msgspec.json.encode({"error": words}))]
    assert asked(server, "--antenna", "ROOF-33") == 2
    assert capsys.readouterr().err.endswith(f"/api/v1/records answered 404: {words}\n")


def test_now_shows_a_running_board(
    server: LoopbackSource, capsys: pytest.CaptureFixture[str]
) -> None:
    program = make_program(
        parse_network_files([("board.toml", NETWORK)]), offline=True, at=AT, settings=Settings()
    )
    program.replan()
    program.refresh()
    state = msgspec.json.encode(program.state)
    server.replies = [Reply(body=state), Reply(body=state)]
    assert main(["now", "--url", server.address("")]) == 0
    assert "Rivertown (two dishes)  2026-11-23 12:00:00" in capsys.readouterr().out
    asked_at = ["--at", "2026-11-23T12:00:00Z"]
    assert main(["now", "--url", server.address(""), *asked_at, "--json"]) == 0
    assert msgspec.json.decode(capsys.readouterr().out, type=State) == program.state
    assert [one.path for one in server.asked] == [
        "/api/v1/state",
        "/api/v1/state?at=2026-11-23T12%3A00%3A00Z",
    ]


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
        (Reply(body=b"<html>another program</html>"), "not as a Dishboard of this version does"),
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
