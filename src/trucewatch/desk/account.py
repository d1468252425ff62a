"""One's own account: the password, and the tokens for programs.

Invariant: a new password takes the old one, and ends every session but the one that sets it, which gets a new secret;
a token's secret stands on one answer and nowhere else.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from trucewatch.archive import ArchiveError, people, sessions, tokens
from trucewatch.desk.access import AskingPerson, Visitor, cookie_name
from trucewatch.desk.filters import LARGEST, Typed
from trucewatch.desk.login import put_cookie
from trucewatch.desk.state import Desk
from trucewatch.desk.throttle import Throttle

ADDRESS = "/account"
_DONE = {
    "password": "The password is set. Sessions elsewhere have ended.",
    "revoked": "The token is revoked.",
}


def router() -> APIRouter:
    """The routes of one's own account."""
    made = APIRouter(prefix=ADDRESS, include_in_schema=False, default_response_class=HTMLResponse)
    account = _Account()
    made.add_api_route("", account.page, methods=["GET"], name="account")
    made.add_api_route("/password", account.set_password, methods=["POST"], name="set_password")
    made.add_api_route("/tokens", account.make_token, methods=["POST"], name="make_token")
    made.add_api_route("/tokens/revoke", account.revoke_token, methods=["POST"], name="revoke_token")
    return made


class _Account:
    def __init__(self) -> None:
        self._throttle = Throttle()

    def page(self, request: Request, visitor: AskingPerson, done: str = "") -> Response:
        """One's own account."""
        return _page(request, _somebody(visitor), said=_DONE.get(done, ""))

    def set_password(
        self,
        request: Request,
        visitor: AskingPerson,
        old: Typed,
        new: Typed,
        again: Typed,
    ) -> Response:
        """Give oneself another password."""
        desk: Desk = request.app.state.desk
        _somebody(visitor)
        if self._throttle.begin(visitor.name, "") > 0:
            return _page(request, visitor, wrong="Too many tries. Wait a little, and try again.", status=429)
        if people.authenticate(desk.archive, visitor.name, old) is None:
            return _page(request, visitor, wrong="The old password is not right.", status=403)
        self._throttle.succeeded(visitor.name, "")
        if new != again:
            return _page(request, visitor, wrong="The new passwords differ.", status=422)
        try:
            people.set_password(desk.archive, visitor.name, new, who=visitor.name)
        except ArchiveError as error:
            return _page(request, visitor, wrong=str(error), status=422)
        answer = RedirectResponse(f"{ADDRESS}?done=password", status_code=303)
        secret = sessions.begin(desk.archive, visitor.name)
        put_cookie(answer, cookie_name(desk.settings), secret, desk.settings)
        return answer

    def make_token(
        self,
        request: Request,
        visitor: AskingPerson,
        label: Typed,
        days: Annotated[int, Form(ge=1, le=tokens.LONGEST)] = 90,
        scopes: Annotated[list[str] | None, Form()] = None,
    ) -> Response:
        """Make a token, and show its secret this once."""
        desk: Desk = request.app.state.desk
        name = _somebody(visitor).name
        try:
            _, secret = tokens.make(desk.archive, name, label=label, scopes=scopes or [], days=days, who=name)
        except ArchiveError as error:
            return _page(request, visitor, wrong=str(error), status=422)
        return _page(request, visitor, secret=secret)

    def revoke_token(
        self, request: Request, visitor: AskingPerson, number: Annotated[int, Form(ge=1, le=LARGEST)]
    ) -> Response:
        """Revoke one's own token."""
        desk: Desk = request.app.state.desk
        name = _somebody(visitor).name
        try:
            tokens.revoke(desk.archive, number, person=name, who=name)
        except ArchiveError:
            raise HTTPException(404) from None
        return RedirectResponse(f"{ADDRESS}?done=revoked", status_code=303)


def _somebody(visitor: Visitor) -> Visitor:
    """The visitor, where they are one of the people of a desk; a desk without people has no accounts."""
    if visitor.alone:
        raise HTTPException(404)
    return visitor


def _page(
    request: Request,
    visitor: Visitor,
    *,
    said: str = "",
    wrong: str = "",
    secret: str = "",
    status: int = 200,
) -> Response:
    desk: Desk = request.app.state.desk
    context = {
        "tokens": tokens.listed(desk.archive, person=visitor.name),
        "scopes": tokens.SCOPES,
        "longest": tokens.LONGEST,
        "said": said,
        "wrong": wrong,
        "secret": secret,
    }
    return desk.templates.TemplateResponse(request, "tokens.html", context, status_code=status)
