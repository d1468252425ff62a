"""Logging in and out.

Invariant: a session begins with a new secret, whatever the browser brought; what is said to who is not let in is the
same for every cause; nobody is led to another site.
"""

from __future__ import annotations

import asyncio
import logging
import secrets

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from trucewatch.archive import people, sessions
from trucewatch.desk.access import LOGIN, AskingPerson, Visitor, cookie_name
from trucewatch.desk.filters import Typed
from trucewatch.desk.forms import before_cookie, form_token
from trucewatch.desk.security import safe_next
from trucewatch.desk.settings import Settings
from trucewatch.desk.state import Desk
from trucewatch.desk.throttle import Throttle

_log = logging.getLogger("trucewatch.desk")
_WRONG = "The name or the password is not right."
_NOBODY = (
    "This desk has no people yet, so it is open only on the machine that it runs on, at its own address."
)
_AT_ONCE = 8
"""Checks of passwords that may wait for their turn; each takes a while and much memory."""


def router() -> APIRouter:
    """The routes of the login."""
    made = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    doors = _Doors()
    made.add_api_route(LOGIN, doors.form, methods=["GET"], name="login")
    made.add_api_route(LOGIN, doors.enter, methods=["POST"], name="log_in")
    made.add_api_route("/logout", _leave, methods=["POST"], name="log_out")
    return made


class _Doors:
    def __init__(self) -> None:
        self._throttle = Throttle()
        self._checking = asyncio.Semaphore(_AT_ONCE)

    async def form(self, request: Request, next: str = "/") -> Response:
        """The login's form, for who is not logged in."""
        if getattr(request.state, "visitor", None) is not None:
            return RedirectResponse(safe_next(next), status_code=303)
        desk = _desk(request)
        settings = desk.settings
        there = await run_in_threadpool(people.are_there, desk.archive)
        secret = request.cookies.get(before_cookie(settings)) or secrets.token_urlsafe(32)
        request.state.form_token = form_token(secret)
        answer = _form(request, safe_next(next), "" if there else _NOBODY)
        put_cookie(answer, before_cookie(settings), secret, settings)
        return answer

    async def enter(
        self,
        request: Request,
        name: Typed = "",
        password: Typed = "",
        next: Typed = "/",
    ) -> Response:
        """Let somebody in, or show the form again."""
        desk = _desk(request)
        visitor: Visitor | None = getattr(request.state, "visitor", None)
        if visitor is not None and visitor.alone:
            return RedirectResponse(safe_next(next), status_code=303)
        address = request.client.host if request.client else ""
        wait = self._throttle.begin(name, address)
        if wait > 0:
            answer = _form(request, safe_next(next), "Too many tries. Wait a little, and try again.", 429)
            answer.headers["retry-after"] = str(int(wait) + 1)
            return answer
        async with self._checking:
            found = await run_in_threadpool(people.authenticate, desk.archive, name, password)
        if found is None:
            _log.warning("a login failed from %s", address)
            return _form(request, safe_next(next), _WRONG, 403)
        self._throttle.succeeded(name, address)
        if visitor is not None:
            await run_in_threadpool(sessions.end, desk.archive, visitor.secret)
        secret = await run_in_threadpool(sessions.begin, desk.archive, found.name)
        answer = RedirectResponse(safe_next(next), status_code=303)
        put_cookie(answer, cookie_name(desk.settings), secret, desk.settings)
        drop_cookie(answer, before_cookie(desk.settings), desk.settings)
        return answer


async def _leave(request: Request, visitor: AskingPerson) -> Response:
    """End the session, and have the browser forget what it kept of the pages."""
    desk = _desk(request)
    if visitor.secret:
        await run_in_threadpool(sessions.end, desk.archive, visitor.secret)
    answer = RedirectResponse(LOGIN, status_code=303, headers={"clear-site-data": '"cache"'})
    drop_cookie(answer, cookie_name(desk.settings), desk.settings)
    return answer


def put_cookie(answer: Response, name: str, secret: str, settings: Settings) -> None:
    """Have the browser keep a secret until it is closed: no script sees it, and no other site can have it sent."""
    answer.set_cookie(name, secret, path="/", httponly=True, samesite="lax", secure=settings.https)


def drop_cookie(answer: Response, name: str, settings: Settings) -> None:
    """Have the browser forget a secret."""
    answer.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=settings.https)


def _form(request: Request, next: str, said: str = "", status: int = 200) -> Response:
    context = {"next": next, "said": said}
    return _desk(request).templates.TemplateResponse(request, "login.html", context, status_code=status)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
