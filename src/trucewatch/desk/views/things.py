"""All things of a case, a line each."""

from __future__ import annotations

from trucewatch.cases import Picture
from trucewatch.desk.filters import Day, Filters, Text
from trucewatch.desk.views.common import ThingLine, View, every_line
from trucewatch.places.names import fold


class ThingFilters(Filters):
    """Things of one kind, with certain words in their title, on days from `since` on, disputed ones alone."""

    kind: Text = None
    text: Text = None
    since: Day = None
    disputed: bool = False


class ThingsView(View):
    """The things that fit, in the order of their days; `kinds` counts those of the whole case."""

    things: tuple[ThingLine, ...]
    kinds: dict[str, int]


def view(picture: Picture, filters: ThingFilters) -> ThingsView:
    """The things that fit the filters."""
    every = every_line(picture)
    kinds: dict[str, int] = {}
    for line in sorted(every, key=lambda line: line.kind):
        kinds[line.kind] = kinds.get(line.kind, 0) + 1
    chosen = [line for line in every if _fits(line, filters)]
    return ThingsView(
        things=tuple(sorted(chosen, key=lambda line: (line.date or "9999", line.kind, line.id))), kinds=kinds
    )


def _fits(line: ThingLine, filters: ThingFilters) -> bool:
    return (
        filters.kind in (None, line.kind)
        and (filters.text is None or fold(filters.text) in fold(line.title))
        and (filters.since is None or line.date >= filters.since)
        and (line.disputed or not filters.disputed)
    )
