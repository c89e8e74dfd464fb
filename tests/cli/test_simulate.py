"""`dishboard simulate` and `serve --demo`: what cannot be is said at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from dishboard.cli import main


@pytest.fixture(autouse=True)
def nobody_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("DISHBOARD_TOKEN", raising=False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "a token is needed: in the variable DISHBOARD_TOKEN or by --token-file"),
        (["--token-file", "no/such"], "--token-file no/such: No such file or directory"),
        (["--scenario", "bussy"], "did you mean 'busy'?"),
        (["--scenario", "no.toml"], "--scenario no.toml: No such file or directory"),
        (["--antennas", "0"], "--antennas: expected 1 to 49, got 0"),
        (["--antennas", "KIR-1", "KIR-3"], "unknown antenna 'KIR-3'; did you mean 'KIR-"),
        (["--via", "mqtt"], "--mqtt: expected HOST or HOST:PORT, and no file has [feeds.mqtt]"),
        (["--via", "mqtt", "--mqtt", "host:x"], "--mqtt: expected HOST or HOST:PORT"),
        (["--mqtt", "host"], "--mqtt goes with --via mqtt"),
    ],
)
def test_a_wrong_option_says_what_is_wanted(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_wrong_address_says_what_is_wanted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DISHBOARD_TOKEN", "dishboard_x")
    assert main(["simulate", "--url", "localhost:8080", "--antennas", "KIR-1"]) == 2
    told = capsys.readouterr().err
    assert "--url: expected http://host:port, got 'localhost:8080'" in told
    assert "dishboard_x" not in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--at", "2026-09-05T10:28:00Z"], "--demo and --at exclude each other"),
        (["--replay", "dsn.xml"], "--demo and --replay exclude each other"),
    ],
)
def test_a_demonstration_is_never_mixed_with_what_is_real(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--demo", *arguments]) == 2
    assert words in capsys.readouterr().err
