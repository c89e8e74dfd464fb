"""The Yamcs server of the settings: it is the user's own, and is asked for a subscription."""

from __future__ import annotations

from pathlib import Path

from dishboard.board.state import FeedCondition
from dishboard.doctor.computer import secret
from dishboard.doctor.finding import Finding, act, note, ok
from dishboard.errors import SettingError
from dishboard.feeds.yamcs import YamcsSettings, parse_mapping
from dishboard.feeds.yamcs.settings import read_file

__all__ = ["yamcs"]


async def yamcs(settings: YamcsSettings, *, offline: bool) -> list[Finding]:
    """Whether the mapping is right and a subscription can be had."""
    name = settings.source
    if not settings.enabled:
        return [ok(name, "switched off in the settings; not listened to")]
    found = [
        secret(f"{name}, {key}", Path(file).expanduser())
        for key, file in (
            ("password_file", settings.password_file),
            ("api_key_file", settings.api_key_file),
        )
        if file is not None
    ]
    try:
        parse_mapping(settings.mapping, read_file("mapping", settings.mapping))
    except SettingError as error:
        faults = str(error).splitlines()
        return [*found, *(act(name, fault, "correct the mapping file") for fault in faults)]
    if offline:
        return [*found, note(name, f"{settings.url} was not tried: --offline")]
    return [*found, await _subscribed(settings)]


async def _subscribed(settings: YamcsSettings) -> Finding:
    from dishboard.feeds.listening import NoConnectionError
    from dishboard.feeds.yamcs.connection import open_subscription

    try:
        async with open_subscription(settings):
            pass
    except NoConnectionError as error:
        todo = "start the server, or correct url in [feeds.yamcs]"
        if error.condition is FeedCondition.FAILED:
            todo = "correct [feeds.yamcs], or ask who runs it"
        return act(settings.source, str(error), todo)
    return ok(settings.source, f"{settings.url} takes the subscription")
