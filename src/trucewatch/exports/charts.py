"""Charts: what happened on each day, figures with their ranges over time, how many of each.

Invariant: a mark stands for one figure that was given and says which; nothing is joined, smoothed or filled in, and
what is open is drawn open. Colours come with a shape or a word, and are told apart by the colour-blind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle, pairwise

from trucewatch.exports import axes
from trucewatch.exports.axes import Scale
from trucewatch.exports.svg import Attribute, Drawing, Svg, shorter

WIDTH = 720.0
# Okabe and Ito's palette, but for black and yellow, which one of a light and a dark ground swallows.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
SHAPES = ("circle", "square", "diamond", "triangle")
_SOFT = 0.65
_FAINT = 0.15
_LETTERS = 6.1
"""How wide a letter of the charts' size is at the most, on average."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """What is counted on one day (YYYY-MM-DD); `note` is what a pointer that rests on it is told."""

    day: str
    value: float
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a strip: what is counted, and on which days."""

    name: str
    bars: Sequence[Bar]
    colour: str = PALETTE[1]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure at a day: what it is taken as, what it says at the least and at the most (None: open).

    `since` is the day from which it counts, where that is told.
    """

    day: str
    value: float
    low: float | None = None
    high: float | None = None
    since: str | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """The figures of one source."""

    name: str
    figures: Sequence[Figure]


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many there are of something."""

    name: str
    value: float
    colour: str = PALETTE[0]


def strip(
    rows: Sequence[Row], *, title: str, since: str | None = None, until: str | None = None
) -> Svg | None:
    """A bar for each day on which something was counted, a row for each thing counted, over one axis of days.

    The axis runs from `since` to `until`, or over the days that there are. None where there is no bar in it.
    """
    kept = [(row, _within(row.bars, since, until)) for row in rows]
    found = sorted(day for _, bars in kept for day, _ in bars)
    if not found:
        return None
    first, last = _day(since) or found[0], _day(until) or found[-1]
    height = 46.0
    drawing = Drawing(WIDTH, height * len(rows) + 34, title=title, description=_told(kept, first, last))
    across = Scale(first.toordinal(), last.toordinal() + 1, 8, WIDTH - 8)
    thick = max(min(across(1) - across(0) - 0.6, 14.0), 1.2)
    for n, (row, bars) in enumerate(kept):
        floor = height * (n + 1) + 4
        _strip_row(drawing, row, bars, across, floor, thick)
    _days_axis(drawing, across, first, last, height * len(rows) + 4, WIDTH)
    return drawing.done()


def _strip_row(
    drawing: Drawing,
    row: Row,
    bars: Sequence[tuple[date, Bar]],
    across: Scale,
    floor: float,
    thick: float,
) -> None:
    most = max((bar.value for _, bar in bars), default=0)
    up = Scale(0, most or 1, 0, 28)
    drawing.line(across.start, floor, across.end, floor, stroke_opacity=0.4)
    drawing.text(across.start, floor - 33, row.name, fill_opacity=_SOFT)
    if most:
        drawing.text(across.end, floor - 33, f"highest {axes.short(most)}", anchor="end", fill_opacity=_SOFT)
    for day, bar in bars:
        tall = max(up(bar.value), 1.5)
        middle = across(day.toordinal() + 0.5)
        shape: dict[str, Attribute] = {
            "x": middle - thick / 2,
            "y": floor - tall,
            "width": thick,
            "height": tall,
            "fill": row.colour,
        }
        drawing.put("rect", shape, note=bar.note or f"{bar.day}: {axes.short(bar.value)}")


def over_time(lines: Sequence[Line], *, title: str, unit: str = "people", width: float = WIDTH) -> Svg | None:
    """Figures of several sources over time: a mark at each, a bar over what it leaves open, a thread back to its start.

    An arrow stands where one end is open: up for "more than", down for "up to". None where there is no figure.
    """
    dated = [(line, [(day, f) for f in line.figures if (day := _day(f.day))]) for line in lines]
    dated = [(line, figures) for line, figures in dated if figures]
    if not dated:
        return None
    every = [pair for _, figures in dated for pair in figures]
    first = min(min(day, _day(f.since) or day) for day, f in every)
    last = max(day for day, _ in every)
    marks = axes.numbers(max(max(f.value, f.high or 0, f.low or 0) for _, f in every))
    legend = _legend_rows([line.name for line, _ in dated], width)
    tall = 250.0
    drawing = Drawing(width, tall + 36 + 18 * len(legend), title=title, description=_spoken(dated, unit))
    across = Scale(first.toordinal() - 1, last.toordinal() + 2, 78, width - 14)
    up = Scale(0, marks[-1].at, tall, 22)
    _numbers_axis(drawing, up, marks, unit, width)
    _days_axis(drawing, across, first, last, tall, width)
    styles = [style for style, _ in zip(_styles(), dated, strict=False)]
    for (line, figures), (colour, shape) in zip(dated, styles, strict=True):
        for day, figure in figures:
            _figure(drawing, line, day, figure, across, up, colour, shape)
    _legend(drawing, legend, styles, tall + 40)
    return drawing.done()


def _figure(
    drawing: Drawing,
    line: Line,
    day: date,
    figure: Figure,
    across: Scale,
    up: Scale,
    colour: str,
    shape: str,
) -> None:
    x, y = across(day.toordinal()), up(figure.value)
    start = _day(figure.since)
    if start is not None and start < day:
        drawing.line(across(start.toordinal()), y, x, y, stroke=colour, stroke_opacity=0.35, stroke_width=1.2)
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    if high > low:
        drawing.line(x, up(low), x, up(high), stroke=colour, stroke_width=2, stroke_opacity=0.7)
        for end in (low, high):
            drawing.line(x - 3, up(end), x + 3, up(end), stroke=colour, stroke_width=1.5)
    if (figure.high is None) != (figure.low is None):
        _open_end(drawing, x, y, 1 if figure.high is None else -1, colour)
    note = figure.note or f"{line.name}, {figure.day}: {axes.short(figure.value)}"
    _mark(drawing, x, y, colour, shape, note)


def _open_end(drawing: Drawing, x: float, y: float, way: int, colour: str) -> None:
    """An arrow from a mark to where nobody says how far it goes: up (1), as for "more than 500", or down (-1)."""
    drawing.line(x, y, x, y - 14 * way, stroke=colour, stroke_width=1.5, stroke_dasharray="2 2")
    tip = [(x - 3.5, y - 12 * way), (x, y - 17 * way), (x + 3.5, y - 12 * way)]
    drawing.put("path", {"d": _path(tip), "fill": colour})


def bars(shares: Sequence[Share], *, title: str, width: float = 360.0) -> Svg | None:
    """How many there are of each, as bars that lie; None where there is nothing to count."""
    if not shares:
        return None
    left = min(max(len(shorter(share.name, 28)) for share in shares) * _LETTERS + 10, width / 2)
    description = ", ".join(f"{share.name}: {axes.short(share.value)}" for share in shares)
    drawing = Drawing(width, 20.0 * len(shares) + 6, title=title, description=description)
    along = Scale(0, max(share.value for share in shares) or 1, left, width - 46)
    for n, share in enumerate(shares):
        y = 20.0 * n + 3
        drawing.text(left - 6, y + 12, shorter(share.name, 28), anchor="end")
        shape: dict[str, Attribute] = {
            "x": left,
            "y": y + 2,
            "width": max(along(share.value) - left, 1),
            "height": 13,
        }
        drawing.put("rect", {**shape, "fill": share.colour}, note=f"{share.name}: {axes.short(share.value)}")
        drawing.text(max(along(share.value), left + 1) + 5, y + 12, axes.short(share.value))
    return drawing.done()


def _numbers_axis(drawing: Drawing, up: Scale, marks: Sequence[axes.Mark], unit: str, width: float) -> None:
    drawing.text(4, 12, unit, fill_opacity=_SOFT)
    for mark in marks:
        y = up(mark.at)
        drawing.line(72, y, width - 8, y, stroke_opacity=_FAINT if mark.at else 0.4)
        drawing.text(66, y + 4, mark.words, anchor="end", fill_opacity=_SOFT)


def _days_axis(drawing: Drawing, across: Scale, first: date, last: date, floor: float, width: float) -> None:
    marks = axes.days(first, last)
    for mark, following in pairwise([*marks, None]):
        assert mark is not None
        x = across(mark.at)
        room = following is None or across(following.at) - x > len(mark.words) * _LETTERS + 4
        drawing.line(x, floor, x, floor + 4, stroke_opacity=0.4)
        if room:
            drawing.text(
                min(max(x, 14), width - 16), floor + 16, mark.words, anchor="middle", fill_opacity=_SOFT
            )
    words = f"{first.isoformat()} to {last.isoformat()}"
    drawing.text(width - 8, floor + 29, words, anchor="end", fill_opacity=_SOFT)


def _styles() -> Iterator[tuple[str, str]]:
    """A colour and a shape for each source in turn; a pair comes again only after twelve."""
    for n, colour in enumerate(cycle(PALETTE)):
        yield colour, SHAPES[(n + n // len(PALETTE)) % len(SHAPES)]


def _mark(drawing: Drawing, x: float, y: float, colour: str, shape: str, note: str = "") -> None:
    rim: dict[str, Attribute] = {"fill": colour, "stroke": "currentColor", "stroke-width": 0.6}
    if shape == "circle":
        drawing.put("circle", {"cx": x, "cy": y, "r": 4.2, **rim}, note=note)
        return
    corners = {
        "square": [(x - 3.8, y - 3.8), (x + 3.8, y - 3.8), (x + 3.8, y + 3.8), (x - 3.8, y + 3.8)],
        "diamond": [(x, y - 5.2), (x + 5.2, y), (x, y + 5.2), (x - 5.2, y)],
        "triangle": [(x, y - 5), (x + 4.8, y + 3.8), (x - 4.8, y + 3.8)],
    }[shape]
    drawing.put("path", {"d": _path(corners), **rim}, note=note)


def _path(corners: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"


def _legend_rows(names: Sequence[str], width: float) -> list[list[str]]:
    """Names in as many rows as they need."""
    rows: list[list[str]] = [[]]
    used = 0.0
    for name in (shorter(name, 40) for name in names):
        wide = _wide(name)
        if rows[-1] and used + wide > width - 80:
            rows.append([])
            used = 0.0
        rows[-1].append(name)
        used += wide
    return rows


def _wide(name: str) -> float:
    return len(name) * _LETTERS + 30


def _legend(
    drawing: Drawing, rows: Sequence[Sequence[str]], styles: Sequence[tuple[str, str]], top: float
) -> None:
    left = iter(styles)
    for n, names in enumerate(rows):
        x = 78.0
        for name, (colour, shape) in zip(names, left, strict=False):
            _mark(drawing, x, top + 18 * n, colour, shape)
            drawing.text(x + 10, top + 18 * n + 4, name)
            x += _wide(name)


def _within(found: Sequence[Bar], since: str | None, until: str | None) -> list[tuple[date, Bar]]:
    dated = [(day, bar) for bar in found if (day := _day(bar.day)) is not None]
    first, last = _day(since) or date.min, _day(until) or date.max
    return sorted(((d, b) for d, b in dated if first <= d <= last), key=lambda pair: pair[0])


def _day(text: str | None) -> date | None:
    """The day that a date begins with; None for what is no day: a month or year has no one place on an axis."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _told(kept: Sequence[tuple[Row, Sequence[tuple[date, Bar]]]], first: date, last: date) -> str:
    parts = [f"{row.name} on {len(found)} days" for row, found in kept]
    return f"{first.isoformat()} to {last.isoformat()}: {'; '.join(parts)}"


def _spoken(dated: Sequence[tuple[Line, Sequence[tuple[date, Figure]]]], unit: str) -> str:
    last = [(line.name, max(figures, key=lambda pair: pair[0])[1]) for line, figures in dated]
    return "; ".join(f"{name}, {f.day}: {axes.short(f.value)} {unit}" for name, f in last)
