"""The public, read-only API. Every answer is a document that a cache may keep for a while."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, Router, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath
from litestar.status_codes import HTTP_304_NOT_MODIFIED, HTTP_503_SERVICE_UNAVAILABLE

from dishboard.board.state import State
from dishboard.errors import SettingError, UnknowableError
from dishboard.formats.station_status import status_schema
from dishboard.model import Contact, ContactRecord, Event, LitPass, Network, Pass, Trajectory
from dishboard.server.live import Live
from dishboard.server.questions import (
    Antennas,
    Crafts,
    From,
    Hours,
    Instant,
    To,
    WithLight,
    must_be_understood,
    span,
)
from dishboard.server.wire import Document, encode
from dishboard.time import parse_instant

__all__ = ["answer", "routes"]

JSON = "application/json"
GRID_S = 600  # trajectories begin on multiples of this, so that many who ask share one
PAIR_HOURS_AT_ONCE = 49 * 100 * 24  # the default network with all its craft, for a day
KEPT_BYTES = 48 * 1024 * 1024


def answer(request: Request[Any, Any, Any], document: Document) -> Response[bytes]:
    """A document, or word that the asker has it already; compressed for those who take it."""
    headers = {"etag": document.etag, "cache-control": document.cache_control}
    headers["vary"] = "accept-encoding"
    asked = request.headers.get("if-none-match", "")
    if asked == "*" or document.etag in asked:
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    body = document.body
    if len(body) > 1_000 and _takes_gzip(request.headers.get("accept-encoding", "")):
        headers["content-encoding"] = "gzip"
        body = document.gzipped
    return Response(body, media_type=document.media_type, headers=headers)


def _takes_gzip(accept_encoding: str) -> bool:
    """Whether a client takes gzip: named, and not with a quality of 0 (RFC 9110, 12.5.3)."""
    for part in accept_encoding.split(","):
        name, _, parameter = part.partition(";")
        if name.strip().casefold() == "gzip":
            return parameter.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


class _Kept:
    """The documents asked for last, up to a size; one that is large itself is not kept."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._documents: OrderedDict[object, Document] = OrderedDict()

    def get(self, key: object) -> Document | None:
        if key in self._documents:
            self._documents.move_to_end(key)
        return self._documents.get(key)

    def put(self, key: object, document: Document) -> None:
        if document.size > self._most_bytes // 8:
            return
        self._documents[key] = document
        self._bytes += document.size
        while self._bytes > self._most_bytes:
            self._bytes -= self._documents.popitem(last=False)[1].size


