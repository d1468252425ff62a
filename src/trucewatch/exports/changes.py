"""What came in, the latest first: things new and told more of, values that changed, contradictions, derived facts.

Invariant: every change is dated by when its reports came into the archive, and its id stays the same while more comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal

from trucewatch.archive.rows import fold, names
from trucewatch.cases import Picture
from trucewatch.exports.arrivals import Arrivals
from trucewatch.exports.describe import describe
from trucewatch.linking import Contradiction, Quote, Thing, Update
from trucewatch.linking.telling import Told
from trucewatch.records.values import Value

What = Literal["thing", "update", "contradiction", "derived"]


class Change(Value):
    """One thing that came in.

    `came` is when the first report of it came in, `changed` when the last did; both are times in UTC. `sentence` says
    what it is in words of ours, `quotes` in those of the reports. `kind` is that of the thing, or of the derived fact.
    """

    id: str
    what: What
    kind: str
    thing: str | None
    title: str
    sentence: str
    came: str
    changed: str
    sources: tuple[str, ...]
    places: tuple[str, ...]
    actors: tuple[str, ...]
    quotes: tuple[Quote, ...]


def changes(picture: Picture, retrieved: Mapping[str, str]) -> tuple[Change, ...]:
    """All that came in for a case, the latest first; `retrieved` has when each report came, by its id."""
    arrivals = Arrivals(picture, retrieved)
    found = [*_things(picture, arrivals), *_findings(picture, arrivals), *_derived(picture, arrivals)]
    return tuple(sorted(found, key=lambda one: (one.changed, one.came, one.id), reverse=True))


def fits(
    *,
    what: str | None = None,
    kind: str | None = None,
    place: str | None = None,
    actor: str | None = None,
    source: str | None = None,
    since: str | None = None,
) -> Callable[[Change], bool]:
    """A test for changes of this sort, about things of this kind, with these words in a name; None is no condition.

    `since` is the day, month or year from which on they came in.
    """

    def fit(one: Change) -> bool:
        return (
            what in (None, one.what)
            and kind in (None, one.kind)
            and among(place, one.places)
            and among(actor, one.actors)
            and among(source, one.sources)
            and (since is None or one.changed >= since)
        )

    return fit


def among(words: str | None, found: Iterable[str]) -> bool:
    """Whether a name of those found has these words in it, whatever their case and accents; None are in any."""
    return words is None or any(fold(words) in fold(name) for name in found)


def named(rows: Iterable[Told], *what: str) -> tuple[str, ...]:
    """The names of the places, countries or actors that records name, each once, in their order."""
    found = (
        one.name
        for row in rows
        for one in names(row.record.model_dump(mode="json", by_alias=True, exclude_none=True))
        if one.what in what
    )
    return tuple(dict.fromkeys(found))


def voices(quotes: Iterable[Quote]) -> tuple[str, ...]:
    """Who says something, and in which outlets it stands, each once."""
    found = (name for quote in quotes for name in (quote.voice.name, quote.voice.of, quote.outlet) if name)
    return tuple(dict.fromkeys(found))


def _change(
    rows: list[Told],
    *,
    id: str,
    what: What,
    kind: str,
    thing: Thing | None,
    title: str,
    sentence: str,
    when: tuple[str, str],
    quotes: Iterable[Quote],
) -> Change:
    its = tuple(quotes)
    return Change(
        id=id,
        what=what,
        kind=kind,
        thing=thing.id if thing else None,
        title=title,
        sentence=sentence,
        came=when[0],
        changed=when[1],
        sources=voices(its),
        places=named(rows, "place", "country"),
        actors=named(rows, "actor"),
        quotes=its,
    )


def _things(picture: Picture, arrivals: Arrivals) -> Iterator[Change]:
    for thing in picture.linked.things:
        if rows := picture.told(thing):
            references = [row.reference for row in rows]
            latest = max(rows, key=lambda row: (arrivals.of(row.reference), row.reference))
            yield _change(
                rows,
                id=arrivals.key("thing", references),
                what="thing",
                kind=thing.kind,
                thing=thing,
                title=thing.title,
                sentence=describe(latest.record).line,
                when=(arrivals.first(references), arrivals.last(references)),
                quotes=(row.quote for row in rows),
            )


def _findings(picture: Picture, arrivals: Arrivals) -> Iterator[Change]:
    things = {thing.id: thing for thing in picture.linked.things}
    sorts: tuple[tuple[What, tuple[Contradiction | Update, ...]], ...] = (
        ("contradiction", picture.linked.contradictions),
        ("update", picture.linked.updates),
    )
    for what, findings in sorts:
        for one in findings:
            thing = things.get(one.thing)
            if thing is None:
                continue
            rows = picture.told(thing)
            yield _change(
                rows,
                id=arrivals.key_of(what, one),
                what=what,
                kind=thing.kind,
                thing=thing,
                title=thing.title,
                sentence=one.sentence,
                when=arrivals.of_values(one),
                quotes=(quote for standing in one.values for quote in standing.quotes),
            )


def _derived(picture: Picture, arrivals: Arrivals) -> Iterator[Change]:
    things = {thing.id: thing for thing in picture.linked.things}
    for one in picture.derived:
        rows = [picture.by_reference[q.reference] for q in one.reasons if q.reference in picture.by_reference]
        when = arrivals.of_derived(one)
        # its subject is of the case file or the title of a thing: what it rests on may change, and it stays
        about = (row.reference for row in rows) if one.thing else ()
        yield _change(
            rows,
            id=arrivals.key(one.kind, about, "" if one.thing else one.subject),
            what="derived",
            kind=one.kind,
            thing=things.get(one.thing or ""),
            title=one.subject,
            sentence=one.sentence,
            when=(when, when),
            quotes=one.reasons,
        )
