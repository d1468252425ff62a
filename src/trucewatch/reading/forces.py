"""Who bears arms, and whom the words beside a noun name as its owner.

Invariant: a force keeps the name that the whole report gives it (records.md); who is not named is nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from spacy.tokens import Token

from trucewatch.language.clauses import conjuncts, content_head
from trucewatch.language.document import Document
from trucewatch.reading.common import lexicon
from trucewatch.records import Actor

_OWNING = frozenset({"amod", "compound", "poss", "nmod", "npadvmod"})
# what only says of what kind a post or patrol is: "a *military* patrol"
_GENERIC = frozenset(
    {"military", "armed", "joint", "naval", "paramilitary", "security", "armoured", "armored"}
)
# words in the name of a mission, commission or committee that watches a truce
_WATCHING = frozenset(
    {
        "mission",
        "force",
        "mechanism",
        "observers",
        "peacekeepers",
        "monitoring",
        "verification",
        "ceasefire",
        "cease-fire",
        "truce",
        "peacekeeping",
        "observer",
        "monitors",
    }
)
_ARMED = frozenset({"force", "group", "state"})


class Words(NamedTuple):
    """Nouns for armed people, their units, their materiel, for those who watch, and for neither."""

    personnel: frozenset[str]
    units: frozenset[str]
    materiel: frozenset[str]
    monitors: frozenset[str]
    civilian: frozenset[str]


@lru_cache(maxsize=1)
def nouns() -> Words:
    """The vocabulary of forces.toml, loaded once."""
    tables = lexicon("forces").tables
    words = Words(*(frozenset(tables[field]["nouns"]) for field in Words._fields))
    makes = frozenset(tables["makes"]["nouns"])
    return words._replace(materiel=words.materiel | makes | {f"{make}s" for make in makes})


def is_force(document: Document, token: Token) -> bool:
    """Whether a noun phrase names somebody armed: a force, a group, a state, or people or units of one."""
    head = content_head(token)
    lemma = head.lemma_.lower()
    vocabulary = nouns()
    if any(c.lower_ in vocabulary.civilian for c in head.lefts if c.dep_ in ("amod", "compound")):
        return False  # "an aid convoy"
    if lemma in vocabulary.personnel or lemma in vocabulary.units:
        return True
    if lemma in vocabulary.civilian:
        return False
    mention = document.actor_at(head)
    if mention is not None:
        if mention.type == "state" and document.count_of(token) is not None:
            return False  # "35,000 Nigerians"
        return mention.type in _ARMED or is_mission(mention.name)
    return head.pos_ == "PRON" and bool(document.actors_of([head]))


def is_mission(name: str) -> bool:
    """Whether a body's name is that of a mission in the field or of an alliance that sends forces."""
    tail = name.casefold().split()
    return bool(tail) and (
        name in ("NATO", "United Nations", "African Union")
        or tail[0] == "joint"
        or bool(_WATCHING & set(tail))
    )


def owners(noun: Token) -> list[Token]:
    """The words that say whose a noun is: "*Turkish* posts", "the posts of the *mission*", "*its* camp"."""
    found: list[Token] = []
    for child in noun.children:
        if child.dep_ in _OWNING and child.i < noun.i and child.lower_ not in _GENERIC:
            found.extend(
                conjuncts(child)
                if child.pos_ != "ADJ"
                # "a *Russian*-*Turkish* patrol"
                else [child, *(c for c in child.children if c.dep_ in _OWNING | {"conj"})]
            )
        elif child.dep_ == "prep" and child.lower_ in ("of", "belonging", "from"):
            heads = [g for g in child.children if g.dep_ == "pobj"]
            if child.lower_ == "from":  # "reinforcements from both armies", not from where
                heads = [g for g in heads if g.pos_ == "NOUN"]
            found.extend(t for g in heads for t in conjuncts(g))
    return found


def owners_of(document: Document, noun: Token) -> list[Actor]:
    """The actors behind a noun, by the words beside it; a bare "rebel" is whoever is called so."""
    found: list[Actor] = []
    for token in owners(noun):
        if token.pos_ in ("NOUN", "PROPN") and token.dep_ == "pobj" and not is_force(document, token):
            continue
        for actor in document.actors_of([token]) or ([] if found else _by_noun(document, token)):
            if all(actor.name != a.name for a in found):
                found.append(actor)
    return found


def _by_noun(document: Document, token: Token) -> list[Actor]:
    """The actor whom the report names with a noun that here only describes: "in *rebel* hands"."""
    lemma = token.lemma_.lower()
    if lemma not in nouns().personnel and lemma not in ("government", "state", "opposition", "regime"):
        return []
    for mention in sorted(document.actors, key=lambda m: (abs(m.start - token.idx), m.start)):
        said = mention.text.lower().split()
        if (said[-1] in (lemma, lemma + "s") or lemma in said[:-1]) and mention.type in _ARMED:
            return [Actor(name=mention.name, id=mention.id)]
    return [
        Actor(
            name=f"{lemma}s"
            if lemma in ("rebel", "insurgent", "separatist", "jihadist", "militant")
            else f"{lemma} forces"
        )
    ]


def forces_of(document: Document, tokens: Iterable[Token]) -> list[Actor]:
    """The actors that these heads denote, persons who act for themselves left out, each once.

    Where a head only counts or describes ("a convoy of the army", "Turkish armour"), its owner is meant.
    """
    found: list[Actor] = []
    for token in tokens:
        head = content_head(token)
        for actor in _denoted(document, head):
            if all(actor.name != a.name for a in found):
                found.append(actor)
    return found


def _denoted(document: Document, head: Token) -> list[Actor]:
    actors = document.actors_of([head])
    if not actors or (len(actors) == 1 and actors[0].name.lower() == head.text.lower()):
        # "troops of the 57th division": a bare noun is whose it is
        return owners_of(document, head) or actors
    return actors


def is_bare(actor: Actor) -> bool:
    """Whether an actor's name is only a noun for people in arms."""
    name = actor.name.lower()
    singular = name[:-1] if name.endswith("s") else name[:-2] + "an" if name.endswith("men") else name
    return {name, singular} & (nouns().personnel | nouns().units | nouns().civilian) != set()
