"""What programs ask for that is no page: the cases, records a page at a time, one record, the text of a report.

Invariant: everything comes from the picture of the visitor's clearance; a cursor stands for a place in the order of the
records, so that what comes in between two pages is neither given twice nor passed over.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, HTTPException, Path, Query, Request
from pydantic import BeforeValidator, Field

from trucewatch.desk.access import Asking
from trucewatch.desk.case_store import Shown
from trucewatch.desk.filters import Day, Filters, Share, Text, given
from trucewatch.desk.pages import shown_to
from trucewatch.desk.state import Desk
from trucewatch.desk.views.common import View
from trucewatch.desk.views.search import Kind
from trucewatch.exports.chosen import fits
from trucewatch.exports.describe import describe
from trucewatch.linking import Reference, Voice
from trucewatch.linking.telling import Told
from trucewatch.records.kinds import Assertion

MOST = 500
"""Records on one page at most."""
Slug = Annotated[str, Path(description="The case, as it stands in addresses.", examples=["idlib"])]
Identifier = Annotated[
    str, Path(pattern=r"^[0-9a-f]{64}$", description="The id: 64 hexadecimal digits.", examples=["0" * 64])
]

router = APIRouter(prefix="/api/v1", tags=["records"])


class CaseLine(View):
    """A case in the list of cases; `slug` is what it is called in addresses."""

    slug: str
    name: str
    summary: str


class CaseList(View):
    """The cases of the desk, by their names."""

    cases: tuple[CaseLine, ...]


class RecordItem(View):
    """A record: one claim of one report, with the words that prove it.

    `id` stays while the report and the record do; `first` and `last` bound the days that it is about; `values` are as
    docs/schema/reading.schema.json has them; `thing` is what it tells of, where linking made something of it.
    """

    id: str
    kind: str
    assertion: str
    line: str
    words: str
    voice: Voice
    confidence: float | None
    first: str
    last: str
    thing: str | None
    report: str
    outlet: str | None
    published: str | None
    url: str | None
    values: Mapping[str, Any]


class RecordPage(View):
    """Records in the order of their days; `next` is the cursor of the page after this one, null on the last."""

    records: tuple[RecordItem, ...]
    total: int
    next: str | None


class ReportText(View):
    """A report as it came: its text, and the ids of the records that were read from it."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    language: str | None
    sha256: str
    text: str
    records: tuple[str, ...]


class Conditions(Filters):
    """Records that fit all of these; `since` and `until` bound the days that they tell of and the reports."""

    kind: Kind = None
    assertion: Annotated[Assertion | None, BeforeValidator(given)] = None
    since: Day = None
    place: Text = None
    actor: Text = None
    source: Text = None
    text: Text = None
    confidence: Share = None

    def conditions(self) -> dict[str, Any]:
        """The conditions on a record, as `exports.chosen.fits` takes them."""
        return {name: getattr(self, name) for name in Conditions.model_fields if name != "until"}


class RecordFilters(Conditions):
    """Records that fit all of these, a page of them."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = 100
    cursor: Annotated[
        Annotated[str, Field(max_length=1000)] | None,
        BeforeValidator(given),
        Field(description="The `next` of the page before."),
    ] = None


class _Place(NamedTuple):
    """A record's place in the order of records."""

    first: str
    last: str
    published: str
    report: str
    record: int


@router.get("/cases", summary="The cases")
def cases(request: Request, visitor: Asking) -> CaseList:
    """The cases of this desk, each with the name that stands in addresses."""
    desk: Desk = request.app.state.desk
    return CaseList(cases=tuple(CaseLine(**one._asdict()) for one in desk.listed()))


@router.get("/cases/{slug}/records", summary="Records, a page at a time")
def records(
    request: Request, visitor: Asking, slug: Slug, filters: Annotated[RecordFilters, Query()]
) -> RecordPage:
    """The records of a case that fit, in the order of the days that they tell of.

    To have them all, ask again with `cursor` set to `next` until that is null.
    """
    shown = shown_to(request, visitor, slug, filters.until)
    after = _read(filters.cursor) if filters.cursor else None
    chosen = [row for row in shown.picture.rows if fits(row, **filters.conditions())]
    rest = [row for row in chosen if after is None or _place(row) > after]
    page = rest[: filters.limit]
    following = _written(_place(page[-1])) if len(rest) > len(page) else None
    return RecordPage(records=tuple(_item(shown, row) for row in page), total=len(chosen), next=following)


@router.get("/cases/{slug}/records/{record}", summary="One record")
def record(request: Request, visitor: Asking, slug: Slug, record: Identifier) -> RecordItem:
    """The record with this id."""
    shown = shown_to(request, visitor, slug)
    reference = shown.kept.reference(record)
    row = shown.picture.by_reference.get(reference) if reference is not None else None
    if row is None:
        raise HTTPException(404)
    return _item(shown, row)


@router.get("/cases/{slug}/reports/{report}/text", summary="The text of a report")
def text(request: Request, visitor: Asking, slug: Slug, report: Identifier) -> ReportText:
    """A report as it came, with the ids of its records."""
    shown = shown_to(request, visitor, slug)
    for reading in shown.picture.readings:
        if reading.report.id == report:
            ids = (shown.kept.identifier(Reference(report, n)) for n in range(len(reading.records)))
            known = {
                name: getattr(reading.report, name) for name in ReportText.model_fields if name != "records"
            }
            return ReportText(**known, records=tuple(one for one in ids if one))
    raise HTTPException(404)


def _item(shown: Shown, row: Told) -> RecordItem:
    thing = shown.picture.linked.thing_of(row.reference)
    record, report = row.record, row.report
    return RecordItem(
        id=shown.kept.identifier(row.reference) or "",
        kind=record.kind,
        assertion=record.assertion,
        line=describe(record).line,
        words=row.words,
        voice=row.voice,
        confidence=record.confidence,
        first=row.first,
        last=row.last,
        thing=thing.id if thing else None,
        report=row.reference.report,
        outlet=report.outlet,
        published=report.published,
        url=report.url,
        values=record.model_dump(mode="json", by_alias=True, exclude_none=True),
    )


def _place(row: Told) -> _Place:
    return _Place(row.first, row.last, row.report.published or "", *row.reference)


def _written(place: _Place) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _read(cursor: str) -> _Place:
    """The place that a cursor stands for, or the answer that it is none of ours."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
        first, last, published, report, record = found
        if not all(isinstance(one, str) for one in found[:4]) or type(record) is not int:
            raise ValueError(cursor)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise HTTPException(422) from None
    return _Place(first, last, published, report, record)
