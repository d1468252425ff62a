"""The application: everything of the desk put together.

Invariant: nothing is reached but through `access`; every answer has the headers of `security`.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from trucewatch.archive import Archive, ArchiveError
from trucewatch.desk import markup, reviewing, searching
from trucewatch.desk.access import Asking
from trucewatch.desk.case_store import Cases
from trucewatch.desk.contents import PAGES
from trucewatch.desk.harmless import harmless
from trucewatch.desk.pages import routers
from trucewatch.desk.settings import Settings
from trucewatch.desk.state import Desk

_HERE = Path(__file__).parent
_WORDS = {
    400: "The request is not in order.",
    401: "Log in first.",
    404: "There is nothing here.",
    405: "That cannot be done here.",
    413: "That is too large.",
    422: "A value in the address or the form means nothing.",
    429: "Too many tries; wait a little.",
    500: "That is a fault in Trucewatch; please report it.",
    503: "The archive cannot be read at the moment.",
}
_log = logging.getLogger("trucewatch.desk")


def create_app(settings: Settings) -> FastAPI:
    """The desk as an ASGI application.

    Raises `archive.ArchiveError` where the archive cannot be opened and `cases.CaseError` where a case file cannot be
    used.
    """
    archive = Archive(settings.archive)
    desk = Desk(
        settings=settings,
        archive=archive,
        cases=Cases(archive, settings.cases),
        templates=_templates(),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        archive.close()

    app = FastAPI(
        title="Trucewatch desk",
        version=version("trucewatch"),
        description="What the pages of the desk show, as JSON.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.desk = desk
    for router in routers(PAGES):
        app.include_router(router)
    for router in (searching.router, reviewing.router, reviewing.api):
        app.include_router(router)
    app.add_api_route("/", _home, methods=["GET"], include_in_schema=False)
    static = _HERE / "static"
    app.mount("/static", StaticFiles(directory=static, check_dir=False), name="static")
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(ArchiveError, _unreadable)
    app.add_exception_handler(Exception, _failed)
    return app


def _templates() -> Jinja2Templates:
    templates = Jinja2Templates(directory=_HERE / "templates")
    templates.env.trim_blocks = templates.env.lstrip_blocks = True
    templates.env.finalize = harmless
    templates.env.filters.update(markup.FILTERS)
    templates.env.globals.update(markup.GLOBALS)
    return templates


def _home(request: Request, visitor: Asking) -> Response:
    """The one case that there is, else the list of cases."""
    desk: Desk = request.app.state.desk
    cases = desk.listed()
    if len(cases) == 1:
        return RedirectResponse(f"/cases/{cases[0].slug}", status_code=303)
    return desk.templates.TemplateResponse(request, "cases.html", {"cases": cases, "visitor": visitor})


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _told(request, error.status_code, dict(error.headers or {}))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    causes = [f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors()]
    return _told(request, 422, {}, causes)


def _unreadable(request: Request, error: Exception) -> Response:
    _log.error("%s", error)
    return _told(request, 503, {})


def _failed(request: Request, error: Exception) -> Response:
    _log.error("%s %s: %s: %s", request.method, request.url.path, type(error).__name__, error)
    return _told(request, 500, {})


def _told(
    request: Request, status: int, headers: dict[str, str], causes: list[str] | None = None
) -> Response:
    words = _WORDS.get(status, "That went wrong.")
    if request.url.path.startswith("/api/"):
        body: dict[str, Any] = {"detail": words} | ({"causes": causes} if causes else {})
        return JSONResponse(body, status_code=status, headers=headers)
    desk: Desk = request.app.state.desk
    context = {"status": status, "words": words, "causes": causes or []}
    return desk.templates.TemplateResponse(
        request, "refused.html", context, status_code=status, headers=headers
    )
