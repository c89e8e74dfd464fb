"""`dishboard token`: printed once, listed without, taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from dishboard.cli import main
from dishboard.feeds.push import TokenFile


def test_a_token_is_printed_once_and_opens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path)]
    assert main(["token", "add", "Kiruna control", *data]) == 0
    token = capsys.readouterr().out.strip()
    owner = TokenFile(tmp_path).owner_of(token)
    assert owner is not None
    assert not owner.simulated

    assert main(["token", "add", "Trial", "--simulated", *data]) == 0
    capsys.readouterr()
    assert main(["token", "list", *data]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[1:] for line in listed] == [["Kiruna control"], ["Trial", "simulated"]]
    assert token not in "".join(listed)

    assert main(["token", "remove", "Kiruna control", *data]) == 0
    assert TokenFile(tmp_path).owner_of(token) is None
    assert main(["token", "remove", "Trail", *data]) == 2
    assert "did you mean 'Trial'?" in capsys.readouterr().err


def test_an_empty_folder_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "list", "--data", str(tmp_path / "none")]) == 0
    assert "nobody may push" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


def test_the_users_data_folder_is_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["token", "add", "A"]) == 0
    assert len(TokenFile(tmp_path / "dishboard").owners()) == 1


@pytest.mark.parametrize("name", ["DSN Now", "dsn-now", "JPL Horizons", "CelesTrak"])
def test_nobody_is_let_in_by_the_name_of_a_source_of_our_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["token", "add", name, "--data", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "is the name of a source of Dishboard's own" in said
    assert f"choose another name, such as '{name} relay'" in said
    assert TokenFile(tmp_path).owners() == ()
    assert main(["token", "add", f"{name} relay", "--data", str(tmp_path)]) == 0
