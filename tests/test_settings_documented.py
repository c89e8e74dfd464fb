"""docs/reference/settings.md names every setting with its type and default, and no other."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from dishboard.config import Settings, read_network, read_settings

PAGE = (Path(__file__).parents[1] / "docs" / "reference" / "settings.md").read_text("utf-8")
WORDS = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    tuple[str, ...]: "list of texts",
    tuple[int, ...]: "list of whole numbers",
}


def without_none(hint: Any) -> Any:
    """The `int` of `int | None`."""
    kinds = get_args(hint)
    return next(one for one in kinds if one is not type(None)) if type(None) in kinds else hint


def default_of(one: Field[Any]) -> str:
    if one.default is MISSING:
        return "required"
    return "none" if one.default is None else f"`{json.dumps(one.default)}`"


TABLES = {
    name if name == "board" else f"feeds.{name}": without_none(hint)
    for name, hint in get_type_hints(Settings).items()
}


def test_every_table_is_on_the_page() -> None:
    assert re.findall(r"^## `\[([\w.]+)\]`$", PAGE, re.MULTILINE) == list(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_every_setting_is_there_with_its_type_and_default(name: str) -> None:
    part = PAGE.partition(f"## `[{name}]`\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|", part, re.MULTILINE)
    hints = get_type_hints(TABLES[name])
    assert listed == [
        (one.name, WORDS[without_none(hints[one.name])], default_of(one))
        for one in fields(TABLES[name])
    ]


def test_the_example_is_a_file_that_is_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "dishboard.toml"
    file.write_text(example)
    settings = read_settings([str(file)])
    assert read_network([str(file)]).antennas
    assert settings.satnogs is not None
    assert settings.satnogs.stations == (26, 2380)
    assert not settings.celestrak.enabled
