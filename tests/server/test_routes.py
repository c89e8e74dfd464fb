"""The API by its ASGI face, over a real board at a fixed instant."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from dishboard.app import Program, make_program, replayed
from dishboard.networks import default_network
from dishboard.server import Stream, make_application

AT = datetime(2026, 9, 5, 10, 28, tzinfo=UTC)


@pytest.fixture(scope="module")
def program() -> Program:
    program = make_program(default_network(), at=AT)
    program.replan()
    program.refresh()
    return program


@pytest.fixture
def get(program: Program) -> Iterator[Any]:
    application = make_application(program, Stream(run="r1"))

    def get(path: str, **headers: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=application)
            async with httpx.AsyncClient(transport=transport, base_url="http://board") as client:
                return await client.get(path, headers=headers)

        return asyncio.run(ask())

    return get


def test_the_state_is_whole_and_says_when(get: Any) -> None:
    answer = get("/api/v1/state")
    state = answer.json()
    assert answer.status_code == 200
    assert state["at"] == "2026-09-05T10:28:00Z"
    assert len(state["antennas"]) == 49
    assert len(state["spacecraft"]) == 32
    assert state["totals"]["seen"] is None


def test_every_value_carries_its_evidence(get: Any) -> None:
    state = get("/api/v1/state").json()
    readings = [
        reading
        for antenna in state["antennas"]
        for kind in ("pointing", "links", "activity", "contacts")
        for reading in antenna[kind]
    ]
    readings += [craft["position"] for craft in state["spacecraft"] if craft["position"]]
    assert len(readings) > 20
    for reading in readings:
        assert reading["evidence"] == "predicted"
        assert reading["source"]
        assert reading["freshness"] == "fresh"
        assert reading["observed_at"].endswith("Z")
    for craft in state["spacecraft"]:
        assert (craft["position"] is None) == bool(craft["reason"])


def test_another_instant_can_be_asked_for(get: Any) -> None:
    state = get("/api/v1/state?at=2026-09-06T00:00:00Z").json()
    assert state["at"] == "2026-09-06T00:00:00Z"
    assert any("today, for 2026-09-06" in notice for notice in state["notices"])


def test_documents_can_be_kept_and_asked_for_again(get: Any) -> None:
    first = get("/api/v1/network")
    again = get("/api/v1/network", **{"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""
    assert first.headers["cache-control"] == "public, max-age=300"


def test_who_takes_gzip_gets_it(program: Program) -> None:
    application = make_application(program, Stream(run="r1"))
    sent: list[dict[str, Any]] = []

    async def ask() -> None:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/api/v1/state",
            "raw_path": b"/api/v1/state",
            "query_string": b"",
            "headers": [(b"accept-encoding", b"gzip"), (b"host", b"board")],
            "http_version": "1.1",
            "scheme": "http",
            "server": ("board", 80),
            "client": ("127.0.0.1", 1),
            "root_path": "",
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await application(scope, receive, send)

    asyncio.run(ask())
    assert (b"content-encoding", b"gzip") in sent[0]["headers"]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    assert json.loads(gzip.decompress(body))["version"] == 1


def test_contacts_are_dishboards_own_plan_and_can_be_chosen(get: Any) -> None:
    contacts = get("/api/v1/contacts?spacecraft=CRY").json()
    assert contacts
    assert {contact["spacecraft"] for contact in contacts} == {"CRY"}
    assert {contact["source"] for contact in contacts} == {"dishboard plan, no operator's schedule"}
    assert {contact["evidence"] for contact in contacts} == {"predicted"}


def test_passes_of_a_pair(get: Any) -> None:
    path = "/api/v1/passes?antenna=KIR-1&spacecraft=CRY&from=2026-09-05T00:00:00Z&hours=24"
    passes = get(path).json()
    assert 10 <= len(passes) <= 14
    assert all(item["max_elevation_deg"] >= 5 for item in passes)
    assert all("light" not in item for item in passes)


def test_passes_with_their_light(get: Any) -> None:
    path = "/api/v1/passes?antenna=KIR-1&spacecraft=S2B&from=2026-09-05T00:00:00Z&hours=24"
    bare, lit = get(path).json(), get(f"{path}&light=true").json()
    assert [{**one, "light": None} for one in bare] == [{**one, "light": None} for one in lit]
    words = [span["light"] for one in lit for span in one["light"]["spans"]]
    assert set(words) == {"sunlit", "penumbra", "umbra"}
    for one in lit:
        light = one["light"]
        assert light["spans"][0]["begin_at"] == (one["rise_at"] or "2026-09-05T00:00:00Z")
        assert light["min_sun_separation_deg"] <= light["culmination_sun_separation_deg"]
        assert light["occultations"] == light["occultations_unknown"] == []


def test_the_light_on_what_is_drawn_at_a_body_is_unknown(get: Any) -> None:
    path = "/api/v1/passes?antenna=CEB-1&spacecraft=MEX&from=2026-09-05T00:00:00Z&light=true"
    (light, *_) = [one["light"] for one in get(path).json()]
    assert light["spans"] == []
    assert light["spans_unknown"] == "drawn at Mars: whether it is in its shadow is not known"
    assert light["sunlit_s"] is light["occulted_s"] is None
    assert light["occultations_unknown"] == ["drawn at Mars: whether Mars hides it is not known"]


def test_a_trajectory_has_segments_without_gaps(get: Any) -> None:
    trajectory = get("/api/v1/ephemeris/CRY").json()
    segments = trajectory["segments"]
    assert trajectory["frame"] == "ITRS"
    assert segments[0]["start_at"] <= "2026-09-05T10:20:00Z"
    assert segments[-1]["end_at"] >= "2026-09-05T12:50:00Z"
    for earlier, later in itertools.pairwise(segments):
        assert earlier["end_at"] == later["start_at"]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/v1/passes?antenna=KIR1", 404, "unknown antenna 'KIR1'; did you mean 'KIR-1'?"),
        ("/api/v1/ephemeris/CRYO", 404, "unknown spacecraft 'CRYO'"),
        ("/api/v1/contacts?from=", 400, "'' is not an instant"),
        ("/api/v1/events?to=", 400, "'' is not an instant"),
        ("/api/v1/contacts?from=yesterday", 400, "'yesterday' is not an instant"),
        ("/api/v1/contacts?from=2026-09-05T00:00:00", 400, "names no time zone"),
        ("/api/v1/contacts?hours=500", 400, "hours"),
        (
            "/api/v1/passes?from=2026-09-05T00:00:00Z&to=2026-09-04T00:00:00Z",
            400,
            "expected a span of more than 0 and at most 8 days",
        ),
        ("/api/v1/state?at=0", 400, "'0' is not an instant"),
        ("/api/v1/passes?antena=KIR-1", 400, "parameter 'antena'; did you mean 'antenna'?"),
        ("/api/v1/state?bogus=1", 400, "unknown parameter 'bogus'; this address takes at"),
        ("/api/v1/network?antenna=KIR-1", 400, "'antenna'; this address takes none"),
        ("/api/v1/passes?hours=1&hours=2", 400, "'hours' is given 2 times; expected one value"),
        ("/api/v1/passes?hours=x", 400, "hours: expected a number, got text"),
        ("/api/v1/passes?light=maybe", 400, "light: expected true or false, got text"),
        ("/api/v1/contacts?spacecraft=cryosat", 404, "did you mean 'CRY' (CryoSat-2)?"),
        ("/api/v1/passes?antenna=KIR-1&antenna=KIR2", 404, "did you mean 'KIR-2'?"),
    ],
)
def test_what_cannot_be_answered_says_why(get: Any, path: str, status: int, words: str) -> None:
    answer = get(path)
    assert answer.status_code == status
    assert words in answer.json()["error"]


def test_several_antennas_and_spacecraft_can_be_named(get: Any) -> None:
    for what in ("passes", "contacts"):
        chosen = "antenna=KIR-1&antenna=KIR-2&spacecraft=CRY&spacecraft=S2B"
        found = get(f"/api/v1/{what}?{chosen}").json()
        assert {one["antenna"] for one in found} <= {"KIR-1", "KIR-2"}
        assert {one["spacecraft"] for one in found} == {"CRY", "S2B"}


def test_hours_alone_count_from_now(get: Any) -> None:
    for what, begin in (("contacts", "boa_at"), ("records", "boa_at"), ("passes", "rise_at")):
        found = get(f"/api/v1/{what}?hours=3").json()
        assert found, what
        ends = [one.get("eoa_at") or one.get("set_at") for one in found]
        assert all(end is None or end > "2026-09-05T10:28:00Z" for end in ends), what
        begins = [one[begin] for one in found if one[begin] is not None]
        assert "2026-09-05T12:00:00Z" < max(begins) < "2026-09-05T13:28:00Z", what


def test_passes_begin_now_and_not_before(get: Any, program: Program) -> None:
    passes = get("/api/v1/passes?antenna=KIR-1").json()
    starts_at = "2026-09-05T10:28:00Z"
    assert all(one["set_at"] is None or one["set_at"] > starts_at for one in passes)
    # What is up now is among them, without a rise.
    exactly = get(f"/api/v1/passes?antenna=KIR-1&from={starts_at}").json()
    assert passes == exactly


def test_health_and_readiness(get: Any) -> None:
    assert get("/healthz").text == "ok\n"
    assert get("/readyz").text == "ok\n"


def test_headers_are_safe(get: Any) -> None:
    for path in ("/api/v1/state", "/", "/nothing"):
        headers = get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_the_api_describes_itself(get: Any) -> None:
    document = get("/api/v1/openapi.json").json()
    assert {"/api/v1/state", "/api/v1/network", "/api/v1/passes"} <= document["paths"].keys()
    assert "AntennaState" in str(document["components"]["schemas"].keys())


def test_an_address_of_nothing_says_so_in_json(get: Any) -> None:
    for path in ("/api/v1/nope", "/nope", "/api/v1/stream/"):
        answer = get(path)
        assert answer.status_code == 404
        assert answer.json()["error"]


def test_nothing_outside_the_page_can_be_read(get: Any) -> None:
    for path in ("/../server.py", "/%2e%2e/server.py", "/assets/../../server.py", "/etc/passwd"):
        assert get(path).status_code == 404


def test_uptime_checks_may_ask_with_head(program: Program) -> None:
    application = make_application(program, Stream(run="r1"))

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://board") as client:
            return await client.head("/api/v1/state")

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"]


def test_passes_of_a_craft_that_nobody_knows_are_unknown_not_none(get: Any) -> None:
    answer = get("/api/v1/passes?antenna=KIR-1&spacecraft=FLEX")
    assert answer.status_code == 404
    assert "no passes of FLEX can be computed: " in answer.json()["error"]


def test_a_span_beyond_the_plan_has_a_plan_too(get: Any) -> None:
    contacts = get("/api/v1/contacts?from=2026-09-12T00:00:00Z&hours=24").json()
    assert len(contacts) > 10


def test_too_much_at_once_is_refused(get: Any) -> None:
    answer = get("/api/v1/passes?hours=192")
    assert answer.status_code == 400
    assert answer.json()["error"] == (
        "too much at once: 49 antennas x 32 spacecraft x 192 h; ask for at most 75 h of them, "
        "or name an antenna or a spacecraft"
    )


def test_any_version_will_do_for_who_says_so(get: Any) -> None:
    assert get("/api/v1/state", **{"if-none-match": "*"}).status_code == 304


def test_who_refuses_gzip_gets_none(get: Any) -> None:
    for accepted in ("gzip;q=0", "br", "identity"):
        answer = get("/api/v1/state", **{"accept-encoding": accepted})
        assert "content-encoding" not in answer.headers


def test_a_fault_of_ours_is_confessed_and_logged(
    program: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret detail")

    application = make_application(program, Stream(run="r1"))
    monkeypatch.setattr(program, "trajectory", broken)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://board") as client:
            return await client.get("/api/v1/ephemeris/S2A?hours=1")

    answer = asyncio.run(ask())
    assert answer.status_code == 500
    assert answer.json() == {"error": "a fault of Dishboard; its log says more"}
    assert "a secret detail" in caplog.text


def test_what_is_observed_is_among_the_contacts_of_every_span(tmp_path: Path) -> None:
    capture = tmp_path / "capture.xml"
    capture.write_text(
        '<dsn><station name="gdscc"/><dish name="DSS24" azimuthAngle="286" elevationAngle="14">'
        '<downSignal active="true" signalType="data" dataRate="625000" band="X" power="-120" '
        'spacecraft="TGO"/><target name="TGO" id="143"/></dish>'
        f"<timestamp>{int(AT.timestamp() * 1000)}</timestamp></dsn>"
    )
    heard = replayed(default_network(), [capture])
    asyncio.run(heard.once())
    for start_h, end_h in ((-6, 24), (-8, 24), (-6, 60)):
        start_at, end_at = AT + timedelta(hours=start_h), AT + timedelta(hours=end_h)
        plan = heard.plan(start_at, end_at)
        plan = heard.make_plan(start_at, end_at) if plan is None else plan
        found = heard.contacts(start_at, end_at, plan)
        assert [item.spacecraft for item in found if item.evidence == "observed"] == ["TGO"]
