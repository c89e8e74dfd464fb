"""A source that refused is left alone until a person says otherwise, whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dishboard.feeds.stops import Stop, Stops

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
REFUSED = Stop(source="celestrak", address="https://x.example/gp", reason="got 403", at=AT)


def test_a_stop_outlives_the_process_and_is_taken_away_by_another(tmp_path: Path) -> None:
    Stops(tmp_path / "stops").stop(REFUSED)
    later = Stops(tmp_path / "stops")
    assert later.stopped("celestrak") == REFUSED
    assert later.stopped("horizons") is None
    assert later.all() == (REFUSED,)
    assert Stops(tmp_path / "stops").resume("celestrak") == REFUSED
    assert later.stopped("celestrak") is None
    assert later.all() == ()
    assert later.resume("celestrak") is None


def test_without_a_folder_it_holds_for_this_process() -> None:
    stops = Stops(None)
    stops.stop(REFUSED)
    assert stops.stopped("celestrak") == REFUSED
    assert stops.resume("celestrak") == REFUSED
    assert stops.all() == ()


def test_a_disk_that_takes_no_file_still_stops(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    stops = Stops(tmp_path / "file")
    stops.stop(REFUSED)
    assert stops.stopped("celestrak") == REFUSED
    assert len(caplog.records) == 1


@pytest.mark.parametrize("damaged", [b"{half", b'{"source":"\xcc"}', b""])
def test_a_damaged_stop_is_still_a_stop(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / "celestrak.json").write_bytes(damaged)
    stop = Stops(tmp_path).stopped("celestrak")
    assert stop is not None
    assert "cannot be read" in stop.reason
    Stops(tmp_path).resume("celestrak")
    assert Stops(tmp_path).stopped("celestrak") is None


def test_a_name_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "tokens.json").write_text("{}")
    stops = Stops(tmp_path / "stops")
    stops.stop(REFUSED)
    assert stops.resume("../tokens") is None
    assert (tmp_path / "tokens.json").exists()
