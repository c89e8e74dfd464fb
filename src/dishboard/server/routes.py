"""The public, read-only API. Every answer is a document that a cache may keep for a while."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, QueryParameter
from litestar.status_codes import HTTP_304_NOT_MODIFIED, HTTP_503_SERVICE_UNAVAILABLE

from dishboard.board.state import State
from dishboard.errors import SettingError, UnknownNameError
from dishboard.model import Contact, Network, Pass, Trajectory
from dishboard.server.live import Live
from dishboard.server.wire import Document, encode
from dishboard.time import parse_instant

__all__ = ["answer", "routes"]

JSON = "application/json"
LONGEST_SPAN = timedelta(days=8)
SPAN_GRID_S = 600  # default spans begin on multiples of this, so that answers can be cached
PAIRS_AT_ONCE = 2_000

Instant = Annotated[str | None, QueryParameter(description="RFC 3339, UTC: 2026-11-23T12:00:00Z")]
From = Annotated[str | None, QueryParameter(name="from", description="begin of the span, RFC 3339")]
To = Annotated[str | None, QueryParameter(description="end of the span, RFC 3339")]
Hours = Annotated[float | None, QueryParameter(gt=0, le=192, description="length of the span")]
Antenna = Annotated[str | None, QueryParameter(description="only this antenna (its id)")]
Craft = Annotated[str | None, QueryParameter(description="only this spacecraft (its id)")]


def answer(request: Request[Any, Any, Any], document: Document) -> Response[bytes]:
    """A document, or word that the asker has it already; compressed for those who take it."""
    headers = {"etag": document.etag, "cache-control": document.cache_control}
    headers["vary"] = "accept-encoding"
    if document.etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    body = document.body
    if len(body) > 1_000 and "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        body = document.gzipped
    return Response(body, media_type=document.media_type, headers=headers)


def routes(live: Live) -> Sequence[Any]:
    """The handlers for one running board."""
    computing = asyncio.Lock()  # one long computation at a time, whoever asks
    remembered: OrderedDict[object, Document] = OrderedDict()

    async def computed(key: object, work: Callable[[], Any], cache_control: str) -> Document:
        """A document made in a thread, kept for whoever asks the same next."""
        async with computing:
            if key not in remembered:
                value = await asyncio.to_thread(work)
                remembered[key] = Document(encode(value), JSON, cache_control)
                while len(remembered) > 128:
                    remembered.popitem(last=False)
            remembered.move_to_end(key)
            return remembered[key]

    def span(
        from_: str | None, to: str | None, hours: float | None, default_h: tuple[float, float]
    ) -> tuple[datetime, datetime]:
        grid = live.now().timestamp() // SPAN_GRID_S * SPAN_GRID_S
        now = datetime.fromtimestamp(grid, UTC)
        start_at = parse_instant(from_) if from_ else now + timedelta(hours=default_h[0])
        if to and hours:
            raise SettingError("give either 'to' or 'hours', not both")
        if to:
            end_at = parse_instant(to)
        else:
            length_h = hours if hours else default_h[1] - (default_h[0] if not from_ else 0)
            end_at = start_at + timedelta(hours=length_h)
        if not start_at < end_at <= start_at + LONGEST_SPAN:
            raise SettingError(
                f"expected a span of more than 0 and at most {LONGEST_SPAN.days} days, "
                f"got {start_at:%Y-%m-%dT%H:%M:%SZ} to {end_at:%Y-%m-%dT%H:%M:%SZ}"
            )
        return start_at, end_at

    def ids(antenna: str | None, spacecraft: str | None) -> tuple[list[str], list[str]]:
        network = live.network
        if antenna is not None and antenna not in network.antenna_by_id:
            raise UnknownNameError("antenna", antenna, network.antenna_by_id)
        if spacecraft is not None and spacecraft not in network.spacecraft_by_id:
            raise UnknownNameError("spacecraft", spacecraft, network.spacecraft_by_id)
        antennas = [antenna] if antenna else [item.id for item in network.antennas]
        shown = [item.id for item in network.spacecraft if item.shown]
        return antennas, [spacecraft] if spacecraft else shown

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
        antenna: Antenna = None,
        spacecraft: Craft = None,
    ) -> Response[bytes]:
        ids(antenna, spacecraft)
        start_at, end_at = span(from_, to, hours, (-6, 24))
        found = [
            contact
            for contact in live.contacts(start_at, end_at)
            if antenna in (None, contact.antenna) and spacecraft in (None, contact.spacecraft)
        ]
        return answer(request, Document(encode(found), JSON, "public, max-age=10"))

    @get("/api/v1/passes", responses=documented(list[Pass]), summary="Passes over the mask")
    async def passes(
        request: Request[Any, Any, Any],
        from_: From = None,
        to: To = None,
        hours: Hours = None,
        antenna: Antenna = None,
        spacecraft: Craft = None,
    ) -> Response[bytes]:
        antennas, crafts = ids(antenna, spacecraft)
        if len(antennas) * len(crafts) > PAIRS_AT_ONCE:
            raise SettingError("too many pairs at once; name an antenna or a spacecraft")
        start_at, end_at = span(from_, to, hours, (0, 24))
        document = await computed(
            ("passes", antenna, spacecraft, start_at, end_at),
            lambda: live.passes(antennas, crafts, start_at, end_at),
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
        ids(None, spacecraft)
        start_at, end_at = span(from_, to, hours, (-1 / 6, 2.5))
        document = await computed(
            ("ephemeris", spacecraft, start_at, end_at),
            lambda: live.trajectory(spacecraft, start_at, end_at),
            "public, max-age=60",
        )
        return answer(request, document)

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

    return [network, state, contacts, passes, ephemeris, healthz, readyz]
