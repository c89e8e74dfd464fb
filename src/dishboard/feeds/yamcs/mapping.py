"""The mapping file: which Yamcs parameter says what of which antenna.

    [[antenna]]
    site = "KIR"
    aperture = "KIR-1"

    [antenna.parameters]
    "/GS/KIR1/ACU/Azimuth" = "Antenna.antActualPointing.azimuth"
    "/GS/KIR1/ACU/Mode" = { to = "Antenna.antPointingMode", words = { TRK = "programTrack" } }

What a parameter says is a functional resource, its instance if not the first (`Antenna#2`), the
name of its parameter and, for compound values, of the part. `user`, alone or of a resource, is the
spacecraft.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, cast

from msgspec import Struct

from dishboard.errors import SettingError, nearest, shown
from dishboard.formats.station_status import PARAMETERS, Number, Parts

__all__ = ["MappedAntenna", "MappedParameter", "Target", "parse_mapping"]

MOST_ANTENNAS = 1_000
MOST_PARAMETERS = 20_000
_ANTENNA_KEYS = ("site", "aperture", "cycle_s", "parameters")
_PARAMETER_KEYS = ("to", "words", "scale", "offset", "on_change")


class Target(Struct, frozen=True):
    """What a parameter says. `resource` and `part` are None where there is none."""

    resource: str | None
    instance: int
    name: str
    part: str | None = None


class MappedParameter(Struct, frozen=True, kw_only=True):
    """One parameter: value × scale + offset, or the word that stands for it."""

    yamcs: str  # qualified name
    target: Target
    words: dict[str, str] = {}
    scale: float = 1.0
    offset: float = 0.0
    on_change: bool = False  # it comes only when it changes, and holds until then


class MappedAntenna(Struct, frozen=True, kw_only=True):
    site: str
    aperture: str
    cycle_s: float | None  # None: the feed's
    parameters: tuple[MappedParameter, ...]


class _Faults(list[str]):
    """What is wrong, line by line, each with its place."""

    def add(self, where: str, what: str) -> None:
        self.append(f"{where}: {what}")


def parse_mapping(file: str, text: str) -> tuple[MappedAntenna, ...]:
    """The antennas of a mapping file.

    Raises:
        SettingError: with every fault, a line each: file, key, what was expected, nearest name.
    """
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingError(f"{file}: not TOML: {shown(str(error))}") from None
    faults = _Faults()
    for key in document.keys() - {"antenna"}:
        faults.add(file, f"'{shown(key)}': no such key; antennas stand under [[antenna]]")
    tables = document.get("antenna")
    if not isinstance(tables, list) or not tables:
        raise SettingError(f"{file}: expected at least one [[antenna]]")
    found = tuple(
        antenna
        for number, table in enumerate(cast("list[Any]", tables), 1)
        if (antenna := _antenna(f"{file}: antenna {number}", table, faults)) is not None
    )
    _check_whole(file, found, faults)
    if faults:
        raise SettingError("\n".join(faults))
    return found


def _antenna(where: str, table: Any, faults: _Faults) -> MappedAntenna | None:
    if not isinstance(table, Mapping):
        faults.add(where, "expected a table, [[antenna]]")
        return None
    table = cast("Mapping[str, Any]", table)
    _refuse_strange(where, table, _ANTENNA_KEYS, faults)
    site, aperture = table.get("site"), table.get("aperture")
    for key, name in (("site", site), ("aperture", aperture)):
        if not isinstance(name, str) or not 0 < len(name) <= 64:
            faults.add(f"{where}.{key}", "expected a name of 1 to 64 characters")
    cycle_s = table.get("cycle_s")
    if cycle_s is not None and not (_is_number(cycle_s) and 0 < cycle_s <= 3_600):
        faults.add(f"{where}.cycle_s", "expected seconds up to 3600")
        cycle_s = None
    parameters = table.get("parameters")
    if not isinstance(parameters, Mapping) or not parameters:
        faults.add(f"{where}.parameters", 'expected "/yamcs/name" = "Resource.parameter" lines')
        return None
    return MappedAntenna(
        site=str(site),
        aperture=str(aperture),
        cycle_s=cycle_s,
        parameters=tuple(_parameters(where, cast("Mapping[str, Any]", parameters), faults)),
    )


def _parameters(
    where: str, parameters: Mapping[str, Any], faults: _Faults
) -> Iterator[MappedParameter]:
    targets: dict[Target, str] = {}
    for name, said in parameters.items():
        here = f"{where}.parameters.{shown(name)}"
        table: Mapping[str, Any] = (
            cast("Mapping[str, Any]", said) if isinstance(said, Mapping) else {"to": said}
        )
        _refuse_strange(here, table, _PARAMETER_KEYS, faults)
        target = _target(here, table.get("to"), faults)
        if not name.startswith("/"):
            faults.add(here, "expected a qualified name, which begins with /")
        if target is None:
            continue
        if target in targets:
            faults.add(
                here, f"says the same as {shown(targets[target])}; nobody can say which is true"
            )
        targets[target] = name
        words = table.get("words", {})
        if not isinstance(words, Mapping) or not all(
            isinstance(word, str) for word in cast("Mapping[str, Any]", words).values()
        ):
            faults.add(f"{here}.words", 'expected { THEIRS = "ours" }')
            words = {}
        numbers = {key: table[key] for key in ("scale", "offset") if key in table}
        for key in [key for key, value in numbers.items() if not _is_number(value)]:
            faults.add(f"{here}.{key}", "expected a number")
            del numbers[key]
        on_change = table.get("on_change", False)
        if not isinstance(on_change, bool):
            faults.add(f"{here}.on_change", "expected true or false")
        yield MappedParameter(
            yamcs=name,
            target=target,
            words=dict(cast("Mapping[str, str]", words)),
            on_change=on_change is True,
            **numbers,
        )


def _target(where: str, said: Any, faults: _Faults) -> Target | None:
    if not isinstance(said, str):
        faults.add(where, 'expected "Resource.parameter", or { to = "Resource.parameter", … }')
        return None
    if said == "user":
        return Target(None, 1, "user")
    resource, _, rest = said.partition(".")
    name, _, part = rest.partition(".")
    resource, _, number = resource.partition("#")
    if (
        not resource
        or not name
        or (number and not (number.isdecimal() and 0 < int(number) < 2**32))
    ):
        faults.add(
            where, f"expected Resource.parameter or Resource#2.parameter, got '{shown(said)}'"
        )
        return None
    known = PARAMETERS.get(resource)
    if known is None and (near := nearest(resource, PARAMETERS)) is not None:
        faults.add(where, f"no functional resource '{shown(resource)}'; did you mean '{near}'?")
        return None
    if known is not None and name not in known and name != "user":
        near = nearest(name, known)
        if near is not None:  # a name like no other is a parameter of the station's own
            faults.add(where, f"{resource} has no '{shown(name)}'; did you mean '{near}'?")
            return None
    kind = known.get(name) if known else None
    if isinstance(kind, Parts) and part and part not in kind.parts:
        faults.add(where, f"{name} has the parts {', '.join(kind.parts)}, not '{shown(part)}'")
        return None
    if isinstance(kind, Number) and part:
        faults.add(where, f"{name} is a number and has no parts")
        return None
    return Target(resource, int(number or 1), name, part or None)


def _check_whole(file: str, antennas: tuple[MappedAntenna, ...], faults: _Faults) -> None:
    seen: set[tuple[str, str]] = set()
    for antenna in antennas:
        key = (antenna.site.casefold(), antenna.aperture.casefold())
        if key in seen:
            faults.add(file, f"antenna {antenna.site}/{antenna.aperture} stands twice")
        seen.add(key)
    count = sum(len(antenna.parameters) for antenna in antennas)
    if len(antennas) > MOST_ANTENNAS or count > MOST_PARAMETERS:
        faults.add(
            file,
            f"expected at most {MOST_ANTENNAS} antennas and {MOST_PARAMETERS} parameters, "
            f"got {len(antennas)} and {count}",
        )


def _refuse_strange(
    where: str, table: Mapping[str, Any], known: tuple[str, ...], faults: _Faults
) -> None:
    for key in table:
        if key not in known:
            near = nearest(key, known)
            hint = f"; did you mean '{near}'?" if near else f"; there are {', '.join(known)}"
            faults.add(f"{where}.{shown(key)}", f"no such key{hint}")


def _is_number(value: Any) -> bool:
    return type(value) is int or type(value) is float
