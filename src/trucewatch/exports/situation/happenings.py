"""What happened in the period: talks, agreements and violations, patrols, forces, incidents with their casualties.

Invariant: an entry is a thing of the picture, with what each voice says of it and the words; figures that differ stand
side by side, from the lowest to the highest, and none is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from trucewatch.exports.situation.content import Block, Cell, Entry, Mark, Note, Section, Table, section_of
from trucewatch.exports.situation.drawings import daily
from trucewatch.exports.situation.scope import Scope, title_words, voice_words
from trucewatch.exports.wording import between, casualty_words, count_words, date_words
from trucewatch.linking import Quote, Thing
from trucewatch.linking.series import Harm, Round
from trucewatch.linking.telling import Told
from trucewatch.records import Incident

_TOLD = ("status", "change")
_TOLLS = "Tolls over a period. They may include incidents above and are not added to them."


def talks(scope: Scope) -> Section | None:
    """The rounds of talks of the period, and those to come."""
    today = scope.picture.today
    things = {thing.id: thing for thing in scope.picture.linked.things}
    rounds = [one for one in scope.picture.talks if scope.touches(things[one.thing]) or one.date[:10] > today]
    kept, left = scope.foremost(rounds, lambda one: one.date, "rounds of talks")
    return section_of("talks", "Talks", [*(_round(scope, one, things[one.thing]) for one in kept), *left])


def _round(scope: Scope, one: Round, thing: Thing) -> Entry:
    parties = f": {', '.join(one.parties)}" if one.parties else ""
    place = f", {one.place}" if one.place else ""
    day = date_words(one.date) if one.date else "Day not known"
    return _entry(scope, thing, f"{day}{place}: talks {one.status}{parties}", one.quotes)


def agreements(scope: Scope) -> Section | None:
    """What is told of agreements, and the violations that somebody counted."""
    blocks = _statuses(scope, "agreement", "words on agreements")
    counted = [
        (point, one)
        for one in scope.picture.violations
        for point in one.points
        if scope.published(point.quote.published) or point.date[:10] >= scope.since
    ]
    if counted:
        counted.sort(key=lambda entry: (entry[0].date, entry[1].source.name))
        kept, left = scope.foremost(counted, lambda entry: entry[0].date, "counts of violations")
        rows = tuple(
            (
                Cell(text=date_words(point.date)),
                Cell(text=count_words(point.count), sources=scope.cite_quotes([point.quote])),
                Cell(text=", ".join(filter(None, (one.measure, one.place)))),
                Cell(text=voice_words(one.source)),
            )
            for point, one in kept
        )
        blocks.append(
            Table(
                caption="Violations counted, each by whoever counted them",
                columns=("Day", "Number", "Of what", "Counted by"),
                widths=(3, 2, 4, 4),
                rows=rows,
            )
        )
        blocks += left
    return section_of("agreement", "Agreement and violations", blocks)


def patrols(scope: Scope) -> Section | None:
    """Patrols of the period, announced, held and not held."""
    return section_of("patrols", "Patrols", _statuses(scope, "patrol", "patrols"))


def forces(scope: Scope) -> Section | None:
    """Forces sent, massed or withdrawn."""
    return section_of("forces", "Movements of forces", _statuses(scope, "deployment", "movements"))


def _statuses(scope: Scope, kind: str, what: str) -> list[Block]:
    kept, left = scope.foremost(scope.things(kind), lambda thing: thing.first or "", what)
    return [*(_of_status(scope, thing) for thing in kept), *left]


def incidents(scope: Scope) -> Section | None:
    """The incidents of the period with the people harmed, low to high; sums over a period stand apart."""
    harms: dict[str, list[Harm]] = defaultdict(list)
    for harm in scope.picture.casualties:
        harms[harm.thing].append(harm)
    things = [thing for thing in scope.things("incident") if not _counts(scope, thing)]
    single = [thing for thing in things if not is_toll(scope, thing)]
    tolls = [thing for thing in things if is_toll(scope, thing)]
    chart = daily(scope)
    blocks: list[Block] = [chart] if chart and single else []
    for found, what in ((single, "incidents"), (tolls, "tolls")):
        if found is tolls and tolls:
            blocks.append(Note(text=_TOLLS))
        kept, left = scope.foremost(found, lambda thing: _weight(thing, harms[thing.id]), what)
        blocks += [*(_incident(scope, thing, harms[thing.id]) for thing in kept), *left]
    return section_of("incidents", "Incidents and casualties", blocks)


def _weight(thing: Thing, harms: Sequence[Harm]) -> tuple[float, float, str]:
    """What puts an incident before others: how many were killed, how many were harmed, how late it was."""
    most = {harm.outcome: harm.high or harm.low or 0 for harm in harms}
    return most.get("killed", 0), sum(most.values()), thing.first or ""


def _counts(scope: Scope, thing: Thing) -> bool:
    """Whether a thing is somebody's count of violations, which stands beside the agreement."""
    records = [row.record for row in scope.picture.told(thing)]
    return all(isinstance(record, Incident) and record.violations is not None for record in records)


