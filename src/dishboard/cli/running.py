"""Asking a running Dishboard: `--url`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from dishboard.cli.options import Looking
from dishboard.errors import SettingError, shown

__all__ = ["ask", "must_stand_alone"]

T = TypeVar("T")

PATIENCE_S = 10.0
MOST_BYTES = 64 * 1024 * 1024


class _Refusal(msgspec.Struct):
    error: str


def ask(url: str, path: str, kind: type[T], questions: Sequence[tuple[str, str]] = ()) -> T:
    """A document of a running board's API.

    Args:
        url: the board's address; path: of the document, such as `state`.
        questions: the parameters, names may come more than once.

    Raises:
        SettingError: nobody answers there, or with something else; a refusal in the board's words.
    """
    import httpx

    address = f"{url.rstrip('/')}/api/v1/{path}"
    try:
        answer = httpx.get(address, params=list(questions), timeout=PATIENCE_S)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SettingError(f"{address} does not answer ({error or type(error).__name__})") from None
    if answer.status_code != 200:
        try:
            said = msgspec.json.decode(answer.content, type=_Refusal).error
        except (msgspec.MsgspecError, UnicodeDecodeError):
            said = shown(answer.text)
        raise SettingError(f"{address} answered {answer.status_code}: {said}")
    if len(answer.content) > MOST_BYTES:
        raise SettingError(f"{address} answered with too much: {len(answer.content)} bytes")
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise SettingError(
            f"{address} answered, but not as a Dishboard of this version does: {error}"
        ) from None


def must_stand_alone(looking: Looking) -> None:
    """A running board has a network and a sky of its own.

    Raises:
        SettingError: when another one was named.
    """
    for name in ("network", "ephemeris", "offline"):
        if getattr(looking, name):
            raise SettingError(
                f"--url and --{name} exclude each other: the board at --url has its own"
            )
