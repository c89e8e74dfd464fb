"""One contact, events and sources, as a visitor meets them while stations push what they see."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dishboard.feeds.push.tokens import TokenFile

# Voyager 2 never rises there: nobody plans it, and whoever sees it there is mistaken.
ANTENNA, CRAFT = "KIR-1", "VGR2"
SHEET = f"#harp?antenna={ANTENNA}&spacecraft={CRAFT}&sheet=contact"
SEEN = {"carrierLock": "locked", "symbolStreamLock": "locked"}
LOST = {"carrierLock": "notLocked", "symbolStreamLock": "notLocked"}
AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"


class Station:
    """Pushes status messages of one antenna under a token of its own."""

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self._token = token

    def says(
        self, *, lock: bool, ago_s: float = 0.0, cycle_s: float = 30.0, **values: Any
    ) -> dict[str, int]:
        """One message, dated back by `ago_s`; what became of it.

        It holds for three cycles, which a slow machine may need to look at it; what it confirms is
        believed after one.
        """
        at = datetime.now(UTC) - timedelta(seconds=ago_s)
        receiver = {"ccsds401CarrierRcptLockStat": SEEN if lock else LOST}
        message = {
            "schema": "dishboard.station-status/1",
            "site": "KIR",
            "aperture": ANTENNA,
            "time": f"{at:%Y-%m-%dT%H:%M:%S.%f}Z",
            "cycle": cycle_s,
            "user": CRAFT,
            "resources": [
                {"fr": "Antenna", "params": {"antResourceStat": "operational", **values}},
                {"fr": "Ccsds401SpaceLinkCarrierRcpt", "params": receiver},
            ],
        }
        return self.sends(json.dumps(message))

    def saw(self, length_s: int, **values: Any) -> None:
        """A signal for so long until now, told every two seconds."""
        for ago_s in range(length_s, -1, -2):
            self.says(lock=True, ago_s=ago_s, **values)

    def sends(self, text: str) -> dict[str, int]:
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/x-ndjson",
        }
        url = f"{self.address}api/v1/readings"
        request = urllib.request.Request(url, text.encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


@pytest.fixture(params=["Kiruna control"])
def station(serve: Callable[..., Any], tmp_path: Path, request: pytest.FixtureRequest) -> Station:
    """A running board and a station that pushes to it; simulated, if its name says so."""
    source = str(request.param)
    simulated = "Simulated" in source
    token = TokenFile(tmp_path).add(source, datetime.now(UTC), simulated=simulated)
    return Station(serve("--offline", "--data", str(tmp_path)).address, token)


simulated = pytest.mark.parametrize("station", ["Simulated Kiruna"], indirect=True)


def test_an_acquisition_appears_in_the_contact_as_it_happens(page: Page, station: Station) -> None:
    station.says(lock=False)
    page.goto(station.address + SHEET)
    sheet = page.get_by_role("complementary", name="Contact")
    expect(sheet).to_contain_text("No record of this contact")
    station.saw(12)
    expect(page.get_by_test_id("live")).to_contain_text("▼")
    expect(page.get_by_test_id("outcome")).to_contain_text("seen, not planned")
    expect(page.locator("[data-test=lane] .locked").first).to_be_visible()
    expect(page.get_by_test_id("contact")).to_have_attribute("data-evidence", "observed")
    expect(sheet).to_contain_text("Kiruna control")


def test_silence_turns_the_contact_late_then_stale(page: Page, station: Station) -> None:
    page.goto(station.address + SHEET)
    station.says(lock=True, cycle_s=8, ago_s=10)  # late in two seconds, and for twelve
    live = page.get_by_test_id("live")
    expect(live).to_have_attribute("data-freshness", "late")
    expect(live).to_contain_text("late")
    expect(live).to_have_attribute("data-freshness", "stale")
    expect(live).to_contain_text("what goes on now is unknown")


def test_events_are_listed_and_lead_to_their_contact(page: Page, station: Station) -> None:
    # Directions are compared once a minute, and two that differ make the event.
    station.saw(80, antActualPointing={"azimuth": 10.0, "elevation": 45.0})
    page.goto(station.address + "#events")
    events = page.get_by_test_id("events")
    event = events.locator("[data-kind=seen-not-planned]").first
    expect(event).to_contain_text("Voyager 2 at KIR-1")
    astray = events.locator("[data-kind=points-elsewhere].warning")
    expect(astray.first).to_be_visible()
    expect(page.locator("header [data-test=amiss]")).to_contain_text("off plan")
    event.get_by_role("button").click()
    expect(page.get_by_test_id("outcome")).to_contain_text("seen, not planned")
    assert "sheet=contact" in page.url
    assert "contact=seen-" in page.url
    page.reload()
    expect(page.get_by_test_id("outcome")).to_contain_text("seen, not planned")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("contact")).to_be_hidden()
    expect(events).to_be_visible()
    page.keyboard.press("1")
    sentence = page.locator("section.harp li", has_text=ANTENNA)
    expect(sentence).to_contain_text(re.compile("points elsewhere|seen below the horizon"))


@pytest.mark.parametrize("station", ["Kiruna control", "Simulated Kiruna"], indirect=True)
def test_the_map_marks_what_does_not_fit_with_its_evidence(page: Page, station: Station) -> None:
    station.saw(80, antActualPointing={"azimuth": 10.0, "elevation": 45.0})
    page.goto(station.address + "#map")
    mark = page.locator(f"[data-test=map-amiss][data-antenna={ANTENNA}]")
    expect(mark).to_contain_text("Kiruna")
    is_played = page.locator("header .mode", has_text="simulated").count() > 0
    expect(mark).to_have_attribute("data-evidence", "simulated" if is_played else "observed")


def test_the_header_tells_silence_from_a_word_of_nothing(page: Page, station: Station) -> None:
    page.goto(station.address)
    totals = page.locator("header .totals")
    expect(totals).to_contain_text("No source reports now: nothing is observed")
    station.says(lock=False)
    expect(totals).to_contain_text("0 contacts seen")
    expect(page.locator("header .mode")).to_have_text("offline · from Kiruna control")


@simulated
@pytest.mark.parametrize("size", [(3840, 2160), (1440, 900), (390, 844)])
def test_the_header_is_never_cut_where_it_says_what_is_real(
    page: Page, station: Station, size: tuple[int, int]
) -> None:
    station.saw(20)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(station.address)
    mode = page.locator("header .mode")
    expect(mode).to_contain_text("simulated")
    seen = page.locator("header .totals .line").first
    expect(seen).to_contain_text("nothing is observed")
    notice = page.locator("header .notices .first")
    expect(notice).to_contain_text("simulated by Simulated Kiruna")
    for part in (mode, seen, seen.locator("span").first, notice):
        assert part.evaluate("node => node.scrollWidth - node.clientWidth") <= 0


def test_on_a_phone_what_was_asked_for_has_the_room(page: Page, station: Station) -> None:
    station.saw(20)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(station.address)
    header = page.locator("header").first
    expect(page.locator("header .totals")).to_contain_text("1 contact seen")
    told_px = header.bounding_box()["height"]
    for shown in ("#map", SHEET):
        page.goto("about:blank")
        page.goto(station.address + shown)
        expect(page.locator("header .totals")).to_contain_text("1 contact seen")
        assert header.bounding_box()["height"] < told_px - 20, shown
    sheet = page.get_by_test_id("contact")
    expect(sheet.locator("header")).to_contain_text(re.compile(r"\w{3} \d+ \w{3} \d{4}"))
    # the only contact of this pair: no steps to others
    expect(sheet.get_by_role("button", name="earlier contact")).to_have_count(0)


def test_the_browsers_way_back_closes_the_sheet(page: Page, station: Station) -> None:
    station.saw(20)
    page.goto(station.address + "#timeline")
    expect(page.get_by_test_id("timeline")).to_be_visible()
    page.keyboard.press("6")
    expect(page.get_by_test_id("sources")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("timeline")).to_be_visible()


def test_sources_tell_their_state_their_counts_and_what_to_do(page: Page, station: Station) -> None:
    page.goto(station.address + "#sources")
    source = page.locator("[data-feed=push-kiruna-control]")
    expect(source).to_contain_text("no message yet")
    expect(source).to_contain_text("docs/feeds/push.md")
    expect(source.locator(".counts")).to_have_count(0)
    station.says(lock=True)
    assert station.sends('{"schema": "nonsense"}')["rejected"] == 1
    expect(source).to_have_attribute("data-condition", "ok")
    expect(source.locator(".last")).to_have_text(re.compile(r"\d+ s ago"))
    expect(source.locator(".trouble", has_text="rejected")).to_contain_text("1")


@simulated
def test_what_is_simulated_never_looks_observed(page: Page, station: Station) -> None:
    station.saw(20)
    page.goto(station.address + SHEET)
    contact = page.get_by_test_id("contact")
    expect(contact).to_have_attribute("data-evidence", "simulated")
    expect(page.get_by_test_id("outcome")).to_contain_text("simulated, not real")
    drawn = page.get_by_test_id("outcome").locator("svg path").first
    assert drawn.evaluate("path => getComputedStyle(path).strokeDasharray") != "none"
    assert drawn.evaluate("path => getComputedStyle(path).fill") == "none"
    totals = page.locator("header .totals")
    expect(totals).to_contain_text("1 simulated contact, nothing is observed")
    expect(totals).not_to_contain_text("seen")
    lane = page.locator("[data-test=lane] .locked").first
    assert lane.evaluate("node => getComputedStyle(node).backgroundColor") == "rgba(0, 0, 0, 0)"
    page.keyboard.press("Escape")
    page.keyboard.press("6")
    source = page.locator("[data-feed=push-simulated-kiruna]")
    expect(source).to_contain_text("simulated, not real")
    page.keyboard.press("1")
    sentence = page.locator("section.harp li", has_text=ANTENNA)
    expect(sentence).to_contain_text("simulated")
    expect(sentence).not_to_contain_text("observed")


def test_a_stations_own_words_are_kept(page: Page, station: Station) -> None:
    page.goto(f"{station.address}#harp?antenna={ANTENNA}&spacecraft={CRAFT}&sheet=antenna")
    station.says(
        lock=True,
        antPointingMode="programTrack",
        antActualPointing={"azimuth": 181.502, "elevation": 42.018},
        antCommandedPointing={"azimuth": 181.5, "elevation": 42.02},
        antPointingResidual={"q": "undefined"},
        antMeanWindSpeed=6.3,
        antSomethingNew="halfOpen",
    )
    words = page.get_by_test_id("station")
    expect(words).to_contain_text("operational")
    expect(words).to_contain_text("programme track")
    expect(words).to_contain_text("181.500°")
    expect(words).to_contain_text("+0.002°")
    expect(words).to_contain_text("6.3 m/s")
    parameters = page.get_by_test_id("parameters")
    expect(parameters.locator("dd").first).to_be_hidden()
    parameters.locator("summary").click()
    expect(parameters).to_contain_text("antSomethingNew")
    expect(parameters).to_contain_text("halfOpen")
    expect(parameters).to_contain_text("undefined: it has no meaning now")


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_everyone_can_use_the_sheets(
    page: Page, station: Station, size: tuple[int, int], scheme: Any
) -> None:
    """WCAG 2.2 A and AA as far as axe can tell, and nothing runs out of the window."""
    station.saw(40)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for shown, ready in [
        (SHEET, "[data-test=outcome]"),
        (SHEET.replace("sheet=contact", "sheet=antenna"), "[data-test=station]"),
        ("#events", "[data-test=event]"),
        ("#sources", "[data-test=source]"),
    ]:
        page.goto("about:blank")
        page.goto(station.address + shown)
        expect(page.locator(ready).first).to_be_visible()
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate(
            """async () => (await axe.run(document, { runOnly:
                ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] })).violations
                .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)"""
        )
        assert found == [], shown
        wide = page.evaluate(
            """() => [...document.querySelectorAll("main *")].filter((node) =>
                node.clientWidth > 0 && node.scrollWidth > node.clientWidth + 2 &&
                getComputedStyle(node).overflowX === "auto").map((node) => node.className)"""
        )
        assert wide == [], shown
