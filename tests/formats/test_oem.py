"""OEM as text and XML: what is read, what is forgiven, what is refused and how it is said."""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.errors import FormatError
from dishboard.formats import oem
from dishboard.formats.oem import draft, looks_like_oem, read_oem, xml
from dishboard.formats.oem.epochs import calendar_s, utc_instant

FIXTURES = Path(__file__).parents[1] / "fixtures" / "oem"
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "ndm"
GOOD = (FIXTURES / "two-segments.oem").read_text()


def as_xml(text, root='<oem id="CCSDS_OEM_VERS" version="{version}">'):
    """The same message in the other form: a plain translation of good text."""
    version = re.search(r"VERS = (\S+)", text)[1]
    out = ['<?xml version="1.0" encoding="UTF-8"?>', root.format(version=version), "<header>"]
    tag = "<{0}>{1}</{0}>"
    names = [*"XYZ", *(f"{axis}_DOT" for axis in "XYZ"), *(f"{axis}_DDOT" for axis in "XYZ")]
    triangle = [f"C{a}_{b}" for n, a in enumerate(names[:6]) for b in names[: n + 1]]
    covariance = []
    for line in text.splitlines()[1:]:
        if line == "META_START":
            out += ["</header><body>"] if "<segment>" not in out else ["</data>", "</segment>"]
            out += ["<segment>", "<metadata>"]
        elif line == "META_STOP":
            out += ["</metadata>", "<data>"]
        elif line == "COVARIANCE_START":
            out.append("<covarianceMatrix>")
        elif line == "COVARIANCE_STOP":
            out += [tag.format(*pair) for pair in zip(triangle, covariance, strict=True)]
            out.append("</covarianceMatrix>")
        elif "=" in line:
            out.append(tag.format(*(part.strip() for part in line.split("=", 1))))
        elif out[-1].startswith(("<covarianceMatrix", "<COV_REF", "<EPOCH")) and line[:2] != "20":
            covariance += line.split()
        elif line[:2] == "20":
            epoch, *numbers = line.split()
            values = [tag.format(*pair) for pair in zip(names, numbers, strict=False)]
            out += ["<stateVector>", tag.format("EPOCH", epoch), *values, "</stateVector>"]
    return "\n".join([*out, "</data>", "</segment>", "</body>", "</oem>"])


def only(text):
    (message,) = read_oem(text.encode() if isinstance(text, str) else text)
    return message


def problem(text):
    """The one problem of a text of which one segment is good."""
    message = only(text)
    assert len(message.segments) == 1
    (found,) = message.problems
    return str(found)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize("form", [str, as_xml], ids=["text", "xml"])
def test_a_message_is_read(form):
    message = only(form(GOOD))
    assert message.version == "2.0"
    assert message.originator == "DISHBOARD"
    assert message.created_at == datetime(2026, 11, 22, 18, tzinfo=UTC)
    assert message.problems == ()
    first, second = message.segments
    assert (first.object_name, first.object_id) == ("CRYOSAT 2", "2010-013A")
    assert (first.centre, first.frame, first.time_system) == ("EARTH", "EME2000", "UTC")
    assert (first.start_s, first.stop_s) == (utc("2026-11-23T00:01"), utc("2026-11-23T00:03"))
    assert (first.interpolation, first.degree) == ("HERMITE", 5)
    assert first.epoch_s.tolist() == [utc(f"2026-11-23T00:0{n}") for n in range(5)]
    assert first.position_km[1].tolist() == [6985.361340, 452.447204, 0]
    assert first.velocity_km_s[1].tolist() == [-0.487741286, 7.530275058, 0]
    assert first.position_sigma_km == pytest.approx([0.03])  # √(1 + 4 + 4) × 10 m
    assert (second.object_name, second.centre) == ("CRYOSAT 2", "EARTH")
    assert (second.start_s, second.stop_s) == (utc("2026-11-23T00:05"), utc("2026-11-23T00:07"))
    assert (second.interpolation, second.degree) == (None, None)
    assert second.position_km.shape == (3, 3)  # accelerations are not taken for anything


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\r", " \t\n", "\n\n"])
def test_blanks_and_line_ends_change_nothing(end):
    text = "\ufeff\n" + GOOD.replace("\n", end).replace("META_STOP", "  META_STOP  ")
    assert [s.epoch_s.size for s in only(text).segments] == [5, 3]


@pytest.mark.parametrize("version", ["1.0", "2.0", "3.0"])
def test_versions(version):
    assert only(GOOD.replace("2.0", version, 1)).version == version


