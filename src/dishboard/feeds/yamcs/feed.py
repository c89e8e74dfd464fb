"""The feed: parameters of one Yamcs processor, subscribed to over its WebSocket."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from dishboard.board.state import FeedCondition
from dishboard.errors import FormatError, shown
from dishboard.feeds.listening import ListeningFeed, NoConnectionError
from dishboard.feeds.yamcs.connection import open_subscription
from dishboard.feeds.yamcs.mapping import MappedAntenna, MappedParameter
from dishboard.feeds.yamcs.picture import AntennaPicture
from dishboard.feeds.yamcs.settings import YamcsSettings
from dishboard.formats.yamcs import TIME_FIELD, YamcsValues, read_yamcs
from dishboard.model import Network
from dishboard.time import Clock

__all__ = ["FEED_ID", "YamcsFeed"]

FEED_ID = "yamcs"
NAMED = 3  # of several unknown names


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

    async def _listen(self) -> None:
        async with open_subscription(self._settings) as (connection, mapping):
            self._use(mapping)
            self._connected()
            async for message in connection:
                self._hear(message)
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
        self._mapping, self._mapped = mapping, {}
        for antenna in mapping:
            picture = AntennaPicture(antenna, self.cycle_s)
            for parameter in antenna.parameters:
                self._mapped.setdefault(parameter.yamcs, []).append((picture, parameter))

    # ---- messages

    def _hear(self, message: str | bytes) -> None:
        now, settings = self._clock.now(), self._settings
        try:
            said = read_yamcs(message)
        except FormatError as error:
            self._refuse(settings.instance, str(error), now)
            return
        if not isinstance(said, YamcsValues):
            return
        self._names |= said.names
        if said.invalid:
            self._refuse_mapping_if_all(said.invalid)
            self._remarks.withhold(_unknown(said.invalid))
        for problem in said.problems:
            self._refuse(settings.instance, problem, now)
        self._remarks.count(f"{settings.instance}/{settings.processor}", said.sequence, now, now)
        for picture in self._changed(said):
            data, where = picture.message(), f"{picture.site}/{picture.aperture}"
            if data is not None:
                self._take(data, now, where)
            elif picture.has_values:
                self._refuse(where, f"none of its values has a {TIME_FIELD}", now)

    def _refuse_mapping_if_all(self, invalid: tuple[str, ...]) -> None:
        """Where Yamcs knows none of the names nothing will ever come."""
        if self._mapped.keys() <= set(invalid):
            raise NoConnectionError(
                f"{self._settings.url}: {_unknown(invalid)}; it knows none of them, so nothing "
                "can be heard",
                FeedCondition.FAILED,
            )

    def _changed(self, said: YamcsValues) -> list[AntennaPicture]:
        """The antennas that something is said of, each once, in its order."""
        changed: dict[int, AntennaPicture] = {}
        for value in said.values:
            name = value.name
            if name is None and value.numeric_id is not None:
                name = self._names.get(value.numeric_id)
            for picture, parameter in self._mapped.get(name or "", ()):
                picture.take(parameter, value)
                changed[id(picture)] = picture
        return list(changed.values())


def _unknown(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"Yamcs does not know {', '.join(map(shown, names[:NAMED]))}{more}: check the mapping"
