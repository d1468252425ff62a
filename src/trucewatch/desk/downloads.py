"""Files that are taken from the desk for one's own use, and any page as a table.

Invariant: only analysts take files away, each is noted in the trail with who took it, and nothing of a name or of a
file can become markup or a path.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import Response

from trucewatch.archive import Archive, trail
from trucewatch.desk.access import AskingExporter, Visitor, exporter
from trucewatch.desk.answers import refused
from trucewatch.desk.api.collections import Conditions, Slug
from trucewatch.desk.exporting import FORMS, ZIP, ExportError, Source, file_of, zipped
from trucewatch.desk.filters import Filters
from trucewatch.desk.pages import Page, asked, seen_by, shown_to, view_of
from trucewatch.desk.state import Desk
from trucewatch.exports.flat import flattened
from trucewatch.exports.geography import MissingExtraError
from trucewatch.exports.sheets import to_csv
from trucewatch.exports.tables import CSV

router = APIRouter(include_in_schema=False)
_ALSO = "-metadata.json"
FileName = Annotated[str, Path(max_length=100)]


@router.get("/cases/{slug}/exports/{file}", name="export_file")
@router.get("/api/v1/cases/{slug}/exports/{file}", name="api_export_file")
def export_file(
    request: Request,
    visitor: AskingExporter,
    slug: Slug,
    file: FileName,
    filters: Annotated[Conditions, Query()],
) -> Response:
    """A file of the case: `acled.csv`, its description `acled.csv-metadata.json`, or both as `acled.zip`."""
    form, ending = _form(file)
    shown = shown_to(request, visitor, slug, filters.until)
    desk: Desk = request.app.state.desk
    source = Source(slug=slug, picture=shown.picture, identify=shown.kept.identifier)
    told = filters.model_dump(exclude_none=True) | {"case": shown.picture.case.name}
    try:
        made = file_of(source, form, who=visitor.name, filters=filters.conditions(), asked=told)
    except ExportError as error:
        return refused(request, 422, {}, [str(error)])
    except MissingExtraError as error:
        return refused(request, 503, {}, [str(error)])
    if ending.endswith(_ALSO):
        return download(made.name + _ALSO, "application/json", made.description)
    note(
        desk.archive, visitor, made.name, case=slug, form=form, filters=filters.model_dump(exclude_none=True)
    )
    if ending == "zip":
        return download(made.name.removesuffix(f".{FORMS[form].ending}") + ".zip", ZIP, zipped(made))
    return download(made.name, made.media_type, made.data)


def _form(file: str) -> tuple[str, str]:
    """The format and the ending that a file's name asks for, or the answer that there is none such."""
    name, _, ending = file.partition(".")
    form = FORMS.get(name)
    if form is None or ending not in (form.ending, form.ending + _ALSO, "zip"):
        raise HTTPException(404)
    return name, ending


def sheets(pages: tuple[Page, ...]) -> APIRouter:
    """The routes by which each page is given as a table, under its own filters."""
    made = APIRouter(prefix="/cases/{slug}/csv", include_in_schema=False)
    for page in pages:
        exported = replace(page, needs=exporter)
        made.add_api_route(
            f"/{page.path or 'case'}", _sheet(exported), methods=["GET"], name=f"csv_{page.name}"
        )
    return made


def _sheet(page: Page) -> Callable[..., Any]:
    def endpoint(request: Request, visitor: Visitor, slug: str, filters: Filters, part: str = "") -> Response:
        seen = seen_by(request, visitor, slug, page.until(filters), part)
        columns, rows = flattened(view_of(page, seen, filters), page.rows)
        name = f"{slug}-{page.name}-{seen.picture.today or 'undated'}.csv"
        told = filters.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        note(seen.desk.archive, visitor, name, case=slug, form=f"page {page.name}", filters=told)
        return download(name, CSV, to_csv(columns, rows).encode("utf-8", "replace"))

    return asked(endpoint, page)


def download(name: str, media_type: str, data: bytes) -> Response:
    """A file to be kept, under a name that is letters, digits, full stops, hyphens and underscores."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-") or "file"
    return Response(
        data, media_type=media_type, headers={"content-disposition": f'attachment; filename="{safe}"'}
    )


def note(archive: Archive, visitor: Visitor, subject: str, **detail: Any) -> None:
    """Note in the trail that a visitor took a file away."""
    with archive.writing() as connection:
        trail.append(connection, visitor.name, [("export", subject, detail)])
