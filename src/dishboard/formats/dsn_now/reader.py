"""From bytes to a capture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dishboard.errors import FormatError, shown
from dishboard.formats.dsn_now.attributes import LONGEST_WORDS, Attributes, Problems
from dishboard.formats.dsn_now.capture import (
    DsnDish,
    DsnNowCapture,
    DsnStation,
    DsnTarget,
    Generation,
)
from dishboard.formats.dsn_now.places import DishElement, stations_and_dishes
from dishboard.formats.dsn_now.signals import downlink, uplink
from dishboard.formats.xml_elements import XmlElement, read_xml_elements

__all__ = ["MAX_BYTES", "parse_dsn_now"]

MAX_BYTES = 2 * 1024 * 1024  # real captures have 5 to 20 kB

_WHAT = "a DSN Now capture (dsn.xml)"
_MS_MIN = datetime(2010, 1, 1, tzinfo=UTC).timestamp() * 1000  # the page opened in 2012 or 2013
_MS_MAX = datetime(2100, 1, 1, tzinfo=UTC).timestamp() * 1000
_FURTHEST_KM = 1e12  # 6700 au
_M_S_PER_KM_H = 1 / 3.6


def parse_dsn_now(data: bytes) -> DsnNowCapture:
    """A capture from the bytes of dsn.xml, of any generation.

    Raises:
        FormatError: bytes that are no capture, or one without any time; one line that names place,
            what was expected, what came and what to do.
    """
    elements = read_xml_elements(data, what=_WHAT, root="dsn", max_bytes=MAX_BYTES)
    _refuse_other_roots(elements[0])
    problems = Problems()
    found, dishes = stations_and_dishes(elements, problems)
    stations = [_station(element, problems) for element in found]
    return DsnNowCapture(
        generation=_generation_of(elements),
        stations=tuple(stations),
        dishes=tuple(_dish(dish, stations, problems) for dish in dishes),
        observed_at=_observed_at(elements, stations, problems),
        problems=problems.lines(),
    )


def _refuse_other_roots(root: XmlElement) -> None:
    if root.tag == "dsn":
        return
    place = f"line {root.line}"
    if root.tag in ("config", "configuration"):
        raise FormatError(
            f"{place}: expected <dsn>, got <{root.tag}>: this is DSN Now's dictionary of sites and "
            "craft (config.xml), not a capture; give a recorded dsn.xml"
        )
    if root.tag.lower() == "html":
        raise FormatError(
            f"{place}: expected <dsn>, got a web page (HTML), perhaps the source's error page; "
            f"fetch {_WHAT} from the feed's own address"
        )
    raise FormatError(f"{place}: expected <dsn>, got <{shown(root.tag)}>; give {_WHAT}")


def _station(element: XmlElement, problems: Problems) -> DsnStation:
    name = element.attributes.get("name") or "station without a name"
    values = Attributes(element, name, problems)
    return DsnStation(
        name=values.text("name"),
        friendly_name=values.text("friendlyName"),
        at=_instant(values.number("timeUTC", "an epoch in ms", _MS_MIN, _MS_MAX)),
    )


def _dish(dish: DishElement, stations: list[DsnStation], problems: Problems) -> DsnDish:
    name = dish.name
    values = Attributes(dish.element, name, problems)
    azimuth_deg = values.number("azimuthAngle", "degrees", 0, 360)
    wind_km_h = values.number("windSpeed", "km/h", 0, 500)
    return DsnDish(
        name=name,
        station=None if dish.station is None else stations[dish.station].name,
        azimuth_deg=None if azimuth_deg is None else azimuth_deg % 360,
        elevation_deg=values.number("elevationAngle", "degrees", -10, 91),
        wind_m_s=None if wind_km_h is None else wind_km_h * _M_S_PER_KM_H,
        activity=values.text("activity", longest=LONGEST_WORDS),
        is_mspa=values.flag("isMSPA"),
        is_array=values.flag("isArray"),
        is_ddor=values.flag("isDDOR"),
        signals=tuple(
            downlink(Attributes(part, f"{name} downSignal", problems))
            if part.tag == "downSignal"
            else uplink(Attributes(part, f"{name} upSignal", problems))
            for part in dish.parts
            if part.tag != "target"
        ),
        targets=_targets(dish, problems),
    )


def _targets(dish: DishElement, problems: Problems) -> tuple[DsnTarget, ...]:
    """One of each name, in document order; the first counts."""
    found: dict[str, DsnTarget] = {}
    for part in dish.parts:
        if part.tag != "target":
            continue
        values = Attributes(part, f"{dish.name} target", problems)
        target = _target(values)
        if target is None:
            continue
        if target.name.casefold() in found:
            values.complain(f"'{shown(target.name)}' is listed again; kept the first")
        else:
            found[target.name.casefold()] = target
    return tuple(found.values())


def _target(values: Attributes) -> DsnTarget | None:
    missing = (-1.0, 0.0)  # nothing is at 0 km
    name = values.text("name")
    uplink_range_km = values.number("uplegRange", "km", 0, _FURTHEST_KM, missing=missing)
    downlink_range_km = values.number("downlegRange", "km", 0, _FURTHEST_KM, missing=missing)
    round_trip_s = values.number("rtlt", "seconds", 0, 1e7, missing=missing)
    if name is None:
        if values.text("id") or uplink_range_km or downlink_range_km or round_trip_s:
            values.complain("a target without a name; left out")
        return None  # without any of these it is an empty element: no target
    return DsnTarget(
        name=name,
        uplink_range_km=uplink_range_km,
        downlink_range_km=downlink_range_km,
        round_trip_s=round_trip_s,
    )


def _observed_at(
    elements: list[XmlElement], stations: list[DsnStation], problems: Problems
) -> datetime:
    """The capture's timestamp; without one the earliest station's time, so never too young."""
    found = [element for element in elements if element.tag == "timestamp" and element.depth == 1]
    for element in found:
        as_attribute = XmlElement("timestamp", {"timestamp": element.text}, 0, element.line)
        value = Attributes(as_attribute, "capture", problems)
        at = _instant(value.number("timestamp", "an epoch in ms", _MS_MIN, _MS_MAX))
        if at:
            return at
    station_times = [station.at for station in stations if station.at]
    if station_times:
        problems.add(
            found[0].line if found else elements[0].line,
            "capture: no usable <timestamp>; took the stations' own time instead",
        )
        return min(station_times)
    place = f"line {found[0].line}" if found else "at the end of the file"
    got = f"'{shown(found[0].text)}'" if found else "none"
    raise FormatError(
        f"{place}: expected <timestamp> with an epoch in ms, got {got}, and no station tells its "
        "time (timeUTC): without a time nothing in it can be judged; take another capture"
    )


def _instant(epoch_ms: float | None) -> datetime | None:
    if epoch_ms is None:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=epoch_ms)


def _generation_of(elements: list[XmlElement]) -> Generation | None:
    """The newest generation that any attribute gives away."""
    dishes = {key for element in elements if element.tag == "dish" for key in element.attributes}
    signals = {
        key
        for element in elements
        if element.tag in ("upSignal", "downSignal")
        for key in element.attributes
    }
    if "activity" in dishes:
        return Generation.Y2026
    if "active" in signals or "band" in signals:
        return Generation.Y2023
    if {"created", "updated"} & dishes or "signalTypeDebug" in signals:
        return Generation.Y2019
    return Generation.Y2022 if signals else None
