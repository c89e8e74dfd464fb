"""What leaves the building: bytes, encoded once and shared by everyone who asks."""

from __future__ import annotations

import gzip
from functools import cached_property
from hashlib import blake2b
from typing import Any

import msgspec

__all__ = ["Document", "encode", "event"]

_encoder = msgspec.json.Encoder()


def encode(value: Any) -> bytes:
    """JSON in UTF-8; instants as RFC 3339 with Z."""
    return _encoder.encode(value)


def event(name: str, event_id: str, data: bytes) -> bytes:
    """One server-sent event. JSON holds no raw line breaks, so one `data:` line is enough."""
    return b"event: %b\nid: %b\ndata: %b\n\n" % (name.encode(), event_id.encode(), data)


class Document:
    """A body with its entity tag, compressed at most once."""

    def __init__(self, body: bytes, media_type: str, cache_control: str) -> None:
        self.body = body
        self.media_type = media_type
        self.cache_control = cache_control

    @cached_property
    def etag(self) -> str:
        return f'W/"{blake2b(self.body, digest_size=12).hexdigest()}"'

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.body, compresslevel=6, mtime=0)

    @property
    def size(self) -> int:
        """Bytes held: the body and, once made, its compressed form."""
        return len(self.body) + len(self.gzipped)
