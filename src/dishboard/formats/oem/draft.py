"""Messages and segments while they are being read: the rules that both forms share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from dishboard.errors import FormatError, shown
from dishboard.formats.oem.epochs import calendar_s, utc_instant
from dishboard.formats.oem.message import Oem, OemProblem, OemSegment

__all__ = ["MAX_SEGMENTS", "MAX_STATES", "FaultError", "MessageDraft", "SegmentDraft"]

MAX_STATES = 1_000_000  # two years of minutes
MAX_SEGMENTS = 2_000
_VERSIONS = ("1.0", "2.0", "3.0")
_FARTHEST_KM = 1e12  # 0.1 light years
_LIGHT_KM_S = 299_792.458
_MANDATORY = ("OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM")
_METADATA = frozenset(
    {
        *_MANDATORY,
        *("REF_FRAME_EPOCH", "START_TIME", "STOP_TIME"),
        *("USEABLE_START_TIME", "USEABLE_STOP_TIME", "INTERPOLATION", "INTERPOLATION_DEGREE"),
    }
)
_METHODS = ("LAGRANGE", "HERMITE", "LINEAR")


class FaultError(Exception):
    """What makes a segment unusable."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.problem = OemProblem(line, text)


@dataclass
class SegmentDraft:
    """One segment as far as it was read. Every method raises `FaultError` for what cannot be."""

    number: int
    line: int
    fields: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    epochs: list[float] = field(default_factory=list[float])
    states: list[list[float]] = field(default_factory=list[list[float]])
    covariances: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])

    def put(self, keyword: str, value: str, line: int) -> None:
        """One line of the metadata."""
        if keyword not in _METADATA:
            raise FaultError(line, f"expected metadata of an OEM, got '{shown(keyword)}'")
        if keyword in self.fields:
            raise FaultError(line, f"{keyword} is given twice; leave one")
        self.fields[keyword] = value, line

    def add_state(self, line: int, epoch: str, numbers: Sequence[str]) -> None:
        """An ephemeris line: position and velocity; accelerations are checked and left out."""
        if len(numbers) not in (6, 9):
            raise FaultError(
                line,
                "expected an epoch and 6 numbers (X Y Z X_DOT Y_DOT Z_DOT) or 9 with "
                f"accelerations, got {len(numbers)}",
            )
        at_s = _epoch(epoch, "an epoch", line)
        values = [_number(text, line) for text in numbers]
        if self.epochs and at_s <= self.epochs[-1]:
            if at_s == self.epochs[-1] and values[:6] == self.states[-1]:
                return  # the same line once more says nothing new
            raise FaultError(
                line, f"epochs must rise; {shown(epoch)} is not later than the one before"
            )
        if max(abs(value) for value in values[:3]) > _FARTHEST_KM:
            raise FaultError(line, f"expected a position in km, got one beyond {_FARTHEST_KM:g}")
        if max(abs(value) for value in values[3:6]) > _LIGHT_KM_S:
            raise FaultError(line, "expected a velocity in km/s, got one faster than light")
        self.epochs.append(at_s)
        self.states.append(values[:6])

    def add_covariance(self, line: int, epoch: str, numbers: Sequence[str]) -> None:
        """The 21 numbers of a lower triangle, row by row, in km² and so on."""
        at_s = _epoch(epoch, "the EPOCH of a covariance", line)
        if len(numbers) != 21:
            raise FaultError(line, f"expected a covariance of 21 numbers, got {len(numbers)}")
        values = [_number(text, line) for text in numbers]
        trace = values[0] + values[2] + values[5]
        if min(values[0], values[2], values[5]) < 0:
            raise FaultError(line, "expected variances of 0 or more, got a negative one")
        if self.covariances and at_s <= self.covariances[-1][0]:
            raise FaultError(line, "covariances must come in the order of time")
        self.covariances.append((at_s, math.sqrt(trace)))

    def segment(self, problems: list[OemProblem]) -> OemSegment:
        """The segment, whole. What it says of itself and does not keep goes to `problems`."""
        for keyword in (*_MANDATORY, "START_TIME", "STOP_TIME"):
            if keyword not in self.fields:
                raise FaultError(self.line, f"expected {keyword} in this segment's metadata")
        start_s, stop_s = self._instant("START_TIME"), self._instant("STOP_TIME")
        first_s = self._instant("USEABLE_START_TIME", start_s)
        last_s = self._instant("USEABLE_STOP_TIME", stop_s)
        if not start_s <= first_s < last_s <= stop_s:
            raise FaultError(
                self.line,
                "expected START_TIME ≤ USEABLE_START_TIME < USEABLE_STOP_TIME ≤ STOP_TIME",
            )
        if len(self.epochs) < 2:
            raise FaultError(self.line, f"expected at least 2 states, got {len(self.epochs)}")
        if self.epochs[0] > first_s or self.epochs[-1] < last_s:
            problems.append(
                OemProblem(
                    self.line,
                    "its states do not reach over the span it says may be used (cut off?); "
                    "only what lies between its first and last state is taken",
                )
            )
            first_s, last_s = max(first_s, self.epochs[0]), min(last_s, self.epochs[-1])
            if first_s >= last_s:
                raise FaultError(self.line, "none of its states lies in the span it may be used")
        states = np.array(self.states)
        return OemSegment(
            number=self.number,
            line=self.line,
            object_name=self._text("OBJECT_NAME"),
            object_id=self._text("OBJECT_ID"),
            centre=self._text("CENTER_NAME"),
            frame=self._text("REF_FRAME"),
            has_frame_epoch="REF_FRAME_EPOCH" in self.fields,
            time_system=self._text("TIME_SYSTEM"),
            start_s=first_s,
            stop_s=last_s,
            interpolation=self._interpolation(),
            degree=self._degree(),
            epoch_s=np.array(self.epochs),
            position_km=states[:, :3].copy(),
            velocity_km_s=states[:, 3:].copy(),
            covariance_epoch_s=np.array([at_s for at_s, _ in self.covariances]),
            position_sigma_km=np.array([sigma for _, sigma in self.covariances]),
        )

    def _text(self, keyword: str) -> str:
        value, line = self.fields[keyword]
        text = " ".join(value.replace("_", " ").split()).upper()
        if not text:
            raise FaultError(line, f"expected a value for {keyword}, got nothing")
        return text

    def _instant(self, keyword: str, otherwise_s: float = math.nan) -> float:
        if keyword not in self.fields:
            return otherwise_s
        value, line = self.fields[keyword]
        return _epoch(value, keyword, line)

    def _interpolation(self) -> str | None:
        if "INTERPOLATION" not in self.fields:
            return None
        method, line = self._text("INTERPOLATION"), self.fields["INTERPOLATION"][1]
        if method not in _METHODS:
            raise FaultError(
                line, f"expected INTERPOLATION {', '.join(_METHODS)}, got '{shown(method)}'"
            )
        return method

    def _degree(self) -> int | None:
        if "INTERPOLATION_DEGREE" not in self.fields:
            return None
        value, line = self.fields["INTERPOLATION_DEGREE"]
        if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= 99):
            raise FaultError(
                line, f"expected an INTERPOLATION_DEGREE of 1 to 99, got '{shown(value)}'"
            )
        return int(value)


