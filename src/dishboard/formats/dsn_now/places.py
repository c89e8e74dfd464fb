"""Which element of a capture belongs to which dish; what belongs to none is said.

A target or signal belongs to the dish right around it. Anything that stands elsewhere could mean
anything: it is left out and said, never handed to the dish that happens to be near.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dishboard.errors import shown
from dishboard.formats.dsn_now.attributes import Attributes, Problems
from dishboard.formats.xml_elements import XmlElement

__all__ = ["DishElement", "stations_and_dishes"]

# Where each element is expected. Copies exist that nest the dishes in their stations.
_PLACES = {
    "station": ("dsn", "station"),
    "dish": ("dsn", "station", "dish"),
    "downSignal": ("dish",),
    "upSignal": ("dish",),
    "target": ("dish",),
    "timestamp": ("dsn",),
}


@dataclass
class DishElement:
    """A dish with a name of its own, and the signals and targets right inside it."""

    name: str
    element: XmlElement
    station: int | None  # which one: the last before it
    parts: list[XmlElement] = field(default_factory=list[XmlElement])


def stations_and_dishes(
    elements: list[XmlElement], problems: Problems
) -> tuple[list[XmlElement], list[DishElement]]:
    """Both in document order. A dish that is listed again is left out: the first one counts."""
    stations: list[XmlElement] = []
    dishes: dict[str, DishElement] = {}  # by name, in one case
    open_: list[tuple[XmlElement, DishElement | None]] = []
    strangers: set[str] = set()
    for element in elements:
        del open_[element.depth :]
        dish: DishElement | None = None
        if open_:
            parent, parent_dish = open_[-1]
            if element.tag not in _PLACES:
                if element.tag not in strangers:  # once for all of its kind
                    strangers.add(element.tag)
                    problems.add(
                        element.line,
                        f"<{shown(element.tag)}>: expected one of {_tags(_PLACES)}; left out",
                    )
            elif parent.tag not in _PLACES[element.tag]:
                problems.add(
                    element.line,
                    f"{_called(element)} inside <{shown(parent.tag)}>: expected it inside "
                    f"{_tags(_PLACES[element.tag])}; left out",
                )
            elif element.tag == "station":
                stations.append(element)
            elif element.tag == "dish":
                dish = _dish(element, len(stations) - 1 if stations else None, dishes, problems)
            elif parent_dish:
                parent_dish.parts.append(element)
            elif parent.tag == "dish":
                problems.add(
                    element.line,
                    f"{_called(element)} of a dish that was left out (line {parent.line}); "
                    "left out too",
                )
        open_.append((element, dish))
    return stations, list(dishes.values())


def _dish(
    element: XmlElement,
    station: int | None,
    dishes: dict[str, DishElement],
    problems: Problems,
) -> DishElement | None:
    name = Attributes(element, "dish", problems).text("name")
    if name is None:
        problems.add(element.line, "a dish without a name; left out")
        return None
    first = dishes.get(name.casefold())
    if first:
        problems.add(
            element.line,
            f"{shown(name)}: expected once, got again (first on line {first.element.line}); "
            "kept the first, left this one out",
        )
        return None
    dishes[name.casefold()] = dish = DishElement(name, element, station)
    return dish


def _called(element: XmlElement) -> str:
    names = {key.lower(): value for key, value in element.attributes.items()}
    name = names.get("name") or names.get("spacecraft")
    article = "an" if element.tag == "upSignal" else "a"
    called = f"'{shown(name)}'" if name else "without a name"
    return f"{article} {element.tag} {called}"


def _tags(names: Iterable[str]) -> str:
    *others, last = (f"<{name}>" for name in names)
    return f"{', '.join(others)} or {last}" if others else last
