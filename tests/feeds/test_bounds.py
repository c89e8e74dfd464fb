"""What settings are held to."""

from __future__ import annotations

import pytest

from dishboard.errors import SettingError
from dishboard.feeds.bounds import must_be_address, must_be_name, must_be_timeout, must_lie_within


@pytest.mark.parametrize(
    "url", ["", "example.org", "ftp://example.org/", "https://", "http://[::1", "file:///etc/x"]
)
def test_what_cannot_be_asked_by_http(url: str) -> None:
    with pytest.raises(SettingError, match=r"^feeds\.one\.url: expected an http\(s\) address, got"):
        must_be_address("feeds.one.url", url)
    must_be_address("feeds.one.url", "https://[::1]:8443/x?y=z")


def test_bounds_are_told_in_full_and_belong_to_what_they_bound() -> None:
    must_lie_within("x", 1, 1, 2_592_000)
    must_lie_within("x", 2_592_000, 1, 2_592_000)
    with pytest.raises(SettingError) as raised:
        must_lie_within("x", 2_592_000.5, 1, 2_592_000)
    assert str(raised.value) == "x: expected seconds from 1 to 2592000, got 2592000.5"


@pytest.mark.parametrize("value", [0.0, -1.0, 600.1, float("nan"), float("inf")])
def test_what_nobody_waits_for(value: float) -> None:
    with pytest.raises(SettingError, match=r"^x: expected seconds up to 600, got "):
        must_be_timeout("x", value)
    must_be_timeout("x", 600.0)


@pytest.mark.parametrize("name", ["", "x" * 65, "a\nb", "a\x1b[31mb"])
def test_a_name_stands_in_one_line(name: str) -> None:
    with pytest.raises(SettingError) as raised:
        must_be_name("x", name)
    assert str(raised.value).isprintable()
    must_be_name("x", "Kiruna control")
    must_be_name("x", None)
