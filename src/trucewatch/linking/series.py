"""Series: how figures, posts and towns stood from day to day, and who says so.

Invariant: every point is a record, with its words; figures of different sources, windows, measures or units are never
put in one line, and nothing is filled in between two points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from trucewatch.linking.naming import Naming, Where
from trucewatch.linking.telling import Told
from trucewatch.linking.things import Linked, Quote, Reference, Thing, Voice
from trucewatch.linking.times import window
from trucewatch.records import Actor, Control, Count, Displacement, Incident, Place, Post, Talks
from trucewatch.records.values import Value

_LONG = 31
_LEFT = ("withdrew", "contested", "besieged", "lost")
Assertion = Literal["actual", "planned", "denied", "possible"]


class Point(Value):
    """A figure at a day: `low` and `high` are what it says at the least and at the most (None: open)."""

    date: str
    count: Count
    low: float | None
    high: float | None
    quote: Quote


class Series(Value):
    """Figures of one measure, from one source, over one window, in the order of their days.

    `window` is when counting began ("2019-12"), or the whole window ("2020-02-09/2020-02-12") where it is a month or
    less; "" where the reports do not say. `thing` is the thing that the figures are about, where linking made one.
    """

    measure: str
    unit: str
    window: str
    source: Voice
    place: str
    thing: str | None
    points: tuple[Point, ...]


class Harm(Value):
    """People harmed in one incident, by outcome: the least and the most that anybody says, and what each says."""

    thing: str
    date: str
    place: str
    outcome: str
    low: float | None
    high: float | None
    points: tuple[Point, ...]


class Step(Value):
    """What one record says of a post or town: `date` as it gives it, or when its report came out.

    `day` is the day by which that holds: the first of what has lasted since ("2019-08/.."), else the last that the
    date may mean.
    """

    date: str
    day: str
    status: str
    assertion: Assertion
    by: tuple[str, ...] = ()
    lost_by: tuple[str, ...] = ()
    quote: Quote


class Course(Value):
    """What became of a post or town, step by step."""

    name: str
    place: str
    point: tuple[float, float] | None = None
    steps: tuple[Step, ...]

    def at(self, day: str) -> Step | None:
        """The step that holds on a day: the last actual one by then; None where nothing is told by then."""
        found = [step for step in self.steps if step.day <= day and step.assertion == "actual"]
        return found[-1] if found else None


class Round(Value):
    """A round of talks: the thing it is, its latest standing, and all that is said of it."""

    thing: str
    date: str
    status: str
    place: str
    parties: tuple[str, ...]
    quotes: tuple[Quote, ...]


def bounds(count: Count) -> tuple[float | None, float | None]:
    """The least and the most that a count can mean; what it leaves open is None.

    "more than 500" is 500 and open, "up to 30" open and 30; "about 500" is taken at its word, 500.
    """
    value = count.value
    if value is None:
        return count.low, count.high
    match count.relation:
        case "more than" | "at least":
            return value, count.high
        case "up to" | "nearly":
            return count.low, value
        case _:
            return (value if count.low is None else count.low), (value if count.high is None else count.high)


def displacement(rows: Iterable[Told], linked: Linked, naming: Naming) -> tuple[Series, ...]:
    """Displacement over time, a series per thing, source, window, measure and unit; denied and feared left out."""
    groups: dict[tuple[str, str, str, str, str], list[tuple[Told, Point]]] = defaultdict(list)
    for row in rows:
        record = row.record
        if not isinstance(record, Displacement) or record.count is None or record.assertion != "actual":
            continue
        place = _name(record.from_ or record.place or record.to, naming)
        thing = linked.thing_of(row.reference)
        about = thing.id if thing else place
        key = (
            about,
            record.measure or "displaced",
            record.unit or "people",
            began(record.date),
            row.voice.name,
        )
        groups[key].append((row, _point(row, record.count, row.last)))
    found = []
    for (_, measure, unit, start, _), entries in groups.items():
        first = entries[0][0]
        record = first.record
        assert isinstance(record, Displacement)
        thing = linked.thing_of(first.reference)
        found.append(
            Series(
                measure=measure,
                unit=unit,
                window=start,
                source=first.voice,
                place=_name(record.from_ or record.place or record.to, naming),
                thing=thing.id if thing else None,
                points=_by_date(point for _, point in entries),
            )
        )
    return tuple(
        sorted(found, key=lambda s: (s.measure, -_peak(s), s.window, s.source.name, s.unit, s.place))
    )


def began(date: str | None) -> str:
    """The window of a figure, in the form that makes figures comparable (see `Series.window`)."""
    days = window(date)
    if days is None or date is None or "/" not in date:
        return ""
    if not days.open and days.days <= _LONG:
        return date
    return days.day()[:7] if days.began else ""


def violations(rows: Iterable[Told], naming: Naming) -> tuple[Series, ...]:
    """Violations counted, a series per source, side and place; a side that nobody names is ""."""
    groups: dict[tuple[str, str, str], list[tuple[Told, Point]]] = defaultdict(list)
    for row in rows:
        record = row.record
        if isinstance(record, Incident) and record.violations is not None and record.assertion == "actual":
            side = ", ".join(_names(record.actors, naming))
            key = (row.voice.name, side, _name(record.place, naming))
            groups[key].append((row, _point(row, record.violations, row.last)))
    return tuple(
        Series(
            measure=f"violations by {side}" if side else "violations",
            unit="violations",
            window="",
            source=entries[0][0].voice,
            place=place,
            thing=None,
            points=_by_date(point for _, point in entries),
        )
        for (_, side, place), entries in sorted(groups.items())
    )


def casualties(rows: Iterable[Told], linked: Linked, naming: Naming) -> tuple[Harm, ...]:
    """People harmed, per incident and outcome; tolls over a period are apart (their date is the period)."""
    groups: dict[tuple[str, str], list[tuple[Told, Point]]] = defaultdict(list)
    for row in rows:
        record = row.record
        if not isinstance(record, Incident) or record.assertion == "denied":
            continue
        thing = linked.thing_of(row.reference)
        name = thing.id if thing else "/".join(map(str, row.reference))
        for outcome, count in _totals(record).items():
            groups[name, outcome].append((row, _point(row, count, row.first)))
    found = [_harm(name, outcome, entries, naming) for (name, outcome), entries in groups.items()]
    return tuple(sorted(found, key=lambda harm: (harm.date, harm.place, harm.thing, harm.outcome)))


def _totals(record: Incident) -> dict[str, Count]:
    """The figure of each outcome: a report's parts ("five soldiers and three civilians") added up."""
    parts: dict[str, list[Count]] = defaultdict(list)
    for harm in record.casualties:
        parts[harm.outcome].append(harm.count)
    return {outcome: _sum(counts) for outcome, counts in parts.items()}


