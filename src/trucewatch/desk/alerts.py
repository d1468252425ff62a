"""Rules on the desk: seen, tried, made and stopped by those whose they are.

Invariant: nobody sees or stops a rule of somebody else's; the secret of a webhook stands on one answer and nowhere else.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Path, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from trucewatch.archive import ArchiveError
from trucewatch.archive import alerts as kept
from trucewatch.archive.alerts import Alert, Channel
from trucewatch.desk.access import AskingForAlerts, Visitor
from trucewatch.desk.alerting.rules import Rule
from trucewatch.desk.answers import refused
from trucewatch.desk.api.collections import Slug
from trucewatch.desk.contents import answer
from trucewatch.desk.filters import LARGEST
from trucewatch.desk.pages import Seen, seen_by
from trucewatch.desk.views.alerts import AlertFilters
from trucewatch.desk.views.common import View

router = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/v1/cases/{slug}/alerts", tags=["alerts"])
Number = Annotated[int, Path(ge=1, le=LARGEST, description="The number of the rule.")]


class NewAlert(View):
    """A rule to be made, and where it is to tell of what it finds."""

    rule: Rule
    channel: Channel
    target: Annotated[str, Field(max_length=2000, description="An address of the web, or of e-mail.")]


class MadeAlert(View):
    """A rule that was made; `secret` is what a webhook's body is signed with, and is told this once."""

    number: int
    since: str
    words: str
    secret: str


@router.post("/cases/{slug}/alerts", name="make_alert")
def make(
    request: Request,
    visitor: AskingForAlerts,
    slug: Slug,
    given: Annotated[AlertFilters, Form()],
    channel: Annotated[Channel, Form()],
    target: Annotated[str, Form(max_length=2000)],
    past: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Make a rule, and show its secret."""
    seen = seen_by(request, visitor, slug)
    try:
        rule = given.rule()
        if rule is None:
            raise ValueError("choose a condition")
        made = _made(seen, rule.model_copy(update={"past": bool(past)}), channel, target)
    except ValueError as error:
        return _page(request, seen, status=422, wrong=str(error))
    return _page(request, seen, said="The rule is at work.", secret=made.secret)


@router.post("/cases/{slug}/alerts/{number}/stop", name="stop_alert")
def stop(request: Request, visitor: AskingForAlerts, slug: Slug, number: Number) -> Response:
    """Have a rule of one's own tell of nothing more."""
    _stopped(request, visitor, slug, number)
    return RedirectResponse(f"/cases/{slug}/alerts?done=stopped", status_code=303)


@api.post("", summary="Make a rule", status_code=201, response_model=MadeAlert)
def make_by_program(request: Request, visitor: AskingForAlerts, slug: Slug, given: NewAlert) -> Any:
    """Have somebody told of what happens in a case, from now on."""
    seen = seen_by(request, visitor, slug)
    try:
        made = _made(seen, given.rule, given.channel, given.target)
    except ValueError as error:
        return refused(request, 422, {}, [str(error)])
    return MadeAlert(number=made.number, since=made.since, words=given.rule.words, secret=made.secret)


@api.delete("/{number}", summary="Stop a rule", status_code=204)
def stop_by_program(request: Request, visitor: AskingForAlerts, slug: Slug, number: Number) -> None:
    """Have a rule of one's own tell of nothing more."""
    _stopped(request, visitor, slug, number)


def _made(seen: Seen, rule: Rule, channel: Channel, target: str) -> Alert:
    """The rule that was made. Raises ValueError, in words, where it cannot be."""
    try:
        return seen.desk.alerting.make(
            case=seen.slug, person=seen.visitor.name, rule=rule, channel=channel, target=target
        )
    except ArchiveError as error:
        raise ValueError(str(error)) from None


def _stopped(request: Request, visitor: Visitor, slug: str, number: int) -> None:
    seen = seen_by(request, visitor, slug)
    own = kept.listed(seen.desk.archive, person=visitor.name, case=slug)
    if number not in {alert.number for alert in own}:
        raise HTTPException(404)
    kept.stop(seen.desk.archive, number, person=visitor.name, who=visitor.name)


def _page(request: Request, seen: Seen, *, status: int = 200, **told: Any) -> Response:
    return answer(request, "alerts", seen, AlertFilters(), status=status, **told)
