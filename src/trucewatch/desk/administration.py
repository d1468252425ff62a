"""Who uses the desk, and what was done with it: the pages of administrators.

Invariant: nobody gives a clearance above their own, nor acts on who has a higher one; else whoever keeps the people
could see what they are not cleared for by way of somebody else's account.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Annotated, TypeGuard

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from trucewatch.archive import ArchiveError, people, tokens, trail
from trucewatch.archive.people import CLEARANCES, ROLES, Role
from trucewatch.desk.access import LOGIN, AskingAdministrator, AskingOverseer, Visitor
from trucewatch.desk.filters import LARGEST, Typed
from trucewatch.desk.state import Desk

PEOPLE = "/people"
_HASH = re.compile(r"[0-9a-f]{64}")
_ENTRIES = 100
_DONE = {
    "added": "Added.",
    "changed": "Changed. They have to log in again.",
    "password": "The password is set. They have to log in again.",
    "deactivated": "Deactivated: their sessions have ended and their tokens are revoked.",
    "reactivated": "Let in again.",
    "revoked": "The token is revoked.",
}


def router() -> APIRouter:
    """The routes of the administration."""
    made = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    made.add_api_route(PEOPLE, _people, methods=["GET"], name="people")
    made.add_api_route(f"{PEOPLE}/add", _add, methods=["POST"], name="add_person")
    made.add_api_route(f"{PEOPLE}/change", _change, methods=["POST"], name="change_person")
    made.add_api_route(f"{PEOPLE}/password", _password, methods=["POST"], name="reset_password")
    made.add_api_route(f"{PEOPLE}/activity", _activity, methods=["POST"], name="activity")
    made.add_api_route(f"{PEOPLE}/tokens/revoke", _revoke, methods=["POST"], name="revoke_others_token")
    made.add_api_route("/trail", _trail, methods=["GET"], name="trail")
    return made


def _people(request: Request, visitor: AskingAdministrator, done: str = "") -> Response:
    return _page(request, visitor, said=_DONE.get(done, ""))


def _add(
    request: Request,
    visitor: AskingAdministrator,
    name: Typed,
    role: Annotated[Role, Form()],
    clearance: Annotated[int, Form(ge=0, le=2)],
    password: Typed = "",
) -> Response:
    desk: Desk = request.app.state.desk

    def add() -> None:
        _within(visitor, clearance)
        if visitor.alone and not password:
            raise ArchiveError("the first person needs a password: without one nobody could log in any more")
        people.add(
            desk.archive,
            name,
            role=role,
            clearance=clearance,
            password=password or None,
            who=visitor.name,
        )

    return _done(request, visitor, add, "added")


def _change(
    request: Request,
    visitor: AskingAdministrator,
    name: Typed,
    role: Annotated[Role, Form()],
    clearance: Annotated[int, Form(ge=0, le=2)],
) -> Response:
    desk: Desk = request.app.state.desk

    def change() -> None:
        _within(visitor, clearance, _standing(desk, name))
        people.change(desk.archive, name, role=role, clearance=clearance, who=visitor.name)

    return _done(request, visitor, change, "changed")


def _password(request: Request, visitor: AskingAdministrator, name: Typed, password: Typed) -> Response:
    desk: Desk = request.app.state.desk

    def reset() -> None:
        _within(visitor, _standing(desk, name))
        people.set_password(desk.archive, name, password, who=visitor.name)

    return _done(request, visitor, reset, "password")


def _activity(
    request: Request, visitor: AskingAdministrator, name: Typed, active: Annotated[bool, Form()]
) -> Response:
    desk: Desk = request.app.state.desk

    def change() -> None:
        _within(visitor, _standing(desk, name))
        (people.reactivate if active else people.deactivate)(desk.archive, name, who=visitor.name)

    return _done(request, visitor, change, "reactivated" if active else "deactivated")


def _revoke(
    request: Request, visitor: AskingAdministrator, number: Annotated[int, Form(ge=1, le=LARGEST)]
) -> Response:
    desk: Desk = request.app.state.desk
    return _done(request, visitor, lambda: tokens.revoke(desk.archive, number, who=visitor.name), "revoked")


def _trail(
    request: Request,
    visitor: AskingOverseer,
    before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    who: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    desk: Desk = request.app.state.desk
    asked = who if people.storable(who) else ""
    with desk.archive.reading() as connection:
        found = trail.entries(connection, at_most=_ENTRIES + 1, before=before, who=asked or None)
    context = {
        "entries": [(one, _brief(one.subject), _in_words(one.detail)) for one in found[:_ENTRIES]],
        "before": found[_ENTRIES - 1].number if len(found) > _ENTRIES else None,
        "first": before is None,
        "who": asked,
        "head": desk.archive.head(),
    }
    return desk.templates.TemplateResponse(request, "trail.html", context)


def _in_words(detail: str) -> str:
    """The detail of an entry, which is JSON, as names and values."""
    try:
        told = json.loads(detail)
    except ValueError:
        return detail
    if not isinstance(told, dict):
        return detail
    plain = {
        name: value if isinstance(value, str) else ", ".join(value) if _is_words(value) else json.dumps(value)
        for name, value in told.items()
    }
    return "; ".join(f"{name}: {_brief(value)}" for name, value in plain.items())


def _is_words(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _brief(text: str) -> str:
    """`text`, cut to its first digits where it is a hash."""
    return f"{text[:12]}…" if _HASH.fullmatch(text) else text


def _standing(desk: Desk, name: str) -> int:
    """The clearance that somebody has; raises ArchiveError where there is nobody of this name."""
    found = people.known(desk.archive, name)
    if found is None:
        raise ArchiveError(f"{name}: there is nobody of this name")
    return found.clearance


def _within(visitor: Visitor, *clearances: int) -> None:
    if any(one > visitor.clearance for one in clearances):
        raise ArchiveError("that takes a clearance as high as theirs, before and after")


def _done(request: Request, visitor: Visitor, act: Callable[[], object], done: str) -> Response:
    """Do it and show the page anew, or say on it why not."""
    try:
        act()
    except ArchiveError as error:
        return _page(request, visitor, wrong=str(error), status=422)
    return RedirectResponse(LOGIN if visitor.alone else f"{PEOPLE}?done={done}", status_code=303)


def _page(
    request: Request, visitor: Visitor, *, said: str = "", wrong: str = "", status: int = 200
) -> Response:
    desk: Desk = request.app.state.desk
    everything = [token for token in tokens.listed(desk.archive) if token.holds]
    context = {
        "people": people.listed(desk.archive),
        "tokens": everything,
        "roles": ROLES,
        "clearances": [one for one in CLEARANCES if one <= visitor.clearance],
        "said": said,
        "wrong": wrong,
    }
    return desk.templates.TemplateResponse(request, "people.html", context, status_code=status)
