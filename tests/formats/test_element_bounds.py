"""Files of element sets that are none: bounded in memory, and told in one line each."""

from __future__ import annotations

import pytest

from dishboard.errors import FormatError
from dishboard.formats.element_sets import MOST_PROBLEMS
from dishboard.formats.elements import MAX_BYTES, read_elements


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"[" + b"{}," * 6_000_000 + b"{}]", "of at most 5,000,000 values; got more"),
        (b"\n" * 6_000_000, "at most 5,000,000 lines"),
        (bytes(MAX_BYTES + 1), f"at most {MAX_BYTES} bytes"),
        (b" " * 1_000_000, "the file is empty"),
        (b"# a note\n" * 100_000, "the file is empty"),
    ],
)
def test_what_would_take_gigabytes_is_refused_first(data: bytes, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        read_elements(data, "x")


@pytest.mark.parametrize("data", [b"[" + b"{}," * 49_999 + b"{}]", b"2 " + b"9" * 70 + b"\n"])
def test_very_many_faulty_sets_are_counted(data: bytes) -> None:
    if data.startswith(b"2"):
        data *= 50_000
    problems = read_elements(data, "x").problems
    assert len(problems) == MOST_PROBLEMS + 1
    assert str(problems[-1]).endswith("expected fewer faulty sets, got 40000 more after it")


def test_a_line_of_a_megabyte_is_cut_in_its_problem() -> None:
    (problem,) = read_elements(b"2 " + b"9\x00" * 500_000, "x").problems
    assert len(problem.got) == 120
    assert problem.got.isprintable()


def test_notes_without_end_before_the_first_set_are_passed_over() -> None:
    notes = b"# a note\n" * 20_000
    header = b"OBJECT_NAME,MEAN_MOTION\n"
    with pytest.raises(FormatError, match="OMM CSV line 20001: no column"):
        read_elements(notes + header, "x")
