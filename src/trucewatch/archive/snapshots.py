"""What was fetched, beside the reports that were read from it.

Invariant: a snapshot enters in the transaction of its report, once, with an entry of the audit trail that
names its hash; so it cannot be changed, taken away or put in later without showing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from trucewatch.archive import engines
from trucewatch.archive.problems import Problem
from trucewatch.archive.schema import audit, report_snapshots, reports, snapshots, timestamps
from trucewatch.sources import stamps
from trucewatch.sources.problems import SourceError
from trucewatch.sources.snapshots import Snapshot, problem
from trucewatch.sources.stamps import Stamp

_AT_ONCE = 50
_STAMPED = (
    select(snapshots, timestamps.c.authority, timestamps.c.at, timestamps.c.response)
    .outerjoin(timestamps, timestamps.c.snapshot == snapshots.c.number)
    .order_by(snapshots.c.number)
)
Entry = tuple[str, str, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """A snapshot, and the stamp of a trusted authority where one was asked for."""

    snapshot: Snapshot
    stamp: Stamp | None = None


def keep(connection: Connection, wanted: Mapping[str, tuple[int, Sealed]]) -> list[Entry]:
    """Add snapshots, by the ids of their reports, which are there by number; returns entries for the trail.

    A snapshot that several reports were read from is kept once.
    """
    numbers = _known(connection, {sealed.snapshot.id for _, sealed in wanted.values()})
    following = engines.next_number(connection, snapshots)
    entries: list[Entry] = []
    for identifier, (report, sealed) in wanted.items():
        kept = sealed.snapshot
        detail: dict[str, Any] = {"snapshot": kept.id, "url": kept.url, "retrieved": kept.retrieved}
        if kept.id not in numbers:
            numbers[kept.id] = following
            fields = ("id", "url", "address", "retrieved", "media_type", "sha256", "warc")
            row = {field: getattr(kept, field) for field in fields}
            connection.execute(insert(snapshots).values(number=following, **row))
            if sealed.stamp is not None:
                connection.execute(insert(timestamps).values(snapshot=following, **vars(sealed.stamp)))
                detail["stamped"] = sealed.stamp.at
            following += 1
        connection.execute(insert(report_snapshots).values(report=report, snapshot=numbers[kept.id]))
        entries.append(("snapshot", identifier, detail))
    return entries


def _known(connection: Connection, ids: set[str]) -> dict[str, int]:
    found = select(snapshots.c.id, snapshots.c.number).where(snapshots.c.id.in_(ids))
    return {row.id: row.number for row in connection.execute(found)}


def of(connection: Connection, report: int) -> list[Sealed]:
    """The snapshots that the report of this number was read from, with their stamps."""
    its = select(report_snapshots.c.snapshot).where(report_snapshots.c.report == report)
    wanted = _STAMPED.where(snapshots.c.number.in_(its))
    return [_sealed(row) for row in connection.execute(wanted)]


def last_retrieved(connection: Connection, urls: Sequence[str]) -> dict[str, str]:
    """When each of these addresses was fetched last, of those that are kept."""
    last = func.max(snapshots.c.retrieved).label("last")
    wanted = select(snapshots.c.url, last).group_by(snapshots.c.url)
    return {row.url: row.last for row in engines.among(connection, wanted, snapshots.c.url, urls)}


def check(connection: Connection, roots: Sequence[Any] = ()) -> Iterator[Problem]:
    """What is wrong with the snapshots: their hashes, their stamps, and whether the trail tells of them all."""
    told = _told(connection)
    links = select(reports.c.id, snapshots.c.id).select_from(
        report_snapshots.join(reports, reports.c.number == report_snapshots.c.report).join(
            snapshots, snapshots.c.number == report_snapshots.c.snapshot
        )
    )
    there = {(report, snapshot) for report, snapshot in connection.execute(links)}
    for report, snapshot in sorted(told.keys() - there):
        yield Problem(f"the snapshot {snapshot[:12]} that the trail tells of is gone", report)
    for report, snapshot in sorted(there - told.keys()):
        yield Problem(f"a snapshot {snapshot[:12]} that the trail does not tell of", report)
    stamped = {snapshot for (_, snapshot), at in told.items() if at is not None}
    for name, sealed in _all(connection):
        yield from _one(name, sealed, name in stamped, roots)


def _told(connection: Connection) -> dict[tuple[str, str], str | None]:
    """The reports and snapshots that the trail tells of, with the time of the stamp."""
    entries = select(audit.c.subject, audit.c.detail).where(audit.c.action == "snapshot")
    told: dict[tuple[str, str], str | None] = {}
    for subject, detail in connection.execute(entries):
        said = json.loads(detail)
        told[subject, said["snapshot"]] = said.get("stamped")
    return told


def _one(name: str, sealed: Sealed, stamped: bool, roots: Sequence[Any]) -> Iterator[Problem]:
    try:
        if wrong := problem(sealed.snapshot, name):
            yield Problem(wrong, f"snapshot {name[:12]}")
        elif sealed.stamp is None and stamped:
            yield Problem("its timestamp is gone", f"snapshot {name[:12]}")
        elif sealed.stamp and (wrong := stamps.problem(sealed.stamp, sealed.snapshot.warc, roots)):
            yield Problem(wrong, f"snapshot {name[:12]}")
    except SourceError as lacking:
        yield Problem(f"cannot be checked: {lacking.cause}", f"snapshot {name[:12]}")


def _all(connection: Connection) -> Iterable[tuple[str, Sealed]]:
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(_STAMPED):
        yield row.id, _sealed(row)


def _sealed(row: Any) -> Sealed:
    stamp = None
    if row.response is not None:
        stamp = Stamp(authority=row.authority, at=row.at, response=bytes(row.response))
    fields = {field: getattr(row, field) for field in ("url", "address", "retrieved", "media_type", "sha256")}
    return Sealed(snapshot=Snapshot(warc=bytes(row.warc), **fields), stamp=stamp)
