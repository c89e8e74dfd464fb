"""From a status message to the board's readings.

Per message one pointing for each spacecraft it names (one without, if it names none), one link per
carrier resource, one activity when anything is said of it, and the parameters that none of these
carries, as they came. A value without a value (`unavailable`, `undefined`, `error`) is a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dishboard.feeds.status.links import links_of, take
from dishboard.feeds.status.names import Names, names_of
from dishboard.formats.station_status import Resource, StationStatus
from dishboard.model import (
    ActivityReading,
    Evidence,
    Network,
    NoValue,
    Parameter,
    ParametersReading,
    PointingReading,
    Reading,
)

__all__ = ["readings_of", "users_of"]

_EMPTY: dict[str, Any] = {}


def readings_of(
    status: StationStatus,
    network: Network,
    source: str,
    received_at: datetime,
    *,
    simulated: bool,
) -> tuple[Reading, ...]:
    """All readings of a message.

    Args:
        source: who sent it, in words a person reads.
        received_at: when we heard of it.
        simulated: the source is one that simulates, whatever the message says.

    Raises:
        FormatError: when nobody can say which antenna is meant.
    """
    names = names_of(network)
    common: dict[str, Any] = {
        "evidence": Evidence.SIMULATED
        if simulated or status.evidence == "simulated"
        else Evidence.OBSERVED,
        "source": source,
        "observed_at": status.observed_at,
        "received_at": received_at,
        "sequence": status.sequence,
        "antenna": names.antenna(status.site, status.aperture),
    }
    # What a reading carries is taken out of these; the rest are parameters.
    left = [(resource, dict(resource.params)) for resource in status.resources]
    antenna = next((rest for resource, rest in left if resource.fr == "Antenna"), _EMPTY)
    readings: list[Reading] = [*_pointings(status, antenna, names, common)]
    readings += links_of(status, left, names, common)
    activity = _activity(status, antenna, common)
    if activity is not None:
        readings.append(activity)
    parameters = _parameters(status, left)
    if parameters:
        readings.append(ParametersReading(**common, parameters=tuple(parameters)))
    return tuple(readings)


def _pointings(
    status: StationStatus, antenna: dict[str, Any], names: Names, common: dict[str, Any]
) -> Iterator[PointingReading]:
    azimuth_deg, elevation_deg = _direction(antenna, "antActualPointing")
    commanded_azimuth_deg, commanded_elevation_deg = _direction(antenna, "antCommandedPointing")
    mode = take(antenna, "antPointingMode")
    for user in users_of(status) or (None,):
        spacecraft, kind = names.spacecraft(user)
        yield PointingReading(
            **common,
            spacecraft=spacecraft,
            target=user,
            target_kind=kind,
            azimuth_deg=azimuth_deg,
            elevation_deg=elevation_deg,
            stowed=mode == "stow",
            mode=mode,
            commanded_azimuth_deg=commanded_azimuth_deg,
            commanded_elevation_deg=commanded_elevation_deg,
        )


def users_of(status: StationStatus) -> list[str]:
    """The spacecraft named, each once, in the order of the message."""
    users = [status.user, *(resource.user for resource in status.resources)]
    return list(dict.fromkeys(user for user in users if user is not None))


def _direction(antenna: dict[str, Any], name: str) -> tuple[float | None, float | None]:
    """Azimuth in [0, 360) and elevation up to 90, in degrees, of where a dish looks on the sky.

    Cable wrap and tilting over the top are the mount's own; what it said of them stays a parameter.
    """
    said = antenna.get(name)
    if type(said) is not dict:
        return None, None
    azimuth_deg, elevation_deg = said["azimuth"], said["elevation"]
    if 0 <= azimuth_deg < 360 and elevation_deg <= 90:
        del antenna[name]
    elif elevation_deg > 90:
        azimuth_deg, elevation_deg = azimuth_deg + 180, 180 - elevation_deg
    return azimuth_deg % 360, elevation_deg


def _activity(
    status: StationStatus, antenna: dict[str, Any], common: dict[str, Any]
) -> ActivityReading | None:
    said = (
        take(antenna, "antResourceStat"),
        status.maintenance,
        take(antenna, "antMeanWindSpeed"),
        take(antenna, "antWindDirection"),
        take(antenna, "antAmbientTemperature"),
    )
    if said == (None,) * len(said):
        return None
    condition, maintenance, wind_m_s, wind_direction_deg, temperature_c = said
    return ActivityReading(
        **common,
        condition=condition,
        maintenance=maintenance,
        wind_m_s=wind_m_s,
        wind_direction_deg=wind_direction_deg,
        temperature_c=temperature_c,
    )


def _parameters(
    status: StationStatus, left: list[tuple[Resource, dict[str, Any]]]
) -> list[Parameter]:
    found: list[Parameter] = []
    for name, value in (
        ("productionStatus", status.production_status),
        ("scheduledPackageId", status.scheduled_package_id),
        ("scheduledActivityId", status.scheduled_activity_id),
    ):
        if value is not None:
            _flatten("message", 1, name, value, found)
    for resource, rest in left:
        for name, value in rest.items():
            _flatten(resource.fr, resource.inst, name, value, found)
    for event in status.events:
        said = {
            "value": event.value,
            "time": event.occurred_at.isoformat().replace("+00:00", "Z"),
            "severity": event.severity,
            "text": event.text,
        }
        kept = {part: value for part, value in said.items() if value is not None}
        _flatten(event.fr, event.inst, event.event, kept, found)
    return found


def _flatten(resource: str, instance: int, name: str, value: Any, found: list[Parameter]) -> None:
    """Add a value, or each part of a compound one as `name.part`."""
    if type(value) is dict:
        for part, item in value.items():
            _flatten(resource, instance, f"{name}.{part}", item, found)
    elif type(value) is NoValue:
        found.append(Parameter(resource=resource, instance=instance, name=name, no_value=value))
    else:
        found.append(Parameter(resource=resource, instance=instance, name=name, value=value))
