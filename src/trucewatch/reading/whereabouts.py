"""Which place a noun phrase is about: its own name, the name beside it, or the place last spoken of.

Invariant: an adjective of nationality is never a place ("Turkish troops"); a description that could stand for
several places of the last sentences gives the nearest of its kind, and none where there is no such place.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from spacy.tokens import Token

from trucewatch.language.clauses import content_head
from trucewatch.language.document import Document
from trucewatch.reading.common import lexicon
from trucewatch.records import Place

_REACH = 4  # sentences
_POINTING = frozenset({"the", "this", "that", "its", "their", "his", "both", "these", "those"})
_NAMING = frozenset({"compound", "nmod", "appos", "amod", "poss"})


_SORTS = ("settlement", "area", "country", "site")


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    tables = lexicon("whereabouts").tables
    return {noun: kind for kind in _SORTS for noun in tables[kind]["nouns"]}


@lru_cache(maxsize=2)
def _words(table: str) -> frozenset[str]:
    return frozenset(lexicon("whereabouts").tables[table]["words"])


def ground_kind(token: Token) -> str | None:
    """What sort of ground a noun names: `settlement`, `area`, `country`, `site`; None for anything else."""
    return _kinds().get(content_head(token).lemma_.lower())


def place_of(document: Document, token: Token) -> Place | None:
    """The place that the noun phrase headed by `token` denotes; None where it denotes none.

    "Saraqeb", "the town of Saraqeb" and "Saraqeb airport" give Saraqeb; "the town" and "there" the settlement
    spoken of last, within a few sentences.
    """
    head = content_head(token)
    named = _named(document, head)
    if named is not None:
        return named
    kind = _kinds().get(head.lemma_.lower())
    if kind is not None:
        beside = _beside(document, head)
        if beside is not None:
            return beside
        if (
            any(c.lower_ in _POINTING for c in head.lefts)
            and head.tag_ not in ("NNS", "NNPS")
            and head.lemma_.lower() not in _words("nameless")
        ):
            return _last(document, head, kind)
    return None


def must_be_place(document: Document, token: Token) -> Place | None:
    """The place that a proper name is where only ground can be meant ("entered *Rann*"), known or not.

    A name that the report gives to a state, a force or a body is none, nor is a titled person's.
    """
    known = place_of(document, token)
    if known is not None:
        return known
    head = content_head(token)
    if head.pos_ != "PROPN" or not head.text[0].isupper() or head.ent_type_ in ("DATE", "TIME"):
        return None
    mention = document.actor_at(head)
    if mention is not None and (
        mention.type != "person" or len(mention.text.split()) > len(mention.name.split())
    ):
        return None
    first = head.i
    while (
        first > 0
        and document.doc[first - 1].head == head
        and document.doc[first - 1].dep_ in ("compound", "punct")
    ):
        first -= 1
    words = document.doc[first : head.i + 1]
    if any(t.pos_ == "NOUN" for t in words):
        return None
    return Place(name=document.text[words.start_char : words.end_char].lstrip("-"))


def is_broad(place: Place) -> bool:
    """Whether a place is a country or an area rather than a settlement, as far as its name tells."""
    words = place.name.lower().split()
    return place.name == place.country or bool(_words("broad") & set(words))


def there(document: Document, token: Token) -> Place | None:
    """The settlement spoken of last before `token`: what "it" or "there" stands for where it is a place."""
    return _last(document, token, "settlement")


def places_among(document: Document, tokens: Iterable[Token]) -> list[Place]:
    """The places that these heads denote, each once, in order."""
    found: list[Place] = []
    for token in tokens:
        place = place_of(document, token)
        if place is not None and all(place.name != p.name for p in found):
            found.append(place)
    return found


def _named(document: Document, token: Token) -> Place | None:
    """The place that a word is part of the name of; what is only of a place ("Syrian") is none."""
    place = document.place_at(token)
    if place is None or token.text in place.name or token.text.isupper() or token.text.istitle() is False:
        return place
    return place if token.tag_ in ("NNP", "NNPS") and token.ent_type_ in ("GPE", "LOC", "FAC") else None


def place_beside(document: Document, noun: Token) -> Place | None:
    """The place that a noun's own locative phrase gives: "the crossing *at Nasib*", known or not."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in ("at", "in", "near", "outside"):
            for inner in child.children:
                found = must_be_place(document, inner) if inner.dep_ == "pobj" else None
                if found is not None:
                    return found
    return None


def _beside(document: Document, head: Token) -> Place | None:
    """The name that goes with a common noun: "the *Nasib* crossing", "the town of *Palma*"."""
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "at", "in", "on", "with"):
            for inner in child.children:
                found = _named(document, inner) if inner.dep_ == "pobj" else None
                if found is not None:
                    return found
        elif child.dep_ in _NAMING:
            found = _named(document, child)
            if found is not None and (child.dep_ != "poss" or found.name != found.country):
                return found
    return None


def _last(document: Document, token: Token, kind: str) -> Place | None:
    first = token.sent.start
    for _ in range(_REACH - 1):
        if first > 0:
            first = document.doc[first - 1].sent.start
    for index in range(token.i - 1, first - 1, -1):
        mention = _named(document, document.doc[index])
        if mention is not None and _fits(mention, kind) and not _only_describes(document.doc[index]):
            return mention
    return None


def _fits(mention: Place, kind: str) -> bool:
    country = mention.name == mention.country
    if kind == "country":
        return country
    if kind in ("settlement", "site"):
        return not country and _kinds().get(mention.name.split()[-1].lower()) != "area"
    return not country


def _only_describes(token: Token) -> bool:
    """Whether a name only says where something else is from: "the *Idlib* fighters"."""
    return (
        token.dep_ in ("compound", "nmod", "poss")
        and _kinds().get(token.head.lemma_.lower()) is None
        and token.head.pos_ != "PROPN"
    )
