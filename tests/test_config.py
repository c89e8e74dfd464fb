"""Settings: read strictly, every fault told with its place and the nearest valid name."""

from __future__ import annotations

from pathlib import Path

import pytest

from dishboard.board import Rules
from dishboard.config import Settings, read_network, read_settings
from dishboard.errors import NetworkError


def settings_of(folder: Path, text: str) -> Settings:
    file = folder / "dishboard.toml"
    file.write_text(text)
    return read_settings([str(file)])


def test_without_a_file_every_setting_has_its_default() -> None:
    assert read_settings(None) == Settings()
    assert read_settings(["estrack"]) == Settings()


def test_a_table_sets_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "[feeds.dsn_now]\ninterval_s = 60\n")
    assert settings.dsn_now.interval_s == 60
    assert settings.dsn_now.url == Settings().dsn_now.url


def test_the_board_is_told_by_what_contacts_are_judged(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "[board]\ndebounce_s = 2\n")
    assert settings.board == Rules(debounce_s=2)
    with pytest.raises(NetworkError, match="no feed has this name"):
        settings_of(tmp_path, "[feeds.board]\ndebounce_s = 2\n")


def test_settings_may_stand_in_a_network_file(tmp_path: Path) -> None:
    file = tmp_path / "dishboard.toml"
    file.write_text('networks = ["dsn"]\n[feeds.dsn_now]\ninterval_s = 60\n')
    assert read_network([str(file)]).antennas
    assert read_settings([str(file)]).dsn_now.interval_s == 60


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[feeds.dsn]", "feeds.dsn: no feed has this name; did you mean 'dsn_now'?"),
        ("feeds = 3", "feeds: expected tables such as [feeds.dsn_now]"),
        ("feeds.dsn_now = 3", "feeds.dsn_now: expected a table, [feeds.dsn_now]"),
        ("board = 3", "board: expected a table, [board]"),
        (
            "[board]\ndebounce = 3",
            "board.debounce: no such setting; did you mean 'debounce_s'?",
        ),
        (
            "[board]\nwatched_share = 80",
            "board.watched_share: expected a share above 0 and at most 1, got 80",
        ),
        (
            "[feeds.dsn_now]\nintervall_s = 9",
            "feeds.dsn_now.intervall_s: no such setting; did you mean 'interval_s'?",
        ),
        (
            '[feeds.dsn_now]\ninterval_s = "often"',
            "feeds.dsn_now.interval_s: expected a number, got text",
        ),
        (
            "[feeds.dsn_now]\ninterval_s = 1",
            "feeds.dsn_now.interval_s: expected seconds from 5 to 86400, got 1",
        ),
    ],
)
def test_a_fault_names_its_place(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(NetworkError) as error:
        settings_of(tmp_path, text)
    assert error.value.faults == (f"dishboard.toml: {fault}",)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(NetworkError) as error:
        settings_of(tmp_path, "[feeds.x]\n[feeds.dsn_now]\na = 1\ntimeout_s = 0\n")
    assert len(error.value.faults) == 3
