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
    when = _heading_date(document, table)
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
            unit = _unit(head) or _unit(label) or _says(context, words["units"])
            count = _count(document, cell)
            if measure is None or unit is None or count is None:
                continue
            place = _place(document, row) or _named(document, label)
            if (
                place is None
                and _says(label, {"x": words["totals"]["labels"]}) is None
                and len(row.cells) > 2
            ):
                continue
            yield Displacement(
                evidence=(Span(start=row.cells[0].start, end=row.cells[-1].end),),
                measure=measure,
                count=count,
                unit=unit,
                place=place,
                date=_date(document, row) or when,
            )


def _unit(label: str) -> str | None:
    """The unit that a label names first: "Individuals (families x 6)" counts people."""
    lowered = label.lower()
    units = _tables()["units"]
    at = {
        unit: min((lowered.find(s) for s in stems if s in lowered), default=-1)
        for unit, stems in units.items()
    }
    named = [unit for unit, where in at.items() if where >= 0]
    return min(named, key=lambda unit: at[unit]) if named else None


def _named(document: Document, label: str) -> Place | None:
    """A place that a row is named for and the gazetteer does not know, or the country where it says "the country"."""
    words = _tables()
    lowered = label.lower()
    if any(w in lowered for w in words["nationwide"]["labels"]):
        country = next((p for p in document.places if p.country is not None and p.name == p.country), None)
        return as_place(country) if country is not None else None
    known = [s for table in ("units", "people") for stems in words[table].values() for s in stems]
    said = (*known, *words["totals"]["labels"], *words["other"]["labels"])
    name = label.split("(")[0].strip(" *†:")
    capital = all(w[:1].isupper() or w.lower() in ("of", "and", "al", "el") for w in name.split())
    if not name or not capital or any(s in lowered for s in said) or any(c.isdigit() for c in name):
        return None
    return Place(name=name)


def _heading_date(document: Document, table: Table) -> str | None:
    """The date of the nearest heading above a table: a short line that is no sentence."""
    first = table.rows[0].start
    for time in reversed(document.times):
        if time.kind != "date" or time.start >= first or not (time.window or time.value):
            continue
        start = document.text.rfind("\n", 0, time.start) + 1
        end = document.text.find("\n", time.end)
        line = document.text[start : end if end >= 0 else None].strip()
        if len(line) <= 110 and not line.endswith((".", ";", ",")) and first - time.start <= 700:
            return time.window or time.value
    return None


def displacement_lines(document: Document, told: Sequence[Span]) -> list[Displacement]:
    """A record for each short paragraph that is a label and a figure: "Number of displaced: 452".

    `told` are the words that other records rest on: a line that holds some of them is left alone. Totals under
    a table go on counting what the table counts.
    """
    found: list[Displacement] = []
    for start, end in _paragraphs(document.text):
        if end - start > _LABEL or any(s.start < end and start < s.end for s in told):
            continue
        counts = [c for c in document.counts if start <= c.start < end]
        outside = [
            c
            for c in counts
            if document.text.count("(", start, c.start) == document.text.count(")", start, c.start)
        ]
        if len(outside) == 1 and _is_label(
            document.text[start:end], outside[0].start - start, outside[0].end - start
        ):
            found += _line(document, start, end, outside[0].value, (outside[0].start, outside[0].end))
    return found


_LABEL = 90


def _is_label(line: str, first: int, last: int) -> bool:
    """Whether a line is a label with its figure in front or behind, and no sentence."""
    bare = re.sub(r"\([^)]*\)", lambda m: " " * len(m[0]), line).rstrip()
    return not bare.endswith((".", "!", "?", ",")) and (
        not bare[:first].strip() or not bare[last:].strip(" +*")
    )


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where blocks set apart by blank lines begin and end, less the blanks and bullets around them."""
    for block in re.finditer(r"(?:[^\n]+(?:\n(?!\s*\n))?)+", text):
        lead = len(block[0]) - len(block[0].lstrip(" \t\n•-*–"))
        yield block.start() + lead, block.start() + len(block[0].rstrip())


def _line(
    document: Document, start: int, end: int, count: Count, at: tuple[int, int]
) -> Iterator[Displacement]:
    words = _tables()
    text = document.text
    label = re.sub(r"\s+", " ", f"{text[start : at[0]]} {text[at[1] : end]}").strip(" .:-–").lower()
    if _says(label, words["casualties"]) or any(w in label.split() for w in words["sentences"]["words"]):
        return
    measure = _says(label, words["movers"])
    lost = _says(label, {"x": words["housing"]["nouns"]}) and _says(
        label, {"x": words["housing"]["destroyed"]}
    )
    above = _above(document, start) if _says(label, {"x": words["totals"]["labels"]}) else None
    span = Span(start=start, end=end)
    if measure is not None:
        yield Displacement(
            evidence=(span,),
            measure=measure,
            count=count,
            unit=_unit(label) or "people",
            place=_place(document, Row(start, end, ())),
            date=_date(document, Row(start, end, ())),
        )
    elif lost:
        place = _place(document, Row(start, end, ()))
        yield Displacement(
            assertion="possible",
            evidence=(span,),
            measure="displaced",
            count=count,
            unit="households",
            who=label,
            from_=place,
            place=place,
            date=_date(document, Row(start, end, ())),
        )
    elif above is not None:
        yield from _total(document, span, count, above)


def _above(document: Document, start: int) -> Displacement | None:
    """A row of the table that ends straight above `start`."""
    tables = [t for t in document.tables if t.rows[-1].end <= start]
    if not tables or start - tables[-1].rows[-1].end > 5:
        return None
    return next(_displacement(document, tables[-1]), None)


def _total(document: Document, span: Span, count: Count, above: Displacement) -> Iterator[Displacement]:
    """The total under a table, and in brackets behind it those of earlier days ("31 March: 8,166")."""
    when = above.date
    yield above.model_copy(update={"evidence": (span,), "count": count, "place": None, "date": when})
    for time in document.times:
        if time.kind != "date" or not span.start <= time.start < span.end:
            continue
        earlier = next((c for c in document.counts if 0 <= c.start - time.end <= 3), None)
        if earlier is not None:
            there = Span(start=time.start, end=earlier.end)
            changed = {"evidence": (there,), "count": earlier.value, "place": None, "date": time.value}
            yield above.model_copy(update=changed)


def _incidents(document: Document, table: Table, types: dict[str, str]) -> Iterator[Incident]:
    for row in table.rows:
        harm, violations = _figures(document, table, row)
        if violations is None and not harm:
            continue
        yield Incident(
            evidence=(Span(start=row.cells[0].start, end=row.cells[-1].end),),
            type="ceasefire violation" if violations else _type(document, row, types),
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
            harm.append(Casualties(outcome=outcome, count=count))
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
