"""What an archive has for a case: the reports that are its, and whether anything changed since they were looked at.

Invariant: reports are found by the index of their words, so what it costs depends on how many have them and not on
how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from trucewatch.archive import hiding, on_postgresql, on_sqlite
from trucewatch.archive.schema import audit, blurs, judgements, levels, reports, reviews

if TYPE_CHECKING:
    from trucewatch.archive.store import Archive

_AT_ONCE = 900  # fewer variables than the oldest SQLite takes in one statement


def reports_for(
    connection: Connection,
    *,
    about: Sequence[str] = (),
    first: str = "",
    last: str = "9999-12-31",
    clearance: int | None = None,
) -> list[int]:
    """The numbers of the reports that have one of the words `about`, and came out in `first`..`last`, in order.

    A word is found where one of a report begins so, in any case: `truce` in "truces"; several are found one after the
    other. Without words, all reports. One without a day of publication is of any time. What somebody with `clearance`
    may not see is left out.
    """
    hidden = hiding.hidden(connection, clearance)
    found: Iterable[tuple[int, str | None]]
    if about:
        finding = on_sqlite if connection.dialect.name == "sqlite" else on_postgresql
        found = _published(connection, sorted(set(finding.reports_with(connection, about))))
    else:
        found = connection.execute(select(reports.c.number, reports.c.published)).tuples()
    return sorted(
        number
        for number, published in found
        if number not in hidden and (not published or first <= published[:10] <= last)
    )


def _published(connection: Connection, numbers: Sequence[int]) -> Iterable[tuple[int, str | None]]:
    for n in range(0, len(numbers), _AT_ONCE):
        some = reports.c.number.in_(numbers[n : n + _AT_ONCE])
        yield from connection.execute(select(reports.c.number, reports.c.published).where(some)).tuples()


def state(archive: Archive) -> tuple[int, ...]:
    """What changes exactly when something is read, judged, reviewed, or given a level or blur, by anybody.

    Costs next to nothing, so a picture can be kept for as long as it is the same.
    """
    with archive.reading() as connection:
        read = select(audit.c.number).where(audit.c.action == "add").order_by(audit.c.number.desc()).limit(1)
        added = connection.execute(read).scalar() or 0
        said = (
            connection.execute(select(func.max(table.c.number))).scalar() or 0
            for table in (judgements, reviews, levels, blurs)
        )
        return (added, *said)
