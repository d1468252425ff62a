"""When somebody last looked at a case, and when its reports came in: what is new to whom.

Invariant: a visit lasts until half an hour passes without a look; what is new is new for the whole of a visit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, select, update

from trucewatch.archive import engines, trail
from trucewatch.archive.schema import looks, reports
from trucewatch.archive.store import Archive

_VISIT = timedelta(minutes=30)
_NOTED = timedelta(minutes=1)


def look(archive: Archive, person: str, case: str) -> str | None:
    """Note that `person` looks at a case; returns when the visit before this one ended, None where this is the first."""
    with archive.reading() as connection:
        last, before = _last(connection, person, case)
    now = trail.now()
    if last is not None and _between(last, now) < _NOTED:
        return before
    with archive.writing() as connection:
        last, before = _last(connection, person, case)  # another window may just have looked
        if last is None:
            connection.execute(insert(looks).values(person=person, case_name=case[:200], at=now))
            return None
        before = before if _between(last, now) < _VISIT else last
        connection.execute(update(looks).where(*_here(person, case)).values(at=now, before=before))
        return before


def _here(person: str, case: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return looks.c.person == person, looks.c.case_name == case[:200]


def _last(connection: Connection, person: str, case: str) -> tuple[str | None, str | None]:
    row = connection.execute(select(looks.c.at, looks.c.before).where(*_here(person, case))).first()
    return (None, None) if row is None else (row.at, row.before)


def retrieved(archive: Archive, identifiers: Iterable[str]) -> dict[str, str]:
    """When each of these reports came into the archive, by its id; those that are not there are left out."""
    wanted = select(reports.c.id, reports.c.retrieved)
    with archive.reading() as connection:
        found = engines.among(connection, wanted, reports.c.id, list(identifiers))
        return {row.id: row.retrieved for row in found}


def _between(earlier: str, later: str) -> timedelta:
    return datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
