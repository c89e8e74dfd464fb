"""What a topic says, and which ones can be listened to."""

from __future__ import annotations

import pytest

from dishboard.errors import FormatError, SettingError
from dishboard.feeds.mqtt import MqttSettings, sender_topic, status_topic
from dishboard.feeds.mqtt.settings import read_password
from dishboard.feeds.mqtt.topics import SenderTopic, StatusTopic, read_topic


def test_topics_are_read_as_they_are_written() -> None:
    assert read_topic(status_topic("KIR", "KIR-1")) == ("KIR", "KIR-1")
    assert isinstance(read_topic(status_topic("KIR", "KIR-1", "esa/ops")), StatusTopic)
    assert read_topic(sender_topic("kiruna")) == "kiruna"
    assert isinstance(read_topic("a/b/senders/x"), SenderTopic)


@pytest.mark.parametrize(
    "topic", ["", "status", "KIR-1/status", "a//KIR-1/status", "a/b/c", "senders/" + "x" * 65]
)
def test_other_topics_are_refused(topic: str) -> None:
    with pytest.raises(FormatError, match="neither"):
        read_topic(topic)


@pytest.mark.parametrize("name", ["", "a/b", "+", "#x"])
def test_a_name_that_would_change_the_topic_is_refused(name: str) -> None:
    with pytest.raises(FormatError, match="cannot stand in a topic"):
        status_topic("KIR", name)


FAULTS: dict[str, tuple[dict[str, object], str]] = {
    "no host": ({"host": ""}, "feeds.mqtt.host: expected"),
    "an address": ({"host": "mqtt://broker"}, "feeds.mqtt.host: expected"),
    "port": ({"port": 70_000}, "feeds.mqtt.port: expected 1 to 65535, got 70000"),
    "ca without tls": ({"ca_file": "ca.pem"}, "feeds.mqtt.ca_file: stands without tls"),
    "key without cert": ({"tls": True, "key_file": "k"}, "key_file: stands without cert_file"),
    "nobody's password": ({"password_file": "p"}, "password_file: stands without username"),
    "no topics": ({"topics": ()}, "at least one topic"),
    "half a level": ({"topics": ("a/K+/x/status",)}, "+ stands for one whole level"),
    "early hash": ({"topics": ("#/status",)}, "# stands for all that follows"),
    "hash in a level": ({"topics": ("a/b#",)}, "# stands for all that follows"),
    "the broker's own": ({"topics": ("$SYS/#",)}, "the broker's own"),
    "of neither form": ({"topics": ("a/b/c",)}, "expected …/status, …/senders/+ or …/#"),
    "client id": ({"client_id": ""}, "client_id: expected 1 to 64"),
    "expiry": ({"session_expiry_s": 0}, "session_expiry_s: expected"),
    "keepalive": ({"keepalive_s": 1}, "keepalive_s: expected"),
    "cycle": ({"cycle_s": 0.0}, "cycle_s: expected"),
    "name": ({"name": "a\nb"}, "name: expected"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_setting_that_cannot_be_is_named(kind: str) -> None:
    given, words = FAULTS[kind]
    with pytest.raises(SettingError) as raised:
        MqttSettings(**({"host": "broker"} | given))  # type: ignore[arg-type]
    assert words in str(raised.value)


def test_the_port_is_that_of_the_protocol() -> None:
    assert MqttSettings(host="b").address == "b:1883"
    assert MqttSettings(host="b", tls=True).address == "b:8883"


def test_a_password_stands_in_its_file_and_nowhere_else(tmp_path) -> None:
    file = tmp_path / "password"
    file.write_text("geheim\n")
    settings = MqttSettings(host="b", username="board", password_file=str(file))
    assert read_password(settings) == "geheim"
    assert "geheim" not in repr(settings)
    for content in (b"\xff\xfe", b"x" * 5000):
        file.write_bytes(content)
        with pytest.raises(SettingError, match="password_file"):
            read_password(settings)
    file.unlink()
    with pytest.raises(SettingError, match="cannot be read: No such file"):
        read_password(settings)
