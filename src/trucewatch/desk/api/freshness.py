"""Answers that need not be sent twice: ETag and If-None-Match.

Invariant: a tag is a hash over the answer alone, so it tells nothing that the answer does not tell, and two answers with
one tag are the same. Which answer stands for a state of the archive is remembered, so that one who has it is told so
without its being made again.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trucewatch.desk.access import Visitor, for_programs
from trucewatch.desk.holding import Holding
from trucewatch.desk.state import Desk

_OF_A_CASE = re.compile(r"(?:/api/v1)?/cases/([^/]+)/(.*)")
_OTHERS = re.compile(r"(alerts|releases|exports)(/.*)?|reports/.*")
"""What rests on more than the picture of the case, and is made anew each time."""
_UNTAGGED = re.compile(r"/api/v1/cases/[^/]+/review(/.*)?")
"""What has the numbers of reviews in it, whose gaps a tag would show too."""
_REMEMBERED = 2000

_Key = tuple[str, ...]


class Fresh:
    """Tags the answers of the API and the feeds of a case, and leaves out a body that its asker has.

    Args:
        app: what answers the rest; who asks is known and has the right by then.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._tags: OrderedDict[_Key, str] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked = scope["type"] == "http" and scope["method"] == "GET"
        if not asked or not for_programs(scope["path"]) or _UNTAGGED.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        key, known = _key(scope), _known(Headers(scope=scope))
        tag = self._tags.get(key) if key is not None else None
        if tag is not None and tag in known:
            await _unchanged(send, tag)
            return
        answer = _Tagging(send, known)
        await self._app(scope, receive, answer)
        if key is not None and answer.tag is not None and _key(scope) == key:
            self._tags[key] = answer.tag
            while len(self._tags) > _REMEMBERED:
                self._tags.popitem(last=False)


class _Tagging(Holding):
    """Sends an answer with its tag, or no body to who has it."""

    def __init__(self, send: Send, known: set[str]) -> None:
        super().__init__(send)
        self._known = known
        self.tag: str | None = None

    def wants(self, start: Message) -> bool:
        return bool(start["status"] == 200)

    async def whole(self, start: Message, body: bytes) -> None:
        self.tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        if self.tag in self._known:
            await _unchanged(self._send, self.tag)
            return
        MutableHeaders(scope=start).update(_headers(self.tag))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _key(scope: Scope) -> _Key | None:
    """What an answer depends on; None where that is not known: on more than a picture, or one that is being made."""
    found = _OF_A_CASE.fullmatch(scope["path"])
    visitor: Visitor | None = scope.get("state", {}).get("visitor")
    if found is None or visitor is None or _OTHERS.fullmatch(found[2]):
        return None
    desk: Desk = scope["app"].state.desk
    query = scope["query_string"].decode("latin-1")
    until = (parse_qs(query).get("until") or [None])[-1]
    state = desk.cases.edition(found[1], visitor.clearance, until or None)
    if state is None:
        return None
    host = Headers(scope=scope).get("host", "")
    return (state, visitor.name, visitor.role, str(visitor.clearance), scope["path"], query, host)


def _known(headers: Headers) -> set[str]:
    """The tags of the answers that the asker has."""
    given = headers.get("if-none-match", "")
    return {one if one.startswith("W/") else f"W/{one}" for one in re.findall(r'(?:W/)?"[^"]*"', given)}


async def _unchanged(send: Send, tag: str) -> None:
    raw = [(name.encode(), value.encode()) for name, value in _headers(tag).items()]
    await send({"type": "http.response.start", "status": 304, "headers": raw})
    await send({"type": "http.response.body", "body": b""})


def _headers(tag: str) -> dict[str, str]:
    return {
        "etag": tag,
        "cache-control": "private, no-cache",
        "vary": "Cookie, Authorization, Accept-Encoding",
    }
