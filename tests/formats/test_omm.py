import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.errors import FormatError
from dishboard.formats.elements import read_elements
from dishboard.formats.omm import parse_omm_csv, parse_omm_json, write_omm_csv
from dishboard.formats.tle import parse_tle

# recorded, CelesTrak 2026-07-30: the same set of the ISS as CSV and as TLE, and a six-digit object
CSV = """\
OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,\
MEAN_ANOMALY,EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,\
MEAN_MOTION_DOT,MEAN_MOTION_DDOT
ISS (ZARYA),1998-067A,2026-07-30T20:40:53.573952,15.49272805,.0007096,51.6314,83.9591,355.3737,\
4.7185,0,U,25544,999,57852,.17005E-3,.9023E-4,0
SOYUZ-MS 29,2026-162A,2026-07-30T03:39:08.864352,15.49259390,.0007078,51.6319,87.4712,352.8836,\
7.2051,0,U,100057,999,57833,.16539E-3,.8758E-4,0
"""
TLE = """\
ISS (ZARYA)
1 25544U 98067A   26211.86173118  .00009023  00000+0  17005-3 0  9996
2 25544  51.6314  83.9591 0007096 355.3737   4.7185 15.49272805578527
"""
# recorded, CelesTrak 2026-09-05: bare numbers
RECORD = {
    "OBJECT_NAME": "ATLAS CENTAUR 2",
    "OBJECT_ID": "1963-047A",
    "EPOCH": "2026-09-05T10:03:59.729184",
    "MEAN_MOTION": 14.12659967,
    "ECCENTRICITY": 0.05452096,
    "INCLINATION": 30.356,
    "RA_OF_ASC_NODE": 270.6582,
    "ARG_OF_PERICENTER": 225.1519,
    "MEAN_ANOMALY": 130.3528,
    "EPHEMERIS_TYPE": 0,
    "CLASSIFICATION_TYPE": "U",
    "NORAD_CAT_ID": 694,
    "ELEMENT_SET_NO": 999,
    "REV_AT_EPOCH": 15705,
    "BSTAR": 0.00012790702,
    "MEAN_MOTION_DOT": 1.173e-05,
    "MEAN_MOTION_DDOT": 0,
}


def test_omm_and_tle_of_one_set_are_the_same():
    iss, soyuz = parse_omm_csv(CSV, "test").sets
    assert parse_tle(TLE, "test").sets == (iss,)
    assert soyuz.norad_id == 100057


def test_space_track_quotes_every_value_and_adds_more():
    """Composed from the recorded record, in Space-Track's manner."""
    quoted = {key: str(value) for key, value in RECORD.items()}
    quoted |= {"MEAN_ELEMENT_THEORY": "SGP4", "REF_FRAME": "TEME", "TIME_SYSTEM": "UTC"}
    quoted |= {"TLE_LINE1": "1 …", "PERIOD": "101.935"}
    bare = parse_omm_json(json.dumps([RECORD]), "test")
    assert parse_omm_json(json.dumps([quoted]), "test") == bare
    assert parse_omm_json(json.dumps(RECORD), "test") == bare
    assert bare.sets[0].bstar == 0.00012790702


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("NORAD_CAT_ID", 1_000_000_000, "expected NORAD_CAT_ID of 1 to 9 digits, got 1000000000"),
        ("NORAD_CAT_ID", "A0080", "expected NORAD_CAT_ID of 1 to 9 digits, got 'A0080'"),
        ("ECCENTRICITY", 1.2, "expected ECCENTRICITY between 0 and 1, got 1.2"),
        ("MEAN_MOTION", True, "expected MEAN_MOTION between 0.001 and 20, got True"),
        ("MEAN_MOTION", None, "expected MEAN_MOTION between 0.001 and 20, got None"),
        ("MEAN_ANOMALY", "NaN", "expected MEAN_ANOMALY between -360 and 360, got 'NaN'"),
        ("EPOCH", "26211.86", "expected EPOCH like 2026-09-04T03:11:24.612864 (UTC), got '26211"),
        ("REF_FRAME", "GCRF", "expected REF_FRAME TEME, got 'GCRF'"),
        ("MEAN_ELEMENT_THEORY", "DSST", "expected MEAN_ELEMENT_THEORY SGP4, got 'DSST'"),
    ],
)
def test_a_bad_record_is_refused_with_its_reason_and_the_rest_kept(field, value, problem):
    found = parse_omm_json(json.dumps([RECORD, RECORD | {field: value}, 7, RECORD]), "test")
    assert len(found.sets) == 2
    assert str(found.problems[0]).startswith(f"record 2: {problem}")
    assert str(found.problems[1]) == "record 3: expected an OMM record, got 7"


def test_nine_digits():
    found = parse_omm_json(json.dumps([RECORD | {"NORAD_CAT_ID": "799500001"}]), "test")
    assert found.sets[0].norad_id == 799_500_001


def test_what_is_written_reads_back():
    sets = parse_omm_csv(CSV, "here").sets
    text = write_omm_csv(sets, ("a note", "another"))
    assert text.startswith("# a note\n# another\nOBJECT_NAME,")
    assert parse_omm_csv(text, "there").sets == sets  # each row carries its own source


def test_a_problem_names_the_line_of_the_file():
    broken = "# a note\n" + CSV.replace("51.6319", "north")
    (problem,) = parse_omm_csv(broken, "test").problems
    assert str(problem) == "line 4: expected INCLINATION between 0 and 180, got 'north'"


@pytest.mark.parametrize("text", [CSV, TLE, json.dumps([RECORD]), "\ufeff" + CSV])
def test_the_form_is_told_by_its_beginning(text):
    assert read_elements(text.encode(), "test").sets


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "element sets expected, the file is empty"),
        ("# only notes\n", "element sets expected, the file is empty"),
        ("No GP data found", "element sets expected, the text begins 'No GP data found'"),
        ('Invalid query: "GROUP=nope"', "element sets expected, the text begins 'Invalid query"),
        ("[{", "OMM JSON expected: "),
        ('"text"', "element sets expected, the text begins"),
        ("OBJECT_NAME,EPOCH,MEAN_MOTION\n", "OMM CSV line 1: no column ARG_OF_PERICENTER, "),
    ],
)
def test_what_holds_no_elements_is_one_clear_error(text, message):
    with pytest.raises(FormatError) as error:
        read_elements(text.encode(), "test")
    assert str(error.value).startswith(message)


@given(st.binary(max_size=400))
def test_any_bytes_give_sets_or_a_format_error(data):
    try:
        found = read_elements(data, "test")
    except FormatError:
        return
    assert found.sets or found.problems or data.strip() in (b"[]", b"[ ]")


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_json_gives_sets_problems_or_a_format_error(document):
    try:
        parse_omm_json(json.dumps(document), "test")
    except FormatError:
        return


@pytest.mark.parametrize("text", ["[" * 200_000, '[{"a":' * 200_000], ids=["lists", "objects"])
def test_deep_nesting_is_no_crash(text):
    with pytest.raises(FormatError):
        parse_omm_json(text, "test")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("NORAD_CAT_ID", "9" * 5_000),
        ("MEAN_MOTION", 10**400),
        ("EPOCH", "9999-12-31T23:59:59-23:00"),
        ("EPOCH", "0001-01-01T00:00:00+23:00"),
    ],
)
def test_values_beyond_python_are_problems(field, value):
    found = parse_omm_json(json.dumps([{**RECORD, field: value}]), "test")
    assert found.sets == ()
    assert found.problems[0].expected.startswith(field)
