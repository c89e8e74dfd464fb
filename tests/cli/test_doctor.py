"""What refused is told, and a person lets it be asked again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dishboard.cli import main
from dishboard.feeds.stops import Stop, Stops

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
REFUSED = Stop(
    source="celestrak",
    address="https://celestrak.org/x",
    reason="asked for GROUP=science, expected 200, got 403 Forbidden",
    at=AT,
)


def test_all_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "no source is stopped\n"


def test_a_refusal_is_told_and_resumed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Stops(tmp_path / "stops").stop(REFUSED)
    assert main(["doctor", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().out == (
        "celestrak is not asked since 2026-11-23T12:00:00Z: asked for GROUP=science, "
        "expected 200, got 403 Forbidden\n"
        "  When the cause is gone: dishboard doctor --resume celestrak\n"
    )
    assert main(["doctor", "--data", str(tmp_path), "--resume", "celestrak"]) == 0
    assert capsys.readouterr().out.startswith("celestrak may be asked again; it was stopped at")
    assert Stops(tmp_path / "stops").all() == ()
    assert main(["doctor", "--data", str(tmp_path), "--resume", "celestrak"]) == 0
    assert capsys.readouterr().out == "celestrak was not stopped\n"
