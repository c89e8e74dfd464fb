"""One TOML table being read: hands out its keys, and remembers what was wrong.

Nothing here raises. A faulty value is noted and a harmless stand-in returned, so that one look
finds every fault; whoever asked for the whole file refuses it afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from dishboard.errors import nearest
from dishboard.formats.network_toml.kinds import FLAG, ID, NAMES, TEXT, Kind, shown
from dishboard.formats.network_toml.lines import Path, line_numbers, line_of
from dishboard.model import Figure

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["Document", "Fault", "Marked", "Table"]

T = TypeVar("T")
_ABSENT = object()

OUR_NAMES = {
    "altitude": "height_m",
    "altitude_m": "height_m",
    "elevation_m": "height_m",
    "min_elevation_deg": "mask_deg",
    "horizon": "horizon_deg",
    "horizon_mask": "horizon_deg",
    "freq_mhz": "frequency_hz",
    "frequency_mhz": "frequency_hz",
    "rate_bps": "data_rate_bps",
    "catalogue_number": "norad_id",
    "contact": "agreement",
    "usual_antennas": "antennas",
}


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a file; `line` None where it cannot be told."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.message}"


@dataclass
class Document:
    """A file's text and the faults found in it so far."""

    name: str
    text: str
    faults: list[Fault] = field(default_factory=list[Fault])

    @cached_property
    def _lines(self) -> dict[Path, int]:  # only worked out when there is something to say
        return line_numbers(self.text)

    def line(self, path: Path) -> int | None:
        return line_of(path, self._lines)

    def fault(self, path: Path, message: str) -> None:
        self.faults.append(Fault(self.name, self.line(path), message))


@dataclass(frozen=True)
class Marked(Generic[T]):
    """A value with its mark: plain in the file, or `{ value, verified, note }`."""

    value: T | None
    verified: bool = True
    note: str | None = None


class Table:
    """A table and where it stands. Each reader asks for its keys, then calls `close`."""

    def __init__(
        self, entries: Mapping[str, object], document: Document, path: Path = (), label: str = ""
    ) -> None:
        self._entries = entries
        self.document = document
        self.path = path
        self.label = label  # "antennas[3] 'KIR-1'", as messages call it
        self.asked: dict[str, None] = {}  # every key some reader looked for, in order

    def fault(self, key: str, message: str) -> None:
        """Note a fault of one key (or of the table as a whole: key "")."""
        place = ".".join(part for part in (self.label, key) if part)
        path = (*self.path, *key.split(".")) if key else self.path
        self.document.fault(path, f"{place}: {message}" if place else message)

    def has(self, key: str) -> bool:
        return key in self._entries

    def value(self, key: str, kind: Kind[T], *, required: bool = False) -> T | None:
        """A plain value, or None when it is absent or faulty."""
        raw = self._take(key)
        if raw is _ABSENT:
            if required:
                self.fault(key, f"missing; expected {kind.expected}")
            return None
        read = kind.read(raw)
        if read is None:
            self.fault(key, f"expected {kind.expected}, got {shown(raw)}{_hint(raw, kind)}")
        return read

    def text(self, key: str) -> str:
        """A required text; empty when it is missing or faulty."""
        return self.value(key, TEXT, required=True) or ""

    def id(self) -> str:
        return self.value("id", ID, required=True) or ""

    def flag(self, key: str, default: bool) -> bool:
        read = self.value(key, FLAG)
        return default if read is None else read

    def marked(self, key: str, kind: Kind[T], *, required: bool = False) -> Marked[T]:
        """A value with its mark. A table without `value` says that nobody knows it."""
        if not isinstance(self._entries.get(key), dict):
            return Marked(self.value(key, kind, required=required))
        table = self.table(key)
        assert table is not None
        marked = Marked(table.value("value", kind), table.flag("verified", True), table.note())
        table.close()
        return marked

    def note(self) -> str | None:
        return self.value("note", TEXT)

    def figure(self, key: str, kind: Kind[float], *, required: bool = False) -> Figure | None:
        """A number with its mark, or None when the key is absent."""
        if not self.has(key) and not required:
            self._take(key)
            return None
        marked = self.marked(key, kind, required=required)
        return Figure(value=marked.value, verified=marked.verified, note=marked.note)

    def names(self, key: str, known: Collection[str], what: str) -> tuple[str, ...]:
        """A list of ids, each of which must be known."""
        listed = self.value(key, NAMES) or ()
        return tuple(name for name in listed if self.refer(key, name, known, what))

    def refer(self, key: str, name: str, known: Collection[str], what: str) -> bool:
        """Whether `name` is known; a fault otherwise."""
        if name in known:
            return True
        near = nearest(name, known)
        hint = f"; did you mean '{near}'?" if near else ""
        self.fault(key, f"there is no {what} '{name}'{hint}")
        return False

    def table(self, key: str) -> Table | None:
        """A table inside this one."""
        raw = self._take(key)
        if raw is _ABSENT:
            return None
        if not isinstance(raw, dict):
            self.fault(key, f"expected a table, got {shown(raw)}")
            return None
        label = f"{self.label}.{key}" if self.label else key
        return Table(cast("dict[str, object]", raw), self.document, (*self.path, key), label)

    def tables(self, key: str) -> list[Table]:
        """A list of tables inside this one, counted from 0 and called by their id."""
        raw = self._take(key)
        if raw is _ABSENT:
            return []
        if not isinstance(raw, list):
            self.fault(key, f"expected a list of tables, got {shown(raw)}")
            return []
        found: list[Table] = []
        for index, item in enumerate(cast("list[object]", raw)):
            label = f"{self.label}.{key}[{index}]" if self.label else f"{key}[{index}]"
            path = (*self.path, key, index)
            if not isinstance(item, dict):
                self.document.fault(path, f"{label}: expected a table, got {shown(item)}")
                continue
            entries = cast("dict[str, object]", item)
            name = entries.get("id")
            label += f" {shown(name)}" if isinstance(name, str) else ""
            found.append(Table(entries, self.document, path, label))
        return found

    def keys(self) -> list[str]:
        """The keys of a table whose keys are names that its author chose."""
        return list(self._entries)

    def close(self) -> None:
        """Note every key that no reader asked for."""
        for key in self._entries:
            if key in self.asked:
                continue
            near = self._our_name(key) or nearest(key, self.asked)
            hint = f"did you mean '{near}'?" if near else "known here: " + ", ".join(self.asked)
            self.fault(key, f"unknown key; {hint}")

    def _our_name(self, key: str) -> str | None:
        """What we call what other lists and older files call `key`, where it may stand here."""
        name = OUR_NAMES.get(key)
        return name if name in self.asked else None

    def _take(self, key: str) -> object:
        self.asked[key] = None
        return self._entries.get(key, _ABSENT)


def _hint(raw: object, kind: Kind[T]) -> str:
    """The nearest valid word, where a kind is a choice of words."""
    prefix = "one of "
    if not (isinstance(raw, str) and kind.expected.startswith(prefix)):
        return ""
    near = nearest(raw, kind.expected.removeprefix(prefix).split(", "))
    return f"; did you mean '{near}'?" if near else ""
