"""People displaced: competing figures side by side, under the time that they cover and what they count.

Invariant: figures of another window, measure or unit stand in another table; none is added to another or chosen.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from trucewatch.exports.situation import drawings
from trucewatch.exports.situation.content import Block, Cell, Note, Section, Table, section_of
from trucewatch.exports.situation.scope import Scope, voice_words
from trucewatch.exports.wording import count_words, date_words, window_words
from trucewatch.linking.series import Point, Series
from trucewatch.records import Displacement


class Standing(NamedTuple):
    """Where a running figure stands: the last word of each source, from the lowest to the highest."""

    measure: str
    unit: str
    window: str
    place: str
    low: float
    high: float | None
    points: tuple[Point, ...]


def displacement(scope: Scope) -> Section | None:
    """All figures that came out in the period, a table for each window, measure and unit."""
    groups: dict[tuple[str, str, str], list[tuple[Point, Series]]] = defaultdict(list)
    for one in scope.picture.displacement:
        for point in one.points:
            if scope.published(point.quote.published) or point.date[:10] >= scope.since:
                groups[one.measure, one.window, one.unit].append((point, one))
    blocks: list[Block] = []
    kept, left = scope.foremost(sorted(groups), lambda key: len(groups[key]), "windows")
    for key in kept:
        figures, more = scope.foremost(
            sorted(groups[key], key=_by_day), lambda f: f[0].date, "figures of this window"
        )
        blocks += [_table(scope, key, figures), *more]
    blocks += left
    chart = drawings.displacement(scope)
    if chart and blocks:
        blocks.insert(0, chart)
    if len(groups) > 1:
        blocks.append(
            Note(text="Figures of different tables cover different times or count different things.")
        )
    return section_of("displacement", "Displacement", blocks)


def _table(scope: Scope, key: tuple[str, str, str], figures: list[tuple[Point, Series]]) -> Table:
    measure, window, unit = key
    over = window_words(window) if window else "the time covered is not told"
    return Table(
        caption=f"{measure.capitalize()}, in {unit}, {over}",
        columns=("As of", "Figure", "Says", "What it counts"),
        widths=(3, 4, 5, 5),
        rows=tuple(
            (
                Cell(text=date_words(point.date)),
                Cell(text=count_words(point.count), sources=scope.cite_quotes([point.quote])),
                Cell(text=voice_words(one.source)),
                Cell(text=_counts(scope, point, one)),
            )
            for point, one in figures
        ),
    )


def _by_day(figure: tuple[Point, Series]) -> tuple[str, float, str]:
    point, one = figure
    return point.date, -(point.high or point.low or 0), one.source.name


def _counts(scope: Scope, point: Point, one: Series) -> str:
    row = scope.picture.by_reference.get(point.quote.reference)
    record = row.record if row else None
    who = record.who if isinstance(record, Displacement) and record.who else one.unit
    where = f", {one.place}" if one.place else ""
    return f"{who}{where}"


def standings(scope: Scope) -> list[Standing]:
    """Where each running figure stands on the day of the report: the last word on it of each independent source."""
    groups: dict[tuple[str, str, str, str], dict[str, list[Point]]] = defaultdict(lambda: defaultdict(list))
    for one in scope.picture.displacement:
        if one.window and "/" not in one.window:
            groups[one.measure, one.unit, one.window, one.place][one.source.of] += one.points
    found = []
    for (measure, unit, window, place), told in sorted(groups.items()):
        points = [_last(points) for points in told.values()]
        lows = [low for point in points if (low := _least(point)) is not None]
        highs = [point.high for point in points]
        if lows:
            high = None if None in highs else max(high for high in highs if high is not None)
            points.sort(key=lambda point: (_least(point) or 0, point.quote.voice.name))
            found.append(Standing(measure, unit, window, place, min(lows), high, tuple(points)))
    return found


def _last(points: list[Point]) -> Point:
    return max(points, key=lambda p: (p.date, p.quote.published or "", p.quote.reference))


def _least(point: Point) -> float | None:
    return point.high if point.low is None else point.low
