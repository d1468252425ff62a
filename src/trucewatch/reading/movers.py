"""What moves in a deployment: forces, their materiel, and the numbers and pronouns that stand for them.

Invariant: a mover is a noun for forces or materiel, by itself or by the words beside it, or a force that the report
names; a number alone stands for forces only where such were the last spoken of.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document, noun_keys
from trucewatch.reading.common import lexicon, start_of_reach
from trucewatch.reading.forces import forces_of, is_bare, is_force, is_mission, nouns, owners_of
from trucewatch.reading.whereabouts import place_of
from trucewatch.records import Actor

_REFLEXIVE = frozenset({"themselves", "itself", "it"})
_FEW = 20  # so few without a noun are as likely to be something else


class Vocabulary(NamedTuple):
    """What the readers of movements know: what moves, and the tables of deployments.toml by their names."""

    forces: frozenset[str]
    materiel: frozenset[str]
    transports: frozenset[str]
    everyday: frozenset[str]
    stative: frozenset[str]
    direction: frozenset[str]
    wandering: frozenset[str]
    whole: frozenset[str]
    idle: frozenset[str]
    barracks: frozenset[str]
    carrying: frozenset[str]
    lines: frozenset[str]
    heavy: frozenset[str]
    civil: frozenset[str]
    moving: frozenset[str]
    harming: frozenset[str]
    cutting: frozenset[str]
    numbering: frozenset[str]
    returning: frozenset[str]
    ordering: frozenset[str]
    flying: frozenset[str]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary of deployments.toml, loaded once."""
    tables = lexicon("deployments").tables
    loose = frozenset(tables["loose"]["nouns"])
    listed = {
        name: frozenset(word for words in tables[name].values() for word in words)
        for name in Vocabulary._fields
        if name in tables
    }
    return Vocabulary(
        forces=(nouns().personnel | nouns().units | {"observer", "monitor"}) - loose,
        materiel=nouns().materiel - loose,
        transports=frozenset(lexicon("control").tables["transports"]["nouns"]),
        **listed,
    )


def movers_of(document: Document, clause: Clause, entry: dict[str, Any]) -> list[tuple[Token, bool]]:
    """Who or what moves and whether it is sent: the object where it names forces, else the subject."""
    if entry.get("moves") == "with":
        return [(t, True) for t in clause.oblique("with") if _moves(document, t)]
    withdrawn = leaves(clause, entry)
    idle = bool(clause.patients) and all(_is_idle(t) for t in clause.patients)
    if idle and not clause.passive:  # "made it to X", "installed themselves in X", "took up its work at X"
        named = [t for t in clause.agents if content_head(t).pos_ != "PRON"]
        return [(t, False) for t in named if _moves(document, t) or _acts(document, t, withdrawn)]
    there = clause.lemma == "be" and any(c.dep_ == "expl" for c in clause.predicate.children)
    objects = [_within(document, t) for t in (clause.complements if there else clause.patients)]
    arms = bool(entry.get("arms"))
    sent = [
        t
        for t in objects
        if (_is_arms(document, t) if arms else _moves(document, t) or is_armour_sent(document, clause, t))
    ]
    if entry["status"] == "planned" and clause.passive:
        return []  # who "was promised nine" is not who promised
    if arms:
        return [(t, True) for t in sent]
    if entry.get("moves") == "subject" and not there:
        sent = []
    if sent:
        return [(t, not clause.passive or bool(clause.agents)) for t in sent]
    subject = clause.passive and not clause.agents and entry.get("moves") == "subject"
    by_them = clause.passive and bool(clause.agents)  # "they will be followed by 900 men"
    if (
        clause.patients
        and not (subject or by_them)
        and not clause.nominal
        and any(
            document.place_at(content_head(t)) is None and not _is_ground(document, t)
            for t in clause.patients
        )
    ):
        return []
    movers = [
        t
        for t in (objects if subject else [_within(document, t) for t in clause.agents])
        if _moves(document, t) or (not clause.nominal and _acts(document, t, withdrawn))
    ]
    if movers or not clause.nominal:
        return [(t, False) for t in movers]
    beside = [
        t for t in clause.complements if t.lemma_.lower() in vocabulary().forces | vocabulary().materiel
    ]
    return [(t, False) for t in beside or clause.agents if beside or _acts(document, t, withdrawn)]


def _is_idle(token: Token) -> bool:
    """Whether an object is no thing that moves, but part of the verb."""
    if token.pos_ == "PRON":
        return token.lower_ in _REFLEXIVE
    return token.lemma_.lower() in vocabulary().idle


def _within(document: Document, token: Token) -> Token:
    """The forces or materiel that a convoy, column or wave is made of: "a convoy of 300 army *vehicles*"."""
    head = content_head(token)
    if head.lemma_.lower() in nouns().units | {"force"}:
        inside = (g for c in head.children if c.lower_ == "of" for g in c.children if g.dep_ == "pobj")
        return next((t for t in inside if is_explicit(document, t) or document.count_of(t)), token)
    return token


def leaves(clause: Clause, entry: dict[str, Any]) -> bool:
    """Whether the movement is one away: by the verb, or by the participle ("will be *gone*")."""
    gone = clause.predicate.lower_ == "gone" and any(c.lemma_ == "be" for c in clause.predicate.lefts)
    return bool(entry["status"] == "withdrawn" or gone)


