"""OEM as XML (CCSDS 505.0-B-3), alone or several in a combined <ndm>, with or without namespaces.

XML that is damaged or cut off is refused whole: what stands after a broken tag has no meaning that
one could rely on. A well-formed segment with a fault of its own costs the others nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dishboard.errors import FormatError, shown
from dishboard.formats.oem.draft import FaultError, MessageDraft, SegmentDraft
from dishboard.formats.oem.message import Oem
from dishboard.formats.xml_elements import XmlElement, read_xml_elements

__all__ = ["read_xml"]

T = TypeVar("T")

_MAX_BYTES = 64 * 1024 * 1024
_MAX_ELEMENTS = 1_000_000  # 125,000 states
_BLOCKS = ("header", "body", "metadata", "data", "stateVector", "covarianceMatrix")
_STATE = ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT", "X_DDOT", "Y_DDOT", "Z_DDOT")
_AXES = _STATE[:6]
_TRIANGLE = tuple(f"C{a}_{b}" for n, a in enumerate(_AXES) for b in _AXES[: n + 1])

# What the schema fixes; epochs and names have none.
_UNITS = {tag: ("km", "km/s", "km/s**2")[n // 3] for n, tag in enumerate(_STATE)} | {
    tag: ("km**2", "km**2/s", "km**2/s**2")[tag.count("_DOT")] for tag in _TRIANGLE
}
_STATE_TAGS = frozenset({"EPOCH", *_STATE})
_COVARIANCE_TAGS = frozenset({"EPOCH", "COV_REF_FRAME", *_TRIANGLE})


def read_xml(data: bytes) -> tuple[Oem, ...]:
    """The messages of a document.

    Raises:
        FormatError: for anything that is no well-formed OEM or NDM, and for any document type
            declaration.
    """
    elements = read_xml_elements(
        data,
        what="an OEM",
        root="oem",
        max_bytes=_MAX_BYTES,
        max_elements=_MAX_ELEMENTS,
    )
    root = _name(elements[0])
    if root not in ("oem", "ndm"):
        raise FormatError(f"line {elements[0].line}: expected <oem> or <ndm>, got <{shown(root)}>")
    reading = _Reading()
    for element in elements:
        reading.take(element)
    messages = reading.end()
    if not messages:
        raise FormatError("expected an <oem> in this <ndm>, got none")
    return messages


class _Reading:
    def __init__(self) -> None:
        self._done: list[Oem] = []
        self._message: MessageDraft | None = None
        self._segment: SegmentDraft | None = None
        self._block, self._block_line = "", 0
        self._record: dict[str, str] = {}
        self._other: int | None = None  # depth of a message of another kind beside an OEM

    def take(self, element: XmlElement) -> None:
        tag = _name(element)
        if tag == "oem":
            self._end_message()
            self._message = MessageDraft(element.attributes.get("version", ""), element.line)
            self._other = None
        elif element.depth == 1 and tag in ("omm", "opm", "ocm", "tdm", "rdm", "cdm", "aem", "apm"):
            self._end_message()
            self._other = element.depth
        elif self._message is None or self._other is not None:
            return
        elif tag == "segment":
            self._end_segment()
            self._segment = self._message.begin(element.line)
        elif tag in _BLOCKS:
            self._end_record()
            self._block, self._block_line = tag, element.line
        elif self._block == "header":
            self._message.header[tag] = element.text.strip(), element.line
        elif self._segment is not None and tag != "COMMENT":
            self._guarded(self._take_of_segment, element)

    def end(self) -> tuple[Oem, ...]:
        self._end_message()
        return tuple(self._done)

    def _take_of_segment(self, element: XmlElement) -> None:
        tag, text = _name(element), element.text.strip()
        if self._block == "metadata" and self._segment is not None:
            self._segment.put(tag, text, element.line)
            return
        known = _STATE_TAGS if self._block == "stateVector" else _COVARIANCE_TAGS
        if self._block not in ("stateVector", "covarianceMatrix") or tag not in known:
            where = f"<{self._block}>" if self._block else "a segment"
            raise FaultError(element.line, f"expected what belongs in {where}, got <{shown(tag)}>")
        if tag in self._record:
            raise FaultError(element.line, f"<{tag}> is given twice; leave one")
        units = element.attributes.get("units")
        if units is not None and units.replace("^", "**") != _UNITS.get(tag):
            wanted = _UNITS.get(tag, "no units")
            raise FaultError(
                element.line, f"expected <{tag}> in {wanted}, got units '{shown(units)}'"
            )
        self._record[tag] = text

    def _end_record(self) -> None:
        record, self._record = self._record, {}
        if self._segment is not None and self._message is not None:
            if self._block == "stateVector":
                self._message.count_state(self._block_line)
                self._guarded(self._add_state, record)
            elif self._block == "covarianceMatrix":
                self._guarded(self._add_covariance, record)
        self._block = ""

    def _add_state(self, record: dict[str, str]) -> None:
        if self._segment is not None:
            numbers = [record[tag] for tag in _STATE if tag in record]
            self._segment.add_state(self._block_line, record.get("EPOCH", ""), numbers)

    def _add_covariance(self, record: dict[str, str]) -> None:
        if self._segment is not None:
            numbers = [record[tag] for tag in _TRIANGLE if tag in record]
            self._segment.add_covariance(self._block_line, record.get("EPOCH", ""), numbers)

    def _guarded(self, take: Callable[[T], None], what: T) -> None:
        """A fault refuses the segment; the rest of it is passed over."""
        try:
            take(what)
        except FaultError as fault:
            if self._message is not None and self._segment is not None:
                self._message.refuse(self._segment, fault.problem)
            self._segment = None

    def _end_segment(self) -> None:
        self._end_record()
        if self._message is not None and self._segment is not None:
            self._message.end(self._segment)
        self._segment = None

    def _end_message(self) -> None:
        self._end_segment()
        if self._message is not None:
            self._done.append(self._message.message())
        self._message = None


def _name(element: XmlElement) -> str:
    """The tag without a namespace's prefix."""
    return element.tag.rpartition(":")[2]
