"""What is asked of the API: its parameters, and questions that cannot be meant as they are put.

A parameter that nobody here knows, or one said twice, would otherwise be ignored: the answer would
look like one to what was asked, and be another.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import parse_qsl

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter

from dishboard.errors import SettingError, in_words, nearest, shown
from dishboard.time import parse_instant

__all__ = [
    "Antennas",
    "Crafts",
    "From",
    "Hours",
    "Instant",
    "To",
    "WithLight",
    "faults_in_words",
    "must_be_understood",
    "span",
]

LONGEST_SPAN = timedelta(days=8)
SEVERAL = ("antenna", "spacecraft")  # may be said more than once

Instant = Annotated[str | None, QueryParameter(description="RFC 3339, UTC: 2026-11-23T12:00:00Z")]
From = Annotated[str | None, QueryParameter(name="from", description="begin of the span, RFC 3339")]
To = Annotated[str | None, QueryParameter(description="end of the span, RFC 3339")]
Hours = Annotated[
    float | None,
    QueryParameter(gt=0, le=192, description="length of the span; without `from` it begins now"),
]
Antennas = Annotated[
    list[str] | None,
    QueryParameter(name="antenna", description="only this antenna (its id); may be repeated"),
]
Crafts = Annotated[
    list[str] | None,
    QueryParameter(name="spacecraft", description="only this spacecraft (its id); may be repeated"),
]
WithLight = Annotated[
    bool, QueryParameter(description="each pass with its light: eclipses, the Sun")
]


def must_be_understood(connection: ASGIConnection[Any, Any, Any, Any], handler: Any) -> None:
    """A guard of Litestar's: every parameter is one of the route's, and said once.

    Raises:
        SettingError: naming the parameter, and the nearest that there is.
    """
    said = Counter(
        name
        for name, _ in parse_qsl(
            connection.scope["query_string"].decode("latin-1"), keep_blank_values=True
        )
    )
    if not said:
        return
    known = _parameters(handler)
    for name, times in said.items():
        if name not in known:
            near = nearest(name, known)
            takes = f"this address takes {', '.join(known) or 'none'}"
            hint = f"did you mean '{near}'?" if near else takes
            raise SettingError(f"unknown parameter '{shown(name)}'; {hint}")
        if times > 1 and name not in SEVERAL:
            raise SettingError(f"parameter '{name}' is given {times} times; expected one value")


def _parameters(handler: BaseRouteHandler) -> list[str]:
    """The names in the address of what a handler asks for."""
    return [
        field.kwarg_definition.name or name  # type: ignore[union-attr]
        for name, field in handler.parsed_fn_signature.parameters.items()
        if isinstance(field.kwarg_definition, QueryParameter)
    ]


def span(
    now: datetime,
    from_: str | None,
    to: str | None,
    hours: float | None,
    default_h: tuple[float, float],
) -> tuple[datetime, datetime]:
    """Begin and end of what is asked about. `hours` alone counts from now.

    Args:
        default_h: the span around now where nothing is said, in hours; its second is also the
            length of one of which only the begin is said.

    Raises:
        SettingError: when it is none, or longer than 8 days.
    """
    if to is not None and hours is not None:
        raise SettingError("give either 'to' or 'hours', not both")
    before_h, after_h = default_h
    begin_at = now if from_ is None else parse_instant(from_)
    is_around_now = from_ is None and hours is None
    start_at = now + timedelta(hours=before_h) if is_around_now else begin_at
    if to is not None:
        end_at = parse_instant(to)
    else:
        end_at = begin_at + timedelta(hours=after_h if hours is None else hours)
    if not start_at < end_at <= start_at + LONGEST_SPAN:
        raise SettingError(
            f"expected a span of more than 0 and at most {LONGEST_SPAN.days} days, "
            f"got {start_at:%Y-%m-%dT%H:%M:%SZ} to {end_at:%Y-%m-%dT%H:%M:%SZ}"
        )
    return start_at, end_at


def faults_in_words(extra: Any) -> list[str]:
    """What Litestar found wrong with parameters, each with its name."""
    if not isinstance(extra, list):
        return []
    return [
        f"{item['key']}: {in_words(item['message'])}"
        for item in extra  # pyright: ignore[reportUnknownVariableType]
        if isinstance(item, dict) and "key" in item and "message" in item
    ]
