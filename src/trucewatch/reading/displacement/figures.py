"""Numbers that stand apart from the people they count.

"The *number* of displaced people fell from 6.9 to 5.9 million", "the nationwide *figure* was 1,041,000", "two
million *of them* in North Kivu and 600,000 in South Kivu": the noun or the sentence before says what is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document
from trucewatch.language.times import TimeExpression
from trucewatch.reading.displacement.vocabulary import Words
from trucewatch.records import Count, Place


class Figure(NamedTuple):
    """A number given for a noun ("number", "figure"): the token that bears it, and a date said beside it."""

    token: Token
    number: Count
    time: TimeExpression | None


class Part(NamedTuple):
    """A number of a list that goes on from another: how many of them are where."""

    token: Token
    number: Count
    place: Place


def stated(document: Document, words: Words, noun: Token) -> list[Figure]:
    """The numbers that the report gives for a noun like "number" or "total", in the order of the text."""
    own = document.count_of(noun)
    if own is not None:
        return [Figure(noun, own, None)]
    beside = [c for c in noun.children if c.dep_ in ("appos", "nummod") and document.count_at(c) is not None]
    tokens = beside or _said_of(document, words, noun)
    figures, seen = [], set()
    for token in sorted(tokens, key=lambda t: t.i):
        count = document.count_at(token)
        if count is not None and id(count) not in seen:
            seen.add(id(count))
            figures.append(Figure(token, count, _time_beside(document, token)))
    return figures


def number_of(words: Words, people: Token) -> Token | None:
    """ "The *number* of people displaced": the noun that is given a number in the people's stead."""
    head = people.head
    if people.dep_ in ("pobj", "pcomp") and head.lower_ == "of" and head.head.lemma_.lower() in words.numbers:
        return head.head
    return None


def _said_of(document: Document, words: Words, noun: Token) -> Iterator[Token]:
    verb, dep = noun.head, noun.dep_
    if dep not in ("nsubj", "nsubjpass", "dobj") or verb.lemma_.lower() not in words.amounting:
        return
    stack = [verb]
    while stack:
        node = stack.pop()
        for child in node.children:
            if child == noun:
                continue
            if child.dep_ in ("attr", "dobj", "acomp", "pobj", "xcomp", "npadvmod", "quantmod", "nummod"):
                if document.count_at(child) is not None and child.dep_ != "xcomp":
                    yield child
                else:
                    stack.append(child)
            elif child.dep_ in ("prep", "conj") and child.lower_ in (
                "to",
                "at",
                "from",
                "over",
                "above",
                "as",
            ):
                stack.append(child)


def _time_beside(document: Document, number: Token) -> TimeExpression | None:
    """ "6.9 million *last year*": a date straight behind the number."""
    doc, at = number.doc, number.i + 1
    while at < len(doc) and document.count_at(doc[at]) is not None:
        at += 1
    if at < len(doc) and doc[at].lower_ in ("in", "at", "as", "by", "on", "people", "of", "the"):
        at += 1
    return document.time_at(doc[at]) if at < len(doc) else None


def parts(document: Document, words: Words, sentence: Sentence, used: set[int]) -> Iterator[Part]:
    """The bare numbers of a sentence that stand beside a place: "over 600,000 in South Kivu".

    A number before a noun counts that; one before "of them" and a place, or only a place, goes on counting
    whom the sentence speaks of.
    """
    seen = set(used)
    for token in sentence:
        count = document.count_at(token)
        if count is None or id(count) in seen or token.pos_ != "NUM" or count.text.lower() == "one":
            continue
        if (
            content_head(token) == token
            and token.dep_ in ("nummod", "quantmod", "compound")
            and (document.count_at(token.head) is not count)
        ):
            continue
        place = _place_behind(document, token, count)
        if place is not None:
            seen.add(id(count))
            yield Part(token, count, place)


def _place_behind(document: Document, number: Token, count: Count) -> Place | None:
    """The place that a preposition straight behind a number, or behind its "of them", governs."""
    doc, at = number.doc, number.i + 1
    while at < len(doc) and document.count_at(doc[at]) is count:
        at += 1
    if (
        at + 1 < len(doc)
        and doc[at].lower_ == "of"
        and doc[at + 1].lower_ in ("them", "whom", "those", "these")
    ):
        at += 2
    at = _beyond_borders(number, at)
    if at >= len(doc) or doc[at].lower_ not in ("in", "to", "at", "from", "into", "near"):
        return None
    for following in doc[at + 1 : at + 4]:
        place = document.place_at(following)
        if place is not None:
            return place
        if following.pos_ not in ("DET", "ADJ", "NOUN", "PROPN", "ADP"):
            return None
    return None


def _beyond_borders(number: Token, at: int) -> int:
    """Where "into" stands in "345,000 *across the borders* into Egypt"; `at` where nothing of the kind does."""
    doc = number.doc
    if at + 2 < len(doc) and doc[at].lower_ in ("across", "over", "beyond"):
        border = next((i for i in range(at + 1, min(at + 5, len(doc))) if doc[i].lemma_ == "border"), None)
        return border + 1 if border is not None else at
    return at


def takes_up(noun: Token, words: Words) -> bool:
    """Whether a noun like "figure" stands for a number told before: "the nationwide figure", not "the figure of …"."""
    if noun.lemma_.lower() not in words.numbers or noun.dep_ not in ("nsubj", "nsubjpass"):
        return False
    definite = any(c.dep_ == "poss" or c.lower_ in ("the", "this", "that") for c in noun.lefts)
    return definite and not any(c.lower_ in ("of", "for") for c in noun.rights)


def carried(document: Document, noun: Token) -> Clause:
    """The clause of the verb that gives a noun its number."""
    head = noun.head
    return document.clause(head if head.pos_ in ("VERB", "AUX") else noun)
