"""What to ask an archive for, and the stretches of time that an answer lies in.

Invariant: the windows of a query together hold every day that fits it, and follow one another back in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from trucewatch.archive.rows import FIRST, LAST, LASTING, days


@dataclass(frozen=True, kw_only=True)
class Query:
    """What records to find; a condition that is None is none.

    kind, assertion: as in the record. since, until: a day, month or year (EDTF), both included; a record fits
    when its days touch them. place: words of a place's name, or a country's. near: latitude, longitude and
    kilometres. actor: words of the name of somebody who takes part, or their id; source: of who says so, or
    the outlet's name. text: words that the report has. confidence: the least; below: less than it, or none.
    history: also what a later reading took the place of. clearance: only what somebody with it may see. limit: how
    many at most, the latest first.
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
    below: float | None = None
    history: bool = False
    clearance: int | None = None
    limit: int = 50


@dataclass(frozen=True)
class Window:
    """Records whose first day is in `first`..`last`.

    With `since`, those of them that reach that day but begin before it; with `lasting`, only lasting ones.
    """

    first: str
    last: str
    since: str | None = None
    lasting: bool = False

    def holds(self, first_day: str, last_day: str, lasting: bool) -> bool:
        """Whether a record with these days, lasting or not, is in it."""
        if not self.first <= first_day <= self.last or (self.lasting and not lasting):
            return False
        return self.since is None or first_day < self.since <= last_day


def fits(row: Any, query: Query, groups: Iterable[AbstractSet[str]], within: Sequence[Window]) -> bool:
    """Whether a record, as its row, fits in all but its report: its marks, of which it needs one of each group, and days."""
    if not (row.current or query.history):
        return False
    sure = row.confidence
    if query.confidence is not None and (sure is None or sure < query.confidence):
        return False
    if query.below is not None and sure is not None and sure >= query.below:
        return False
    has = set(row.marks.split(" "))
    if any(has.isdisjoint(group) for group in groups):
        return False
    return any(one.holds(row.first_day, row.last_day, bool(row.lasting)) for one in within)


def windows(query: Query) -> list[Window]:
    """Where the records that fit are, the latest first: begun since, begun a little before, and long before."""
    if query.since is None and query.until is None:
        return [Window("", LAST)]
    last = days(query.until)[1] or LAST
    since = days(query.since)[0]
    if not since:
        return [Window(FIRST, last)]
    try:
        reach = max(FIRST, (date.fromisoformat(since) - LASTING).isoformat())
    except (ValueError, OverflowError):  # a day that no calendar has, or one before all calendars
        return [Window(since, last), Window(FIRST, last, since)]
    if reach == FIRST:
        return [Window(since, last), Window(FIRST, last, since)]
    day_before = (date.fromisoformat(reach) - timedelta(days=1)).isoformat()
    long_before = Window(FIRST, min(last, day_before), since, lasting=True)
    return [Window(since, last), Window(reach, last, since), long_before]
