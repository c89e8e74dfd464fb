"""What the settings of every feed are held to, in the same words; and the files that they name."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from dishboard.errors import SettingError, shown

__all__ = [
    "LARGEST_SECRET_BYTES",
    "fault_of",
    "must_be_address",
    "must_be_name",
    "must_be_timeout",
    "must_lie_within",
    "text_of",
]

LARGEST_SECRET_BYTES = 4_096
LONGEST_TIMEOUT_S = 600.0


def fault_of(key: str, wanted: str, got: object) -> SettingError:
    """What is wrong with a setting. `key`: in full, such as `feeds.mqtt.port`."""
    said = f"{got:.10g}" if isinstance(got, (int, float)) else f"'{shown(str(got))}'"
    return SettingError(f"{key}: expected {wanted}, got {said}")


def must_lie_within(
    key: str, value: float, least: float, most: float, what: str = "seconds from "
) -> None:
    """Raises SettingError for a number outside its bounds."""
    if not least <= value <= most:
        raise fault_of(key, f"{what}{least:.10g} to {most:.10g}", value)


def must_be_timeout(key: str, value: float) -> None:
    """Raises SettingError for what nobody can or should wait for."""
    if not 0 < value <= LONGEST_TIMEOUT_S:
        raise fault_of(key, f"seconds up to {LONGEST_TIMEOUT_S:g}", value)


def must_be_address(key: str, url: str) -> None:
    """Raises SettingError for what cannot be asked by HTTP."""
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket of an IPv6 address is left open
        parts = urlsplit("")
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise fault_of(key, "an http(s) address", url)


def must_be_name(key: str, name: str | None) -> None:
    """Raises SettingError for what a person cannot read in one line; None: none is set."""
    if name is not None and (not 0 < len(name) <= 64 or not name.isprintable()):
        raise fault_of(key, "1 to 64 printable characters", name)


def text_of(key: str, file: str, largest_bytes: int) -> str:
    """The text of a file that a setting names.

    Raises:
        SettingError: when it cannot be read. It never says what stands in it.
    """
    path = Path(file).expanduser()
    try:
        if path.stat().st_size > largest_bytes:
            raise SettingError(f"{key}: {path} has more than {largest_bytes} bytes")
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise SettingError(f"{key}: {path} is not UTF-8 text") from None
    except OSError as error:
        raise SettingError(f"{key}: {path} cannot be read: {error.strerror}") from None
