"""The application: everything of the desk put together.

Invariant: nothing is reached but through `access`; every answer has the headers of `security`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.templating import Jinja2Templates

from trucewatch.archive import Archive
from trucewatch.desk import (
    account,
    administration,
    alerts,
    answers,
    assets,
    base_map,
    downloads,
    feeds,
    levels,
    login,
    markup,
    publishing,
    reviewing,
    searching,
)
from trucewatch.desk.access import Access, Asking, Rights
from trucewatch.desk.alerting.background import Background
from trucewatch.desk.alerting.running import Alerting, channels
from trucewatch.desk.api import collections, page
from trucewatch.desk.api.description import describe
from trucewatch.desk.api.freshness import Fresh
from trucewatch.desk.case_store import Cases
from trucewatch.desk.contents import PAGES
from trucewatch.desk.forms import Forms
from trucewatch.desk.harmless import harmless
from trucewatch.desk.packing import Packed
from trucewatch.desk.pages import routers
from trucewatch.desk.security import Shield
from trucewatch.desk.settings import Settings
from trucewatch.desk.state import Desk

_HERE = Path(__file__).parent


def create_app(settings: Settings) -> FastAPI:
    """The desk as an ASGI application.

    Raises `archive.ArchiveError` where the archive cannot be opened and `cases.CaseError` where a case file cannot be
    used, and `alerting.mail.MailError` where the environment's mail settings make no sense.
    """
    archive = Archive(settings.archive)
    cases = Cases(archive, settings.cases)
    alerting = Alerting(
        archive=archive,
        cases=cases,
        channels=channels(allow_private=settings.allow_private),
        address=settings.address or "",
    )
    desk = Desk(settings=settings, archive=archive, cases=cases, templates=_templates(), alerting=alerting)
    background = Background(alerting)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if settings.alerts:
            background.start()
        yield
        if settings.alerts:
            background.stop()
        archive.close()

    app = FastAPI(
        title="Trucewatch desk",
        version=version("trucewatch"),
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.desk = desk
    own = (login.router(), account.router(), administration.router(), levels.router())
    programs = (collections.router, base_map.router, feeds.router, page.router, alerts.router, alerts.api)
    out = (downloads.router, downloads.sheets(PAGES), publishing.router, publishing.public)
    work = (searching.router, reviewing.router, reviewing.api)
    for router in (*programs, *out, *routers(PAGES), *work, *own):
        app.include_router(router)
    app.add_api_route("/", _home, methods=["GET"], include_in_schema=False)
    app.mount("/static", assets.Files(), name="static")
    for kind, handler in answers.HANDLERS.items():
        app.add_exception_handler(kind, handler)
    describe(app, settings)
    _guard(app, settings, archive)
    return app


def _guard(app: FastAPI, settings: Settings, archive: Archive) -> None:
    """Put what keeps others out before the application; what is added last is asked first."""
    app.add_middleware(Fresh)
    app.add_middleware(Packed)
    app.add_middleware(Rights, application=app, refuse=answers.refused)
    app.add_middleware(Forms, settings=settings, refuse=answers.refused)
    app.add_middleware(Access, archive=archive, settings=settings, refuse=answers.refused)
    app.add_middleware(Shield, settings=settings, failed=answers.failed)


def _templates() -> Jinja2Templates:
    templates = Jinja2Templates(directory=_HERE / "templates", context_processors=[answers.known])
    templates.env.trim_blocks = templates.env.lstrip_blocks = True
    templates.env.finalize = harmless
    templates.env.filters.update(markup.FILTERS)
    templates.env.globals.update(markup.GLOBALS)
    return templates


def _home(request: Request, _: Asking) -> Response:
    """The one case that there is, else the list of cases."""
    desk: Desk = request.app.state.desk
    cases = desk.listed()
    if len(cases) == 1:
        return RedirectResponse(f"/cases/{cases[0].slug}", status_code=303)
    return desk.templates.TemplateResponse(request, "cases.html", {"cases": cases})
