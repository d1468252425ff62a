"""What persons said of a record holds for the record that a newer reading has in its place.

Invariant: it carries over to the one current record of the same report and kind that shares words with it; where
there is none, or more than one, it waits, and is never moved to another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, select

from trucewatch.archive import queries
from trucewatch.archive.schema import in_block, records


def successor(body: str, current: Iterable[tuple[str, str]]) -> str | None:
    """The id of the record that takes the place of one with `body`, out of ids and bodies of current ones.

    All are records of one report and one kind.
    """
    words = _spans(body)
    fits = [identifier for identifier, other in current if _spans(other) & words]
    return fits[0] if len(fits) == 1 else None


def current(connection: Connection, identifier: str) -> str | None:
    """The id that the record with this id goes by now: its own, or that of the record in its place."""
    found = queries.exactly(connection, identifier)
    if not found or any(row.current for row in found):
        return identifier if found else None
    columns = (records.c.id, records.c.body, records.c.kind, records.c.report)
    old = connection.execute(select(*columns).where(records.c.number == found[0].number)).one()
    same = (in_block(records.c.number, old.report), records.c.kind == old.kind, records.c.current == 1)
    there = connection.execute(select(records.c.id, records.c.body).where(*same)).tuples().all()
    return successor(old.body, there)


def _spans(body: str) -> set[int]:
    return {n for span in json.loads(body)["evidence"] for n in range(span["start"], span["end"])}
