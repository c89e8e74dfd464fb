"""Which spacecraft of the network a file means by an object's id and name."""

from __future__ import annotations

import re

from dishboard.errors import nearest, shown
from dishboard.model import Network, Spacecraft

__all__ = ["cospar_form", "craft_meant"]

_DESIGNATOR = re.compile(r"(\d{4}|\d{2})[- ]?(\d{3})[- ]?([A-Z]{1,3})", re.ASCII)
_FIRST_LAUNCH = 57  # two-digit years from here on are of the last century
_NO_ID = ("", "UNKNOWN", "N/A", "NONE", "0")


def cospar_form(text: str) -> str | None:
    """The international designator as 1998-067A, from 1998067A, 1998-067-A, 98067A too."""
    found = _DESIGNATOR.fullmatch(text.strip().upper())
    if found is None:
        return None
    year, number, piece = found.groups()
    if len(year) == 2:
        year = f"{19 if int(year) >= _FIRST_LAUNCH else 20}{year}"
    return f"{year}-{number}{piece}"


def craft_meant(object_id: str, object_name: str, network: Network) -> Spacecraft | str:
    """The one spacecraft that is meant, or why none or several could be, and what to do.

    The id is an international designator, a catalogue number, a NAIF number or one of our own
    words; without a known id the name decides. Where both speak and disagree, nobody is meant.
    """
    said = f"OBJECT_ID '{shown(object_id)}', OBJECT_NAME '{shown(object_name)}'"
    by_id = _by_id(object_id, network)
    by_name = _by_word(object_name, network)
    if len(by_id) > 1:
        return f"{said}: {_several(by_id)} have this id; give one of their ids as OBJECT_NAME"
    if by_id:
        craft = by_id[0]
        if by_name and craft not in by_name:
            return (
                f"{said}: the id is that of {craft.id}, the name that of {_several(by_name)}; "
                "correct the one that is wrong"
            )
        return craft
    # A designator or number of its own that is not the named craft's means another craft.
    other = [one for one in by_name if not _may_be(one, object_id)]
    if other:
        return (
            f"{said}: the name is that of {_several(other)}, whose id is another; "
            "correct OBJECT_ID, or give UNKNOWN"
        )
    if len(by_name) == 1:
        return by_name[0]
    if by_name:
        return f"{said}: {_several(by_name)} are called so; give OBJECT_ID"
    words = {word for craft in network.spacecraft for word in (craft.id, craft.name)}
    near = nearest(object_name, words)
    hint = f" (did you mean '{near}'?)" if near else ""
    return (
        f"{said}: no spacecraft of the network{hint}; add it to a network file with its "
        "cospar_id, or correct OBJECT_ID"
    )


def _by_id(object_id: str, network: Network) -> list[Spacecraft]:
    designator, number = cospar_form(object_id), _number(object_id)
    if designator is not None:
        found = [
            craft
            for craft in network.spacecraft
            if craft.cospar_id and cospar_form(craft.cospar_id) == designator
        ]
        if found:
            return found
    if number is not None:
        return [craft for craft in network.spacecraft if number in (craft.norad_id, craft.naif_id)]
    return [] if designator else _by_word(object_id, network)


def _by_word(word: str, network: Network) -> list[Spacecraft]:
    """By our id, the name, or a code of another system; case, blanks and dashes do not matter."""
    wanted = _plain(word)
    if not wanted:
        return []
    own = [c for c in network.spacecraft if wanted in (_plain(c.id), _plain(c.name))]
    return own or [
        craft
        for craft in network.spacecraft
        if any(
            _plain(code) == wanted
            for system, code in craft.codes.items()
            if not system.endswith("_group")
        )
    ]


def _may_be(craft: Spacecraft, object_id: str) -> bool:
    """Whether an id unknown to us could be this craft's: it has none of that kind yet."""
    if object_id.strip().upper() in _NO_ID:
        return True
    if cospar_form(object_id) is not None:
        return craft.cospar_id is None
    number = _number(object_id)
    if number is None:
        return True
    return (craft.naif_id if number < 0 else craft.norad_id) is None


def _number(text: str) -> int | None:
    text = text.strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text).casefold()


def _several(crafts: list[Spacecraft]) -> str:
    return " and ".join(one.id for one in crafts[:3])
