"""What the page about the sky's feeds says is so."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from dishboard.feeds import refreshing
from dishboard.feeds.celestrak import CelestrakSettings
from dishboard.feeds.folder import FolderSettings
from dishboard.feeds.horizons import HorizonsSettings

PAGE = (Path(__file__).parents[3] / "docs" / "feeds" / "sky.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("table", "settings"),
    [
        ("celestrak", CelestrakSettings),
        ("horizons", HorizonsSettings),
        ("folder", FolderSettings),
    ],
)
def test_every_setting_is_on_the_page_with_its_default(table: str, settings: type) -> None:
    part = PAGE.split(f"### `[feeds.{table}]`")[1].split("\n#")[0]
    listed = dict(re.findall(r"^\| `(\w+)` \| (?:`([^`]+)`|none) \|", part, re.MULTILINE))
    defaults = {
        one.name: "" if one.default is MISSING else str(one.default) for one in fields(settings)
    }
    assert listed == defaults


def test_the_waits_of_the_page_are_those_of_the_module() -> None:
    assert (refreshing.FIRST_BACK_OFF_S, refreshing.LONGEST_BACK_OFF_S) == (600, 21_600)
    assert "waits 10 min, then twice as long each time, up\n  to 6 h" in PAGE
    assert refreshing.LOOK_AGAIN_S <= 60
    assert "notices within a minute" in PAGE
