"""The SatNOGS Network API's answers: recorded and composed ones, and whatever else may come."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.errors import FormatError
from dishboard.formats.satnogs import is_temporary, parse_observations, parse_stations

FIXTURES = Path(__file__).parents[1] / "fixtures" / "satnogs"


def test_a_recorded_observation() -> None:
    page = parse_observations((FIXTURES / "observation-recorded-2026-03-29.json").read_bytes())
    (one,) = page.items
    assert page.problems == ()
    assert (one.id, one.station, one.norad_id) == (13687665, 4680, 25544)
    assert one.start_at == datetime(2026, 3, 29, 19, 8, 44, tzinfo=UTC)
    assert one.end_at == datetime(2026, 3, 29, 19, 17, 16, tzinfo=UTC)
    assert (one.status, one.waterfall) == ("good", "unknown")
    assert (one.frequency_hz, one.mode, one.max_elevation_deg) == (145.8e6, "SSTV", 50.0)
    assert (one.satellite, one.station_name) == ("ISS", "MAJESAT")


def test_recorded_stations_of_two_forms() -> None:
    (new,) = parse_stations((FIXTURES / "station-recorded-2026-09-16.json").read_bytes()).items
    (old,) = parse_stations((FIXTURES / "station-recorded-2026-03-29.json").read_bytes()).items
    assert (new.id, new.name, new.status) == (2380, "Piszkesteto UHF", "Online")
    assert (new.latitude_deg, new.longitude_deg, new.height_m) == (47.917, 19.895, 954.0)
    assert new.last_seen_at == datetime(2026, 9, 16, 11, 58, tzinfo=UTC)
    assert (old.name, old.min_elevation_deg) == ("SV1IYO/A", 15.0)


def test_composed_jobs_and_what_is_wrong_with_one_of_them() -> None:
    page = parse_observations((FIXTURES / "jobs-composed.json").read_bytes())
    assert [(job.id, job.norad_id, job.status) for job in page.items] == [
        (14000002, 36508, None),
        (14000003, 98123, None),  # read from its elements: older jobs have no number
    ]
    assert page.problems == (
        "observation 14000004: end: expected up to 2 days after start, "
        "got '2026-11-23T14:00:00Z'; left out",
    )


@pytest.mark.parametrize(
    ("place", "known"),
    [
        ({"lat": 0.0, "lng": 0.0}, False),
        ({"lat": 0, "lng": 0}, False),
        ({"lat": None, "lng": 21.8}, False),
        ({"lat": 95.0, "lng": 21.8}, False),
        ({"lat": True, "lng": 21.8}, False),
        ({"lat": 0.0, "lng": 21.8}, True),
    ],
)
def test_null_island_is_no_place(place: dict[str, object], known: bool) -> None:
    body = msgspec.json.encode([{"id": 1, "altitude": 12, **place}])
    (station,) = parse_stations(body).items
    assert (station.latitude_deg is not None, station.height_m is not None) == (known, known)


@pytest.mark.parametrize(
    ("status", "word"),
    [
        *((-1000, "failed"), (-101, "failed"), (-100, "bad"), (-1, "bad")),
        *((0, "unknown"), (99, "unknown"), (100, "good")),
        *(("future", "future"), ("neu", "neu"), (None, None), ("", None)),
        *((True, None), (1.5, None), ({}, None)),
    ],
)
def test_a_status_is_a_word_and_a_number_is_put_into_theirs(
    status: object, word: str | None
) -> None:
    job = {
        "id": 1,
        "ground_station": 2,
        "norad_cat_id": 3,
        "start": "2026-11-23T12:00:00Z",
        "end": "2026-11-23T12:10:00Z",
        "status": status,
        "waterfall_status": True,
    }
    (one,) = parse_observations(msgspec.json.encode([job])).items
    assert (one.status, one.waterfall) == (word, "with-signal")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "7"}, "id: expected a whole number from 1 on, got '7'"),
        ({"ground_station": None}, "ground_station: expected a whole number from 1 on, got 'None'"),
        ({"start": "yesterday"}, "start: expected an instant in UTC, got 'yesterday'"),
        ({"start": "2026-11-23T12:00:00"}, "start: expected an instant in UTC"),
        ({"end": "9999-12-31T23:59:59Z"}, "end: expected up to 2 days after start"),
        ({"norad_cat_id": 10**9}, "norad_cat_id: expected a catalogue number, got '1000000000'"),
        ({"norad_cat_id": None, "tle1": "1 ZZZZZ"}, "norad_cat_id: expected a catalogue number"),
    ],
)
def test_a_bad_item_is_left_out_with_its_reason(change: dict[str, object], fault: str) -> None:
    good = {
        "id": 1,
        "ground_station": 2,
        "norad_cat_id": 3,
        "start": "2026-11-23T12:00:00Z",
        "end": "2026-11-23T12:10:00Z",
    }
    page = parse_observations(msgspec.json.encode([good, {**good, **change}, 3]))
    assert len(page.items) == 1
    assert fault in page.problems[0]
    assert page.problems[1] == "observation 3 of the answer: expected an object; left out"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"detail": "Request was throttled."}', "got 'Request was throttled.'"),
        (b'{"count": 1, "results": []}', "got 'an object'"),
        (b"\n<html>", "got a web page, perhaps its error page"),
        (b"", "got no JSON"),
        (b'[{"id": 1}', "got no JSON"),
        (b'[{"id": NaN}]', "got no JSON"),
        (b"[" * 100_000, "got no JSON"),
        (b"[" + b"1," * 5_000 + b"1]", "expected at most 5000 stations, got 5001"),
    ],
)
def test_what_is_no_array_is_refused(body: bytes, fault: str) -> None:
    with pytest.raises(FormatError, match="expected") as error:
        parse_stations(body)
    assert fault in str(error.value)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_a_page_or_a_format_error(body: bytes) -> None:
    for parse in (parse_stations, parse_observations):
        with suppress(FormatError):
            parse(body)


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(max_size=9)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
KEYS = ("id", "ground_station", "start", "end", "norad_cat_id", "lat", "lng", "status", "name")


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), anything), max_size=4))
def test_any_items_are_read_or_named(items: list[dict[str, object]]) -> None:
    body = msgspec.json.encode(items)
    for parse in (parse_stations, parse_observations):
        page = parse(body)
        assert len(page.items) + len(page.problems) == len(items)


def test_temporary_numbers() -> None:
    assert [is_temporary(one) for one in (97_999, 98_000, 99_999, 100_000)] == [
        False,
        True,
        True,
        False,
    ]
