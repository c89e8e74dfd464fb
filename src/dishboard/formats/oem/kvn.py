"""OEM as text: KEYWORD = value, and a line for every state (CCSDS 502.0-B-3, chapters 5 and 7)."""

from __future__ import annotations

import re

from dishboard.errors import FormatError, shown
from dishboard.formats.oem.draft import FaultError, MessageDraft, SegmentDraft
from dishboard.formats.oem.message import Oem

__all__ = ["read_kvn"]

_LINE_END = re.compile(r"\r\n|\n\r|\n|\r")
_HEADER = frozenset({"CREATION_DATE", "ORIGINATOR", "CLASSIFICATION", "MESSAGE_ID"})


def read_kvn(text: str) -> Oem:
    """A message from its text. Blanks and tabs before and after anything are forgiven.

    Raises:
        FormatError: for a header that cannot be.
    """
    lines = _LINE_END.split(text)
    reading = _Reading()
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if line and not (line.startswith("COMMENT") and line[7:8] in ("", " ", "\t")):
            reading.take(number, line)
    return reading.end(len(lines))


class _Reading:
    def __init__(self) -> None:
        self._message: MessageDraft | None = None
        self._segment: SegmentDraft | None = None
        self._room = "header"  # metadata, states, covariance, nothing; or a refused segment's rest
        self._covariance: tuple[int, str, list[str]] | None = None

    def take(self, number: int, line: str) -> None:
        if self._message is None:
            self._message = self._first(number, line)
        elif line == "META_START":
            self._end_segment(number)
            self._segment = self._message.begin(number)
            self._room = "metadata"
        elif self._room == "header":
            keyword, value = _assignment(line)
            if keyword not in _HEADER:
                raise FormatError(
                    f"line {number}: expected META_START or one of the header's keywords, "
                    f"got '{shown(line)}'"
                )
            if keyword in self._message.header:
                raise FormatError(f"line {number}: {keyword} is given twice; leave one")
            self._message.header[keyword] = value, number
        elif self._segment is not None:
            try:
                self._take_of_segment(self._message, self._segment, number, line)
            except FaultError as fault:
                self._message.refuse(self._segment, fault.problem)
                self._segment, self._covariance = None, None

    def end(self, lines: int) -> Oem:
        if self._message is None:
            raise FormatError("line 1: expected CCSDS_OEM_VERS, got an empty file")
        self._end_segment(lines)
        return self._message.message()

    @staticmethod
    def _first(number: int, line: str) -> MessageDraft:
        keyword, value = _assignment(line)
        if keyword != "CCSDS_OEM_VERS":
            raise FormatError(f"line {number}: expected CCSDS_OEM_VERS, got '{shown(line)}'")
        return MessageDraft(value, number)

    def _take_of_segment(
        self, message: MessageDraft, segment: SegmentDraft, number: int, line: str
    ) -> None:
        if self._room == "metadata":
            if line == "META_STOP":
                self._room = "states"
                return
            keyword, value = _assignment(line)
            segment.put(keyword, value, number)
        elif self._room == "states":
            if line == "COVARIANCE_START":
                self._room = "covariance"
                return
            epoch, *numbers = line.split()
            message.count_state(number)
            segment.add_state(number, epoch, numbers)
        elif self._room == "covariance":
            self._take_of_covariance(segment, number, line)
        else:
            raise FaultError(number, f"expected META_START, got '{shown(line)}'")

    def _take_of_covariance(self, segment: SegmentDraft, number: int, line: str) -> None:
        keyword, value = _assignment(line)
        if line == "COVARIANCE_STOP":
            self._end_covariance(segment)
            self._room = "nothing"
        elif keyword == "EPOCH":
            self._end_covariance(segment)
            self._covariance = number, value, []
        elif keyword == "COV_REF_FRAME" and self._covariance is not None:
            pass  # the trace is the same in any axes
        elif self._covariance is not None and not keyword:
            self._covariance[2].extend(_row(self._covariance[2], number, line))
        else:
            raise FaultError(number, f"expected a covariance, got '{shown(line)}'")

    def _end_covariance(self, segment: SegmentDraft) -> None:
        if self._covariance is not None:
            segment.add_covariance(*self._covariance)
        self._covariance = None

    def _end_segment(self, number: int) -> None:
        if self._message is None or self._segment is None:
            return
        if self._room in ("metadata", "covariance"):
            wanted = "META_STOP" if self._room == "metadata" else "COVARIANCE_STOP"
            fault = FaultError(number, f"expected {wanted} before this line (cut off?)")
            self._message.refuse(self._segment, fault.problem)
        else:
            self._message.end(self._segment)
        self._segment, self._covariance = None, None


def _assignment(line: str) -> tuple[str, str]:
    """Keyword and value; an empty keyword for a line without `=`."""
    keyword, equals, value = line.partition("=")
    return (keyword.strip(), value.strip()) if equals else ("", line)


def _row(so_far: list[str], number: int, line: str) -> list[str]:
    """The next row of a lower triangle: one number longer than the one before."""
    rows = int(((8 * len(so_far) + 1) ** 0.5 - 1) / 2)
    row = line.split()
    if len(row) != rows + 1 or rows > 5:
        raise FaultError(
            number, f"expected row {rows + 1} of a 6×6 lower triangle, got {len(row)} numbers"
        )
    return row
