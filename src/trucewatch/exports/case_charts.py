"""The charts of a case: violations and incidents by the day, people displaced, posts by status, drawn from its picture.

Invariant: each chart comes with its figures as a table, and both show the same ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.cases import Picture
from trucewatch.exports import charts
from trucewatch.exports.charts import PALETTE, Bar, Figure, Line, Row, Share
from trucewatch.exports.svg import Svg
from trucewatch.exports.wording import count_words, date_words
from trucewatch.linking.series import Point, Series
from trucewatch.linking.telling import Told
from trucewatch.records import Incident

NOT_TOLD = "not told"
_WELL = ("established", "holding", "reinforced", "reopened")
_HARD = ("surrounded", "attacked", "in another's area")


@dataclass(frozen=True)
class Chart:
    """A chart with its table: `svg` is None where nothing was there to draw; `rows` are as wide as `headings`."""

    title: str
    svg: Svg | None
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def daily(picture: Picture, since: str | None = None) -> Chart:
    """Incidents told of, violations that monitors count (the most that one says) and people killed, by the day."""
    until = picture.today or None
    first = since or ""
    counts = by_day(picture)
    kept = {
        name: {day: n for day, n in found.items() if first <= day <= (until or day)}
        for name, found in counts.items()
    }
    colours = dict(zip(counts, (PALETTE[0], PALETTE[1], PALETTE[3]), strict=True))
    drawn = [
        Row(name=name, bars=[Bar(day=d, value=n) for d, n in sorted(found.items())], colour=colours[name])
        for name, found in kept.items()
    ]
    title = "Incidents, violations and people killed by the day"
    days = sorted({day for found in kept.values() for day in found})
    rows = tuple((day, *(f"{found.get(day, 0):,.0f}" for found in kept.values())) for day in days)
    svg = charts.strip(drawn, title=title, since=since, until=until)
    return Chart(title, svg, ("day", *counts), rows)


def by_day(picture: Picture) -> dict[str, dict[str, float]]:
    """What the strip of a case counts, each by the day: incidents told of, violations counted, people killed at least."""
    return {
        "incidents": _incidents(picture),
        "violations counted": _violations(picture),
        "killed (at least)": _killed(picture),
    }


def _incidents(picture: Picture) -> dict[str, float]:
    found: Counter[str] = Counter()
    for thing in picture.linked.things:
        told = [row for row in picture.told(thing) if _happened(row)]
        if told and told[0].first:
            found[min(row.first for row in told)] += 1
    return dict(found)


def _happened(row: Told) -> bool:
    """Whether a record tells of one act, and not of a monitor's count or of a toll over a period."""
    record = row.record
    if not isinstance(record, Incident) or record.assertion != "actual":
        return False
    return record.violations is None and record.type != "toll"


def _violations(picture: Picture) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for series in picture.violations:
        for point in series.points:
            day = point.date[:10]
            found[day] = max(found[day], point.low or point.high or 0)
    return dict(found)


def _killed(picture: Picture) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for harm in picture.casualties:
        if harm.outcome == "killed" and "/" not in harm.date and len(harm.date) >= len("2020-02-08"):
            found[harm.date[:10]] += harm.low or 0
    return {day: killed for day, killed in found.items() if killed}


def displaced(picture: Picture, measure: str | None = None) -> Chart:
    """People displaced over time: every figure of every source; figures of other units are in the table alone.

    `measure` chooses one ("displaced", "returned", …); else that with the most figures is drawn.
    """
    counts = Counter(
        {m: sum(len(s.points) for s in picture.displacement if s.measure == m) for m in _measures(picture)}
    )
    chosen = measure or (min(counts, key=lambda m: (-counts[m], m)) if counts else "displaced")
    found = [series for series in picture.displacement if series.measure == chosen]
    lines: dict[str, list[Figure]] = defaultdict(list)
    for series in found:
        if series.unit == "people":
            lines[series.source.name] += [f for p in series.points if (f := _figure(series, p)) is not None]
    title = (
        f"People {chosen}, by who says so"
        if chosen != "refugees hosted"
        else "Refugees hosted, by who says so"
    )
    svg = charts.over_time([Line(name=name, figures=its) for name, its in lines.items()], title=title)
    return Chart(title, svg, ("day", "source", "figure", "unit", "counted since", "where"), _table(found))


def _measures(picture: Picture) -> set[str]:
    return {series.measure for series in picture.displacement}


def _figure(series: Series, point: Point) -> Figure | None:
    value = next((v for v in (point.count.value, point.low, point.high) if v is not None), None)
    if value is None:
        return None
    since = _since(series)
    words = f"{series.source.name}, {date_words(point.date)}: {count_words(point.count)}"
    window = f" since {date_words(since)}" if since else ""
    day = f"{since}-01" if since and len(since) == len("2019-12") else since
    return Figure(
        day=point.date, value=value, low=point.low, high=point.high, since=day, note=f"{words}{window}"
    )


def _since(series: Series) -> str | None:
    return series.window.partition("/")[0] or None


def _table(found: Sequence[Series]) -> tuple[tuple[str, ...], ...]:
    rows = [
        (
            point.date,
            series.source.name,
            count_words(point.count),
            series.unit,
            date_words(series.window) if series.window else NOT_TOLD,
            series.place or NOT_TOLD,
        )
        for series in found
        for point in series.points
    ]
    return tuple(sorted(rows))


def posts(picture: Picture, day: str | None = None) -> Chart:
    """How many posts had which status on a day (the picture's, where it is left out)."""
    when = day or picture.today
    steps = [course.at(when) for course in picture.posts]
    counts = Counter(step.status if step else NOT_TOLD for step in steps)
    order = sorted(counts, key=lambda status: (_rank(status), status))
    title = f"Posts by status, {date_words(when)}" if when else "Posts by status"
    shares = [Share(name=status, value=counts[status], colour=_colour(status)) for status in order]
    rows = tuple((status, str(counts[status])) for status in order)
    return Chart(title, charts.bars(shares, title=title), ("status", "posts"), rows)


def _rank(status: str) -> int:
    return 0 if status in _WELL else 1 if status in _HARD else 3 if status == NOT_TOLD else 2


def _colour(status: str) -> str:
    return (PALETTE[0], PALETTE[1], "#8a8a8a", "#bdbdbd")[_rank(status)]
