"""Tokens: shown once, kept hashed, its owner's file alone, valid at once."""

from __future__ import annotations

import os
import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from dishboard.errors import SettingError, UnknownNameError
from dishboard.feeds.push import TokenFile, push_feed_id

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "data")


def test_a_token_says_whose_it_is_and_no_other_does(file: TokenFile) -> None:
    kiruna = file.add("Kiruna control", AT)
    trial = file.add("Trial", AT, simulated=True)
    assert kiruna != trial
    owner = file.owner_of(kiruna)
    assert owner is not None
    assert (owner.source, owner.simulated, owner.created_at) == ("Kiruna control", False, AT)
    assert (found := file.owner_of(trial)) is not None
    assert found.simulated
    for wrong in ("", "x", kiruna[:-1], kiruna + "x", kiruna.swapcase(), "ü" * 40, "x" * 10_000):
        assert file.owner_of(wrong) is None


def test_a_token_is_256_random_bits(file: TokenFile) -> None:
    token = file.add("A", AT)
    assert len(token.removeprefix("dishboard_")) == 43  # base64 of 32 bytes
    assert len({file.add(f"S{number}", AT) for number in range(50)}) == 50


def test_the_token_is_nowhere_on_disk_and_the_file_is_its_owners_alone(file: TokenFile) -> None:
    before = os.umask(0)
    try:
        token = file.add("Kiruna control", AT)
    finally:
        os.umask(before)
    for path in file.path.parent.iterdir():
        assert token not in path.read_text()
        assert token.removeprefix("dishboard_") not in path.read_text()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700


def test_two_files_keep_different_hashes_of_the_same(tmp_path: Path) -> None:
    files = [TokenFile(tmp_path / name) for name in ("a", "b")]
    token = files[0].add("A", AT)
    files[1].add("A", AT)
    assert files[1].owner_of(token) is None


def test_what_another_process_adds_or_removes_holds_at_once(file: TokenFile) -> None:
    assert file.owners() == ()
    other = TokenFile(file.path.parent)
    token = other.add("A", AT)
    assert (owner := file.owner_of(token)) is not None
    assert owner.source == "A"
    assert file.owners() is file.owners()  # not read again while it stands
    other.remove("A")
    assert file.owner_of(token) is None
    second = other.add("A", AT)
    assert file.owner_of(token) is None
    assert file.owner_of(second) is not None
    file.path.unlink()
    assert file.owner_of(second) is None


@pytest.mark.parametrize("source", ["", "   ", "x" * 65, "a\nb", "\x1b[31m", "…"])
def test_a_name_that_cannot_be_is_refused(file: TokenFile, source: str) -> None:
    with pytest.raises(SettingError, match="a source's name"):
        file.add(source, AT)


def test_one_source_has_one_token(file: TokenFile) -> None:
    file.add("Kiruna control", AT)
    for again in ("Kiruna control", "KIRUNA-CONTROL"):  # both would be one feed
        with pytest.raises(SettingError, match="'Kiruna control' has a token already"):
            file.add(again, AT)
    with pytest.raises(UnknownNameError, match="did you mean 'Kiruna control'"):
        file.remove("kiruna contrl")


def test_two_who_add_at_the_same_time_both_have_a_token(file: TokenFile) -> None:
    tokens: list[str] = []
    threads = [
        Thread(target=lambda name=f"S{n}": tokens.append(TokenFile(file.path.parent).add(name, AT)))
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(file.owners()) == 12
    assert all(file.owner_of(token) for token in tokens)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": "x/9", "key": ""}',
        "\x00\xff",
        '{"key": "no hexadecimal"}',
        f'{{"key": "{"ab" * 65}"}}',  # longer than a key can be
        f'{{"key": "", "tokens": [{{"source": "A", "created_at": "{AT}", "digest": "x"}}]}}',
    ],
)
def test_a_file_that_cannot_be_read_lets_nobody_in_and_is_not_overwritten(
    file: TokenFile, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    token = file.add("A", AT)
    file.path.write_text(text, encoding="latin-1")
    for _ in range(3):
        assert file.owner_of(token) is None
    assert len(caplog.records) == 1  # said once
    with pytest.raises(SettingError, match=r"tokens\.json: "):
        file.add("B", AT)
    with pytest.raises(SettingError):
        file.owners_or_fault()
    assert file.path.read_text(encoding="latin-1") == text


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="cannot be written"):
        TokenFile(tmp_path / "file").add("A", AT)


@pytest.mark.parametrize(
    ("source", "feed"),
    [
        ("Kiruna control", "push-kiruna-control"),
        ("Malargüe / DSA 3", "push-malargue-dsa-3"),
        ("--A--", "push-a"),
    ],
)
def test_the_feeds_id_is_plain(source: str, feed: str) -> None:
    assert push_feed_id(source) == feed


def test_names_of_every_script_are_told_apart(file: TokenFile) -> None:
    names = ("Адверсари", "北京 1", "上海 1", "किरुना", "करना", "محطة", "Straße 1", "Strae 1")
    for name in names:
        file.add(name, AT)
    ids = [owner.feed_id for owner in file.owners()]
    assert len(set(ids)) == len(names)
    assert all(re.fullmatch(r"push(-[a-z0-9]+)+", feed_id) for feed_id in ids)
    assert ids[1].startswith("push-1-")
    assert push_feed_id("  АДВЕРСАРИ!") == ids[0]
    with pytest.raises(SettingError, match="has a token already"):
        file.add("адверсари", AT)
    assert push_feed_id("ＤＳＮ Ｎｏｗ") == push_feed_id("DSN Now")
