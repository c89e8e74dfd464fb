"""What light falls on a craft during a pass, and what stands between it and the antenna."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from dishboard.model.contact import Pass

__all__ = ["Light", "LightSpan", "LitPass", "Occultation", "PassLight"]


class Light(StrEnum):
    """How much of the Sun a craft has."""

    SUNLIT = "sunlit"  # all of it
    PENUMBRA = "penumbra"  # some of it
    UMBRA = "umbra"  # none


class LightSpan(Struct, frozen=True, kw_only=True):
    light: Light
    by: str | None  # whose shadow; None while sunlit
    begin_at: datetime
    end_at: datetime


class Occultation(Struct, frozen=True, kw_only=True):
    """A body's disc hides the craft from the antenna."""

    body: str
    begin_at: datetime
    end_at: datetime


class PassLight(Struct, frozen=True, kw_only=True):
    """The light of one pass, for the part of it inside the span asked for.

    Evidence, quality and age are those of the pass. Instants are of reception, as rise and set are.
    What is not known has its reason and no value: an empty list without a reason means none.
    """

    spans: tuple[LightSpan, ...]  # one after the other, without a gap
    spans_unknown: str | None
    sunlit_s: float | None
    penumbra_s: float | None
    umbra_s: float | None
    rise_sun_separation_deg: float | None  # of the craft from the Sun's centre, at the antenna
    culmination_sun_separation_deg: float | None
    set_sun_separation_deg: float | None
    min_sun_separation_deg: float | None
    min_sun_separation_at: datetime | None
    station_sun_elevation_deg: float | None  # at culmination, geometric: below 0 it is night
    occultations: tuple[Occultation, ...]
    occulted_s: float | None  # by any body; None where a body may hide it that nobody can tell
    occultations_unknown: tuple[str, ...]


class LitPass(Pass, frozen=True, kw_only=True):
    """A pass and its light, as asked for."""

    light: PassLight
