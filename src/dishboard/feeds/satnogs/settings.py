"""Which stations of SatNOGS are asked for, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from dishboard.errors import SettingError
from dishboard.feeds.bounds import (
    LARGEST_SECRET_BYTES,
    fault_of,
    must_be_address,
    must_be_timeout,
    must_lie_within,
    text_of,
)

__all__ = ["SatnogsSettings", "origin_of", "read_token"]

ANONYMOUS_PER_HOUR = 60  # questions for observations, as the service's users report it
KNOWN_PER_HOUR = 240  # with a token
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, kw_only=True)
class SatnogsSettings:
    """Stations by their number at SatNOGS. A token stands in a file of its own, never here."""

    stations: tuple[int, ...]
    url: str = "https://network.satnogs.org"
    interval_s: float = 900.0  # between two rounds; at least 300
    spacing_s: float = 5.0  # between two questions of a round; at least 1
    max_pages: int = 3  # of 25 observations or jobs each, per station and round
    timeout_s: float = 30.0
    token_file: str | None = None  # only raises the service's limit; not needed
    enabled: bool = True  # False: not asked, and shown as switched off

    def __post_init__(self) -> None:
        if not self.stations or len(set(self.stations)) != len(self.stations):
            raise fault_of(
                "feeds.satnogs.stations", "numbers of stations, each once", list(self.stations)
            )
        for station in self.stations:
            if not 0 < station < 10**9:
                raise fault_of("feeds.satnogs.stations", "numbers of stations from 1 on", station)
        must_be_address("feeds.satnogs.url", self.url)
        parts = urlsplit(self.url)
        if self.token_file and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise SettingError("feeds.satnogs.token_file: a token is sent over https only")
        must_lie_within("feeds.satnogs.interval_s", self.interval_s, 300, 86_400)
        must_lie_within("feeds.satnogs.spacing_s", self.spacing_s, 1, 60)
        must_lie_within("feeds.satnogs.max_pages", self.max_pages, 1, 20, "")
        must_be_timeout("feeds.satnogs.timeout_s", self.timeout_s)
        limit = KNOWN_PER_HOUR if self.token_file else ANONYMOUS_PER_HOUR
        per_hour = len(self.stations) * self.max_pages * 3_600 / self.interval_s
        if per_hour > limit:
            raise SettingError(
                f"feeds.satnogs: {len(self.stations)} stations of up to {self.max_pages} pages "
                f"every {self.interval_s:g} s are {per_hour:.0f} questions an hour, and SatNOGS "
                f"answers {limit}: choose fewer stations or a longer interval_s"
            )
        longest_s = len(self.stations) * (1 + 2 * self.max_pages) * self.spacing_s
        if longest_s > self.interval_s / 2:
            raise SettingError(
                f"feeds.satnogs: a round can take {longest_s:.0f} s at spacing_s, more than half "
                f"of interval_s ({self.interval_s:g} s)"
            )


def origin_of(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port of an address: what a next page must share."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts.scheme, parts.hostname, port or {"https": 443, "http": 80}.get(parts.scheme)


def read_token(settings: SatnogsSettings) -> str | None:
    """The token in its file, without the line break at its end.

    Raises:
        SettingError: when the file cannot be read. It never says what stands in it.
    """
    if settings.token_file is None:
        return None
    key = "feeds.satnogs.token_file"
    token = text_of(key, settings.token_file, LARGEST_SECRET_BYTES).strip()
    if not token or not (token.isascii() and token.isprintable()) or " " in token:
        raise SettingError(f"{key}: expected one token alone in {settings.token_file}")
    return token
