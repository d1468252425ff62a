"""The changes of a case as feeds, under the filters of the page of changes.

Invariant: who follows a feed is somebody: it is asked for with a session or with a token in the header, never with one
in the address, which ends in logs.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from trucewatch.archive.looks import retrieved
from trucewatch.desk.access import Asking
from trucewatch.desk.api.collections import Slug
from trucewatch.desk.pages import shown_to
from trucewatch.desk.state import Desk
from trucewatch.desk.views.changes import ChangeFilters, view
from trucewatch.exports.changes import Change
from trucewatch.exports.feeds import ATOM, JSON_FEED, Feed, atom, json_feed

router = APIRouter(tags=["feeds"])
Wanted = Annotated[ChangeFilters, Query()]


@router.get(
    "/cases/{slug}/changes.atom", summary="What came in, as Atom", response_class=Response,
    responses={200: {"description": "The feed.", "content": {ATOM: {"schema": {"type": "string"}}}}},
)  # fmt: skip
def as_atom(request: Request, visitor: Asking, slug: Slug, filters: Wanted) -> Response:
    """What came in for a case, the latest first, as Atom (RFC 4287); dated by when the reports came in."""
    return Response(atom(*_found(request, visitor, slug, filters)), media_type=ATOM)


@router.get(
    "/cases/{slug}/changes.json", summary="What came in, as a JSON Feed", response_class=Response,
    responses={200: {"description": "The feed.", "content": {JSON_FEED: {"schema": {"type": "object"}}}}},
)  # fmt: skip
def as_json_feed(request: Request, visitor: Asking, slug: Slug, filters: Wanted) -> Response:
    """The same as a JSON Feed (version 1.1); each item has the change as data under `_trucewatch`."""
    return Response(json_feed(*_found(request, visitor, slug, filters)), media_type=JSON_FEED)


def _found(
    request: Request, visitor: Asking, slug: str, filters: ChangeFilters
) -> tuple[Feed, tuple[Change, ...]]:
    desk: Desk = request.app.state.desk
    picture = shown_to(request, visitor, slug, filters.until).picture
    came = retrieved(desk.archive, (reading.report.id for reading in picture.readings))
    asked = filters.model_dump(exclude_defaults=True)
    query = f"?{urlencode(asked)}" if asked else ""
    base = desk.base(str(request.base_url))
    feed = Feed(
        case=slug,
        title=f"{picture.case.name}: what came in",
        base=base,
        page=f"{base}/cases/{slug}/changes{query}",
        address=f"{base}{request.url.path}{query}",
        query=query,
    )
    return feed, view(picture, filters, came).changes
