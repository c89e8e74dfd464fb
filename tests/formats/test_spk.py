"""SPK files, against what CSPICE reads from them."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dishboard.errors import FormatError
from dishboard.formats.spk import SpkPolynomials, SpkSegment, looks_like_spk, read_spk
from dishboard.geometry.interpolation import hermite_between, lagrange_between

FIXTURES = Path(__file__).parents[1] / "fixtures" / "spk"
CSPICE = json.loads((FIXTURES / "cspice.json").read_text())
TABLE = (FIXTURES / "type-13.bsp").read_bytes()


def states(segment: SpkSegment, tdb_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    data = segment.data
    if isinstance(data, SpkPolynomials):
        return data.states(tdb_s)
    between = hermite_between if data.hermite else lagrange_between
    return between(data.epoch_s, data.position_km, data.velocity_km_s, tdb_s, data.points)


@pytest.mark.parametrize(
    ("name", "allowed_km"),
    [
        ("type-02.bsp", 1e-5),
        ("type-03.bsp", 1e-5),
        ("type-08.bsp", 1e-7),
        ("type-09.bsp", 1e-7),
        ("type-12.bsp", 1e-7),
        ("type-13.bsp", 1e-7),
        ("type-18.bsp", 1e-4),  # between two sets of nearest states CSPICE takes the other one
        ("type-18-0.bsp", 1e-7),
    ],
)
def test_as_cspice_reads_it(name: str, allowed_km: float) -> None:
    (segment,) = read_spk((FIXTURES / name).read_bytes(), {-28}).segments
    assert (segment.target, segment.centre, segment.frame) == (-28, 10, 1)
    truth = np.array(CSPICE[name])
    position, velocity = states(segment, truth[:, 0])
    assert np.abs(position - truth[:, 1:4]).max() < allowed_km
    assert np.abs(velocity - truth[:, 4:]).max() < 1e-8


def test_only_what_is_asked_for_is_read() -> None:
    spk = read_spk((FIXTURES / "mixed.bsp").read_bytes(), {-999})
    assert [segment.target for segment in spk.segments] == [-999]
    assert spk.others == {-28, 499}


def test_other_types_are_refused_by_number() -> None:
    spk = read_spk((FIXTURES / "type-05.bsp").read_bytes(), {-28})
    assert spk.segments == ()
    assert spk.problems == (
        "segment 1 (-28 about 10): segments of type 5 are not read; "
        "types 2, 3, 8, 9, 12, 13 and 18 are",
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "expected a whole SPK file"),
        (b"DAF/SPK ", "damaged one"),
        (TABLE[:1030], "damaged one"),
        (b"\x7fELF" + bytes(3000), "file starts with"),
    ],
)
def test_what_is_no_spk_file(data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_spk(data, {-28})


def test_a_file_cut_within_its_numbers_is_refused() -> None:
    spk = read_spk(TABLE[:4096], {-28})
    assert spk.problems == (
        "segment 1 (-28 about 10): expected its numbers within the file; it is cut off or damaged",
    )


def test_records_in_a_circle_come_to_an_end() -> None:
    record = int(struct.unpack_from("<i", TABLE, 76)[0])  # the first summary record
    data = bytearray(TABLE)
    struct.pack_into("<d", data, (record - 1) * 1024, float(record))
    with pytest.raises(FormatError, match="come to an end"):
        read_spk(bytes(data), {-28})


def test_the_first_word_tells() -> None:
    assert looks_like_spk(TABLE)
    assert looks_like_spk(b"NAIF/DAF" + bytes(10))
    assert not looks_like_spk(b"DAF/CK  ")
    assert not looks_like_spk(b"CCSDS_OEM_VERS = 2.0")


@given(st.integers(0, len(TABLE)), st.integers(0, 40), st.binary(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_segments_or_a_reason(at: int, removed: int, put: bytes) -> None:
    try:
        spk = read_spk(TABLE[:at] + put + TABLE[at + removed :], {-28})
    except FormatError:
        return
    for segment in spk.segments:
        assert segment.start_s < segment.end_s
