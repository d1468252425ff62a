"""A page of what an archive finds, in all of it or among some of its reports.

Invariant: no search looks at more than MOST records that fit, or at more than FEW reports one by one, however many there
are; where that is not enough to fill the page, it says so.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from trucewatch.archive import engines, hiding, queries, within
from trucewatch.archive.query import Query
from trucewatch.archive.schema import BLOCK, in_block, records, reports
from trucewatch.archive.store import Archive

MOST = 5000
"""Records that fit and are looked at for one page, at most."""
_FIRST = 500
FEW = 1000
"""Reports that are looked through one by one, so that nothing in them is missed, at most."""


@dataclass(frozen=True)
class Hit:
    """A record that fits: its id and number among those of its report, itself as `body`, its words, its report."""

    id: str
    number: int
    body: dict[str, Any]
    words: tuple[str, ...]
    reader: str
    report: str
    title: str | None
    outlet: str | None
    published: str | None


@dataclass(frozen=True)
class Whole(Hit):
    """A record with the whole text of its report; `holder` is the number of the report in the archive."""

    text: str
    holder: int
    current: bool


@dataclass(frozen=True)
class Hits:
    """A page of hits; `more` where others follow, `cut` where so many fit that the rest was not looked at."""

    found: tuple[Hit, ...]
    more: bool
    cut: bool


def search(
    archive: Archive, query: Query, *, page: int = 1, size: int = 50, among: Collection[str] | None = None
) -> Hits:
    """Page number `page`, from 1, of the records that fit, `size` on each; `query.limit` is not looked at.

    `among` are the ids of the reports that are looked in; all of them where it is None.
    """
    wanted = page * size + 1
    with archive.reading() as connection:
        numbers, cut = _numbers(connection, query, wanted, among)
        found = queries.fetch(connection, numbers[(page - 1) * size : page * size], query.clearance)
        places = _places(connection, [row.number for row in found])
    hits = tuple(_hit(row, places[row.number]) for row in found)
    return Hits(found=hits, more=len(numbers) >= wanted, cut=cut and len(numbers) < wanted)


def by_id(archive: Archive, ids: Iterable[str], *, clearance: int | None = None) -> list[Whole]:
    """The records with these ids, in this order; those that somebody with `clearance` may not see are left out."""
    with archive.reading() as connection:
        hidden = hiding.hidden(connection, clearance)
        numbers = []
        for identifier in ids:
            there = queries.exactly(connection, identifier)
            if there and there[-1].number // BLOCK not in hidden:
                numbers.append(there[-1].number)
        found = queries.fetch(connection, numbers, clearance)
        places = _places(connection, numbers)
    return [
        Whole(
            **vars(_hit(row, places[row.number])),
            text=row.text,
            holder=row.number // BLOCK,
            current=bool(row.current),
        )
        for row in found
    ]


def _numbers(
    connection: Connection, query: Query, wanted: int, among: Collection[str] | None
) -> tuple[list[int], bool]:
    """The numbers of as many records that fit as are wanted, and whether there may be some that were not looked at."""
    if among is None:
        limit = min(MOST, wanted)
        numbers = queries.find(connection, replace(query, limit=limit))
        return numbers, limit < wanted and len(numbers) == limit
    if len(among) <= FEW:
        few = within.find(connection, query, queries.numbered(connection, sorted(among)))
        return few[:wanted], False
    limit = max(_FIRST, wanted)
    while True:
        limit = min(limit, MOST)
        numbers = queries.find(connection, replace(query, limit=limit))
        there = _ids(connection, sorted({number // BLOCK for number in numbers}))
        inside = [number for number in numbers if there[number // BLOCK] in among]
        if len(inside) >= wanted or len(numbers) < limit or limit == MOST:
            return inside[:wanted], len(numbers) == limit
        limit *= 4


def _ids(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    wanted = select(reports.c.number, reports.c.id)
    return {row.number: row.id for row in engines.among(connection, wanted, reports.c.number, numbers)}


def _places(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    """Of records, the place of each among the current ones of its report, from 0."""
    found: dict[int, int] = {}
    for report in {number // BLOCK for number in numbers}:
        theirs = (in_block(records.c.number, report), records.c.current == 1)
        current = select(records.c.number).where(*theirs).order_by(records.c.number)
        found.update({number: n for n, number in enumerate(connection.execute(current).scalars())})
    return {number: found.get(number, 0) for number in numbers}


def _hit(row: Any, number: int) -> Hit:
    body = json.loads(row.body)
    return Hit(
        id=row.id,
        number=number,
        body=body,
        words=tuple(row.text[span["start"] : span["end"]] for span in body["evidence"]),
        reader=row.reader,
        report=row.report_id,
        title=row.title,
        outlet=row.outlet,
        published=row.published,
    )