def is_toll(scope: Scope, thing: Thing) -> bool:
    """Whether a thing is a sum over a period and no single incident."""
    records = [row.record for row in scope.picture.told(thing)]
    return any(isinstance(record, Incident) and record.type == "toll" for record in records)


def _incident(scope: Scope, thing: Thing, harms: Sequence[Harm]) -> Entry:
    told = scope.picture.told(thing)
    harmed = ", ".join(f"{between(harm.low, harm.high)} {harm.outcome}" for harm in harms)
    lines = [scope.line(f"{casualties}: {by}", quotes) for casualties, by, quotes in _figures(told)]
    text = f"{title_words(thing.title)}{f': {harmed}' if harmed else ''}"
    return _entry(scope, thing, text, [row.quote for row in told], lines)


def _figures(told: Iterable[Told]) -> list[tuple[str, str, list[Quote]]]:
    """Each figure of people harmed with those who give it, the lowest first."""
    found: dict[tuple[float, str], list[Told]] = defaultdict(list)
    for row in told:
        record = row.record
        for casualties in record.casualties if isinstance(record, Incident) else ():
            count = casualties.count
            number = next((n for n in (count.value, count.low, count.high) if n is not None), 0)
            held = {"denied": "denied: ", "possible": "unconfirmed: "}.get(record.assertion, "")
            found[number, held + casualty_words(casualties)].append(row)
    figures = []
    for (_, words), rows in sorted(found.items(), key=lambda entry: (entry[0][1].split()[-1], entry[0])):
        by = ", ".join(dict.fromkeys(voice_words(row.voice) for row in rows))
        figures.append((words, by, [row.quote for row in rows]))
    return figures


def _of_status(scope: Scope, thing: Thing) -> Entry:
    """A thing with each status that it is given, and by whom."""
    lines = []
    for slot in _TOLD:
        for standing in thing.values.get(slot, ()):
            by = ", ".join(voice_words(voice) for voice in standing.voices)
            lines.append(scope.line(f"{standing.value}: {by}", standing.quotes))
    quotes = [row.quote for row in scope.picture.told(thing)]
    return _entry(scope, thing, title_words(thing.title), quotes, lines)


def _entry(
    scope: Scope, thing: Thing, text: str, quotes: Sequence[Quote], lines: Sequence[Cell] = ()
) -> Entry:
    sure = scope.sure(thing)
    shown, more = scope.quoted(quotes)
    fresh: tuple[Mark, ...] = ("new",) if thing.id in scope.fresh else ()
    return Entry(
        text=text,
        marks=(*fresh, *sure.marks),
        certainty=sure.words,
        sources=scope.cite(thing.references),
        lines=tuple(lines),
        quotes=shown,
        more=more,
    )
