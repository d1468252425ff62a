"""What persons said of the records of an archive, as far as it stands, at hand for every page.

Invariant: it is as new as the last review and the last reading; looking at it costs next to nothing between these.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from sqlalchemy import func, select

from trucewatch.archive import Archive, reviews
from trucewatch.archive.reviews import Standing
from trucewatch.archive.schema import readings, reports
from trucewatch.archive.schema import reviews as table


class Standings:
    """What stands of all reviews of an archive, by the ids of the records as they are read now.

    Args:
        archive: an open archive.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._guard = threading.Lock()
        self._known: tuple[tuple[int, int], dict[str, Standing]] = ((0, 0), {})

    def all(self) -> Mapping[str, Standing]:
        """What stands of each record that anybody ever said anything of."""
        with self._archive.reading() as connection:
            last = connection.execute(select(func.max(table.c.number))).scalar() or 0
            if not last:
                return {}
            read = connection.execute(select(func.max(readings.c.number))).scalar() or 0
            with self._guard:
                if self._known[0] != (last, read):
                    self._known = (
                        (last, read),
                        reviews.of_reports(connection, reviews.reports_reviewed(connection)),
                    )
                return self._known[1]

    def of(self, report: str) -> Mapping[str, Standing]:
        """What stands of the records of the report with this id."""
        with self._archive.reading() as connection:
            number = connection.execute(select(reports.c.number).where(reports.c.id == report)).scalar()
            return {} if number is None else reviews.of_reports(connection, [number])
