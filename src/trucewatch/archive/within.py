"""Finding records in a few reports, which are looked at one by one.

Invariant: what fits here is what fits in `queries.find`; what it costs depends on these reports alone, however large the
archive is.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from trucewatch.archive import engines, hiding, marks, queries
from trucewatch.archive.query import Query, fits, windows
from trucewatch.archive.rows import fold
from trucewatch.archive.schema import records, reports

_COLUMNS = (
    records.c.number,
    records.c.first_day,
    records.c.last_day,
    records.c.lasting,
    records.c.current,
    records.c.confidence,
    records.c.marks,
)


def find(connection: Connection, query: Query, within: Sequence[int]) -> list[int]:
    """The numbers of the records that fit in the reports with these numbers, the latest first; all of them."""
    hidden = hiding.hidden(connection, query.clearance)
    numbers = sorted(number for number in within if number not in hidden)
    if query.text is not None:
        numbers = _telling(connection, query.text, numbers)
    groups = [frozenset(group) for group in queries.groups_of(connection, query)]
    stretches = windows(query)
    keys = [
        marks.key(row.first_day, row.number)
        for row in queries.within(connection, numbers, *_COLUMNS)
        if fits(row, query, groups, stretches)
    ]
    return [key & marks.NUMBER_MASK for key in sorted(keys, reverse=True)]


def _telling(connection: Connection, words: str, numbers: Sequence[int]) -> list[int]:
    """Those of some reports that have all of some words, in the title or the text."""
    wanted = fold(words).split()
    found: list[int] = []
    columns = select(reports.c.number, reports.c.title, reports.c.text)
    for row in engines.among(connection, columns, reports.c.number, numbers):
        told = fold(f"{row.title or ''} {row.text}")
        if wanted and all(f" {word} " in told for word in wanted):
            found.append(row.number)
    return sorted(found)
