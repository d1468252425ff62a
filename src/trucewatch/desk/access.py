"""Who asks, and what they may do.

Invariant: nobody reaches anything but the login, the script and style of the pages and what is PUBLIC without being
somebody; rights are asked of the archive at each request, before anything else of it is read. Who lacks the right gets
the answer for what does not exist.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.routing import iter_route_contexts
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from trucewatch.archive import Archive, people, sessions, tokens
from trucewatch.archive.people import ROLES, Role
from trucewatch.archive.tokens import SCOPES
from trucewatch.archive.tokens import Scope as TokenScope
from trucewatch.desk.security import host_is_among
from trucewatch.desk.settings import LOOPBACK, Settings

__all__ = ["ROLES", "Access", "Asking", "Needs", "Role", "Visitor"]

LOGIN = "/login"
PUBLIC = re.compile(r"/released(/[0-9]+/[^/]+)?")
"""What anybody reaches without a login: files that an editor released, and their list."""
_STATIC = "/static/"
_CHALLENGE = {"www-authenticate": "Bearer"}


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who asks: a name, a role (each has the rights of those before it) and a clearance from 0 to 2.

    `scopes` are all but for a token's, whose number is `token`. `alone` is who sits at a desk without people.
    `secret` is what the visitor's forms are bound to.
    """

    name: str
    role: Role
    clearance: int
    scopes: frozenset[TokenScope] = frozenset(SCOPES)
    token: int | None = None
    alone: bool = False
    secret: str = field(default="", repr=False)

    def may(self, role: Role) -> bool:
        """Whether the visitor has the rights of `role`."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True)
class Needs:
    """What a route needs of its visitor: a role, a clearance, and of a token this scope; without one no token will do.

    As a dependency it gives the Visitor; routes that have none need that somebody asks, whoever it is.
    """

    role: Role
    scope: TokenScope | None = None
    clearance: int = 0

    async def __call__(self, request: Request) -> Visitor:
        """The visitor of this request, or the refusal of one without the right."""
        visitor: Visitor | None = getattr(request.state, "visitor", None)
        if visitor is None:
            raise HTTPException(401, headers=_CHALLENGE)
        if (status := self.refusal(visitor)) is not None:
            raise HTTPException(status)
        return visitor

    def refusal(self, visitor: Visitor) -> int | None:
        """The status that tells this visitor no; None where they have the right."""
        if not visitor.may(self.role) or visitor.clearance < self.clearance:
            return 404
        if visitor.token is not None and self.scope is None:
            return 404
        if visitor.token is not None and self.scope not in visitor.scopes:
            return 403
        return None


visitor = Needs("reader", "read")
"""Whoever may see."""
alerted = Needs("reader", "alerts")
"""Whoever has alerts of their own."""
person = Needs("reader")
"""Somebody themselves, not a program in their name: own password, own tokens."""
analyst = Needs("analyst", "review")
"""Whoever may review and judge."""
exporter = Needs("analyst", "export")
"""Whoever may export for their own use."""
editor = Needs("editor")
"""Whoever sets levels and blurs and releases to the public."""
administrator = Needs("administrator")
"""Whoever keeps the people and their tokens."""
overseer = Needs("administrator", clearance=2)
"""Whoever may see all that was ever done, which tells of every confidential report."""

Asking = Annotated[Visitor, Depends(visitor)]
AskingForAlerts = Annotated[Visitor, Depends(alerted)]
AskingPerson = Annotated[Visitor, Depends(person)]
AskingAnalyst = Annotated[Visitor, Depends(analyst)]
AskingExporter = Annotated[Visitor, Depends(exporter)]
AskingEditor = Annotated[Visitor, Depends(editor)]
AskingAdministrator = Annotated[Visitor, Depends(administrator)]
AskingOverseer = Annotated[Visitor, Depends(overseer)]


Refuse = Callable[[Request, int, dict[str, str]], Response]
"""How the desk says no: to a request, with a status and headers."""


class Rights:
    """Lets through only who has what the route needs, by the dependencies that it has, before anything is read.

    Args:
        app: what answers the rest.
        application: where the routes are; some may be added later.
        refuse: makes the answer that says no.
    """

    def __init__(self, app: ASGIApp, *, application: FastAPI, refuse: Refuse) -> None:
        self._app = app
        self._application = application
        self._refuse = refuse
        self._routes: list[tuple[Any, frozenset[str], tuple[Needs, ...]]] = []
        self._counted = -1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asking: Visitor | None = scope.get("state", {}).get("visitor")
        if scope["type"] == "http" and asking is not None:
            status = self.refusal(asking, scope["method"], scope["path"])
            if status is not None:
                await self._refuse(Request(scope, receive), status, {})(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def refusal(self, visitor: Visitor, method: str, path: str) -> int | None:
        """The status that tells this visitor no at this address; None where they have the right, or nothing is there.

        An address that is there for another method tells no of that one, so that it does not show that it is there.
        """
        first: int | None = None
        for pattern, methods, needed in self._known():
            if not pattern.match(path):
                continue
            told = next((status for one in needed if (status := one.refusal(visitor))), None)
            if not methods or method in methods:
                return told
            first = first or told
        return first

    def _known(self) -> list[tuple[Any, frozenset[str], tuple[Needs, ...]]]:
        if self._counted != len(self._application.routes):
            self._counted = len(self._application.routes)
            self._routes = [
                (one.path_regex, frozenset(getattr(one, "methods", None) or ()), needs(one))
                for one in iter_route_contexts(self._application.routes)
            ]
        return self._routes


def needs(route: Any) -> tuple[Needs, ...]:
    """What a route needs of its visitor, by its own dependencies and those of its dependencies."""
    waiting = [getattr(route, "dependant", None)]
    found: list[Needs] = []
    while waiting:
        dependant = waiting.pop()
        if dependant is None:
            continue
        if isinstance(dependant.call, Needs):
            found.append(dependant.call)
        waiting += dependant.dependencies
    return tuple(found)


class Access:
    """Finds out who asks, and sends away who is nobody, whatever they ask for.

    Args:
        app: what answers the rest.
        archive: the archive with the people.
        settings: how the desk is set up.
        refuse: makes the answer that says no.
    """

    def __init__(self, app: ASGIApp, *, archive: Archive, settings: Settings, refuse: Refuse) -> None:
        self._app = app
        self._archive = archive
        self._cookie = cookie_name(settings)
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        path: str = scope["path"]
        if not path.startswith(_STATIC):
            request.state.visitor = await self._visitor(request)
            if request.state.visitor is None and path != LOGIN and not PUBLIC.fullmatch(path):
                await self._sent_away(request, path)(scope, receive, send)
                return
        await self._app(scope, receive, send)
        if touch := getattr(request.state, "touch", None):
            await touch()

    def _sent_away(self, request: Request, path: str) -> Response:
        if for_programs(path) or "authorization" in request.headers:
            return self._refuse(request, 401, dict(_CHALLENGE))
        return RedirectResponse(login_address(request), status_code=303)

    async def _visitor(self, request: Request) -> Visitor | None:
        given = request.headers.get("authorization")
        if given is not None:
            kind, _, secret = given.partition(" ")
            if kind.lower() != "bearer":
                return None
            return await run_in_threadpool(self._by_token, secret.strip())
        secret = request.cookies.get(self._cookie, "")
        if secret:
            session = await run_in_threadpool(sessions.of, self._archive, secret)
            if session is not None:
                if session.untouched:
                    request.state.touch = BackgroundTask(sessions.touch, self._archive, secret)
                whose = session.person
                return Visitor(name=whose.name, role=whose.role, clearance=whose.clearance, secret=secret)
        if await run_in_threadpool(people.are_there, self._archive) or not _is_here(request):
            return None
        return Visitor(name=self._archive.who, role="administrator", clearance=2, alone=True)

    def _by_token(self, secret: str) -> Visitor | None:
        found = tokens.of(self._archive, secret)
        if found is None:
            return None
        token, whose = found
        return Visitor(
            name=whose.name,
            role=whose.role,
            clearance=whose.clearance,
            scopes=frozenset(token.scopes),
            token=token.number,
        )


def for_programs(path: str) -> bool:
    """Whether a path is of the API or a feed, so that programs ask for it and are answered so."""
    return path.startswith("/api/") or path.endswith(("/changes.atom", "/changes.json"))


def cookie_name(settings: Settings) -> str:
    """The name of the session's cookie; over TLS one that browsers take from this very host only."""
    return "__Host-trucewatch" if settings.https else "trucewatch"


def login_address(request: Request) -> str:
    """The login, which leads back to what was asked for where that can be asked for again."""
    if request.method not in ("GET", "HEAD") or request.url.path == "/":
        return LOGIN
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"{LOGIN}?next={quote(asked, safe='/')}"


def _is_here(request: Request) -> bool:
    """Whether a request comes from this machine to this machine's own name, through no proxy.

    Without people whoever asks may do everything, so a proxy before such a desk must let nobody in.
    """
    asked: Headers = request.headers
    if "x-forwarded-for" in asked or "forwarded" in asked or request.client is None:
        return False
    try:
        local = ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
    return local and host_is_among(asked.getlist("host"), LOOPBACK)
