"""What all readers share: lexicons, and the fields that every record has.

Invariant: a reader sees clauses and what their words denote, never the raw text or the parse's labels.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from spacy.tokens import Token

from trucewatch.language.clauses import Clause
from trucewatch.language.document import Document
from trucewatch.language.times import TimeExpression
from trucewatch.records import Actor, Span
from trucewatch.records.kinds import Assertion


class Lexicon(NamedTuple):
    """A reader's words: trigger verbs and nouns with what each means, and the file's other tables."""

    verbs: dict[str, dict[str, Any]]
    nouns: dict[str, dict[str, Any]]
    tables: dict[str, Any]


@lru_cache(maxsize=16)
def lexicon(name: str) -> Lexicon:
    """The lexicon `reading/<name>.toml`: each `[[trigger]]` lists `verbs` and `nouns` that share its other fields."""
    raw = tomllib.loads((files("trucewatch.reading") / f"{name}.toml").read_text(encoding="utf-8"))
    verbs: dict[str, dict[str, Any]] = {}
    nouns: dict[str, dict[str, Any]] = {}
    for trigger in raw.pop("trigger", []):
        meaning = {k: v for k, v in trigger.items() if k not in ("verbs", "nouns")}
        verbs.update(dict.fromkeys(trigger.get("verbs", ()), meaning))
        nouns.update(dict.fromkeys(trigger.get("nouns", ()), meaning))
    return Lexicon(verbs, nouns, raw)


def by_word(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """A table of a lexicon that lists words under what they mean, as the meaning of each word."""
    return {word: meaning for meaning, words_ in table.items() for word in words_}


def assertion_of(document: Document, clause: Clause) -> Assertion | None:
    """How a clause stands; None for a plain negative, which is no claim (records.md)."""
    if clause.denied:
        return "denied"
    if clause.negated:
        return "denied" if document.attribution_of(clause.predicate) is not None else None
    return clause.modality


def frame(document: Document, clause: Clause, spans: Iterable[Span] = ()) -> dict[str, Any] | None:
    """The fields that every record has, from the clause that makes it; None where the clause makes no claim."""
    assertion = assertion_of(document, clause)
    if assertion is None:
        return None
    return {
        "assertion": assertion,
        "attribution": document.attribution_of(clause.predicate),
        "evidence": tidy([document.span_of(clause), *spans]),
    }


def tidy(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those inside another left out."""
    ordered = sorted({(s.start, s.end) for s in spans}, key=lambda s: (s[0], -s[1]))
    kept: list[tuple[int, int]] = []
    for start, end in ordered:
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return tuple(Span(start=s, end=e) for s, e in kept)


def date_of(document: Document, clause: Clause) -> str | None:
    """The EDTF value of when the clause's event took place, its window ("since …") where it has one."""
    return edtf(document.time_of(clause))


def date_told(document: Document, clause: Clause) -> str | None:
    """As `date_of`, and where the sentence is silent by the line's head or the sentence before."""
    return edtf(document.time_told(clause))


def edtf(time: TimeExpression | None) -> str | None:
    """What a time expression means for a record: its window, else its value."""
    return (time.window or time.value) if time is not None else None


def start_of_reach(token: Token, sentences: int) -> int:
    """Where the text begins that is so many `sentences` before a word's own, or that is all there is."""
    first = token.sent.start
    for _ in range(sentences):
        first = token.doc[first - 1].sent.start if first > 0 else 0
    return int(first)


def words(document: Document, token: Token) -> str:
    """The noun phrase headed by `token` in the report's words, without the clauses that describe it."""
    inside = [token]
    stack = [c for c in token.children if c.dep_ in ("amod", "compound", "poss", "nmod", "prep", "case")]
    while stack:
        node = stack.pop()
        inside.append(node)
        stack.extend(
            c
            for c in node.children
            if c.dep_ in ("amod", "compound", "poss", "pobj", "case", "nmod")
            or (c.dep_ == "prep" and c.lower_ == "of")
        )
    if any(t.dep_ == "prep" and t.lower_ not in ("of",) for t in inside):
        inside = [t for t in inside if t.i <= token.i]
    return whole_words(document, inside)


def whole_words(document: Document, tokens: Iterable[Token]) -> str:
    """The report's words from the first to the last of `tokens`, no hyphenated word cut: "*10-day* truce"."""
    inside = list(tokens)
    first = min(inside, key=lambda t: t.i)
    while first.i > 1 and first.nbor(-1).text in ("-", "–") and not first.nbor(-2).whitespace_:
        first = first.nbor(-2)
        inside.append(first)
    span = document.span(inside)
    return document.text[span.start : span.end]


def without(actors: Iterable[Actor], others: Iterable[Actor]) -> list[Actor]:
    """`actors` less those named in `others`, in order."""
    names = {a.name for a in others}
    return [a for a in actors if a.name not in names]
