"""Write frontend/src/wire/types.ts from the Python structs: one set of names, from orbit to pixel.

python tools/wire_types.py           write it
python tools/wire_types.py --check   exit 1 when it is out of date
"""

from __future__ import annotations

import enum
import sys
import types
import typing
from datetime import datetime
from pathlib import Path

import msgspec

from dishboard.board import state
from dishboard.model import Contact, ContactRecord, LitPass, Network, Pass, Trajectory

TARGET = Path(__file__).parent.parent / "frontend/src/wire/types.ts"
ROOTS = (state.State, state.Change, Network, Contact, ContactRecord, Pass, LitPass, Trajectory)
HEADER = """// Made from the Python structs by tools/wire_types.py; change those, not this file.
// Instants are RFC 3339 in UTC; null means unknown, never 0.
"""


def ts(kind: object, seen: list[type]) -> str:
    """The TypeScript name of a Python type; notes the classes it meets on the way."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return " | ".join(ts(arg, seen) for arg in args)
    if origin is tuple:
        inner = ts(args[0], seen)
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if origin is dict:
        return f"Record<{ts(args[0], seen)}, {ts(args[1], seen)}>"
    if kind is type(None):
        return "null"
    simple = {str: "string", int: "number", float: "number", bool: "boolean", datetime: "string"}
    if kind in simple:
        return simple[kind]  # type: ignore[index]
    assert isinstance(kind, type), kind
    if kind not in seen:
        seen.append(kind)
    return kind.__name__


def render() -> str:
    """The whole file as text."""
    seen: list[type] = list(ROOTS)
    blocks: dict[str, str] = {}
    while len(blocks) < len(seen):
        kind = seen[len(blocks)]
        if issubclass(kind, enum.Enum):
            values = " | ".join(f'"{member.value}"' for member in kind)
            blocks[kind.__name__] = f"export type {kind.__name__} = {values};\n"
            continue
        hints = typing.get_type_hints(kind)
        lines = [
            f"  {field.name}: {ts(hints[field.name], seen)};"
            for field in msgspec.structs.fields(kind)
        ]
        blocks[kind.__name__] = (
            f"export interface {kind.__name__} {{\n" + "\n".join(lines) + "\n}\n"
        )
    return HEADER + "\n" + "\n".join(blocks.values())


def main() -> int:
    text = render()
    if "--check" in sys.argv:
        return 0 if TARGET.exists() and TARGET.read_text() == text else 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
