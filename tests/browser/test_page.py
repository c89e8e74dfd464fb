"""The page as a visitor meets it: it opens, it lives, it says when it does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, Request, expect

Serve = Callable[..., Any]

AT = datetime(2026, 9, 27, 21, 17, 55, tzinfo=UTC)
CLOCK = re.compile(r"^\d\d:\d\d:\d\d$")


class Watch:
    """Notes what must not happen: faults in the page, and requests to anywhere else."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        self.foreign: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console",
            lambda message: self.faults.append(message.text) if message.type == "error" else None,
        )
        page.on("request", self._request)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.foreign.append(request.url)


@pytest.fixture
def watch(page: Page) -> Watch:
    return Watch(page)


def capture(folder: Path, name: str, at: datetime, *, craft: str | None) -> Path:
    """A composed DSN Now capture of one dish, which hears a craft or nobody."""
    signal = (
        f'<downSignal active="true" signalType="data" dataRate="625000" frequency="0" band="X" '
        f'power="-120" spacecraft="{craft}" spacecraftID="-143"/>'
        f'<target name="{craft}" id="143" uplegRange="-1" downlegRange="-1" rtlt="-1"/>'
        if craft
        else ""
    )
    file = folder / name
    file.write_text(
        '<dsn><station name="gdscc" friendlyName="Goldstone" timeUTC="0" timeZoneOffset="0"/>'
        '<dish name="DSS24" azimuthAngle="286" elevationAngle="14" windSpeed="5" isMSPA="false" '
        f'isArray="false" isDDOR="false" activity="Tracking">{signal}</dish>'
        f"<timestamp>{int(at.timestamp() * 1000)}</timestamp></dsn>"
    )
    return file


def test_the_page_opens_its_clock_runs_and_it_asks_nobody_else(
    page: Page, serve: Serve, watch: Watch
) -> None:
    page.goto(serve("--offline").address)
    expect(page.locator("h1")).to_contain_text("ESTRACK")
    clock = page.locator("header time")
    expect(clock).to_have_text(CLOCK)
    shown = clock.inner_text()
    expect(clock).not_to_have_text(shown)
    expect(page.locator("header")).to_contain_text("offline")
    expect(page.locator("header")).to_contain_text("nothing is observed")
    assert watch.faults == []
    assert watch.foreign == []


def test_what_is_only_predicted_is_never_called_seen(page: Page, serve: Serve) -> None:
    page.goto(serve("--offline").address)
    sentences = page.locator("section.harp li")
    expect(sentences.first).to_be_attached()
    for text in sentences.all_inner_texts():
        assert "predicted" in text or "by plan" in text, text


def test_a_contact_appears_when_it_is_heard(
    page: Page, serve: Serve, watch: Watch, tmp_path: Path
) -> None:
    quiet = capture(tmp_path, "quiet.xml", AT, craft=None)
    heard = capture(tmp_path, "heard.xml", AT + timedelta(seconds=6), craft="TGO")
    page.goto(serve("--offline", "--replay", str(quiet), str(heard)).address)
    expect(page.locator("header")).to_contain_text("replay")
    expect(page.locator("header .totals")).to_contain_text("1 contact seen")
    sentence = page.locator("section.harp li", has_text="DSS-24")
    expect(sentence).to_contain_text("TGO")
    expect(sentence).to_contain_text("observed")
    assert watch.faults == []


def test_the_stream_resumes_after_the_server_restarts(page: Page, serve: Serve) -> None:
    server = serve("--offline")
    page.goto(server.address)
    status = page.get_by_role("status")
    expect(page.locator("header time")).to_have_text(CLOCK)
    server.kill()
    expect(status).to_contain_text("No data since")
    server.start()
    expect(status).not_to_contain_text("No data since")
    clock = page.locator("header time")
    shown = clock.inner_text()
    expect(clock).not_to_have_text(shown)


@pytest.mark.slow
def test_when_the_data_stop_the_page_turns_late_then_stale(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    heard = capture(tmp_path, "heard.xml", AT, craft="TGO")
    page.goto(serve("--offline", "--replay", str(heard)).address)
    totals = page.locator("header .totals")
    expect(totals).to_contain_text("1 contact seen")
    sentence = page.locator("section.harp li", has_text="DSS-24")
    expect(sentence).to_contain_text("late")
    expect(sentence).to_contain_text("stale")
    expect(totals).not_to_contain_text("seen")


def test_keys_walk_between_the_views(page: Page, serve: Serve, watch: Watch) -> None:
    page.goto(serve("--offline").address)
    expect(page.locator("section.harp")).to_be_visible()
    page.keyboard.press("2")
    expect(page.get_by_label(re.compile("map", re.IGNORECASE)).first).to_be_visible()
    page.keyboard.press("3")
    expect(page.get_by_label(re.compile("timeline", re.IGNORECASE)).first).to_be_visible()
    page.keyboard.press("4")
    expect(page.get_by_text("CryoSat-2").first).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_text("predicted", exact=False).first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator("section.harp")).to_be_visible()
    assert watch.faults == []


def test_an_antenna_opens_by_keyboard_and_shows_evidence(page: Page, serve: Serve) -> None:
    page.goto(serve("--at", "2026-11-23T12:00:00Z").address)
    harp = page.locator("section.harp")
    expect(harp.locator("li").first).to_be_attached()
    harp.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("complementary", name="Details")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("predicted")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


@pytest.mark.parametrize("size", [(3840, 2160), (1440, 900), (390, 844)])
def test_nothing_runs_out_of_the_window(page: Page, serve: Serve, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(serve("--at", "2026-11-23T12:00:00Z").address)
    expect(page.locator("header time")).to_have_text(CLOCK)
    for key in "123456":
        page.keyboard.press(key)
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size[0], f"view {key} is {wide} px wide"


def test_a_hidden_page_rests(page: Page, serve: Serve) -> None:
    """Headless Chromium is never hidden by itself, so the page is told that it is."""
    page.goto(serve("--offline").address)
    expect(page.locator("section.harp li").first).to_be_attached()
    page.evaluate(
        """() => {
            window.asked = 0;
            const ask = window.requestAnimationFrame.bind(window);
            window.requestAnimationFrame = (draw) => { window.asked += 1; return ask(draw); };
            Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
            Object.defineProperty(document, "hidden", { get: () => true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    clock = page.locator("header time")
    shown = clock.inner_text()
    page.wait_for_timeout(300)  # what had been asked for before may still be drawn
    before = page.evaluate("window.asked")
    page.wait_for_timeout(1_500)
    assert page.evaluate("window.asked") == before, shown


AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_everyone_can_use_it(
    page: Page, serve: Serve, size: tuple[int, int], scheme: Literal["dark", "light"]
) -> None:
    """WCAG 2.2 A and AA as far as axe can tell, in every view."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(serve("--at", "2026-11-23T12:00:00Z").address)
    expect(page.locator("header time")).to_have_text(CLOCK)
    page.evaluate(AXE.read_text("utf-8"))
    for key in "123456":
        page.keyboard.press(key)
        page.wait_for_load_state("networkidle")
        found = page.evaluate(
            """async () => (await axe.run(document, { runOnly:
                ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] })).violations
                .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)"""
        )
        assert found == [], f"view {key}"
