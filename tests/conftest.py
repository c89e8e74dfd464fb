"""What tests of several rooms write with: an orbit ephemeris message, sampled from any truth."""

from datetime import UTC, datetime, timedelta

import pytest


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
