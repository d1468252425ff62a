"""Finding records on PostgreSQL, by GIN indexes on their marks and on the reports' text.

Invariant: no query looks at all records to find few. Marks and text are counted, up to FEW: the rarer of them that
stays below gives the candidates; where both are common, records are walked from the latest day back and each is
asked whether it fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    all_,
    and_,
    cast,
    func,
    or_,
    select,
    text,
)

from trucewatch.archive.query import Query, Window, windows
from trucewatch.archive.rows import FIRST, words
from trucewatch.archive.schema import names, records, reports

FEW = 3000


@dataclass
class _Condition:
    """One condition in both forms: the numbers of records that fit it, and whether a given record does."""

    numbers: Select[Any]
    fits: ColumnElement[bool]


def find(
    connection: Connection, query: Query, groups: Sequence[Sequence[str]], hidden: frozenset[int]
) -> list[int]:
    """The numbers of the records that fit, the latest first; `groups` as `queries.find` makes them.

    Records of the reports with the numbers `hidden` are not there.
    """
    connection.execute(text("SET LOCAL enable_seqscan = off"))  # ends with the transaction
    conditions = list(_conditions(query, groups))
    plain = [records.c.current.in_([0, 1]) if query.history else records.c.current == 1]
    if query.confidence is not None:
        plain.append(records.c.confidence >= query.confidence)
    if query.below is not None:
        plain.append(or_(records.c.confidence < query.below, records.c.confidence.is_(None)))
    if hidden:
        plain.append(_not_in(hidden))
    within = [_within(window) for window in windows(query)]
    if few := _rarest(connection, conditions):
        numbers, condition = few
        rest = [other.fits for other in conditions if other is not condition]
        return _latest(connection, query.limit, records.c.number.in_(numbers), *plain, *rest, or_(*within))
    found: list[int] = []
    for window in within:
        if len(found) < query.limit:
            fits = (condition.fits for condition in conditions)
            found += _latest(connection, query.limit - len(found), window, *plain, *fits)
    return found


def identified(connection: Connection, beginning: str) -> list[int]:
    """The numbers of records whose id begins so."""
    wanted = select(records.c.number).where(records.c.id >= beginning, records.c.id < f"{beginning}g")
    return list(connection.execute(wanted).scalars())


def named(connection: Connection, what: str, folded: str, identifier: str) -> list[int]:
    """The numbers of names of `what` with these words, as `rows.fold` gives them, or this identifier.

    Countries of that very name are places too.
    """
    has = names.c.folded.contains(folded, autoescape=True)
    likely = and_(names.c.what == what, or_(has, names.c.identifier == identifier))
    if what == "place":
        likely = or_(likely, and_(names.c.what == "country", names.c.folded == folded))
    return list(connection.execute(select(names.c.number).where(likely)).scalars())


def counts(
    connection: Connection, hidden: frozenset[int]
) -> tuple[dict[str, int], int, str | None, str | None]:
    """Current records by kind, those that are history, and the first and the last day of the dated ones.

    Records of the reports with the numbers `hidden` are not counted.
    """
    seen = _not_in(hidden)
    current = and_(records.c.current == 1, seen)
    kinds = select(records.c.kind, func.count()).where(current).group_by(records.c.kind)
    history = select(func.count()).select_from(records).where(records.c.current == 0, seen)
    dated = and_(current, records.c.first_day > FIRST, records.c.first_day < "9999")
    ends = select(func.min(records.c.first_day), func.max(records.c.first_day)).where(dated)
    first, last = connection.execute(ends).tuples().one()
    number = connection.execute(history).scalar_one()
    return dict(connection.execute(kinds).tuples().all()), number, first, last


def listed(numbers: Sequence[int]) -> ColumnElement[int]:
    """Numbers as a column to join with."""
    return func.unnest(cast(list(numbers), ARRAY(BigInteger))).column_valued("listed")


def reports_marked(connection: Connection, wanted: Sequence[str]) -> Sequence[int]:
    """The numbers of the reports that have a record, current or not, with one of these marks."""
    connection.execute(text("SET LOCAL enable_seqscan = off"))  # ends with the transaction
    has = func.string_to_array(records.c.marks, text("' '")).op("&&")(cast(list(wanted), ARRAY(Text)))
    return connection.execute(select(records.c.report).where(has).distinct()).scalars().all()


def reports_with(connection: Connection, phrases: Iterable[str]) -> Sequence[int]:
    """The numbers of the reports that have words which begin as one of `phrases` does, word for word."""
    phrased = [" <-> ".join(f"'{word}'" for word in found) for one in phrases if (found := words(one))]
    if not phrased:
        return []
    connection.execute(text("SET LOCAL enable_seqscan = off"))  # ends with the transaction
    asked = " | ".join(f"({phrase}:*)" for phrase in phrased)
    matches = _whole().op("@@")(func.to_tsquery(text("'simple'"), asked))
    return connection.execute(select(reports.c.number).where(matches)).scalars().all()


def _whole() -> ColumnElement[Any]:
    """Title and text as the index has them."""
    title = func.coalesce(reports.c.title, text("''"))
    return func.to_tsvector(text("'simple'"), title.op("||")(text("' '")).op("||")(reports.c.text))


def _not_in(hidden: frozenset[int]) -> ColumnElement[bool]:
    """That a record is in none of these reports; one array, which PostgreSQL looks up by hash."""
    return records.c.report != all_(cast(sorted(hidden), ARRAY(Integer)))


def _latest(connection: Connection, limit: int, *conditions: ColumnElement[bool]) -> list[int]:
    wanted = select(records.c.number).where(*conditions).limit(limit)
    order = (records.c.first_day.desc(), records.c.number.desc())
    return list(connection.execute(wanted.order_by(*order)).scalars())


def _within(window: Window) -> ColumnElement[bool]:
    inside: list[ColumnElement[bool]] = [records.c.first_day.between(window.first, window.last)]
    if window.since is not None:
        inside += [records.c.last_day >= window.since, records.c.first_day < window.since]
    if window.lasting:
        inside.append(records.c.lasting == 1)
    return and_(*inside)


def _conditions(query: Query, groups: Sequence[Sequence[str]]) -> Iterator[_Condition]:
    if groups:
        has = func.string_to_array(records.c.marks, text("' '"))
        fits = and_(*(has.op("&&")(cast(list(group), ARRAY(Text))) for group in groups))
        yield _Condition(select(records.c.number).where(fits), fits)
    if query.text is not None:
        matches = _whole().op("@@")(func.plainto_tsquery(text("'simple'"), query.text))
        hits = select(reports.c.number).where(matches)
        one = hits.where(reports.c.number == records.c.report).correlate(records)
        yield _Condition(select(records.c.number).where(records.c.report.in_(hits)), one.exists())


def _rarest(connection: Connection, conditions: Sequence[_Condition]) -> tuple[list[int], _Condition] | None:
    best: tuple[list[int], _Condition] | None = None
    for condition in conditions:
        found = list(connection.execute(condition.numbers.limit(FEW + 1)).scalars())
        if len(found) <= FEW and (best is None or len(found) < len(best[0])):
            best = sorted(set(found)), condition
    return best
