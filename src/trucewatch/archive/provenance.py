"""Where a report comes from: when it was retrieved, its snapshots, the other versions of its page, who read it.

Invariant: what is told is what the archive keeps of this report, and nothing of reports that are left out.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from sqlalchemy import select

from trucewatch.archive.schema import readings, report_snapshots, reports, snapshots, timestamps
from trucewatch.archive.store import Archive


@dataclass(frozen=True)
class Version:
    """A version of a page: the report's id, when it was retrieved, and the hash of its text."""

    id: str
    retrieved: str
    sha256: str


@dataclass(frozen=True)
class Fetched:
    """A snapshot that a report was read from, and who stamped it when, where somebody did."""

    url: str
    retrieved: str
    media_type: str
    sha256: str
    stamped: str | None = None
    authority: str | None = None


@dataclass(frozen=True)
class Provenance:
    """What is known of how a report came here.

    `name` is what it is called where it came from, `versions` those of its page in the order in which they were
    retrieved, this one among them; `reader` read it last, at `read`.
    """

    id: str
    name: str
    path: str | None
    retrieved: str
    reader: str | None
    read: str | None
    versions: tuple[Version, ...]
    snapshots: tuple[Fetched, ...]


def provenance(archive: Archive, report: str, *, hidden: Container[str] = ()) -> Provenance | None:
    """Where the report with this id comes from; None where there is none, or it is `hidden`.

    Versions of its page whose ids are `hidden` are left out.
    """
    columns = (reports.c.number, reports.c.id, reports.c.name, reports.c.path, reports.c.address)
    with archive.reading() as connection:
        row = connection.execute(
            select(*columns, reports.c.retrieved, reports.c.sha256).where(reports.c.id == report)
        ).first()
        if row is None or row.id in hidden:
            return None
        its = select(reports.c.id, reports.c.retrieved, reports.c.sha256)
        page = its.where(reports.c.address == row.address).order_by(reports.c.version)
        versions = [Version(*one) for one in connection.execute(page)] if row.address else []
        last = select(readings.c.reader, readings.c.at).where(readings.c.report == row.number)
        read = connection.execute(last.order_by(readings.c.number.desc()).limit(1)).first()
        fetched = (
            select(
                snapshots.c.url,
                snapshots.c.retrieved,
                snapshots.c.media_type,
                snapshots.c.sha256,
                timestamps.c.at,
                timestamps.c.authority,
            )
            .join(report_snapshots, report_snapshots.c.snapshot == snapshots.c.number)
            .outerjoin(timestamps, timestamps.c.snapshot == snapshots.c.number)
            .where(report_snapshots.c.report == row.number)
            .order_by(snapshots.c.number)
        )
        taken = [Fetched(*one) for one in connection.execute(fetched)]
    return Provenance(
        id=row.id,
        name=row.name,
        path=row.path,
        retrieved=row.retrieved,
        reader=read.reader if read else None,
        read=read.at if read else None,
        versions=tuple(one for one in versions if one.id not in hidden)
        or (Version(row.id, row.retrieved, row.sha256),),
        snapshots=tuple(taken),
    )
