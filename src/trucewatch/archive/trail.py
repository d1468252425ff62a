"""The audit trail: who did what and when, each entry sealed with the hash of the one before.

Invariant: an entry's hash covers all its fields and its predecessor's hash; so no entry can be changed, taken
out or put in between without every later hash being wrong. Cutting off the end shows only to somebody who
noted the last hash elsewhere: `verify` prints it for that purpose. The method is Haber and Stornetta's, "How to
time-stamp a digital document", Journal of Cryptology 3 (1991).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from trucewatch.archive.rows import canonical, digest
from trucewatch.archive.schema import audit
from trucewatch.sources.dates import moment

BEGINNING = "0" * 64


@dataclass(frozen=True)
class Entry:
    """An entry as it is kept; `detail` is JSON."""

    number: int
    at: str
    who: str
    action: str
    subject: str
    detail: str


def now() -> str:
    """The time in UTC, to the second."""
    return moment(datetime.now(UTC))


def later(at: str, by: timedelta) -> str:
    """A time as `now` gives it, so much later."""
    return moment(datetime.fromisoformat(at) + by)


def seal(number: int, at: str, who: str, action: str, subject: str, detail: str, previous: str) -> str:
    """The hash of an entry."""
    return digest("audit", str(number), at, who, action, subject, detail, previous)


def append(connection: Connection, who: str, entries: list[tuple[str, str, dict[str, Any]]]) -> None:
    """Add entries (action, subject, detail), within a transaction that no other writer is in."""
    last = connection.execute(
        select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
    ).first()
    number, previous = (last.number, last.hash) if last else (0, BEGINNING)
    at = now()
    rows = []
    for action, subject, detail in entries:
        number += 1
        fields = {"action": action, "subject": subject, "detail": canonical(detail)}
        sealed = seal(number, at, who, previous=previous, **fields)
        rows.append({"number": number, "at": at, "who": who, "previous": previous, "hash": sealed, **fields})
        previous = sealed
    if rows:
        connection.execute(insert(audit), rows)


def entries(
    connection: Connection, *, at_most: int, before: int | None = None, who: str | None = None
) -> list[Entry]:
    """The last entries, the latest first; with `before` those before that number, with `who` one person's."""
    columns = (audit.c[name] for name in Entry.__dataclass_fields__)
    wanted = select(*columns).order_by(audit.c.number.desc()).limit(at_most)
    if before is not None:
        wanted = wanted.where(audit.c.number < before)
    if who is not None:
        wanted = wanted.where(audit.c.who == who)
    return [Entry(**row._mapping) for row in connection.execute(wanted)]
