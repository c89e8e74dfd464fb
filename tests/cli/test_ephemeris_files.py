"""`--ephemeris FILE`: every command that looks at the sky looks at the user's files first."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from dishboard.cli import main

OEM = Path(__file__).parents[1] / "fixtures" / "oem" / "two-segments.oem"
SOURCE = "OEM of DISHBOARD, two-segments.oem, created 2026-11-22T18:00:00Z"
AT = ("--at", "2026-11-23T00:01:30Z")
WITH_IT = ("--ephemeris", str(OEM), *AT)
NOTE = "segment 2: it has 3 states, its degree of interpolation needs 4"


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    captured = capfd.readouterr()
    return code, captured.out, captured.err


def test_now(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, "now", "--json", *WITH_IT)
    assert code == 0
    assert NOTE in err
    (craft,) = (one for one in json.loads(out)["spacecraft"] if one["id"] == "CRY")
    assert craft["position"]["source"] == SOURCE
    assert craft["position"]["distance_km"] == pytest.approx(7_000)


def test_passes_and_contacts(capfd: pytest.CaptureFixture[str]) -> None:
    only = ("--spacecraft", "CRY", "--hours", "1")
    code, out, _ = run(capfd, "passes", *only, "--format", "csv", *WITH_IT)
    assert code == 0
    sources = {row["source"].split()[0] for row in csv.DictReader(io.StringIO(out))}
    assert sources == {"OEM", "SGP4"}  # the file ends after seven minutes
    code, out, _ = run(capfd, "contacts", "--json", *WITH_IT)
    assert code == 0
    assert json.loads(out)


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("a.txt", "hello", 1, "a.txt: expected an OEM (CCSDS_OEM_VERS or <oem>)"),
        ("a.xml", "<!DOCTYPE a><oem/>", 1, "a.xml: line 1, column 12: expected an OEM"),
        ("a.oem", OEM.read_text().replace("2010-013A", "1999-999Z"), 1, "whose id is another"),
        ("gone.oem", None, 2, "No such file or directory"),
    ],
)
def test_a_file_of_no_use_is_an_error(
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    name: str,
    text: str | None,
    code: int,
    said: str,
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    found, out, err = run(capfd, "passes", *AT, "--ephemeris", str(tmp_path / name))
    assert (found, out) == (code, "")
    assert said in err
    assert "Traceback" not in err


def test_who_is_known_in_the_midst_of_the_span_alone_has_no_passes_then(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The file has two minutes; that it does not pass in them is known."""
    (tmp_path / "flex.oem").write_text(
        OEM.read_text().replace("2010-013A", "FLEX").replace("CRYOSAT 2", "FLEX")
    )
    only = ("--spacecraft", "FLEX", "--antenna", "SVB-1", "--ephemeris", str(tmp_path / "flex.oem"))
    span = ("--at", "2026-11-22T23:00:00Z", "--hours", "3")
    code, out, _ = run(capfd, "passes", *only, *span)
    assert code == 0
    assert "No passes." in out
    assert "– FLEX: from 2026-11-23T00:" in out
    # Beside them nothing is known, and an empty list would be a lie.
    code, out, _ = run(capfd, "passes", *only, "--at", "2026-11-24T00:00:00Z")
    assert (code, out) == (1, "")


def test_a_catalogue_is_a_source_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capfd, "passes", "--catalogue", str(OEM), *WITH_IT)
    assert code == 2
    assert "--catalogue and --ephemeris exclude each other" in err


def test_the_same_fault_a_hundred_times_is_told_twenty_times(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    head, *segments = OEM.read_text().replace("2010-013A", "1999-999Z").split("META_START")
    (tmp_path / "many.oem").write_text("META_START".join([head, *segments * 50]))
    code, _, err = run(capfd, "passes", *AT, "--ephemeris", str(tmp_path / "many.oem"))
    assert code == 1
    assert len(err.splitlines()) == 20
    assert err.splitlines()[-1] == "… and 81 more of the same file"
