"""The date that stands with one word: among a verb's own modifiers, or within a noun's phrase.

Invariant: only dates that the text settles, as EDTF; a verb's date is never taken from a clause around it.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from trucewatch.language.document import Document
from trucewatch.language.modifiers import bracketed

_OF_VERBS = frozenset({"prep", "npadvmod", "advmod", "pobj", "prt"})
_OF_NOUNS = frozenset(
    {"compound", "amod", "nummod", "nmod", "prep", "appos", "npadvmod", "poss", "advmod", "parataxis"}
)
_DEEPER = frozenset({"prep", "appos", "poss", "compound", "nmod"})


def date_of_verb(document: Document, verb: Token) -> str | None:
    """The date that a verb's own adverbials give: "*signed* in Doha *on 3 May*".

    Its own adverbials go before what stands within another noun's phrase: "withdrew *on Friday* from the 2010 accord".
    """
    parts = [c for c in verb.children if c.dep_ in _OF_VERBS]
    own = first_date(document, (t for c in parts for t in (c, *(g for g in c.children if g.dep_ == "pobj"))))
    return own or first_date(document, (t for c in parts for t in c.subtree))


def date_of_noun(document: Document, noun: Token) -> str | None:
    """The date within a noun's phrase: "the *2002* truce", "the accord of *27 June*", "a meeting *next week*"."""
    parts = (c for c in noun.children if c.dep_ in _OF_NOUNS)
    return first_date(document, (t for c in parts for t in (c, *(c.children if c.dep_ in _DEEPER else ()))))


def date_in_brackets(document: Document, noun: Token) -> str | None:
    """The date in the bracket behind a noun's phrase: "the Protocol (Managua, *30 May*)"."""
    return first_date(document, bracketed(noun))


def first_date(document: Document, tokens: Iterable[Token]) -> str | None:
    """The EDTF value of the first date among `tokens`."""
    for token in tokens:
        time = document.time_at(token)
        if time is not None and time.kind == "date" and (time.window or time.value):
            return time.window or time.value
    return None
