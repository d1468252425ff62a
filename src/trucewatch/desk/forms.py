"""What changes something comes from a form of the desk's own, in its visitor's own session.

Invariant: a request that may change something and carries a cookie, or comes to a desk without people, has the token
of the form that it comes from, and no other site's origin. Tokens of programs, in the header Authorization, need none:
no page can send them. No request has a body of more than a megabyte.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trucewatch.desk.access import LOGIN, Refuse, Visitor
from trucewatch.desk.settings import Settings

LONGEST = 1_000_000
"""Bytes of the longest body."""
FIELD = "form_token"
"""The field of a form that has its token, and the header of a script's request, `X-Form-Token`."""
_HEADER = "x-form-token"
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_FIELDS = 10_000


class Forms:
    """Refuses what would change something and comes from no form of the desk's own.

    Args:
        app: what answers the rest.
        settings: how the desk is set up.
        refuse: makes the answer that says no.
    """

    def __init__(self, app: ASGIApp, *, settings: Settings, refuse: Refuse) -> None:
        self._app = app
        self._refuse = refuse
        self._before = before_cookie(settings)
        self._own = secrets.token_urlsafe(32)  # what the forms of a desk without people are bound to

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        secret = self._secret(request)
        if secret:
            request.state.form_token = form_token(secret)
        if request.method in _SAFE:
            await self._app(scope, receive, send)
            return
        body = await _body(request)
        if body is None:
            await self._refuse(request, 413, {})(scope, receive, send)
            return
        again = _replayed(body, receive)
        if _by_program(request) or await _is_own(Request(scope, _replayed(body, receive)), secret):
            await self._app(scope, again, send)
        else:
            await self._refuse(request, 403, {})(scope, again, send)

    def _secret(self, request: Request) -> str:
        visitor: Visitor | None = getattr(request.state, "visitor", None)
        if visitor is not None:
            return self._own if visitor.alone else visitor.secret
        return request.cookies.get(self._before, "") if request.url.path == LOGIN else ""


def before_cookie(settings: Settings) -> str:
    """The name of the cookie that the login's form is bound to, before there is a session."""
    return "__Host-trucewatch-before" if settings.https else "trucewatch-before"


def form_token(secret: str) -> str:
    """The token of the forms in the session with this secret; it does not show the secret."""
    return hmac.new(secret.encode("utf-8", "surrogatepass"), b"form", hashlib.sha256).hexdigest()


def _by_program(request: Request) -> bool:
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    return visitor is not None and visitor.token is not None


async def _is_own(request: Request, secret: str) -> bool:
    if not secret or not _same_origin(request):
        return False
    given = request.headers.get(_HEADER) or await _field(request)
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), form_token(secret).encode())


def _same_origin(request: Request) -> bool:
    """Whether what a browser tells of the page that sends a request fits this desk; one that tells nothing fits.

    From a page that lets no referrer out, as the desk's do, browsers tell "null" for its origin, which is nothing too:
    the token decides (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origins = request.headers.getlist("origin")
    if not origins or origins == ["null"]:
        return True
    try:
        parts = urlsplit(origins[0])
    except ValueError:
        return False
    # the host alone: behind a proxy that ends TLS, the scheme here is not that of the browser
    return len(origins) == 1 and parts.netloc == request.headers.get("host") and parts.path == ""


async def _field(request: Request) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return ""
    try:
        async with request.form(max_fields=_FIELDS) as form:
            given = form.getlist(FIELD)
    except (HTTPException, ValueError):
        return ""
    return "" if len(given) != 1 or isinstance(given[0], UploadFile) else given[0]


async def _body(request: Request) -> bytes | None:
    """The whole body of a request; None for one that is too long."""
    told = request.headers.get("content-length", "0")
    if not told.isdecimal() or len(told) > 12 or int(told) > LONGEST:
        return None
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LONGEST:
            return None
        parts.append(part)
    return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    """`receive` as if the body had not been read."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
