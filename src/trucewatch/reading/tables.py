"""Records from tables: displacement figures by place and window, casualties and violations by incident or side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from trucewatch.language.document import Document, as_place
from trucewatch.language.tables import Cell, Row, Table
from trucewatch.reading.common import lexicon
from trucewatch.records import Actor, Casualties, Count, Displacement, Incident, Place, Span


def displacement_rows(document: Document) -> list[Displacement]:
    """A record for each figure of people on the move that a table of the report gives."""
    return [r for table in document.tables for r in _displacement(document, table)]


def incident_rows(document: Document, types: dict[str, str]) -> list[Incident]:
    """A record for each row of casualties or violations; `types` maps a word of the row to an incident type."""
    return [r for table in document.tables for r in _incidents(document, table, types)]


def _tables() -> dict[str, Any]:
    return lexicon("tables").tables


def _says(words: str, table: dict[str, Sequence[str]]) -> str | None:
    lowered = words.lower()
    return next((meaning for meaning, stems in table.items() if any(s in lowered for s in stems)), None)


def _heads(table: Table, row: Row) -> Iterator[tuple[str, Cell]]:
    """Each cell of a row that holds a figure, under its column's head."""
    aligned = len(table.header) == len(row.cells)
    for number, cell in enumerate(row.cells):
        if number and cell.is_number:
            head = table.header[number] if aligned else (table.header[-1] if table.header else "")
            yield head, cell


def _displacement(document: Document, table: Table) -> Iterator[Displacement]:
    words = _tables()
    context = " ".join([table.caption, *table.header, document.title or ""])
    for row in table.rows:
        label = row.cells[0].text if row.cells else ""
        for head, cell in _heads(table, row):
            counted = f"{head} {label}"
            if _says(head, words["casualties"]) or _says(counted, {"x": words["violations"]["heads"]}):
                continue
            if any(w in head.lower() for w in words["other"]["heads"]):
                continue
            measure = (
                _says(head, words["people"])
                or _says(label, words["people"])
                or _says(context, words["people"])
            )
            unit = _says(counted, words["units"]) or _says(context, words["units"])
            count = _count(document, cell)
            if measure is None or unit is None or count is None:
                continue
            place = _place(document, row)
            if (
                place is None
                and _says(label, {"x": words["totals"]["labels"]}) is None
                and len(row.cells) > 2
            ):
                continue
            yield Displacement(
                evidence=(Span(start=row.cells[0].start, end=row.cells[-1].end),),
                measure=measure,  # type: ignore[arg-type]
                count=count,
                unit=unit,  # type: ignore[arg-type]
                place=place,
                date=_date(document, row),
            )


def _incidents(document: Document, table: Table, types: dict[str, str]) -> Iterator[Incident]:
    words = _tables()
    for row in table.rows:
        harm, violations = [], None
        for head, cell in _heads(table, row):
            count = _count(document, cell)
            if count is None or "of which" in head.lower():
                continue
            outcome = _says(head, words["casualties"])
            if outcome is not None:
                harm.append(Casualties(outcome=outcome, count=count))  # type: ignore[arg-type]
            elif _says(head, {"x": words["violations"]["heads"]}):
                violations = count
        if violations is None and not harm:
            continue
        harm = [h for h in harm if h.count.value != 0]
        told = document.text[row.start : row.end].lower()
        kind = next(
            (t for w, t in types.items() if w in told), "ceasefire violation" if violations else "attack"
        )
        yield Incident(
            evidence=(Span(start=row.cells[0].start, end=row.cells[-1].end),),
            type="ceasefire violation" if violations else kind,  # type: ignore[arg-type]
            date=_date(document, row) or _caption_date(document, table, row),
            place=_place(document, row),
            actors=tuple(_actors(document, row)),
            casualties=tuple(harm),
            violations=violations,
        )


def _count(document: Document, cell: Cell) -> Count | None:
    found = [c for c in document.counts if cell.start <= c.start < cell.end]
    return found[0].value if found else None


def _place(document: Document, row: Row) -> Place | None:
    return next((as_place(p) for p in document.places if row.start <= p.start < row.end), None)


def _actors(document: Document, row: Row) -> list[Actor]:
    first = row.cells[0]
    found = [a for a in document.actors if first.start <= a.start < first.end]
    return [Actor(name=found[0].name, id=found[0].id)] if found else []


def _date(document: Document, row: Row) -> str | None:
    dated = [
        t
        for t in document.times
        if t.kind == "date" and row.start <= t.start < row.end and (t.window or t.value)
    ]
    return (dated[0].window or dated[0].value) if dated else None


def _caption_date(document: Document, table: Table, row: Row) -> str | None:
    """A window in the table's head or caption, which stand above its rows."""
    top = row.start - 400
    above = [
        t
        for t in document.times
        if t.kind == "date" and top <= t.start < row.start and "/" in (t.window or t.value or "")
    ]
    named = [t for t in above if any(t.text in h for h in (*table.header, table.caption))]
    return (named[-1].window or named[-1].value) if named else None
