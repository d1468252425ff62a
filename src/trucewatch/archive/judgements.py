"""What persons say of pairs of records: about one thing, not about one thing, unsure.

Invariant: a judgement is a row that is only added, with who and when; the last one on a pair counts, and taking
it back is one more row. Each is in the audit trail, so `verify` tells where one was put in or altered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, select

from trucewatch.archive import queries
from trucewatch.archive.problems import ArchiveError
from trucewatch.archive.schema import judgements
from trucewatch.archive.signed import JUDGEMENTS
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


def judge(
    archive: Archive,
    one: str,
    other: str,
    verdict: Verdict,
    note: str = "",
    *,
    who: str | None = None,
    clearance: int | None = None,
) -> Judged:
    """Keep a person's word on two records; `who` is whose word it is, the archive's `who` where not given.

    `one` and `other` are the records' ids, or their first characters. "withdrawn" takes back what was said last.
    Raises ArchiveError where an id is nobody's or several's (for somebody with this `clearance`), both are one
    record, the records are of different kinds, or there is nothing to take back.
    """
    if verdict not in VERDICTS:
        raise ArchiveError(f"{verdict}: is no verdict; say {', '.join(VERDICTS)}")
    with archive.writing() as connection:
        first, second = sorted(queries.record_id(connection, which, clearance) for which in (one, other))
        if first == second:
            raise ArchiveError(f"{one} and {other} are one record")
        if len({queries.record(connection, identifier).kind for identifier in (first, second)}) > 1:
            raise ArchiveError(f"{one} and {other} are records of different kinds, and never about one thing")
        standing = _last(connection, first, second)
        if verdict == "withdrawn" and (standing is None or standing.verdict == "withdrawn"):
            raise ArchiveError(f"{one} and {other}: no judgement on them stands")
        values = {"one": first, "other": second, "verdict": verdict, "note": note}
        return Judged(**JUDGEMENTS.add(connection, who or archive.who, {"verdict": verdict}, **values))


def judged(archive: Archive, *, history: bool = False) -> list[Judged]:
    """The judgements that stand, in the order in which they were made; with `history` all that were ever made."""
    with archive.reading() as connection:
        rows = connection.execute(select(judgements).order_by(judgements.c.number)).all()
    everything = [Judged(**row._mapping) for row in rows]
    if history:
        return everything
    last = {(row.one, row.other): row for row in everything}
    return [row for row in everything if last[row.one, row.other] is row and row.verdict != "withdrawn"]


def _last(connection: Connection, one: str, other: str) -> Judged | None:
    pair = (judgements.c.one == one, judgements.c.other == other)
    row = connection.execute(
        select(judgements).where(*pair).order_by(judgements.c.number.desc()).limit(1)
    ).first()
    return Judged(**row._mapping) if row is not None else None
