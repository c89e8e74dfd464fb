"""The application: the API, the stream and the page behind one set of safe headers."""

from __future__ import annotations

import logging
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.exceptions import HTTPException
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

import dishboard
from dishboard.errors import DishboardError, UnknowableError, UnknownNameError
from dishboard.server.live import Live
from dishboard.server.page import page_routes
from dishboard.server.questions import faults_in_words, must_be_understood
from dishboard.server.readings import PUSH_PATH, Push, push_in_openapi
from dishboard.server.routes import routes
from dishboard.server.stream import Stream

__all__ = ["make_application"]

log = logging.getLogger("dishboard")

STREAM_PATH = "/api/v1/stream"

# Nothing is loaded from anywhere else, nothing inline is run. Anyone may embed the page: it is a
# public wall without a login or a button that changes anything.
SAFE_HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        b"object-src 'none'; base-uri 'none'; form-action 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"access-control-allow-origin", b"*"),  # public, read-only, no cookies
]


def make_application(live: Live, stream: Stream) -> Any:
    """An ASGI application that serves one running board."""
    api = Litestar(
        route_handlers=[*routes(live), _description, *page_routes(live)],
        openapi_config=OpenAPIConfig(
            title="Dishboard",
            version=dishboard.__version__,
            description=(
                "The live board of a ground-station network, with the evidence for every value. "
                f"Changes are pushed as server-sent events at {STREAM_PATH}: a `snapshot` (State), "
                "then `change` (Change) and `beat`; resumable by Last-Event-ID. "
                f"Stations push status messages by POST to {PUSH_PATH}."
            ),
            path="/openapi",  # Litestar's own page of it; ours is below, where the API is
            render_plugins=[JsonRenderPlugin()],
        ),
        exception_handlers={
            DishboardError: _explain,
            HTTPException: _explain_http,
            Exception: _confess,
        },
        logging_config=None,  # the program's own is the only one
        debug=False,
    )

    push = Push(live)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await api(scope, receive, send)
        elif scope["path"] == STREAM_PATH and scope["method"] == "GET":
            await stream(scope, receive, send)
        elif scope["path"] == PUSH_PATH:
            await push(scope, receive, send)
        elif scope["method"] == "HEAD":
            # As GET, without the body (RFC 9110, 9.3.2): what uptime checks ask with.
            asked: Any = {**scope, "method": "GET"}
            await api(asked, receive, _without_body(_with_safe_headers(send)))
        else:
            await api(scope, receive, _with_safe_headers(send))

    return application


@get(
    "/api/v1/openapi.json",
    include_in_schema=False,
    sync_to_thread=False,
    guards=[must_be_understood],
)
def _description(request: Request[Any, Any, Any]) -> Response[Any]:
    schema = request.app.openapi_schema.to_schema()
    schema["paths"] = {**schema["paths"], PUSH_PATH: push_in_openapi()}
    schemes = {"source": {"type": "http", "scheme": "bearer"}}
    schema["components"] = {**schema.get("components", {}), "securitySchemes": schemes}
    return Response(schema, media_type="application/json")


def _with_safe_headers(send: Any) -> Any:
    async def safe_send(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *SAFE_HEADERS]}
        await send(message)

    return safe_send


def _without_body(send: Any) -> Any:
    async def headers_only(message: Any) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return headers_only


def _explain(_: Request[Any, Any, Any], error: DishboardError) -> Response[Any]:
    status = 404 if isinstance(error, UnknownNameError | UnknowableError) else 400
    return Response({"error": str(error)}, status_code=status)


def _explain_http(_: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    return Response(
        {"error": "; ".join(faults_in_words(error.extra)) or error.detail},
        status_code=error.status_code,
        headers=error.headers,
    )


def _confess(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    log.error("a fault while answering %s", request.url.path, exc_info=error)
    return Response({"error": "a fault of Dishboard; its log says more"}, status_code=500)
