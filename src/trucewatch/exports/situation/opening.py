"""The key points: what stands on the day of the report, and what the period changed.

Invariant: each point is a record's or a count of things; a sum or a range over several records is marked as derived.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from trucewatch.exports.case_dossier import state_counts
from trucewatch.exports.situation import ground, people
from trucewatch.exports.situation.content import Block, Entry, Mark, Note, Section
from trucewatch.exports.situation.disputes import about
from trucewatch.exports.situation.happenings import is_toll
from trucewatch.exports.situation.scope import Scope, title_words, voice_words
from trucewatch.exports.wording import between, capital, count_words, date_words, many, window_words
from trucewatch.linking import Quote, Reference, Voice
from trucewatch.linking.series import Round
from trucewatch.linking.voices import independent
from trucewatch.records import Agreement

_MOST_CHANGES = 12
_KINDS = {
    "talks": ("round of talks", "rounds of talks"),
    "agreement": ("word on an agreement", "words on agreements"),
    "post": ("post", "posts"),
    "patrol": ("patrol", "patrols"),
    "incident": ("incident", "incidents"),
    "control": ("place whose holder is told", "places whose holder is told"),
    "displacement": ("displacement figure", "displacement figures"),
    "deployment": ("movement of forces", "movements of forces"),
}


def standing(scope: Scope) -> Section:
    """What stands on the day of the report."""
    blocks: list[Block] = [
        *_agreements(scope), *_talks(scope), *_posts(scope), *_casualties(scope), *_displaced(scope),
        *_open(scope),
    ]  # fmt: skip
    return Section(name="standing", heading="Key points: what stands", blocks=tuple(blocks))


def _agreements(scope: Scope) -> Iterator[Entry]:
    """The last day's words on agreements, each status once."""
    rows = [
        row
        for row in scope.picture.rows
        if isinstance(row.record, Agreement)
        and row.record.assertion in ("actual", "denied")
        and row.record.status
    ]
    last = max(((row.report.published or "")[:10] for row in rows), default="")
    told: dict[str, list[Quote]] = {}
    for row in rows:
        record = row.record
        if isinstance(record, Agreement) and (row.report.published or "")[:10] == last:
            name = record.name or (record.type if record.type != "other" else None) or "agreement"
            held = "denied to be " if record.assertion == "denied" else ""
            told.setdefault(f"{name} {held}{record.status}", []).append(row.quote)
    for words, quotes in told.items():
        by = ", ".join(dict.fromkeys(voice_words(quote.voice) for quote in quotes))
        day = f" ({date_words(last)})" if last else ""
        yield Entry(
            text=f"Last word on an agreement{day}: {words}, says {by}", sources=scope.cite_quotes(quotes)
        )


def _talks(scope: Scope) -> Iterator[Entry]:
    last, coming = scope.picture.last_talks, scope.picture.coming_talks
    for label, rounds in (("Last talks told of", (last,) if last else ()), ("Talks to come", coming)):
        for one in rounds:
            yield Entry(
                text=f"{label}: {_round(one)}",
                marks=_alone(quote.voice for quote in one.quotes),
                sources=scope.cite_quotes(one.quotes),
            )


def _alone(voices: Iterable[Voice]) -> tuple[Mark, ...]:
    """The mark of what one independent source alone says."""
    return ("unconfirmed",) if len(independent(voices)) == 1 else ()


def _round(one: Round) -> str:
    place = f", {one.place}" if one.place else ""
    parties = f" ({', '.join(one.parties)})" if one.parties else ""
    return f"{date_words(one.date)}{place}{parties}"


def _posts(scope: Scope) -> Iterator[Entry]:
    counts = ground.post_counts(scope)
    if counts:
        words = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
        quotes = [step.quote for course in scope.picture.posts if (step := course.at(scope.picture.today))]
        silent = len(ground.silent(scope))
        more = f"; no report tells of {many(silent, 'other post')} of the case file" if silent else ""
        yield Entry(
            text=f"Posts by their last status: {words}{more}",
            marks=("derived",),
            sources=scope.cite_quotes(quotes),
        )
    for one in scope.picture.derived:
        if one.kind in ("post surrounded", "post in another's area"):
            yield Entry(
                text=capital(title_words(one.sentence)),
                marks=("derived",),
                sources=scope.cite_quotes(one.reasons),
            )


