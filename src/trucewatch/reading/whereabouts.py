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
from trucewatch.reading.common import lexicon, start_of_reach
from trucewatch.records import Place

_REACH = 4  # sentences
_POINTING = frozenset({"the", "this", "that", "its", "their", "his", "both", "these", "those"})
_NAMING = frozenset({"compound", "nmod", "appos", "amod", "poss"})


_SORTS = ("settlement", "area", "country", "site")


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    tables = lexicon("whereabouts").tables
    return {noun: kind for kind in _SORTS for noun in tables[kind]["nouns"]}


@lru_cache(maxsize=8)
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
    if kind is None and head.lemma_.lower() in _words("ways"):
        return _beside(document, head)
    if kind is not None:
        beside = _beside(document, head)
        if beside is None and head.lemma_.lower() in _words("ways"):
            beside = _way_to(document, head)
        if beside is not None:
            return beside
        if (
            any(c.lower_ in _POINTING for c in head.lefts)
            and head.tag_ not in ("NNS", "NNPS")
            and head.lemma_.lower() not in _words("nameless")
        ):
            if kind == "site" and (same := _same_before(document, head)) is not None:
                return same
            return None if has_own_name(document, head) else _last(document, head, kind)
    return None


def has_own_name(document: Document, head: Token) -> bool:
    """Whether a common noun has a proper name that no gazetteer knows: "the *Hakari* bridge", "the *K1* base"."""
    names = [t for c in head.lefts if c.dep_ in _NAMING for t in c.subtree if t.pos_ == "PROPN"]
    return any(document.place_at(t) is None for t in names) and not any(_acts(document, t) for t in names)


def named_ground(document: Document, token: Token) -> Place | None:
    """A place that only the report names, by the words of its name: "the *K1 base*", "the *Hakari bridge*"."""
    head = content_head(token)
    if ground_kind(head) not in ("site", "settlement", "area") or not has_own_name(document, head):
        return None
    first = min(t.i for c in head.lefts if c.dep_ in _NAMING for t in c.subtree if t.pos_ == "PROPN")
    span = document.doc[first : head.i + 1]
    return Place(name=document.text[span.start_char : span.end_char])


def facility(document: Document, token: Token) -> Place | None:
    """A building or works that a report describes without saying where: "the *central bank's compound*"."""
    head = content_head(token)
    described = [
        t.i
        for c in head.lefts
        if c.dep_ in ("poss", "compound", "amod", "nmod")
        for t in c.subtree
        if t.pos_ in ("NOUN", "PROPN", "ADJ")
    ]
    if head.lemma_.lower() not in _words("facilities") or not described or head.tag_ in ("NNS", "NNPS"):
        return None
    first = min(described)
    span = document.doc[first : head.i + 1]
    return Place(name=document.text[span.start_char : span.end_char])


def _acts(document: Document, token: Token) -> bool:
    """Whether a name stands for somebody who acts, not for ground: "*Moscow* has not commented"."""
    return document.actor_at(token) is not None or bool(document.actors_of([token]))


