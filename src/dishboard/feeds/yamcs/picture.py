"""What is known of one antenna: its parameters' newest values, put together as a status message.

Yamcs says what changed; a status message says all there is of an antenna at one time. So the values
that have not changed are said again, as long as they hold, and no longer:

- as long as Yamcs says (`expireMillis`, and at the latest when it says EXPIRED);
- where it does not say, 1.5 cycles after the value's own generation time, when it would be late;
- one that comes only on change (`on_change` in the mapping) until the next change.

What no longer holds is `unavailable`, what Yamcs calls INVALID is `error`. The message's time is
the newest generation time in it.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from dishboard.feeds.yamcs.mapping import MappedAntenna, MappedParameter, Target
from dishboard.formats.station_status import PARAMETERS, SCHEMA_NAME, Parts, Words
from dishboard.formats.yamcs import YamcsParameter, YamcsStatus
from dishboard.model import NoValue

__all__ = ["AntennaPicture"]

HOLDS_CYCLES = 1.5


class AntennaPicture:
    """One antenna's newest values.

    Args:
        cycle_s: how often its values come, for an antenna whose mapping does not say.
    """

    def __init__(self, antenna: MappedAntenna, cycle_s: float) -> None:
        self.site, self.aperture = antenna.site, antenna.aperture
        self._cycle_s = antenna.cycle_s or cycle_s
        self._newest_at: datetime | None = None
        self._sequence = 0
        # By what they say: the value, its own time, and until when it holds (None: for good).
        self._values: dict[Target, tuple[Any, datetime | None, datetime | None]] = {}

    def take(self, mapped: MappedParameter, said: YamcsParameter) -> None:
        """Keep a value that came. An older one than is known is left out."""
        known = self._values.get(mapped.target)
        at = said.generated_at
        if known is not None and known[1] is not None and (at is None or at < known[1]):
            return
        self._values[mapped.target] = (_value(mapped, said), at, self._holds_until(mapped, said))
        if at is not None and (self._newest_at is None or at > self._newest_at):
            self._newest_at = at

    def _holds_until(self, mapped: MappedParameter, said: YamcsParameter) -> datetime | None:
        if said.generated_at is None or (said.valid_s is None and mapped.on_change):
            return None
        valid_s = said.valid_s or HOLDS_CYCLES * self._cycle_s
        return said.generated_at + timedelta(seconds=min(valid_s, 1e9))

    @property
    def has_values(self) -> bool:
        """Whether anything was ever acquired, with or without a time."""
        return any(type(value) is not NoValue for value, _, _ in self._values.values())

    def message(self) -> bytes | None:
        """A status message of what holds now, or None while nothing has come."""
        now = self._newest_at
        if now is None:
            return None
        self._sequence += 1
        resources: dict[tuple[str, int], dict[str, Any]] = {}
        users: dict[tuple[str, int], Any] = {}
        said: dict[str, Any] = {
            "schema": SCHEMA_NAME,
            "site": self.site,
            "aperture": self.aperture,
            "time": now.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "seq": self._sequence,
            "cycle": self._cycle_s,
        }
        for target, (value, _, until) in self._values.items():
            held = value if until is None or now <= until else NoValue.UNAVAILABLE
            key = (target.resource or "", target.instance)
            if target.name == "user":
                if type(held) is str and held:
                    users[key] = held
            elif target.part is None:
                resources.setdefault(key, {})[target.name] = held
            else:
                resources.setdefault(key, {}).setdefault(target.name, {})[target.part] = held
        if ("", 1) in users:
            said["user"] = users.pop(("", 1))
        for key in users.keys() - resources.keys():
            resources[key] = {}
        said["resources"] = [
            {"fr": fr, "inst": instance}
            | ({"user": users[fr, instance]} if (fr, instance) in users else {})
            | {"params": {name: _whole(fr, name, one) for name, one in params.items()}}
            for (fr, instance), params in resources.items()
        ]
        return json.dumps(said).encode()


def _value(mapped: MappedParameter, said: YamcsParameter) -> Any:
    """What a parameter says in the words and units of the status message."""
    match said.status:
        case YamcsStatus.NOT_RECEIVED | YamcsStatus.EXPIRED:
            return NoValue.UNAVAILABLE
        case YamcsStatus.INVALID:
            return NoValue.ERROR
        case YamcsStatus.UNSAID:
            return NoValue.UNDEFINED
        case YamcsStatus.ACQUIRED:
            value = said.value
    if type(value) is NoValue:
        return value
    as_text = str(value).lower() if type(value) is bool else str(value)
    if as_text in mapped.words:
        return mapped.words[as_text]
    if type(value) is int or type(value) is float:
        if (mapped.scale, mapped.offset) != (1.0, 0.0):
            value = value * mapped.scale + mapped.offset
        return as_text if _wants_word(mapped.target) else value
    return as_text if type(value) is bool and _wants_word(mapped.target) else value


def _wants_word(target: Target) -> bool:
    kind = PARAMETERS.get(target.resource or "", {}).get(target.name)
    if isinstance(kind, Parts):
        kind = kind.parts.get(target.part or "")
    return isinstance(kind, Words)


def _whole(resource: str, name: str, value: Any) -> Any:
    """A value as it stands in a message; a compound one without a part that it needs has none."""
    if type(value) is NoValue:
        return {"q": str(value)}
    if type(value) is not dict:
        return value
    kind = PARAMETERS.get(resource, {}).get(name)
    if isinstance(kind, Parts):
        needed = list(kind.parts) if kind.all_needed else list(kind.parts)[:1]
        missing = [
            value.get(part, NoValue.UNAVAILABLE)
            for part in needed
            if type(value.get(part, NoValue.UNAVAILABLE)) is NoValue
        ]
        if missing:
            return {"q": str(missing[0])}
        return {part: item for part, item in value.items() if type(item) is not NoValue}
    return {part: _whole("", "", item) for part, item in value.items()}
