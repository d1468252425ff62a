"""How the desk says no, and what every page is told.

Invariant: what is said depends on the status alone and never on what was asked for, so that what one may not see is
answered as what does not exist.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from trucewatch.archive import ArchiveError
from trucewatch.desk.access import Visitor, administrator, editor, for_programs, overseer
from trucewatch.desk.state import Desk

_WORDS = {
    400: "The request is not in order.",
    401: "Log in first.",
    403: "This did not come from a form of your own session. Go back, reload the page, and try again.",
    404: "There is nothing here.",
    405: "That cannot be done here.",
    413: "That is too large.",
    422: "A value in the address or the form means nothing.",
    429: "Too many tries; wait a little.",
    500: "That is a fault in Trucewatch; please report it.",
    503: "The archive cannot be read at the moment.",
}
_SHORT = {401: "Log in, or send a token that holds.", 403: "The token has not the scope that this needs."}
_OWN = (("/levels", "Levels", editor), ("/people", "People", administrator), ("/trail", "Trail", overseer))
"""Pages that are of no case, each with what it needs of its visitor."""
_log = logging.getLogger("trucewatch.desk")


def refused(
    request: Request, status: int, headers: dict[str, str], causes: list[str] | None = None
) -> Response:
    """The answer that says no: a page, or JSON from the API."""
    if for_programs(request.url.path):
        words = _SHORT.get(status) or _WORDS.get(status, "That went wrong.")
        body: dict[str, Any] = {"detail": words} | ({"causes": causes} if causes else {})
        return JSONResponse(body, status_code=status, headers=headers)
    context = {
        "status": status,
        "words": _WORDS.get(status, "That went wrong."),
        "causes": causes or [],
    }
    desk: Desk = request.app.state.desk
    return desk.templates.TemplateResponse(
        request, "refused.html", context, status_code=status, headers=headers
    )


def known(request: Request) -> dict[str, Any]:
    """What every template is told: who asks, which pages of no case they have, and the token of their forms."""
    state = request.state
    told = {"form_token": getattr(state, "form_token", "")}
    visitor: Visitor | None = getattr(state, "visitor", None)
    if visitor is None:
        return told
    own = [(path, title) for path, title, needed in _OWN if needed.refusal(visitor) is None]
    return told | {"visitor": visitor, "own": own}


def failed(request: Request, error: Exception) -> Response:
    """The answer to a fault, which is told in the log in one line."""
    _log.error("%s %s: %s: %s", request.method, request.url.path, type(error).__name__, error)
    return refused(request, 500, {})


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return refused(request, error.status_code, dict(error.headers or {}))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    causes = [f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors()]
    return refused(request, 422, {}, causes)


def _unreadable(request: Request, error: Exception) -> Response:
    _log.error("%s", error)
    return refused(request, 503, {})


HANDLERS: dict[type[Exception], Callable[[Request, Exception], Response | Awaitable[Response]]] = {
    HTTPException: _http,
    RequestValidationError: _invalid,
    ArchiveError: _unreadable,
}
"""What answers to each kind of failure."""
