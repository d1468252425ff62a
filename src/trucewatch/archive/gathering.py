"""What an archive has for a case: the reports that are its, and whether anything changed since they were looked at.

Invariant: reports are found by the index of their words, so what it costs depends on how many have them and not on
how many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, select

from trucewatch.archive import engines, finding, hiding, queries
from trucewatch.archive.schema import audit, blurs, judgements, levels, reports, reviews

if TYPE_CHECKING:
    from trucewatch.archive.store import Archive


def reports_for(
    connection: Connection,
    *,
    about: Sequence[str] = (),
    also: Collection[str] = (),
    first: str = "",
    last: str = "9999-12-31",
    clearance: int | None = None,
) -> list[int]:
    """The numbers of the reports that have one of the words `about` or an id of `also`, and came out in `first`..`last`.

    In the order of their numbers. A word is found where one of a report begins so, in any case: `truce` in "truces";
    several are found one after the other. Without words, all reports. One without a day of publication is of any time.
    What somebody with `clearance` may not see is left out.
    """
    hidden = hiding.hidden(connection, clearance)
    published = select(reports.c.number, reports.c.published)
    found: Iterable[Row[Any]]
    if about:
        numbers = {
            *finding.on(connection).reports_with(connection, about),
            *queries.numbered(connection, sorted(also)),
        }
        found = engines.among(connection, published, reports.c.number, sorted(numbers))
    else:
        found = connection.execute(published)
    return sorted(
        row.number
        for row in found
        if row.number not in hidden and (not row.published or first <= row.published[:10] <= last)
    )


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


def narrowed(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether levels or blurs were given between two states, so that what was made before may show too much."""
    return before[-2:] != after[-2:]
