"""Talks told only by what they did not bring about: "negotiators failed to reach a deal in Doha".

Invariant: whoever failed stands for a side, or is one that is known, and what they failed at is done between sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, nominal
from trucewatch.language.document import Document
from trucewatch.reading.dating import date_of_verb
from trucewatch.reading.parties import Side, represents, sides
from trucewatch.records import Place, Span


class Failure(NamedTuple):
    """What talks did not bring about, between whom, where and when."""

    parties: list[Side]
    place: Place | None
    date: str | None
    outcome: str
    span: Span


class Failures:
    """Reads them; `tables` are those of the lexicon of talks."""

    def __init__(self, document: Document, tables: Mapping[str, Any]) -> None:
        self.document = document
        self.verbs = frozenset(tables["failure"]["verbs"])
        self.alone = frozenset(tables["failure"]["alone"])
        self.objects = frozenset(tables["failure"]["objects"])

    def of(self, clause: Clause) -> Failure | None:
        """The failure that a clause of "fail" tells of; None where it is not one to agree."""
        verb = next((t for t in clause.complements if t.tag_ == "VB"), None)
        goal = self._goal(verb) if verb is not None else None
        if verb is None or goal is None or clause.modality != "actual":
            return None
        parties = sides(self.document, clause.agents)
        known = len(parties) > 1 and all(side.party.id for side in parties)
        if not (known or any(map(represents, clause.agents))):
            return None
        told = (self.document.clause(verb), *([nominal(goal)] if goal != verb else ()), clause)
        places = (p for c in told for p in self.document.places_of(c, prepositions=("in", "at", "near")))
        dates = (date_of_verb(self.document, t) for t in (verb, clause.predicate))
        span = self.document.span([clause.predicate, verb, goal])
        return Failure(
            parties,
            next(places, None),
            next((d for d in dates if d is not None), None),
            self.document.text[span.start : span.end],
            span,
        )

    def _goal(self, verb: Token) -> Token | None:
        """The last word of what was to be done: "reach a *deal*", "*agree*"."""
        if verb.lemma_ in self.alone:
            return verb
        objects = (c for c in verb.children if c.dep_ == "dobj" and c.lemma_.lower() in self.objects)
        return next(objects, None) if verb.lemma_ in self.verbs else None
