"""Horizons' tables are believed when their header says what they are; all else says why not."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dishboard.errors import FormatError
from dishboard.formats.horizons import HorizonsRangeError, parse_horizons

FIXTURES = Path(__file__).parents[1] / "fixtures" / "horizons"
CAPSTONE = (FIXTURES / "capstone.txt").read_text()
SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "horizons"


def test_comma_separated() -> None:
    table = parse_horizons(CAPSTONE.encode())
    assert (table.target, table.target_id, table.centre_id) == ("CAPSTONE (spacecraft)", -1176, 399)
    assert (table.solution, table.run_on) == ("CAPSTONE_merged", date(2026, 2, 15))
    assert table.tdb_s.tolist() == [824385600.0, 824389200.0]  # 9,541.5 days after J2000
    assert table.position_km[1].tolist() == [
        195157.2016702563,
        -289081.7785604124,
        -213429.6101856498,
    ]
    assert table.velocity_km_s[0, 2] == 0.05844482075230870


def test_as_json_it_is_the_same() -> None:
    """format=json: the same text under `result`."""
    wrapped = json.dumps({"signature": {"version": "1.2"}, "result": CAPSTONE}).encode()
    assert np.array_equal(
        parse_horizons(wrapped).position_km, parse_horizons(CAPSTONE.encode()).position_km
    )


def test_labelled() -> None:
    table = parse_horizons((FIXTURES / "roman.txt").read_bytes())
    assert table.target_id == -211
    assert table.run_on is None
    assert np.diff(table.tdb_s).tolist() == [60.0]
    assert np.linalg.norm(table.position_km[0]) == pytest.approx(457180.2635783068)  # its own RG


@pytest.mark.parametrize(
    ("words", "after", "instant"),
    [
        (
            'No ephemeris for target "MESSENGER (spacecraft)" after '
            "A.D. 2015-MAY-01 18:49:57.1850 TDB",
            True,
            "2015-05-01T18:49:57",
        ),
        (
            'No ephemeris for target "Artemis II (spacecraft)" prior to '
            "A.D. 2026-APR-02 01:58:32.3050 TDB",
            False,
            "2026-04-02T01:58:32",
        ),
    ],
)  # as quoted in public client code
def test_times_without_ephemeris(words: str, after: bool, instant: str) -> None:
    for data in (words, json.dumps({"result": f"header\n{words}\n"}), json.dumps({"error": words})):
        with pytest.raises(HorizonsRangeError) as raised:
            parse_horizons(data.encode())
        assert raised.value.after is after
        assert f"{'after' if after else 'before'} {instant} TDB" in str(raised.value)
        at = np.datetime64("2000-01-01T12:00:00") + np.timedelta64(int(raised.value.at_tdb_s), "s")
        assert str(at) == instant


def header(name: str, value: str) -> str:
    lines = [
        f"{name:16s}: {value}" if line.startswith(name) else line for line in CAPSTONE.splitlines()
    ]
    return "\n".join(lines)


WRONG = [
    ((FIXTURES / "several.txt").read_text(), "several bodies by VENUS*: not unique"),
    ((FIXTURES / "no-times.txt").read_text(), "it says 'BATVAR: no TLIST values found"),
    ("<!doctype html><title>Busy</title>", "got a web page"),
    ("", "got an empty answer"),
    ("{}", "expected a result in Horizons's JSON"),
    ("{not json", "expected Horizons's JSON"),
    ('{"result":' + "[" * 200_000, "expected Horizons's JSON"),
    (CAPSTONE.split("$$EOE")[0], "one that is cut off"),
    (CAPSTONE.replace("KM-S", "AU-D"), "Output units 'KM-S', got 'AU-D'"),
    (CAPSTONE.replace(": ICRF", ": Ecliptic of J2000.0"), "'ICRF', got 'Ecliptic of J2000.0'"),
    (CAPSTONE.replace("GEOMETRIC cart", "ASTROMETRIC cart"), "Output type 'GEOMETRIC cartesian"),
    (CAPSTONE.replace("00.0000 TDB", "00.0000 UT"), "Start time in TDB, got 'A.D. 2026-Feb-15"),
    (CAPSTONE.replace("Target body name:", "Target name:"), "expected a Target body name"),
    (CAPSTONE.replace("Earth (399)", "Earth"), "Center body name with its number, got none"),
    (header("Stop  time", "A.D. 2026-Feb-15 09:00:00.0000 TDB"), "got fewer"),
    (CAPSTONE.replace(".541666667", ".541777777"), "expected one time twice, got two"),
    (CAPSTONE.replace("8.374650193766431E-01", "n.a."), "expected six numbers"),
    (CAPSTONE.replace("8.374650193766431E-01", "nan"), "state 2 is nowhere"),
    (CAPSTONE.replace("1.951572016702563E+05", "1.9E+25"), "nowhere in the solar system"),
    (CAPSTONE.replace("2026-Feb-15 01:", "2026-Fub-15 01:"), "expected a date"),
    (CAPSTONE.replace("$$SOE", "$$SOE\nnonsense"), "expected a state, got 'nonsense'"),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[message[:30] for _, message in WRONG])
def test_anything_else_says_why(text: str, message: str) -> None:
    with pytest.raises(FormatError) as raised:
        parse_horizons(text.encode())
    assert message in str(raised.value)


@pytest.mark.parametrize(
    "value",
    [
        " " * 4_000 + "x)",
        "x" + " " * 4_000 + "x",
        "{source:" + " " * 4_000 + "x",
        "x (" + "9" * 5_000,
    ],
    ids=["space", "space within", "source", "digits"],
)
def test_a_header_of_any_length_takes_no_time(value: str) -> None:
    """Four thousand spaces took a regular expression a minute, with all else standing still."""
    began_s = time.process_time()
    for wrong in (value, f"Capstone{value}(-1)"):
        with suppress(FormatError):
            parse_horizons(header("Target body name", wrong).encode())
    assert time.process_time() - began_s < 1.0


@given(st.integers(0, len(CAPSTONE)), st.integers(0, 200), st.binary(max_size=20))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_table_or_a_reason(at: int, removed: int, put: bytes) -> None:
    data = CAPSTONE.encode()
    try:
        table = parse_horizons(data[:at] + put + data[at + removed :])
    except FormatError:
        return
    assert np.isfinite(table.position_km).all()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="recorded samples are not here")
def test_recorded_answers() -> None:
    for file in SAMPLES.glob("*.txt"):
        with pytest.raises(FormatError):  # ecliptic au/day tables, excerpts without header, errors
            parse_horizons(file.read_bytes())
    ceres = (SAMPLES / "astroquery-ceres_vectors_range.txt").read_text()
    ours = ceres.replace("AU-D\n", "KM-S\n").replace("Ecliptic of J2000.0\n*", "ICRF\n*")
    table = parse_horizons(ours.encode())  # header and rows as recorded, but for what we insist on
    assert (table.target, table.target_id, table.centre_id) == ("1 Ceres (A801 AA)", None, 10)
    assert table.run_on == date(2022, 6, 10)
    assert table.tdb_s.size == 4
