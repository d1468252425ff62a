"""One addition to an archive: readings as rows, all in one transaction.

Invariant: rows are numbered on from the last ones and inserted in bulk; whatever the readings hold, the cost of
adding them does not grow with the archive but for a few short look-ups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from trucewatch.archive import engines, levels, marks, rows, snapshots, trail
from trucewatch.archive.schema import BLOCK, in_block, names, readings, records, reports
from trucewatch.archive.snapshots import Sealed
from trucewatch.records import Reading, Report

_TABLES = (reports, readings, records, names)


@dataclass(frozen=True)
class Added:
    """How many reports, readings and records an addition brought that were not there."""

    reports: int = 0
    readings: int = 0
    records: int = 0


def unkeepable(reading: Reading) -> str | None:
    """Why no database keeps this reading, or None where all is well."""
    report = reading.report
    told = "".join(value or "" for value in (report.title, report.outlet, report.url, report.path, report.id))
    if "\0" in report.text or "\0" in told or r"\u0000" in reading.model_dump_json():
        return "holds a null character, which databases refuse"
    try:
        (report.text + told).encode()
    except UnicodeEncodeError:
        return "holds half a surrogate pair, which databases refuse"
    return None


class Addition:
    """What is to be added within `connection`'s transaction, which no other writer is in."""

    def __init__(self, connection: Connection, who: str, reader: str, sealed: Mapping[str, Sealed]) -> None:
        self.connection = connection
        self.sealed = sealed
        self.fetched: dict[str, tuple[int, Sealed]] = {}
        self.who = who
        self.reader = reader
        self.rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in _TABLES}
        self.next = {table.name: engines.next_number(connection, table) for table in (reports, names)}
        self.versions: dict[str, int] = {}
        self.named: list[list[rows.Name]] = []  # the names in each record
        self.past: list[int] = []  # keys of records that become history
        self.entries: list[tuple[str, str, dict[str, Any]]] = []

    def add(self, batch: Sequence[Reading]) -> Added:
        """Add those of `batch` that are not there; of the same report twice, the last."""
        by_id = {rows.report_id(reading.report): reading for reading in batch}
        known = self._known(by_id)
        read = self._read(known.values())
        self.versions = self._versions(by_id[new].report for new in by_id if new not in known)
        for identifier, reading in by_id.items():
            number = known.get(identifier)
            if number in read:
                continue
            if number is None:
                number = self._report(identifier, reading.report)
                slot = number * BLOCK
            else:
                slot = self._slot(number)
            self._reading(identifier, number, slot, reading)
        self._mark()
        self._supersede()
        for table in _TABLES:
            if self.rows[table.name]:
                self.connection.execute(insert(table), self.rows[table.name])
        index(self.connection, self.rows["records"], self.past)
        self.entries += snapshots.keep(self.connection, self.fetched)
        trail.append(self.connection, self.who, self.entries)
        confidential = [identifier for identifier, reading in by_id.items() if reading.report.confidential]
        levels.give_first(self.connection, self.who, confidential)
        return Added(*(len(self.rows[table]) for table in ("reports", "readings", "records")))

    def _known(self, ids: Iterable[str]) -> dict[str, int]:
        wanted = select(reports.c.id, reports.c.number)
        return {row.id: row.number for row in engines.among(self.connection, wanted, reports.c.id, list(ids))}

    def _read(self, numbers: Iterable[int]) -> set[int]:
        wanted = select(readings.c.report).where(readings.c.reader == self.reader)
        return {
            row.report for row in engines.among(self.connection, wanted, readings.c.report, list(numbers))
        }

    def _number(self, table: str) -> int:
        number = self.next[table]
        self.next[table] = number + 1
        return number

    def _slot(self, report: int) -> int:
        """The first free number of a report that was read before; its records are history from now on."""
        columns = (records.c.number, records.c.first_day, records.c.current)
        there = self.connection.execute(select(*columns).where(in_block(records.c.number, report))).all()
        self.past += [marks.key(row.first_day, row.number) for row in there if row.current]
        latest = select(func.max(readings.c.number)).where(in_block(readings.c.number, report))
        numbers: list[int] = [*self.connection.execute(latest).scalars(), *(row.number for row in there)]
        return max(numbers) + 1

    def _report(self, identifier: str, report: Report) -> int:
        number = self._number("reports")
        if number > marks.MOST_REPORTS:
            raise ValueError(f"an archive holds at most {marks.MOST_REPORTS:,} reports")
        address = rows.address(report)
        sealed = self.sealed.get(identifier)
        if sealed is not None:
            self.fetched[identifier] = (number, sealed)
        row = {
            "number": number,
            "id": identifier,
            "sha256": report.sha256,
            "address": address,
            "version": self._version(address),
            "name": report.id,
            "retrieved": sealed.snapshot.retrieved if sealed else trail.now(),
            **{
                field: getattr(report, field)
                for field in ("title", "outlet", "published", "url", "path", "language", "text")
            },
        }
        self.rows["reports"].append(row)
        return number

    def _version(self, address: str | None) -> int:
        if address is None:
            return 1
        self.versions[address] = self.versions.get(address, 0) + 1
        return self.versions[address]

    def _versions(self, new: Iterable[Report]) -> dict[str, int]:
        """The last version at each of these reports' addresses, where there is one."""
        found = {address for report in new if (address := rows.address(report)) is not None}
        last = select(reports.c.address, func.max(reports.c.version).label("last"))
        last = last.group_by(reports.c.address)
        return {
            row.address: row.last
            for row in engines.among(self.connection, last, reports.c.address, sorted(found))
        }

    def _reading(self, identifier: str, report: int, slot: int, reading: Reading) -> None:
        mentions = rows.canonical(
            reading.mentions.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        )
        bodies: dict[str, dict[str, Any]] = {}
        for record in reading.records:
            body = record.model_dump(mode="json", by_alias=True, exclude_none=True)
            bodies.setdefault(rows.record_id(identifier, rows.canonical(body)), body)
        if slot + len(bodies) >= (report + 1) * BLOCK:
            raise ValueError(f"{reading.report.id}: was read so often that its numbers are used up")
        for number, (record_id, body) in enumerate(bodies.items(), start=slot + 1):
            self.rows["records"].append(record_row(record_id, body, number, slot, report))
            self.named.append(list(rows.names(body, reading.report.outlet)))
        digest = rows.digest("reading", identifier, self.reader, mentions, *bodies)
        self.rows["readings"].append(
            {
                "number": slot,
                "report": report,
                "reader": self.reader,
                "at": trail.now(),
                "digest": digest,
                "mentions": mentions,
            }
        )
        self.entries.append(
            ("add", identifier, {"reader": self.reader, "reading": digest, "records": len(bodies)})
        )

    def _mark(self) -> None:
        """The names of all records, looked up together: one by one they would cost more than all the rest."""
        numbers = self._numbered(sorted({name.name for some in self.named for name in some}))
        for row, some in zip(self.rows["records"], self.named, strict=True):
            for name in some:
                if name.key not in numbers:
                    numbers[name.key] = self._new_name(name)
            row["marks"] = marks.marks(row, (numbers[name.key] for name in some))

    def _numbered(self, words: Sequence[str]) -> dict[tuple[str, str, str, str], int]:
        key = (names.c.what, names.c.name, names.c.identifier, names.c.country)
        among = names.c.what.in_(rows.WHAT)  # the index begins with it
        found = engines.among(self.connection, select(names.c.number, *key).where(among), names.c.name, words)
        return {(row.what, row.name, row.identifier, row.country): row.number for row in found}

    def _new_name(self, name: rows.Name) -> int:
        number = self._number("names")
        self.rows["names"].append({"number": number, "folded": rows.fold(name.name), **vars(name)})
        return number

    def _supersede(self) -> None:
        if self.past:
            change = update(records).where(records.c.number == bindparam("past")).values(current=0)
            self.connection.execute(change, [{"past": key & marks.NUMBER_MASK} for key in self.past])


