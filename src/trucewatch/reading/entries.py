"""Entries without a verb, as logs, tables and situation reports have them: "Podujevo: 3 patrols, NTR".

Invariant: only a sentence without a finite verb is an entry, and only what its own line says counts for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from trucewatch.language.document import Document
from trucewatch.reading.whereabouts import must_be_place, place_of
from trucewatch.records import Actor, Place

_FINITE = frozenset({"VBZ", "VBP", "MD"})
_ABBREVIATION = 4
_NEAR = 8
_AT = frozenset(
    {"at", "in", "near", "on", "to", "towards", "toward", "over", "along", "outside", "of", "from", "around"}
)


def is_entry(token: Token) -> bool:
    """Whether `token` stands in a sentence that has no finite verb."""
    return not any(t.tag_ in _FINITE or _is_told(t) for t in token.sent if t.pos_ in ("VERB", "AUX"))


def _is_told(verb: Token) -> bool:
    """Whether a past tense has what it tells of: an object, an auxiliary, or somebody who says it."""
    if any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children):
        return False
    parts = {c.dep_ for c in verb.children}
    if parts & {"aux", "auxpass", "ccomp"}:
        return True
    return verb.tag_ == "VBD" and bool(parts & {"dobj", "dative"})


def is_entry_start(token: Token) -> bool:
    """Whether nothing but a time, a place, a number or a description stands before a noun in its entry."""
    first = token.left_edge.i
    before = token.doc[token.sent.start : first]
    return all(
        t.pos_ in ("NUM", "PROPN", "PUNCT", "SPACE", "SYM", "X") or t.text.endswith("h") for t in before
    )


def side_of_row(document: Document, token: Token) -> list[Actor]:
    """The actor in the cells before an entry in a table's row: "| 09:40 | DPR | Ilovaisk | 8 howitzers |"."""
    mentions = (document.actor_at(t) for t in _cells_before(document, token))
    return [Actor(name=m.name, id=m.id) for m in mentions if m is not None and m.type != "person"][:1]


def place_of_row(document: Document, token: Token) -> Place | None:
    """The place in the cells before an entry in a table's row, the nearest first."""
    places = (document.place_at(t) for t in _cells_before(document, token) if document.actor_at(t) is None)
    return next((p for p in places if p is not None), None)


def _cells_before(document: Document, token: Token) -> Iterator[Token]:
    line = document.text.rfind("\n", 0, token.idx) + 1
    if document.text[line:].startswith("|"):
        for other in reversed(token.doc[: token.i]):
            if other.idx < line:
                return
            yield other


def following(token: Token) -> Iterator[Token]:
    """The words of the entry behind `token`, up to its end."""
    for other in token.doc[token.i + 1 : token.sent.end]:
        if other.text == ";":
            return
        yield other


def place_of_entry(document: Document, token: Token) -> Place | None:
    """Where an entry's thing is: the first place behind it, else the place before it in its line."""
    for other in following(token):
        if other.text.isupper() and len(other) <= _ABBREVIATION:
            continue  # "NTR": nothing to report
        if other.dep_ in ("compound", "nmod") and other.head.i > other.i:
            named = document.place_at(other)
        elif other.dep_ == "pobj" and other.head.lower_ in _AT:
            named = must_be_place(document, other)
        else:
            named = place_of(document, other) if other.pos_ == "PROPN" else None
        if named is not None:
            return named
    return _head(document, token) or document.place_told(document.clause(token))


def _head(document: Document, token: Token) -> Place | None:
    """The place that a colon sets before what happened there: "*Podujevo*: 3 patrols"."""
    for index in range(token.i - 1, max(token.i - _NEAR, 0), -1):
        if token.doc[index].text == ":":
            return document.place_at(token.doc[index - 1])
    return None


def issuer_of(document: Document) -> tuple[Actor, ...]:
    """Whose log it is: a monitor's own entries do not name it."""
    issuer = document.coreference.issuer
    return (issuer,) if issuer is not None else ()
