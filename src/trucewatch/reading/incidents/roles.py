"""Who did an act, to whom, and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head, observes
from trucewatch.language.document import Document
from trucewatch.reading.common import without, words
from trucewatch.reading.incidents.acts import Act
from trucewatch.reading.whereabouts import ground_kind, must_be_place, place_of
from trucewatch.records import Actor, Place

_OWNING = frozenset(("amod", "compound", "poss", "nmod"))


class Roles:
    """Resolves the parts of the acts of one report; `tables` is the reader's lexicon."""

    def __init__(self, document: Document, tables: dict[str, Any]) -> None:
        self._document = document
        self._means = frozenset(tables["means"]["nouns"])
        self._sides = frozenset(tables["sides"]["nouns"])
        self._vague = frozenset(tables["vague"]["nouns"])
        self._marked = frozenset(tables["vague"]["but"])
        self._bystanders = tuple(tables["bystanders"]["names"])
        self._blaming = frozenset(tables["blaming"]["verbs"])
        self._striking = frozenset(tables["striking"]["verbs"])
        self._shooters = frozenset(tables["shooters"]["nouns"])

    # ---- who

    def actors(self, act: Act) -> list[Actor]:
        """Who did it; of a clash, who fought."""
        found: list[Actor] = []
        fought = act.type == "armed clash"
        victims = {v.i for v in act.victims}
        for clause in act.all_clauses:
            own = clause in act.clauses
            received = clause.lemma in ("take", "receive", "suffer") and not clause.nominal
            agents = clause.oblique("from") if received else clause.agents
            if not clause.nominal and observes(clause.predicate):
                continue  # "a source *put* the dead at five": who tells does nothing
            heads = [t for t in agents if t.i not in victims]
            heads += self.claimants(clause)
            if fought and own:
                heads += [*clause.oblique("between", "with", "against", "among"), *clause.patients]
            _add(found, self._doers(heads, act))
            if clause.nominal and own and not found:
                _add(found, self._document.actors_of(clause.complements))
                _add(found, self._senders(clause.predicate))
        found = [a for a in found if not any(name in a.name for name in self._bystanders)]
        return found if fought else without(found, self._document.actors_of(act.victims))

    def _doers(self, heads: Iterable[Token], act: Act) -> list[Actor]:
        """Who acts: the heads themselves, or behind a weapon its owner ("Turkish batteries", "rockets fired by …")."""
        found: list[Actor] = []
        predicates = {c.predicate.i for c in act.clauses}
        for head in heads:
            noun = content_head(head)
            if noun.lemma_.lower() in self._means:
                _add(found, self._owners(noun))
            elif head.i not in predicates or noun.lemma_.lower() in self._shooters:
                _add(found, self._named(head))
        return found

    def _named(self, head: Token) -> list[Actor]:
        """The actors of a noun phrase; a vague one ("men") with what sets it apart ("armed men", "men with spears")."""
        noun = content_head(head)
        if noun.lower_ in self._vague and not any(c.lower_ in self._marked for c in noun.lefts):
            part = next(
                (c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("with", "from", "of")), None
            )
            described = part is not None and any(c.dep_ == "pobj" for c in part.children)
            if not described or part is None:
                return []
            if part.lower_ != "with":
                return self._document.actors_of([c for c in part.children if c.dep_ == "pobj"])
            span = self._document.span([noun, *part.subtree])
            return [Actor(name=self._document.text[span.start : span.end])]
        return self._document.actors_of([head])

    def _owners(self, weapon: Token) -> list[Actor]:
        """Whose a weapon is: its adjective, who fired it, where it came from, whose it is thought to be."""
        owners = [c for c in weapon.children if c.dep_ in _OWNING]
        found = self._document.actors_of(owners)
        for verb in (c for c in weapon.children if c.dep_ in ("acl", "relcl") and c.pos_ == "VERB"):
            clause = self._document.clause(verb)
            _add(found, self._document.actors_of([a for a in clause.agents if a != weapon]))
            _add(found, self._document.actors_of([t for t in verb.subtree if t.dep_ in ("acomp", "attr")]))
        if not found:
            of = (g for c in weapon.children if c.dep_ == "prep" and c.lower_ == "of" for g in c.children)
            _add(found, self._document.actors_of(of))
        return found or self._senders(weapon)

    def _senders(self, noun: Token) -> list[Actor]:
        """ "Rockets *from the Cambodian side*": the side that fire comes from; a bare place sends nothing."""
        for preposition in noun.children:
            if preposition.dep_ != "prep" or preposition.lower_ != "from":
                continue
            for head in preposition.children:
                if head.dep_ == "pobj" and content_head(head).lemma_.lower() in self._sides:
                    return self._document.actors_of([head, *(c for c in head.subtree if c != head)])
                if head.dep_ == "pobj":
                    return self._document.actors_of([head])
        return []

    def claimants(self, clause: Clause) -> list[Token]:
        """Who claims an act or is blamed for it: "claimed responsibility for", "blamed the rebels for"."""
        noun = clause.predicate
        if not clause.nominal or noun.dep_ != "pobj" or noun.head.lower_ != "for":
            return []
        governor = noun.head.head
        if governor.lemma_.lower() in ("responsibility", "credit") and governor.head.pos_ == "VERB":
            return self._document.clause(governor.head).agents
        if governor.pos_ == "VERB" and governor.lemma_.lower() in self._blaming:
            return self._document.clause(governor).patients
        return []

    # ---- whom

    def targets(self, act: Act, actors: list[Actor]) -> list[Actor]:
        """Who or what was hit, by name or in the report's words."""
        heads = [t for c in act.clauses for t in self._hit(c)] + act.victims
        predicates = {c.predicate.i for c in act.all_clauses}
        struck = {t.i for c in act.clauses for t in self._hit(c) if c.lemma in self._striking}
        named: list[Actor] = []
        for head in heads:
            if head.i in predicates or self._document.place_at(head) is not None:
                continue
            resolved = self._document.actors_of([head])
            if not resolved and head.pos_ == "NOUN" and (head.i in struck or not self._is_means(head)):
                resolved = [Actor(name=words(self._document, head))]
            _add(named, resolved)
        return without(named, actors)

    def _hit(self, clause: Clause) -> list[Token]:
        """What a clause's act is directed at: its object, or what a weapon is fired at, on or into."""
        if not clause.nominal and observes(clause.predicate):
            return []  # "put the number of dead at five"
        if clause.nominal and clause.lemma in self._shooters:
            return []  # "gunmen *on motorbikes*"
        if not clause.nominal and clause.lemma in self._striking and (clause.agents or clause.passive):
            return clause.patients  # "hit a tank", "a helicopter was fired upon": arms, and yet the target
        objects = [t for t in clause.patients if content_head(t).lemma_.lower() not in self._means]
        if objects or clause.nominal:
            return objects
        let = [s for c in clause.complements for s in c.lefts if s.dep_ == "nsubj"]
        if let:
            return let  # "did not let the buses through"
        burned = clause.oblique("to") if clause.lemma == "set" else []  # "set fire *to the houses*"
        return burned or clause.oblique("at", "on", "upon", "against", "towards", "toward", "into")

    # ---- where

    def place(self, act: Act) -> Place | None:
        """Where it happened: a town that was hit, else the place of its clauses, else where the report is."""
        for clause in act.clauses:
            for token in clause.patients:
                place = self._document.place_at(token)
                if place is not None and place.name != place.country:
                    return place
        for clause in act.all_clauses:
            places = self._document.places_of(clause)
            if places:
                return places[0]
        told = (p for c in act.all_clauses for p in (self._of_fire(c), self._named_place(c)))
        named = next((p for p in told if p is not None), None)
        return named or self._document.place_told(act.clause)

    def _is_means(self, noun: Token) -> bool:
        return noun.lemma_.lower() in self._means

    def _of_fire(self, clause: Clause) -> Place | None:
        """Where the fire came that hit: "was hit by rebel fire *near Rutshuru*"."""
        fire = (t for t in clause.agents if self._is_means(content_head(t)))
        places = (p for t in fire for p in self._document.places_of(self._document.clause(t)))
        return next(places, None)

    def _named_place(self, clause: Clause) -> Place | None:
        """Where no gazetteer knows the name: "came under fire *at Kaldot*", "the attack *on Solhan*"."""
        heads = [t for t in clause.oblique("at", "near", "in", "outside") if t.ent_type_ != "PERSON"]
        if clause.nominal:
            heads += [t for t in clause.oblique("on") if t in clause.patients]
        named = (must_be_place(self._document, t) for t in heads if t.pos_ == "PROPN")
        beside = (place_of(self._document, t) for t in clause.patients if ground_kind(t) == "site")
        return next((p for p in (*named, *beside) if p is not None), None)


def _add(found: list[Actor], more: Iterable[Actor]) -> None:
    names = {a.name for a in found}
    for actor in more:
        if actor.name not in names:
            names.add(actor.name)
            found.append(actor)