def record_row(
    identifier: str, body: dict[str, Any], number: int, reading: int, report: int
) -> dict[str, Any]:
    """A record as a row, its marks still to come."""
    first, last = rows.days(body.get("date"))
    return {
        "number": number,
        "id": identifier,
        "reading": reading,
        "report": report,
        "current": 1,
        "kind": body["kind"],
        "assertion": body["assertion"],
        "first_day": first,
        "last_day": last,
        "lasting": int(rows.lasting(first, last)),
        "confidence": body.get("confidence"),
        "body": rows.canonical(body),
    }


def index(connection: Connection, new: Iterable[dict[str, Any]], past: Iterable[int] = ()) -> None:
    """Enter records into the search index of SQLite, and mark those with the keys `past` as such.

    PostgreSQL's indexes follow from the rows.
    """
    if connection.dialect.name != "sqlite":
        return
    entries = [
        (marks.key(row["first_day"], row["number"]), f"{row['marks']} {marks.identifier(row['id'])}")
        for row in new
    ]
    entries += [(key, marks.PAST) for key in past]
    if entries:  # in order of their keys: each step back would make a part of the index of its own
        rows_ = [{"key": key, "marks": marked} for key, marked in sorted(entries)]
        connection.execute(text("INSERT INTO record_search (rowid, marks) VALUES (:key, :marks)"), rows_)
