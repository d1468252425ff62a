"""The gate to the public, and what is behind it: files are proposed, looked at by somebody else, and released.

Invariant: a proposed file is made of what everybody may see, with blurred places as they are shown; nobody releases
their own proposal while there is somebody else who could; what was withdrawn is answered as what never was.
"""

from __future__ import annotations

from typing import Annotated, NoReturn

from fastapi import APIRouter, Form, HTTPException, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import func, select

from trucewatch.archive import Archive, ArchiveError, releases
from trucewatch.archive.blurs import blurs
from trucewatch.archive.releases import Release
from trucewatch.archive.schema import blurs as blur_table
from trucewatch.archive.schema import levels
from trucewatch.desk.access import AskingEditor, AskingExporter
from trucewatch.desk.api.collections import Conditions, Slug
from trucewatch.desk.contents import answer
from trucewatch.desk.downloads import download
from trucewatch.desk.exporting import ExportError, Source, file_of
from trucewatch.desk.filters import LARGEST, Filters
from trucewatch.desk.pages import Seen, seen_by
from trucewatch.desk.releases_seen import PROPOSED, is_alone
from trucewatch.desk.state import Desk
from trucewatch.exports.blurring import Blurring
from trucewatch.exports.geography import MissingExtraError

router = APIRouter(include_in_schema=False)
public = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=LARGEST)]
FileName = Annotated[str, Path(max_length=200)]
Note = Annotated[str, Form(max_length=2000)]


@router.post("/cases/{slug}/releases", name="propose_release")
def propose(
    request: Request,
    visitor: AskingExporter,
    slug: Slug,
    given: Annotated[Conditions, Form()],
    form: Annotated[str, Form(max_length=100)],
    title: Annotated[str, Form(max_length=200)],
    note: Note = "",
) -> Response:
    """Make a file of what everybody may see, and propose it."""
    desk: Desk = request.app.state.desk
    seen = seen_by(request, visitor, slug)
    if form not in PROPOSED:
        raise HTTPException(422)
    # what everybody may see, whoever proposes
    shown = desk.cases.shown(slug, 0, until=given.until, fresh=True)
    assert shown is not None
    source = Source(
        slug=slug, picture=shown.picture, identify=shown.kept.identifier, blurred=_blurring(desk.archive)
    )
    asked = given.model_dump(exclude_none=True) | {"case": shown.picture.case.name}
    try:
        made = file_of(source, form, who="Trucewatch", filters=given.conditions(), asked=asked)
        releases.propose(
            desk.archive,
            made.data,
            file_name=made.name,
            media_type=made.media_type,
            case=slug,
            title=" ".join(title.split()),
            note=note,
            who=visitor.name,
        )
    except (ExportError, MissingExtraError, ArchiveError) as error:
        return _page(request, seen, wrong=str(error))
    return RedirectResponse(f"/cases/{slug}/releases?done=proposed", status_code=303)


@router.get("/cases/{slug}/releases/{number}/{file}", name="see_release")
def see(request: Request, visitor: AskingExporter, slug: Slug, number: Number, file: FileName) -> Response:
    """The file as it would be public, for those who look at it before."""
    desk: Desk = request.app.state.desk
    return _content(desk.archive, number, file, _of_case(desk, slug, number))


@router.post("/cases/{slug}/releases/{number}/release", name="release")
def release(request: Request, visitor: AskingEditor, slug: Slug, number: Number, note: Note = "") -> Response:
    """Make public what somebody else proposed."""
    desk: Desk = request.app.state.desk
    found = _of_case(desk, slug, number)
    seen = seen_by(request, visitor, slug)
    if hidden_since(desk.archive, found):
        return _page(
            request,
            seen,
            wrong="Levels or blurs were set since it was proposed: turn it down, and propose it anew.",
        )
    try:
        alone = is_alone(desk.archive, visitor)
        releases.release(desk.archive, number, note=note, who=visitor.name, alone=alone)
    except ArchiveError as error:
        return _page(request, seen, wrong=str(error))
    return RedirectResponse(f"/cases/{slug}/releases?done=released", status_code=303)


@router.post("/cases/{slug}/releases/{number}/withdraw", name="withdraw_release")
def withdraw(
    request: Request, visitor: AskingEditor, slug: Slug, number: Number, note: Note = ""
) -> Response:
    """Turn a proposal down, or take back what is public."""
    desk: Desk = request.app.state.desk
    _of_case(desk, slug, number)
    try:
        releases.withdraw(desk.archive, number, note=note, who=visitor.name)
    except ArchiveError as error:
        return _page(request, seen_by(request, visitor, slug), wrong=str(error))
    return RedirectResponse(f"/cases/{slug}/releases?done=withdrawn", status_code=303)


@public.get("/released", response_class=HTMLResponse, name="released")
def released(request: Request) -> Response:
    """What is public, the latest first; nothing of who made it."""
    desk: Desk = request.app.state.desk
    found = releases.releases(desk.archive, state="released")
    return desk.templates.TemplateResponse(request, "released.html", {"releases": found})


@public.get("/released/{number}/{file}", name="released_file")
def released_file(request: Request, number: Number, file: FileName) -> Response:
    """A file that is public."""
    desk: Desk = request.app.state.desk
    return _content(desk.archive, number, file, None)


def hidden_since(archive: Archive, found: Release) -> bool:
    """Whether anything was given a level or a blur since a file was proposed, so that it may show what is hidden now."""
    with archive.reading() as connection:
        later = [
            connection.execute(
                select(func.count()).select_from(table).where(table.c.at >= found.at, value > 0)
            ).scalar_one()
            for table, value in ((levels, levels.c.level), (blur_table, blur_table.c.kilometres))
        ]
    return any(later)


def _blurring(archive: Archive) -> Blurring | None:
    """What is shown only roughly now; None where nothing is."""
    widths = {name: one.kilometres for name, one in blurs(archive).items()}
    return Blurring(widths) if widths else None


def _content(archive: Archive, number: int, file: str, seen: Release | None) -> Response:
    """The bytes of a release; of one that is public where nobody has `seen` it before."""
    try:
        found, body = releases.content(archive, number, state=None if seen else "released")
    except ArchiveError:
        _nothing()
    if found.file_name != file:
        _nothing()
    return download(found.file_name, found.media_type, body)


def _of_case(desk: Desk, slug: str, number: int) -> Release:
    found = releases.releases(desk.archive, case=slug) if slug in desk.cases.files else []
    one = next((one for one in found if one.number == number), None)
    if one is None:
        _nothing()
    return one


def _nothing() -> NoReturn:
    raise HTTPException(404)


def _page(request: Request, seen: Seen, *, wrong: str) -> Response:
    return answer(request, "releases", seen, Filters(), status=422, wrong=wrong)