def test_namespaces_and_combined_messages():
    one = as_xml(GOOD).split("\n", 1)[1]
    prefixed = re.sub(r"<(/?)(\w)", r"<\1ndm:\2", one)
    inside = f"{prefixed}<omm><header/></omm>{one}"
    both = f'<ndm:ndm xmlns:ndm="urn:ccsds:schema:ndmxml">{inside}</ndm:ndm>'
    assert [len(message.segments) for message in read_oem(both.encode())] == [2, 2]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("6985.361340", "NaN", "line 22: segment 1 is refused: expected a number, got 'NaN'"),
        ("6985.361340", "1_000", "expected a number, got '1_000'"),
        ("6985.361340", "1e300", "expected a position in km, got one beyond 1e+12"),
        ("7.530275058", "4e5", "got one faster than light"),
        ("6985.361340 ", "", "expected an epoch and 6 numbers (X Y Z X_DOT Y_DOT Z_DOT) or 9"),
        ("23T00:02:00.000 6941", "23T00:01:00.000 6941", "epochs must rise"),
        ("23T00:02:00.000 6941", "33T00:02:00.000 6941", "expected an epoch like 2026-11-23T10"),
        ("CENTER_NAME = EARTH\n", "", "expected CENTER_NAME in this segment's metadata"),
        ("CENTER_NAME = EARTH\n", "CENTER_NAME =\n", "expected a value for CENTER_NAME"),
        ("CENTER_NAME = EARTH\n", "CENTER_NAME = A\nCENTER_NAME = B\n", "is given twice"),
        ("CENTER_NAME = EARTH\n", "CENTRE = EARTH\n", "expected metadata of an OEM, got 'CENTRE'"),
        ("= HERMITE", "= SPLINE", "expected INTERPOLATION LAGRANGE, HERMITE, LINEAR, got 'SPLINE'"),
        ("DEGREE = 5", "DEGREE = 5.0", "expected an INTERPOLATION_DEGREE of 1 to 99, got '5.0'"),
        ("= 2026-11-23T00:03:00.000", "= 2026-11-23T00:09", "USEABLE_STOP_TIME like"),
        ("= 2026-11-23T00:03:00.000", "= 2026-11-23T00:09:00", "USEABLE_STOP_TIME ≤ STOP_TIME"),
        ("0.0 4.0E-04\n", "4.0E-04\n", "expected row 2 of a 6×6 lower triangle, got 1 numbers"),
        ("1.0E-04\n0", "-1.0E-04\n0", "expected variances of 0 or more"),
        ("COVARIANCE_STOP\n", "", "expected a covariance, got 'META_START'"),
        ("COVARIANCE_START\n", "VELOCITY = 1\n", "expected an epoch and 6 numbers"),
    ],
)  # fmt: skip
def test_a_faulty_segment_costs_the_others_nothing(old, new, said):
    assert old in GOOD
    if new == "" and old == "COVARIANCE_STOP\n":
        said = "expected COVARIANCE_STOP before this line"
    assert said in problem(GOOD.replace(old, new, 1))


def test_one_time_scale_in_a_file():
    front, back = GOOD.rsplit("= UTC", 1)
    said = problem(f"{front}= TAI{back}")
    assert "segment 2 is refused: expected one TIME_SYSTEM in a file, got UTC and then TAI" in said


def test_the_same_line_twice_is_one():
    line = GOOD.splitlines()[22]
    assert only(GOOD.replace(line, f"{line}\n{line}")).segments[0].epoch_s.size == 5


def test_states_that_end_early_shorten_what_may_be_used():
    lines = GOOD.splitlines()
    del lines[23:25]  # the last two states of the first segment
    message = only("\n".join(lines))
    assert message.segments[0].stop_s == utc("2026-11-23T00:02")
    assert "only what lies between its first and last state is taken" in str(message.problems[0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: expected CCSDS_OEM_VERS, got an empty file"),
        ("hello", "line 1: expected CCSDS_OEM_VERS, got 'hello'"),
        (GOOD.replace("2.0", "4.0", 1), "expected an OEM of version 1.0, 2.0, 3.0, got '4.0'"),
        (GOOD.replace("ORIGINATOR", "AUTHOR"), "line 4: expected META_START or one of the header"),
        (GOOD.replace("CREATION_DATE = 2026", "CREATION_DATE = 26"), "expected CREATION_DATE like"),
        (GOOD.replace("ORIGINATOR = DISHBOARD\n", ""), "expected ORIGINATOR in the OEM's header"),
        ("<opm/>", "line 1: expected <oem> or <ndm>, got <opm>"),
        ("<ndm/>", "expected an <oem> in this <ndm>, got none"),
        ("<oem version='2.0'><header>", "line 1, column 28: expected an OEM, got broken XML"),
        ("<!DOCTYPE oem [<!ENTITY a 'b'>]><oem/>", "got a document type declaration"),
    ],
)
def test_what_is_no_oem_is_refused_in_words(text, said):
    with pytest.raises(FormatError, match=re.escape(said)):
        read_oem(text.encode())


