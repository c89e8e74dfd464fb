"""Where Yamcs is, who we are to it, and which file maps its parameters."""

from __future__ import annotations

import base64
import ssl
from dataclasses import dataclass
from pathlib import Path

from dishboard.errors import SettingError, shown
from dishboard.feeds.bounds import (
    LARGEST_SECRET_BYTES,
    fault_of,
    must_be_address,
    must_be_name,
    must_lie_within,
    text_of,
)

__all__ = ["YamcsSettings", "read_file"]

LARGEST_FILE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class YamcsSettings:
    """One processor of one Yamcs instance, as `[feeds.yamcs]` names it."""

    enabled: bool = True
    url: str  # of the server, as a browser opens it
    instance: str
    processor: str = "realtime"
    mapping: str  # a file: which parameter says what of which antenna
    ca_file: str | None = None  # PEM; None: what this computer trusts
    username: str | None = None
    password_file: str | None = None
    api_key_file: str | None = None
    cycle_s: float = 10.0  # how often an antenna's values come
    name: str | None = None  # in words a person reads; None: Yamcs and the instance
    simulated: bool = False  # whatever comes is simulated

    def __post_init__(self) -> None:
        must_be_address("feeds.yamcs.url", self.url)
        if "?" in self.url or "#" in self.url:
            raise fault_of("feeds.yamcs.url", "an http(s) address without ? and #", self.url)
        for key in ("instance", "processor"):
            if not 0 < len(getattr(self, key)) <= 128:
                raise fault_of(f"feeds.yamcs.{key}", "a name", getattr(self, key))
        if not self.mapping:
            raise fault_of("feeds.yamcs.mapping", "a file", self.mapping)
        if (self.username is None) != (self.password_file is None):
            raise SettingError("feeds.yamcs: username and password_file stand together")
        if self.username is not None and self.api_key_file is not None:
            raise SettingError("feeds.yamcs: either a username or an api_key_file")
        if self.ca_file is not None and not self.url.startswith("https://"):
            raise SettingError("feeds.yamcs.ca_file: stands without https")
        must_lie_within("feeds.yamcs.cycle_s", self.cycle_s, 0.001, 3_600)
        must_be_name("feeds.yamcs.name", self.name)

    @property
    def source(self) -> str:
        """Who speaks, in words a person reads."""
        return self.name or f"Yamcs {self.instance}"

    @property
    def socket_url(self) -> str:
        """Of the WebSocket."""
        return "ws" + self.url.removeprefix("http").rstrip("/") + "/api/websocket"

    def headers(self) -> dict[str, str]:
        """Those that say who we are, read anew for each connection.

        Raises:
            SettingError: when a file cannot be read. It never says what stands in it.
        """
        if self.username is not None and self.password_file is not None:
            password = self._secret("password_file", self.password_file)
            both = f"{self.username}:{password.rstrip()}".encode()
            return {"Authorization": f"Basic {base64.b64encode(both).decode()}"}
        if self.api_key_file is not None:
            key = self._secret("api_key_file", self.api_key_file).strip()
            return {"x-api-key": key}
        return {}

    def _secret(self, key: str, file: str) -> str:
        return text_of(f"feeds.yamcs.{key}", file, LARGEST_SECRET_BYTES)

    def tls(self) -> ssl.SSLContext | None:
        """What the server's certificate is checked by; None without https.

        Raises:
            SettingError: when `ca_file` cannot be read.
        """
        if not self.url.startswith("https://"):
            return None
        try:
            file = None if self.ca_file is None else str(Path(self.ca_file).expanduser())
            return ssl.create_default_context(cafile=file)
        except OSError as error:
            said = shown(error.strerror or str(error))
            raise SettingError(f"feeds.yamcs.ca_file: {self.ca_file}: {said}") from None


def read_file(key: str, file: str) -> str:
    """The text of a file that a setting of this feed names.

    Raises:
        SettingError: when it cannot be read.
    """
    return text_of(f"feeds.yamcs.{key}", file, LARGEST_FILE_BYTES)
