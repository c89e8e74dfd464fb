"""Which line of a TOML text a key stands on, for messages.

`tomllib` keeps no positions, so this walks over the same text once more. It only has to find where
statements begin: strings, comments and brackets are skipped as tokens, and whatever stands at the
start of a statement outside all brackets is a header or a key. The text has been parsed before, so
nothing here needs to be refused. What an inline table or a list holds has the line of its key.
"""

from __future__ import annotations

import re

__all__ = ["Path", "line_numbers", "line_of"]

Path = tuple[str | int, ...]  # ("antennas", 3, "mask_deg")

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|"
    r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'|"
    r"\#[^\n]*|\n|[\[\]{}]|[^\S\n]+|[^\s\[\]{}\"'\#]+|.",
    re.DOTALL,
)
_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_DOTTED = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]\]?")
_KEY = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")


def line_numbers(text: str) -> dict[Path, int]:
    """The line, from 1, of every header and every key outside brackets, by its path."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}  # arrays of tables: index of the newest element
    table: Path = ()
    line, depth, at_start, position = 1, 0, True, 0
    while position < len(text):
        if at_start and depth == 0:
            at_start = False
            if header := _HEADER.match(text, position):
                table = _table_path(header, counts)
                found.setdefault(table, line)
                position = header.end()
                continue
            if key := _KEY.match(text, position):
                names = _names(key[1])
                for end in range(1, len(names) + 1):
                    found.setdefault((*table, *names[:end]), line)
                position = key.end()
                continue
        token = _TOKEN.match(text, position)
        if token is None:  # cannot be: the pattern ends with "anything"
            break
        piece = token[0]
        if piece == "\n":
            at_start = True
        elif piece in "[{":
            depth += 1
        elif piece in "]}":
            depth -= 1
        line += piece.count("\n")
        position = token.end()
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """The line of a path, or of the nearest thing around it that has one."""
    for end in range(len(path), 0, -1):
        if (line := lines.get(path[:end])) is not None:
            return line
    return None


def _table_path(header: re.Match[str], counts: dict[Path, int]) -> Path:
    """The full path of a header, an index after every name that is an array of tables."""
    path: Path = ()
    *parents, last = _names(header[2])
    for name in parents:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path])
    path = (*path, last)
    if header[1] == "[[":
        counts[path] = counts.get(path, -1) + 1
        path = (*path, counts[path])
    return path


def _names(dotted: str) -> list[str]:
    """The parts of a dotted key. Escapes in quoted ones stay as written: then no line is found."""
    parts = re.findall(_NAME, dotted)
    return [part[1:-1] if part[0] in "\"'" else part for part in parts]
