"""Stations are functions of time, and what they say is believable."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import jsonschema
import pytest

from dishboard.ephemeris import Sky
from dishboard.formats.station_status import status_schema
from dishboard.networks import default_network
from dishboard.plan import make_plan
from dishboard.simulate import SCENARIOS, Stations

NETWORK = default_network()
SKY = Sky.builtin(NETWORK)
START = datetime(2026, 11, 23, 6, tzinfo=UTC)
ANTENNAS = ["KIR-1", "CEB-1", "DSS-63", "SGO-13", "DSS-14"]


def stations(seed: int = 7, hours_before: float = 0, scenario: str = "busy") -> Stations:
    start_at, end_at = START - timedelta(hours=hours_before), START + timedelta(hours=6)
    plan = make_plan(NETWORK, SKY, start_at, end_at)
    return Stations(NETWORK, SKY, plan, ANTENNAS, SCENARIOS[scenario], seed, start_at, end_at)


@pytest.fixture(scope="module")
def said() -> list[dict[str, object]]:
    spoken = stations().spoken(START, START + timedelta(hours=5), 10.0)
    return [json.loads(one.message) for one in spoken]


def test_the_same_span_is_told_the_same_whenever_it_is_asked():
    """However the past was cut, and whatever was asked before: byte by byte."""
    one, other = stations(hours_before=2), stations(hours_before=7)
    middle_at = START + timedelta(hours=1, minutes=17, seconds=3)
    end_at = START + timedelta(hours=3)
    parts = [*one.spoken(START, middle_at, 10.0), *one.spoken(middle_at, end_at, 10.0)]
    assert parts == other.spoken(START, end_at, 10.0)
    assert parts != stations(seed=8).spoken(START, end_at, 10.0)


def test_messages_are_what_the_published_schema_allows(said):
    validator = jsonschema.Draft202012Validator(
        status_schema(), format_checker=jsonschema.FormatChecker()
    )
    for message in said[::7]:
        validator.validate(message)


def test_an_antenna_moves_as_one_can(said):
    """Never quicker than its axes turn, but for a dish on a craft that passes near its zenith."""
    for antenna, rate_deg_s in (("CEB-1", 1.0), ("DSS-63", 0.25)):
        own = [one["resources"][0]["params"] for one in said if one["aperture"] == antenna]
        for before, after in pairwise(own):
            climb = (
                after["antActualPointing"]["elevation"] - before["antActualPointing"]["elevation"]
            )
            assert abs(climb) <= 10.0 * rate_deg_s + 0.1
        modes = {one["antPointingMode"] for one in own}
        assert "programTrack" in modes


def test_a_carrier_has_the_doppler_shift_of_its_craft(said):
    shifts = [
        resource["params"]["ccsds401CarrierRcptFreqOffset"]
        for one in said
        if one.get("user") in ("CRY", "S3B", "S2C", "S5P")
        for resource in one["resources"]
        if "ccsds401CarrierRcptFreqOffset" in resource["params"]
        and resource["params"]["ccsds401CarrierRcptNominalFreq"] > 8e9
    ]
    assert max(shifts) > 100_000  # an X-band carrier from low orbit: some 7 km/s either way
    assert min(shifts) < -100_000
    assert max(map(abs, shifts)) < 220_000


def test_locks_come_one_after_the_other(said):
    order = {(False, False, False), (True, False, False), (True, True, False), (True, True, True)}
    seen = set()
    for one in said:
        resources = {(item["fr"], item.get("inst")): item["params"] for item in one["resources"]}
        for (name, instance), params in resources.items():
            if name == "Ccsds401SpaceLinkCarrierRcpt":
                locks = params["ccsds401CarrierRcptLockStat"]
                frames = resources["FlfSyncAndChnlDecode", instance]
                seen.add(
                    (
                        locks["carrierLock"] == "locked",
                        locks["symbolStreamLock"] == "locked",
                        frames["flfSyncDecFrameSyncLockStat"] == "locked",
                    )
                )
    assert seen <= order
    assert {(False, False, False), (True, True, True)} <= seen


def test_a_storm_stows_all_antennas_of_a_site():
    play = stations(seed=7)
    stormy = [one for one in play.stations if one.storms]
    assert stormy
    station = stormy[0]
    middle_s = sum(station.storms[0]) / 2
    at = datetime.fromtimestamp(middle_s, UTC)
    messages = [
        json.loads(one.message)
        for one in play.spoken(at, at + timedelta(seconds=10), 10.0)
        if one.aperture == station.antenna.id
    ]
    for message in messages:
        params = message["resources"][0]["params"]
        assert params["antPointingMode"] == "stow"
        assert params["antResourceStat"] in ("halted", "interrupted")
        assert params["antMeanWindSpeed"] > 15