def _sum(counts: Sequence[Count]) -> Count:
    exact = [c.value for c in counts if c.value is not None and c.relation == "exactly"]
    if len(counts) > 1 and len(exact) == len(counts):
        return Count(value=sum(exact), text=" + ".join(c.text for c in counts if c.text))
    return max(counts, key=lambda c: bounds(c)[0] or 0)


def _harm(thing: str, outcome: str, entries: Sequence[tuple[Told, Point]], naming: Naming) -> Harm:
    points = _by_date(point for _, point in entries)
    lows = [point.low for point in points if point.low is not None]
    highs = [point.high for point in points]
    places = [
        record.place for row, _ in entries if isinstance(record := row.record, Incident) and record.place
    ]
    period = any(isinstance(r := row.record, Incident) and r.type == "toll" for row, _ in entries)
    date = next((row.record.date for row, _ in entries if row.record.date), None) if period else None
    return Harm(
        thing=thing,
        date=date or points[0].date,
        place=_name(places[0], naming) if places else "",
        outcome=outcome,
        low=min(lows, default=None),
        high=max((h for h in highs if h is not None), default=None) if None not in highs else None,
        points=points,
    )


def posts(rows: Iterable[Told], naming: Naming, known: Mapping[str, str]) -> tuple[Course, ...]:
    """What became of each post, by the place it stands at; `known` has the name of the post at a place.

    A record of several posts, or of none that is named, is no word on one of them and is left out.
    """
    steps: dict[str, list[Step]] = defaultdict(list)
    points: dict[str, tuple[float, float] | None] = {}
    for row in rows:
        record = row.record
        where = stands_at(record, naming) if isinstance(record, Post) else None
        if not isinstance(record, Post) or not record.status or where is None:
            continue
        points.setdefault(where.name, where.point)
        by = _names(record.operator, naming)
        steps[where.name].append(_step(row, record.status, record.assertion, by))
    return _courses(steps, points, known)


