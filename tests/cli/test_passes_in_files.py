"""`dishboard passes` into files and over whole catalogues, as its user meets it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import dishboard.ephemeris.builtin as builtin
from dishboard.cli import main
from dishboard.cli.pass_output import COLUMNS
from dishboard.model import Antenna, Figure, Network

ELEMENTS = Path(builtin.__file__).parent / "elements.csv"
AT = "2026-09-05T00:00:00Z"
OF_ONE = ("passes", "--antenna", "KIR-1", "--spacecraft", "CRY", "--at", AT)
CATALOGUE = ("passes", "--catalogue", str(ELEMENTS), "--antenna", "KIR-1", "--at", AT)
CRYOSAT = ("--spacecraft", "36508")
# CryoSat-2 with its mean motion in the wrong columns: the checksum tells.
BAD = """CRYOSAT 2
1 36508U 10013A   26234.48823853  .00000313  00000+0  61316-4 0  9990
2 36508  92.0243 305.8183 0007096 291.1436  68.9012 14.52190413867530
"""


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    captured = capfd.readouterr()
    return code, captured.out, captured.err


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_json_by_either_name_is_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(capfd, *OF_ONE, "--json") == run(capfd, *OF_ONE, "--format", "json")


def test_csv_has_the_fields_of_json_and_leaves_the_unknown_empty(
    capfd: pytest.CaptureFixture[str],
) -> None:
    asked = ("passes", "--antenna", "CEB-1", "--spacecraft", "MEX", "--at", AT)
    _, text, _ = run(capfd, *asked, "--format", "csv")
    _, document, _ = run(capfd, *asked, "--format", "json")
    rows, passes = rows_of(text), json.loads(document)
    assert tuple(rows[0]) == COLUMNS == tuple(passes[0])
    assert len(rows) == len(passes) > 0
    for row, one in zip(rows, passes, strict=True):
        assert row["id"] == one["id"]
        assert row["age_s"] == ""
        assert one["age_s"] is None
        assert datetime.fromisoformat(row["culmination_at"]) == datetime.fromisoformat(
            one["culmination_at"]
        )
        for name in ("rise_azimuth_deg", "max_elevation_deg", "rise_range_km"):
            assert (float(row[name]) if row[name] else None) == one[name]


def test_parquet_has_the_same_passes(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "passes.parquet"
    code, out, err = run(capfd, *OF_ONE, "--format", "parquet", "--output", str(file))
    assert (code, out, err) == (0, "", "")
    table = parquet.read_table(file)
    _, document, _ = run(capfd, *OF_ONE, "--json")
    passes = json.loads(document)
    assert table.column_names == list(COLUMNS)
    for row, one in zip(table.to_pylist(), passes, strict=True):
        for name in COLUMNS:
            if name.endswith("_at") and one[name] is not None:
                assert row[name] == datetime.fromisoformat(one[name])
            else:
                assert row[name] == one[name]


def test_parquet_without_its_library_says_what_to_install(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    file = tmp_path / "passes.parquet"
    code, _, err = run(capfd, *OF_ONE, "--format", "parquet", "--output", str(file))
    assert code == 2
    assert "pip install pyarrow" in err
    assert not file.exists()


def test_a_pass_keeps_its_id_whatever_span_is_asked_for(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def found(at: str, hours: str) -> dict[str, dict[str, str]]:
        _, text, _ = run(
            capfd,
            *("passes", "--antenna", "KIR-1", "--antenna", "CEB-1", "--hours", hours),
            *("--at", at, "--format", "csv"),
        )
        rows = rows_of(text)
        assert len({row["id"] for row in rows}) == len(rows)
        return {row["id"]: row for row in rows}

    whole = found(AT, "48")
    within = found("2026-09-05T11:03:37Z", "9.7")
    rising = {name for name, row in within.items() if row["rise_at"]}
    assert len(rising) > 20
    assert rising < whole.keys()
    cut = [row for row in within.values() if not row["rise_at"]]
    assert cut
    assert all("-until-" in row["id"] or "-during-" in row["id"] for row in cut)
    assert any(row["id"].startswith("CRY-KIR-1-until-") for row in cut)
    assert not any(name.startswith("CRY-KIR-1-until-") for name in whole)


def test_a_catalogue_has_the_passes_of_the_network(capfd: pytest.CaptureFixture[str]) -> None:
    """The same elements, the same antenna: only the name of the craft differs."""
    _, text, err = run(capfd, *CATALOGUE, *CRYOSAT, "--format", "csv")
    assert "3 sets of 1 objects" in err
    _, document, _ = run(capfd, *OF_ONE, "--json")
    rows, passes = rows_of(text), json.loads(document)
    assert len(rows) == len(passes) > 9
    for row, one in zip(rows, passes, strict=True):
        assert row["id"] == one["id"].replace("CRY-", "36508-", 1)
        assert row["spacecraft"] == "36508"
        away = datetime.fromisoformat(row["set_at"]) - datetime.fromisoformat(one["set_at"])
        assert abs(away) < timedelta(milliseconds=1)
        for name in (
            "rise_azimuth_deg",
            "set_azimuth_deg",
            "set_elevation_deg",
            "max_elevation_deg",
        ):
            assert float(row[name]) == pytest.approx(one[name], abs=2e-6)
        for name in ("rise_range_km", "culmination_range_km", "set_range_km"):
            assert float(row[name]) == pytest.approx(one[name], abs=2e-3)
        assert row["quality"] == one["quality"]


def test_every_object_of_a_catalogue_over_every_antenna(
    capfd: pytest.CaptureFixture[str],
) -> None:
    code, text, err = run(
        capfd, "passes", "--catalogue", str(ELEMENTS), "--at", AT, "--format", "csv"
    )
    rows = rows_of(text)
    assert code == 0
    assert len({row["spacecraft"] for row in rows}) > 30
    assert len({row["antenna"] for row in rows}) > 30
    assert "89 sets of 43 objects" in err


def test_an_antenna_without_a_position_sees_nothing_and_says_so(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = Figure(value=None)
    nowhere = Antenna(
        id="S-1",
        name="S-1",
        site="S",
        network="n",
        diameter_m=unknown,
        latitude_deg=unknown,
        longitude_deg=unknown,
        height_m=unknown,
        mask_deg=unknown,
    )
    network = Network(name="Nowhere", sites=(), antennas=(nowhere,), spacecraft=())
    monkeypatch.setattr("dishboard.config.read_network", lambda _: network)
    asked = ("passes", "--catalogue", str(ELEMENTS), "--at", AT)
    code, text, err = run(capfd, *asked, "--format", "json")
    assert (code, text) == (0, "[]\n"), err
    assert "S-1: no position found in any source" in err
    code, text, _ = run(capfd, *asked, "--format", "csv")
    assert (code, text) == (0, ",".join(COLUMNS) + "\n")


def test_what_is_written_in_pieces_is_whole(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [run(capfd, *OF_ONE, "--format", form) for form in ("json", "csv")]
    monkeypatch.setattr("dishboard.cli.pass_output._ROWS_AT_ONCE", 3)
    assert [run(capfd, *OF_ONE, "--format", form) for form in ("json", "csv")] == asked


def test_an_object_is_found_by_its_name(capfd: pytest.CaptureFixture[str]) -> None:
    _, by_name, _ = run(capfd, *CATALOGUE, "--spacecraft", "proba-1", "--json")
    _, by_number, _ = run(capfd, *CATALOGUE, "--spacecraft", "26958", "--json")
    assert by_name == by_number != "[]\n"


def test_what_decays_is_named_and_the_rest_is_computed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    asked = ("--format", "csv", "--hours", "24")
    code, text, err = run(capfd, *CATALOGUE[:-1], "2026-08-31T12:00:00Z", *asked)
    assert code == 0
    assert len({row["spacecraft"] for row in rows_of(text)}) > 15
    (line,) = [line for line in err.splitlines() if "CLUSTER II-FM7" in line]
    assert "26410 CLUSTER II-FM7 (SAMBA): decayed: SGP4 has it below 100 km" in line
    assert "from 2026-08-31T2" in line
    # Months later it is down from the beginning, and no pass of it is told.
    code, text, err = run(capfd, *CATALOGUE[:-1], "2026-11-22T00:00:00Z", *asked)
    assert code == 0
    (line,) = [line for line in err.splitlines() if "CLUSTER II-FM7" in line]
    assert "from" not in line
    assert "26410" not in {row["spacecraft"] for row in rows_of(text)}


def test_elements_that_are_too_old_are_said_and_not_refused(
    capfd: pytest.CaptureFixture[str],
) -> None:
    asked = (*CATALOGUE[:-1], "2027-08-01T00:00:00Z", *CRYOSAT)
    code, text, err = run(capfd, *asked, "--format", "csv")
    assert code == 0
    assert "1 of 1 objects rest on elements that have expired" in err
    assert {row["quality"] for row in rows_of(text)} == {"indicative"}
    _, table, _ = run(capfd, *asked)
    assert "△ 1 of 1 objects rest on elements that have expired" in table
    assert "36508 C" in table


def test_bad_sets_are_named_with_their_lines(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "some.csv"
    lines = ELEMENTS.read_text().splitlines()
    file.write_text("\n".join([*lines[:7], lines[7].replace("25989", "none"), *lines[8:]]) + "\n")
    code, text, err = run(
        capfd, "passes", "--catalogue", str(file), "--antenna", "KIR-1", "--at", AT, "--json"
    )
    assert code == 0
    assert f"dishboard: {file} line 8: expected NORAD_CAT_ID of 1 to 9 digits, got 'none'" in err
    assert json.loads(text)


def test_a_file_appears_whole_or_not_at_all(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "passes.csv"
    file.write_text("what was there before")

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("dishboard.cli.pass_output._csv", broken)
        with pytest.raises(SystemExit, match="130"):
            run(capfd, *OF_ONE, "--format", "csv", "--output", str(file))
    assert file.read_text() == "what was there before"
    code, out, _ = run(capfd, *OF_ONE, "--format", "csv", "--output", str(file))
    assert (code, out) == (0, "")
    assert len(rows_of(file.read_text())) > 9
    assert [one.name for one in tmp_path.iterdir()] == ["passes.csv"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((*OF_ONE, "--json", "--format", "csv"), 2, "--json and --format csv exclude each other"),
        ((*OF_ONE, "--output", "x.csv"), 2, "--output needs --format"),
        ((*OF_ONE, "--format", "csv", "--output", "no/such/x.csv"), 2, "there is no folder"),
        ((*OF_ONE, "--format", "csv", "--output", "/"), 2, "is a folder"),
        ((*OF_ONE, "--format", "xml"), 2, "xml"),
        (("passes", "--catalogue", "nowhere.3le"), 2, "nowhere.3le: No such file"),
        ((*CATALOGUE, "--spacecraft", "PROBA1"), 2, "did you mean 'PROBA-1'?"),
        ((*CATALOGUE, "--hours", "193"), 2, "192"),
    ],
)
def test_wrong_use_is_explained(
    capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, words: str
) -> None:
    got, out, err = run(capfd, *arguments)
    assert (got, out) == (code, "")
    assert words in " ".join(err.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<html>403</html>", "element sets expected, the text begins '<html>403</html>'"),
        ("", "the file is empty"),
        (BAD, "none of its element sets is good"),
    ],
)
def test_a_file_without_one_good_set_is_faulty(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "sets.3le"
    file.write_text(text)
    code, out, err = run(capfd, "passes", "--catalogue", str(file), "--at", AT)
    assert (code, out) == (1, "")
    assert words in err


def test_a_small_catalogue_loads_no_compiler() -> None:
    program = (
        "import sys; from dishboard.cli import main; "
        f"code = main({[*CATALOGUE, *CRYOSAT, '--json']!r}); "
        "heavy = {'numba', 'pyarrow', 'scipy'} & sys.modules.keys(); "
        "sys.exit(f'{code} {heavy}' if code or heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_whole_active_catalogue_over_forty_antennas(tmp_path: Path) -> None:
    """16,069 objects × 40 antennas × 24 h: three million passes, none of them held in memory."""
    pytest.importorskip("pyarrow")
    shared = Path(__file__).parents[2].parent / "shared"
    catalogue = shared / "data/elements/active-20260822.3le"
    if not catalogue.exists():
        pytest.skip("the recorded catalogue is not here")
    from dishboard.networks import default_network

    placed = [one.id for one in default_network().antennas if one.has_position][:40]
    file = tmp_path / "passes.parquet"
    program = (
        "import resource, sys, time; from dishboard.cli import main; "
        "code = main(sys.argv[1:]); "
        "print(code, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    arguments = ["passes", "--catalogue", str(catalogue), "--at", "2026-11-22T00:00:00Z"]
    arguments += [part for one in placed for part in ("--antenna", one)]
    arguments += ["--format", "parquet", "--output", str(file)]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    code, processor_s, most_kib = done.stdout.split()
    assert code == "0"
    assert float(processor_s) < 60  # 11 s where it was written, 0.4 GiB
    assert int(most_kib) < 2 * 1024**2
    from pyarrow import parquet

    assert parquet.read_metadata(file).num_rows > 3_000_000
    ids = parquet.read_table(file, columns=["id"])["id"]
    assert len(ids.unique()) == len(ids)
    failures = [line for line in done.stderr.splitlines() if "decayed" in line]
    assert len(failures) > 240


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's device without space")
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_standard_output_without_space_is_one_line(form: str) -> None:
    program = "import sys; from dishboard.cli import main; sys.exit(main())"
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", program, *OF_ONE, "--format", form],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("dishboard: No space left on device")
    assert "Traceback" not in done.stderr
