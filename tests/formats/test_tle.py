from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.formats.tle import alpha5_number, checksum, parse_tle

# recorded, CelesTrak 2026-07-30
NAME = "ISS (ZARYA)"
FIRST = "1 25544U 98067A   26211.86173118  .00009023  00000+0  17005-3 0  9996"
SECOND = "2 25544  51.6314  83.9591 0007096 355.3737   4.7185 15.49272805578527"


def with_checksum(line):
    return line[:68] + str(checksum(line))


def one(text):
    found = parse_tle(text, "test")
    assert found.problems == ()
    (elements,) = found.sets
    return elements


def test_every_field():
    iss = one(f"{NAME}\n{FIRST}\n{SECOND}\n")
    assert (iss.norad_id, iss.name, iss.cospar_id) == (25544, NAME, "1998-067A")
    assert iss.epoch_at == datetime(2026, 7, 30, 20, 40, 53, 573952, UTC)
    assert iss.mean_motion_rev_day == 15.49272805
    assert (iss.eccentricity, iss.inclination_deg, iss.node_deg) == (0.0007096, 51.6314, 83.9591)
    assert (iss.periapsis_deg, iss.mean_anomaly_deg) == (355.3737, 4.7185)
    assert (iss.bstar, iss.mean_motion_dot, iss.mean_motion_ddot) == (0.17005e-3, 0.00009023, 0)
    assert iss.source == "test"


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST}\n{SECOND}",
        f"{NAME:24}\r\n{FIRST}\r\n{SECOND}\r\n",
        f"0 {NAME}\n{FIRST}\n{SECOND}\n",
        f"\n# a note\n{NAME}\n{FIRST}  \n{SECOND}\n\n",
    ],
    ids=["two lines", "CRLF and a padded name", "Space-Track's name", "notes and blanks"],
)
def test_as_it_is_found_in_the_wild(text):
    assert one(text).mean_anomaly_deg == 4.7185


@pytest.mark.parametrize(
    ("columns", "number"),
    [("25544", 25544), ("00005", 5), ("    5", 5), ("A0080", 100080), ("Z9999", 339999)],
)
def test_numbers(columns, number):
    assert alpha5_number(columns) == number
    lines = [with_checksum(line[:2] + columns + line[7:]) for line in (FIRST, SECOND)]
    assert one("\n".join(lines)).norad_id == number


@pytest.mark.parametrize("columns", ["I0080", "O0080"])
def test_letters_that_alpha5_leaves_out(columns):
    lines = [with_checksum(line[:2] + columns + line[7:]) for line in (FIRST, SECOND)]
    assert len(parse_tle("\n".join(lines), "test").problems) == 1


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        (FIRST[:-1] + "5", SECOND, "line 2: expected checksum 6, got 5"),
        (FIRST, SECOND[:-1] + "0", "line 3: expected checksum 7, got 0"),
        (FIRST, SECOND.replace("51.6314", "51.6324"), "line 3: expected checksum 8, got 7"),
        (FIRST, "", "line 3: expected line 2 of an element set, got nothing"),
        (
            FIRST,
            with_checksum("2 25545" + SECOND[7:]),
            "line 3: expected the same number as in line 1, 25544, got 25545",
        ),
        (FIRST[:-1] + "x", SECOND, "line 2: expected checksum 6, got x"),
        (FIRST[:60], SECOND, "line 2: expected 69 columns, the last a checksum, got 60: "),
    ],
)
def test_a_bad_set_is_refused_with_its_reason_and_the_rest_kept(first, second, problem):
    found = parse_tle(f"BAD\n{first}\n{second}\n{NAME}\n{FIRST}\n{SECOND}\n", "test")
    assert [str(one)[: len(problem)] for one in found.problems] == [problem]
    assert [elements.name for elements in found.sets] == [NAME]


def test_a_second_line_alone_is_a_problem():
    (problem,) = parse_tle(SECOND, "test").problems
    assert problem.expected == "line 1 of a set before its line 2"


def test_no_digit_of_an_epoch_is_lost():
    lines = [with_checksum(FIRST[:18] + "26249.13213992" + FIRST[32:]), SECOND]
    assert one("\n".join(lines)).epoch_at == datetime(2026, 9, 6, 3, 10, 16, 889088, UTC)


@given(st.text(max_size=300))
def test_any_text_gives_sets_or_problems(text):
    found = parse_tle(text, "test")
    assert all(problem.line >= 1 for problem in found.problems)


@given(st.integers(0, 68), st.characters(min_codepoint=32, max_codepoint=126))
def test_one_wrong_character_never_passes_as_another_orbit(column, character):
    """A digit changed is caught by the checksum, anything else by the shape or the numbers."""
    line = SECOND[:column] + character + SECOND[column + 1 :]
    found = parse_tle(f"{FIRST}\n{line}", "test")
    for elements in found.sets:
        assert elements.inclination_deg in (51.6314, 1.6314)  # blanks and letters count 0
