"""The pages of a case: each is a view, shown as HTML and given as JSON under one and the same filters.

Invariant: what a page shows is what the API gives; adding a page is adding a `Page`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from trucewatch.cases import Picture
from trucewatch.desk.access import Needs, Visitor
from trucewatch.desk.access import visitor as visitor_of
from trucewatch.desk.case_store import Shown
from trucewatch.desk.filters import Filters
from trucewatch.desk.state import Desk
from trucewatch.linking.kept import Kept

_QUICK = 1000
"""Records of a case up to which its pages are made in a few milliseconds."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a view is made from: the picture of a case, for one visitor, and what the picture was made from.

    `part` is the part of the address that names something; `looks` says that a person looks at a page.
    """

    desk: Desk
    visitor: Visitor
    slug: str
    picture: Picture
    kept: Kept
    part: str = ""
    looks: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of a case.

    - `name`: what templates call it; `path`: its address under the case, which may end in `{part}`, and then
      `Seen.part` is what stands there
    - `title`: what it is called in the list of pages; pages without one are not listed
    - `shows`: the model of its view; `filters`: that of its query
    - `as_of`: whether `until` shows the case as of that day; else the view makes of it what it will
    - `needs`: what its visitor must have; `tag`: where the description of the API lists it
    - `rows`: which of its lists is its table, as `exports.flat` takes it
    - `quick`: its view asks nothing of the archive, so that it is made at once where the picture is there
    - `view`: makes the one from the other; raises LookupError where there is nothing of that name
    """

    name: str
    path: str
    title: str = ""
    template: str
    shows: type[BaseModel]
    filters: type[Filters] = Filters
    view: Callable[[Seen, Any], BaseModel]
    quick: bool = False
    as_of: bool = True
    needs: Needs = visitor_of
    tag: str = "cases"
    rows: str = ""

    def until(self, filters: Filters) -> str | None:
        """The day as of which it shows the case; None for today."""
        return filters.until if self.as_of else None


def routers(pages: tuple[Page, ...]) -> tuple[APIRouter, APIRouter]:
    """The routes of pages: as HTML under /cases, as JSON under /api/v1/cases."""
    html = APIRouter(prefix="/cases/{slug}", include_in_schema=False, default_response_class=HTMLResponse)
    api = APIRouter(prefix="/api/v1/cases/{slug}")
    for page in pages:
        path = f"/{page.path}" if page.path else ""
        html.add_api_route(path, _as_html(page, pages), methods=["GET"], name=page.name)
        api.add_api_route(
            path or "/case",
            _as_json(page),
            methods=["GET"],
            name=f"api_{page.name}",
            tags=[page.tag],
            summary=page.title or page.name.capitalize(),
            description=inspect.getdoc(page.shows),
            response_model=page.shows,
            responses={404: {"description": "There is no such case, or nothing of that name in it."}},
        )
    return html, api


def _as_html(page: Page, pages: tuple[Page, ...]) -> Callable[..., Any]:
    def endpoint(request: Request, visitor: Visitor, slug: str, filters: Filters, part: str = "") -> Any:
        seen = seen_by(request, visitor, slug, page.until(filters), part)
        return as_html(request, page, pages, replace(seen, looks=True), filters)

    return asked(_soon(endpoint, page), page)


def as_html(
    request: Request,
    page: Page,
    pages: tuple[Page, ...],
    seen: Seen,
    filters: Filters,
    *,
    status: int = 200,
    **told: Any,
) -> Response:
    """A page of a case; `told` is what its template is told besides."""
    context = {
        "filters": filters,
        "page": page,
        "pages": [one for one in pages if one.needs.refusal(seen.visitor) is None],
        "slug": seen.slug,
        "case": seen.picture.case,
        "picture": seen.picture,
        "cases": seen.desk.listed(),
        "here": page.path.replace("{part}", quote(seen.part, safe="")),
        "asked": f"?{request.url.query}" if request.url.query else "",
        "view": view_of(page, seen, filters),
    }
    return seen.desk.templates.TemplateResponse(request, page.template, context | told, status_code=status)


def _as_json(page: Page) -> Callable[..., Any]:
    def endpoint(request: Request, visitor: Visitor, slug: str, filters: Filters, part: str = "") -> Any:
        return view_of(page, seen_by(request, visitor, slug, page.until(filters), part), filters)

    return asked(_soon(endpoint, page), page)


def _soon(endpoint: Callable[..., Any], page: Page) -> Callable[..., Any]:
    """`endpoint` without a thread of its own where it is made in a few milliseconds: handing over costs as much."""
    if not page.quick:
        return endpoint

    async def at_once(**asked: Any) -> Any:
        desk: Desk = asked["request"].app.state.desk
        until = page.until(asked["filters"])
        if desk.cases.is_ready(asked["slug"], asked["visitor"].clearance, until, most=_QUICK):
            return endpoint(**asked)
        return await run_in_threadpool(endpoint, **asked)

    return at_once


def asked(endpoint: Callable[..., Any], page: Page) -> Callable[..., Any]:
    """`endpoint` with the parameters that FastAPI is to read from a request for this page."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter("request", keyword, annotation=Request),
        inspect.Parameter("visitor", keyword, annotation=Annotated[Visitor, Depends(page.needs)]),
        inspect.Parameter("slug", keyword, annotation=str),
        inspect.Parameter("filters", keyword, annotation=Annotated[page.filters, Query()]),
    ]
    if "{part" in page.path:
        parameters.append(inspect.Parameter("part", keyword, annotation=str))
    endpoint.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return endpoint


def shown_to(
    request: Request, visitor: Visitor, slug: str, until: str | None = None, *, fresh: bool = False
) -> Shown:
    """The picture of a case as a visitor may see it, or the answer that there is no such case."""
    desk: Desk = request.app.state.desk
    shown = desk.cases.shown(slug, visitor.clearance, until=until, fresh=fresh)
    if shown is None:
        raise HTTPException(404)
    return shown


def seen_by(request: Request, visitor: Visitor, slug: str, until: str | None = None, part: str = "") -> Seen:
    """What a page is made from, or the answer that there is no such case."""
    desk: Desk = request.app.state.desk
    shown = shown_to(request, visitor, slug, until)
    return Seen(desk=desk, visitor=visitor, slug=slug, picture=shown.picture, kept=shown.kept, part=part)


def view_of(page: Page, seen: Seen, filters: Filters) -> BaseModel:
    """The view of a page, or the answer that there is nothing of that name."""
    try:
        return page.view(seen, filters)
    except LookupError:
        raise HTTPException(404) from None
