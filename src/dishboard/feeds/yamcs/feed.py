"""The feed: parameters of one Yamcs processor, subscribed to over its WebSocket."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime

from dishboard.board.state import FeedCondition
from dishboard.errors import FormatError, shown
from dishboard.feeds.listening import ListeningFeed, NoConnectionError
from dishboard.feeds.status.intake import CLOCK_AHEAD
from dishboard.feeds.yamcs.connection import open_subscription, read_frame
from dishboard.feeds.yamcs.mapping import MappedAntenna, MappedParameter
from dishboard.feeds.yamcs.picture import AntennaPicture
from dishboard.feeds.yamcs.settings import YamcsSettings
from dishboard.formats.yamcs import TIME_FIELD, YamcsValues
from dishboard.model import Network
from dishboard.time import Clock, format_instant

__all__ = ["FEED_ID", "YamcsFeed"]

FEED_ID = "yamcs"
NAMED = 3  # of several unknown names
MOST_NUMBERS = 100_000  # that stand for names of the mapping


class YamcsFeed(ListeningFeed):
    """Stations' parameters from one Yamcs processor.

    Args:
        sleep, chance: handed in by tests; `chance` gives numbers in [0, 1).
    """

    def __init__(
        self,
        network: Network,
        clock: Clock,
        settings: YamcsSettings,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(
            FEED_ID,
            settings.source,
            settings.url,
            network,
            clock,
            cycle_s=settings.cycle_s,
            simulated=settings.simulated,
            sleep=sleep,
            chance=chance,
        )
        self._settings = settings
        self._mapping: tuple[MappedAntenna, ...] = ()
        self._mapped: dict[str, list[tuple[AntennaPicture, MappedParameter]]] = {}
        self._names: dict[int, str] = {}  # of this connection
        self._knows_none = False  # the server, of the mapping's names, when it was last asked

    async def _listen(self) -> None:
        async with open_subscription(self._settings) as (connection, mapping):
            self._use(mapping)
            if not self._knows_none:  # else it is told when that is over
                self._connected()
            async for message in connection:
                try:
                    said = await read_frame(message)
                except FormatError as error:
                    self._refuse(self._settings.instance, str(error), self._clock.now())
                else:
                    if isinstance(said, YamcsValues):
                        self._hear(said)
                await asyncio.sleep(0)  # a flood must not keep everybody else waiting
        raise NoConnectionError(
            f"{self._settings.url} closed the connection", FeedCondition.UNAVAILABLE
        )

    def _use(self, mapping: tuple[MappedAntenna, ...]) -> None:
        """Take the mapping as it is now; what is known stays while it is the same."""
        self._names = {}
        self._remarks.withhold(None)
        if mapping == self._mapping:
            return
        self._mapping, self._mapped, self._knows_none = mapping, {}, False
        for antenna in mapping:
            picture = AntennaPicture(antenna, self.cycle_s)
            for parameter in antenna.parameters:
                self._mapped.setdefault(parameter.yamcs, []).append((picture, parameter))

    # ---- messages

    def _hear(self, said: YamcsValues) -> None:
        now, settings = self._clock.now(), self._settings
        self._learn(said.names, now)
        if said.invalid:
            self._refuse_mapping_if_all(said.invalid)
            self._remarks.withhold(_unknown(said.invalid))
        if self._knows_none:
            self._knows_none = False
            self._connected()
        for problem in said.problems:
            self._refuse(settings.instance, problem, now)
        self._remarks.count(f"{settings.instance}/{settings.processor}", said.sequence, now, now)
        for picture in self._changed(said, now):
            data, where = picture.message(), f"{picture.site}/{picture.aperture}"
            if data is not None:
                self._take(data, now, where)
            elif picture.has_values:
                self._refuse(where, f"none of its values has a {TIME_FIELD}", now)

    def _refuse_mapping_if_all(self, invalid: tuple[str, ...]) -> None:
        """Where Yamcs knows none of the names nothing will ever come."""
        if self._mapped.keys() <= set(invalid):
            self._knows_none = True
            raise NoConnectionError(
                f"{self._settings.url}: {_unknown(invalid)}; it knows none of them, so nothing "
                "can be heard",
                FeedCondition.FAILED,
            )

    def _learn(self, names: dict[int, str], now: datetime) -> None:
        """What numbers stand for, as far as the mapping has a use for them."""
        self._names |= {number: name for number, name in names.items() if name in self._mapped}
        if len(self._names) > MOST_NUMBERS:
            self._names.clear()
            reason = f"more than {MOST_NUMBERS:,} numbers for the names of the mapping"
            self._refuse(self._settings.instance, reason, now)

    def _changed(self, said: YamcsValues, now: datetime) -> list[AntennaPicture]:
        """The antennas that something is said of, each once, in its order."""
        changed: dict[int, AntennaPicture] = {}
        ahead: list[tuple[str, datetime]] = []  # kept, they would be newer than all to come
        for value in said.values:
            name = value.name
            if name is None and value.numeric_id is not None:
                name = self._names.get(value.numeric_id)
            if name not in self._mapped:
                continue
            if value.generated_at is not None and value.generated_at - now > CLOCK_AHEAD:
                ahead.append((name, value.generated_at))
                continue
            for picture, parameter in self._mapped[name]:
                picture.take(parameter, value)
                changed[id(picture)] = picture
        if ahead:
            self._refuse(self._settings.instance, _ahead(ahead, now), now)
        return list(changed.values())


def _ahead(values: list[tuple[str, datetime]], now: datetime) -> str:
    name, generated_at = values[0]
    more = f" (and {len(values) - 1} more)" if len(values) > 1 else ""
    return (
        f"{shown(name)}: {TIME_FIELD}: {format_instant(generated_at)} is in the future, here it is "
        f"{format_instant(now)}: one of the two clocks is wrong{more}"
    )


def _unknown(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"Yamcs does not know {', '.join(map(shown, names[:NAMED]))}{more}: check the mapping"
