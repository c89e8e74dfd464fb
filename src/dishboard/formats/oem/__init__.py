"""Orbit Ephemeris Messages (CCSDS 502.0-B-3, and versions 1.0 and 2.0), as text (KVN) or XML.

An OEM is a header and segments. Each segment has an object, a centre, axes, a time scale and states
between which one may interpolate. Read here with line numbers and every rule that makes a wrong
position: rising epochs, finite numbers, one time scale, spans that hold together. Forgiven is what
changes no value: blanks, tabs, line ends, the order of keywords, lower case.

An own reader, not a library's: the faults of `ccsds-ndm-py` that matter here (impossible dates,
falling epochs, keywords given twice are accepted; one fault loses the whole file) would need the
same checks around it.
"""

from __future__ import annotations

from dishboard.errors import FormatError
from dishboard.formats.oem.kvn import read_kvn
from dishboard.formats.oem.message import Oem, OemProblem, OemSegment
from dishboard.formats.oem.xml import read_xml

__all__ = ["MAX_BYTES", "Oem", "OemProblem", "OemSegment", "looks_like_oem", "read_oem"]

MAX_BYTES = 256 * 1024 * 1024
_LOOKED_AT = 4_096


def looks_like_oem(data: bytes) -> bool:
    """Whether bytes want to be an OEM: text that says so first, or any XML."""
    start = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"CCSDS_OEM_VERS", b"<")) or b"CCSDS_OEM_VERS" in start


def read_oem(data: bytes) -> tuple[Oem, ...]:
    """The messages of a file: one, or several in a combined NDM.

    Raises:
        FormatError: for bytes that hold no OEM at all, or none with a header that can be. A faulty
            segment is a problem of its message and costs the others nothing.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(f"expected an OEM of at most {MAX_BYTES} bytes, got {len(data)}")
    if data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return read_xml(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # names and comments are the only place for such letters
    return (read_kvn(text),)
