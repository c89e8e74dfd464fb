"""What anyone's words may do in a log or a terminal: be read, and nothing else.

Names and texts come from stations, sources and servers. An escape sequence in one of them could
clear the screen, hide a line or set the window's title; a line break in a log could forge an entry.
"""

from __future__ import annotations

import logging
from typing import Any

from dishboard.errors import printable

__all__ = ["LogFormat", "printable_lines"]


class LogFormat(logging.Formatter):
    """One entry, one line; a traceback keeps its lines."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's own name)
        record.message = printable(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's own name)
        return printable_lines(super().formatException(ei))


def printable_lines(text: str) -> str:
    """Several lines, each printable."""
    return "\n".join(printable(line) for line in text.split("\n"))
