"""A ground station's status message: one antenna at one time, in CCSDS's own words."""

from dishboard.formats.station_status.message import (
    MOST_BYTES,
    SCHEMA_NAME,
    Resource,
    StationStatus,
    StatusEvent,
)
from dishboard.formats.station_status.parser import parse_station_status
from dishboard.formats.station_status.schema import status_schema
from dishboard.formats.station_status.vocabulary import (
    PARAMETERS,
    Number,
    Parts,
    Text,
    Words,
)

__all__ = [
    "MOST_BYTES",
    "PARAMETERS",
    "SCHEMA_NAME",
    "Number",
    "Parts",
    "Resource",
    "StationStatus",
    "StatusEvent",
    "Text",
    "Words",
    "parse_station_status",
    "status_schema",
]
