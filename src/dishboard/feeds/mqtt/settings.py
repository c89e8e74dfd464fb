"""Where the broker is, who we are to it, and what we listen to."""

from __future__ import annotations

from dataclasses import dataclass

from dishboard.errors import SettingError
from dishboard.feeds.bounds import (
    LARGEST_SECRET_BYTES,
    fault_of,
    must_be_name,
    must_lie_within,
    text_of,
)
from dishboard.feeds.mqtt.topics import fault_of_filter

__all__ = ["MqttSettings", "read_password"]


@dataclass(frozen=True, kw_only=True)
class MqttSettings:
    """A broker, as `[feeds.mqtt]` names it. A password stands in a file of its own, never here."""

    enabled: bool = True
    host: str
    port: int | None = None  # 8883 with TLS, else 1883
    tls: bool = False
    ca_file: str | None = None  # PEM; None: what this computer trusts
    cert_file: str | None = None  # ours, for brokers that want one; PEM
    key_file: str | None = None
    username: str | None = None
    password_file: str | None = None
    topics: tuple[str, ...] = ("dishboard/+/+/status", "dishboard/senders/+")
    client_id: str | None = None  # None: another one at each start, and nothing is kept for us
    session_expiry_s: int = 3600  # how long a broker keeps messages for a client_id
    keepalive_s: int = 15
    cycle_s: float = 60.0  # for messages that do not say theirs
    name: str | None = None  # in words a person reads; None: MQTT and the host
    simulated: bool = False  # whatever comes is simulated

    def __post_init__(self) -> None:
        if not self.host or any(letter in self.host for letter in "/ \t\n"):
            raise fault_of("feeds.mqtt.host", "the name or address of a broker", self.host)
        if self.port is not None:
            must_lie_within("feeds.mqtt.port", self.port, 1, 65_535, "")
        for key in ("ca_file", "cert_file", "key_file"):
            if getattr(self, key) is not None and not self.tls:
                raise SettingError(f"feeds.mqtt.{key}: stands without tls = true")
        if (self.cert_file is None) and self.key_file is not None:
            raise SettingError("feeds.mqtt.key_file: stands without cert_file")
        if self.password_file is not None and self.username is None:
            raise SettingError("feeds.mqtt.password_file: stands without username")
        if not self.topics:
            raise SettingError("feeds.mqtt.topics: expected at least one topic")
        for topic in self.topics:
            fault = fault_of_filter(topic)
            if fault is not None:
                raise SettingError(f"feeds.mqtt.topics: {fault}")
        if self.client_id is not None and not 0 < len(self.client_id) <= 64:
            raise fault_of("feeds.mqtt.client_id", "1 to 64 characters", self.client_id)
        must_lie_within("feeds.mqtt.session_expiry_s", self.session_expiry_s, 1, 7 * 86_400)
        must_lie_within("feeds.mqtt.keepalive_s", self.keepalive_s, 5, 3_600)
        must_lie_within("feeds.mqtt.cycle_s", self.cycle_s, 0.001, 3_600)
        must_be_name("feeds.mqtt.name", self.name)

    @property
    def source(self) -> str:
        """Who speaks, in words a person reads."""
        return self.name or f"MQTT {self.host}"

    @property
    def port_used(self) -> int:
        return self.port or (8883 if self.tls else 1883)

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port_used}"


def read_password(settings: MqttSettings) -> str | None:
    """The password in its file, without the line break at its end.

    Raises:
        SettingError: when the file cannot be read. It never says what stands in it.
    """
    if settings.password_file is None:
        return None
    text = text_of("feeds.mqtt.password_file", settings.password_file, LARGEST_SECRET_BYTES)
    return text.removesuffix("\n").removesuffix("\r")
