"""What tests of several rooms stand on: surroundings of their own, and orbits written as files."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings

# Everywhere what Hypothesis does in CI: the same examples each time, and none is timed.
# `pytest --hypothesis-profile=default` tries others.
settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing of who runs the tests is in them, and they leave nothing with him.

    What Dishboard fetched or keeps for him would be used by every command, and loopback addresses
    are asked for at a proxy where one is set and no exception is.
    """
    folder = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        patch.delenv("DISHBOARD_TOKEN", raising=False)
        for name in ("NO_PROXY", "no_proxy"):
            patch.setenv(name, "127.0.0.1,localhost")
        yield


@pytest.fixture(scope="session")
def oem_segment():
    """Text of one segment: states at instants, which are seconds of its own scale's calendar."""

    def segment(calendar_s, position_km, velocity_km_s, **keywords):
        epochs = [
            (datetime(1970, 1, 1) + timedelta(seconds=float(s))).isoformat(timespec="microseconds")  # noqa: DTZ001
            for s in calendar_s
        ]
        metadata = {
            "OBJECT_NAME": "UNKNOWN",
            "OBJECT_ID": "UNKNOWN",
            "CENTER_NAME": "EARTH",
            "REF_FRAME": "GCRF",
            "TIME_SYSTEM": "UTC",
            "START_TIME": epochs[0],
            "STOP_TIME": epochs[-1],
        } | keywords
        lines = [
            "META_START",
            *(f"{key} = {value}" for key, value in metadata.items()),
            "META_STOP",
        ]
        for epoch, position, velocity in zip(epochs, position_km, velocity_km_s, strict=True):
            lines.append(" ".join([epoch, *(f"{x:.15e}" for x in (*position, *velocity))]))
        return "\n".join([*lines, ""])

    return segment


@pytest.fixture(scope="session")
def oem_file():
    """Bytes of a message with these segments."""

    def file(*segments, created_at=datetime(2026, 11, 22, tzinfo=UTC)):
        head = f"CCSDS_OEM_VERS = 2.0\nCREATION_DATE = {created_at:%Y-%m-%dT%H:%M:%S}\n"
        return (head + "ORIGINATOR = TESTER\n" + "".join(segments)).encode()

    return file
