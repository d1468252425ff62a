"""What is still to be reviewed: records without a verdict, the important first, and of these the doubtful first.

Invariant: what it costs does not grow with the archive. The latest records of each kind are ranked, so many that there
are enough without a verdict; older ones come up as these are done.
"""

from __future__ import annotations

import functools
import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, Row, select

from trucewatch.archive import engines, hiding, queries, reviews
from trucewatch.archive.problems import ArchiveError
from trucewatch.archive.query import Query
from trucewatch.archive.schema import BLOCK_BITS, records
from trucewatch.archive.store import Archive, Found, found_of
from trucewatch.records import KINDS

_LOOKED_AT = (150, 600, 2400, 9600)
"""How many of the latest records of each kind are ranked: more, where most of them have a verdict."""
_CHECKED = 400
_KINDS = tuple(str(model.model_fields["kind"].default) for model in KINDS)


@dataclass(frozen=True)
class Queued:
    """A record that waits for a verdict: how important it is (see importance.toml), and what makes it so."""

    found: Found
    importance: int
    reasons: tuple[str, ...]


def queue(
    archive: Archive,
    *,
    kind: str | None = None,
    reports: Iterable[str] | None = None,
    below: float | None = None,
    clearance: int | None = None,
    limit: int = 50,
) -> list[Queued]:
    """The records to review next: the important first, and of these those of the least confidence.

    Only of one `kind`, of `reports` (by their whole ids), of a confidence `below` a number or without one, and of what
    somebody with `clearance` may see. Where no `reports` are given, the latest 150 records of each kind are looked at,
    and up to 9,600 where most of these have a verdict.
    """
    if limit < 1:
        raise ArchiveError(f"{limit}: is no number of records to list")
    with archive.reading() as connection:
        waiting: list[Row[Any]] = []
        if reports is not None:
            ranked = _ranked(_of_reports(connection, list(reports), kind, below, clearance))
            waiting = _without_verdict(connection, ranked, limit)
        else:
            for most in _LOOKED_AT:
                query = Query(below=below, clearance=clearance, limit=most)
                pool = [_latest(connection, one, query) for one in ([kind] if kind else _KINDS)]
                waiting = _without_verdict(connection, _ranked(row for some in pool for row in some), limit)
                if len(waiting) == limit or all(len(some) < most for some in pool):
                    break
        rows = queries.fetch(connection, [row.number for row in waiting], clearance)
    return [Queued(found_of(row), *importance(json.loads(row.body))) for row in rows]


def importance(body: dict[str, Any]) -> tuple[int, tuple[str, ...]]:
    """How important a record is, given as its body, and what makes it so."""
    weights = _weights()
    total = int(weights["kind"].get(body["kind"], 0))
    reasons = []
    if body.get("main"):
        total += weights["main"]
        reasons.append("what its report is chiefly about")
    harmed = max((_most(one["count"]) for one in body.get("casualties", ())), default=0)
    if more := sum(step["adds"] for step in weights["harmed"] if harmed >= step["least"]):
        total += more
        reasons.append(f"{harmed:,.0f} harmed")
    if lessened := weights.get(body["assertion"]):
        total += lessened
        reasons.append(body["assertion"])
    return total, tuple(reasons)


@functools.cache
def _weights() -> dict[str, Any]:
    return tomllib.loads((files("trucewatch.archive") / "importance.toml").read_text("utf-8"))


def _most(count: dict[str, Any]) -> float:
    return max(float(count.get(bound) or 0) for bound in ("value", "low", "high"))


_COLUMNS = (
    records.c.number,
    records.c.id,
    records.c.kind,
    records.c.current,
    records.c.confidence,
    records.c.body,
)


def _latest(connection: Connection, kind: str, query: Query) -> list[Row[Any]]:
    numbers = queries.find(connection, replace(query, kind=kind))
    return list(engines.among(connection, select(*_COLUMNS), records.c.number, numbers))


def _of_reports(
    connection: Connection, ids: Sequence[str], kind: str | None, below: float | None, clearance: int | None
) -> Iterator[Row[Any]]:
    hidden = hiding.hidden(connection, clearance)
    numbers = [number for number in queries.numbered(connection, ids) if number not in hidden]
    for row in queries.within(connection, numbers, *_COLUMNS):
        sure = below is not None and row.confidence is not None and row.confidence >= below
        if row.current and kind in (None, row.kind) and not sure:
            yield row


def _ranked(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    def place(row: Row[Any]) -> tuple[int, float, int]:
        sure = -1.0 if row.confidence is None else float(row.confidence)
        return -importance(json.loads(row.body))[0], sure, -row.number

    return sorted(rows, key=place)


def _without_verdict(connection: Connection, ranked: Sequence[Row[Any]], limit: int) -> list[Row[Any]]:
    """The first of these records that have no verdict that stands."""
    waiting: list[Row[Any]] = []
    for part in engines.parts(ranked, _CHECKED):
        standing = reviews.of_current(connection, {row.id: row.number >> BLOCK_BITS for row in part})
        waiting += [row for row in part if standing.get(row.id, reviews.NOTHING).verdict is None]
        if len(waiting) >= limit:
            break
    return waiting[:limit]