def _is_arms(document: Document, token: Token) -> bool:
    """Whether so many arms, or heavy ones, are meant: "840 weapons", "their heavy weapons"."""
    head = content_head(token)
    if head.lemma_.lower() not in nouns().materiel:
        return False
    return document.count_of(token) is not None or any(c.lower_ in ("heavy", "medium") for c in head.subtree)


def is_armour_sent(document: Document, clause: Clause, token: Token) -> bool:
    """Whether somebody armed moves materiel: "*Russia* moved missiles"."""
    lemma = content_head(token).lemma_.lower()
    weapon = lemma in nouns().materiel and lemma not in vocabulary().carrying
    if clause.lemma in vocabulary().stative or not weapon:
        return False
    return any(is_force(document, t) for t in clause.agents)


def _moves(document: Document, token: Token) -> bool:
    """Whether a noun phrase is of forces or materiel, not merely of somebody who has them."""
    head = content_head(token)
    lemma = head.lemma_.lower()
    known_words = vocabulary()
    own = document.actor_at(head)
    if lemma in known_words.civil and not (own is not None and own.id) and not owners_of(document, head):
        return False
    if is_explicit(document, head) and lemma not in known_words.materiel:
        return True
    if head.dep_ == "pobj" and head.head.head.lemma_.lower() in nouns().units:
        if (document.count_of(token) or document.count_of(head)) is not None:
            return True  # "a contingent of 400 police officers"
        if lemma not in known_words.heavy:
            return False
    if is_explicit(document, head):
        counted = document.count_of(token) or document.count_of(head)
        return bool(owners_of(document, head)) or counted is not None or head.tag_ == "NNS"
    mention = document.actor_at(head)
    return (
        mention is not None and mention.type == "force" and head.pos_ != "PRON" and is_force(document, token)
    )


def is_explicit(document: Document, head: Token) -> bool:
    """Whether a noun names forces or materiel by itself or with the words before it ("army vehicles")."""
    known_words = vocabulary()
    if head.lemma_.lower() in known_words.forces | known_words.materiel:
        return True
    words_ = nouns()
    known = words_.personnel | words_.units | words_.materiel
    if stand_in(document, head) is not None:
        return True
    if any(" " in key and key in known for key in noun_keys(head)):
        return True
    outer = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else None
    if outer is not None and outer.lemma_.lower() in words_.units and is_explicit(document, outer):
        return True  # "a military convoy of 50 vehicles"
    if head.lemma_.lower() in words_.monitors and any(is_mission(a.name) for a in owners_of(document, head)):
        return True  # "three experts of the mission"
    loose = head.lemma_.lower() in known
    return loose and any(is_force(document, c) for c in head.lefts if c.dep_ in ("compound", "amod", "nmod"))


def stand_in(document: Document, head: Token) -> Token | None:
    """The forces spoken of before that a number stands for: "*2,000* of them", "*3,000* are to follow"."""
    if head.lower_ in ("any", "none", "some") and head.dep_ == "dobj":
        return _forces_before(document, head)
    number = head.head.head if head.pos_ == "PRON" and head.dep_ == "pobj" else head
    men = head.lemma_ == "man" and document.count_of(head) is not None
    count = document.count_at(number)
    few = count is None or (count.value or count.low or 0) < _FEW
    if not men and (few or number.tag_ != "CD" or number.ent_type_ in ("DATE", "TIME", "PERCENT", "MONEY")):
        return None
    return _forces_before(document, min(number, head, key=lambda t: t.i))


def _forces_before(document: Document, token: Token) -> Token | None:
    """The last noun for people before a word, within three sentences, where it is one for forces."""
    first = start_of_reach(token, 2)
    words_ = nouns()
    for index in range(token.i - 1, first - 1, -1):
        noun = document.doc[index]
        if noun.pos_ != "NOUN":
            continue
        lemma = noun.lemma_.lower()
        if lemma in vocabulary().forces:
            return noun
        if lemma in words_.civilian:
            return None
    return None


def of_those(document: Document, noun: Token) -> list[Actor]:
    """Whose the forces are that a number stands for: by their own words, or by who sent them."""
    own = owners_of(document, noun)
    if not own and noun.dep_ == "dobj":
        own = forces_of(document, document.clause(noun.head).agents)
    return [a for a in own or forces_of(document, [noun]) if not is_bare(a)]


def _acts(document: Document, token: Token, withdrawn: bool) -> bool:
    """Whether a force or mission known by name or pronoun moves itself ("MINUSMA has left")."""
    head = content_head(token)
    mention = document.actor_at(head)
    if mention is not None and mention.type == "state" and not withdrawn:
        return False  # a state sends, it does not go
    return (
        head.pos_ in ("PROPN", "PRON", "NOUN")
        and is_force(document, head)
        and bool(document.actors_of([head]))
    )


def _is_ground(document: Document, token: Token) -> bool:
    return place_of(document, token) is not None or content_head(token).lemma_.lower() in (
        "border",
        "line",
        "frontier",
        "country",
        "area",
        "zone",
    )
