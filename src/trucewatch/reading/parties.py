"""Who stands on which side: the parties behind names, titles, adjectives and delegations.

Invariant: a person who acts for a state or a body is given as that state or body, with the person beside it.
Shared by the readers of talks and of agreements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from spacy.tokens import Token

from trucewatch.language.clauses import conjuncts, content_head
from trucewatch.language.document import Document
from trucewatch.reading.common import lexicon
from trucewatch.records import Actor, Person

_DESCRIBING = ("amod", "compound", "poss", "nmod", "npadvmod")


class Side(NamedTuple):
    """One side: the party, and who stands for it where the text names a person or an office."""

    party: Actor
    person: Person | None = None


@lru_cache(maxsize=4)
def _words(table: str) -> frozenset[str]:
    return frozenset(lexicon("parties").tables[table]["nouns"])


def _representatives() -> frozenset[str]:
    return _words("representatives")


def represents(token: Token) -> bool:
    """Whether a noun names somebody who stands for a state or body: "officials", "the envoy", "delegations"."""
    return content_head(token).lemma_.lower() in _representatives()


def sides(document: Document, tokens: Iterable[Token]) -> list[Side]:
    """The sides that these heads denote, each party once, in order.

    "The Turkish and Russian foreign ministers" is two, "Foreign Minister Lavrov" Russia with Lavrov beside it.
    """
    found: list[Side] = []
    for token in tokens:
        for side in _sides_of(document, content_head(token)):
            if all(side.party.name != other.party.name for other in found):
                found.append(side)
    return found


def is_nobody(actor: Actor) -> bool:
    """Whether a name is only a noun for people who stand for somebody else, or are traded: "officers", "prisoners"."""
    last = actor.name.split()[-1].lower()
    nouns = {last, last.removesuffix("s")}
    return (
        actor.id is None and actor.name[0].islower() and bool(nouns & (_representatives() | _words("traded")))
    )


def _sides_of(document: Document, head: Token) -> list[Side]:
    several = document.coreference.speakers(head) if head.tag_ == "NNS" else []
    if len(several) > 1 and all(s.name and s.organisation for s in several):
        # "the four leaders": each for a state of their own
        return [Side(Actor(name=str(s.organisation)), Person(name=s.name, role=s.role)) for s in several]
    person = is_person(document, head) or head.pos_ == "PRON"
    source = document.coreference.speaker(head) if person else None
    if source is not None and head.pos_ == "PRON" and not source.name:
        source = None  # "they" may be states as well as people
    if source is not None and source.organisation:
        who = Person(name=source.name, role=source.role) if source.name or source.role else None
        return [Side(_party(document, head, source.organisation), who)]
    if represents(head):
        behind = document.actors_of(described_by(head))
        if behind:
            return [Side(actor) for actor in behind]
    actors = document.actors_of([head])
    if source is not None and source.name and len(actors) == 1:
        return [Side(actors[0], Person(name=source.name, role=source.role))]
    return [Side(actor) for actor in actors]


def _party(document: Document, head: Token, name: str) -> Actor:
    """The actor of this name as the words about the person give it, with its identifier."""
    known = (a for a in document.actors_of(described_by(head)) if a.name == name)
    return next(known, Actor(name=name))


def is_person(document: Document, token: Token) -> bool:
    """Whether a token names a person."""
    mention = document.actor_at(token)
    return mention.type == "person" if mention is not None else token.ent_type_ == "PERSON"


def described_by(noun: Token) -> list[Token]:
    """The words that say whose a noun is: "*Turkish* and *Russian* officials", "envoys of *China* and *Iran*"."""
    found: list[Token] = []
    for child in noun.children:
        if child.dep_ in _DESCRIBING and child.i < noun.i:
            found.extend(_with_descriptions(child))
        elif child.dep_ == "prep" and child.lower_ in ("of", "from", "for"):
            # "officers of the army and of the government"
            owning = [child, *(c for c in child.children if c.dep_ == "conj" and c.pos_ == "ADP")]
            found.extend(t for p in owning for g in p.children if g.dep_ == "pobj" for t in conjuncts(g))
    return sorted(set(found), key=lambda t: t.i)


def _with_descriptions(token: Token) -> Iterator[Token]:
    """A describing word, those coordinated with it, and those joined to it by a hyphen ("*US*-*Iranian*")."""
    yield token
    for child in token.children:
        if child.dep_ in (*_DESCRIBING, "conj", "punct") and not child.is_punct:
            yield from _with_descriptions(child)
