"""Topics: which antenna a message is of, and which sender speaks of itself.

    <prefix>/<site>/<aperture>/status   status messages, retained
    <prefix>/senders/<name>             `online`, `offline`, or `died` as the last will; retained

A connection has one last will and may send for many antennas, so a sender has a topic of its own
and not one per antenna. The prefix is anything, several levels too; by default `dishboard`.
"""

from __future__ import annotations

from dishboard.errors import FormatError, shown

__all__ = [
    "SenderTopic",
    "StatusTopic",
    "fault_of_filter",
    "read_topic",
    "sender_topic",
    "status_topic",
]

LONGEST_NAME = 64


class StatusTopic(tuple[str, str]):
    """Site and aperture, as the topic names them."""

    __slots__ = ()


class SenderTopic(str):
    """The sender's name."""

    __slots__ = ()


def status_topic(site: str, aperture: str, prefix: str = "dishboard") -> str:
    """Where an antenna's status messages go.

    Raises:
        FormatError: for a name that cannot stand in a topic.

    >>> status_topic("KIR", "KIR-1")
    'dishboard/KIR/KIR-1/status'
    """
    return f"{prefix}/{_level(site)}/{_level(aperture)}/status"


def sender_topic(name: str, prefix: str = "dishboard") -> str:
    """Where a sender says that it is there, and its broker that it died.

    >>> sender_topic("kiruna-control")
    'dishboard/senders/kiruna-control'
    """
    return f"{prefix}/senders/{_level(name)}"


def read_topic(topic: str) -> StatusTopic | SenderTopic:
    """What a topic says of its messages.

    Raises:
        FormatError: when it is of neither form.
    """
    levels = topic.split("/")
    if len(levels) >= 3 and levels[-1] == "status" and all(levels[-3:-1]):
        return StatusTopic((levels[-3], levels[-2]))
    if len(levels) >= 2 and levels[-2] == "senders" and 0 < len(levels[-1]) <= LONGEST_NAME:
        return SenderTopic(levels[-1])
    raise FormatError("its topic is neither …/<site>/<aperture>/status nor …/senders/<name>")


def fault_of_filter(topic: str) -> str | None:
    """Why nobody can listen to a topic with its wildcards, or None.

    >>> fault_of_filter("dishboard/KIR/+/status")
    >>> fault_of_filter("dishboard/#/status")
    "'dishboard/#/status': # stands for all that follows, so it comes last and alone in its level"
    """
    levels = topic.split("/")
    if not topic or len(topic) > 512 or "\0" in topic:
        return f"expected 1 to 512 characters, got '{shown(topic)}'"
    if topic.startswith("$"):
        return f"'{shown(topic)}': topics that begin with $ are the broker's own"
    if any("#" in level for level in levels[:-1]) or (levels[-1].strip("#") and "#" in levels[-1]):
        return (
            f"'{shown(topic)}': # stands for all that follows, so it comes last and alone in its "
            "level"
        )
    if any("+" in level and level != "+" for level in levels):
        return f"'{shown(topic)}': + stands for one whole level"
    last = levels[-1]
    if last in ("#", "+") or last == "status" or levels[-2:-1] == ["senders"]:
        return None
    return f"'{shown(topic)}': expected …/status, …/senders/+ or …/#"


def _level(name: str) -> str:
    if not name or any(letter in name for letter in "/+#\0"):
        raise FormatError(f"'{shown(name)}' cannot stand in a topic: it has none of / + #")
    return name
