"""Counts set against a count: "the mission registered four violations; the army registered *two*".

Invariant: a record made here differs from the one that it is set against in the number, who counted, and what is told
of the day and place beside the number itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from trucewatch.language.clauses import observes
from trucewatch.language.document import Document
from trucewatch.reading.common import date_of, tidy
from trucewatch.reading.incidents.acts import Act
from trucewatch.records import Count, Incident

_REACH = 60
"""Words within which a number is still of what was counted before."""


class Counters:
    """Finds the numbers in a report that others give for violations counted before."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, made: list[tuple[Act, Incident]]) -> list[Incident]:
        """A record for each number that somebody else gives for the same violations."""
        counted = [(act, record) for act, record in made if record.violations is not None]
        found = []
        for number, (act, record) in enumerate(counted):
            start = act.clause.predicate.i
            end = counted[number + 1][0].clause.predicate.i if number + 1 < len(counted) else start + _REACH
            others = (self._set_against(token, record) for token in self._bare(start, end))
            found += [other for other in others if other is not None]
        return found

    def _bare(self, start: int, end: int) -> Iterator[Token]:
        """The numbers without a noun that a verb of counting takes, after one place in the text and before another."""
        for token in self._document.doc[start + 1 : min(end, start + _REACH)]:
            if token.pos_ == "NUM" and token.dep_ == "dobj" and observes(token.head):
                yield token

    def _set_against(self, token: Token, record: Incident) -> Incident | None:
        document = self._document
        verb = token.head
        counter = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        said = document.coreference.speaker(counter) if counter is not None else None
        count = document.count_of(token) or _plain(token)
        if said is None or count is None or said == record.attribution:
            return None
        clause = document.clause(verb)
        update = {
            "attribution": said,
            "violations": count,
            "evidence": tidy([document.span_of(clause)]),
            "date": date_of(document, clause) or record.date,
            "place": next(iter(document.places_of(clause)), None) or record.place,
            "casualties": (),
        }
        return record.model_copy(update=update)


def _plain(token: Token) -> Count | None:
    """A number on its own, in figures: 2."""
    digits = token.text.replace(",", "")
    return Count(value=int(digits), text=token.text) if digits.isdigit() else None
