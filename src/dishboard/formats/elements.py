"""Element sets in whatever form they come: OMM JSON, OMM CSV, TLE, 2LE, 3LE.

Every reader answers with the sets that are good and a problem for each that is not; one bad set
never costs the others. Bytes that hold no element sets at all are a FormatError.
"""

from __future__ import annotations

import re

from dishboard.errors import FormatError
from dishboard.formats.element_sets import ElementSets
from dishboard.formats.omm import parse_omm_csv, parse_omm_json
from dishboard.formats.tle import parse_tle

__all__ = ["MAX_BYTES", "read_elements"]

MAX_BYTES = 64 * 1024 * 1024  # the whole catalogue with every field of Space-Track has some 60 MB
MOST_LINES = 5_000_000  # the same, a line for each field
_FIRST = re.compile(r"^[^\S\n]*([^\s#].*)", re.MULTILINE)  # line that is no note


def read_elements(data: bytes, source: str) -> ElementSets:
    """Element sets from a file's or an answer's bytes; the form is told by its first characters.

    Args:
        source: where the bytes come from, in words a person reads; carried by every set.

    Raises:
        FormatError: for an error page, a service's refusal, or anything else without elements.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(f"element sets of at most {MAX_BYTES} bytes expected, got {len(data)}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # old mirrors; names are the only place for such letters
    if text.count("\n") > MOST_LINES:
        raise FormatError(f"element sets in at most {MOST_LINES:,} lines expected, got more")
    found_first = _FIRST.search(text)
    if found_first is None:
        raise FormatError("element sets expected, the file is empty")
    first = found_first[1].strip()
    if first[0] in "[{":
        return parse_omm_json(text, source)
    if "MEAN_MOTION" in first and "," in first:
        return parse_omm_csv(text, source)
    found = parse_tle(text, source)
    if not found.sets and not found.problems:
        raise FormatError(f"element sets expected, the text begins '{first[:80]}'")
    return found
