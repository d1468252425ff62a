"""The timeline of a case: all its things by their days, in a lane for each kind.

Invariant: every thing is in it once; one whose day nobody tells is listed at the end and stands in no lane.
"""

from __future__ import annotations

from itertools import groupby

from trucewatch.cases import Picture
from trucewatch.desk.filters import Day, Filters, Text
from trucewatch.desk.views.common import ThingLine, View, every_line
from trucewatch.desk.views.kept import kept
from trucewatch.desk.views.search import KIND_NAMES
from trucewatch.linking import Thing

LANES = tuple(kind for kind in KIND_NAMES if kind != "statement")


class TimelineFilters(Filters):
    """Things of one kind, on days from `since` on; `day` and `thing` are what is looked at first."""

    since: Day = None
    day: Day = None
    kind: Text = None
    thing: Text = None


class Moment(View):
    """A thing on the timeline: from its first day to its last; `lasts` where no end is told."""

    line: ThingLine
    first: str
    last: str
    lasts: bool


class DayOf(View):
    """What began, or was, on one day ("" for what has none)."""

    day: str
    moments: tuple[Moment, ...]


class TimelineView(View):
    """All things that fit, by day; `lanes` are the kinds that there are."""

    as_of: str
    days: tuple[DayOf, ...]
    lanes: tuple[str, ...]
    kinds: tuple[str, ...]
    day: str | None = None
    thing: str | None = None


def view(picture: Picture, filters: TimelineFilters) -> TimelineView:
    """The timeline of the things that fit the filters."""
    every = kept(picture, "timeline", lambda: _moments(picture))
    chosen = [one for one in every if _fits(one, filters)]
    there = {one.line.kind for one in chosen}
    return TimelineView(
        as_of=picture.today,
        days=tuple(DayOf(day=day, moments=tuple(its)) for day, its in groupby(chosen, lambda one: one.first)),
        lanes=tuple(kind for kind in LANES if kind in there),
        kinds=tuple(kind for kind in LANES if any(one.line.kind == kind for one in every)),
        day=filters.day,
        thing=filters.thing,
    )


def _moments(picture: Picture) -> list[Moment]:
    lines = {line.id: line for line in every_line(picture)}
    found = [_moment(picture, thing, lines[thing.id]) for thing in picture.linked.things if thing.id in lines]
    return sorted(found, key=lambda one: (one.first or "9999", one.last, one.line.kind, one.line.id))


def _moment(picture: Picture, thing: Thing, line: ThingLine) -> Moment:
    told = picture.told(thing)
    dated = [row for row in told if getattr(row.record, "date", None)]
    rows = [row for row in dated if row.record.assertion == "actual"] or dated or told
    first = min((row.first for row in rows if row.first), default="")
    last = max((row.last for row in rows if row.last), default=first)
    open_end = any((getattr(row.record, "date", None) or "").endswith("/..") for row in rows)
    return Moment(line=line, first=first, last=max(first, last), lasts=open_end)


def _fits(one: Moment, filters: TimelineFilters) -> bool:
    return filters.kind in (None, one.line.kind) and (not filters.since or one.last >= filters.since)
