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
from trucewatch.language.names import states
from trucewatch.reading.common import lexicon
from trucewatch.records import Actor, Person, Source

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
    words = actor.name.split()
    last = words[-1].lower()
    plain = _representatives() | _words("ranks")
    common = words[0][0].islower() or all(w.lower().removesuffix("s") in plain for w in words)
    nouns = {last, last.removesuffix("s")}
    return actor.id is None and common and bool(nouns & (_representatives() | _words("traded")))


def _sides_of(document: Document, head: Token) -> list[Side]:
    if head.tag_ == "NNS" or head.pos_ == "PRON":
        together = _together(document, head)
        if together:
            return together
    across = _counterpart(document, head)
    if across is not None:
        return [across]
    person = is_person(document, head) or head.pos_ == "PRON"
    source = document.coreference.speaker(head) if person else None
    if source is not None and head.pos_ == "PRON" and not source.name:
        source = None  # "they" may be states as well as people
    if source is not None and source.organisation:
        named = _name_of_person(document, source)
        who = Person(name=named, role=source.role) if named or source.role else None
        return [Side(_party(document, head, source.organisation), who)]
    if represents(head):
        behind = _behind(document, head)
        if len(behind) == 1:
            return [Side(behind[0].party, _named_beside(document, head))]
        if behind:
            return behind
    actors = document.actors_of([head])
    if source is not None and source.name and len(actors) == 1:
        behind = _behind(document, head)  # "Ann Lee of Norway"
        party = behind[0].party if len(behind) == 1 and behind[0].party.id else actors[0]
        return [Side(party, Person(name=source.name, role=source.role))]
    if not actors and head.dep_ == "pobj":
        actors = _state(document, head)
    return [Side(actor) for actor in actors]


def _together(document: Document, head: Token) -> list[Side]:
    """ "the four leaders", "they": those meant, each for a state or body of their own; empty where it is one or unknown."""
    several = document.coreference.speakers(head)
    if len(several) < 2 or not all(s.organisation for s in several):
        return []
    found: list[Side] = []
    for source in several:
        party = Actor(name=str(source.organisation))
        if all(party.name != side.party.name for side in found):
            named = _name_of_person(document, source)
            found.append(Side(party, Person(name=named, role=source.role) if named else None))
    return found


def _name_of_person(document: Document, source: Source) -> str | None:
    """The name of whoever stands for a side; a force or body that speaks for its state leads no delegation."""
    persons = {mention.name for mention in document.actors if mention.type == "person"}
    return source.name if source.name in persons else None


def _state(document: Document, token: Token) -> list[Actor]:
    """A country named as a place, as the state that it is: "under the auspices of *Qatar*"."""
    place = document.place_at(token)
    if place is None or place.country is None or place.name != place.country:
        return []
    return [Actor(name=e.name, id=e.id) for e in states().values() if e.name == place.name][:1]


def _counterpart(document: Document, head: Token) -> Side | None:
    """ "his *Armenian* counterpart Ararat Mirzoyan": the adjective says whose, the pronoun whose not."""
    office = next((c for c in (head, *head.lefts) if c.lemma_.lower() in _words("counterparts")), None)
    if office is None or not is_person(document, head):
        return None
    described = [t for t in (*office.lefts, *head.lefts) if t.pos_ in ("ADJ", "PROPN") and t != office]
    behind = [a for a in document.actors_of(described) if a.id is not None]
    if len(behind) != 1:
        return None
    source = document.coreference.speaker(head)
    named = Person(name=source.name, role=source.role) if source is not None and source.name else None
    return Side(behind[0], named or _named_beside(document, head))


def _named_beside(document: Document, head: Token) -> Person | None:
    """Who an office is held by: "its foreign minister, *Hossein Amir-Abdollahian*"."""
    beside = (c for c in head.children if c.dep_ == "appos" and is_person(document, c))
    sources = (document.coreference.speaker(c) for c in beside)
    return next((Person(name=s.name, role=s.role) for s in sources if s is not None and s.name), None)


def _behind(document: Document, head: Token) -> list[Side]:
    """Whom those who stand for somebody stand for: "the government of President *Ghani*", "his *Russian* counterpart"."""
    words = described_by(head)
    if head.lemma_.lower() in _words("counterparts"):
        words = [t for t in words if t.dep_ != "poss" or t.pos_ != "PRON"] or words
    found: list[Side] = []
    for word in words:
        if is_person(document, word) and word.pos_ != "PRON":
            source = document.coreference.speaker(word)
            named = [Actor(name=source.organisation)] if source is not None and source.organisation else []
        else:
            named = document.actors_of([word]) or _state(document, word)
        found += [Side(a) for a in named if all(a.name != s.party.name for s in found)]
    return found


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