def test_xml_says_what_it_does_not_expect():
    good = as_xml(GOOD)
    said = problem(good.replace("<X>7000", '<X units="m">7000', 1))
    assert "expected <X> in km, got units 'm'" in said
    assert only(good.replace("<X>7000", '<X units="km">7000')).problems == ()
    assert "got <W>" in problem(good.replace("<X>7000.000000</X>", "<W>1</W>", 1))
    assert "<X> is given twice" in problem(good.replace("<Y>0.000000</Y>", "<X>1</X>", 1))


def test_limits(monkeypatch):
    monkeypatch.setattr(draft, "MAX_STATES", 7)
    with pytest.raises(FormatError, match="expected at most 7 states, got more; split the file"):
        read_oem(GOOD.encode())
    with pytest.raises(FormatError, match="expected at most 7 states"):
        read_oem(as_xml(GOOD).encode())
    monkeypatch.setattr(draft, "MAX_SEGMENTS", 1)
    with pytest.raises(FormatError, match="at most 1 segments"):
        read_oem(GOOD.encode())
    monkeypatch.setattr(xml, "_MAX_ELEMENTS", 20)
    with pytest.raises(FormatError, match="at most 20 elements"):
        read_oem(as_xml(GOOD).encode())
    monkeypatch.setattr(oem, "MAX_BYTES", 10)
    with pytest.raises(FormatError, match="at most 10 bytes"):
        read_oem(GOOD.encode())


@pytest.mark.parametrize("form", [str, as_xml], ids=["text", "xml"])
def test_cut_anywhere_it_is_a_message_or_a_format_error(form):
    data = form(GOOD).encode()
    whole = only(data).segments[0]
    for end in range(len(data)):
        try:
            (message,) = read_oem(data[:end])
        except FormatError:
            continue
        for segment in message.segments:
            # Nothing is ever made up: what is there is the beginning of the whole.
            rows = segment.epoch_s.size
            if segment.number == 1 and rows < 5:
                assert np.array_equal(segment.epoch_s, whole.epoch_s[:rows])


@given(st.binary(max_size=300), st.integers(0, len(GOOD)))
def test_any_bytes_are_a_message_or_a_format_error(noise, at):
    for data in (noise, GOOD[:at].encode() + noise + GOOD[at:].encode(), b"<oem>" + noise):
        looks_like_oem(data)
        try:
            for message in read_oem(data):
                for segment in message.segments:
                    assert np.isfinite(segment.position_km).all()
        except FormatError:
            continue


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-23T10:28:00", "2026-11-23T10:28:00"),
        ("2026-11-23T10:28:00.25Z", "2026-11-23T10:28:00.250"),
        ("2026-327T10:28:00.", "2026-11-23T10:28:00"),
        ("2024-366T00:00:00", "2024-12-31T00:00:00"),
        ("2016-12-31T23:59:60.5", "2017-01-01T00:00:00.500"),
    ],
)
def test_instants(text, instant):
    assert calendar_s(text) == utc(instant)
    assert utc_instant(text).timestamp() == utc(instant)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-11-23", "2026-11-23 10:28:00", "2026-11-31T00:00:00", "2025-366T00:00:00"),
        *("2026-000T00:00:00", "2026-11-23T24:00:00", "2026-11-23T10:28:60", "0000-01-01T00:00:00"),
        *("2026-11-23T10:28:00+01:00", "２026-11-23T10:28:00"),
    ],
)
def test_what_is_no_instant(text):
    with pytest.raises(ValueError, match="no instant"):
        calendar_s(text)


@pytest.mark.skipif(not SHARED.exists(), reason="the samples of the books are not beside us")
def test_the_samples_of_the_books_and_of_orekit():
    rows = csv.DictReader((SHARED / "EXPECTED.csv").read_text().splitlines())
    samples = {row["file"]: row["reader"] for row in rows}
    seen = 0
    for name, reader in samples.items():
        data = (SHARED / name).read_bytes()
        if not ("oem" in name.lower() or name.endswith("ISS.resampled.truncated.txt")):
            continue
        (message,) = read_oem(data)
        seen += 1
        refused = any("refused" in str(found) for found in message.problems)
        assert refused == (reader == "refused"), (name, message.problems)
    assert seen > 15
