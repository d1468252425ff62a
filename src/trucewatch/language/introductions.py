"""Abbreviations that a report explains in brackets: "the National Liberation Army (ELN)".

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text"
(2003), for capitalised names only. Invariant: an introduction names whom the words before the bracket name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from trucewatch.language.names import Alias, Entry, Name, folded
from trucewatch.language.nouns import heads, nouns
from trucewatch.records.reading import ActorType

_BRACKET = re.compile(
    r"\(\s*[\"“']?(?:the |known as |hereafter |or )?([A-Z][A-Za-z]*(?:[-/][A-Za-z]+)*\d*)[\"”']?(?=[\s,;)])"
)
_WORD = re.compile(r"[^\W\d_][\w'’\-/]*")
_LINKS = frozenset("of the for and in to de la del du des et y al a on against".split())  # noqa: SIM905
_REACH = 120


def introduced(text: str, names: Sequence[Name]) -> list[Alias]:
    """The abbreviations that `text` introduces, with whom they stand for; `names` are those of the lexicons.

    Where the words before the bracket are in the lexicons already, the abbreviation is one more alias of that
    entry; else they are a new body's name, unless they name a thing ("Temporary Security Zone (TSZ)").
    """
    ends = {name.end: name for name in names}
    listed = {text[name.start : name.end] for name in names}
    found: dict[str, Alias] = {}
    for match in _BRACKET.finditer(text):
        short, before = match[1], text[max(match.start() - _REACH, 0) : match.start()].rstrip()
        if sum(c.isupper() for c in short) < 2 or short in found:
            continue
        end = match.start() - (len(text[: match.start()]) - len(text[: match.start()].rstrip()))
        known = ends.get(end)
        if (
            known is not None
            and known.sense in ("name", "military")
            and known.entry.type not in ("state", "person")
        ):
            found[short] = Alias(short, known.entry, "name")
            continue
        if known is not None:
            continue
        long = long_form(before, short, strictly=short in listed)
        if long is not None and long.split()[-1].lower() not in heads("things"):
            entry = Entry(None, long, type_of(long))
            found[short] = Alias(short, entry, "name")
            found.setdefault(long, Alias(long, entry, "name"))
    return list(found.values())


def things(text: str) -> frozenset[str]:
    """The abbreviations that `text` introduces for what is nobody: "the Temporary Security Zone (TSZ)"."""
    found = []
    for match in _BRACKET.finditer(text):
        long = long_form(text[max(match.start() - _REACH, 0) : match.start()].rstrip(), match[1])
        if long is not None and long.split()[-1].lower() in heads("things"):
            found.append(match[1])
    return frozenset(found)


def long_form(before: str, short: str, *, strictly: bool = False) -> str | None:
    """The words at the end of `before` that `short` abbreviates: capitalised, beginning with its letters.

    `strictly` asks for all letters: the abbreviation means somebody already, unless the report is clear.
    """
    line = before.split("\n")[-1]
    words = [(m.start(), m[0]) for m in _WORD.finditer(line)]
    letters = [c for c in short if c.isupper()]
    needed = len(letters) if strictly else min(len(letters), 3) - (len(letters) > 3)
    best = None
    for start, word in reversed(words[-10:]):
        if not word[0].isupper():
            if word.lower() not in _LINKS:
                break
            continue
        heads = [w[0] for at, w in words if at >= start and w[0].isupper()]
        matched = sum((Counter(heads) & Counter(letters)).values())
        if folded(word[0]) == short[0] and matched >= needed:
            best = start
            if len(heads) >= len(letters):
                break
    if best is None:
        return None
    long = re.sub(r"^The\s+", "", line[best:].strip())
    return long if len(long.split()) >= 2 else None


def type_of(name: str) -> ActorType:
    """Is a name that no lexicon knows a force's or a body's?"""
    words = {w.lower() for w in _WORD.findall(name)}
    return "force" if words & nouns().force_names else "organisation"
