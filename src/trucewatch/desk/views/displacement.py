"""Displacement: every figure by who says it, its window, and the range that the latest figures leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from trucewatch.cases import Picture
from trucewatch.desk.filters import Filters, Text
from trucewatch.desk.views.common import View
from trucewatch.linking.series import Point, Series


class DisplacementFilters(Filters):
    """Figures of one measure, from one source, of one place."""

    measure: Text = None
    source: Text = None
    place: Text = None


class Figure(View):
    """A source's figures in one window, in the order of their days; `last` is its latest."""

    series: Series
    last: Point


class Window(View):
    """The figures that count the same: one measure in one unit, of one place, over one window.

    `low` and `high` are the least and the most that the latest figures of all sources allow; None where one is open.
    """

    measure: str
    unit: str
    window: str
    place: str
    low: float | None
    high: float | None
    figures: tuple[Figure, ...]


class DisplacementView(View):
    """All figures of displacement, by what they count."""

    windows: tuple[Window, ...]
    measures: tuple[str, ...]
    sources: tuple[str, ...]
    places: tuple[str, ...]


def view(picture: Picture, filters: DisplacementFilters) -> DisplacementView:
    """The figures that fit the filters."""
    every = picture.displacement
    chosen = [
        one
        for one in every
        if _fits(one.measure, filters.measure)
        and _fits(one.source.name, filters.source)
        and _fits(one.place, filters.place)
    ]
    return DisplacementView(
        windows=_windows(chosen),
        measures=tuple(sorted({one.measure for one in every})),
        sources=tuple(sorted({one.source.name for one in every})),
        places=tuple(sorted({one.place for one in every if one.place})),
    )


def windows(picture: Picture) -> tuple[Window, ...]:
    """The figures of a picture, by what they count, the largest first."""
    return _windows(picture.displacement)


def _windows(series: Iterable[Series]) -> tuple[Window, ...]:
    groups: dict[tuple[str, str, str, str], list[Series]] = defaultdict(list)
    for one in series:
        groups[one.measure, one.unit, one.window, one.place].append(one)
    found = [_window(key, its) for key, its in groups.items()]
    return tuple(sorted(found, key=lambda w: (-(w.high or w.low or 0), w.measure, w.unit, w.window, w.place)))


def _window(key: tuple[str, str, str, str], series: Iterable[Series]) -> Window:
    measure, unit, window, place = key
    figures = tuple(Figure(series=one, last=one.points[-1]) for one in series)
    lows = [figure.last.low for figure in figures if figure.last.low is not None]
    highs = [figure.last.high for figure in figures]
    known = [high for high in highs if high is not None]
    return Window(
        measure=measure,
        unit=unit,
        window=window,
        place=place,
        low=min(lows) if lows else None,
        high=max(known) if known and len(known) == len(highs) else None,
        figures=figures,
    )


def _fits(value: str, wanted: str | None) -> bool:
    return wanted is None or value.casefold() == wanted.casefold()
