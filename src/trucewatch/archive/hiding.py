"""Which reports are hidden from somebody: those whose level, or that of a source in them, is above their clearance.

Invariant: what is hidden is hidden as a whole report, text and all its records, since a text shows who is quoted in
it. It follows from the table of levels and from the records alone, and changes with both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select

from trucewatch.archive import engines, finding, marks
from trucewatch.archive.rows import fold
from trucewatch.archive.schema import audit, levels, names, reports

HIGHEST = 2
"""The level of what only those with the highest clearance may see."""

_worked_out: WeakKeyDictionary[Engine, dict[int, tuple[tuple[int, int], frozenset[int]]]] = (
    WeakKeyDictionary()
)


def hidden(connection: Connection, clearance: int | None) -> frozenset[int]:
    """The numbers of the reports that somebody with `clearance` may not see; none where it is None."""
    if clearance is None or clearance >= HIGHEST:
        return frozenset()
    last = connection.execute(select(func.max(levels.c.number))).scalar() or 0
    if not last:
        return frozenset()
    # what a source is in changes with each addition, of which the trail tells
    told = connection.execute(select(func.max(audit.c.number))).scalar() or 0
    kept = _worked_out.setdefault(connection.engine, {})
    found = kept.get(clearance)
    if found is None or found[0] != (last, told):
        found = ((last, told), _hidden(connection, clearance))
        kept[clearance] = found
    return found[1]


def standing(connection: Connection) -> list[tuple[str, str, int]]:
    """The last level of each report and source that was ever given one: what it is, its id or name, the level."""
    last = select(func.max(levels.c.number)).group_by(levels.c.what, levels.c.subject)
    rows = connection.execute(select(levels).where(levels.c.number.in_(last)).order_by(levels.c.number))
    found = {key(row.what, row.subject): (row.what, row.subject, row.level) for row in rows}
    return list(found.values())


def key(what: str, subject: str) -> tuple[str, str]:
    """What makes two levels levels of one thing: a report's id, a source's name however it is written."""
    return what, fold(subject) if what == "source" else subject


def confidential(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of some reports, by their ids, whose own level is not 0."""
    wanted = select(levels.c.subject, levels.c.level).where(levels.c.what == "report")
    rows = engines.among(connection, wanted.order_by(levels.c.number), levels.c.subject, ids)
    found = {row.subject: row.level for row in rows}
    return {identifier for identifier, level in found.items() if level}


def of_source(connection: Connection, name: str) -> frozenset[int]:
    """The numbers of the reports of an outlet, or in which somebody of this very name says something."""
    return _quoting(connection, [name])


def source_hidden(connection: Connection, outlet: str | None, clearance: int | None) -> bool:
    """Whether an outlet is one that somebody with `clearance` may not see."""
    if clearance is None or not outlet:
        return False
    return any(
        what == "source" and level > clearance and fold(subject) == fold(outlet)
        for what, subject, level in standing(connection)
    )


def _hidden(connection: Connection, clearance: int) -> frozenset[int]:
    above = [(what, subject) for what, subject, level in standing(connection) if level > clearance]
    ids = [subject for what, subject in above if what == "report"]
    sources = [subject for what, subject in above if what == "source"]
    found = engines.among(connection, select(reports.c.number), reports.c.id, ids)
    return _quoting(connection, sources).union(row.number for row in found)


def _quoting(connection: Connection, sources: Iterable[str]) -> frozenset[int]:
    here = finding.on(connection)
    numbers: set[int] = set()
    for folded in sorted({fold(source) for source in sources} - {"  "}):
        likely = here.named(connection, "source", folded, "")
        same = select(names.c.number).where(names.c.folded == folded)
        numbers.update(row.number for row in engines.among(connection, same, names.c.number, likely))
    wanted = [marks.name(number) for number in sorted(numbers)]
    parts = engines.parts(wanted)
    return frozenset(report for part in parts for report in here.reports_marked(connection, part))
