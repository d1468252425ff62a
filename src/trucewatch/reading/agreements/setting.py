"""When and where an arrangement was made, and where it is to hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import conjuncts
from trucewatch.language.document import Document
from trucewatch.language.modality import verb_lemma
from trucewatch.language.modifiers import bracketed
from trucewatch.reading.agreements.drafts import Act, Draft
from trucewatch.reading.common import date_of
from trucewatch.reading.dating import date_in_brackets, date_of_noun, date_of_verb
from trucewatch.reading.periods import begins_after
from trucewatch.reading.whereabouts import is_broad
from trucewatch.records import Place

LOCATIVE = ("in", "at", "near", "outside", "on")
COVERING = (
    "in",
    "for",
    "across",
    "around",
    "throughout",
    "over",
    "within",
    "along",
    "inside",
    "from",
    "between",
    "of",
    "out",
)


class Setting:
    """Finds date, place and area; `tables` are those of the lexicon of agreements."""

    def __init__(self, document: Document, tables: Mapping[str, Any]) -> None:
        self.document = document
        self.signing = frozenset(tables["signing"]["verbs"])
        self.beginning = frozenset(tables["signing"]["beginning"])
        self.papers = frozenset(tables["signing"]["papers"])

    def fill(self, draft: Draft, told: Act | None, acts: list[Act]) -> None:
        document, noun = self.document, draft.clause.predicate
        draft.date = self.date_at(told.word) if told is not None else None
        draft.identity = self.identity(noun)
        if draft.date is None:
            draft.date = draft.identity
        if draft.date is None and told is not None:
            telling = document.clause(told.word) if told.word.pos_ in ("VERB", "AUX") else draft.clause
            draft.date = date_of(document, telling)
        for act in acts:
            if draft.place is None and act.status in ("agreed",) and act.word.pos_ == "VERB":
                draft.place = self._place_signed(act.word)
        in_brackets = (self.document.place_at(t) for t in bracketed(noun))
        draft.place = draft.place or next((p for p in in_brackets if p is not None), None)
        draft.place = draft.place or self._place_in_name(noun)
        draft.area = self.place_after(noun, COVERING)
        if draft.area is None and told is not None and told.status != "agreed" and told.word.pos_ == "VERB":
            draft.area = self.place_after(told.word, COVERING)
        if draft.area is not None and draft.area.name in draft.names:
            draft.area = None  # "between Armenia and Azerbaijan"
        if draft.place is None and draft.area is not None and draft.status == "agreed" and told is not None:
            signed = verb_lemma(told.word) in self.signing
            if signed and not is_broad(draft.area) and not self._holds_there(draft, told.word):
                draft.place, draft.area = draft.area, None  # "signed a ceasefire in Pretoria"
        draft.effective = self._effective(draft, told)
        self.by_calendar(draft)

    def _effective(self, draft: Draft, told: Act | None) -> str | None:
        """From when to when it holds: "takes effect on *Friday*", "a truce *from 24 December to 3 January*"."""
        if draft.date is None:
            return None
        if "/" in draft.date:
            return draft.date if draft.status == "agreed" else None
        verb = told.word if told is not None and told.status == "in force" else None
        begins = verb is not None and self.beginning & {verb.lemma_.lower(), verb_lemma(verb)}
        return f"{draft.date}/.." if begins else None

    def _holds_there(self, draft: Draft, verb: Token) -> bool:
        """Whether "in Aden" behind "agreed on a truce" is where it is to hold, not where it was made."""
        ground = draft.type in (
            "ceasefire",
            "humanitarian corridor",
            "demilitarised zone",
            "de-escalation zone",
        )
        return ground and verb_lemma(verb) not in self.papers

    def by_calendar(self, draft: Draft) -> None:
        published = self.document.published
        if draft.date is None or published is None or draft.assertion != "actual":
            return
        if begins_after(draft.date, published.isoformat()):
            draft.assertion = "planned"
            if draft.status in ("in force", "carried out"):
                draft.status = "agreed"

    def date_at(self, word: Token) -> str | None:
        if word.pos_ in ("VERB", "AUX"):
            return date_of_verb(self.document, word)
        return date_of_noun(self.document, word)

    def identity(self, noun: Token) -> str | None:
        inner = (g for c in noun.children if c.lower_ in ("of", "on") for g in c.children if g.dep_ == "pobj")
        dates = (date_of_noun(self.document, part) for part in (noun, *inner))
        return next((d for d in dates if d is not None), None) or date_in_brackets(self.document, noun)

    def place_after(self, head: Token, prepositions: tuple[str, ...]) -> Place | None:
        for child in head.children:
            if child.dep_ == "prep" and child.lower_ in prepositions:
                for token in child.children:
                    place = self.document.place_at(token) if token.dep_ == "pobj" else None
                    if place is not None:
                        return place
        return None

    def _place_signed(self, verb: Token) -> Place | None:
        """ "signed *in Doha*", "concluded with the government *in Doha*", hung on the other side."""
        sides_at = (
            g
            for c in verb.children
            if c.lower_ in ("with", "by", "between")
            for g in c.children
            if g.dep_ == "pobj"
        )
        within = [n for g in sides_at for n in conjuncts(g)]
        if verb_lemma(verb) in self.signing:
            within += self._subjects_of(verb)
        return next(
            (p for head in (verb, *within) if (p := self.place_after(head, LOCATIVE)) is not None), None
        )

    def _subjects_of(self, verb: Token) -> list[Token]:
        """What a paper is about: "a deal on *number plates* in Brussels", where the parser hangs the place on it."""
        papers = [c for c in verb.children if c.dep_ == "dobj"]
        about = (
            p
            for paper in (*papers, *([verb] if papers else []))
            for p in paper.children
            if p.lower_ in ("on", "of", "over")
        )
        return [
            g for p in about for g in p.children if g.dep_ == "pobj" and self.document.place_at(g) is None
        ]

    def _place_in_name(self, noun: Token) -> Place | None:
        """ "the Kuala Lumpur declaration" was signed there."""
        for child in noun.lefts:
            if child.dep_ in ("compound", "nmod", "poss", "amod") and child.pos_ == "PROPN":
                place = self.document.place_at(child)
                body = self.document.actor_at(child)
                if place is not None and not is_broad(place) and (body is None or body.type == "state"):
                    return place
        return None
