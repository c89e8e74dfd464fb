"""The broker of the settings: it is the user's own, and is asked for a connection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from dishboard.board.state import FeedCondition
from dishboard.doctor.computer import secret
from dishboard.doctor.finding import Finding, act, note, ok
from dishboard.feeds.mqtt import MqttSettings

__all__ = ["broker"]


async def broker(settings: MqttSettings, *, offline: bool) -> list[Finding]:
    """Whether a connection can be had. Nothing is subscribed to, nothing is sent."""
    found = list(_secrets(settings))
    if find_spec("aiomqtt") is None:
        install = "pip install aiomqtt"
        return [*found, act(settings.source, "aiomqtt is not installed: nothing is heard", install)]
    if offline:
        return [*found, note(settings.source, f"{settings.address} was not tried: --offline")]
    return [*found, await _connected(settings)]


async def _connected(settings: MqttSettings) -> Finding:
    from dishboard.feeds.listening import NoConnectionError
    from dishboard.feeds.mqtt.broker import open_connection

    # Not under the board's own name: the broker would end the running board's connection.
    try:
        async with open_connection(replace(settings, client_id=None)):
            pass
    except NoConnectionError as error:
        if error.condition is FeedCondition.FAILED:
            return act(settings.source, str(error), "correct [feeds.mqtt], or ask who runs it")
        return act(
            settings.source,
            str(error),
            "start the broker, or correct host and port in [feeds.mqtt]",
        )
    return ok(settings.source, f"the broker at {settings.address} takes us")


def _secrets(settings: MqttSettings) -> Iterator[Finding]:
    for key, file in (("password_file", settings.password_file), ("key_file", settings.key_file)):
        if file is not None:
            yield secret(f"{settings.source}, {key}", Path(file).expanduser())
