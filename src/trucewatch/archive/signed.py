"""Rows that persons add: judgements, reviews, levels, blurs, releases. Each says who and when.

Invariant: a row enters together with an entry of the audit trail that holds its hash, so `verify` tells where one
was put in, altered or taken out. What a row says is taken back by another row, never by a change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from trucewatch.archive import engines, schema, trail
from trucewatch.archive.problems import ArchiveError, Problem
from trucewatch.archive.rows import canonical, digest

Told = dict[tuple[str, str], dict[str, Any]]
"""What the trail tells of rows: the details of its entries by action and subject."""

_AT_ONCE = 1000


@dataclass(frozen=True)
class Signed:
    """A table of such rows: what one of them is called, and what the trail calls the adding of one.

    A `body` of bytes is not in the hash itself; its SHA-256, in another column, is.
    """

    table: Table
    what: str
    action: str
    body: str | None = None

    def add(self, connection: Connection, who: str, told: Mapping[str, Any], **values: Any) -> dict[str, Any]:
        """Add a row, with `told` beside its hash in the trail, as the one writer; returns it, number and time too.

        Raises ArchiveError for text that no database keeps.
        """
        number = engines.next_number(connection, self.table)
        row = {"number": number, "at": trail.now(), "who": who, **values}
        for value in row.values():
            if isinstance(value, str):
                _keepable(value)
        connection.execute(insert(self.table), [row])
        trail.append(
            connection, who, [(self.action, str(row["number"]), {**told, self.what: self.seal(row)})]
        )
        return row

    def seal(self, row: Mapping[str, Any]) -> str:
        """The hash over a row."""
        return digest(self.what, canonical({name: row[name] for name in row if name != self.body}))

    def problems(self, connection: Connection, told: Told) -> Iterator[Problem]:
        """The rows that are not as the trail has them, that it does not have, or that are gone."""
        sealed = {int(subject): detail for (action, subject), detail in told.items() if action == self.action}
        wrong = []
        columns = [column for column in self.table.c if column.name != self.body]
        rows = connection.execution_options(yield_per=_AT_ONCE).execute(select(*columns))
        for row in rows:
            if sealed.pop(row.number, {}).get(self.what) != self.seal(dict(row._mapping)):
                wrong.append(row.number)
        for number in sorted([*wrong, *sealed]):
            yield Problem("is not as the trail has it", f"{self.what} {number}")


JUDGEMENTS = Signed(schema.judgements, "judgement", "judge")
REVIEWS = Signed(schema.reviews, "review", "review")
LEVELS = Signed(schema.levels, "level", "level")
BLURS = Signed(schema.blurs, "blur", "blur")
RELEASES = Signed(schema.releases, "release", "propose", body="body")
STEPS = Signed(schema.release_steps, "release step", "release step")
ALL = (JUDGEMENTS, REVIEWS, LEVELS, BLURS, RELEASES, STEPS)


def read(entry: Any, into: Told) -> None:
    """Note what an entry of the trail tells of such a row, where it does."""
    if any(entry.action == signed.action for signed in ALL) and entry.subject.isdecimal():
        into[entry.action, entry.subject] = json.loads(entry.detail)


def bodies(connection: Connection) -> Iterator[Problem]:
    """The releases whose bytes are not those of their hash."""
    releases = schema.releases.c
    wanted = select(releases.number, releases.sha256, releases.body)
    for row in connection.execution_options(yield_per=1).execute(wanted):
        if hashlib.sha256(row.body).hexdigest() != row.sha256:
            yield Problem("its bytes were changed: their hash is another", f"release {row.number}")


def _keepable(value: str) -> None:
    if "\0" in value:
        raise ArchiveError("the text holds a null character, which databases refuse")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ArchiveError("the text holds half a surrogate pair, which databases refuse") from None