@dataclass
class MessageDraft:
    """One message as far as it was read; a segment's fault is kept and costs the others nothing."""

    version: str
    line: int
    header: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    segments: list[OemSegment] = field(default_factory=list[OemSegment])
    problems: list[OemProblem] = field(default_factory=list[OemProblem])
    states: int = 0
    begun: int = 0

    def begin(self, line: int) -> SegmentDraft:
        self.begun += 1
        if self.begun > MAX_SEGMENTS:
            raise FormatError(f"line {line}: expected at most {MAX_SEGMENTS} segments, got more")
        return SegmentDraft(self.begun, line)

    def count_state(self, line: int) -> None:
        self.states += 1
        if self.states > MAX_STATES:
            raise FormatError(
                f"line {line}: expected at most {MAX_STATES:,} states, got more; split the file"
            )

    def refuse(self, draft: SegmentDraft, problem: OemProblem) -> None:
        self.problems.append(
            OemProblem(problem.line, f"segment {draft.number} is refused: {problem.text}")
        )

    def end(self, draft: SegmentDraft) -> None:
        notes: list[OemProblem] = []
        try:
            segment = draft.segment(notes)
            scale = self.segments[0].time_system if self.segments else segment.time_system
            if segment.time_system != scale:
                raise FaultError(
                    draft.line,
                    f"expected one TIME_SYSTEM in a file, got {scale} and then "
                    f"{segment.time_system}",
                )
        except FaultError as fault:
            self.refuse(draft, fault.problem)
            return
        self.segments.append(segment)
        self.problems += (
            OemProblem(note.line, f"segment {draft.number}: {note.text}") for note in notes
        )

    def message(self) -> Oem:
        """The message. Raises FormatError for a header that cannot be."""
        if self.version not in _VERSIONS:
            raise FormatError(
                f"line {self.line}: expected an OEM of version {', '.join(_VERSIONS)}, "
                f"got '{shown(self.version)}'"
            )
        for keyword in ("CREATION_DATE", "ORIGINATOR"):
            if not self.header.get(keyword, ("", 0))[0]:
                raise FormatError(f"line {self.line}: expected {keyword} in the OEM's header")
        created, line = self.header["CREATION_DATE"]
        try:
            created_at = utc_instant(created)
        except ValueError:
            raise FormatError(
                f"line {line}: expected CREATION_DATE like 2026-11-23T10:00:00 (UTC), "
                f"got '{shown(created)}'"
            ) from None
        return Oem(
            version=self.version,
            created_at=created_at,
            originator=shown(self.header["ORIGINATOR"][0]),
            segments=tuple(self.segments),
            problems=tuple(self.problems),
        )


def _epoch(text: str, what: str, line: int) -> float:
    try:
        return calendar_s(text)
    except ValueError:
        raise FaultError(
            line, f"expected {what} like 2026-11-23T10:00:00.0, got '{shown(text)}'"
        ) from None


def _number(text: str, line: int) -> float:
    try:
        number = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise FaultError(line, f"expected a number, got '{shown(text)}'")
    return number
