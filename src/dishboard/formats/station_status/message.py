"""The status message as it is held after reading: the same shape as on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

__all__ = [
    "MOST_BYTES",
    "MOST_PARAMETERS",
    "MOST_RESOURCES",
    "NAME_PATTERN",
    "SCHEMA_NAME",
    "Resource",
    "StationStatus",
    "StatusEvent",
]

SCHEMA_NAME = "dishboard.station-status/1"
MOST_BYTES = 64 * 1024  # of one message; the example has 1.3 kB
MOST_RESOURCES = 256
MOST_PARAMETERS = 1_000  # of one message, parts of compound values counted

# Names go into logs and terminals, where control characters and turned text would do things.
NAME_PATTERN = r"^(?![\s\S]*[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069])"

Name = Annotated[str, Meta(min_length=1, max_length=64, pattern=NAME_PATTERN)]
Ref = Annotated[str, Meta(min_length=1, max_length=128)]
Text = Annotated[str, Meta(max_length=1_024)]
Instance = Annotated[int, Meta(ge=1, le=4_294_967_295)]
Instant = Annotated[datetime, Meta(tz=True)]


class Resource(Struct, frozen=True, kw_only=True):
    """What one functional resource says.

    `params` holds what could be read, by name: a text, a number, a bool, a `NoValue`, or for
    compound values a dict or list of such.
    """

    fr: Ref
    inst: Instance = 1
    user: Name | None = None  # ours: of several spacecraft in one beam, this resource's
    params: dict[Ref, Any]


class StatusEvent(Struct, frozen=True, kw_only=True):
    """Something a functional resource notified."""

    fr: Ref
    inst: Instance = 1
    event: Ref
    occurred_at: Instant = field(name="time")
    value: str | float | int | bool | None = None
    severity: Literal["info", "warning", "alarm"] | None = None
    text: Text | None = None


class StationStatus(Struct, frozen=True, kw_only=True, rename="camel"):
    """One antenna at one time. What a message does not say is None, never 0."""

    schema: Literal["dishboard.station-status/1"]
    site: Name
    aperture: Name
    observed_at: Instant = field(name="time")  # UTC
    sequence: Annotated[int, Meta(ge=0, le=2**53 - 1)] | None = field(name="seq", default=None)
    cycle_s: Annotated[float, Meta(gt=0, le=3600)] | None = field(name="cycle", default=None)
    evidence: Literal["observed", "simulated"] | None = None
    user: Name | None = None
    scheduled_package_id: Ref | None = None
    scheduled_activity_id: Ref | None = None
    production_status: Any = None  # a word, a NoValue, or None
    maintenance: Literal["planned", "unplanned"] | None = None  # ours
    resources: Annotated[tuple[Resource, ...], Meta(max_length=MOST_RESOURCES)]
    events: Annotated[tuple[StatusEvent, ...], Meta(max_length=MOST_RESOURCES)] = ()
    # Never on the wire, one line each: what was left out, and what was kept though nobody knows it.
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
