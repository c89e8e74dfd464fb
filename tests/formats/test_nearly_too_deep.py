"""Values just shallow enough to be read, and too deep to be written into a message about them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from dishboard.errors import FormatError
from dishboard.formats.omm import parse_omm_json
from dishboard.formats.satnogs import parse_observations, parse_stations
from dishboard.formats.station_status import parse_station_status
from dishboard.formats.yamcs import read_yamcs

DEPTHS = range(500, 1_000)  # Python's own limit is 1,000, less what stands on the stack here

READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "omm number": (lambda text: parse_omm_json(text, "here"), '[{"MEAN_MOTION": @}]'),
    "omm frame": (lambda text: parse_omm_json(text, "here"), '[{"REF_FRAME": @}]'),
    "omm record": (lambda text: parse_omm_json(text, "here"), "[@]"),
    "satnogs id": (lambda text: parse_stations(text.encode()), '[{"id": @}]'),
    "satnogs start": (lambda text: parse_observations(text.encode()), '[{"start": @}]'),
    "satnogs detail": (lambda text: parse_stations(text.encode()), '{"detail": @}'),
    "yamcs": (
        read_yamcs,
        '{"type": "parameters", "data": {"values": [{"numericId": 1, "acquisitionStatus": @}]}}',
    ),
    "status": (lambda text: parse_station_status(text.encode()), '{"site": @}'),
}


@pytest.mark.parametrize("reader", READERS)
def test_whatever_the_depth_it_is_a_reason_and_no_crash(reader: str) -> None:
    read, text = READERS[reader]
    for depth in DEPTHS:
        with suppress(FormatError):
            read(text.replace("@", "[" * depth + "]" * depth))
