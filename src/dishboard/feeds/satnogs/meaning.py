"""What the answers of one round mean: readings of stations, and contacts that are scheduled.

**A schedule is not a signal.** SatNOGS knows which satellite a station was told to record, and
when; that the station is on and runs the job is all that is known meanwhile. So every observation,
coming, running or past, is a contact with evidence `scheduled`, and no link is reported of it.
After the end somebody or a program looks at the waterfall and gives a verdict; that a signal was in
it is an observation, of a signal at some moment of that span which nobody tells. It is told in
their words, with the contact and as a parameter of the station with evidence `observed`, and claims
no lock.

Stations are matched by number with the aliases of the system `satnogs`; what no network file knows
is called by its number, which stays, and says its name with its activity. Satellites are matched by
catalogue number; temporary numbers of SatNOGS never are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from dishboard.feeds.bands import band_of
from dishboard.feeds.message import FeedMessage
from dishboard.formats.satnogs import Observation, Station, is_temporary
from dishboard.model import (
    ActivityReading,
    Contact,
    ContactLink,
    Direction,
    Evidence,
    Network,
    NoValue,
    Parameter,
    ParametersReading,
    PlanStatus,
    Reading,
)
from dishboard.time import format_instant

__all__ = ["FEED_ID", "FEED_NAME", "SYSTEM", "Round", "message_of"]

FEED_ID = "satnogs"
FEED_NAME = "SatNOGS Network"
SYSTEM = "satnogs"  # key of this feed's names in the network's aliases
VERDICTS = 5  # of a station's last observations that are told
NEWEST_FIRST = "X-SatnogsObservation"  # our name; instance 1 is the last that ended

_UNKNOWN_TIMES = "set-up and tear-down: SatNOGS gives start and end only"


class Round(Struct, frozen=True, kw_only=True):
    """All that one round of questions got."""

    stations: tuple[Station, ...]
    observations: tuple[Observation, ...]  # of a number at most one
    problems: tuple[str, ...] = ()


def message_of(found: Round, network: Network, received_at: datetime) -> FeedMessage:
    """The round as the feed's message. The answers have no clock of their own."""
    readings: list[Reading] = []
    for station in found.stations:
        own = [one for one in found.observations if one.station == station.id]
        readings += _readings(station, own, network, received_at)
    return FeedMessage(
        feed=FEED_ID,
        source=FEED_NAME,
        readings=tuple(readings),
        problems=found.problems,
        observed_at=received_at,
        received_at=received_at,
        contacts=tuple(
            _contact(one, network, received_at)
            for one in sorted(found.observations, key=lambda one: (one.start_at, one.id))
        ),
    )


def _which(number: int, network: Network) -> str:
    """Our id of a station, or its number; names of stations change and are not unique."""
    antenna = network.antenna_by_alias(SYSTEM, str(number))
    return antenna.id if antenna is not None else f"SatNOGS {number}"


def _who(norad_id: int, network: Network) -> str:
    """Our id of a satellite, or its number."""
    if not is_temporary(norad_id):
        found = [
            craft.id
            for craft in network.spacecraft
            if craft.norad_id == norad_id and craft.norad_id_verified
        ]
        if len(found) == 1:
            return found[0]
    return f"NORAD {norad_id}"


def _contact(one: Observation, network: Network, received_at: datetime) -> Contact:
    band = band_of(one.frequency_hz)
    words = [word for word in (one.status, one.waterfall) if word is not None]
    return Contact(
        id=f"satnogs-{one.id}",
        antenna=_which(one.station, network),
        spacecraft=_who(one.norad_id, network),
        evidence=Evidence.SCHEDULED,
        source=FEED_NAME,
        plan=PlanStatus.COMMITTED,
        boa_at=one.start_at,
        bot_at=one.start_at,
        eot_at=one.end_at,
        eoa_at=one.end_at,
        max_elevation_deg=one.max_elevation_deg,
        links=(ContactLink(direction=Direction.DOWN, band=band),) if band else (),
        assumptions=(_UNKNOWN_TIMES,),
        reported=", ".join(words) if words and one.end_at <= received_at else None,
    )


def _readings(
    station: Station,
    own: Sequence[Observation],
    network: Network,
    received_at: datetime,
) -> Iterable[Reading]:
    antenna = _which(station.id, network)
    yield ActivityReading(
        evidence=Evidence.OBSERVED,
        source=FEED_NAME,
        observed_at=received_at,
        received_at=received_at,
        antenna=antenna,
        activity=_activity(station, received_at),
    )
    ended = sorted(
        (one for one in own if one.end_at <= received_at and one.status is not None),
        key=lambda one: (one.end_at, one.id),
        reverse=True,
    )
    verdicts = [
        parameter
        for instance, one in enumerate(ended[:VERDICTS], 1)
        for parameter in _verdict(one, instance, network)
    ]
    yield ParametersReading(
        evidence=Evidence.OBSERVED,
        source=FEED_NAME,
        observed_at=received_at,
        received_at=received_at,
        antenna=antenna,
        parameters=(*_description(station), *verdicts),
    )


def _activity(station: Station, at: datetime) -> str:
    """Its status in their word, with its last sign of life where that is not just now."""
    status = station.status or "no status"
    if station.name is not None:
        status = f"{station.name}: {status}"
    seen_at = station.last_seen_at
    if seen_at is None:
        return f"{status}, never seen"
    if at - seen_at < timedelta(minutes=30):
        return status
    return f"{status}, last seen {format_instant(seen_at.replace(microsecond=0))}"


def _description(station: Station) -> Iterable[Parameter]:
    seen = station.last_seen_at
    for name, value in (
        ("number", station.id),
        ("name", station.name),
        ("status", station.status),
        ("lastSeen", format_instant(seen) if seen is not None else None),
        ("latitude", station.latitude_deg),
        ("longitude", station.longitude_deg),
        ("height", station.height_m),
        ("minimumElevation", station.min_elevation_deg),
        ("clientVersion", station.client_version),
    ):
        yield _parameter("X-SatnogsStation", 1, name, value)


def _verdict(one: Observation, instance: int, network: Network) -> Iterable[Parameter]:
    for name, value in (
        ("number", one.id),
        ("spacecraft", _who(one.norad_id, network)),
        ("satellite", one.satellite),
        ("start", format_instant(one.start_at)),
        ("end", format_instant(one.end_at)),
        ("frequency", one.frequency_hz),
        ("mode", one.mode),
        ("status", one.status),
        ("waterfall", one.waterfall),
    ):
        yield _parameter(NEWEST_FIRST, instance, name, value)


def _parameter(resource: str, instance: int, name: str, value: str | float | None) -> Parameter:
    return Parameter(
        resource=resource,
        instance=instance,
        name=name,
        value=value,
        no_value=NoValue.UNAVAILABLE if value is None else None,
    )
