"""Answers packed for slow connections.

Invariant: what is packed unpacks to the answer; the length of a packed answer varies by chance, so that it does not
tell what of a page a guess in the address has matched (the attack called BREACH).
"""

from __future__ import annotations

import secrets
import struct
import zlib

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trucewatch.desk.holding import Holding

_LEAST = 600
_MOST = 8_000_000
_PADDING = 48
_AT_ONCE = 50_000
_PACKED = (
    "text/", "application/json", "application/javascript", "application/atom+xml", "application/feed+json",
    "application/geo+json", "application/xml", "image/svg+xml",
)  # fmt: skip


class Packed:
    """Packs answers by gzip for those who take them so.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            await self._app(scope, receive, _Packing(send))
        else:
            await self._app(scope, receive, send)


class _Packing(Holding):
    """Sends an answer packed; one that is too long to hold goes as it is."""

    most = _MOST

    def wants(self, start: Message) -> bool:
        headers = Headers(raw=start["headers"])
        kind = headers.get("content-type", "")
        return (
            start["status"] == 200
            and "content-encoding" not in headers
            and "content-range" not in headers
            and kind.startswith(_PACKED)
        )

    async def whole(self, start: Message, body: bytes) -> None:
        if len(body) >= _LEAST:
            body = await to_thread.run_sync(packed, body) if len(body) > _AT_ONCE else packed(body)
            headers = MutableHeaders(scope=start)
            headers["content-encoding"] = "gzip"
            headers["content-length"] = str(len(body))
            headers.add_vary_header("Accept-Encoding")
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def packed(body: bytes) -> bytes:
    """`body` as gzip (RFC 1952), with a name of a length by chance in its head, which nobody reads."""
    name = b"x" * secrets.randbelow(_PADDING)
    compress = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = compress.compress(body) + compress.flush()
    head = b"\x1f\x8b\x08\x08" + bytes(4) + b"\x00\xff" + name + b"\x00"
    return head + data + struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)
