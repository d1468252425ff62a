"""Rows of words looked up in a text.

Invariant: a pattern is found where its words stand in that order within one sentence. In a pattern, `bomb*`
is any word that begins so, `a|b` either word, and `..` up to eight words between. Letter case, accents and
punctuation make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD_OR_STOP = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[.!?](?=\s|$)")
_GAP = ".."
_LONGEST_GAP = 8
_SHORTEST_PREFIX = 3
STOP = "."


def words(text: str) -> list[str]:
    """The words of `text` in small letters without accents, with a `.` where a sentence ends."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    found = (match[0].replace("’", "'").casefold() for match in _WORD_OR_STOP.finditer(plain))
    return [STOP if word in "!?" else word.removesuffix("'s") for word in found]


@dataclass(frozen=True, slots=True)
class _Element:
    """One place of a pattern: whole words, and beginnings of words."""

    exact: frozenset[str]
    begun: tuple[str, ...]
    after_gap: bool

    def fits(self, word: str) -> bool:
        return word in self.exact or word.startswith(self.begun)


def _elements(pattern: str) -> tuple[_Element, ...]:
    elements, after_gap = [], False
    for part in pattern.casefold().split():
        if part == _GAP:
            after_gap = True
            continue
        options = part.split("|")
        exact = frozenset(option for option in options if "*" not in option)
        begun = tuple(option.removesuffix("*") for option in options if "*" in option)
        if any("*" in start or len(start) < _SHORTEST_PREFIX for start in begun):
            raise ValueError(f"a star ends a word of {_SHORTEST_PREFIX} letters or more: {pattern!r}")
        elements.append(_Element(exact, begun, after_gap))
        after_gap = False
    if not elements or elements[0].after_gap or after_gap:
        raise ValueError(f"a pattern begins and ends with a word: {pattern!r}")
    return tuple(elements)


class Wording:
    """Many patterns, looked up together in one pass over a text.

    `patterns` are (key, pattern) pairs; ValueError where a pattern is malformed.
    """

    def __init__(self, patterns: Iterable[tuple[int, str]]) -> None:
        self._exact: dict[str, list[tuple[int, tuple[_Element, ...]]]] = defaultdict(list)
        self._begun: dict[str, list[tuple[int, tuple[_Element, ...]]]] = defaultdict(list)
        for key, pattern in patterns:
            elements = _elements(pattern)
            for word in sorted(elements[0].exact):
                self._exact[word].append((key, elements))
            for start in elements[0].begun:
                self._begun[start].append((key, elements))

    def find(self, tokens: list[str]) -> Iterator[tuple[int, int]]:
        """(key, index of the first word) of each place where a pattern of that key is found."""
        for index, token in enumerate(tokens):
            for key, elements in self._exact.get(token, ()):
                if _follows(elements, 1, tokens, index + 1):
                    yield key, index
            for length in range(_SHORTEST_PREFIX, len(token) + 1):
                for key, elements in self._begun.get(token[:length], ()):
                    if _follows(elements, 1, tokens, index + 1):
                        yield key, index


def _follows(elements: tuple[_Element, ...], place: int, tokens: list[str], index: int) -> bool:
    if place == len(elements):
        return True
    element = elements[place]
    last = index + (_LONGEST_GAP if element.after_gap else 0)
    for at in range(index, min(last + 1, len(tokens))):
        if tokens[at] == STOP:
            return False
        if element.fits(tokens[at]) and _follows(elements, place + 1, tokens, at + 1):
            return True
    return False
