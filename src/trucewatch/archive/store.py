"""The archive: readings in, what was found out.

Invariant: a reading is added whole, in one transaction with its report and its entry in the audit trail, or
not at all; adding it again adds nothing.
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError, OperationalError

from trucewatch.archive import engines, hiding, migrate, queries, rows, snapshots, trail, watches
from trucewatch.archive.addition import Added, Addition, unkeepable
from trucewatch.archive.checking import check
from trucewatch.archive.problems import ArchiveError as ArchiveError
from trucewatch.archive.problems import Problem
from trucewatch.archive.query import Query
from trucewatch.archive.schema import audit, readings, reports
from trucewatch.archive.snapshots import Sealed
from trucewatch.archive.version import reader_version
from trucewatch.archive.watches import Visit, Watch
from trucewatch.records import Reading, Report

_AT_ONCE = 100
DEFAULT = "trucewatch.db"
"""The archive where none is named: a file in the folder that the command runs in."""


@dataclass(frozen=True)
class Found:
    """A record as the archive has it: its id, the report that it comes from, and itself as `body`.

    `report` has the report's id, name, title, outlet, published, url, version, sha256 and retrieved;
    `evidence` is the words that prove the record; `reader` read it; `current` is False for history.
    """

    id: str
    kind: str
    current: bool
    reader: str
    report: dict[str, Any]
    body: dict[str, Any]
    evidence: tuple[str, ...]


class Archive:
    """Reports, their readings and records, kept for good; a file (SQLite) or a PostgreSQL database.

    `address` is a file's path, made where there is none, or `postgresql://user@host/name`. `who` is written
    into the audit trail; the user's name where it is not given. Raises ArchiveError where it cannot be opened,
    or where there is none and `create` is false.
    Use it as a context manager, or call `close`.
    """

    def __init__(self, address: str | Path = DEFAULT, *, who: str | None = None, create: bool = True) -> None:
        self.address = str(address)
        self.who = who or _user()
        if not create and "://" not in self.address and not Path(self.address).is_file():
            raise ArchiveError(f"{self.address}: there is no archive; `trucewatch add` makes one")
        try:
            self._engine = engines.engine(self.address)
            self._open()
        except (DBAPIError, ImportError, ValueError) as error:
            raise ArchiveError(f"{_safe(self.address)}: {_cause(error)}") from None

    def _open(self) -> None:
        with engines.reading(self._engine) as connection:
            found = migrate.revision(connection)
        if found != migrate.NEWEST:
            with engines.writing(self._engine) as connection:
                migrate.upgrade(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine, for queries of one's own."""
        return self._engine

    def has(self, report: Report, *, reader: str | None = None) -> bool:
        """Whether `report` was read by `reader` (this version of Trucewatch where not given) and is kept."""
        return not self.missing([report], reader=reader)

    def missing(self, candidates: Sequence[Report], *, reader: str | None = None) -> list[Report]:
        """Those of `candidates` that `reader` (this version where not given) has not read into the archive."""
        ids = {rows.report_id(report): report for report in candidates}
        known = (
            select(reports.c.id)
            .join(readings, readings.c.report == reports.c.number)
            .where(reports.c.id.in_(ids), readings.c.reader == (reader or reader_version()))
        )
        with self.reading() as connection:
            there = set(connection.execute(known).scalars())
        return [report for identifier, report in ids.items() if identifier not in there]

    def known(self, reader: str | None = None) -> set[str]:
        """The ids of the reports that `reader` (this version where not given) has read."""
        there = select(reports.c.id).join(readings, readings.c.report == reports.c.number)
        with self.reading() as connection:
            wanted = there.where(readings.c.reader == (reader or reader_version()))
            return set(connection.execute(wanted).scalars())

    def count_outdated(self, *, reader: str | None = None) -> int:
        """How many reports `reader` (this version where not given) has not read."""
        with self.reading() as connection:
            return len(_outdated(connection, reader))

    def outdated(self, *, reader: str | None = None) -> Iterator[Report]:
        """The reports that `reader` (this version where not given) has not read, as they are at the first call."""
        with self.reading() as connection:
            numbers = _outdated(connection, reader)
        for some in engines.parts(numbers, _AT_ONCE):
            wanted = select(reports).where(reports.c.number.in_(some)).order_by(reports.c.number)
            with self.reading() as connection:
                there = connection.execute(wanted).all()
                confidential = hiding.confidential(connection, [row.id for row in there])
            yield from (_report(row, confidential) for row in there)

    def add(
        self,
        new: Iterable[Reading],
        *,
        reader: str | None = None,
        sealed: Mapping[str, Sealed] | None = None,
    ) -> Added:
        """Add readings, all in one transaction; those that are there already add nothing.

        `sealed` has the snapshots that reports were read from, by the reports' ids (`rows.report_id`).
        A report that was read by another reader keeps that reading as history. A text that differs from the one
        kept under the same address is its next version. Raises ArchiveError when the database refuses (a full
        disk, a lost connection): then nothing of these readings was added, and adding them again is safe.
        """
        batch = list(new)
        for reading in batch:
            if why := unkeepable(reading):
                raise ArchiveError(f"{reading.report.id}: {why}")
        try:
            with engines.writing(self._engine) as connection:
                return Addition(connection, self.who, reader or reader_version(), sealed or {}).add(batch)
        except (DBAPIError, ValueError) as error:
            raise ArchiveError(f"{_safe(self.address)}: {_cause(error)}") from None

    def find(self, query: Query | None = None, **conditions: Any) -> list[Found]:
        """The records that fit, the latest first; see `Query` for the conditions, also taken by name."""
        query = query or Query(**conditions)
        with self.reading() as connection:
            numbers = queries.find(connection, query)
            return [found_of(row) for row in queries.fetch(connection, numbers, query.clearance)]

    def show(self, identifier: str, *, clearance: int | None = None) -> list[Found]:
        """The records whose id, or whose report's id, begins with `identifier`; current ones first.

        Raises ArchiveError where there is none, or where it is the beginning of several records' or reports'. For
        somebody with a `clearance`, what is above it is not there.
        """
        with self.reading() as connection:
            numbers = queries.identified(connection, identifier, clearance)
            if numbers is None:
                raise ArchiveError(f"{identifier}: several ids begin so; give more of it")
            if not numbers:
                raise ArchiveError(f"{identifier}: no record and no report with records has this id")
            return [found_of(row) for row in queries.fetch(connection, numbers, clearance)]

    def report(self, identifier: str, *, clearance: int | None = None) -> Report:
        """The report with this id, as it was added; `confidential` where its level is not 0.

        Raises ArchiveError where there is none that somebody with this `clearance` may see.
        """
        with self.reading() as connection:
            row = connection.execute(select(reports).where(reports.c.id == identifier)).first()
            if row is not None and queries.is_hidden(connection, row, clearance):
                row = None
            confidential = hiding.confidential(connection, [identifier])
        if row is None:
            raise ArchiveError(f"{identifier}: there is no such report")
        return _report(row, confidential)

    def stats(self, *, clearance: int | None = None) -> dict[str, Any]:
        """How much the archive holds: reports, readings, records by kind, days covered, entries of the trail.

        For somebody with a `clearance`, of what they may see, and nothing of the trail.
        """
        with self.reading() as connection:
            return queries.stats(connection, clearance)

    def verify(self, roots: Sequence[Any] = ()) -> list[Problem]:
        """What is wrong with the archive: chain, hashes, evidence, snapshots; an empty list when all holds.

        Trusted timestamps are verified against `roots`, certificates from `stamps.certificates`; without any,
        only that each is for its snapshot.
        """
        with self.reading() as connection:
            return check(connection, roots)

    def snapshots(self, identifier: str, *, clearance: int | None = None) -> list[Sealed]:
        """The snapshots that a report was read from, by the beginning of its id or of a record's id in it.

        None where it was read from a file. Raises ArchiveError where there is no such id, or several begin so.
        """
        with self.reading() as connection:
            found = queries.reports_of(connection, identifier, clearance)
            if len(found) > 1:
                raise ArchiveError(f"{identifier}: several ids begin so; give more of it")
            if not found:
                raise ArchiveError(f"{identifier}: no record and no report has this id")
            return snapshots.of(connection, found.pop())

    def last_retrieved(self, urls: Sequence[str]) -> dict[str, str]:
        """When each of these addresses was fetched last, of those that a snapshot is kept of."""
        with self.reading() as connection:
            return snapshots.last_retrieved(connection, urls)

    def watch(self, sources: Iterable[str], every: int) -> int:
        """Have sources visited every so many seconds; returns how many were not on the list."""
        with self.writing() as connection:
            return watches.add(connection, self.who, sources, every)

    def unwatch(self, sources: Iterable[str]) -> list[str]:
        """Take sources off the list; returns those that were on it."""
        with self.writing() as connection:
            return watches.remove(connection, self.who, sources)

    def watches(self) -> list[Watch]:
        """All that is watched, with the last visit of each."""
        with self.reading() as connection:
            return watches.listed(connection)

    def visits(self, sources: Iterable[str]) -> dict[str, Visit]:
        """The last visit of each of these sources that was visited at all."""
        with self.reading() as connection:
            return watches.visited(connection, sources)

    def note_visits(self, new: Mapping[str, Visit]) -> None:
        """Keep how visits went."""
        with self.writing() as connection:
            watches.note(connection, new)

    def head(self) -> str:
        """The last hash of the audit trail: noted elsewhere, it proves later that nothing was cut off."""
        with self.reading() as connection:
            last = select(audit.c.hash).order_by(audit.c.number.desc()).limit(1)
            return connection.execute(last).scalar() or trail.BEGINNING

    def note(self, action: str, subject: str, **detail: Any) -> None:
        """Write into the audit trail that `who` did `action` (such as an export) to `subject`."""
        with self.writing() as connection:
            trail.append(connection, self.who, [(action, subject, detail)])

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only looks, for queries of one's own; ArchiveError where the database fails."""
        try:
            with engines.reading(self._engine) as connection:
                yield connection
        except DBAPIError as error:
            raise ArchiveError(f"{_safe(self.address)}: {_cause(error)}") from None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of the one writer; ArchiveError where the database fails."""
        try:
            with engines.writing(self._engine) as connection:
                yield connection
        except DBAPIError as error:
            raise ArchiveError(f"{_safe(self.address)}: {_cause(error)}") from None


def _outdated(connection: Connection, reader: str | None) -> Sequence[int]:
    read = select(readings.c.report).where(readings.c.reader == (reader or reader_version()))
    wanted = select(reports.c.number).where(reports.c.number.not_in(read)).order_by(reports.c.number)
    return connection.execute(wanted).scalars().all()


def _report(row: Any, confidential: Collection[str]) -> Report:
    fields = ("text", "path", "title", "outlet", "published", "url", "language")
    known = {field: getattr(row, field) for field in fields}
    return Report(id=row.name, confidential=row.id in confidential, **known)


def found_of(row: Any) -> Found:
    """A record, as `queries.fetch` gives it."""
    body = json.loads(row.body)
    report = {
        field: getattr(row, field)
        for field in ("name", "title", "outlet", "published", "url", "path", "version", "sha256", "retrieved")
    }
    evidence = tuple(row.text[span["start"] : span["end"]] for span in body["evidence"])
    return Found(
        id=row.id,
        kind=row.kind,
        current=bool(row.current),
        reader=row.reader,
        report={"id": row.report_id, **report},
        body=body,
        evidence=evidence,
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _safe(address: str) -> str:
    """`address` without its password."""
    scheme, found, rest = address.partition("://")
    if not found or "@" not in rest:
        return address
    user, _, host = rest.rpartition("@")
    return f"{scheme}://{user.split(':')[0]}@{host}"


def _cause(error: Exception) -> str:
    if isinstance(error, OperationalError | DBAPIError):
        return " ".join(str(error.orig).split())
    if isinstance(error, ImportError):
        return f"needs {error.name}: pip install 'trucewatch[postgresql]'"
    return str(error)
