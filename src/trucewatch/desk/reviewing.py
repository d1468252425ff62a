"""The pages on which people review the records of a case, and what their forms do.

Invariant: only analysts get here; whatever is kept has the visitor's name; a form that was kept leads on by a redirect,
so that loading a page again does nothing again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from trucewatch.archive import reviews, trail
from trucewatch.archive.judgements import VERDICTS, judged
from trucewatch.archive.reviews import Review
from trucewatch.archive.searching import Whole, by_id
from trucewatch.desk import judging, values
from trucewatch.desk.access import AskingAnalyst, AskingExporter, Visitor
from trucewatch.desk.case_store import Shown
from trucewatch.desk.contents import PAGES
from trucewatch.desk.filters import Text
from trucewatch.desk.judging import Outcome
from trucewatch.desk.markup import address
from trucewatch.desk.pages import shown_to
from trucewatch.desk.state import Desk
from trucewatch.desk.views import queue as queues
from trucewatch.desk.views import review
from trucewatch.desk.views.queue import QueueFilters, QueueView, Waiting
from trucewatch.desk.views.review import ReviewView
from trucewatch.exports.gold import zipped_gold

_PAGE = {"name": "review", "title": "Review", "path": "review", "as_of": False}
_REJECTED = 500
"""Rejected records that are listed, the latest, at most."""
_FIELDS = 5000


RecordId = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


class ReviewFilters(QueueFilters):
    """The queue that a record is reviewed in; words of what it could belong to; and what was done just before."""

    merge: Text = None
    did: Text = None
    last: Annotated[str | None, Query(pattern=r"^[0-9a-f]{64}$")] = None
    numbers: Annotated[str | None, Query(pattern=r"^[0-9,]*$", max_length=2000)] = None
    others: Annotated[str | None, Query(pattern=r"^[0-9a-f,]*$", max_length=10_000)] = None

    @property
    def queue(self) -> QueueFilters:
        """The queue alone."""
        return QueueFilters.model_validate({name: getattr(self, name) for name in QueueFilters.model_fields})


Filters = Annotated[ReviewFilters, Query()]


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form as they were sent; of several of one name all, parted by commas."""
    found: dict[str, str] = {}
    async with request.form(max_fields=_FIELDS, max_files=0) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                found[name] = f"{found[name]},{value}" if name in found else value
    return found


Form = Annotated[dict[str, str], Depends(form_of)]


@dataclass(frozen=True)
class _Desk:
    """A case with what is needed to review it, for one visitor."""

    desk: Desk
    slug: str
    visitor: Visitor
    shown: Shown

    @classmethod
    def of(cls, request: Request, slug: str, visitor: Visitor, *, fresh: bool = False) -> _Desk:
        desk: Desk = request.app.state.desk
        return cls(desk, slug, visitor, shown_to(request, visitor, slug, fresh=fresh))

    def record(self, identifier: str) -> Whole:
        found = by_id(self.desk.archive, [identifier], clearance=self.visitor.clearance)
        if not found or not self.shown.kept.holds(found[0].holder):
            raise HTTPException(404)
        return found[0]

    def rejected(self, filters: QueueFilters) -> list[Whole]:
        """The rejected records of the case that fit the filters, where these ask for them, the last rejected first.

        Its picture has none of them.
        """
        if filters.state != "rejected":
            return []
        ids = [
            (one.by.number, identifier)
            for identifier, one in self.desk.standings.all().items()
            if one.verdict == "rejected" and one.by is not None
        ]
        latest = [identifier for _, identifier in sorted(ids, reverse=True)[:_REJECTED]]
        found = by_id(self.desk.archive, latest, clearance=self.visitor.clearance)
        return [
            one
            for one in found
            if self.shown.kept.holds(one.holder) and filters.kind in (None, one.body["kind"])
        ]

    def queue(self, filters: QueueFilters, rejected: Sequence[Whole] = ()) -> list[Waiting]:
        standings = self.desk.standings.all()
        return queues.queue(self.shown.picture, self.shown.kept, standings, filters, rejected)

    def queue_view(self, filters: QueueFilters) -> QueueView:
        rejected = self.rejected(filters)
        waiting = self.queue(filters, rejected)
        standings = self.desk.standings.all()
        return queues.view(self.shown.picture, waiting, standings, rejected)

    def said(self, record: str) -> list[Review]:
        return reviews.reviews(self.desk.archive, [record], history=True, clearance=self.visitor.clearance)

    def view(self, record: Whole, said: Sequence[Review], merge: str | None) -> ReviewView:
        case = review.Case(self.shown.picture, self.shown.kept, judged(self.desk.archive))
        return review.view(case, record, said, merge)

    def here(self, filters: QueueFilters, record: str | None = None, **more: object) -> str:
        asked = address(filters, **more)
        path = f"/cases/{self.slug}/review" + (f"/{record}" if record else "")
        return f"{path}?{asked}" if asked else path

    def page(self, request: Request, template: str, status: int = 200, **context: Any) -> Response:
        shared = {
            "page": _PAGE,
            "pages": PAGES,
            "slug": self.slug,
            "case": self.shown.picture.case,
            "visitor": self.visitor,
        }
        return self.desk.templates.TemplateResponse(request, template, shared | context, status_code=status)


router = APIRouter(
    prefix="/cases/{slug}/review", include_in_schema=False, default_response_class=HTMLResponse
)
api = APIRouter(prefix="/api/v1/cases/{slug}/review", tags=["review"])


