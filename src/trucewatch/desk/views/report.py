"""One report: its whole text with the records marked in it, the records beside it, and where it comes from."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from trucewatch.archive.reviews import Standing
from trucewatch.archive.searching import Hit
from trucewatch.cases import Picture
from trucewatch.desk.filters import Filters
from trucewatch.desk.views.common import View
from trucewatch.desk.views.marking import Segment, paragraphs, sheet_of, sheets
from trucewatch.desk.views.reports import CopyOf, Number, copy_of, title
from trucewatch.desk.views.search import RECORD
from trucewatch.desk.views.states import State, state
from trucewatch.exports.describe import describe
from trucewatch.linking import Reference, Voice
from trucewatch.linking.kept import Kept
from trucewatch.linking.telling import Told
from trucewatch.records import Reading

if TYPE_CHECKING:
    from trucewatch.archive.provenance import Provenance

LISTED = 5000
"""Records of other sheets that are listed, at most."""


class ReportPageFilters(Filters):
    """A long text comes in sheets; `sheet` is the one to show, from 1."""

    sheet: Number = 1


class RecordView(View):
    """A record beside the text: its number in the report, what it says in words, and where its words are."""

    number: int
    id: str | None
    kind: str
    headline: str
    rest: str
    details: tuple[str, ...]
    assertion: str
    voice: Voice
    confidence: float | None
    thing: str | None
    disputed: bool
    parts: int
    state: State | None


class RejectedView(View):
    """A record that was read here and that people rejected."""

    id: str
    headline: str
    rest: str
    state: State


class Elsewhere(View):
    """A record that is on another sheet."""

    number: int
    sheet: int


class ReportView(View):
    """A report as it came, with what was read from it; `came` is where it comes from, as the archive keeps it."""

    id: str
    title: str
    outlet: str | None
    published: str | None
    language: str | None
    url: str | None
    sha256: str
    level: int
    copy_of: CopyOf | None
    copied_by: tuple[CopyOf, ...]
    passages: tuple[str, ...]
    paragraphs: tuple[tuple[Segment, ...], ...]
    records: tuple[RecordView, ...]
    kinds: Mapping[int, str]
    rejected: tuple[RejectedView, ...]
    elsewhere: tuple[Elsewhere, ...]
    total: int
    sheet: int
    sheets: int
    came: Mapping[str, Any] | None


def view(
    picture: Picture,
    report: str,
    filters: ReportPageFilters,
    *,
    kept: Kept,
    standings: Mapping[str, Standing] | None = None,
    rejected: Iterable[Hit] = (),
    came: Provenance | None = None,
    level: int = 0,
) -> ReportView:
    """The report with this id. Raises LookupError where the case has none.

    `kept` is what the picture was made from, `came` where the report comes from, `level` who may see it (0: everybody).
    `standings` are what people said of records, by their ids, and `rejected` the records of it that they rejected.
    """
    reading = next((one for one in picture.readings if one.report.id == report), None)
    if reading is None:
        bare = next((one for one in kept.silent() if one.id == report), None)
        if bare is None:
            raise LookupError(report)
        reading = Reading(report=bare)
    said = standings or {}
    text = reading.report.text
    spans = {n: _spans(record.evidence, len(text)) for n, record in enumerate(reading.records)}
    within = sheets(text, spans)
    number = min(filters.sheet, len(within))
    on = {record: sheet_of(parts, within) + 1 for record, parts in spans.items()}
    here = sorted((n for n, sheet in on.items() if sheet == number), key=lambda n: (spans[n] or [(0, 0)], n))
    titles = {one.report.id: title(one) for one in (reading, *picture.readings)}
    copies = {one.report: one for one in picture.linked.copies}
    mine = copies.get(report)
    disputed = {one.thing for one in picture.linked.contradictions}
    return ReportView(
        id=report,
        title=titles[report],
        outlet=reading.report.outlet,
        published=reading.report.published,
        language=reading.report.language,
        url=reading.report.url,
        sha256=reading.report.sha256,
        level=level,
        copy_of=copy_of(mine, titles),
        copied_by=tuple(
            CopyOf(report=one.report, name=titles[one.report], share=one.share)
            for one in picture.linked.copies
            if one.of == report and one.report in titles
        ),
        passages=mine.passages if mine else (),
        paragraphs=paragraphs(text, spans, within[number - 1]),
        records=tuple(_record(picture, reading, n, len(spans[n]), kept, said, disputed) for n in here),
        kinds={n: record.kind for n, record in enumerate(reading.records) if on[n] == number},
        rejected=tuple(_rejected(one, said[one.id]) for one in rejected if one.id in said),
        elsewhere=tuple(
            Elsewhere(number=n, sheet=sheet) for n, sheet in sorted(on.items()) if sheet != number
        )[:LISTED],
        total=len(reading.records),
        sheet=number,
        sheets=len(within),
        came=asdict(came) if came else None,
    )


def _spans(evidence: Sequence[Any], length: int) -> list[tuple[int, int]]:
    return sorted((span.start, min(span.end, length)) for span in evidence if span.start < length)


def _record(
    picture: Picture,
    reading: Reading,
    number: int,
    parts: int,
    kept: Kept,
    said: Mapping[str, Standing],
    disputed: Container[str],
) -> RecordView:
    reference = Reference(reading.report.id, number)
    row: Told = picture.by_reference[reference]
    thing = picture.linked.thing_of(reference)
    words = describe(row.record)
    identifier = kept.identifier(reference)
    standing = said.get(identifier or "")
    return RecordView(
        number=number,
        id=identifier,
        kind=row.record.kind,
        headline=words.headline,
        rest=words.rest,
        details=words.details,
        assertion=row.record.assertion,
        voice=row.voice,
        confidence=row.record.confidence,
        thing=thing.id if thing else None,
        disputed=thing is not None and thing.id in disputed,
        parts=parts,
        state=state(standing) if standing else None,
    )


def _rejected(hit: Hit, standing: Standing) -> RejectedView:
    words = describe(RECORD.validate_python(hit.body))
    return RejectedView(id=hit.id, headline=words.headline, rest=words.rest, state=state(standing))
