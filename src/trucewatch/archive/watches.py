"""What is watched, and how each visit went.

Invariant: the list changes only with an entry in the audit trail. Visits are book-keeping that may be lost:
then a source is asked once more, and what is there already is not added again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from trucewatch.archive import engines, rows, trail
from trucewatch.archive.schema import visits, watches

LONGEST = 2000
"""Characters of the longest source that can be watched."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """How the last visit of a source went, in times of UTC to the second.

    `due` is when to come again, None for what is done with; `failures` counts those in a row; `outcome` is in
    words for people; `etag` and `modified` are what the server asks to be shown the next time.
    """

    at: str
    due: str | None
    outcome: str
    failures: int = 0
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, kw_only=True)
class Watch:
    """A source that is watched: every so many seconds, put on the list by whom and when, and its last visit."""

    source: str
    every: int
    who: str
    since: str
    visit: Visit | None = None

    def is_due(self, now: str) -> bool:
        """Whether it is time to come again."""
        return self.visit is None or self.visit.due is None or self.visit.due <= now


def add(connection: Connection, who: str, sources: Iterable[str], every: int) -> int:
    """Put sources on the list, or have those that are on it visited as often as said; returns how many are new."""
    known = {watch.source: watch for watch in listed(connection)}
    entries: list[tuple[str, str, dict[str, Any]]] = []
    new = 0
    for source in dict.fromkeys(sources):
        before = known.get(source)
        if before is not None and before.every == every:
            continue
        new += before is None
        connection.execute(delete(watches).where(watches.c.source == source))
        row = {"source": source, "every": every, "who": who, "since": before.since if before else trail.now()}
        connection.execute(insert(watches).values(**row))
        entries.append(("watch", source, {"every": every}))
    trail.append(connection, who, entries)
    return new


def remove(connection: Connection, who: str, sources: Iterable[str]) -> list[str]:
    """Take sources off the list; returns those that were on it."""
    wanted = set(sources)
    gone = [watch.source for watch in listed(connection) if watch.source in wanted]
    for source in gone:
        connection.execute(delete(watches).where(watches.c.source == source))
    trail.append(connection, who, [("unwatch", source, {}) for source in gone])
    return gone


def listed(connection: Connection) -> list[Watch]:
    """All that is watched, in the order of the alphabet, with the last visit of each."""
    found = connection.execute(select(watches).order_by(watches.c.source)).all()
    seen = visited(connection, [row.source for row in found])
    return [
        Watch(source=row.source, every=row.every, who=row.who, since=row.since, visit=seen.get(row.source))
        for row in found
    ]


def visited(connection: Connection, sources: Iterable[str]) -> dict[str, Visit]:
    """The last visit of each of these sources that was visited at all."""
    digests = {_digest(source): source for source in sources}
    return {
        digests[row.digest]: Visit(**{name: getattr(row, name) for name in Visit.__dataclass_fields__})
        for row in engines.among(connection, select(visits), visits.c.digest, list(digests))
    }


def note(connection: Connection, new: Mapping[str, Visit]) -> None:
    """Keep how the visits of these sources went."""
    for source, visit in new.items():
        digest = _digest(source)
        connection.execute(delete(visits).where(visits.c.digest == digest))
        connection.execute(insert(visits).values(digest=digest, source=source, **asdict(visit)))


def _digest(source: str) -> str:
    return rows.digest("visit", source)
