"""What persons say of pairs of records: about one thing, not about one thing, unsure.

Invariant: a judgement is a row that is only added, with who and when; the last one on a pair counts, and taking
it back is one more row. Each is in the audit trail, so `verify` tells where one was put in or altered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, insert, select

from trucewatch.archive import engines, queries, trail
from trucewatch.archive.problems import ArchiveError, Problem
from trucewatch.archive.rows import canonical, digest
from trucewatch.archive.schema import audit, judgements, records

if TYPE_CHECKING:
    from trucewatch.archive.store import Archive

Verdict = Literal["same", "not the same", "unsure", "withdrawn"]
VERDICTS: tuple[Verdict, ...] = ("same", "not the same", "unsure", "withdrawn")


@dataclass(frozen=True)
class Judged:
    """A judgement as it is kept: the ids of the two records in order, and what was said, by whom and when."""

    number: int
    at: str
    who: str
    one: str
    other: str
    verdict: Verdict
    note: str = ""


def judge(archive: Archive, one: str, other: str, verdict: Verdict, note: str = "") -> Judged:
    """Keep a person's word on two records; the archive's `who` is whose word it is.

    `one` and `other` are the records' ids, or their first characters. "withdrawn" takes back what was said last.
    Raises ArchiveError where an id is nobody's or several's, both are one record, the records are of different
    kinds, or there is nothing to take back.
    """
    if verdict not in VERDICTS:
        raise ArchiveError(f"{verdict}: is no verdict; say {', '.join(VERDICTS)}")
    with engines.writing(archive.engine) as connection:
        first, second = sorted((_record(connection, one), _record(connection, other)))
        if first == second:
            raise ArchiveError(f"{one} and {other} are one record")
        kinds = connection.execute(
            select(records.c.kind).where(records.c.id.in_((first, second))).distinct()
        ).all()
        if len(kinds) > 1:
            raise ArchiveError(f"{one} and {other} are records of different kinds, and never about one thing")
        standing = _last(connection, first, second)
        if verdict == "withdrawn" and (standing is None or standing.verdict == "withdrawn"):
            raise ArchiveError(f"{one} and {other}: no judgement on them stands")
        number = engines.next_number(connection, judgements)
        made = Judged(number, trail.now(), archive.who, first, second, verdict, note)
        connection.execute(insert(judgements), [asdict(made)])
        trail.append(
            connection, archive.who, [("judge", str(number), {"judgement": seal(made), "verdict": verdict})]
        )
        return made


def judged(archive: Archive, *, history: bool = False) -> list[Judged]:
    """The judgements that stand, in the order in which they were made; with `history` all that were ever made."""
    with engines.reading(archive.engine) as connection:
        rows = connection.execute(select(judgements).order_by(judgements.c.number)).all()
    everything = [Judged(**row._mapping) for row in rows]
    if history:
        return everything
    last = {(row.one, row.other): row for row in everything}
    return [row for row in everything if last[row.one, row.other] is row and row.verdict != "withdrawn"]


def seal(judgement: Judged) -> str:
    """The hash over a judgement that the audit trail holds."""
    return digest("judgement", canonical(asdict(judgement)))


def check(connection: Connection) -> Iterator[Problem]:
    """The judgements that are not as the trail has them, or that it does not have."""
    entries = select(audit.c.subject, audit.c.detail).where(audit.c.action == "judge")
    sealed: dict[str, str] = dict(connection.execute(entries).tuples().all())
    found = []
    for row in connection.execute(select(judgements).order_by(judgements.c.number)):
        judgement = Judged(**row._mapping)
        if seal(judgement) not in sealed.pop(str(judgement.number), ""):
            found.append(judgement.number)
    for number in sorted([*found, *map(int, sealed)]):
        yield Problem("is not as the trail has it", f"judgement {number}")


def _record(connection: Connection, identifier: str) -> str:
    if not identifier:
        raise ArchiveError("an empty id names no record")
    found: list[str] = sorted({row.id for row in queries.begun(connection, identifier)})
    if not found:
        raise ArchiveError(f"{identifier}: no record has this id")
    if len(found) > 1:
        raise ArchiveError(f"{identifier}: several ids begin so; give more of it")
    return found[0]


def _last(connection: Connection, one: str, other: str) -> Judged | None:
    pair = (judgements.c.one == one, judgements.c.other == other)
    row = connection.execute(
        select(judgements).where(*pair).order_by(judgements.c.number.desc()).limit(1)
    ).first()
    return Judged(**row._mapping) if row is not None else None
