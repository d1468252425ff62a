"""Whether an archive is as it was written, chain, hashes, evidence, and whether all in it is found.

Invariant: everything is worked out anew from what it should follow from; nothing in the archive is taken on
trust but the first hash of the trail.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text

from trucewatch.archive import addition, marks, rows, signed, snapshots, trail
from trucewatch.archive.problems import Problem
from trucewatch.archive.schema import audit, names, readings, records, reports
from trucewatch.records import Report

_AT_ONCE = 1000


def check(connection: Connection, roots: Sequence[Any] = ()) -> list[Problem]:
    """All that is wrong, in order of trail, reports, readings, judgements and snapshots.

    Timestamps are held against `roots`, the certificates of authorities that are trusted, where there are any.
    """
    sealed: dict[str, str] = {}
    findable = _Findable(connection)
    told: signed.Told = {}
    problems = [*_trail(connection, sealed, told), *_reports(connection)]
    problems += _readings(connection, sealed, findable)
    problems += findable.problems()
    problems += [problem for kind in signed.ALL for problem in kind.problems(connection, told)]
    problems += signed.bodies(connection)
    problems += [Problem("a reading that the trail tells of is gone", subject) for subject in sealed.values()]
    return [*problems, *snapshots.check(connection, roots)]


def _trail(connection: Connection, sealed: dict[str, str], told: signed.Told) -> Iterator[Problem]:
    previous = trail.BEGINNING
    expected = 1
    for row in _stream(connection, select(audit).order_by(audit.c.number)):
        subject = f"entry {row.number} of the trail"
        if row.number != expected or row.previous != previous:
            yield Problem("does not follow from the one before", subject)
        fields = (row.number, row.at, row.who, row.action, row.subject, row.detail, row.previous)
        if trail.seal(*fields) != row.hash:
            yield Problem("was changed: its hash is another", subject)
        if row.action == "add":
            sealed[json.loads(row.detail)["reading"]] = row.subject
        signed.read(row, told)
        previous, expected = row.hash, row.number + 1


def _reports(connection: Connection) -> Iterator[Problem]:
    for row in _stream(connection, select(reports).order_by(reports.c.number)):
        sha256 = hashlib.sha256(row.text.encode("utf-8", "surrogatepass")).hexdigest()
        same = Report.model_construct(
            id=row.name,
            text=row.text,
            title=row.title,
            outlet=row.outlet,
            published=row.published,
            url=row.url,
        )
        if sha256 != row.sha256 or rows.report_id(same) != row.id:
            yield Problem("the report was changed: its hash is another", row.id)


def _readings(connection: Connection, sealed: dict[str, str], findable: _Findable) -> Iterator[Problem]:
    """Each reading with its records; takes from `sealed` the readings that are as the trail has them."""
    wanted = (
        select(readings, reports.c.id.label("report_id"), reports.c.text, reports.c.outlet)
        .join(reports, reports.c.number == readings.c.report)
        .order_by(readings.c.number)
    )
    lines = _records(connection)
    waiting = next(lines, None)
    for row in _stream(connection, wanted):
        ids = []
        while waiting is not None and waiting.reading <= row.number:
            ids.append(waiting.id)
            yield from _record(waiting, row, findable)
            waiting = next(lines, None)
        digest = rows.digest("reading", row.report_id, row.reader, row.mentions, *ids)
        if digest != row.digest:
            yield Problem("the records of the reading are not those that were added", row.report_id)
        if sealed.pop(row.digest, None) != row.report_id:
            yield Problem("a reading that the trail does not tell of", row.report_id)
    if waiting is not None:
        yield Problem("a record of no reading", waiting.id)


def _records(connection: Connection) -> Iterator[Any]:
    yield from _stream(connection, select(records).order_by(records.c.number))


def _record(record: Any, reading: Any, findable: _Findable) -> Iterator[Problem]:
    if record.reading != reading.number:
        yield Problem("a record of no reading", record.id)
    if rows.record_id(reading.report_id, record.body) != record.id:
        yield Problem("the record was changed: its hash is another", record.id)
    body = json.loads(record.body)
    spans = body["evidence"]
    if not spans or any(not 0 <= s["start"] < s["end"] <= len(reading.text) for s in spans):
        yield Problem("its evidence is not in the report", record.id)
    if not findable.by_its_marks(record, body, reading.outlet):
        yield Problem("is found by other names or days than it has", record.id)


class _Findable:
    """Whether records are found by what they hold, and by nothing else."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        key = (names.c.what, names.c.name, names.c.identifier, names.c.country)
        self.names = {tuple(key): number for number, *key in connection.execute(select(names.c.number, *key))}
        self.all, self.past = _Sum(), _Sum()

    def by_its_marks(self, record: Any, body: dict[str, Any], outlet: str | None) -> bool:
        """Whether a record's marks and days follow from it; notes its key."""
        row = addition.record_row(record.id, body, record.number, record.reading, record.report)
        key = marks.key(row["first_day"], record.number)
        self.all.add(key)
        if not record.current:
            self.past.add(key)
        numbers = [self.names.get(name.key, 0) for name in rows.names(body, outlet)]
        days = (row["first_day"], row["last_day"], row["lasting"])
        return marks.marks(row, numbers) == record.marks and days == (
            record.first_day,
            record.last_day,
            record.lasting,
        )

    def problems(self) -> Iterator[Problem]:
        """What the index of SQLite has too much or too little of; PostgreSQL's follows from the rows."""
        if self.connection.dialect.name != "sqlite":
            return
        for mark, expected in ((marks.ALL, self.all), (marks.PAST, self.past)):
            found = _Sum()
            asked = text("SELECT rowid FROM record_search WHERE record_search MATCH :mark")
            for key in self.connection.execute(asked, {"mark": mark}).scalars():
                found.add(key)
            if found != expected:
                yield Problem("does not find just the records that there are", "the search index")


@dataclass
class _Sum:
    """Two sets of keys have the same sum, as good as never where they differ."""

    count: int = 0
    sum: int = 0

    def add(self, key: int) -> None:
        self.count += 1
        self.sum += key * key


def _stream(connection: Connection, wanted: Any) -> Iterator[Any]:
    yield from connection.execution_options(yield_per=_AT_ONCE).execute(wanted)
