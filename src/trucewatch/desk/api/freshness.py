"""Answers that need not be sent twice: ETag and If-None-Match, by the state of the archive that a picture shows.

Invariant: a tag is given only to an answer from a picture that is current, and stands for who asks, for what they ask
and for the version that answers; two answers with one tag are the same.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trucewatch.archive.rows import digest
from trucewatch.desk.access import Visitor, for_programs
from trucewatch.desk.state import Desk

_OF_A_CASE = re.compile(r"(?:/api/v1)?/cases/([^/]+)/(?:.*)")
_OTHERS = re.compile(r".*/(alerts|releases)(/.*)?")
_VERSION = version("trucewatch")


class Fresh:
    """Tags the answers of the API and the feeds of a case, and leaves out a body that its asker has.

    Args:
        app: what answers the rest; who asks is known and has the right by then.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        tag = _tag(scope) if scope["type"] == "http" else None
        if tag is None:
            await self._app(scope, receive, send)
            return
        if tag in _known(Headers(scope=scope)):
            await send({"type": "http.response.start", "status": 304, "headers": _headers(tag)})
            await send({"type": "http.response.body", "body": b""})
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200 and _tag(scope) == tag:
                headers = MutableHeaders(scope=message)
                for name, value in _headers(tag):
                    headers[name.decode()] = value.decode()
            await send(message)

        await self._app(scope, receive, tagged)


def _tag(scope: Scope) -> str | None:
    """The tag of what is asked for; None where it has none: it changes otherwise, or its picture is being made."""
    path: str = scope["path"]
    found = _OF_A_CASE.fullmatch(path)
    visitor: Visitor | None = scope.get("state", {}).get("visitor")
    if not for_programs(path) or _OTHERS.fullmatch(path):
        return None
    if found is None or visitor is None or scope["method"] != "GET":
        return None
    if "/reports/" in path:
        # where a report comes from changes with stamps and snapshots too, which no picture shows; and a tag from the
        # trail would tell of what is confidential, as it changes with that
        return None
    desk: Desk = scope["app"].state.desk
    query = scope["query_string"].decode("latin-1")
    until = (parse_qs(query).get("until") or [None])[-1]
    state = desk.cases.edition(found[1], visitor.clearance, until or None)
    if state is None:
        return None
    parts = (_VERSION, state, visitor.name, visitor.role, str(visitor.clearance), path, query)
    host = Headers(scope=scope).get("host", "")
    return f'W/"{digest("answer", *parts, host)[:32]}"'


def _known(headers: Headers) -> set[str]:
    """The tags of the answers that the asker has."""
    given = headers.get("if-none-match", "")
    return {one if one.startswith("W/") else f"W/{one}" for one in re.findall(r'(?:W/)?"[^"]*"', given)}


def _headers(tag: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"etag", tag.encode()),
        (b"cache-control", b"private, no-cache"),
        (b"vary", b"Cookie, Authorization, Accept-Encoding"),
    ]
