"""From a status message to readings: who is meant, what is carried over, what is unknown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from dishboard.errors import FormatError
from dishboard.feeds.status import readings_of
from dishboard.formats.station_status import parse_station_status
from dishboard.model import (
    ActivityReading,
    Direction,
    Evidence,
    Freshness,
    LinkReading,
    LinkState,
    Network,
    NoValue,
    Parameter,
    ParametersReading,
    PointingReading,
    TargetKind,
)

RECEIVED_AT = datetime(2026, 11, 23, 9, 30, 1, tzinfo=UTC)
RCPT, XMIT, FLF = (
    "Ccsds401SpaceLinkCarrierRcpt",
    "Ccsds401SpaceLinkCarrierXmit",
    "FlfSyncAndChnlDecode",
)


@pytest.fixture
def read(network: Network, message: Callable[..., bytes]) -> Callable[..., Any]:
    """Readings of the changed example, by kind."""

    def read(*, simulated: bool = False, **changes: Any) -> Any:
        status = parse_station_status(message(**changes))
        return Said(
            readings_of(status, network, "Kiruna control", RECEIVED_AT, simulated=simulated)
        )

    return read


class Said:
    def __init__(self, readings: tuple[Any, ...]) -> None:
        self.all = readings
        self.pointings = [item for item in readings if type(item) is PointingReading]
        self.links = [item for item in readings if type(item) is LinkReading]
        self.activities = [item for item in readings if type(item) is ActivityReading]
        self.parameters = {
            (one.resource, one.instance, one.name): one
            for item in readings
            if type(item) is ParametersReading
            for one in item.parameters
        }


def resource(fr: str, inst: int = 1, user: str | None = None, **params: Any) -> dict[str, Any]:
    return {"fr": fr, "inst": inst, "user": user, "params": params}


def received(inst: int = 1, user: str | None = None, **params: Any) -> dict[str, Any]:
    named = {f"ccsds401CarrierRcpt{name}": value for name, value in params.items()}
    return resource(RCPT, inst, user, **named)


def transmitted(inst: int = 1, **params: Any) -> dict[str, Any]:
    named = {f"ccsds401CarrierXmit{name}": value for name, value in params.items()}
    return resource(XMIT, inst, **named)


LOCKED = {"carrierLock": "locked"}


def test_every_reading_says_who_when_and_what_it_rests_on(read: Any) -> None:
    readings = read().all
    assert len(readings) == 5
    for reading in readings:
        assert reading.evidence is Evidence.OBSERVED
        assert reading.source == "Kiruna control"
        assert reading.observed_at == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
        assert reading.received_at == RECEIVED_AT
        assert reading.freshness is Freshness.UNKNOWN
        assert reading.sequence == 42
        assert reading.antenna == "KIR-1"


def test_the_example_is_carried_over(read: Any) -> None:
    said = read()
    (pointing,), (down, up), (activity,) = said.pointings, said.links, said.activities
    assert (pointing.spacecraft, pointing.target_kind) == ("CRY", TargetKind.SPACECRAFT)
    assert (pointing.azimuth_deg, pointing.elevation_deg) == (181.502, 42.018)
    assert (pointing.commanded_azimuth_deg, pointing.commanded_elevation_deg) == (181.5, 42.02)
    assert (pointing.mode, pointing.stowed) == ("programTrack", False)
    assert (down.direction, down.band, down.state) == (Direction.DOWN, "X", LinkState.DATA)
    assert down.power_dbm == pytest.approx(-98.2)
    assert (down.carrier_lock, down.subcarrier_lock) == ("locked", "notApplicable")
    assert (down.symbol_lock, down.frame_lock) == ("locked", "locked")
    assert down.data_rate_bps is None
    assert (up.direction, up.band, up.state) == (Direction.UP, None, LinkState.DATA)
    assert (activity.condition, activity.wind_m_s) == ("operational", 4.2)
    assert (activity.temperature_c, activity.maintenance) == (None, None)


def test_what_no_other_reading_carries_is_a_parameter(read: Any) -> None:
    parameters = read(scheduledPackageId="P-7").parameters
    assert {(name): (one.value, one.no_value) for (_, _, name), one in parameters.items()} == {
        "scheduledPackageId": ("P-7", None),
        "antPointingResidual": (None, NoValue.UNDEFINED),
        "ccsds401CarrierRcptPredictedSignalLevel": (-98.5, None),
        "ccsds401CarrierRcptSignalLevelResidual": (0.3, None),
        "ccsds401CarrierXmitMod": ("on", None),
        "coldHead.temperature": (14.2, None),
        "coldHead.state": ("cold", None),
    }


def test_an_event_is_a_parameter_with_its_time(read: Any) -> None:
    event = {"fr": "Antenna", "inst": 2, "event": "wind", "time": "2026-11-23T09:29:58Z"}
    parameters = read(resources=[], events=[event | {"value": "warning"}]).parameters
    assert parameters[("Antenna", 2, "wind.value")].value == "warning"
    assert parameters[("Antenna", 2, "wind.time")].value == "2026-11-23T09:29:58Z"


@pytest.mark.parametrize(
    ("site", "aperture", "means"),
    [
        ("KIR", "KIR-1", "KIR-1"),
        ("Kiruna", "ki1", "KIR-1"),
        ("kiruna (salmijärvi)", "ONE", "KIR-1"),
        ("New Norcia", "one", "NNO-1"),
        ("our own word", "KI1", "KIR-1"),
        ("KIR", "KIR-9", "KIR:KIR-9"),
        ("Perth", "P1", "Perth:P1"),
    ],
)
def test_an_antenna_is_known_by_its_id_or_any_alias(
    read: Any, site: str, aperture: str, means: str
) -> None:
    for _ in range(2):  # the second time from what was found the first time
        assert {item.antenna for item in read(site=site, aperture=aperture).all} == {means}


@pytest.mark.parametrize(
    ("site", "aperture", "said"),
    [
        ("anywhere", "ONE", "aperture 'ONE' may be any of KIR-1, NNO-1: use the id"),
        ("NNO", "TWO", "aperture 'TWO' may be any of NNO-2, NNO-3: use the id"),
        ("NNO", "KIR-1", "aperture 'KIR-1' stands at KIR, not at 'NNO'"),
        ("Kiruna", "nno", "aperture 'nno' stands at NNO, not at 'Kiruna'"),
    ],
)
def test_a_name_that_may_be_several_antennas_is_none(
    read: Any, site: str, aperture: str, said: str
) -> None:
    with pytest.raises(FormatError, match=said):
        read(site=site, aperture=aperture)


@pytest.mark.parametrize(
    ("user", "spacecraft", "kind"),
    [
        ("CRY", "CRY", TargetKind.SPACECRAFT),
        ("cr2", "CRY", TargetKind.SPACECRAFT),
        ("cryosat-2", "CRY", TargetKind.SPACECRAFT),
        ("SW", "SW", TargetKind.UNKNOWN),  # two craft have that code
        ("FLEET", "FLEET", TargetKind.UNKNOWN),  # a fleet is no craft
        ("vlbi", "vlbi", TargetKind.NOT_SPACECRAFT),
        ("Sputnik", "Sputnik", TargetKind.UNKNOWN),
        (None, None, None),
    ],
)
def test_a_spacecraft_is_known_by_its_id_or_any_code(
    read: Any, user: str | None, spacecraft: str | None, kind: TargetKind | None
) -> None:
    said = read(user=user)
    for item in (*said.pointings, *said.links):
        assert (item.spacecraft, item.target, item.target_kind) == (spacecraft, user, kind)


def test_several_spacecraft_in_one_beam(read: Any) -> None:
    beam = [
        received(1, LockStat=LOCKED, ActualFreq=8.1e9),
        received(2, "SWA", LockStat=LOCKED, ActualFreq=8.1e9),
        received(3, "SWA", LockStat=LOCKED, ActualFreq=8.2e9),
    ]
    said = read(resources=beam)
    assert [item.spacecraft for item in said.pointings] == ["CRY", "SWA"]
    assert [(item.spacecraft, item.channel) for item in said.links] == [
        ("CRY", 1),
        ("SWA", 1),
        ("SWA", 2),
    ]
    assert read(resources=beam[::-1]).links == said.links  # instances count, not their order


@pytest.mark.parametrize(
    ("resources", "state"),
    [
        ([received()], LinkState.UNKNOWN),
        ([received(LockStat={"q": "unavailable"})], LinkState.UNKNOWN),
        ([received(LockStat={"carrierLock": "perhaps"})], LinkState.UNKNOWN),
        ([received(LockStat={"carrierLock": "notLocked"})], LinkState.NONE),
        (
            [received(LockStat={"carrierLock": "notLocked"}, ResourceStat="operational")],
            LinkState.SEARCHING,
        ),
        ([received(LockStat=LOCKED)], LinkState.CARRIER),
        ([received(LockStat=LOCKED | {"symbolStreamLock": "notLocked"})], LinkState.CARRIER),
        ([received(LockStat=LOCKED | {"symbolStreamLock": "locked"})], LinkState.DATA),
        (
            [
                received(LockStat=LOCKED | {"symbolStreamLock": "locked"}),
                resource(FLF, 7, flfSyncDecFrameSyncLockStat="verify"),
            ],
            LinkState.CARRIER,
        ),
        (
            [received(LockStat=LOCKED), resource(FLF, flfSyncDecFrameSyncLockStat="locked")],
            LinkState.DATA,
        ),
        (
            [
                received(LockStat={"carrierLock": "notLocked"}),
                resource(FLF, flfSyncDecFrameSyncLockStat="locked"),
            ],
            LinkState.NONE,
        ),
    ],
)
def test_the_state_of_a_downlink(read: Any, resources: list[Any], state: LinkState) -> None:
    assert read(resources=resources).links[0].state is state


@pytest.mark.parametrize(
    ("params", "state"),
    [
        ({}, LinkState.UNKNOWN),
        ({"Stat": "glowing"}, LinkState.UNKNOWN),
        ({"Stat": "nonRadiating", "Mod": "on"}, LinkState.OFF),
        ({"Stat": "radiatingIntoTestLoad", "Mod": "on"}, LinkState.TEST_LOAD),
        ({"Stat": "radiatingIntoSpace"}, LinkState.CARRIER),
        ({"Stat": "radiatingIntoSpace", "Mod": "off"}, LinkState.CARRIER),
        ({"Stat": "radiatingIntoSpace", "Mod": "on"}, LinkState.DATA),
    ],
)
def test_the_state_of_an_uplink(read: Any, params: Any, state: LinkState) -> None:
    link = read(resources=[transmitted(**params)]).links[0]
    assert (link.state, link.state_reported) == (state, params.get("Stat"))


def test_a_synchroniser_belongs_to_the_receiver_of_its_number(read: Any) -> None:
    said = read(
        resources=[
            resource(FLF, 2, flfSyncDecFrameSyncLockStat="locked"),
            received(1, LockStat=LOCKED),
            received(2, LockStat=LOCKED),
            resource(FLF, 9, flfSyncDecFrameSyncLockStat="verify"),
        ]
    )
    assert [(item.frame_lock, item.state) for item in said.links] == [
        (None, LinkState.CARRIER),
        ("locked", LinkState.DATA),
    ]
    kept = said.parameters[(FLF, 9, "flfSyncDecFrameSyncLockStat")]
    assert kept == Parameter(
        resource=FLF, instance=9, name="flfSyncDecFrameSyncLockStat", value="verify"
    )


@pytest.mark.parametrize(
    ("params", "power_dbm"),
    [
        ({"PredictedSignalLevel": -128, "SignalLevelResidual": -0.4}, -128.4),
        ({"PredictedSignalLevel": -128}, None),
        ({"PredictedSignalLevel": -128, "SignalLevelResidual": {"q": "error"}}, None),
    ],
)
def test_power_is_predicted_plus_residual_or_unknown(
    read: Any, params: Any, power_dbm: float | None
) -> None:
    assert read(resources=[received(**params)]).links[0].power_dbm == power_dbm


@pytest.mark.parametrize(
    ("azimuth", "elevation", "on_the_sky", "is_kept"),
    [
        (0, 90, (0, 90), False),
        (359.9, 12, (359.9, 12), False),
        (360, 12, (0, 12), True),
        (450, 12, (90, 12), True),
        (10, 100, (190, 80), True),
        (300, 170, (120, 10), True),
    ],
)
def test_wrap_and_over_the_top_become_a_direction_on_the_sky(
    read: Any, azimuth: float, elevation: float, on_the_sky: tuple[float, float], is_kept: bool
) -> None:
    said = read(
        resources=[
            resource("Antenna", antActualPointing={"azimuth": azimuth, "elevation": elevation})
        ]
    )
    pointing = said.pointings[0]
    assert (pointing.azimuth_deg, pointing.elevation_deg) == pytest.approx(on_the_sky)
    assert (("Antenna", 1, "antActualPointing.azimuth") in said.parameters) == is_kept


def test_nothing_said_is_unknown_and_never_zero(read: Any) -> None:
    said = read(resources=[], user=..., seq=...)
    (pointing,) = said.all
    assert type(pointing) is PointingReading
    assert pointing.azimuth_deg is None
    assert pointing.elevation_deg is None
    assert pointing.mode is None
    assert not pointing.stowed
    assert pointing.sequence is None


def test_stowed_is_what_the_station_says(read: Any) -> None:
    stowed = resource("Antenna", antPointingMode="stow")
    assert read(resources=[stowed]).pointings[0].stowed
    overhead = resource(
        "Antenna",
        antPointingMode="programTrack",
        antActualPointing={"azimuth": 10, "elevation": 89.9},
    )
    assert not read(resources=[overhead]).pointings[0].stowed


@pytest.mark.parametrize(
    ("simulated", "said", "evidence"),
    [
        (False, ..., Evidence.OBSERVED),
        (False, "observed", Evidence.OBSERVED),
        (False, "simulated", Evidence.SIMULATED),
        (True, ..., Evidence.SIMULATED),
        (True, "observed", Evidence.SIMULATED),
    ],
)
def test_a_source_that_simulates_is_never_observed(
    read: Any, simulated: bool, said: Any, evidence: Evidence
) -> None:
    readings = read(simulated=simulated, evidence=said).all
    assert {item.evidence for item in readings} == {evidence}


def test_maintenance_is_an_activity(read: Any) -> None:
    (activity,) = read(resources=[], maintenance="unplanned").activities
    assert (activity.maintenance, activity.condition) == ("unplanned", None)
