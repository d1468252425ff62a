"""Finding records on SQLite, by lists of keys that FTS5 intersects.

Invariant: no query looks at all records to find few. Keys sort as time does, so the index gives the latest first
and stops when there are enough; conditions that are each common and never hold together cost a walk along their
lists and no more. Where few reports have the words of a text, or few records last until a day, these are looked
at instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, bindparam, column, func, text

from trucewatch.archive import engines, marks
from trucewatch.archive.query import Query, Window, fits, windows
from trucewatch.archive.rows import words
from trucewatch.archive.schema import BLOCK, BLOCK_BITS
from trucewatch.records import KINDS

FEW = 1500
"""Reports, or lasting records, that are looked at one by one."""
_AT_ONCE = 1000
"""Marks in one group of a search; with more the group is taken in parts."""

_MANY = 200
"""Marks in a group above which the latest records are looked at first: most likely enough of them fit."""
_LOOKED_AT = 2000

_CANDIDATES = "SELECT r.number, r.first_day, r.last_day, r.lasting, r.current, r.confidence, r.marks FROM "
_BY_TEXT = f"""{_CANDIDATES} report_search AS s CROSS JOIN records AS r
    ON r.number BETWEEN s.rowid * {BLOCK} AND s.rowid * {BLOCK} + {BLOCK - 1}
    WHERE s.report_search MATCH :words"""
_LASTING = f"""{_CANDIDATES} records AS r
    WHERE r.lasting = 1 AND r.current = 1 AND r.last_day >= :since LIMIT :few"""

_BY_NUMBER = text(f"{_CANDIDATES} records AS r WHERE r.number IN :numbers").bindparams(
    bindparam("numbers", expanding=True)
)


def find(
    connection: Connection, query: Query, groups: Sequence[Sequence[str]], hidden: frozenset[int]
) -> list[int]:
    """The numbers of the records that fit, the latest first; `groups` as `queries.find` makes them.

    Records of the reports with the numbers `hidden` are not there.
    """
    search = _Search(connection, query, groups, hidden)
    if query.text is not None:
        if not (asked := _quoted(query.text)):
            return []
        few = "SELECT count(*) FROM (SELECT 1 FROM report_search WHERE report_search MATCH :words LIMIT :few)"
        if connection.execute(text(few), {"words": asked, "few": FEW + 1}).scalar_one() <= FEW:
            return search.among(connection.execute(text(_BY_TEXT), {"words": asked}), windows(query))
        search.words = asked
    found: list[int] = []
    for window in windows(query):
        if len(found) < query.limit:
            found += search.window(window, query.limit - len(found))
    return found


def identified(connection: Connection, beginning: str) -> list[int]:
    """The numbers of records whose id begins as `beginning` does, as far as the index has it."""
    asked = f'"{marks.identifier(beginning)}"*'
    keys = text("SELECT rowid FROM record_search WHERE record_search MATCH :asked")
    return [key & marks.NUMBER_MASK for key in connection.execute(keys, {"asked": asked}).scalars()]


_NAMED = text("""SELECT n.number
    FROM (SELECT rowid AS number FROM name_search WHERE name_search MATCH :words
          UNION SELECT number FROM names WHERE identifier = :identifier AND identifier != '') AS hits
    CROSS JOIN names AS n ON n.number = hits.number
    WHERE n.what = :what AND (instr(n.folded, :folded) OR n.identifier = :identifier)
        OR n.what = 'country' AND :what = 'place' AND n.folded = :folded""")


def named(connection: Connection, what: str, folded: str, identifier: str) -> list[int]:
    """The numbers of names of `what` with these words, as `rows.fold` gives them, or this identifier.

    Countries of that very name are places too.
    """
    asked = {"what": what, "folded": folded, "identifier": identifier, "words": f'"{folded}"'}
    return list(connection.execute(_NAMED, asked).scalars())


def counts(
    connection: Connection, hidden: frozenset[int]
) -> tuple[dict[str, int], int, str | None, str | None]:
    """Current records by kind, those that are history, and the first and the last day of the dated ones.

    Records of the reports with the numbers `hidden` are not counted.
    """
    how_many = text("SELECT count(*) FROM record_search WHERE record_search MATCH :asked")
    less = connection.execute(_IN_REPORTS, {"reports": json.dumps(sorted(hidden))}).all() if hidden else []
    kinds = {}
    for kind in (model.model_fields["kind"].default for model in KINDS):
        asked = f'"{marks.kind(kind)}" NOT "{marks.PAST}"'
        number = connection.execute(how_many, {"asked": asked}).scalar_one()
        if number := number - sum(row.number for row in less if row.current and row.kind == kind):
            kinds[kind] = number
    history = connection.execute(how_many, {"asked": f'"{marks.PAST}"'}).scalar_one()
    history -= sum(row.number for row in less if not row.current)
    values = {**_DATES, "hidden": json.dumps(sorted(hidden))}
    ends = [
        connection.execute(text(f"{_DATED} ORDER BY rowid {order} LIMIT 1"), values).scalar()
        for order in ("ASC", "DESC")
    ]
    first, last = (None if key is None else marks.day(key) for key in ends)
    return kinds, history, first, last


def listed(numbers: Sequence[int]) -> ColumnElement[int]:
    """Numbers as a column to join with."""
    return func.json_each(json.dumps(numbers)).table_valued(column("value", Integer)).c.value


def reports_marked(connection: Connection, wanted: Sequence[str]) -> Sequence[int]:
    """The numbers of the reports that have a record, current or not, with one of these marks."""
    asked = " OR ".join(f'"{mark}"' for mark in wanted)
    report = f"(rowid & {marks.NUMBER_MASK}) >> {BLOCK_BITS}"
    found = text(f"SELECT DISTINCT {report} FROM record_search WHERE record_search MATCH :asked")
    return connection.execute(found, {"asked": asked}).scalars().all()


def reports_with(connection: Connection, phrases: Iterable[str]) -> Sequence[int]:
    """The numbers of the reports that have words which begin as one of `phrases` does, word for word."""
    asked = " OR ".join(f'"{" ".join(found)}" *' for phrase in phrases if (found := words(phrase)))
    if not asked:
        return []
    hits = text("SELECT rowid FROM report_search WHERE report_search MATCH :asked")
    return connection.execute(hits, {"asked": asked}).scalars().all()


_IN_REPORTS = text(f"""SELECT r.kind, r.current, count(*) AS number
    FROM json_each(:reports) AS some CROSS JOIN records AS r
    ON r.number BETWEEN some.value * {BLOCK} AND some.value * {BLOCK} + {BLOCK - 1}
    GROUP BY r.kind, r.current""")
_DATED = (
    "SELECT rowid FROM record_search WHERE record_search MATCH :current AND rowid BETWEEN :first AND :last"
    f" AND ((rowid & {marks.NUMBER_MASK}) >> {BLOCK_BITS}) NOT IN (SELECT value FROM json_each(:hidden))"
)
_DATES = {
    "current": f'"{marks.ALL}" NOT "{marks.PAST}"',
    "first": marks.day_key("0001-01-02"),
    "last": marks.day_key("9999-01-01") - 1,
}


class _Search:
    def __init__(
        self, connection: Connection, query: Query, groups: Sequence[Sequence[str]], hidden: frozenset[int]
    ) -> None:
        self.connection = connection
        self.hidden = hidden
        self.hidden_numbers = json.dumps(sorted(hidden))
        self.query = query
        self.groups = groups
        self.sets = [frozenset(group) for group in groups]
        self.words: str | None = None

    def window(self, window: Window, limit: int) -> Iterable[int]:
        """At most `limit` numbers of the window, the latest first."""
        if window.lasting and not self.query.history and self.words is None:
            lasting = self.connection.execute(text(_LASTING), {"since": window.since, "few": FEW + 1}).all()
            if len(lasting) <= FEW:
                return self.among(lasting, [window])
        if any(len(group) > _MANY for group in self.groups):
            found = self._latest(window)
            if len(found) >= limit:
                return found[:limit]
        groups = [engines.parts(group, _AT_ONCE) for group in self.groups]
        keys: set[int] = set()
        for some in product(*groups):
            keys.update(self._walk(some, window, limit))
        return [key & marks.NUMBER_MASK for key in sorted(keys, reverse=True)[:limit]]

    def _latest(self, window: Window) -> list[int]:
        """Those that fit among the last _LOOKED_AT records of the window that have marks of the small groups."""
        small = [group for group in self.groups if len(group) <= _MANY]
        numbers = [key & marks.NUMBER_MASK for key in self._walk(small, window, _LOOKED_AT)]
        found: list[Any] = []
        for some in engines.parts(numbers):
            found += self.connection.execute(_BY_NUMBER, {"numbers": some})
        return self.among(found, [window])

    def _walk(self, groups: Iterable[Sequence[str]], window: Window, limit: int) -> Iterable[int]:
        """The last keys of the window that have a mark of each group."""
        wanted = [*groups]
        if window.since is not None:
            wanted.append([marks.LASTING] if window.lasting else [marks.SPANNING, marks.LASTING])
        alternatives = (" OR ".join(f'"{mark}"' for mark in group) for group in wanted or [[marks.ALL]])
        match = " AND ".join(f"({alternative})" for alternative in alternatives)
        unwanted = [] if self.query.history else [marks.PAST]
        if self.query.below is not None and (above := [o for o in marks.LEVELS if o >= self.query.below]):
            unwanted.append(marks.level(min(above)))
        if unwanted:
            without = " OR ".join(f'"{mark}"' for mark in unwanted)
            match = f"({match}) NOT ({without})"
        values: dict[str, Any] = {"match": match, "limit": limit}
        values["first"] = marks.day_key(window.first)
        values["last"] = marks.day_key(window.last) | marks.NUMBER_MASK
        if window.since is not None:
            values["last"] = min(values["last"], marks.day_key(window.since) - 1)
        tables, conditions = self._looked_at(window, values)
        wanted_ = text(
            f"SELECT s.rowid FROM {tables} WHERE s.record_search MATCH :match"
            f" AND s.rowid BETWEEN :first AND :last{conditions} ORDER BY s.rowid DESC LIMIT :limit"
        )
        return self.connection.execute(wanted_, values).scalars()

    def _looked_at(self, window: Window, values: dict[str, Any]) -> tuple[str, str]:
        """What the marks do not tell and the records themselves do: tables and conditions."""
        conditions = ""
        if window.since is not None:
            conditions += " AND r.last_day >= :since"
            values["since"] = window.since
        if self.query.confidence is not None and self.query.confidence not in marks.LEVELS:
            conditions += " AND r.confidence >= :confidence"
            values["confidence"] = self.query.confidence
        if self.query.below is not None and self.query.below not in marks.LEVELS:
            conditions += " AND (r.confidence < :below OR r.confidence IS NULL)"
            values["below"] = self.query.below
        tables = "record_search AS s"
        if conditions:  # so far all of them are on records
            tables += f" CROSS JOIN records AS r ON r.number = (s.rowid & {marks.NUMBER_MASK})"
        report = f"((s.rowid & {marks.NUMBER_MASK}) >> {BLOCK_BITS})"
        if self.hidden:
            conditions += f" AND {report} NOT IN (SELECT value FROM json_each(:hidden))"
            values["hidden"] = self.hidden_numbers
        if self.words is not None:
            hits = "SELECT rowid FROM report_search WHERE report_search MATCH :words"
            conditions += f" AND {report} IN ({hits})"
            values["words"] = self.words
        return tables, conditions

    def among(self, candidates: Iterable[Any], within: Sequence[Window]) -> list[int]:
        """Those of `candidates`, rows of records, that fit."""
        keys = [
            marks.key(row.first_day, row.number)
            for row in candidates
            if row.number >> BLOCK_BITS not in self.hidden and fits(row, self.query, self.sets, within)
        ]
        return [key & marks.NUMBER_MASK for key in sorted(keys, reverse=True)[: self.query.limit]]


def _quoted(asked: str) -> str:
    return " ".join(f'"{word}"' for word in words(asked))
