"""Homes destroyed: how many households a report lets us infer to be without one.

Where a report counts the destroyed homes and not the people, monitors of displacement take each home for a
household displaced (Internal Displacement Monitoring Centre, methodology of the Global Report on Internal
Displacement: "housing destruction" as a proxy). What is inferred and not said is only `possible`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document
from trucewatch.reading.displacement.vocabulary import Words
from trucewatch.records import Count


class Loss(NamedTuple):
    """So many homes lost: the clause, the noun for homes (or for whose they are), its number, and the predicate."""

    clause: Clause
    homes: Token
    number: Count
    verb: Token


def losses(document: Document, words: Words) -> Iterator[Loss]:
    """The counted homes that the report says were destroyed or made uninhabitable, in the order of the text."""
    seen: set[int] = set()
    for token in document.doc:
        if token.lemma_.lower() not in words.destroyed or token.pos_ not in ("VERB", "NOUN", "ADJ", "PROPN"):
            continue
        clause = document.clause(token)
        if clause.negated and not clause.denied:
            continue
        for homes in (*clause.patients, *(clause.agents if not clause.patients else ()), *_beside(token)):
            if content_head(homes).lemma_.lower() not in words.dwellings:
                continue
            counted = _counted(document, words, homes)
            if counted is not None and id(counted[1]) not in seen:
                seen.add(id(counted[1]))
                yield Loss(clause, counted[0], counted[1], token)


def _counted(document: Document, words: Words, homes: Token) -> tuple[Token, Count] | None:
    """The homes with their number, or the people whose homes they are with theirs: "the homes of 300 families"."""
    count = document.count_of(homes) or document.count_of(content_head(homes))
    if count is not None:
        return homes, count
    for preposition in homes.children:
        if preposition.lower_ not in ("of", "belonging"):
            continue
        for owner in preposition.subtree:
            number = document.count_of(owner) if owner.lemma_.lower() in words.persons else None
            if number is not None:
                return owner, number
    return _possessors(document, words, homes)


def _possessors(document: Document, words: Words, homes: Token) -> tuple[Token, Count] | None:
    """ "1,500 households had *their* homes destroyed", "300 families *whose* houses collapsed"."""
    if not any(c.dep_ == "poss" and c.lower_ in ("their", "whose") for c in homes.children):
        return None
    verb = homes.head
    if verb.dep_ == "relcl":
        owners = [verb.head]
    elif verb.dep_ in ("ccomp", "xcomp", "acl") and verb.head.lemma_.lower() in ("have", "see"):
        owners = document.clause(verb.head).agents
    else:
        return None
    for owner in owners:
        number = document.count_of(owner)
        if number is not None and content_head(owner).lemma_.lower() in words.persons:
            return owner, number
    return None


def _beside(verb: Token) -> Iterator[Token]:
    """The nouns next to the verb, for lists and fragments: "six homes destroyed", "damaged or destroyed 120 houses"."""
    doc, first, last = verb.doc, verb.sent.start, verb.sent.end
    for i in range(verb.i - 1, max(first, verb.i - 8) - 1, -1):
        if doc[i].pos_ in ("NOUN", "PROPN"):
            yield doc[i]
            break
        if doc[i].is_punct and doc[i].text not in "/,":
            break
    if verb.tag_ in ("VBD", "VBN", "VBG") and not any(c.dep_ == "auxpass" for c in verb.children):
        for i in range(verb.i + 1, min(last, verb.i + 6)):
            if doc[i].pos_ == "NOUN":
                yield doc[i]
                break
            if doc[i].pos_ in ("ADP", "PUNCT") or (doc[i].pos_ == "VERB" and doc[i].dep_ != "conj"):
                break