@router.get("")
def queue_page(request: Request, visitor: AskingAnalyst, slug: str, filters: Filters) -> Response:
    """What waits for review."""
    here = _Desk.of(request, slug, visitor)
    return here.page(
        request,
        "queue.html",
        view=here.queue_view(filters.queue),
        filters=filters.queue,
        done=filters,
        asked=address(filters.queue),
    )


@router.post("/gold")
def gold(request: Request, visitor: AskingExporter, slug: str) -> Response:
    """The reports that persons have reviewed in full, as gold in a ZIP file."""
    archive = _Desk.of(request, slug, visitor).desk.archive
    packed, made = zipped_gold(archive, who=visitor.name, clearance=visitor.clearance)
    with archive.writing() as connection:
        detail = {"form": "gold", "rows": made.records}
        trail.append(connection, visitor.name, [("export", "gold.zip", detail)])
    headers = {"content-disposition": 'attachment; filename="gold.zip"'}
    return Response(packed, media_type="application/zip", headers=headers)


@router.get("/{record}")
def record_page(
    request: Request, visitor: AskingAnalyst, slug: str, record: RecordId, filters: Filters
) -> Response:
    """One record under review."""
    here = _Desk.of(request, slug, visitor, fresh=filters.did in VERDICTS)
    return _record_page(request, here, here.record(record), filters, Outcome(), {})


@router.post("/{record}")
def act(
    request: Request, visitor: AskingAnalyst, slug: str, record: RecordId, filters: Filters, form: Form
) -> Response:
    """Do what a form of the page says, and go on."""
    here = _Desk.of(request, slug, visitor)
    whole = here.record(record)
    archive, action = here.desk.archive, form.get("action", "")
    after = _after(here.queue(filters.queue, here.rejected(filters.queue)), record)
    if action == "skip":
        return _redirect(here, filters, after)
    others = [one for one in form.get("others", "").split(",") if one]
    if action in judging.ACTIONS:
        outcome = judging.say(archive, visitor, whole, here.said(record), form)
    elif action == "withdraw":
        outcome = judging.take_back(archive, visitor, record, form.get("numbers", ""))
    elif action == "judge":
        outcome = judging.pair(
            archive, visitor, record, others, form.get("verdict", ""), form.get("note", "")
        )
    else:
        raise HTTPException(422)
    here.desk.cases.moved()
    if outcome.refused:
        return _record_page(request, here, whole, filters, outcome, form)
    done = {"did": outcome.did, "last": record}
    if outcome.did in VERDICTS:
        return _redirect(here, filters, record, **done, others=",".join(others))
    if outcome.did in ("comment", "withdraw"):
        return _redirect(here, filters, record, **done, numbers=_numbers(outcome))
    return _redirect(here, filters, after, **done, numbers=_numbers(outcome))


@api.get("", summary="What waits for review")
def queue_as_json(
    request: Request, visitor: AskingAnalyst, slug: str, filters: Annotated[QueueFilters, Query()]
) -> QueueView:
    """The records of a case that wait for review, what pays most first."""
    return _Desk.of(request, slug, visitor).queue_view(filters)


@api.get("/{record}", summary="A record under review")
def record_as_json(request: Request, visitor: AskingAnalyst, slug: str, record: RecordId) -> ReviewView:
    """A record with all that was said of it."""
    here = _Desk.of(request, slug, visitor)
    return here.view(here.record(record), here.said(record), None)


def _record_page(
    request: Request,
    here: _Desk,
    whole: Whole,
    filters: ReviewFilters,
    outcome: Outcome,
    form: dict[str, str],
) -> Response:
    view = here.view(whole, here.said(whole.id), filters.merge)
    if outcome.refused:
        fields = values.filled(tuple(row.field for row in view.fields), form, outcome.changed)
        fields = values.with_errors(fields, outcome.errors)
        rows = tuple(
            row.model_copy(update={"field": one}) for row, one in zip(view.fields, fields, strict=True)
        )
        view = view.model_copy(update={"fields": rows})
    waiting = [one.id for one in here.queue(filters.queue, here.rejected(filters.queue))]
    place = waiting.index(whole.id) if whole.id in waiting else None
    return here.page(
        request,
        "review.html",
        status=409 if outcome.meanwhile else 422 if outcome.refused else 200,
        view=view,
        filters=filters.queue,
        done=filters,
        merge=filters.merge,
        asked=address(filters.queue),
        outcome=outcome,
        meanwhile=review.history(whole.body, outcome.meanwhile),
        form=form,
        place=place,
        total=len(waiting),
        next=_after_id(waiting, whole.id),
        previous=waiting[place - 1] if place else None,
        help=values.HELP,
    )


def _after(waiting: Sequence[Waiting], record: str) -> str | None:
    return _after_id([one.id for one in waiting], record)


def _after_id(ids: Sequence[str], record: str) -> str | None:
    """The record after this one in a queue; the first where it is not in it; None after the last."""
    if record not in ids:
        return ids[0] if ids else None
    place = ids.index(record) + 1
    return ids[place] if place < len(ids) else None


def _numbers(outcome: Outcome) -> str:
    return ",".join(map(str, outcome.numbers))


def _redirect(here: _Desk, filters: ReviewFilters, record: str | None, **more: str) -> Response:
    return RedirectResponse(here.here(filters.queue, record, **more), status_code=303)
