"""Who led whom at talks: heads and members of delegations, wherever the report tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from spacy.tokens import Token

from trucewatch.language.document import Document
from trucewatch.language.modality import verb_lemma
from trucewatch.reading.common import words
from trucewatch.reading.parties import Side, described_by, is_person, sides
from trucewatch.reading.talks.drafts import TALKED, Draft
from trucewatch.records import Actor, Person

_NEXT = 40  # words: a sentence further on


class Delegations:
    """Gives drafts their delegations; `tables` are those of the lexicon of talks."""

    def __init__(self, document: Document, tables: Mapping[str, Any]) -> None:
        self.document = document
        self.teams = frozenset(tables["delegations"]["nouns"])
        self.leading = frozenset(tables["delegations"]["lead"])
        self.representing = frozenset(tables["delegations"]["represent"])
        self.sending = frozenset(tables["delegations"]["send"])
        self.made_of = frozenset(tables["delegations"]["made_of"])

    def add(self, kept: list[Draft]) -> None:
        for draft in kept:
            for side in (*draft.parties, *draft.mediators):
                if side.person is not None and side.person.name and draft.format != "call":
                    draft.heads.setdefault(side.party.name, side.person)
        if not kept:
            return
        for token in self.document.doc:
            if token.lemma_.lower() in self.teams and token.pos_ in ("NOUN", "PROPN"):
                self._add_team(token, kept)

    def _add_team(self, team: Token, kept: list[Draft]) -> None:
        heads, members = self._people_of(team)
        if not heads and not members:
            return
        draft = self._draft_near(team, kept)
        named = sides(self.document, [team]) or self._represented(team)
        party = named[0].party.name if named else next((p.name for p in self._organisations(heads)), None)
        if draft is None or party is None:
            return
        if party not in draft.names:
            draft.parties.append(named[0] if named else Side(Actor(name=party)))
        for person in heads[:1]:
            draft.heads[party] = self._person(person)
        draft.members.setdefault(party, []).extend(self._person(p) for p in members)
        draft.spans.append(self.document.span([team, *heads, *members]))

    def _people_of(self, team: Token) -> tuple[list[Token], list[Token]]:
        """Who leads a delegation and who is in it, from participles, main verbs and "under the leadership of"."""
        heads: list[Token] = []
        members: list[Token] = []
        verbs = [c for c in team.children if c.dep_ in ("acl", "relcl")]
        if team.dep_ in ("nsubj", "nsubjpass", "dobj") and team.head.pos_ in ("VERB", "AUX"):
            verbs.append(team.head)
        for verb in verbs:
            clause, lemma = self.document.clause(verb), verb_lemma(verb)
            if verb.lemma_.lower() in self.leading and team in clause.patients:
                heads += [t for t in clause.agents if t != team]
            elif (lemma in self.made_of and team not in clause.patients[:1]) or lemma == "make up":
                members += [t for t in (*clause.patients, *clause.oblique("of")) if t != team]
        for preposition in team.children:
            if preposition.dep_ == "prep" and preposition.lower_ in ("under", "with"):
                for inner in preposition.children:
                    if inner.lemma_.lower() in ("leadership", "chairmanship", "head"):
                        heads += described_by(inner)
        return heads, members

    def _represented(self, team: Token) -> list[Side]:
        """Whose team it is by the verb: "the army *was represented by* a team", "*sent* a delegation"."""
        verb = team.head if team.dep_ == "dobj" else team.head.head
        if verb.pos_ != "VERB" or team.dep_ not in ("dobj", "pobj"):
            return []
        clause = self.document.clause(verb)
        if verb.lemma_.lower() in self.representing and team in clause.agents:
            return sides(self.document, clause.patients)
        if verb.lemma_.lower() in self.sending and team in clause.patients:
            return sides(self.document, clause.agents)
        return []

    def _organisations(self, people: Iterable[Token]) -> list[Actor]:
        return [side.party for side in sides(self.document, people) if side.person is None]

    def _person(self, token: Token) -> Person:
        source = self.document.coreference.speaker(token) if is_person(self.document, token) else None
        if source is not None and source.name:
            return Person(name=source.name, role=source.role)
        return Person(name=words(self.document, token))

    def _draft_near(self, token: Token, kept: list[Draft]) -> Draft | None:
        """The talks of the same sentence, or the last told of before it."""
        sentence = token.sent
        talked = [
            d for d in kept if d.status in TALKED
        ] or kept  # a delegation has been where it is described
        here = [d for d in talked if sentence.start <= d.clause.predicate.i < sentence.end]
        before = [d for d in talked if d.clause.predicate.i < sentence.start]
        if here or before:
            return here[0] if here else before[-1]
        after = [d for d in talked if d.clause.predicate.i < sentence.end + _NEXT]
        return after[0] if after else None
