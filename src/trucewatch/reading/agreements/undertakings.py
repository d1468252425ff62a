"""Arrangements told by verbs alone: agreed to stop fighting, exchanged prisoners, the guns fell silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document, noun_keys
from trucewatch.language.modality import verb_lemma
from trucewatch.reading.agreements.acts import Acts
from trucewatch.reading.agreements.drafts import Draft
from trucewatch.reading.agreements.setting import COVERING, LOCATIVE, Setting
from trucewatch.reading.common import Lexicon, date_of
from trucewatch.reading.parties import described_by, represents, sides
from trucewatch.records import Actor


class Undertakings:
    """Makes drafts of verbs; `verbs` says which, and what sort each is."""

    def __init__(self, document: Document, lexicon: Lexicon, *, acts: Acts, setting: Setting) -> None:
        tables: Mapping[str, Any] = lexicon.tables
        self.document, self.acts, self.setting = document, acts, setting
        self.nouns = lexicon.nouns
        self.captives = frozenset(tables["captives"]["nouns"])
        self.persons = frozenset(tables["captives"]["persons"])
        self.exchanging = {
            **dict.fromkeys(tables["captives"]["exchange"], "exchange"),
            **dict.fromkeys(tables["captives"]["release"], "release"),
        }
        self.undertaken = {
            word: kind for kind, words in tables["undertaking"].items() if kind != "verbs" for word in words
        }
        self.weapons = frozenset(tables["silence"]["nouns"])
        self.verbs: dict[str, str] = {
            **dict.fromkeys(tables["silence"]["verbs"], "silence"),
            **dict.fromkeys(tables["undertaking"]["verbs"], "undertaking"),
            **self.exchanging,
        }

    def draft(self, clause: Clause, sort: str) -> Draft | None:
        """The arrangement that a clause of one of `verbs` tells of; None where it tells of none."""
        make = {"undertaking": self._undertaken, "silence": self._silence}.get(sort, self._exchange)
        return make(clause)

    def _undertaken(self, clause: Clause) -> Draft | None:
        for noun in clause.oblique("on", "to", "upon"):
            kind = self.undertaken.get(noun.lemma_.lower())
            if kind is not None and not any(k in self.nouns for k in noun_keys(noun)):
                parties = [s.party for s in sides(self.document, [*clause.agents, *clause.oblique("with")])]
                draft = self._verbal(clause, kind, "agreed", parties)
                if draft is not None:
                    draft.area = self.setting.place_after(noun, COVERING)
                return draft
        for complement in clause.complements:
            if complement.pos_ not in ("VERB", "AUX"):
                continue
            kind = self._kind_undertaken(complement)
            objects = self.document.clause(complement).patients
            if kind is None or any(k in self.nouns for t in objects for k in noun_keys(t)):
                continue  # "agreed to set up a buffer zone": the noun tells it
            parties = [s.party for s in sides(self.document, [*clause.agents, *clause.oblique("with")])]
            if kind == "other" and len(parties) < 2:
                return None
            draft = self._verbal(clause, kind, "agreed", parties)
            if draft is not None:
                draft.acted = True
                draft.opens = clause.predicate.dep_ == "ROOT" and any(map(self.may_agree, clause.agents))
                draft.place = self.setting.place_after(clause.predicate, LOCATIVE)
                draft.area = self.setting.place_after(complement, COVERING)
                draft.spans.append(self.document.span_of(self.document.clause(complement)))
            return draft
        return None

    def may_agree(self, agent: Token) -> bool:
        """Whether somebody may make an arrangement: "the rebels", "both armies", "the parties"."""
        return represents(agent) or self.document.actor_at(content_head(agent)) is not None

    def _kind_undertaken(self, verb: Token) -> str | None:
        lemma = verb_lemma(verb)
        direct = [c for c in verb.children if c.dep_ in ("dobj", "xcomp", "acomp", "advmod")]
        objects = [form for c in direct for form in (c.lemma_.lower(), c.lower_)]
        kinds = [
            *(f"{verb.lemma_.lower()} {o}" for o in objects),
            *(f"{lemma} {o}" for o in objects),
            *(f"{lemma} {c.lower_}" for c in verb.children if c.dep_ == "prep"),
            lemma,
        ]
        kind = next((self.undertaken[k] for k in kinds if k in self.undertaken), None)
        if kind == "prisoner exchange" and not self.captive([c for c in verb.children if c.dep_ == "dobj"]):
            return None
        return kind

    def _exchange(self, clause: Clause) -> Draft | None:
        exchanged = self.captive([*clause.patients, *clause.oblique("of")])
        kind = self.exchanging.get(verb_lemma(clause.predicate)) or self.exchanging.get(
            clause.predicate.lemma_.lower()
        )
        back = kind == "exchange" and bool(clause.oblique("for"))
        if not exchanged and not (
            back and self.captive([*clause.patients, *clause.oblique("for")], people=True)
        ):
            return None
        parties = [
            s.party
            for s in sides(self.document, [*clause.agents, *clause.oblique("with", "to", "between", "by")])
        ]
        held = sides(
            self.document,
            [t for p in (*clause.patients, *clause.oblique("for")) for t in described_by(content_head(p))],
        )
        parties += [
            s.party for s in held if kind == "exchange" and s.party.name not in {a.name for a in parties}
        ]
        draft = self._verbal(clause, "prisoner exchange", "carried out", parties)
        between_sides = kind == "exchange" and any(map(represents, clause.agents))
        if draft is None or not (parties or draft.date or between_sides):
            return None
        draft.opens = between_sides and clause.predicate.dep_ == "ROOT"
        draft.acted = True
        return draft

    def captive(self, heads: Iterable[Token], *, people: bool = False) -> bool:
        wanted = self.captives | self.persons if people else self.captives
        for head in heads:
            inner = content_head(head)
            if inner.lemma_.lower() in wanted or any(c.lower_ in self.captives for c in inner.lefts):
                return True
        return False

    def _silence(self, clause: Clause) -> Draft | None:
        objects = [c for c in clause.predicate.children if c.dep_ == "dobj"]
        if any(t.lemma_ == "fire" for t in objects):
            return self._held_fire(clause)
        if not any(t.lemma_.lower() in self.weapons for t in (*clause.agents, *clause.patients)):
            return None
        status = "agreed" if clause.modality == "planned" else "in force"
        parties = [s.party for s in sides(self.document, clause.oblique("with", "between"))]
        draft = self._verbal(clause, "ceasefire", status, parties)
        if draft is not None:
            draft.area = self.setting.place_after(clause.predicate, COVERING)
        return draft

    def _held_fire(self, clause: Clause) -> Draft | None:
        """ "ordered its forces to *cease fire*": what is ordered or agreed is agreed, by whoever gives the order."""
        verb = clause.predicate
        above = verb.head if verb.dep_ == "xcomp" and verb.head.pos_ == "VERB" else verb
        telling = self.document.clause(above)
        agreed = self.acts.listed(above) == "agreed"
        parties = [s.party for s in sides(self.document, telling.agents)]
        draft = self._verbal(
            telling if agreed else clause, "ceasefire", "agreed" if agreed else "in force", parties
        )
        if draft is not None:
            draft.acted = True
            draft.area = self.setting.place_after(verb, COVERING)
            draft.spans.append(self.document.span_of(clause))
        return draft

    def _verbal(self, clause: Clause, kind: str, status: str, parties: list[Actor]) -> Draft | None:
        document = self.document
        if clause.negated and not clause.denied:
            return None
        assertion = "denied" if clause.denied else clause.modality
        if assertion == "planned" and status == "carried out":
            status = "agreed"
        if assertion == "possible":
            status = "proposed"
        draft = Draft(
            clause, kind, status, assertion, document.attribution_of(clause.predicate), parties=parties
        )
        draft.date = date_of(document, clause)
        places = document.places_of(clause, prepositions=LOCATIVE)
        draft.place = places[0] if places and kind == "prisoner exchange" else None
        draft.spans = [document.span_of(clause)]
        self.setting.by_calendar(draft)
        return draft
