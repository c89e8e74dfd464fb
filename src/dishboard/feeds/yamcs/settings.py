"""Where Yamcs is, who we are to it, and which file maps its parameters."""

from __future__ import annotations

import base64
import ssl
from dataclasses import dataclass
from pathlib import Path

from dishboard.errors import SettingError, shown

__all__ = ["YamcsSettings", "read_file"]

LARGEST_SECRET_BYTES = 4_096
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
        if not self.url.startswith(("http://", "https://")) or "?" in self.url or "#" in self.url:
            raise _fault("url", "an http(s) address", self.url)
        for key in ("instance", "processor"):
            if not 0 < len(getattr(self, key)) <= 128:
                raise _fault(key, "a name", getattr(self, key))
        if not self.mapping:
            raise _fault("mapping", "a file", self.mapping)
        if (self.username is None) != (self.password_file is None):
            raise SettingError("feeds.yamcs: username and password_file stand together")
        if self.username is not None and self.api_key_file is not None:
            raise SettingError("feeds.yamcs: either a username or an api_key_file")
        if self.ca_file is not None and not self.url.startswith("https://"):
            raise SettingError("feeds.yamcs.ca_file: stands without https")
        if not 0.001 <= self.cycle_s <= 3_600:
            raise _fault("cycle_s", "seconds from 0.001 to 3600", self.cycle_s)
        if self.name is not None and (not 0 < len(self.name) <= 64 or not self.name.isprintable()):
            raise _fault("name", "1 to 64 printable characters", self.name)

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
            password = read_file("password_file", self.password_file, LARGEST_SECRET_BYTES)
            both = f"{self.username}:{password.rstrip()}".encode()
            return {"Authorization": f"Basic {base64.b64encode(both).decode()}"}
        if self.api_key_file is not None:
            key = read_file("api_key_file", self.api_key_file, LARGEST_SECRET_BYTES).strip()
            return {"x-api-key": key}
        return {}

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


def read_file(key: str, file: str, largest_bytes: int = LARGEST_FILE_BYTES) -> str:
    """The text of a file that a setting names.

    Raises:
        SettingError: when it cannot be read.
    """
    path = Path(file).expanduser()
    try:
        if path.stat().st_size > largest_bytes:
            raise SettingError(f"feeds.yamcs.{key}: {path} has more than {largest_bytes} bytes")
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise SettingError(f"feeds.yamcs.{key}: {path} is not UTF-8 text") from None
    except OSError as error:
        raise SettingError(f"feeds.yamcs.{key}: {path} cannot be read: {error.strerror}") from None


def _fault(key: str, wanted: str, got: object) -> SettingError:
    return SettingError(f"feeds.yamcs.{key}: expected {wanted}, got '{shown(str(got))}'")
