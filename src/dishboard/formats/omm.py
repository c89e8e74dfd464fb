"""Orbit Mean-elements Messages (CCSDS 502.0-B-3) as JSON and CSV, as the catalogues serve them.

CelesTrak writes bare numbers and 17 fields; Space-Track quotes every value and adds more. Epochs
are UTC without a Z. Numbers look like `.0007096` or `.17005E-3`. TLE conventions are kept by both:
MEAN_MOTION_DOT is half the derivative, MEAN_MOTION_DDOT a sixth.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import msgspec

from dishboard.errors import FormatError
from dishboard.formats.element_sets import ElementProblem, ElementSets, Problems
from dishboard.model import ElementSet

__all__ = ["OMM_FIELDS", "parse_omm_csv", "parse_omm_json", "write_omm_csv"]

OMM_FIELDS = (
    "OBJECT_NAME",
    "OBJECT_ID",
    "EPOCH",
    "MEAN_MOTION",
    "ECCENTRICITY",
    "INCLINATION",
    "RA_OF_ASC_NODE",
    "ARG_OF_PERICENTER",
    "MEAN_ANOMALY",
    "EPHEMERIS_TYPE",
    "CLASSIFICATION_TYPE",
    "NORAD_CAT_ID",
    "ELEMENT_SET_NO",
    "REV_AT_EPOCH",
    "BSTAR",
    "MEAN_MOTION_DOT",
    "MEAN_MOTION_DDOT",
)

# field → (our name, lowest, highest); the bounds are those of an Earth orbit SGP4 can carry
_NUMBERS = {
    "MEAN_MOTION": ("mean_motion_rev_day", 1e-3, 20.0),
    "ECCENTRICITY": ("eccentricity", 0.0, 0.9999999),
    "INCLINATION": ("inclination_deg", 0.0, 180.0),
    "RA_OF_ASC_NODE": ("node_deg", -360.0, 360.0),
    "ARG_OF_PERICENTER": ("periapsis_deg", -360.0, 360.0),
    "MEAN_ANOMALY": ("mean_anomaly_deg", -360.0, 360.0),
    "BSTAR": ("bstar", -10.0, 10.0),
    "MEAN_MOTION_DOT": ("mean_motion_dot", -10.0, 10.0),
    "MEAN_MOTION_DDOT": ("mean_motion_ddot", -10.0, 10.0),
}
_MOST_VALUES = 5_000_000  # 100,000 records with twice the fields that we know
_FIXED = {"MEAN_ELEMENT_THEORY": "SGP4", "REF_FRAME": "TEME", "TIME_SYSTEM": "UTC"}


class _RefusedError(Exception):
    def __init__(self, expected: str, got: str) -> None:
        self.expected, self.got = expected, got


def parse_omm_json(text: str, source: str) -> ElementSets:
    """Element sets of a JSON array of OMM records, or of a single one.

    Raises:
        FormatError: when it is not JSON, or not records, or too many.
    """
    if text.count(",") > _MOST_VALUES:  # each can take a hundred times its place in the text
        raise FormatError(f"OMM JSON expected, of at most {_MOST_VALUES:,} values; got more")
    try:
        document = msgspec.json.decode(text.encode())
    except (msgspec.DecodeError, RecursionError) as error:
        raise FormatError(f"OMM JSON expected: {error}") from None
    records = [document] if isinstance(document, dict) else document
    if not isinstance(records, list):
        raise FormatError(f"OMM JSON expected, an array of records; got {text[:60]!r}")
    return _collect(((f"record {n}", one) for n, one in enumerate(records, start=1)), source)


def parse_omm_csv(text: str, source: str) -> ElementSets:
    """Element sets of OMM CSV with its header line; lines before it that begin with # are notes.

    Raises:
        FormatError: when the header lacks fields.
    """
    lines = text.splitlines()
    notes = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    reader = csv.DictReader(io.StringIO("\n".join(lines[notes:])))
    missing = {"OBJECT_NAME", "EPOCH", "NORAD_CAT_ID", *_NUMBERS} - set(reader.fieldnames or ())
    if missing:
        raise FormatError(f"OMM CSV line {notes + 1}: no column {', '.join(sorted(missing))}")
    try:
        return _collect(((f"line {notes + reader.line_num}", row) for row in reader), source)
    except csv.Error as error:
        raise FormatError(f"OMM CSV line {notes + reader.line_num}: {error}") from None


def write_omm_csv(sets: tuple[ElementSet, ...], notes: tuple[str, ...] = ()) -> str:
    """OMM CSV with the 17 fields; a set's own source as an 18th column, SOURCE."""
    out = io.StringIO()
    out.writelines(f"# {note}\n" for note in notes)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*OMM_FIELDS, "SOURCE"])
    for one in sets:
        epoch = one.epoch_at.astimezone(UTC).replace(tzinfo=None).isoformat("T", "microseconds")
        row = {"OBJECT_NAME": one.name, "OBJECT_ID": one.cospar_id or "", "EPOCH": epoch}
        row |= {"NORAD_CAT_ID": one.norad_id, "EPHEMERIS_TYPE": 0, "CLASSIFICATION_TYPE": "U"}
        row |= {"ELEMENT_SET_NO": 999, "REV_AT_EPOCH": 0, "SOURCE": one.source}
        row |= {field: repr(getattr(one, name)) for field, (name, _, _) in _NUMBERS.items()}
        writer.writerow([row[field] for field in (*OMM_FIELDS, "SOURCE")])
    return out.getvalue()


def _collect(records: Iterable[tuple[str, object]], source: str) -> ElementSets:
    sets: list[ElementSet] = []
    problems = Problems()
    for place, record in records:
        try:
            sets.append(_element_set(record, source))
        except _RefusedError as refused:
            problems.add(ElementProblem(place, refused.expected, refused.got))
        except RecursionError:  # it is just shallow enough to be read
            problems.add(ElementProblem(place, "an OMM record", "one that is nested too deeply"))
    return ElementSets(tuple(sets), problems.all())


def _element_set(record: object, source: str) -> ElementSet:
    if not isinstance(record, Mapping):
        raise _RefusedError("an OMM record", repr(record)[:60])
    for field, only in _FIXED.items():
        if (value := record.get(field)) not in (None, "", only):
            raise _RefusedError(f"{field} {only}", repr(value))
    name, cospar_id = record.get("OBJECT_NAME"), record.get("OBJECT_ID")
    numbers = {
        ours: _number(record, field, low, high) for field, (ours, low, high) in _NUMBERS.items()
    }
    return ElementSet(
        norad_id=_norad_id(record.get("NORAD_CAT_ID")),
        name=str(name or "").strip(),
        cospar_id=str(cospar_id).strip() or None if cospar_id else None,
        epoch_at=_epoch(record.get("EPOCH")),
        source=str(record.get("SOURCE") or source),
        **numbers,
    )


def _number(record: Mapping[str, object], field: str, low: float, high: float) -> float:
    value = record.get(field)
    number = math.nan
    try:
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            number = float(value)
    except (ValueError, OverflowError):
        pass
    if not low <= number <= high:
        raise _RefusedError(f"{field} between {low:g} and {high:g}", repr(value))
    return number


def _norad_id(value: object) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise _RefusedError("NORAD_CAT_ID of 1 to 9 digits", repr(value))
    return int(text)


def _epoch(value: object) -> datetime:
    try:
        at = datetime.fromisoformat(str(value).strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):  # overflow: at the ends of the calendar
        raise _RefusedError("EPOCH like 2026-09-04T03:11:24.612864 (UTC)", repr(value)) from None
