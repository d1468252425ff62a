"""Who may see what: the page on which editors give levels to reports and sources.

Invariant: nobody learns here of what is above their clearance. A report that is hidden from an editor is not there for
them. Whether a source is confidential, or a place blurred, would show in what can be done with it, so both take the
highest clearance.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from trucewatch.archive import ArchiveError, blurs, levels
from trucewatch.archive.hiding import HIGHEST
from trucewatch.archive.people import storable
from trucewatch.desk.access import AskingEditor, Visitor
from trucewatch.desk.filters import Typed
from trucewatch.desk.state import Desk

LEVELS = "/levels"
BLURS = "/blurs"
_SHOWN = 500
_SAID = {"1": "The level is given.", "2": "The place is shown so from now on."}


class Standing(NamedTuple):
    """A level that stands, and what it is of in words."""

    given: levels.Level
    title: str


def router() -> APIRouter:
    """The routes of the levels."""
    made = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    made.add_api_route(LEVELS, _levels, methods=["GET"], name="levels")
    made.add_api_route(LEVELS, _give, methods=["POST"], name="give_level")
    made.add_api_route(BLURS, _blur, methods=["POST"], name="blur")
    return made


def standing(desk: Desk, visitor: Visitor) -> list[Standing]:
    """The levels other than 0 that a visitor may know of, the latest first."""
    hidden = levels.hidden(desk.archive, visitor.clearance)
    known = [
        one
        for one in reversed(levels.levels(desk.archive))
        if 0 < one.level <= visitor.clearance
        and (one.subject not in hidden if one.what == "report" else visitor.clearance >= HIGHEST)
    ]
    return [Standing(one, _title(desk, one)) for one in known[:_SHOWN]]


def _title(desk: Desk, one: levels.Level) -> str:
    if one.what == "source":
        return one.subject
    try:
        report = desk.archive.report(one.subject)
    except ArchiveError:
        return one.subject
    told = (report.title or report.id, report.outlet, (report.published or "")[:10])
    return ", ".join(part for part in told if part)


def _levels(
    request: Request,
    visitor: AskingEditor,
    report: Annotated[str, Query(max_length=64)] = "",
    done: str = "",
) -> Response:
    return _page(request, visitor, report=report, said=_SAID.get(done, ""))


def _give(
    request: Request,
    visitor: AskingEditor,
    what: Annotated[levels.What, Form()],
    subject: Typed,
    level: Annotated[int, Form(ge=0, le=HIGHEST)],
) -> Response:
    desk: Desk = request.app.state.desk
    subject = subject.strip()
    try:
        if what == "source" and visitor.clearance < HIGHEST:
            raise ArchiveError(f"a source's level is given by editors with clearance {HIGHEST}")
        if not storable(subject):
            raise ArchiveError("no report has this id")
        levels.level(desk.archive, what, subject, level, who=visitor.name, clearance=visitor.clearance)
    except ArchiveError as error:
        report = subject if what == "report" else ""
        return _page(request, visitor, report=report, wrong=str(error), status=422)
    desk.cases.moved()
    return RedirectResponse(f"{LEVELS}?done=1", status_code=303)


def _blur(
    request: Request,
    visitor: AskingEditor,
    place: Typed,
    kilometres: Annotated[float, Form(ge=0, le=blurs.WIDEST)],
) -> Response:
    desk: Desk = request.app.state.desk
    try:
        if visitor.clearance < HIGHEST:
            raise ArchiveError(f"places are blurred by editors with clearance {HIGHEST}")
        if not storable(place):
            raise ArchiveError("no place has this name")
        blurs.blur(desk.archive, place, kilometres, who=visitor.name)
    except ArchiveError as error:
        return _page(request, visitor, wrong=str(error), status=422)
    desk.cases.moved()
    return RedirectResponse(f"{LEVELS}?done=2", status_code=303)


def _page(
    request: Request,
    visitor: Visitor,
    *,
    report: str = "",
    said: str = "",
    wrong: str = "",
    status: int = 200,
) -> Response:
    desk: Desk = request.app.state.desk
    context = {
        "levels": standing(desk, visitor),
        "choices": range(min(visitor.clearance, HIGHEST) + 1),
        "sources": visitor.clearance >= HIGHEST,
        "blurs": list(blurs.blurs(desk.archive).values()) if visitor.clearance >= HIGHEST else [],
        "widest": blurs.WIDEST,
        "report": report,
        "said": said,
        "wrong": wrong,
    }
    return desk.templates.TemplateResponse(request, "levels.html", context, status_code=status)