def _casualties(scope: Scope) -> Iterator[Entry]:
    """The incidents of the period, and how many people they killed by the lowest and the highest words."""
    things = [
        thing for thing in scope.things("incident") if scope.begins(thing) and not is_toll(scope, thing)
    ]
    known = {thing.id: thing for thing in things}
    killed = [h for h in scope.picture.casualties if h.thing in known and h.outcome == "killed"]
    if not killed:
        return
    low = sum(harm.low or 0 for harm in killed)
    high = None if any(harm.high is None for harm in killed) else sum(harm.high or 0 for harm in killed)
    yield Entry(
        text=f"Killed in {many(len(killed), 'incident')} of the period with a count of dead: {between(low, high)}"
        " (the lowest and the highest figure of each, added up; tolls over a period left out)",
        marks=("derived",),
        sources=scope.cite(reference for harm in killed for reference in known[harm.thing].references),
    )


def _displaced(scope: Scope) -> Iterator[Entry]:
    for one in people.standings(scope):
        place = f", {one.place}" if one.place else ""
        alone = len(one.points) == 1
        by = "by one source" if alone else f"by the last figures of {len(one.points)} independent sources"
        yield Entry(
            text=f"{one.measure.capitalize()} {window_words(one.window)}{place}:"
            f" {between(one.low, one.high)} {one.unit}, {by}",
            marks=("unconfirmed",) if alone else ("derived",),
            sources=scope.cite_quotes(point.quote for point in one.points),
            lines=tuple(
                scope.line(
                    f"{count_words(point.count)}: {voice_words(point.quote.voice)}, {date_words(point.date)}",
                    [point.quote],
                )
                for point in one.points
            ),
        )


def _open(scope: Scope) -> Iterator[Entry]:
    picture = scope.picture
    disputed = many(len(picture.linked.contradictions), "open contradiction")
    yield Entry(text="; ".join([disputed, *state_counts(picture.commitments)]), marks=("derived",))


def changes(scope: Scope) -> Section:
    """What the reports of the period brought."""
    found = scope.changes
    kinds = Counter(thing.kind for thing in found.fresh)
    told = ", ".join(_plural(number, _KINDS[kind]) for kind, number in sorted(kinds.items()))
    first = f"{many(found.reports, 'report')} came out in the period"
    blocks: list[Block] = [
        Entry(text=f"{first}; first told of in them: {told or 'nothing'}", marks=("derived",))
    ]
    for update in found.updates[:_MOST_CHANGES]:
        ends = (update.values[0], update.values[-1])
        text = ", then ".join(f"{title_words(v.value)} ({', '.join(o.name for o in v.voices)})" for v in ends)
        more = f"; {len(update.values)} values in all" if len(update.values) > len(ends) else ""
        blocks.append(
            Entry(
                text=f"Changed: {_title(update.sentence)}: {text}{more}",
                sources=scope.cite(reference for value in update.values for reference in value.references),
            )
        )
    disputed: dict[str, list[Reference]] = {}
    for one in found.contradictions:
        references = disputed.setdefault(about(one), [])
        references += [reference for value in one.values for reference in value.references]
    for words, references in list(disputed.items())[:_MOST_CHANGES]:
        blocks.append(Entry(text=words, marks=("disputed",), sources=scope.cite(references)))
    left_out = [
        (max(0, len(found.updates) - _MOST_CHANGES), "change"),
        (max(0, len(disputed) - _MOST_CHANGES), "dispute"),
    ]
    if any(number for number, _ in left_out):
        left = " and ".join(many(number, f"further {noun}") for number, noun in left_out if number)
        blocks.append(Note(text=f"Not listed here, for want of room: {left}."))
    return Section(name="changes", heading="Key points: what changed in the period", blocks=tuple(blocks))


def _title(sentence: str) -> str:
    title, _, rest = sentence.partition(": ")
    return title_words(f"{title} ({rest.partition(': ')[0]})")


def _plural(number: int, nouns: tuple[str, str]) -> str:
    return f"{number:,} {nouns[number != 1]}"
