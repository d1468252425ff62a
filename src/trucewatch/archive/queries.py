"""Finding records: by kind, time, place, actor, source, text, confidence.

Invariant: no query looks through all records to find few. Conditions on names and text are first counted, up to
FEW: the rarest one that stays below gives the candidates; where all are common, records are walked from the
latest day back and each is asked whether it fits, and soon enough have been found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    column,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)

from trucewatch.archive.rows import LASTING, days, fold
from trucewatch.archive.schema import audit, names, readings, record_names, records, reports, snapshots

FEW = 3000
_EARTH_RADIUS = 6371.0


@dataclass(frozen=True, kw_only=True)
class Query:
    """What records to find; a condition that is None is none.

    kind, assertion: as in the record. since, until: a day, month or year (EDTF), both included; a record fits
    when its days touch them. place: words of a place's name, or a country's. near: latitude, longitude and
    kilometres. actor: words of the name of somebody who takes part, or their id; source: of who says so, or
    the outlet's name. text: words that the report has. confidence: the least. history: also what a later
    reading took the place of. limit: how many at most, the latest first.
    """

    kind: str | None = None
    assertion: str | None = None
    since: str | None = None
    until: str | None = None
    place: str | None = None
    near: tuple[float, float, float] | None = None
    actor: str | None = None
    source: str | None = None
    text: str | None = None
    confidence: float | None = None
    history: bool = False
    limit: int = 50


@dataclass
class _Condition:
    """One condition in both forms: the numbers of records that fit it, and whether a given record does."""

    numbers: Select[Any]
    fits: ColumnElement[bool]


def find(connection: Connection, query: Query) -> list[int]:
    """The numbers of the records that fit, the latest first."""
    conditions = list(_conditions(connection, query))
    few = _rarest(connection, conditions)
    plain = _plain(query)
    if few is not None:
        numbers, condition = few
        rest = [other.fits for other in conditions if other is not condition]
        wanted = (
            select(records.c.number)
            .where(records.c.number.in_(numbers), *plain, *rest, or_(*_windows(query)))
            .order_by(records.c.first_day.desc(), records.c.number.desc())
            .limit(query.limit)
        )
        return list(connection.execute(wanted).scalars())
    found: list[int] = []
    for window in _windows(query):
        if len(found) < query.limit:
            wanted = (
                select(records.c.number)
                .where(window, *plain, *(condition.fits for condition in conditions))
                .order_by(records.c.first_day.desc(), records.c.number.desc())
                .limit(query.limit - len(found))
            )
            found += connection.execute(wanted).scalars()
    return found


def fetch(connection: Connection, numbers: Sequence[int]) -> list[Any]:
    """The records with these numbers, in this order, with what is told of their reports."""
    columns = [reports.c[c] for c in ("name", "title", "outlet", "published", "url", "path")]
    columns += [reports.c[c] for c in ("version", "sha256", "retrieved", "text")]
    wanted = (
        select(
            records.c.number, records.c.id, records.c.kind, records.c.current, records.c.body,
            readings.c.reader, reports.c.id.label("report_id"), *columns,
        )
        .join(readings, readings.c.number == records.c.reading)
        .join(reports, reports.c.number == records.c.report)
        .where(records.c.number.in_(numbers))
    )  # fmt: skip
    found = {row.number: row for row in connection.execute(wanted)}
    return [found[number] for number in numbers]


def identified(connection: Connection, beginning: str) -> list[int] | None:
    """The numbers of the records whose id, or whose report's, begins so; None where they are several ids'."""
    if not re.fullmatch(r"[0-9a-f]{4,64}", beginning):
        return []
    end = beginning + "g"  # after every hexadecimal digit
    ids = [
        *connection.execute(_beginning(records.c.id, beginning, end)).scalars(),
        *connection.execute(_beginning(reports.c.id, beginning, end)).scalars(),
    ]
    if len(ids) > 1:
        return None
    wanted = (
        select(records.c.number)
        .join(reports, reports.c.number == records.c.report)
        .where(or_(records.c.id.in_(ids), reports.c.id.in_(ids)))
        .order_by(records.c.current.desc(), records.c.number)
    )
    return list(connection.execute(wanted).scalars())


def stats(connection: Connection) -> dict[str, Any]:
    """Counts of what there is, and the days that current records cover."""
    current = records.c.current == 1
    kinds = select(records.c.kind, func.count()).where(current).group_by(records.c.kind)
    dated = and_(current, records.c.first_day > "0001-01-01", records.c.first_day < "9999")
    span = connection.execute(
        select(func.min(records.c.first_day), func.max(records.c.first_day)).where(dated)
    ).one()
    return {
        "reports": _count(connection, reports),
        "readings": _count(connection, readings),
        "records": dict(sorted(connection.execute(kinds).tuples().all())),
        "history": connection.execute(
            select(func.count()).select_from(records).where(records.c.current == 0)
        ).scalar_one(),
        "first_day": span[0],
        "last_day": span[1],
        "snapshots": _count(connection, snapshots),
        "trail": _count(connection, audit),
    }


def _count(connection: Connection, what: Any) -> int:
    return connection.execute(select(func.count()).select_from(what)).scalar_one()


def _beginning(id: ColumnElement[str], beginning: str, end: str) -> Select[Any]:
    return select(id).where(id >= beginning, id < end).distinct().limit(2)


def _plain(query: Query) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    conditions.append(records.c.current.in_([0, 1]) if query.history else records.c.current == 1)
    if query.kind is not None:
        conditions.append(records.c.kind == query.kind)
    if query.assertion is not None:
        conditions.append(records.c.assertion == query.assertion)
    if query.confidence is not None:
        conditions.append(records.c.confidence >= query.confidence)
    return conditions


def _windows(query: Query) -> list[ColumnElement[bool]]:
    """Stretches of time that together hold what fits, one after the other backwards, none looked at in vain."""
    day = records.c.first_day
    if query.since is None and query.until is None:
        return [day >= ""]
    until = days(query.until)[1] or "9999-12-31"
    since = days(query.since)[0]
    if not since:
        return [and_(day > "", day <= until)]
    reach = (date.fromisoformat(since) - LASTING).isoformat() if since > "0002" else "0001-01-01"
    began = func.coalesce(day, "")  # keeps databases from walking by first day what ends before `since`
    began_before = and_(records.c.last_day >= since, day <= until)
    return [
        and_(day >= since, day <= until),
        and_(day >= reach, day < since, began_before),
        and_(began > "", began < reach, began <= until, records.c.lasting == 1, records.c.last_day >= since),
    ]


def _conditions(connection: Connection, query: Query) -> Iterator[_Condition]:
    if query.actor is not None:
        yield _named(_matching(connection, "actor", query.actor))
    if query.place is not None:
        yield _named(_matching(connection, "place", query.place))
    if query.near is not None:
        yield _named(_near(connection, *query.near))
    if query.source is not None:
        yield _named(_matching(connection, "source", query.source))
    if query.text is not None:
        yield _texts(connection, query.text)


def _named(numbers: list[int]) -> _Condition:
    return _Condition(
        select(record_names.c.record).where(record_names.c.name.in_(numbers)),
        exists().where(record_names.c.record == records.c.number, record_names.c.name.in_(numbers))
        if numbers
        else false(),
    )


def _matching(connection: Connection, what: str, words: str) -> list[int]:
    folded = fold(words)
    if not folded.strip():
        return []
    likely = [names.c.folded.contains(folded, autoescape=True), names.c.identifier == words]
    if what == "place":
        likely.append(func.lower(names.c.country) == words.lower())
    return list(
        connection.execute(select(names.c.number).where(names.c.what == what, or_(*likely))).scalars()
    )


def _near(connection: Connection, latitude: float, longitude: float, kilometres: float) -> list[int]:
    degrees = math.degrees(kilometres / _EARTH_RADIUS)
    box = names.c.latitude.between(latitude - degrees, latitude + degrees)
    wanted = select(names.c.number, names.c.latitude, names.c.longitude).where(names.c.what == "place", box)
    return [
        row.number
        for row in connection.execute(wanted)
        if row.longitude is not None
        and distance(latitude, longitude, row.latitude, row.longitude) <= kilometres
    ]


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Kilometres between two points over a round Earth (haversine)."""
    a, b = math.radians(latitude), math.radians(other_latitude)
    turn = math.radians(other_longitude - longitude)
    chord = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return 2 * _EARTH_RADIUS * math.asin(min(1.0, math.sqrt(chord)))


