"""Who said what: statements by speaker, stance and day, and how a speaker's position moved."""

from __future__ import annotations

from collections import Counter, defaultdict

from trucewatch.cases import Picture
from trucewatch.desk.filters import Filters, Text
from trucewatch.desk.views.common import View
from trucewatch.exports.wording import source_words
from trucewatch.linking import Quote
from trucewatch.linking.telling import Told
from trucewatch.places.names import fold
from trucewatch.records import Statement


class StatementFilters(Filters):
    """Statements of a speaker or whom they speak for, of one stance, with certain words."""

    speaker: Text = None
    stance: Text = None
    text: Text = None


class Said(View):
    """One statement: when, by whom and for whom, in what stance, and the words."""

    date: str
    speaker: str
    of: str
    stance: str | None
    mode: str | None
    venue: str | None
    text: str
    assertion: str
    confidence: float | None
    quote: Quote


class Position(View):
    """What one body said over time: how often in each stance, and its statements in the order of their days."""

    of: str
    stances: dict[str, int]
    said: tuple[Said, ...]


class StatementsView(View):
    """Statements by whom they speak for, those who spoke most first."""

    positions: tuple[Position, ...]
    total: int
    speakers: tuple[str, ...]
    stances: tuple[str, ...]


def view(picture: Picture, filters: StatementFilters) -> StatementsView:
    """The statements that fit the filters."""
    every = [_said(row, row.record) for row in picture.rows if isinstance(row.record, Statement)]
    chosen = [one for one in every if _fits(one, filters)]
    by: dict[str, list[Said]] = defaultdict(list)
    for one in chosen:
        by[one.of].append(one)
    positions = [
        Position(
            of=of,
            stances=dict(Counter(one.stance or "says" for one in said).most_common()),
            said=tuple(sorted(said, key=lambda one: (one.date, one.quote.reference))),
        )
        for of, said in by.items()
    ]
    return StatementsView(
        positions=tuple(sorted(positions, key=lambda one: (-len(one.said), one.of))),
        total=len(chosen),
        speakers=tuple(sorted({one.of for one in every})),
        stances=tuple(sorted({one.stance for one in every if one.stance})),
    )


def _said(row: Told, record: Statement) -> Said:
    return Said(
        date=row.first,
        speaker=source_words(record.speaker),
        of=row.voice.of,
        stance=record.stance,
        mode=record.mode,
        venue=record.venue,
        text=record.text,
        assertion=record.assertion,
        confidence=record.confidence,
        quote=row.quote,
    )


def _fits(one: Said, filters: StatementFilters) -> bool:
    return (
        (filters.speaker is None or fold(filters.speaker) in fold(f"{one.speaker} {one.of}"))
        and filters.stance in (None, one.stance)
        and (filters.text is None or fold(filters.text) in fold(f"{one.text} {one.quote.words}"))
    )
