"""`dishboard passes --light`, as its user meets it: in a table, in files, over a catalogue."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

import dishboard.ephemeris.builtin as builtin
from dishboard.cli import main
from dishboard.cli.pass_output import COLUMNS, LIGHT_COLUMNS

ELEMENTS = Path(builtin.__file__).parent / "elements.csv"
AT = ("--antenna", "KIR-1", "--at", "2026-09-05T00:00:00Z", "--light")
SENTINEL = ("passes", *AT, "--spacecraft", "S2B")
MARS_EXPRESS = ("passes", *AT, "--spacecraft", "MEX")
CATALOGUE = ("passes", *AT, "--catalogue", str(ELEMENTS), "--spacecraft", "42063")


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capfd.readouterr().out


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_says_how_much_is_sunlit(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = run(capfd, *SENTINEL)
    assert "sunlit" in text
    assert "100 %" in text
    assert "…" not in text
    assert "from Sun" in text
    # Drawn at Mars: neither lit nor dark, neither hidden nor free.
    assert " –  " in run(capfd, *MARS_EXPRESS)


def test_json_has_every_span_and_csv_their_sums(capfd: pytest.CaptureFixture[str]) -> None:
    passes: list[dict[str, Any]] = json.loads(run(capfd, *SENTINEL, "--json"))
    rows = rows_of(run(capfd, *SENTINEL, "--format", "csv"))
    assert tuple(rows[0]) == (*COLUMNS, *LIGHT_COLUMNS)
    assert len(rows) == len(passes) > 9
    assert {span["light"] for one in passes for span in one["light"]["spans"]} == {
        "sunlit",
        "penumbra",
        "umbra",
    }
    for row, one in zip(rows, passes, strict=True):
        light = one["light"]
        for name in LIGHT_COLUMNS[:7]:
            assert (float(row[name]) if row[name] else None) == light[name]
        assert (row["occulted_s"], row["occulted_by"], row["light_unknown"]) == ("0.0", "", "")


def test_what_nobody_knows_is_empty_and_has_its_reason(capfd: pytest.CaptureFixture[str]) -> None:
    rows = rows_of(run(capfd, *MARS_EXPRESS, "--format", "csv"))
    assert rows
    for row in rows:
        assert row["sunlit_s"] == row["umbra_s"] == row["occulted_s"] == ""
        assert row["min_sun_separation_deg"] != ""
        assert row["light_unknown"] == (
            "drawn at Mars: whether it is in its shadow is not known; "
            "drawn at Mars: whether Mars hides it is not known"
        )


def test_a_catalogue_tells_the_same_light(capfd: pytest.CaptureFixture[str]) -> None:
    mine = rows_of(run(capfd, *SENTINEL, "--format", "csv"))
    theirs = rows_of(run(capfd, *CATALOGUE, "--format", "csv"))
    assert len(mine) == len(theirs) > 9
    for row, other in zip(mine, theirs, strict=True):
        for name in LIGHT_COLUMNS[:7]:
            if row[name] or other[name]:
                assert float(row[name]) == pytest.approx(float(other[name]), abs=0.005)
    passes = json.loads(run(capfd, *CATALOGUE, "--json"))
    for row, one in zip(theirs, passes, strict=True):
        assert one["light"]["sunlit_s"] == pytest.approx(float(row["sunlit_s"]), abs=2e-3)
    assert "sunlit" in run(capfd, *CATALOGUE)


def test_parquet_has_the_light(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "passes.parquet"
    run(capfd, *MARS_EXPRESS, "--format", "parquet", "--output", str(file))
    table = parquet.read_table(file)
    assert tuple(table.column_names) == (*COLUMNS, *LIGHT_COLUMNS)
    assert set(table["umbra_s"].to_pylist()) == {None}
    assert all("Mars" in reason for reason in table["light_unknown"].to_pylist())
    assert all(at is not None for at in table["min_sun_separation_at"].to_pylist())
