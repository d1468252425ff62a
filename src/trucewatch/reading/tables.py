"""Records from tables: displacement figures by place and window, casualties and violations by incident or side."""

from __future__ import annotations

import re
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
    for row in table.rows:
        harm, violations = _figures(document, table, row)
        if violations is None and not harm:
            continue
        yield Incident(
            evidence=(Span(start=row.cells[0].start, end=row.cells[-1].end),),
            type="ceasefire violation" if violations else _type(document, row, types),  # type: ignore[arg-type]
            date=_date(document, row) or _caption_date(document, table, row),
            place=_place(document, row),
            actors=tuple(_actors(document, table, row)),
            casualties=tuple(h for h in harm if h.count.value != 0),
            violations=violations,
        )


def _figures(document: Document, table: Table, row: Row) -> tuple[list[Casualties], Count | None]:
    """The casualties and the violations that a row counts."""
    words = _tables()
    harm: list[Casualties] = []
    violations = None
    for head, cell in _heads(table, row):
        count = _count(document, cell)
        if count is None or "of which" in head.lower():
            continue
        outcome = _says(head, words["casualties"])
        if outcome is not None:
            harm.append(Casualties(outcome=outcome, count=count))  # type: ignore[arg-type]
        elif _says(head, {"x": words["violations"]["heads"]}):
            violations = count
    return harm, violations


def _type(document: Document, row: Row, types: dict[str, str]) -> str:
    """The first type of `types` (those that say most come first) whose word the row has."""
    told = re.findall(r"[\w-]+", document.text[row.start : row.end].lower())
    told += [w.rstrip("s") for w in told]
    line = f" {' '.join(told)} "
    return next((kind for word, kind in types.items() if f" {word} " in line), "attack")


def _count(document: Document, cell: Cell) -> Count | None:
    found = [c for c in document.counts if cell.start <= c.start < cell.end]
    return found[0].value if found else None


def _place(document: Document, row: Row) -> Place | None:
    return next((as_place(p) for p in document.places if row.start <= p.start < row.end), None)


def _actors(document: Document, table: Table, row: Row) -> list[Actor]:
    """Whom a row is about: the party that its first cell or a column of parties names, or who a cell says did it."""
    heads = table.header if len(table.header) == len(row.cells) else ("",) * len(row.cells)
    parties = [
        cell
        for head, cell in zip(heads, row.cells, strict=True)
        if _says(head, {"x": _tables()["parties"]["heads"]})
    ]
    for cell in parties or row.cells[:1]:
        found = [a for a in document.actors if cell.start <= a.start < cell.end]
        if found:
            return [Actor(name=found[0].name, id=found[0].id)]
        span = document.doc.char_span(cell.start, cell.end, alignment_mode="expand") if parties else None
        resolved = document.actors_of(span) if span is not None else []
        if resolved:
            return resolved[:1]
    doers = (
        a
        for a in document.actors
        if row.start <= a.start < row.end
        and re.search(r"\b(?:by|from)\s+(?:the\s+)?$", document.text[row.start : a.start], re.I)
    )
    return [Actor(name=a.name, id=a.id) for a in doers][:1]


def _date(document: Document, row: Row) -> str | None:
    dated = [
        t
        for t in document.times
        if t.kind == "date" and row.start <= t.start < row.end and (t.window or t.value)
    ]
    return (dated[0].window or dated[0].value) if dated else None


def _caption_date(document: Document, table: Table, row: Row) -> str | None:
    """A window in the table's head or caption, which stand above its rows; two dates are its ends."""
    top = row.start - 400 - len(" ".join(table.header))
    above = [
        t for t in document.times if t.kind == "date" and top <= t.start < row.start and (t.window or t.value)
    ]
    for words in (*table.header, table.caption):
        named = [t for t in above if t.text in words]
        windows = [t.window or t.value for t in named if "/" in (t.window or t.value or "")]
        if windows:
            return windows[-1]
        ends = [t.value for t in named if t.value is not None]
        if len(ends) == 2 and ends[0] < ends[1]:
            return f"{ends[0]}/{ends[1]}"
        if len(ends) == 1:
            return ends[0]
    return None