def _texts(connection: Connection, words: str) -> _Condition:
    matches: ColumnElement[bool]
    if connection.dialect.name == "sqlite":
        quoted = " ".join(f'"{word}"' for word in re.findall(r"\w+", words)) or '""'
        search = table("report_search", column("rowid"))
        matches = literal_column("report_search").op("MATCH")(quoted)
        hits = select(search.c.rowid).select_from(search).where(matches)
        one = hits.where(search.c.rowid == records.c.report).correlate(records)
    else:
        whole = func.to_tsvector(
            text("'simple'"),
            func.coalesce(reports.c.title, text("''")).op("||")(text("' '")).op("||")(reports.c.text),
        )
        matches = whole.op("@@")(func.plainto_tsquery(text("'simple'"), words))
        hits = select(reports.c.number).where(matches)
        one = hits.where(reports.c.number == records.c.report).correlate(records)
    return _Condition(select(records.c.number).where(records.c.report.in_(hits)), one.exists())


def _rarest(connection: Connection, conditions: Sequence[_Condition]) -> tuple[list[int], _Condition] | None:
    best: tuple[list[int], _Condition] | None = None
    for condition in conditions:
        found = list(connection.execute(condition.numbers.limit(FEW + 1)).scalars())
        if len(found) <= FEW and (best is None or len(found) < len(best[0])):
            best = sorted(set(found)), condition
    return best
