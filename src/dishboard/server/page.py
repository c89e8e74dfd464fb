"""The page and its assets, as the build left them, with the first state inside the HTML.

A browser that gets the state with the page paints the whole board at once, without asking again.
"""

from __future__ import annotations

import mimetypes
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from dishboard.server.live import Live
from dishboard.server.routes import answer
from dishboard.server.wire import Document, encode

__all__ = ["page_routes"]

FOR_EVER = (
    "public, max-age=31536000, immutable"  # names of built assets hold a hash of the contents
)
NOT_THERE = (
    b'{"error": "there is nothing at this address; the API is described at /api/v1/openapi.json"}'
)
NOT_BUILT = (
    "Dishboard's page has not been built: install the package (make install), which builds it.\n"
    "The API is at /api/v1/state.\n"
)


def page_routes(live: Live) -> list[Any]:
    """Handlers for the page and the files it needs."""
    root = files("dishboard.server").joinpath("static")
    assets = dict(_assets(root))
    index = assets.pop("index.html", None)
    template = index.body if index else None
    network = _inlined("network", encode(live.network))
    last: dict[str, tuple[datetime, Document]] = {}

    def document() -> Document:
        assert template is not None
        state = live.state
        if "page" not in last or last["page"][0] != state.at:
            body = template.replace(b"<!--dishboard:network-->", network)
            body = body.replace(b"<!--dishboard:state-->", _inlined("state", encode(state)))
            last["page"] = (state.at, Document(body, "text/html; charset=utf-8", "no-cache"))
        return last["page"][1]

    @get("/", include_in_schema=False)
    async def page(request: Request[Any, Any, Any]) -> Response[bytes]:
        if template is None:
            return Response(NOT_BUILT.encode(), status_code=503, media_type="text/plain")
        return answer(request, document())

    @get("/{path:path}", include_in_schema=False)
    async def asset(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[bytes]:
        found = assets.get(path.lstrip("/"))
        if found is None:
            return Response(NOT_THERE, status_code=404, media_type="application/json")
        return answer(request, found)

    return [page, asset]


def _assets(folder: Traversable, prefix: str = "") -> list[tuple[str, Document]]:
    """Every file of the build, by its path; read once, since they are few and small."""
    if not folder.is_dir():
        return []
    found: list[tuple[str, Document]] = []
    for item in folder.iterdir():
        name = prefix + item.name
        if item.is_dir():
            found += _assets(item, f"{name}/")
        elif not item.name.startswith("."):
            kind = mimetypes.guess_type(item.name)[0] or "application/octet-stream"
            if item.name.endswith(".woff2"):
                kind = "font/woff2"
            cache = FOR_EVER if prefix.startswith("assets/") else "public, max-age=3600"
            found.append((name, Document(item.read_bytes(), kind, cache)))
    return found


def _inlined(element_id: str, data: bytes) -> bytes:
    """JSON as a data block; `<` is escaped so that no text in it can end the element."""
    escaped = data.replace(b"<", b"\\u003c")
    return b'<script type="application/json" id="%b">%b</script>' % (element_id.encode(), escaped)
