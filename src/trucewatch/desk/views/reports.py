"""The reports of a case, one a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from trucewatch.cases import Picture
from trucewatch.cases.commitments import last_day
from trucewatch.desk.filters import Day, Filters, Text, given
from trucewatch.desk.views.common import View
from trucewatch.linking import Copy
from trucewatch.places.names import fold
from trucewatch.records import Reading, Report

PAGE = 200
Copies = Annotated[Literal["only", "without"] | None, BeforeValidator(given)]
Number = Annotated[int, BeforeValidator(lambda value: given(value) or 1), Field(ge=1, le=100_000)]


class ReportFilters(Filters):
    """Reports of an outlet, with certain words, published since a day, with a kind of record; copies only or left out.

    `until` shows those published until that day.
    """

    outlet: Text = None
    text: Text = None
    since: Day = None
    kind: Text = None
    copies: Copies = None
    page: Number = 1


class CopyOf(View):
    """What a report is a copy of: a report of the case, or whom it credits."""

    report: str | None
    name: str
    share: float


class ReportLine(View):
    """A report in one line; `title` is its name where it has none, `level` who may see it (0: everybody)."""

    id: str
    title: str
    outlet: str | None
    published: str | None
    language: str | None
    records: int
    kinds: Mapping[str, int]
    copy_of: CopyOf | None
    level: int


class ReportsView(View):
    """Reports that fit the filters, the latest first, a page of them; `total` is how many fit."""

    reports: tuple[ReportLine, ...]
    total: int
    page: int
    pages: int
    outlets: tuple[str, ...]
    kinds: tuple[str, ...]


def view(
    picture: Picture, filters: ReportFilters, levels: Mapping[str, int], silent: Iterable[Report] = ()
) -> ReportsView:
    """The reports that fit the filters; `levels` are those of reports that not everybody may see, by their ids.

    `silent` are the reports of the case of which there is no record, and which its picture has not therefore.
    """
    copies = {one.report: one for one in picture.linked.copies}
    every = [*picture.readings, *_by(silent, filters.until)]
    every.sort(key=lambda one: (one.report.published or "", one.report.id), reverse=True)
    chosen = [one for one in every if _fits(one, filters, one.report.id in copies)]
    titles = {one.report.id: title(one) for one in every}
    pages = max(1, -(-len(chosen) // PAGE))
    page = min(filters.page, pages)
    shown = chosen[(page - 1) * PAGE : page * PAGE]
    return ReportsView(
        reports=tuple(
            _line(one, copies.get(one.report.id), titles, levels.get(one.report.id, 0)) for one in shown
        ),
        total=len(chosen),
        page=page,
        pages=pages,
        outlets=tuple(sorted({one.report.outlet for one in every if one.report.outlet})),
        kinds=tuple(sorted({row.record.kind for row in picture.rows})),
    )


def _by(silent: Iterable[Report], until: str | None) -> Iterator[Reading]:
    """Reports without records as readings, of those that were out by a day where one is given."""
    for report in silent:
        published = (report.published or "")[:10]
        if until is None or (published and published <= last_day(until)):
            yield Reading(report=report)


def title(reading: Reading) -> str:
    """What a report is called: its title, else the beginning of its text, else its id."""
    report = reading.report
    return report.title or " ".join(report.text[:200].split())[:80] or report.id


def copy_of(copy: Copy | None, titles: Mapping[str, str]) -> CopyOf | None:
    """What a report is a copy of, as it is called."""
    if copy is None:
        return None
    name = titles.get(copy.of or "") or copy.credited or "another report"
    return CopyOf(report=copy.of if copy.of in titles else None, name=name, share=copy.share)


def _line(reading: Reading, copy: Copy | None, titles: Mapping[str, str], level: int) -> ReportLine:
    report = reading.report
    return ReportLine(
        id=report.id,
        title=titles[report.id],
        outlet=report.outlet,
        published=report.published,
        language=report.language,
        records=len(reading.records),
        kinds=dict(Counter(record.kind for record in reading.records).most_common()),
        copy_of=copy_of(copy, titles),
        level=level,
    )


def _fits(reading: Reading, filters: ReportFilters, is_copy: bool) -> bool:
    report = reading.report
    return (
        (filters.outlet is None or fold(filters.outlet) in fold(report.outlet or ""))
        and (filters.since is None or (report.published or "") >= filters.since)
        and (filters.kind is None or any(record.kind == filters.kind for record in reading.records))
        and (filters.copies is None or is_copy == (filters.copies == "only"))
        and (filters.text is None or _has(f"{report.title or ''} {report.text}", filters.text))
    )


def _has(text: str, words: str) -> bool:
    """Whether a text has all of some words, in whatever order."""
    folded = fold(text)
    return all(word in folded for word in fold(words).split())
