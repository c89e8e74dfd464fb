"""What SatNOGS answers mean: a schedule is not a signal, and nobody is guessed to be another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dishboard.board import Board
from dishboard.board.state import ClockMode, ClockState, FeedCondition, FeedKind, State
from dishboard.ephemeris import Sky
from dishboard.feeds.computed import Computed
from dishboard.feeds.satnogs.meaning import Round, message_of
from dishboard.formats.satnogs import Observation, Station
from dishboard.model import (
    ActivityReading,
    Antenna,
    Evidence,
    Figure,
    LinkReading,
    Network,
    NoValue,
    Outcome,
    ParametersReading,
    Phase,
    PlanStatus,
    Site,
    Spacecraft,
)

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
PLACE = Figure(value=0.0)


def network() -> Network:
    antenna = Antenna(
        id="PISZ",
        name="Piszkéstető",
        site="PIS",
        network="club",
        diameter_m=Figure(value=None),
        latitude_deg=Figure(value=47.917),
        longitude_deg=Figure(value=19.895),
        height_m=Figure(value=954),
        mask_deg=Figure(value=10),
        aliases={"satnogs": "2380"},
    )
    return Network(
        name="test",
        sites=(Site(id="PIS", name="P", latitude_deg=PLACE, longitude_deg=PLACE, height_m=PLACE),),
        antennas=(antenna,),
        spacecraft=(
            Spacecraft(id="CRY", name="CryoSat-2", norad_id=36508, shown=False),
            Spacecraft(id="GUESS", name="Guess", norad_id=43000, norad_id_verified=False),
            Spacecraft(id="TMP", name="Temporary", norad_id=98123),
        ),
    )


def station(number: int = 2380, **more: object) -> Station:
    known: dict[str, object] = {
        "id": number,
        "name": "Piszkesteto UHF",
        "status": "Online",
        "last_seen_at": AT - timedelta(minutes=1),
        "latitude_deg": 47.917,
        "longitude_deg": 19.895,
        "height_m": 954.0,
        "min_elevation_deg": 10.0,
        "client_version": "1.9.1",
    }
    return Station(**{**known, **more})  # type: ignore[arg-type]


def observation(
    number: int, start_min: float, norad_id: int = 36508, **more: object
) -> Observation:
    start_at = AT + timedelta(minutes=start_min)
    known: dict[str, object] = {
        "id": number,
        "station": 2380,
        "station_name": "Piszkesteto UHF",
        "start_at": start_at,
        "end_at": start_at + timedelta(minutes=10),
        "norad_id": norad_id,
        "satellite": "CRYOSAT 2",
        "frequency_hz": 437.5e6,
        "mode": "FSK",
        "max_elevation_deg": 61.0,
        "status": "future" if start_min > -10 else "good",
        "waterfall": "unknown" if start_min > -10 else "with-signal",
    }
    return Observation(**{**known, **more})  # type: ignore[arg-type]


def state_of(found: Round) -> tuple[State, Board]:
    here = network()
    sky = Sky.builtin(here)
    board = Board(here, sky, ClockState(mode=ClockMode.LIVE, offline=False))
    board.add_feed("satnogs", "SatNOGS Network", 900.0, "no message yet", kind=FeedKind.POLLED)
    message = message_of(found, here, AT)
    assert message.contacts is not None
    board.receive(message.readings, feed_id="satnogs", observed_at=AT, received_at=AT, problems=())
    board.set_schedule("satnogs", message.contacts, AT)
    computed = Computed(here, sky)
    board.receive(computed.readings(AT, board.wanted_pairs(AT), board.wanted_spacecraft()))
    board.tick(AT)
    return board.state, board


def test_a_running_observation_is_a_scheduled_contact_and_no_signal() -> None:
    found = Round(stations=(station(),), observations=(observation(1, -3),))
    message = message_of(found, network(), AT)
    assert not any(isinstance(reading, LinkReading) for reading in message.readings)
    state, _ = state_of(found)
    antenna = next(one for one in state.antennas if one.id == "PISZ")
    (contact,) = antenna.contacts
    assert (contact.id, contact.spacecraft, contact.phase) == ("satnogs-1", "CRY", Phase.TRACK)
    assert (contact.evidence, contact.source) == (Evidence.SCHEDULED, "SatNOGS Network")
    assert contact.plan is PlanStatus.COMMITTED
    assert [link.band for link in contact.links] == ["UHF"]
    assert contact.assumptions == ("set-up and tear-down: SatNOGS gives start and end only",)
    assert antenna.links == ()
    assert state.totals.seen is None
    craft = next(one for one in state.spacecraft if one.id == "CRY")
    assert craft.heard_by == ()
    assert state.feeds[0].condition is FeedCondition.OK


def test_a_verdict_is_told_in_their_words_and_claims_no_lock() -> None:
    found = Round(stations=(station(),), observations=(observation(1, -30),))
    message = message_of(found, network(), AT)
    assert message.contacts is not None
    assert message.contacts[0].reported == "good, with-signal"
    parameters = next(one for one in message.readings if isinstance(one, ParametersReading))
    assert parameters.evidence is Evidence.OBSERVED
    told = {
        one.name: one.value for one in parameters.parameters if one.resource.endswith("Observation")
    }
    assert told["status"] == "good"
    assert told["waterfall"] == "with-signal"
    assert (told["spacecraft"], told["end"]) == ("CRY", "2026-11-23T11:40:00Z")
    _, board = state_of(found)
    (record,) = board.records(AT - timedelta(hours=1), AT)
    assert record.outcome is Outcome.PENDING  # no lock was told of, and none is made up
    assert record.reason.endswith("SatNOGS Network says: good, with-signal")
    assert record.directions[0].acquired_at is None
    assert record.events == ()


def test_what_has_not_ended_has_no_verdict() -> None:
    found = Round(stations=(station(),), observations=(observation(1, -3), observation(2, 60)))
    message = message_of(found, network(), AT)
    assert message.contacts is not None
    assert [contact.reported for contact in message.contacts] == [None, None]
    parameters = next(one for one in message.readings if isinstance(one, ParametersReading))
    assert {one.resource for one in parameters.parameters} == {"X-SatnogsStation"}


def test_strangers_keep_their_names() -> None:
    numbers = (36508, 98123, 43000, 100_080)
    found = Round(
        stations=(station(), station(99, name=None)),
        observations=tuple(
            observation(n, 30 * n, norad_id, station=99) for n, norad_id in enumerate(numbers, 1)
        ),
    )
    message = message_of(found, network(), AT)
    assert message.contacts is not None
    assert [contact.spacecraft for contact in message.contacts] == [
        "CRY",
        "NORAD 98123",  # a temporary number of theirs is nobody of ours, whatever our file says
        "NORAD 43000",  # our number was not read in any source: not good enough to match by
        "NORAD 100080",
    ]
    assert {contact.antenna for contact in message.contacts} == {"SatNOGS 99"}
    state, _ = state_of(found)
    stranger = next(one for one in state.antennas if one.id == "SatNOGS 99")
    assert not stranger.known
    assert stranger.next is not None
    craft = next(one for one in state.spacecraft if one.id == "NORAD 98123")
    assert (craft.known, craft.position) == (False, None)


def test_a_station_that_no_file_knows_has_its_number_and_says_its_name() -> None:
    found = Round(stations=(station(26, name="SV1IYO/A"),), observations=())
    activity, _ = message_of(found, network(), AT).readings
    assert isinstance(activity, ActivityReading)
    assert (activity.antenna, activity.activity) == ("SatNOGS 26", "SV1IYO/A: Online")


def test_a_station_says_its_status_and_when_it_was_last_seen() -> None:
    old = datetime(2026, 9, 16, 11, 58, tzinfo=UTC)
    cases = [
        (station(), "Piszkesteto UHF: Online"),
        (
            station(status="Offline", last_seen_at=old),
            "Piszkesteto UHF: Offline, last seen 2026-09-16T11:58:00Z",
        ),
        (station(name=None, status=None, last_seen_at=None), "no status, never seen"),
    ]
    for one, words in cases:
        message = message_of(Round(stations=(one,), observations=()), network(), AT)
        activity = next(item for item in message.readings if isinstance(item, ActivityReading))
        assert (activity.activity, activity.antenna) == (words, "PISZ")
        assert activity.observed_at == AT


def test_null_island_has_no_place() -> None:
    nowhere = station(latitude_deg=None, longitude_deg=None, height_m=None)
    message = message_of(Round(stations=(nowhere,), observations=()), network(), AT)
    parameters = next(one for one in message.readings if isinstance(one, ParametersReading))
    places = {
        one.name: (one.value, one.no_value)
        for one in parameters.parameters
        if one.name in ("latitude", "longitude", "height")
    }
    assert set(places.values()) == {(None, NoValue.UNAVAILABLE)}
