"""The bar is for people who wait, and for nobody else."""

import io

import pytest

from dishboard.cli import progress
from dishboard.cli.progress import ProgressBar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "patience_s", "shown"),
    [(Terminal(), -1.0, True), (Terminal(), 1e9, False), (io.StringIO(), -1.0, False)],
)
def test_a_bar_is_shown_on_a_terminal_once_work_lasts(monkeypatch, stream, patience_s, shown):
    monkeypatch.setattr(progress, "_PATIENCE_S", patience_s)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", stream)
    with ProgressBar("objects", 300) as bar:
        bar.add(256)
        bar.say("dishboard: one line [1]")
        bar.add(44)
    text = stream.getvalue()
    assert "dishboard: one line [1]" in text
    assert ("/300" in text) == shown
