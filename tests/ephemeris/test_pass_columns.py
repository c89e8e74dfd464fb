"""Columns and objects say the same, to the last digit of an id."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.ephemeris.pass_columns import PassColumns, instants_us
from dishboard.model import Pass, Quality, pass_id
from dishboard.time import from_unix_s

RISE_AT = datetime(2026, 11, 23, 7, 16, 45, 999_999, UTC)
TOP_AT = datetime(2026, 11, 23, 7, 22, tzinfo=UTC)
SET_AT = datetime(2026, 11, 23, 7, 28, 10, 1, UTC)


def a_pass(rise_at=RISE_AT, set_at=SET_AT, age_s=12.5):
    return Pass(
        id=pass_id("CRY", "KIR-1", rise_at, TOP_AT, set_at),
        antenna="KIR-1",
        spacecraft="CRY",
        rise_at=rise_at,
        culmination_at=TOP_AT,
        set_at=set_at,
        rise_azimuth_deg=None if rise_at is None else 12.345678,
        culmination_azimuth_deg=101.0,
        set_azimuth_deg=None if set_at is None else 0.0,
        rise_elevation_deg=None if rise_at is None else 5.0,
        set_elevation_deg=None if set_at is None else 12.25,
        max_elevation_deg=88.1,
        rise_range_km=None if rise_at is None else 2_345.678,
        culmination_range_km=720.5,
        set_range_km=None if set_at is None else 2_400.0,
        quality=Quality.FAIR,
        age_s=age_s,
        source='a "table", by hand',
    )


def test_an_id_says_what_it_rests_on():
    assert a_pass().id == "CRY-KIR-1-20261123T071645Z"
    assert a_pass(set_at=None).id == "CRY-KIR-1-20261123T071645Z"
    assert a_pass(rise_at=None).id == "CRY-KIR-1-until-20261123T072810Z"
    assert a_pass(rise_at=None, set_at=None).id == "CRY-KIR-1-during-20261123T072200Z"


def test_objects_come_back_from_columns():
    passes = [
        a_pass(),
        a_pass(rise_at=None),
        a_pass(set_at=None, age_s=None),
        a_pass(rise_at=None, set_at=None),
    ]
    columns = PassColumns.of(passes)
    assert list(columns.passes()) == passes
    assert columns.ids() == [one.id for one in passes]
    assert list(columns.take(np.array([2, 0])).passes()) == [passes[2], passes[0]]
    assert list(PassColumns.of([]).passes()) == PassColumns.of([]).ids() == []


@given(st.floats(1.5e9, 4.1e9))
def test_an_instant_is_rounded_alike_alone_and_in_a_column(unix_s):
    alone = from_unix_s(unix_s).replace(tzinfo=None)
    assert instants_us(np.array([unix_s, np.nan])).tolist() == [alone, None]


@pytest.mark.parametrize("unix_s", [1_800_000_000.9999997, 1_800_000_000.0000005])
def test_an_instant_beside_a_whole_second_is_rounded_alike(unix_s):
    alone = from_unix_s(unix_s).replace(tzinfo=None)
    assert instants_us(np.array([unix_s])).tolist() == [alone]
