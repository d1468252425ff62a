"""Search across the archive: the one page of records that is of no case.

Invariant: nothing is found that the visitor's clearance does not admit.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from trucewatch.archive.searching import Hits, search
from trucewatch.desk.access import Asking, Visitor
from trucewatch.desk.state import Desk
from trucewatch.desk.views.search import PAGE, SearchFilters, SearchView, view

router = APIRouter()
Filters = Annotated[SearchFilters, Query()]


def found(desk: Desk, visitor: Visitor, filters: SearchFilters, case: str | None = None) -> SearchView:
    """What a visitor finds, in a case or, without one, in the whole archive."""
    slugs = [case] if case is not None else list(desk.cases.files)
    pictures = {slug: desk.cases.picture(slug, visitor.clearance) for slug in slugs}
    known = {slug: picture for slug, picture in pictures.items() if picture is not None}
    among = None
    if case is not None:
        among = {one.report.id for one in known[case].readings} if case in known else set()
    hits = Hits(found=(), more=False, cut=False)
    if not filters.empty:
        query = filters.query(visitor.clearance)
        hits = search(desk.archive, query, page=filters.page, size=PAGE, among=among)
    return view(filters, hits, known)


@router.get("/search", response_class=HTMLResponse, include_in_schema=False)
def page(request: Request, visitor: Asking, filters: Filters) -> Response:
    """The page of the search across the archive."""
    desk: Desk = request.app.state.desk
    context = {
        "view": found(desk, visitor, filters),
        "filters": filters,
        "visitor": visitor,
        "slug": None,
    }
    return desk.templates.TemplateResponse(request, "search.html", context)


@router.get("/api/v1/search", tags=["archive"], summary="Search the archive")
def as_json(request: Request, visitor: Asking, filters: Filters) -> SearchView:
    """Records that fit, the latest first, a page at a time."""
    return found(request.app.state.desk, visitor, filters)
