"""XML from strangers, as a flat list of elements in document order.

For small documents whose meaning lies in attributes and order. What an attacker could use is
refused, not interpreted: a document type declaration (the door to entities, external files and
network addresses), too many bytes, too many elements. Expat reads without recursion, so depth is
harmless, and it knows the line and column of everything it meets.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.parsers import expat

from dishboard.errors import FormatError, shown

__all__ = ["XmlElement", "read_xml_elements"]

_MAX_ELEMENTS = 20_000  # a full DSN Now capture has about a hundred


@dataclass(slots=True)
class XmlElement:
    """One start tag: what it says, where it stands. `depth` of the root is 0."""

    tag: str
    attributes: dict[str, str]
    depth: int
    line: int
    text: str = ""


def read_xml_elements(
    data: bytes, *, what: str, root: str, max_bytes: int, max_elements: int = _MAX_ELEMENTS
) -> list[XmlElement]:
    """All elements of a document, in document order; the first is the root.

    Args:
        data: the document, in any encoding that it declares and expat knows.
        what: what the document should be, for messages ("a DSN Now capture").
        root: the tag of the root element that is expected, for messages only.

    Raises:
        FormatError: one line with place, expected, got and what to do.
    """
    _refuse_what_is_no_xml(data, what, root, max_bytes)
    reading = _Reading(what, root, max_elements)
    try:
        reading.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise FormatError(reading.fault_of(error)) from None
    except (ValueError, LookupError) as error:  # an encoding that expat or Python does not know
        raise FormatError(
            f"{reading.place()}: expected {what} in UTF-8, got an encoding nobody can read here "
            f"({error}); save it as UTF-8"
        ) from None
    return reading.elements


def _refuse_what_is_no_xml(data: bytes, what: str, root: str, max_bytes: int) -> None:
    if len(data) > max_bytes:
        raise FormatError(
            f"expected {what} of at most {max_bytes} bytes, got {len(data)}; this is another file"
        )
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start:
        raise FormatError(
            f"line 1, column 1: expected <{root}>, got an empty file; fetch or copy {what} again"
        )
    if start.startswith((b"<!doctype html", b"<html")):
        raise FormatError(
            f"line 1, column 1: expected <{root}>, got a web page (HTML), perhaps the source's "
            f"error page; fetch {what} from the feed's own address"
        )
    if start.startswith((b"{", b"[")):
        raise FormatError(
            f"line 1, column 1: expected <{root}>, got JSON; give {what} as the feed sends it (XML)"
        )


class _Reading:
    """One run of the parser over one document."""

    def __init__(self, what: str, root: str, max_elements: int) -> None:
        self.elements: list[XmlElement] = []
        self._open: list[XmlElement] = []
        self._what, self._root, self._max_elements = what, root, max_elements
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype

    def place(self) -> str:
        return f"line {self.parser.CurrentLineNumber}, column {self.parser.CurrentColumnNumber + 1}"

    def fault_of(self, error: expat.ExpatError) -> str:
        place = f"line {error.lineno}, column {error.offset + 1}"
        reason = expat.ErrorString(error.code)
        if self._open:
            inside = self._open[-1]
            got = (
                f"broken XML ({reason}) inside <{shown(inside.tag)}> of line {inside.line}: "
                "the file is damaged or cut off"
            )
        else:
            got = f"no XML ({reason})"
        return f"{place}: expected {self._what}, got {got}; fetch or copy it again"

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.elements) >= self._max_elements:
            raise FormatError(
                f"{self.place()}: expected {self._what} of at most {self._max_elements} elements, "
                "got more; this is another file"
            )
        element = XmlElement(tag, attributes, len(self._open), self.parser.CurrentLineNumber)
        self.elements.append(element)
        self._open.append(element)

    def _end(self, _tag: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].text += text

    def _doctype(
        self, name: str, _system_id: str | None, _public_id: str | None, _has_internal: bool
    ) -> None:
        raise FormatError(
            f"{self.place()}: expected {self._what} (<{self._root}>), got a document type "
            f"declaration (<!DOCTYPE {shown(name)}>); the feed sends none and it can hide "
            "entities, so it is refused: fetch the file again"
        )
