"""Which words of a report name a post: "an observation post", "OP 52", "Camp Faouar", "the *one* at Farukh".

Invariant: a word that names things of everyday life, too ("camp", "station", "tower") names a post only where the
words beside it say whose it is, or where posts have been spoken of before.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from spacy.tokens import Token

from trucewatch.language.document import Document, noun_keys
from trucewatch.reading.common import by_word, lexicon
from trucewatch.reading.forces import is_force, is_mission, owners
from trucewatch.reading.stand_ins import stands_for

_NOMINAL = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})


@lru_cache(maxsize=1)
def post_heads() -> frozenset[str]:
    """The nouns that the words for posts end in: "post", "checkpoint", "crossing"."""
    types = lexicon("posts").tables["types"]
    return frozenset(noun.split()[-1] for nouns in types.values() for noun in nouns)


class Posts(NamedTuple):
    """Posts by the number of their token: the type of each, and the noun that a word stands for where it does."""

    kinds: dict[int, str]
    meant: dict[int, Token]


def find_posts(document: Document) -> Posts:
    """The head tokens of all posts that a report names, and of the words that stand for one."""
    return _Finder(document).find()


def numbered(post: Token) -> bool:
    """Whether a number behind the noun names the post: "position 27"."""
    return any(c.dep_ in ("nummod", "appos") and c.like_num for c in post.rights)


class _Finder:
    def __init__(self, document: Document) -> None:
        self.document = document
        tables = lexicon("posts").tables
        self.types = by_word(tables["types"])
        self.civilian = set(tables["civilian"]["words"])
        self.manned = by_word(tables["manned"])
        self.abbreviations: dict[str, str] = tables["abbreviations"]

    def find(self) -> Posts:
        """The head tokens of posts with their types, and of the words that stand for one ("the *one* at Farukh")."""
        found: dict[int, str] = {}
        meant: dict[int, Token] = {}
        for token in self.document.doc:
            noun = token.pos_ in ("NOUN", "PROPN") or (token.pos_ == "VERB" and token.dep_ in _NOMINAL)
            kind = self._kind(token, found) if noun else None
            if kind is not None:
                found[token.i] = kind
            elif found and (noun_meant := stands_for(token, found)) is not None:
                found[token.i] = found[noun_meant]
                meant[token.i] = self.document.doc[noun_meant]
        return Posts(found, meant)

    def _kind(self, token: Token, found: Mapping[int, str]) -> str | None:
        if token.dep_ in ("compound", "nmod") and token.head.i > token.i:
            return None
        if token.dep_ == "nsubj" and self.document.actor_at(token) is not None:
            return None  # "the United Nations *mission* withdrew": who, not where
        keys = noun_keys(token) if token.pos_ != "VERB" else (token.lower_,)
        kind = next((self.types[k] for k in keys if k in self.types), None)
        if kind is None and token.pos_ == "PROPN":
            titles = [c.lower_ for c in token.lefts if c.dep_ == "compound" and c.text[0].isupper()]
            kind = next((self.types[word] for word in titles if word in self.types), None)  # "Camp Faouar"
        if kind is None and numbered(token):
            kind = self.abbreviations.get(token.text)  # "OP 52"
        if kind is None:
            manned = self.manned.get(token.lemma_.lower())
            return manned if manned and self._is_manned(token, found) else None
        before = (t for t in token.subtree if t.i < token.i)
        beside = [*before, *(g for c in token.children if c.lower_ == "on" for g in c.subtree)]
        if any(c.lower_ in self.civilian or c.lemma_.lower() in self.civilian for c in beside):
            return None  # "a refugee camp", "a post on social media"
        return kind

    def _is_manned(self, token: Token, found: Mapping[int, str]) -> bool:
        """Whether a word for any building or place has an armed owner: "the police left *their* station"."""
        if self.manned[token.lemma_.lower()] in set(found.values()):
            return True  # "the hilltop post … the tower"
        owning = [t for t in owners(token) if t.dep_ != "pobj"]
        if token.head.pos_ == "VERB" and token.dep_ == "dobj":
            owning += [t for t in self.document.clause(token.head).agents if t.i != token.i]
        return any(is_force(self.document, t) or self._is_mission(t) for t in owning)

    def _is_mission(self, token: Token) -> bool:
        mention = self.document.actor_at(token)
        return mention is not None and is_mission(mention.name)
