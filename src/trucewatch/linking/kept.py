"""What an archive keeps, as linking takes it: readings, and judgements on their records.

Invariant: a judgement holds for the record that it was made of and, after a newer reading, for the record of the same
kind whose words are the same; where there is none it waits, and is never moved to another.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select

from trucewatch.archive import Archive
from trucewatch.archive.engines import reading as reading_of
from trucewatch.archive.judgements import judged
from trucewatch.archive.schema import records, reports
from trucewatch.linking.things import Judgement, Reference
from trucewatch.records import Reading, Report

_FIELDS = ("text", "path", "title", "outlet", "published", "url", "language")
_AT_ONCE = 500


class Kept:
    """The current readings of an archive, each report under the archive's id for it.

    Args:
        archive: an open archive.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._references: dict[str, Reference] | None = None

    def readings(self) -> Iterator[Reading]:
        """The readings, in the order in which their reports were added; reports without records are left out."""
        from pydantic import TypeAdapter

        from trucewatch.records import Record

        adapter: TypeAdapter[Record] = TypeAdapter(Record)
        with reading_of(self._archive.engine) as connection:
            query = (
                select(records.c.body, reports.c.id, *(getattr(reports.c, field) for field in _FIELDS))
                .join(reports, records.c.report == reports.c.number)
                .where(records.c.current == 1)
                .order_by(records.c.report, records.c.number)
            )
            report: Report | None = None
            found: list[Record] = []
            for row in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
                if report is None or report.id != row.id:
                    if report is not None:
                        yield Reading(report=report, records=tuple(found))
                    report = Report(id=row.id, **{field: getattr(row, field) for field in _FIELDS})
                    found = []
                found.append(adapter.validate_python(json.loads(row.body)))
            if report is not None:
                yield Reading(report=report, records=tuple(found))

    def reference(self, identifier: str) -> Reference | None:
        """The reference of the record with this id; None where no current reading has it."""
        return self._known().get(identifier)

    def judgements(self) -> list[Judgement]:
        """The judgements that stand, on the records as they are read now."""
        found = []
        for row in judged(self._archive):
            left, right = (self._known().get(i) or self._again(i) for i in (row.one, row.other))
            if left is None or right is None or left == right or row.verdict == "withdrawn":
                continue
            # numbers put judgements of one second in the order in which they were made
            at = f"{row.at} {row.number:09d}"
            found.append(
                Judgement(left=left, right=right, verdict=row.verdict, who=row.who, at=at, note=row.note)
            )
        return found

    def _known(self) -> dict[str, Reference]:
        if self._references is None:
            self._references = {}
            seen: dict[str, int] = defaultdict(int)
            query = (
                select(records.c.id, reports.c.id.label("report"))
                .join(reports, records.c.report == reports.c.number)
                .where(records.c.current == 1)
                .order_by(records.c.report, records.c.number)
            )
            with reading_of(self._archive.engine) as connection:
                for row in connection.execute(query):
                    self._references[row.id] = Reference(row.report, seen[row.report])
                    seen[row.report] += 1
        return self._references

    def _again(self, identifier: str) -> Reference | None:
        """The record that a newer reading has in place of one of history: same report, same kind, same words."""
        with reading_of(self._archive.engine) as connection:
            old = connection.execute(select(records).where(records.c.id == identifier).limit(1)).first()
            if old is None:
                return None
            same = (records.c.report == old.report, records.c.kind == old.kind, records.c.current == 1)
            current = connection.execute(select(records.c.id, records.c.body).where(*same)).all()
        words = _spans(old.body)
        fits = [row.id for row in current if _spans(row.body) & words]
        return self._known().get(fits[0]) if len(fits) == 1 else None


def _spans(body: str) -> set[int]:
    return {n for span in json.loads(body)["evidence"] for n in range(span["start"], span["end"])}