def routes(live: Live) -> Sequence[Any]:
    """The handlers for one running board."""
    computing = asyncio.Lock()  # one long computation at a time, whoever asks
    kept, kept_of = _Kept(KEPT_BYTES), live.sky

    async def computed(key: object, work: Callable[[], Any], cache_control: str) -> Document:
        """A document made in a thread, kept for whoever asks the same next."""

        def made() -> Document:
            document = Document(encode(work()), JSON, cache_control)
            _ = document.etag, document.gzipped  # here, not on the loop that serves everyone
            return document

        nonlocal kept, kept_of
        async with computing:
            if live.sky is not kept_of:  # something newer is known: nothing made before holds
                kept, kept_of = _Kept(KEPT_BYTES), live.sky
            document = kept.get(key)
            if document is None:
                document = await asyncio.to_thread(made)
                if live.sky is kept_of:
                    kept.put(key, document)
            return document

    def ids(antenna: list[str] | None, spacecraft: list[str] | None) -> tuple[list[str], list[str]]:
        network = live.network
        network.must_know(antenna or (), spacecraft or ())
        antennas = antenna or [item.id for item in network.antennas]
        shown = [item.id for item in network.spacecraft if item.shown]
        return list(dict.fromkeys(antennas)), list(dict.fromkeys(spacecraft or shown))

    network_document = Document(encode(live.network), JSON, "public, max-age=300")
    last: dict[str, tuple[datetime, Document]] = {}

    def current() -> Document:
        state = live.state
        if "state" not in last or last["state"][0] != state.at:
            last["state"] = (state.at, Document(encode(state), JSON, "public, max-age=1"))
        return last["state"][1]

    def documented(kind: Any) -> dict[int, ResponseSpec]:
        return {200: ResponseSpec(data_container=kind, generate_examples=False)}

    @get("/api/v1/network", responses=documented(Network), summary="Sites, antennas, spacecraft")
    async def network(request: Request[Any, Any, Any]) -> Response[bytes]:
        return answer(request, network_document)

    @get("/api/v1/state", responses=documented(State), summary="The whole board at one instant")
    async def state(request: Request[Any, Any, Any], at: Instant = None) -> Response[bytes]:
        if at is None:
            return answer(request, current())
        instant = parse_instant(at)
        key = ("state", instant)
        document = await computed(key, lambda: live.state_at(instant), "public, max-age=60")
        return answer(request, document)

    @get(
        "/api/v1/contacts", responses=documented(list[Contact]), summary="Planned and seen contacts"
    )
    async def contacts(
        request: Request[Any, Any, Any],
        from_: From = None,
        to: To = None,
        hours: Hours = None,
        antenna: Antennas = None,
        spacecraft: Crafts = None,
    ) -> Response[bytes]:
        ids(antenna, spacecraft)
        start_at, end_at = span(live.now(), from_, to, hours, (-6, 24))
        plan = live.plan(start_at, end_at)
        if plan is None:
            async with computing:
                plan = await asyncio.to_thread(live.make_plan, start_at, end_at)
        found = [
            contact
            for contact in live.contacts(start_at, end_at, plan)
            if chosen(contact, antenna, spacecraft)
        ]
        return answer(request, Document(encode(found), JSON, "public, max-age=10"))

    def spoken_of(antenna: list[str] | None, spacecraft: list[str] | None) -> None:
        """Names that a network file or a feed knows: strangers have records too."""
        state = live.state
        strangers = {item.id for item in state.antennas if not item.known}
        unknown = {item.id for item in state.spacecraft if not item.known}
        live.network.must_know(
            (name for name in antenna or () if name not in strangers),
            (name for name in spacecraft or () if name not in unknown),
        )

    @get(
        "/api/v1/records",
        responses=documented(list[ContactRecord]),
        summary="What became of contacts: planned, predicted, observed, outcome, events",
    )
    async def records(
        request: Request[Any, Any, Any],
        from_: From = None,
        to: To = None,
        hours: Hours = None,
        antenna: Antennas = None,
        spacecraft: Crafts = None,
    ) -> Response[bytes]:
        spoken_of(antenna, spacecraft)
        found = [
            record
            for record in live.records(*span(live.now(), from_, to, hours, (-6, 24)))
            if chosen(record, antenna, spacecraft)
        ]
        return answer(request, Document(encode(found), JSON, "public, max-age=1"))

    @get(
        "/api/v1/events",
        responses=documented(list[Event]),
        summary="What happened to contacts, and where plan, geometry and observation do not agree",
    )
    async def events(
        request: Request[Any, Any, Any],
        from_: From = None,
        to: To = None,
        hours: Hours = None,
        antenna: Antennas = None,
        spacecraft: Crafts = None,
    ) -> Response[bytes]:
        spoken_of(antenna, spacecraft)
        found = [
            event
            for event in live.events(*span(live.now(), from_, to, hours, (-6, 1)))
            if chosen(event, antenna, spacecraft)
        ]
        return answer(request, Document(encode(found), JSON, "public, max-age=1"))

    @get(
        "/api/v1/passes",
        responses=documented(list[LitPass] | list[Pass]),
        summary="Passes over the mask",
    )
    async def passes(
        request: Request[Any, Any, Any],
        from_: From = None,
        to: To = None,
        hours: Hours = None,
        antenna: Antennas = None,
        spacecraft: Crafts = None,
        light: WithLight = False,
    ) -> Response[bytes]:
        antennas, crafts = ids(antenna, spacecraft)
        now = live.now()
        start_at, end_at = span(now, from_, to, hours, (0, 24))
        pairs, length_h = len(antennas) * len(crafts), (end_at - start_at).total_seconds() / 3600
        if pairs * length_h > PAIR_HOURS_AT_ONCE:
            raise SettingError(
                f"too much at once: {len(antennas)} antennas x {len(crafts)} spacecraft x "
                f"{length_h:g} h; ask for at most {PAIR_HOURS_AT_ONCE // pairs} h of them, "
                "or name an antenna or a spacecraft"
            )
        for craft in crafts if spacecraft else ():
            unknown = live.unknown(craft, start_at, end_at)
            if unknown is not None:
                raise UnknowableError(f"no passes of {craft} can be computed: {unknown}")
        work = live.lit_passes if light else live.passes
        # One that begins now is kept for the minute in which it was asked for.
        begin = start_at if from_ else now.replace(second=0, microsecond=0)
        document = await computed(
            ("passes", tuple(antennas), tuple(crafts), begin, to, hours, light),
            lambda: work(antennas, crafts, start_at, end_at),
            "public, max-age=60",
        )
        return answer(request, document)

    @get(
        "/api/v1/ephemeris/{spacecraft:str}",
        responses=documented(Trajectory),
        summary="Where a spacecraft is, as polynomials that a browser evaluates",
    )
    async def ephemeris(
        request: Request[Any, Any, Any],
        spacecraft: FromPath[str],
        from_: From = None,
        to: To = None,
        hours: Hours = None,
    ) -> Response[bytes]:
        live.network.must_know(spacecraft=[spacecraft])
        grid = datetime.fromtimestamp(live.now().timestamp() // GRID_S * GRID_S, UTC)
        start_at, end_at = span(grid, from_, to, hours, (-1 / 6, 2.5))
        document = await computed(
            ("ephemeris", spacecraft, start_at, end_at),
            lambda: live.trajectory(spacecraft, start_at, end_at),
            "public, max-age=60",
        )
        return answer(request, document)

    schema = Document(encode(status_schema()), "application/schema+json", "public, max-age=3600")

    @get("/api/v1/schemas/station-status.json", summary="JSON Schema of what stations push")
    async def station_status(request: Request[Any, Any, Any]) -> Response[bytes]:
        return answer(request, schema)

    @get("/healthz", summary="The process lives", media_type="text/plain")
    async def healthz() -> str:
        return "ok\n"

    @get("/readyz", summary="There is a state to show, and its sources are heard")
    async def readyz() -> Response[str]:
        reason = live.not_ready()
        return Response(
            f"{reason or 'ok'}\n",
            status_code=HTTP_503_SERVICE_UNAVAILABLE if reason else 200,
            media_type="text/plain",
        )

    documents = [network, state, contacts, records, events, passes, ephemeris, station_status]
    return [Router("/", route_handlers=documents, guards=[must_be_understood]), healthz, readyz]


def chosen(
    one: Contact | ContactRecord | Event, antenna: list[str] | None, spacecraft: list[str] | None
) -> bool:
    """Whether it is of those asked for; None: of any."""
    return (antenna is None or one.antenna in antenna) and (
        spacecraft is None or one.spacecraft in spacecraft
    )
