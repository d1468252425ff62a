"""What reports do not agree on, and how the commitments fare.

Invariant: each side of a contradiction stands with its words; a commitment has the words for and against, and no
verdict beyond what they say.
"""

from __future__ import annotations

from trucewatch.cases.commitments import Kept
from trucewatch.exports import case_dossier
from trucewatch.exports.situation.content import Block, Cell, Entry, Note, Said, Section, section_of
from trucewatch.exports.situation.scope import Scope, title_words, voice_words
from trucewatch.exports.wording import date_words, many
from trucewatch.linking import Contradiction, Quote

_STATES = {
    "kept": "kept so far, by what is told",
    "not kept": "not kept, by what is told",
    "both": "words for and against",
    "no word": "nothing is told of it",
}


def contradictions(scope: Scope) -> Section:
    """The open contradictions to which a report of the period adds, with the words on each side; others by number."""
    recent = scope.changes.contradictions
    kept, left = scope.foremost(recent, _voices, "contradictions of the period")
    blocks: list[Block] = [*(_contradiction(scope, one) for one in kept), *left]
    older = len(scope.picture.linked.contradictions) - len(recent)
    if not scope.picture.linked.contradictions:
        blocks.append(Note(text="None is open: no two values of one thing exclude each other."))
    elif not recent:
        blocks.append(Note(text="No report of the period adds to one."))
    if older:
        blocks.append(
            Note(
                text=f"{many(older, 'contradiction')} from before the period {'is' if older == 1 else 'are'} still open."
            )
        )
    return Section(name="contradictions", heading="Open contradictions", blocks=tuple(blocks))


def _voices(contradiction: Contradiction) -> int:
    """How many stand behind the sides of a contradiction."""
    return sum(len(standing.voices) for standing in contradiction.values)


def _contradiction(scope: Scope, one: Contradiction) -> Entry:
    lines: list[Cell] = []
    quotes: list[Said] = []
    more = 0
    for standing in one.values:
        by = ", ".join(voice_words(voice) for voice in standing.voices)
        lines.append(scope.line(f"{title_words(standing.value)}: {by}", standing.quotes))
        said, left = scope.quoted(standing.quotes, 1)
        quotes += said
        more += left
    return Entry(
        text=about(one),
        marks=("disputed",),
        sources=scope.cite(reference for standing in one.values for reference in standing.references),
        lines=tuple(lines),
        quotes=_once(quotes),
        more=more,
    )


def _once(quotes: list[Said]) -> tuple[Said, ...]:
    return tuple(dict.fromkeys(quotes))


def about(contradiction: Contradiction) -> str:
    """What a contradiction is about, with its days in words."""
    return title_words(case_dossier.about(contradiction))


def commitments(scope: Scope) -> Section | None:
    """The commitments of the case with the words for and against each."""
    blocks = [_commitment(scope, one) for one in scope.picture.commitments]
    return section_of("commitments", "Commitments", blocks)


def _commitment(scope: Scope, one: Kept) -> Entry:
    due = f", by {date_words(one.by)}{' (past)' if one.passed else ''}" if one.by else ""
    who = f" ({', '.join(one.who)})" if one.who else ""
    lines: list[Cell] = []
    quotes: list[Said] = []
    more = 0
    for side, words in (("for", one.supporting), ("against", one.opposing)):
        if words:
            lines.append(Cell(text=f"{side}: {many(len(words), 'record')}", sources=scope.cite_quotes(words)))
            said, left = scope.quoted(_latest_first(words), 2)
            quotes += [one.model_copy(update={"who": f"{side}: {one.who}"}) for one in said]
            more += left
    return Entry(
        text=f"{one.agreement}: {one.what}{who}{due}: {_STATES[one.state]}",
        marks=("derived",),
        sources=scope.cite_quotes([*one.supporting, *one.opposing]),
        lines=tuple(lines),
        quotes=_once(quotes),
        more=more,
    )


def _latest_first(quotes: tuple[Quote, ...]) -> list[Quote]:
    return sorted(quotes, key=lambda quote: (quote.published or "", quote.reference), reverse=True)