def must_be_place(document: Document, token: Token) -> Place | None:
    """The place that a proper name is where only ground can be meant ("entered *Rann*"), known or not.

    A name that the report gives to a state, a force or a body is none, nor is a titled person's.
    """
    known = place_of(document, token)
    if known is not None:
        return known
    head = content_head(token)
    if not _is_name(head) or not head.text[0].isupper() or head.ent_type_ in ("DATE", "TIME"):
        return None
    mention = document.actor_at(head)
    titled = mention is not None and len(mention.text.split()) > len(mention.name.split())
    if mention is not None and (
        mention.type != "person" or (titled and mention.text.split()[0].lower() not in _words("hallowed"))
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
    if any(t.pos_ == "NOUN" and t != head for t in words) or any(c.lower_ == "the" for c in head.lefts):
        return None  # "the Grand Master fell"
    return Place(name=document.text[words.start_char : words.end_char].lstrip("-"))


def _is_name(token: Token) -> bool:
    """Whether a token is a proper name, tagged so or read as a verb where only a noun can stand."""
    misread = token.pos_ == "VERB" and token.dep_ in ("nsubj", "nsubjpass", "pobj", "dobj")
    misread |= token.tag_ == "NN" and token.i != token.sent.start and token.dep_ == "dobj"
    return token.pos_ == "PROPN" or (misread and token.ent_type_ != "")


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
        if child.dep_ == "prep" and child.lower_ in (
            "at",
            "in",
            "near",
            "outside",
            "on",
            "along",
            "inside",
            "opposite",
            "nr",
        ):
            for inner in child.children:
                found = must_be_place(document, inner) if inner.dep_ == "pobj" else None
                if found is None and inner.dep_ == "pobj" and inner.lemma_.lower() in _words("ways"):
                    found = _way_to(document, inner)  # "at the entrance to Bamenda"
                if found is not None:
                    return found
    return None


def place_behind(document: Document, noun: Token) -> Place | None:
    """A place right behind a noun that the parser hung on its verb: "reinforced the post *at Karama*"."""
    following = noun.nbor(1) if noun.i + 1 < len(document.doc) else None
    if following is None or following.lower_ not in ("at", "in", "near", "outside"):
        return None
    heads = [c for c in following.children if c.dep_ == "pobj"]
    return next((p for t in heads if (p := must_be_place(document, t)) is not None), None)


def _way_to(document: Document, way: Token) -> Place | None:
    heads = (
        g
        for c in way.children
        if c.dep_ == "prep" and c.lower_ in _prepositions_of(way)
        for g in c.children
        if g.dep_ == "pobj"
    )
    return next((p for t in heads if (p := must_be_place(document, t)) is not None), None)


def _prepositions_of(head: Token) -> tuple[str, ...]:
    """The prepositions behind which a noun's place stands: of a way in or out ("the road to X"), also its goal."""
    within = ("of", "at", "in", "on", "with")
    return (*within, "to", "into", "towards", "from") if head.lemma_.lower() in _words("ways") else within


def _same_before(document: Document, head: Token) -> Place | None:
    """The place that was given when the same thing was first spoken of: "the base outside *Bulo Marer* … the base"."""
    for index in range(head.i - 1, -1, -1):
        token = document.doc[index]
        if token.lower_ == head.lower_ and token.pos_ == "NOUN":
            found = place_beside(document, token) or _beside(document, token) or place_behind(document, token)
            if found is not None and not is_broad(found):
                return found
    return None


def _beside(document: Document, head: Token) -> Place | None:
    """The name that goes with a common noun: "the *Nasib* crossing", "the town of *Palma*", "*Kidal*'s airport"."""
    governed = [
        (child.lower_, found)
        for child in head.children
        if child.dep_ == "prep" and child.lower_ in _prepositions_of(head)
        for inner in child.children
        if inner.dep_ == "pobj" and (found := _named(document, inner)) is not None
    ]
    if head.tag_ == "NNS":  # "ten townships in Rakhine" are not Rakhine
        governed = [(word, place) for word, place in governed if word not in ("in", "at", "on")]
    near = [place for word, place in governed if word in ("of", "at", "in", "on")]
    if near and not is_broad(near[0]):
        return near[0]
    for child in head.children:
        if child.dep_ in _NAMING:
            found = _named(document, child)
            if found is None and child.dep_ == "poss" and ground_kind(child) == "settlement":
                found = place_of(document, child)  # "the town's police station"
            if found is not None and (child.dep_ != "poss" or found.name != found.country):
                return found
    return next((place for _, place in governed), None)


def _last(document: Document, token: Token, kind: str) -> Place | None:
    first = start_of_reach(token, _REACH - 1)
    for index in range(token.i - 1, first - 1, -1):
        near = document.doc[index]
        mention = _named(document, near)
        if mention is None or not _fits(mention, kind) or _only_describes(near) or _acts(document, near):
            continue
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
