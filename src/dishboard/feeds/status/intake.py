"""One source's messages taken in, whichever way they come: HTTP, MQTT, a monitoring system.

Any order of the same messages ends in the same board, so nothing is refused for being old: the
board never shows an older word as the current one, and the record wants it. Refused is what cannot
be read, what claims to be of the future, and strangers beyond a bound. Memory is bounded whatever
comes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeAlias

from msgspec import Struct

from dishboard.board.strangers import MOST_STRANGE_ANTENNAS, MOST_STRANGE_CRAFT, Strangers
from dishboard.errors import FormatError, shown
from dishboard.feeds.message import FeedCounts, FeedMessage
from dishboard.feeds.status.names import names_of
from dishboard.feeds.status.readings import readings_of, users_of
from dishboard.formats.station_status import StationStatus, parse_station_status
from dishboard.model import Network, TargetKind
from dishboard.time import Clock, format_instant

__all__ = [
    "CLOCK_AHEAD",
    "Intake",
    "Refusal",
    "Repeat",
    "Taken",
]

CLOCK_AHEAD = timedelta(minutes=5)  # more than two honest clocks differ by
MOST_ANTENNAS = 10_000  # of which the newest instant is kept, to count what comes out of order
REMEMBERED = 20_000  # messages known again when they are repeated; between this and twice as many


class Refusal(Struct, frozen=True):
    """A message that was not taken, and why."""

    reason: str


class Repeat(Struct, frozen=True):
    """A message that was taken before, byte by byte: nothing new, and nothing wrong."""


Taken: TypeAlias = FeedMessage | Refusal | Repeat

_REPEAT = Repeat()


class Intake:
    """Reads, counts and judges the messages of one source.

    Args:
        feed: id of the feed it belongs to.
        source: who speaks, in words a person reads.
        simulated: everything it says is simulated, whatever it claims.
        cycle_s: its rhythm, for messages that do not say theirs.
    """

    def __init__(
        self,
        network: Network,
        source: str,
        *,
        feed: str,
        simulated: bool,
        cycle_s: float | None,
        clock: Clock,
    ) -> None:
        self._network, self._source, self._feed = network, source, feed
        self._simulated, self._cycle_s, self._clock = simulated, cycle_s, clock
        self._newest: dict[str, datetime] = {}  # by antenna
        self._antennas = Strangers("antenna", MOST_STRANGE_ANTENNAS)
        self._spacecraft = Strangers("spacecraft", MOST_STRANGE_CRAFT)
        self._repeatable: set[int] = set()
        self._repeatable_before: set[int] = set()
        self._accepted = self._rejected = self._repeats = 0
        self._out_of_order = self._ahead = 0
        self._lag_s: float | None = None

    @property
    def counts(self) -> FeedCounts:
        """What has come so far."""
        return FeedCounts(
            readings=self._accepted,
            rejected=self._rejected,
            repeats=self._repeats,
            out_of_order=self._out_of_order,
            ahead=self._ahead,
            lag_s=self._lag_s,
        )

    def take(
        self,
        data: bytes,
        received_at: datetime | None = None,
        *,
        addressed: tuple[str, str] | None = None,
    ) -> Taken:
        """Take in one message.

        Args:
            received_at: when it came; now when not said.
            addressed: site and aperture as an envelope says; must be the antenna inside.
        """
        known_by = hash(data)
        if known_by in self._repeatable or known_by in self._repeatable_before:
            self._accepted += 1
            self._repeats += 1
            return _REPEAT
        received_at = received_at or self._clock.now()
        try:
            message = self._read(data, received_at, addressed)
        except FormatError as error:
            self._rejected += 1
            return Refusal(str(error))
        self._accepted += 1
        self._remember(known_by)
        return message

    def _read(
        self, data: bytes, received_at: datetime, addressed: tuple[str, str] | None
    ) -> FeedMessage:
        status = parse_station_status(data)
        observed_at = status.observed_at
        if observed_at - received_at > CLOCK_AHEAD:
            self._ahead += 1
            raise FormatError(
                f"time: {format_instant(observed_at)} is in the future, here it is "
                f"{format_instant(received_at)}: one of the two clocks is wrong"
            )
        readings = readings_of(
            status, self._network, self._source, received_at, simulated=self._simulated
        )
        antenna: str = readings[0].antenna  # pyright: ignore[reportAttributeAccessIssue]
        if addressed is not None and names_of(self._network).antenna(*addressed) != antenna:
            raise FormatError(
                f"it speaks of {shown(f'{status.site}/{status.aperture}')}, and was sent to "
                f"{shown('/'.join(addressed))}"
            )
        self._note(antenna, status, received_at)
        self._lag_s = (received_at - observed_at).total_seconds()
        return FeedMessage(
            feed=self._feed,
            source=self._source,
            readings=readings,
            problems=status.problems,
            remarks=(
                *status.remarks,
                *names_of(self._network).strange(status.site, status.aperture, users_of(status)),
            ),
            observed_at=observed_at,
            received_at=received_at,
            cycle_s=status.cycle_s or self._cycle_s,
        )

    def _note(self, antenna: str, status: StationStatus, received_at: datetime) -> None:
        """Whether there is room for it, and whether it is in order."""
        names = names_of(self._network)
        antennas = [antenna] if antenna not in self._network.antenna_by_id else []
        crafts = [
            user for user in users_of(status) if names.spacecraft(user)[1] is TargetKind.UNKNOWN
        ]
        if antennas or crafts:
            self._admit(antennas, crafts, received_at)
        newest = self._newest.get(antenna)
        if newest is not None and status.observed_at < newest:
            self._out_of_order += 1
            return
        if newest is None and len(self._newest) >= MOST_ANTENNAS:
            self._newest.clear()
        self._newest[antenna] = status.observed_at

    def _admit(self, antennas: list[str], crafts: list[str], at: datetime) -> None:
        """The board would leave strangers out beyond its bound: their sender is told why.

        All are judged before any is taken notice of: what is refused takes nobody's place.
        """
        reason = self._antennas.why_no_room(antennas, at) or self._spacecraft.why_no_room(
            crafts, at
        )
        if reason is not None:
            raise FormatError(reason)
        self._antennas.notice(antennas, at)
        self._spacecraft.notice(crafts, at)

    def _remember(self, known_by: int) -> None:
        self._repeatable.add(known_by)
        if len(self._repeatable) >= REMEMBERED:
            self._repeatable_before, self._repeatable = self._repeatable, set()
