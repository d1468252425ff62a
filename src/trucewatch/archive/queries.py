"""Finding records: by kind, time, place, actor, source, text, confidence; by the beginning of an id; counts.

Invariant: a condition on names is turned into the marks of the names that it fits, so that what is left to do is
the same for every condition: the records that have the marks, the latest first (`on_sqlite`, `on_postgresql`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from trucewatch.archive import blurs, engines, finding, hiding, marks
from trucewatch.archive.problems import ArchiveError
from trucewatch.archive.query import Query
from trucewatch.archive.rows import canonical, fold
from trucewatch.archive.schema import (
    BLOCK,
    audit,
    in_block,
    names,
    readings,
    records,
    reports,
    snapshots,
    timestamps,
)

_EARTH_RADIUS = 6371.0
_AT_ONCE = 400
_ROUNDING = 1e-6  # degrees by which the box is too large, so that nothing on the edge is missed


def find(connection: Connection, query: Query) -> list[int]:
    """The numbers of the records that fit, the latest first."""
    groups = list(groups_of(connection, query))
    if not all(groups):  # a name that nobody has
        return []
    hidden = hiding.hidden(connection, query.clearance)
    return finding.on(connection).find(connection, query, groups, hidden)


def fetch(connection: Connection, numbers: Sequence[int], clearance: int | None = None) -> list[Any]:
    """The records with these numbers, in this order, with what is told of their reports.

    For somebody with clearance 0, blurred places lie in the middles of their squares.
    """
    columns = [reports.c[c] for c in ("name", "title", "outlet", "published", "url", "path")]
    columns += [reports.c[c] for c in ("version", "sha256", "retrieved", "text")]
    wanted = (
        select(
            records.c.number, records.c.id, records.c.kind, records.c.current, records.c.body,
            readings.c.reader, reports.c.id.label("report_id"), *columns,
        )
        .join(readings, readings.c.number == records.c.reading)
        .join(reports, reports.c.number == records.c.report)
    )  # fmt: skip
    found = {row.number: row for row in engines.among(connection, wanted, records.c.number, numbers)}
    blurred = blurs.applying(connection, clearance)
    rows = [found[number] for number in numbers]
    return [_roughly(row, blurred) for row in rows] if blurred else rows


def _roughly(row: Row[Any], blurred: Mapping[str, blurs.Blur]) -> Any:
    body = canonical(blurs.roughened(json.loads(row.body), blurred))
    return SimpleNamespace(**{**row._mapping, "body": body})


def identified(connection: Connection, beginning: str, clearance: int | None = None) -> list[int] | None:
    """The numbers of the records whose id, or whose report's, begins so; None where they are several ids'.

    What somebody with `clearance` may not see is not there.
    """
    if not re.fullmatch(r"[0-9a-f]{4,64}", beginning):
        return []
    hidden = hiding.hidden(connection, clearance)
    found = [row for row in begun(connection, beginning) if row.number // BLOCK not in hidden]
    theirs = _reports_begun(connection, beginning, hidden)
    if len({row.id for row in found}) + len(theirs) > 1:
        return None
    for report in theirs:
        found += connection.execute(select(*_NAMED).where(in_block(records.c.number, report)))
    return [row.number for row in sorted(found, key=lambda row: (-row.current, row.number))]


def reports_of(connection: Connection, beginning: str, clearance: int | None = None) -> set[int]:
    """The numbers of the reports whose id, or that of a record in them, begins so; two where they are more.

    What somebody with `clearance` may not see is not there.
    """
    if not re.fullmatch(r"[0-9a-f]{4,64}", beginning):
        return set()
    hidden = hiding.hidden(connection, clearance)
    found = {row.number // BLOCK for row in begun(connection, beginning)}
    return found.union(_reports_begun(connection, beginning, hidden)) - hidden


def _reports_begun(connection: Connection, beginning: str, hidden: AbstractSet[int]) -> list[int]:
    """The numbers of the reports whose id begins so, two at most besides those that are hidden."""
    begins = (reports.c.id >= beginning, reports.c.id < beginning + "g")  # after every hexadecimal digit
    some = connection.execute(select(reports.c.number).where(*begins).limit(len(hidden) + 2)).scalars()
    return [number for number in some if number not in hidden]


_NAMED = (records.c.id, records.c.number, records.c.current)


def begun(connection: Connection, beginning: str) -> list[Row[Any]]:
    """Id, number and `current` of the records whose id begins so."""
    if not re.fullmatch(r"[0-9a-f]{1,64}", beginning):
        return []
    likely = finding.on(connection).identified(connection, beginning)
    there = engines.among(connection, select(*_NAMED), records.c.number, likely)
    return [row for row in there if row.id.startswith(beginning)]


def exactly(connection: Connection, identifier: str) -> list[Row[Any]]:
    """Id, number and `current` of the records with this whole id, one in each reading that has it; current ones last."""
    there = [row for row in begun(connection, identifier) if row.id == identifier]
    return sorted(there, key=lambda row: (row.current, row.number))


def record_id(connection: Connection, beginning: str, clearance: int | None = None) -> str:
    """The id of the one record whose id begins so, of those that somebody with `clearance` may see.

    Raises ArchiveError where there is none, or more than one.
    """
    if not beginning:
        raise ArchiveError("an empty id names no record")
    hidden = hiding.hidden(connection, clearance)
    found = {row.id for row in begun(connection, beginning) if row.number // BLOCK not in hidden}
    if not found:
        raise ArchiveError(f"{beginning}: no record has this id")
    if len(found) > 1:
        raise ArchiveError(f"{beginning}: several ids begin so; give more of it")
    return str(found.pop())


def record(connection: Connection, identifier: str) -> Row[Any]:
    """The row of the record with this id, which is there; the current one, where there is one."""
    number = exactly(connection, identifier)[-1].number
    return connection.execute(select(records).where(records.c.number == number)).one()


def within(connection: Connection, numbers: Sequence[int], *columns: Any) -> Iterator[Row[Any]]:
    """These columns of all records of some reports, current or not, in order."""
    for some in engines.parts(sorted(numbers)):
        number = finding.on(connection).listed(some)
        block = records.c.number.between(number * BLOCK, number * BLOCK + (BLOCK - 1))
        yield from connection.execute(select(*columns).where(block).order_by(number, records.c.number))


def numbered(connection: Connection, ids: Sequence[str]) -> list[int]:
    """The numbers of the reports with these ids."""
    return [row.number for row in engines.among(connection, select(reports.c.number), reports.c.id, ids)]


def is_hidden(connection: Connection, report: Row[Any], clearance: int | None) -> bool:
    """Whether somebody with `clearance` may not see a report, given as its row; it may be without records."""
    return report.number in hiding.hidden(connection, clearance) or hiding.source_hidden(
        connection, report.outlet, clearance
    )


def stats(connection: Connection, clearance: int | None = None) -> dict[str, Any]:
    """Counts of what there is, and the days that current records cover, of what `clearance` lets see."""
    hidden = hiding.hidden(connection, clearance)
    kinds, history, first_day, last_day = finding.on(connection).counts(connection, hidden)
    found = {
        "reports": _count(connection, reports) - len(hidden),
        "records": dict(sorted(kinds.items())),
        "history": history,
        "first_day": first_day,
        "last_day": last_day,
    }
    if clearance is not None:
        return found
    for name, table in (("readings", readings), ("snapshots", snapshots), ("timestamps", timestamps)):
        found[name] = _count(connection, table)
    return {**found, "trail": _count(connection, audit)}


def _count(connection: Connection, what: Any) -> int:
    return connection.execute(select(func.count()).select_from(what)).scalar_one()


def groups_of(connection: Connection, query: Query) -> Iterator[list[str]]:
    """The marks that a record must have: one at least of each group."""
    if query.kind is not None:
        yield [marks.kind(query.kind)]
    if query.assertion is not None:
        yield [marks.assertion(query.assertion)]
    if query.confidence is not None and query.confidence >= marks.LEVELS[0]:
        yield [marks.level(max(one for one in marks.LEVELS if one <= query.confidence))]
    if query.actor is not None:
        yield _named(_matching(connection, "actor", query.actor))
    if query.place is not None:
        yield _named(_matching(connection, "place", query.place))
    if query.near is not None:
        blurred = blurs.applying(connection, query.clearance)
        yield _named(_near(connection, *query.near, blurred))
    if query.source is not None:
        yield _named(_matching(connection, "source", query.source))


def _named(numbers: list[int]) -> list[str]:
    return [marks.name(number) for number in numbers]


def _matching(connection: Connection, what: str, words: str) -> list[int]:
    folded = fold(words)
    return finding.on(connection).named(connection, what, folded, words) if folded.strip() else []


def _near(
    connection: Connection,
    latitude: float,
    longitude: float,
    kilometres: float,
    blurred: Mapping[str, blurs.Blur],
) -> list[int]:
    """The places within so many kilometres of a point; blurred ones lie in the middles of their squares."""
    from trucewatch.places import distance  # only who looks near a point waits for the gazetteer's modules

    degrees = math.degrees(kilometres / _EARTH_RADIUS) + _ROUNDING
    box = [names.c.latitude.between(latitude - degrees, latitude + degrees)]
    widest = math.cos(math.radians(min(90.0, abs(latitude) + degrees)))
    east = degrees / widest if widest > 0.01 else 360.0
    if abs(longitude) + east <= 180:  # else it reaches over a pole or the date line
        box.append(names.c.longitude.between(longitude - east, longitude + east))
    columns = (names.c.number, names.c.name, names.c.identifier, names.c.latitude, names.c.longitude)
    wanted = select(*columns).where(names.c.what == "place", names.c.longitude.is_not(None))
    found = []
    for row in connection.execute(wanted.where(*box)):
        if _blur_of(row, blurred) is None:
            found.append((row.number, row.latitude, row.longitude))
    for some in engines.parts(sorted(blurred), _AT_ONCE):
        ids = [name.strip() for name in some]
        named = or_(names.c.folded.in_(some), names.c.identifier.in_(ids))
        for row in connection.execute(wanted.where(named)):
            if (blur := _blur_of(row, blurred)) is not None:
                rough = blurs.snap(row.latitude, row.longitude, blur.kilometres)
                found.append((row.number, rough.latitude, rough.longitude))
    point = (latitude, longitude)
    return [number for number, *there in found if distance(point, (there[0], there[1])) <= kilometres]


def _blur_of(row: Row[Any], blurred: Mapping[str, blurs.Blur]) -> blurs.Blur | None:
    return blurs.blur_of({"name": row.name, "id": row.identifier}, blurred) if blurred else None
