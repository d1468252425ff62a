"""Displacement: how many people fled, returned, were evacuated or are hosted, from where, to where, since when.

Every figure is kept with its source and its window. What the measures count follows the glossary of the
Internal Displacement Monitoring Centre: a stock ("are displaced") and a flow ("fled since") are told apart by
the window, never added up.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document
from trucewatch.reading.common import assertion_of, date_of, lexicon, tidy, words
from trucewatch.reading.tables import displacement_rows
from trucewatch.records import Actor, Displacement, Place

_FROM = ("from", "out of", "of")
_TO = ("to", "into", "towards", "toward", "for", "onto")


def read(document: Document) -> list[Displacement]:
    """The displacement figures and movements of a report, in the order of the text."""
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.lexicon = lexicon("displacement")
        tables = self.lexicon.tables
        self.people = {noun: measure for measure, nouns in tables["people"].items() for noun in nouns}
        self.persons = set(tables["persons"]["nouns"])
        self.homes = set(tables["homes"]["nouns"])
        self.recent = set(tables["recent"]["words"])

    def read(self) -> list[Displacement]:
        rows = displacement_rows(self.document)
        found: list[tuple[int, Displacement]] = [(r.evidence[0].start, r) for r in rows]
        used: set[int] = set()
        for clause, entry in self.document.triggers(self.lexicon.verbs, self.lexicon.nouns):
            for mover in self._movers(clause, entry):
                record = self._record(clause, entry["measure"], mover)
                if record is not None and mover.i not in used:
                    used.update((mover.i, content_head(mover).i))
                    found.append((mover.i, record))
        for clause, measure in self.document.triggers({}, self.people):
            noun = clause.predicate
            if noun.i not in used and self.document.count_of(noun) is not None:
                record = self._record(self._predication(noun), str(measure), noun)
                if record is not None:
                    used.add(noun.i)
                    found.append((noun.i, record))
        return _once(record for _, record in sorted(found, key=lambda f: f[0]))

    def _movers(self, clause: Clause, entry: dict[str, Any]) -> list[Token]:
        movers = (
            clause.patients
            if entry["role"] == "patient"
            else clause.agents or (clause.patients if clause.nominal else [])
        )
        people = [m for m in movers if self._are_people(m)]
        if entry.get("needs") == "place" and not self._leaves_home(clause):
            return []
        return people

    def _are_people(self, token: Token) -> bool:
        head = content_head(token)
        if self.document.place_at(head) is not None and head.ent_type_ in ("GPE", "LOC"):
            return False
        lemma = head.lemma_.lower()
        if lemma in self.persons or lemma in self.people or head.lower_ in self.people:
            return True
        counted = self.document.count_of(token) is not None
        return counted and (
            head.pos_ in ("NUM", "ADJ")
            or head.tag_ in ("NNPS", "CD")
            or (head.pos_ == "PROPN" and head.lower_.endswith("s"))
        )

    def _leaves_home(self, clause: Clause) -> bool:
        around = [
            *clause.patients,
            *clause.oblique(*_FROM, *_TO, "in", "at", "along", "across", "on", "over", "back"),
        ]
        if any(c.lower_ in ("home", "homes") for c in clause.predicate.children):
            return True
        if any(content_head(t).lemma_.lower() in self.homes for t in around):
            return True
        return any(self.document.place_at(t) is not None for t in around) and any(
            self.document.count_of(m) for m in clause.agents
        )

    def _predication(self, noun: Token) -> Clause:
        """The clause that says something of a counted noun: the verb above it, or the noun itself."""
        node = noun
        while node.head != node and node.dep_ in (
            "pobj",
            "prep",
            "conj",
            "nmod",
            "appos",
            "compound",
            "amod",
        ):
            node = node.head
        verb = node.head if node.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") else node
        return self.document.clause(verb) if verb.pos_ in ("VERB", "AUX") else self.document.clause(noun)

    def _record(self, clause: Clause, measure: str, mover: Token) -> Displacement | None:
        document = self.document
        assertion = assertion_of(document, clause)
        count = document.count_of(mover) or document.count_of(content_head(mover))
        if assertion is None or (count is None and clause.nominal):
            return None
        head = content_head(mover)
        who = words(document, head) if head.pos_ != "NUM" else None
        if measure == "displaced" and self._is_recent(mover):
            measure = "newly displaced"
        origin, destination, place = self._where(clause, mover)
        if count is None and (origin is None and destination is None and place is None):
            return None
        host = self._host(clause, measure)
        if measure == "refugees hosted" and place is None and destination is None and host:
            place = next((p for t in clause.agents if (p := document.place_at(t)) is not None), None)
        return Displacement(
            assertion=assertion,
            attribution=document.attribution_of(mover),
            evidence=tidy(
                [document.span_of(clause)]
                if mover.sent == clause.predicate.sent
                else [document.span([mover])]
            ),
            measure=measure,  # type: ignore[arg-type]
            count=count,
            unit=self._unit(head),  # type: ignore[arg-type]
            who=who,
            from_=origin,
            place=place or destination,
            to=destination,
            host=tuple(host),
            date=date_of(document, clause),
        )

    def _unit(self, head: Token) -> str:
        tables = self.lexicon.tables["persons"]
        if head.lower_ in tables["families"]:
            return "families"
        return "households" if head.lower_ in tables["households"] else "people"

    def _is_recent(self, mover: Token) -> bool:
        return any(c.lower_ in self.recent for t in (mover, content_head(mover)) for c in t.lefts)

    def _where(self, clause: Clause, mover: Token) -> tuple[Place | None, Place | None, Place | None]:
        document = self.document
        origin = self._first(clause.oblique("from", "out of", "of"))
        destination = self._first(clause.oblique(*_TO))
        left = clause.predicate.lemma_ in ("leave", "flee", "abandon", "quit", "evacuate", "escape")
        for token in clause.patients:
            place = document.place_at(token)
            if place is not None:
                origin, destination = (
                    (place, destination) if left and origin is None else (origin, destination or place)
                )
        for token in (mover, content_head(mover)):
            if origin is None:
                origin = next(
                    (
                        p
                        for c in token.children
                        if c.dep_ == "prep" and c.lower_ == "from"
                        for g in c.children
                        if (p := document.place_at(g))
                    ),
                    None,
                )
        places = [
            p
            for p in document.places_of(
                clause,
                prepositions=(
                    "in",
                    "at",
                    "near",
                    "on",
                    "inside",
                    "around",
                    "across",
                    "within",
                    "along",
                    "throughout",
                ),
            )
        ]
        place = next((p for p in places if p not in (origin, destination)), None)
        return origin, destination, place

    def _first(self, tokens: Iterable[Token]) -> Place | None:
        return next((p for t in tokens if (p := self.document.place_at(t)) is not None), None)

    def _host(self, clause: Clause, measure: str) -> list[Actor]:
        return (
            self.document.actors_of(clause.agents)
            if measure == "refugees hosted" and clause.predicate.pos_ == "VERB"
            else []
        )


def _once(records: Iterable[Displacement]) -> list[Displacement]:
    """The same figure from the same source for the same measure is told once."""
    kept: list[Displacement] = []
    for record in records:
        known = next(
            (
                k
                for k in kept
                if k.count is not None
                and record.count is not None
                and (k.count.value, k.count.low, k.unit, k.attribution)
                == (record.count.value, record.count.low, record.unit, record.attribution)
            ),
            None,
        )
        if known is None:
            kept.append(record)
    return kept
