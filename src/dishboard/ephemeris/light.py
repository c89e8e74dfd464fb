"""The light of passes, as objects: `Sky.lights`."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import msgspec
import numpy as np

from dishboard.ephemeris.interface import Ephemeris
from dishboard.ephemeris.light_bodies import builtin_skies
from dishboard.ephemeris.light_shadow import LIGHTS, SHADOWS
from dishboard.ephemeris.light_table import LightTable, light_table
from dishboard.ephemeris.path import Path
from dishboard.ephemeris.tracks import FLY_BY_KM, pieces, tracks_of
from dishboard.ephemeris.viewers import viewers_of
from dishboard.geometry.windows import DISTANT, ECCENTRIC, Grid, Step, WindowTable
from dishboard.model import Light, LightSpan, LitPass, Network, Occultation, Pass, PassLight
from dishboard.time import from_unix_s

__all__ = ["lights", "lit_passes", "pass_lights"]

# Of a pass that this sky does not know, or one without any length.
_NO_POSITION = "no position during the pass"
_NOTHING = PassLight(
    spans=(),
    spans_unknown=_NO_POSITION,
    sunlit_s=None,
    penumbra_s=None,
    umbra_s=None,
    rise_sun_separation_deg=None,
    culmination_sun_separation_deg=None,
    set_sun_separation_deg=None,
    min_sun_separation_deg=None,
    min_sun_separation_at=None,
    station_sun_elevation_deg=None,
    occultations=(),
    occulted_s=None,
    occultations_unknown=(_NO_POSITION,),
)


@dataclass(frozen=True, eq=False)
class _Part:
    """The part of a pass in which one source is the best."""

    number: int  # of the pass
    one: Pass
    source: Ephemeris
    begin_s: float
    end_s: float

    @property
    def rises(self) -> bool:
        return self.one.rise_at is not None and self.one.rise_at.timestamp() == self.begin_s

    @property
    def sets(self) -> bool:
        return self.one.set_at is not None and self.one.set_at.timestamp() == self.end_s

    @property
    def culmination_s(self) -> float:
        """NaN where the highest moment is in another part."""
        at_s = self.one.culmination_at.timestamp()
        return at_s if self.begin_s <= at_s <= self.end_s else math.nan


def lit_passes(passes: Sequence[Pass], lights: Sequence[PassLight]) -> list[LitPass]:
    """Both in one."""
    return [
        LitPass(**msgspec.structs.asdict(one), light=light)
        for one, light in zip(passes, lights, strict=True)
    ]


def lights(
    path_of: Callable[[str], Path],
    network: Network,
    passes: Sequence[Pass],
    start_s: float,
    end_s: float,
) -> list[PassLight]:
    """See `Sky.lights`."""
    parts: defaultdict[Step, list[_Part]] = defaultdict(list)
    for number, one in enumerate(passes):
        for part in _parts(path_of(one.spacecraft), number, one, start_s, end_s):
            parts[part.source.step].append(part)
    found: defaultdict[int, list[tuple[float, PassLight]]] = defaultdict(list)
    for step, some in parts.items():
        for part, light in _of_parts(network, step, some):
            found[part.number].append((part.begin_s, light))
    return [
        reduce(_joined, (light for _, light in sorted(found[number], key=lambda item: item[0])))
        if number in found
        else _NOTHING
        for number in range(len(passes))
    ]


def _parts(path: Path, number: int, one: Pass, start_s: float, end_s: float) -> Iterator[_Part]:
    begin_s = (
        one.rise_at.timestamp() if one.rise_at else min(start_s, one.culmination_at.timestamp())
    )
    last_s = one.set_at.timestamp() if one.set_at else max(end_s, one.culmination_at.timestamp())
    middle = one.culmination_at.timestamp()
    mine: list[_Part] = []
    for piece in pieces(path, begin_s, last_s):
        if mine and mine[-1].end_s < piece.begin_s:
            # Nothing is known between them: the pass is on the culmination's side.
            if mine[-1].end_s >= middle:
                break
            mine = []
        mine.append(_Part(number, one, piece.source, piece.begin_s, piece.end_s))
    yield from mine


def _of_parts(
    network: Network, step: Step, parts: Sequence[_Part]
) -> Iterator[tuple[_Part, PassLight]]:
    craft: dict[int, int] = {}  # row of each source
    sources: list[Ephemeris] = []
    antennas: dict[str, int] = {}
    for part in parts:
        if id(part.source) not in craft:
            craft[id(part.source)] = len(sources)
            sources.append(part.source)
        antennas.setdefault(part.one.antenna, len(antennas))
    begin_s, end_s = min(part.begin_s for part in parts), max(part.end_s for part in parts)
    tracks = tracks_of(sources, Grid.covering(step, begin_s, end_s))
    if step == DISTANT:
        near = {id(sources[n]) for n in np.flatnonzero(tracks.nearest_km() < FLY_BY_KM).tolist()}
        if near:
            yield from _of_parts(
                network, ECCENTRIC, [part for part in parts if id(part.source) in near]
            )
            far = [part for part in parts if id(part.source) not in near]
            if far:
                yield from _of_parts(network, step, far)
            return
    table = WindowTable(
        np.array([craft[id(part.source)] for part in parts], dtype=np.intp),
        np.array([antennas[part.one.antenna] for part in parts], dtype=np.intp),
        np.array([part.begin_s for part in parts]),
        np.array([part.end_s for part in parts]),
        np.array([part.rises for part in parts], dtype=np.bool_),
        np.array([part.sets for part in parts], dtype=np.bool_),
        np.array([part.culmination_s for part in parts]),
        np.array([part.one.max_elevation_deg for part in parts]),
    )
    viewers = viewers_of([network.antenna_by_id[one] for one in antennas])
    found = pass_lights(light_table(tracks, viewers, table, builtin_skies(), sources))
    yield from zip(parts, found, strict=True)


def pass_lights(table: LightTable) -> list[PassLight]:
    """Columns as objects."""
    spans: list[list[LightSpan]] = [[] for _ in range(table.windows)]
    for row, light, by, begin, end in zip(*(c.tolist() for c in table.lit), strict=True):
        spans[row].append(
            LightSpan(
                light=LIGHTS[light],
                by=None if by < 0 else SHADOWS[by],
                begin_at=from_unix_s(begin),
                end_at=from_unix_s(end),
            )
        )
    hidden: list[list[Occultation]] = [[] for _ in range(table.windows)]
    for row, body, begin, end in zip(*(c.tolist() for c in table.hidden), strict=True):
        hidden[row].append(
            Occultation(
                body=table.bodies[body], begin_at=from_unix_s(begin), end_at=from_unix_s(end)
            )
        )
    sun = zip(*(column.tolist() for column in table.sun), strict=True)
    found: list[PassLight] = []
    for row, (rise, top, set_, least, least_s, height) in enumerate(sun):
        reason = table.lit_unknown.get(row)
        reasons = table.hidden_unknown.get(row, ())
        found.append(
            PassLight(
                spans=tuple(spans[row]),
                spans_unknown=reason,
                sunlit_s=_lasting(spans[row], Light.SUNLIT, reason),
                penumbra_s=_lasting(spans[row], Light.PENUMBRA, reason),
                umbra_s=_lasting(spans[row], Light.UMBRA, reason),
                rise_sun_separation_deg=_rounded(rise),
                culmination_sun_separation_deg=_rounded(top),
                set_sun_separation_deg=_rounded(set_),
                min_sun_separation_deg=_rounded(least),
                min_sun_separation_at=None if least != least else from_unix_s(least_s),
                station_sun_elevation_deg=_rounded(height),
                occultations=tuple(hidden[row]),
                occulted_s=None if reasons else _union_s(hidden[row]),
                occultations_unknown=reasons,
            )
        )
    return found


def _joined(one: PassLight, two: PassLight) -> PassLight:
    """Two parts of one pass, one after the other, from two sources."""
    reason = one.spans_unknown or two.spans_unknown
    spans = [] if reason else [*one.spans]
    for span in () if reason else two.spans:
        if spans and (spans[-1].light, spans[-1].by) == (span.light, span.by):
            spans[-1] = msgspec.structs.replace(spans[-1], end_at=span.end_at)
        else:
            spans.append(span)
    hidden = [*one.occultations]
    for span in two.occultations:
        if hidden and (hidden[-1].body, hidden[-1].end_at) == (span.body, span.begin_at):
            hidden[-1] = msgspec.structs.replace(hidden[-1], end_at=span.end_at)
        else:
            hidden.append(span)
    reasons = tuple(dict.fromkeys((*one.occultations_unknown, *two.occultations_unknown)))
    top = two if one.culmination_sun_separation_deg is None else one
    nearer = min(
        (one, two),
        key=lambda part: (
            180.0 if part.min_sun_separation_deg is None else part.min_sun_separation_deg
        ),
    )
    return PassLight(
        spans=tuple(spans),
        spans_unknown=reason,
        sunlit_s=_lasting(spans, Light.SUNLIT, reason),
        penumbra_s=_lasting(spans, Light.PENUMBRA, reason),
        umbra_s=_lasting(spans, Light.UMBRA, reason),
        rise_sun_separation_deg=one.rise_sun_separation_deg,
        culmination_sun_separation_deg=top.culmination_sun_separation_deg,
        set_sun_separation_deg=two.set_sun_separation_deg,
        min_sun_separation_deg=nearer.min_sun_separation_deg,
        min_sun_separation_at=nearer.min_sun_separation_at,
        station_sun_elevation_deg=top.station_sun_elevation_deg,
        occultations=tuple(hidden),
        occulted_s=None if reasons else _union_s(hidden),
        occultations_unknown=reasons,
    )


def _lasting(spans: Sequence[LightSpan], light: Light, reason: str | None) -> float | None:
    if reason is not None:
        return None
    return round(sum(_length_s(span) for span in spans if span.light is light), 3)


def _length_s(span: LightSpan | Occultation) -> float:
    return (span.end_at - span.begin_at).total_seconds()


def _union_s(spans: Sequence[Occultation]) -> float:
    """How long any body hides it: two may at once."""
    total, until = 0.0, None
    for span in spans:
        begin_at = span.begin_at if until is None else max(span.begin_at, until)
        if span.end_at > begin_at:
            total += (span.end_at - begin_at).total_seconds()
            until = span.end_at
    return round(total, 3)


def _rounded(angle_deg: float) -> float | None:
    return None if angle_deg != angle_deg else round(angle_deg, 4)
