"""What has not changed is said again as long as it holds, and no longer."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dishboard.feeds.yamcs import parse_mapping
from dishboard.feeds.yamcs.picture import AntennaPicture
from dishboard.formats.station_status import parse_station_status
from dishboard.formats.yamcs import YamcsParameter, YamcsStatus
from dishboard.model import NoValue

T0 = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LOCK = "Ccsds401SpaceLinkCarrierRcpt.ccsds401CarrierRcptLockStat"
MAPPING = f"""
[[antenna]]
site = "KIR"
aperture = "KIR-1"
cycle_s = 10
[antenna.parameters]
"/az" = "Antenna.antActualPointing.azimuth"
"/el" = "Antenna.antActualPointing.elevation"
"/mode" = {{ to = "Antenna.antPointingMode", on_change = true, words = {{ TRK = "programTrack" }} }}
"/wind" = {{ to = "Antenna.antMeanWindSpeed", scale = 0.5, offset = 1 }}
"/stat" = "Antenna.antResourceStat"
"/craft" = {{ to = "user", on_change = true }}
"/craft2" = "Ccsds401SpaceLinkCarrierRcpt#2.user"
"/lock" = {{ to = "{LOCK}.carrierLock", words = {{ true = "locked", false = "notLocked" }} }}
"/symbols" = "{LOCK}.symbolStreamLock"
"/cold" = "X-Cryostat.cold"
"""


class Station:
    """One antenna's picture, spoken to by names."""

    def __init__(self) -> None:
        (antenna,) = parse_mapping("m", MAPPING)
        self._parameters = {one.yamcs: one for one in antenna.parameters}
        self.picture = AntennaPicture(antenna, 60.0)

    def say(
        self,
        name: str,
        value: Any,
        at_s: float | None = 0.0,
        status: YamcsStatus = YamcsStatus.ACQUIRED,
        valid_s: float | None = None,
    ) -> None:
        at = None if at_s is None else T0 + timedelta(seconds=at_s)
        said = YamcsParameter(
            numeric_id=1, name=None, status=status, value=value, generated_at=at, valid_s=valid_s
        )
        self.picture.take(self._parameters[name], said)

    def params(self, fr: str = "Antenna") -> dict[str, Any]:
        """As the message's reader sees them."""
        data = self.picture.message()
        assert data is not None
        status = parse_station_status(data)
        assert status.problems == ()
        return next((one.params for one in status.resources if one.fr == fr), {})


@pytest.fixture
def station() -> Station:
    return Station()


def test_nothing_came_nothing_is_said(station: Station) -> None:
    assert station.picture.message() is None
    station.say("/az", NoValue.UNAVAILABLE, None, YamcsStatus.NOT_RECEIVED)
    assert station.picture.message() is None


def test_a_message_has_the_newest_time_and_counts(station: Station) -> None:
    station.say("/stat", "operational", 3.25)
    station.say("/wind", 4.0, 1.0)
    said = json.loads(station.picture.message() or b"")
    assert (said["site"], said["aperture"], said["cycle"]) == ("KIR", "KIR-1", 10)
    assert (said["time"], said["seq"]) == ("2026-11-23T09:30:03.250000Z", 1)
    assert json.loads(station.picture.message() or b"")["seq"] == 2


def test_words_and_units(station: Station) -> None:
    station.say("/mode", "TRK")
    station.say("/wind", 4)
    station.say("/lock", True)
    assert station.params() == {"antPointingMode": "programTrack", "antMeanWindSpeed": 3.0}
    assert station.params("Ccsds401SpaceLinkCarrierRcpt") == {
        "ccsds401CarrierRcptLockStat": {"carrierLock": "locked"}
    }
    station.say("/mode", "PARK", 1.0)  # nobody said what it stands for: shown as it came
    assert station.params()["antPointingMode"] == "PARK"


def test_a_compound_value_without_a_part_it_needs_is_none(station: Station) -> None:
    station.say("/az", 181.5)
    assert station.params()["antActualPointing"] is NoValue.UNAVAILABLE
    station.say("/el", 42.0)
    assert station.params()["antActualPointing"] == {"azimuth": 181.5, "elevation": 42.0}
    station.say("/el", 42.0, 0.0, YamcsStatus.INVALID)
    assert station.params()["antActualPointing"] is NoValue.ERROR


def test_a_part_that_is_not_needed_may_be_missing(station: Station) -> None:
    station.say("/lock", True)
    station.say("/symbols", "locked", 0.0, YamcsStatus.EXPIRED)
    lock = station.params("Ccsds401SpaceLinkCarrierRcpt")["ccsds401CarrierRcptLockStat"]
    assert lock == {"carrierLock": "locked"}


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (YamcsStatus.ACQUIRED, 3.0),
        (YamcsStatus.INVALID, NoValue.ERROR),
        (YamcsStatus.EXPIRED, NoValue.UNAVAILABLE),
        (YamcsStatus.NOT_RECEIVED, NoValue.UNAVAILABLE),
        (YamcsStatus.UNSAID, NoValue.UNDEFINED),
    ],
)
def test_only_what_yamcs_vouches_for_is_a_value(
    station: Station, status: YamcsStatus, shown: Any
) -> None:
    station.say("/wind", 4.0, 0.0, status)
    assert station.params()["antMeanWindSpeed"] == shown


def test_a_value_holds_no_longer_than_it_would_be_fresh(station: Station) -> None:
    station.say("/wind", 4.0, 0.0)
    station.say("/mode", "TRK", 0.0)  # on change
    station.say("/stat", "operational", 15.0)
    assert station.params()["antMeanWindSpeed"] == 3.0
    station.say("/stat", "operational", 15.1)
    assert station.params()["antMeanWindSpeed"] is NoValue.UNAVAILABLE
    station.say("/stat", "operational", 86_400.0)
    assert station.params()["antPointingMode"] == "programTrack"


def test_yamcs_own_validity_goes_first(station: Station) -> None:
    station.say("/wind", 4.0, 0.0, valid_s=100.0)
    station.say("/mode", "TRK", 0.0, valid_s=5.0)
    station.say("/stat", "operational", 90.0)
    assert station.params()["antMeanWindSpeed"] == 3.0
    assert station.params()["antPointingMode"] is NoValue.UNAVAILABLE


def test_an_older_value_replaces_nothing(station: Station) -> None:
    station.say("/wind", 4.0, 5.0)
    station.say("/wind", 9.0, 4.0)
    station.say("/wind", 9.0, None, YamcsStatus.NOT_RECEIVED)
    assert station.params()["antMeanWindSpeed"] == 3.0


def test_the_spacecraft_is_the_messages_or_one_resources(station: Station) -> None:
    station.say("/craft", "CRY")
    station.say("/craft2", "SWA")
    station.say("/stat", "operational")
    said = json.loads(station.picture.message() or b"")
    assert said["user"] == "CRY"
    assert {(one["fr"], one["inst"], one.get("user")) for one in said["resources"]} == {
        ("Antenna", 1, None),
        ("Ccsds401SpaceLinkCarrierRcpt", 2, "SWA"),
    }
    station.say("/craft", "", 1.0)
    assert "user" not in json.loads(station.picture.message() or b"")


def test_what_is_the_stations_own_is_kept_as_it_came(station: Station) -> None:
    station.say("/cold", {"head": 14.2, "states": ["a", "b"], "bad": NoValue.ERROR})
    assert station.params("X-Cryostat")["cold"] == {
        "head": 14.2,
        "states": {"1": "a", "2": "b"},
        "bad": NoValue.ERROR,
    }
