"""What an archive keeps, as linking takes it: readings as persons reviewed them, and judgements on their records.

Invariant: a rejected record is not there, a corrected value stands in the place of the one that was read, and a
judgement or review holds for the record of a newer reading with the same words (see `archive.succession`). The archive
itself keeps all as it was.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from trucewatch.archive import Archive, blurs, engines, hiding, queries, reviews, succession
from trucewatch.archive.gathering import reports_for
from trucewatch.archive.judgements import judged
from trucewatch.archive.schema import records, reports
from trucewatch.linking.things import Judgement, Reference
from trucewatch.records import Reading, Record, Report

_FIELDS = ("text", "path", "title", "outlet", "published", "url", "language")
_AT_ONCE = 400
_RECORD: TypeAdapter[Record] = TypeAdapter(Record)


@dataclass
class _Loaded:
    readings: list[Reading] = field(default_factory=list)
    ids: dict[Reference, str] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    silent: list[int] = field(default_factory=list)


class Kept:
    """The current readings of an archive, each report under the archive's id for it, as they are at the first look.

    Args:
        archive: an open archive.
        clearance: only what somebody with it may see; everything where None.
        about: only reports that have one of these words (see `archive.gathering.reports_for`); all where empty.
        also: and the reports with these ids, whatever their words.
        first, last: only reports that came out on these days or between, or without a day of publication.
    """

    def __init__(
        self,
        archive: Archive,
        *,
        clearance: int | None = None,
        about: Sequence[str] = (),
        also: Collection[str] = (),
        first: str = "",
        last: str = "9999-12-31",
    ) -> None:
        self._archive = archive
        self._asked: dict[str, Any] = {
            "clearance": clearance,
            "about": about,
            "also": also,
            "first": first,
            "last": last,
        }
        self._loaded: _Loaded | None = None
        self._silent: tuple[Report, ...] | None = None

    def readings(self) -> Iterator[Reading]:
        """The readings, in the order in which their reports were added; reports without records are left out."""
        yield from self._all().readings

    def reference(self, identifier: str) -> Reference | None:
        """The reference of the record with this id; None where no current reading has it, or it was rejected."""
        return self._all().references.get(identifier)

    def identifier(self, reference: Reference) -> str | None:
        """The id of the record with this reference; None where there is none."""
        return self._all().ids.get(reference)

    def silent(self) -> tuple[Report, ...]:
        """The reports looked at of which there is no record, since none was read or all were rejected."""
        if self._silent is None:
            numbers = self._all().silent
            with self._archive.reading() as connection:
                self._silent = tuple(report for _, report in _reports(connection, numbers))
        return self._silent

    def holds(self, report: int) -> bool:
        """Whether a report, by its number in the archive, is among those looked at, be it without records."""
        numbers = self._all().numbers
        place = bisect_left(numbers, report)
        return place < len(numbers) and numbers[place] == report

    def judgements(self) -> list[Judgement]:
        """The judgements that stand, on the records as they are read now."""
        made = judged(self._archive)
        if not made:
            return []
        now = self._now({identifier for row in made for identifier in (row.one, row.other)})
        found = []
        for row in made:
            left, right = now.get(row.one), now.get(row.other)
            if left is None or right is None or left == right or row.verdict == "withdrawn":
                continue
            # numbers put judgements of one second in the order in which they were made
            at = f"{row.at} {row.number:09d}"
            found.append(
                Judgement(left=left, right=right, verdict=row.verdict, who=row.who, at=at, note=row.note)
            )
        return found

    def _now(self, ids: set[str]) -> dict[str, Reference]:
        """The references of these records, or of those that took their place, of the reports that are looked at."""
        loaded = self._all()
        found = {one: loaded.references[one] for one in ids if one in loaded.references}
        if missing := ids - found.keys():
            with self._archive.reading() as connection:
                there = queries.within(connection, loaded.numbers, records.c.id, records.c.current)
                for old in {row.id for row in there if not row.current} & missing:
                    new = succession.current(connection, old)
                    if new in loaded.references:
                        found[old] = loaded.references[new]
        return found

    def _all(self) -> _Loaded:
        if self._loaded is None:
            self._loaded = _Loaded()
            with self._archive.reading() as connection:
                self._loaded.numbers = reports_for(connection, **self._asked)
                blurred = blurs.applying(connection, self._asked["clearance"])
                for part in engines.parts(self._loaded.numbers, _AT_ONCE):
                    _load(connection, part, blurred, self._loaded)
        return self._loaded


def _load(
    connection: Connection, numbers: Sequence[int], blurred: Mapping[str, blurs.Blur], into: _Loaded
) -> None:
    standing = reviews.of_reports(connection, numbers)
    bodies: dict[int, list[tuple[str, Record]]] = {}
    there = queries.within(
        connection, numbers, records.c.id, records.c.report, records.c.current, records.c.body
    )
    for row in there:
        said = standing.get(row.id, reviews.NOTHING)
        if row.current and said.verdict != "rejected":
            body = reviews.applied(json.loads(row.body), said.corrections)
            seen = blurs.roughened(body, blurred) if blurred else body
            bodies.setdefault(row.report, []).append((row.id, _RECORD.validate_python(seen)))
    into.silent += [number for number in numbers if number not in bodies]
    for number, report in _reports(connection, list(bodies)):
        found = bodies[number]
        into.readings.append(Reading(report=report, records=tuple(record for _, record in found)))
        for place, (identifier, _) in enumerate(found):
            reference = Reference(report.id, place)
            into.ids[reference] = identifier
            into.references[identifier] = reference


def _reports(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[int, Report]]:
    columns = (reports.c.number, reports.c.id, *(reports.c[name] for name in _FIELDS))
    wanted = select(*columns).order_by(reports.c.number)
    rows = list(engines.among(connection, wanted, reports.c.number, numbers))
    confidential = hiding.confidential(connection, [row.id for row in rows])
    for row in rows:
        known = {name: getattr(row, name) for name in _FIELDS}
        yield row.number, Report(id=row.id, confidential=row.id in confidential, **known)
