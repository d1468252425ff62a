"""Who may see what: the level of a report, or of a source with every report that it is in.

Invariant: a level is a row that is only added, with who and when, and in the audit trail; the last one on a report
or source counts. 0 is for everybody, 1 and 2 for those whose clearance is as high.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, select

from trucewatch.archive import engines, hiding, queries
from trucewatch.archive import rows as rows_
from trucewatch.archive.problems import ArchiveError
from trucewatch.archive.schema import levels as table
from trucewatch.archive.schema import reports
from trucewatch.archive.signed import LEVELS
from trucewatch.records import Report

if TYPE_CHECKING:
    from trucewatch.archive.store import Archive

What = Literal["report", "source"]


@dataclass(frozen=True)
class Level:
    """A level as it is kept: of a report, by its id, or of a source, by its name; who gave it and when."""

    number: int
    at: str
    who: str
    what: What
    subject: str
    level: int


def level(
    archive: Archive,
    what: What,
    subject: str,
    level: int,
    *,
    who: str | None = None,
    clearance: int | None = None,
) -> Level:
    """Give a report or a source a level: 0 for everybody, 1 or 2 for those with that clearance or more.

    A report is named by its id or the first characters of it, also by those of a record in it; a source by its
    name, as an outlet or as reports quote it, in any case and with or without accents. Somebody with a `clearance`
    can give none above it, and a report above it is not there for them. Raises ArchiveError for what is no level, and
    where no report, or several, have this id.
    """
    if level not in range(hiding.HIGHEST + 1):
        raise ArchiveError(f"{level}: is no level; say 0, 1 or {hiding.HIGHEST}")
    if clearance is not None and level > clearance:
        raise ArchiveError(f"{level}: is above your clearance, so you would see it no more")
    with archive.writing() as connection:
        named = _report(connection, subject, clearance) if what == "report" else _source(subject)
        return _give(connection, who or archive.who, what, named, level)


def levels(archive: Archive, *, history: bool = False) -> list[Level]:
    """The levels that stand, in the order in which they were given, also those of 0; with `history` all there were."""
    with archive.reading() as connection:
        everything = [
            Level(**row._mapping) for row in connection.execute(select(table).order_by(table.c.number))
        ]
    last = {hiding.key(row.what, row.subject): row for row in everything}
    return [row for row in everything if history or last[hiding.key(row.what, row.subject)] is row]


def hidden(archive: Archive, clearance: int | None) -> frozenset[str]:
    """The ids of the reports that somebody with `clearance` may not see; none where it is None."""
    with archive.reading() as connection:
        numbers = sorted(hiding.hidden(connection, clearance))
        found = engines.among(connection, select(reports.c.id), reports.c.number, numbers)
        return frozenset(row.id for row in found)


def told_by(archive: Archive, source: str) -> int:
    """How many reports a source is in, as their outlet or as somebody whom they quote."""
    with archive.reading() as connection:
        return len(hiding.of_source(connection, source))


def keep_confidential(archive: Archive, known: Iterable[Report]) -> int:
    """Give level 1 to those of some reports that say they are confidential and never had a level; how many."""
    ids = [rows_.report_id(report) for report in known if report.confidential]
    if not ids:
        return 0
    with archive.writing() as connection:
        return len(give_first(connection, archive.who, ids))


def give_first(connection: Connection, who: str, ids: Iterable[str]) -> list[Level]:
    """Give level 1 to those of these reports that never had a level, as the one writer."""
    wanted = list(dict.fromkeys(ids))
    theirs = select(table.c.subject).where(table.c.what == "report")
    had = {row.subject for row in engines.among(connection, theirs, table.c.subject, wanted)}
    return [_give(connection, who, "report", one, 1) for one in wanted if one not in had]


def _give(connection: Connection, who: str, what: What, subject: str, level: int) -> Level:
    told = {"what": what, "subject": subject, "given": level}
    return Level(**LEVELS.add(connection, who, told, what=what, subject=subject, level=level))


def _report(connection: Connection, beginning: str, clearance: int | None) -> str:
    found = queries.reports_of(connection, beginning, clearance)
    if not found:
        raise ArchiveError(f"{beginning}: no report has this id")
    if len(found) > 1:
        raise ArchiveError(f"{beginning}: several ids begin so; give more of it")
    return str(connection.execute(select(reports.c.id).where(reports.c.number.in_(found))).scalar_one())


def _source(name: str) -> str:
    if not re.search(r"\w", name):
        raise ArchiveError("a source without a name has no level")
    return " ".join(name.split())