def stands_at(record: Post, naming: Naming) -> Where | None:
    """The spot at which the one post that a record is of stands; None for several, and for a wider place."""
    if record.count is not None and record.count.value != 1:
        return None
    where = naming.where(record.place)
    return where if where is not None and where.level == "spot" else None


def holders(rows: Iterable[Told], naming: Naming) -> tuple[Course, ...]:
    """Who took, held, lost or left each place, day by day."""
    steps: dict[str, list[Step]] = defaultdict(list)
    points: dict[str, tuple[float, float] | None] = {}
    for row in rows:
        record = row.record
        where = naming.where(record.place) if isinstance(record, Control) else None
        if not isinstance(record, Control) or where is None or not record.change:
            continue
        points.setdefault(where.name, where.point)
        by, lost = _names(record.by, naming), _names(record.from_, naming)
        steps[where.name].append(_step(row, record.change, record.assertion, by, lost))
    return _courses(steps, points, {})


def holder(course: Course, day: str) -> tuple[str, ...]:
    """Who held a place on a day, by the last actual word on it; nobody known where it was left or contested."""
    step = held_since(course, day)
    return step.by if step is not None else ()


def held_since(course: Course, day: str) -> Step | None:
    """The step since which the holder of a place on a day has held it without a break; None where nobody is known."""
    since: Step | None = None
    for step in course.steps:
        if step.day > day or step.assertion != "actual":
            continue
        if step.status in _LEFT or not step.by:
            since = None
        elif since is None or not set(step.by) & set(since.by):
            since = step
    return since


def rounds(rows: Iterable[Told], linked: Linked, naming: Naming) -> tuple[Round, ...]:
    """Rounds of talks in the order of their days, a thing each."""
    by_reference = {row.reference: row for row in rows}
    found = []
    for thing in linked.things:
        told = [by_reference[r] for r in thing.references if r in by_reference]
        if thing.kind == "talks" and told:
            found.append(_round(thing, told, naming))
    return tuple(sorted(found, key=lambda one: (one.date or "9999", one.thing)))


def _round(thing: Thing, told: Sequence[Told], naming: Naming) -> Round:
    records = [record for row in told if isinstance(record := row.record, Talks)]
    latest = [r for r in records if r.assertion == "actual"] or records
    places = [r.place for r in latest if r.place] or [r.place for r in records if r.place]
    parties = [name for r in records for name in _names((*r.parties, *r.mediators), naming)]
    return Round(
        thing=thing.id,
        date=next((r.date for r in [*latest, *records] if r.date), ""),
        status=next((r.status for r in reversed(latest) if r.status), "") or latest[-1].assertion,
        place=_name(places[0], naming) if places else "",
        parties=tuple(dict.fromkeys(parties)),
        quotes=tuple(row.quote for row in told),
    )


def _by_date(points: Iterable[Point]) -> tuple[Point, ...]:
    return tuple(sorted(points, key=lambda point: _order(point.date, point.quote)))


def _order(day: str, quote: Quote) -> tuple[str, str, Reference]:
    return day, quote.published or "", quote.reference


def _point(row: Told, count: Count, date: str) -> Point:
    low, high = bounds(count)
    return Point(date=date, count=count, low=low, high=high, quote=row.quote)


def _step(
    row: Told, status: str, assertion: Assertion, by: tuple[str, ...], lost_by: tuple[str, ...] = ()
) -> Step:
    date = row.record.date or row.first
    return Step(
        date=date,
        day=row.first if date.endswith("/..") else row.last,
        status=status,
        assertion=assertion,
        by=by,
        lost_by=lost_by,
        quote=row.quote,
    )


def _courses(
    steps: Mapping[str, Sequence[Step]],
    points: Mapping[str, tuple[float, float] | None],
    known: Mapping[str, str],
) -> tuple[Course, ...]:
    return tuple(
        Course(
            name=known.get(place, place),
            place=place,
            point=points[place],
            steps=tuple(sorted(steps[place], key=lambda step: _order(step.day, step.quote))),
        )
        for place in sorted(steps)
    )


def _peak(series: Series) -> float:
    return max((p.high or p.low or 0 for p in series.points), default=0)


def _name(place: Place | None, naming: Naming) -> str:
    where = naming.where(place)
    return where.name if where is not None else ""


def _names(actors: Iterable[Actor], naming: Naming) -> tuple[str, ...]:
    return tuple(dict.fromkeys(naming.who(actor).name for actor in actors))
