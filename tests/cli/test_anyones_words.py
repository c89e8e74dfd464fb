"""Names and texts from outside can be read in a terminal and a log, and do nothing there."""

from __future__ import annotations

import logging

import pytest
from rich.text import Text

from dishboard.cli.lines import LogFormat, printable_lines
from dishboard.cli.tables import print_table
from dishboard.cli.terminal import Terminal

EVIL = "KIR\x1b[2J\x1b]0;title\x9b31m\u202e"
TAMED = "KIR�[2J�]0;title�31m�"


def test_a_table_and_a_line_are_what_they_say(capsys: pytest.CaptureFixture[str]) -> None:
    console = Terminal()
    print_table(console, ("antenna",), [((EVIL,), None)], "")
    console.print(Text(f"{EVIL} is late"))
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\x9b" not in said
    assert "\u202e" not in said
    assert said.splitlines()[-1] == f"{TAMED} is late"


def test_an_entry_of_the_log_is_one_line() -> None:
    said = f"{EVIL}\nWARNING dishboard: all is well"
    record = logging.LogRecord("d", logging.WARNING, "", 0, "%s refused", (said,), None)
    assert (
        LogFormat().format(record) == f"WARNING d: {TAMED}�WARNING dishboard: all is well refused"
    )


def test_a_traceback_keeps_its_lines() -> None:
    try:
        raise ValueError(EVIL)
    except ValueError as error:
        record = logging.LogRecord("d", 40, "", 0, "a fault", (), (type(error), error, None))
    assert LogFormat().format(record) == f"ERROR d: a fault\nValueError: {TAMED}"
    assert printable_lines("a\nb\x1b") == "a\nb�"
