"""What a rule tells of, on a picture: the events that fit it.

Invariant: an event holds by the words of as many independent sources as its rule asks for, each record on which it
rests fits the rule by itself, and its key stays the same while more is told of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from trucewatch.cases import Picture
from trucewatch.desk.alerting.rules import Condition, Rule
from trucewatch.exports.arrivals import Arrivals
from trucewatch.exports.changes import among, named
from trucewatch.exports.describe import describe
from trucewatch.linking import Quote, Thing
from trucewatch.linking.series import Point
from trucewatch.linking.telling import Told
from trucewatch.records import Incident
from trucewatch.records.values import Value

_FIELDS = {"control": "change", "incident": "type", "displacement": "measure", "agreement": "status"}


class Event(Value):
    """What somebody is told of: `key` names it for good, `came` is when enough had come in to tell of it."""

    key: str
    kind: str
    thing: str | None
    title: str
    sentence: str
    came: str
    sources: tuple[str, ...]
    quotes: tuple[Quote, ...]


def events(rule: Rule, picture: Picture, retrieved: Mapping[str, str]) -> tuple[Event, ...]:
    """The events on a picture that fit a rule, in the order in which they came; `retrieved` as in `Arrivals`."""
    arrivals = Arrivals(picture, retrieved)
    condition = rule.of
    found: Iterable[Event]
    if condition.finding:
        found = _contradictions(rule, picture, arrivals)
    elif condition.measure == "killed":
        found = _killed(rule, picture, arrivals)
    elif condition.measure:
        found = _figures(rule, picture, arrivals)
    else:
        found = (*_told(rule, picture, arrivals), *_derived(rule, picture, arrivals))
    each = {event.key: event for event in sorted(found, key=lambda event: event.came, reverse=True)}
    return tuple(sorted(each.values(), key=lambda event: (event.came, event.key)))


def status(row: Told) -> str | None:
    """What a record says became of its thing: a status, a change of control, a type of incident, a measure."""
    value = getattr(row.record, _FIELDS.get(row.record.kind, "status"), None)
    return value if isinstance(value, str) else None


def _told(rule: Rule, picture: Picture, arrivals: Arrivals) -> Iterator[Event]:
    condition = rule.of
    kind = condition.kind or rule.kind
    values = condition.values or ((rule.status.casefold(),) if rule.status else ())
    for thing in picture.linked.things:
        if thing.kind != kind:
            continue
        rows = [row for row in picture.told(thing) if _happened(row, condition)]
        for episode in _episodes(rows, values, lasting=condition.lasting):
            event = _event(rule, arrivals, thing, [row for row in episode if _fits(rule, row)])
            if event is not None:
                yield event


def _happened(row: Told, condition: Condition) -> bool:
    assertion = row.record.assertion
    return assertion == "actual" or (condition.id == "anything" and assertion != "denied")


def _episodes(rows: Sequence[Told], values: Sequence[str], *, lasting: bool) -> Iterator[list[Told]]:
    """The records that give one of the values; what lasts has an episode each time that it comes to be so anew."""
    if not lasting:
        yield [row for row in rows if not values or status(row) in values]
        return
    episode: list[Told] = []
    for row in sorted(rows, key=lambda row: (row.first, row.last, row.reference)):
        value = status(row)
        if value in values:
            if episode and _others(row, episode[-1]):
                yield episode
                episode = []
            episode.append(row)
        elif value is not None and episode and not _goes_on(row, episode[-1]):
            yield episode
            episode = []
    yield episode


def _by(row: Told) -> set[str]:
    return {actor.name.casefold() for actor in getattr(row.record, "by", ())}


def _others(row: Told, before: Told) -> bool:
    """Whether a place has come to others than those who had it before."""
    return bool(_by(row)) and bool(_by(before)) and _by(row).isdisjoint(_by(before))


def _goes_on(row: Told, before: Told) -> bool:
    """Whether a record tells that those who have a place still have it, or are in it."""
    return row.record.kind == "control" and status(row) in ("holds", "entered") and not _others(row, before)


def _sure(rule: Rule, row: Told) -> bool:
    return (row.record.confidence if row.record.confidence is not None else 1.0) >= rule.confidence


def _fits(rule: Rule, row: Told) -> bool:
    return (
        _sure(rule, row)
        and (rule.actor is None or among(rule.actor, named([row], "actor")))
        and (rule.place is None or among(rule.place, named([row], "place", "country")))
    )


def _event(
    rule: Rule, arrivals: Arrivals, thing: Thing | None, rows: Sequence[Told], *about: str, title: str = ""
) -> Event | None:
    """The event that records tell of; None where they are not of enough sources."""
    came = _enough(rule, arrivals, rows)
    if came is None:
        return None
    latest = max(rows, key=lambda row: (arrivals.of(row.reference), row.reference))
    references = () if about else [row.reference for row in rows]
    return Event(
        key=arrivals.key(rule.condition, references, *about),
        kind=latest.record.kind,
        thing=thing.id if thing else None,
        title=title or (thing.title if thing else describe(latest.record).headline),
        sentence=describe(latest.record).line,
        came=came,
        sources=_sources(rows),
        quotes=tuple(row.quote for row in rows),
    )


def _sources(rows: Iterable[Told]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.voice.of for row in rows))


def _enough(rule: Rule, arrivals: Arrivals, rows: Iterable[Told]) -> str | None:
    """When the words of enough independent sources had come in; None where they have not."""
    first: dict[str, str] = {}
    for row in rows:
        came = arrivals.of(row.reference)
        first[row.voice.of] = min(came, first.get(row.voice.of, came))
    return sorted(first.values())[rule.sources - 1] if len(first) >= rule.sources else None


def _derived(rule: Rule, picture: Picture, arrivals: Arrivals) -> Iterator[Event]:
    for one in picture.derived:
        rows = _rows(picture, one.reasons)
        fitting = [row for row in rows if _fits(rule, row)]
        about_place = among(rule.place, (one.subject, *named(rows, "place", "country")))
        sure = all(_sure(rule, row) for row in rows)
        fits = about_place and sure and (rule.actor is None or bool(fitting))
        if one.kind in rule.of.derived and fits and len(_sources(rows)) >= rule.sources:
            yield Event(
                key=arrivals.key(one.kind, (), one.subject, one.date),
                kind=one.kind,
                thing=one.thing,
                title=one.subject,
                sentence=one.sentence,
                came=arrivals.of_derived(one),
                sources=_sources(rows),
                quotes=one.reasons,
            )


def _killed(rule: Rule, picture: Picture, arrivals: Arrivals) -> Iterator[Event]:
    things = {thing.id: thing for thing in picture.linked.things}
    for harm in picture.casualties:
        if harm.outcome == "killed":
            rows = [
                row
                for row in _more(rule, picture, harm.points)
                if isinstance(row.record, Incident) and row.record.type != "toll"
            ]
            if event := _event(rule, arrivals, things.get(harm.thing), rows):
                yield event


def _figures(rule: Rule, picture: Picture, arrivals: Arrivals) -> Iterator[Event]:
    """Figures over the number: of displacement one event a thing, of violations one a day and place."""
    condition, things = rule.of, {thing.id: thing for thing in picture.linked.things}
    groups: dict[tuple[str, ...], list[Told]] = defaultdict(list)
    titles: dict[tuple[str, ...], str] = {}
    displacement = condition.measure == "displaced"
    for series in picture.displacement if displacement else picture.violations:
        if displacement and (series.measure not in condition.values or series.unit != "people"):
            continue
        for point in series.points:
            if displacement:
                about: tuple[str, ...] = ("", series.thing or series.place)
            elif len(point.date) != 10:
                continue
            else:
                about = (point.date, series.place)
                titles[about] = " ".join(filter(None, ("Violations on", point.date, series.place)))
            groups[about] += _more(rule, picture, [point])
    for about, rows in groups.items():
        key = about if about[0] else ()
        if event := _event(rule, arrivals, things.get(about[1]), rows, *key, title=titles.get(about, "")):
            yield event


def _more(rule: Rule, picture: Picture, points: Iterable[Point]) -> list[Told]:
    """The records of the figures that are above the rule's number at the least, and that fit it."""
    above = [point.quote for point in points if point.low is not None and point.low > (rule.number or 0)]
    return [row for row in _rows(picture, above) if row.record.assertion == "actual" and _fits(rule, row)]


def _rows(picture: Picture, quotes: Iterable[Quote]) -> list[Told]:
    return [picture.by_reference[q.reference] for q in quotes if q.reference in picture.by_reference]


def _contradictions(rule: Rule, picture: Picture, arrivals: Arrivals) -> Iterator[Event]:
    things = {thing.id: thing for thing in picture.linked.things}
    for one in picture.linked.contradictions:
        thing = things.get(one.thing)
        sides = [_rows(picture, standing.quotes) for standing in one.values]
        fitting = [side for side in sides if any(_fits(rule, row) for row in side)]
        rows = [row for side in sides for row in side]
        wanted = thing is not None and rule.kind in (None, thing.kind)
        if wanted and len(fitting) > 1 and len(_sources(rows)) >= rule.sources:
            yield Event(
                key=arrivals.key_of("contradiction", one),
                kind=thing.kind if thing else "",
                thing=one.thing,
                title=thing.title if thing else one.slot,
                sentence=one.sentence,
                came=arrivals.of_values(one)[0],
                sources=_sources(rows),
                quotes=tuple(row.quote for row in rows),
            )
