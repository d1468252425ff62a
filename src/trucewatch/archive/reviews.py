"""What persons say of single records: accepted, rejected, a value corrected, a comment, one of these taken back.

Invariant: a review is a row that is only added, with who and when, and in the audit trail. The last word counts, and
holds for the record of a newer reading with the same words (see `succession`). The record itself is never changed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from sqlalchemy import Connection, func, select

from trucewatch.archive import correcting, engines, hiding, queries, succession
from trucewatch.archive.problems import ArchiveError
from trucewatch.archive.rows import canonical
from trucewatch.archive.schema import BLOCK, readings, records
from trucewatch.archive.schema import reviews as table
from trucewatch.archive.signed import REVIEWS
from trucewatch.archive.store import Archive, Found

Action = Literal["accept", "reject", "correct", "comment", "withdraw"]
ACTIONS: tuple[Action, ...] = get_args(Action)
Verdict = Literal["accepted", "rejected", "corrected"]
_VERDICTS: dict[str, Verdict] = {"accept": "accepted", "reject": "rejected", "correct": "corrected"}

_AT_ONCE = 400


@dataclass(frozen=True)
class Review:
    """A review as it is kept: of which record, by whom and when.

    `field` is what a correction or comment is of, "" for the whole record; `value` is JSON, the new value of a
    correction or the number of the review that is taken back, "" where the action has none.
    """

    number: int
    at: str
    who: str
    record: str
    action: Action
    field: str = ""
    value: str = ""
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """What stands of all that was said of a record.

    `verdict` is the last one, None where nobody gave any that stands; `by` is the review that gave it.
    `corrections` are the last of each field, `comments` all of them, in order.
    """

    verdict: Verdict | None = None
    by: Review | None = None
    corrections: dict[str, Review] = field(default_factory=dict)
    comments: tuple[Review, ...] = ()


NOTHING = Standing()


def review(
    archive: Archive,
    record_id: str,
    action: Action,
    *,
    field: str = "",
    value: Any = None,
    note: str = "",
    who: str | None = None,
    clearance: int | None = None,
) -> Review:
    """Keep a person's word on a record, which is named by its id or the first characters of it.

    "correct" gives `field` a new `value` (what JSON can hold; None where the report says nothing of it), "comment"
    needs a `note`, and "withdraw" takes back the review with the number `value`. `who` is whose word it is, the
    archive's `who` where not given. Raises ArchiveError where there is no such record for somebody with this
    `clearance`, the corrected record would be none, or there is nothing to take back.
    """
    if action not in ACTIONS:
        raise ArchiveError(f"{action}: is nothing to say of a record; say {', '.join(ACTIONS)}")
    with archive.writing() as connection:
        identifier = queries.record_id(connection, record_id, clearance)
        body = json.loads(queries.record(connection, identifier).body)
        kept = ""
        if action == "correct":
            there = of_records(connection, [identifier])[identifier].corrections
            kept = canonical(correcting.corrected_value(applied(body, there), field, value))
        elif action == "withdraw":
            kept = str(_to_withdraw(connection, identifier, value))
        elif action == "comment" and not note.strip():
            raise ArchiveError("a comment without words says nothing")
        if action == "comment" and field:
            correcting.named_field(body, field)
        values = {
            "record": identifier,
            "action": action,
            "field": field if action in ("correct", "comment") else "",
            "value": kept,
            "note": note,
        }
        return Review(**REVIEWS.add(connection, who or archive.who, {"record": identifier}, **values))


def reviews(
    archive: Archive,
    records: Iterable[str] | None = None,
    *,
    history: bool = False,
    clearance: int | None = None,
) -> list[Review]:
    """The reviews that stand, in the order in which they were made; with `history` all that were ever made.

    `records` are ids of those to look at, None for all; what was said of the record of an older reading that one of
    them took the place of is among them. Only of records that somebody with `clearance` may see.
    """
    with archive.reading() as connection:
        ids = _all(connection) if records is None else list(records)
        hidden = hiding.hidden(connection, clearance)
        said = _said(connection, [number for number in _reports(connection, ids) if number not in hidden])
    wanted = {id(one): one for identifier in said for one in said[identifier]}
    if records is not None:
        wanted = {id(one): one for identifier in ids for one in said.get(identifier, ())}
    everything = sorted(wanted.values(), key=lambda one: one.number)
    if history:
        return everything
    stand = {one.number for found in said.values() for one in _standing_reviews(standing_of(found))}
    return [one for one in everything if one.number in stand]


def standing(archive: Archive, ids: Iterable[str]) -> dict[str, Standing]:
    """What stands of what persons said of each of these records, by their whole ids."""
    with archive.reading() as connection:
        return of_records(connection, list(ids))


def of_records(connection: Connection, ids: Sequence[str]) -> dict[str, Standing]:
    """What stands of each of these records."""
    if not _any(connection):
        return dict.fromkeys(ids, NOTHING)
    said = _said(connection, _reports(connection, ids))
    return {identifier: standing_of(said.get(identifier, ())) for identifier in ids}


def of_reports(connection: Connection, numbers: Sequence[int]) -> dict[str, Standing]:
    """What stands of the records of these reports that anybody said anything of, by their ids."""
    if not _any(connection):
        return {}
    return {identifier: standing_of(said) for identifier, said in _said(connection, numbers).items()}


def of_current(connection: Connection, reports_of: Mapping[str, int]) -> dict[str, Standing]:
    """What stands of those of some current records that anybody said anything of.

    They are given with the numbers of their reports. Costs less than `of_reports` for many, as only reports that were
    read more than once are looked into.
    """
    if not _any(connection):
        return {}
    numbers = sorted(set(reports_of.values()))
    several = select(readings.c.report).group_by(readings.c.report).having(func.count() > 1)
    again = {row.report for row in engines.among(connection, several, readings.c.report, numbers)}
    once = [identifier for identifier, number in reports_of.items() if number not in again]
    found = {identifier: standing_of(said) for identifier, said in _said_under(connection, once).items()}
    return {**found, **of_reports(connection, sorted(again))}


def reports_reviewed(connection: Connection) -> list[int]:
    """The numbers of the reports that have a record of which anybody said anything."""
    return _reports(connection, _all(connection))


def as_reviewed(archive: Archive, found: Iterable[Found]) -> list[Found]:
    """Records as persons reviewed them: without those rejected, and with corrected values in place."""
    everything = list(found)
    with archive.reading() as connection:
        if not _any(connection):
            return everything
        ids = sorted({one.report["id"] for one in everything})
        said = of_reports(connection, sorted(queries.numbered(connection, ids)))
    return [
        replace(one, body=applied(one.body, said[one.id].corrections)) if one.id in said else one
        for one in everything
        if one.id not in said or said[one.id].verdict != "rejected"
    ]


def standing_of(said: Iterable[Review]) -> Standing:
    """What stands of reviews of one record, given in their order."""
    everything = list(said)
    withdrawn = {int(one.value) for one in everything if one.action == "withdraw"}
    left = [one for one in everything if one.number not in withdrawn and one.action != "withdraw"]
    by = next((one for one in reversed(left) if one.action in _VERDICTS), None)
    return Standing(
        verdict=_VERDICTS[by.action] if by else None,
        by=by,
        corrections={one.field: one for one in left if one.action == "correct"},
        comments=tuple(one for one in left if one.action == "comment"),
    )


def applied(body: dict[str, Any], corrections: dict[str, Review]) -> dict[str, Any]:
    """The body of a record with corrections in place; one that does not fit the record is left out.

    None does where a newer reading took the record's place and its other values rule the corrected one out.
    """
    for name, one in corrections.items():
        body = correcting.corrected(body, name, json.loads(one.value)) or body
    return body


def _standing_reviews(found: Standing) -> Iterator[Review]:
    if found.by is not None:
        yield found.by
    yield from found.corrections.values()
    yield from found.comments


def _any(connection: Connection) -> bool:
    return connection.execute(select(table.c.number).limit(1)).first() is not None


def _all(connection: Connection) -> list[str]:
    return list(connection.execute(select(table.c.record).distinct()).scalars())


def _reports(connection: Connection, ids: Iterable[str]) -> list[int]:
    """The numbers of the reports of records with these whole ids."""
    found = {
        row.number // BLOCK
        for identifier in dict.fromkeys(ids)
        for row in queries.exactly(connection, identifier)
    }
    return sorted(found)


def _said(connection: Connection, numbers: Sequence[int]) -> dict[str, list[Review]]:
    """All that was said of the records of these reports, in order, under the ids that they go by now."""
    found: dict[str, list[Review]] = defaultdict(list)
    for part in engines.parts(numbers, _AT_ONCE):
        for identifier, said in _said_of(connection, part).items():
            found[identifier] += said
    return {identifier: sorted(said, key=lambda one: one.number) for identifier, said in found.items()}


def _said_of(connection: Connection, numbers: Sequence[int]) -> dict[str, list[Review]]:
    there = list(queries.within(connection, numbers, records.c.id, records.c.current, records.c.report))
    said = _said_under(connection, sorted({row.id for row in there}))
    current = {row.id for row in there if row.current}
    now: dict[str, list[Review]] = defaultdict(list)
    for identifier, theirs in said.items():
        as_now = identifier if identifier in current else succession.current(connection, identifier)
        now[as_now or identifier] += theirs
        if as_now and as_now != identifier:
            now[identifier] = theirs
    return now


def _said_under(connection: Connection, ids: Sequence[str]) -> dict[str, list[Review]]:
    """All that was said under these ids, in order."""
    said: dict[str, list[Review]] = defaultdict(list)
    for row in engines.among(connection, select(table).order_by(table.c.number), table.c.record, ids):
        said[row.record].append(Review(**row._mapping))
    return said


def _to_withdraw(connection: Connection, identifier: str, number: Any) -> int:
    if isinstance(number, str) and number.isdecimal():
        number = int(number)
    if not isinstance(number, int) or isinstance(number, bool):
        raise ArchiveError("say which review is to be taken back, by its number")
    said = _said(connection, _reports(connection, [identifier])).get(identifier, [])
    taken = next((one for one in said if one.number == number), None)
    if taken is None:
        raise ArchiveError(f"{number}: no review of this record has this number")
    if taken.action == "withdraw":
        raise ArchiveError(f"{number}: takes a review back itself; say anew what you took back")
    if any(one.action == "withdraw" and one.value == str(number) for one in said):
        raise ArchiveError(f"{number}: was taken back already")
    return number
