"""Where in a report the words stand that a model claims to quote.

Invariant: a quote is found only where the report has its words, in their order, with the same figures and the same
negations; spans begin and end at whole words and are offsets into the report's own text.

Words are compared in three steps: as they are, then without case, accents and kinds of quotation marks, then by
edit distance (the partial alignment of rapidfuzz), which forgives a slip of the pen and no change of a fact.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

How = Literal["exact", "normalised", "near"]

_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "„": '"', "–": "-",
     "—": "-", "‑": "-", "−": "-", "ı": "i", "*": None, "\u0640": None, "\u00ad": None, "_": None}
)  # fmt: skip
_ELLIPSIS = re.compile(r"\s*(?:\[?\.\.\.\]?|\[?…\]?|\[\s*\])\s*")
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_EDGES = " \t\n\"'.,;:!?()[]-"
_CLOSE = 90.0
_CLOSE_WORD = 75.0
_LONG_ENOUGH = 20  # letters, for a quote that is not word for word
_FEWEST_LETTERS = 6
_MOST_PLACES = 8


class Aligned(NamedTuple):
    """Where a quote stands: its spans (several where it leaves words out with "…") and how closely it fits."""

    spans: tuple[tuple[int, int], ...]
    how: How


class Folded:
    """A text, or a stretch of it, folded for comparison, with the way back to its own offsets."""

    def __init__(self, text: str, start: int = 0, end: int | None = None) -> None:
        self.text = text
        letters: list[str] = []
        self._at: list[int] = []
        self._ends: list[int] = []
        stop = len(text) if end is None else end
        blank = True
        for index in range(start, stop):
            for letter in fold(text[index]):
                if letter.isspace():
                    if blank:
                        continue
                    letter = " "
                blank = letter == " "
                letters.append(letter)
                self._at.append(index)
                self._ends.append(index + 1)
        self.folded = "".join(letters)

    def places(self, words: str) -> Iterator[tuple[int, int]]:
        """Where folded `words` stand as whole words, as offsets of the text."""
        at = self.folded.find(words)
        while at >= 0:
            end = at + len(words)
            if _is_whole(self.folded, at, end):
                yield self._at[at], self._ends[end - 1]
            at = self.folded.find(words, at + 1)

    def nearest(self, words: str) -> tuple[int, int] | None:
        """Where the stretch stands that differs least from folded `words`; None where none is close enough."""
        found = fuzz.partial_ratio_alignment(words, self.folded, score_cutoff=_CLOSE)
        if found is None or found.dest_end <= found.dest_start:
            return None
        first, last = _whole_words(self.folded, found.dest_start, found.dest_end)
        if last <= first or not _same_facts(words, self.folded[first:last]):
            return None
        return self._at[first], self._ends[last - 1]


def fold(text: str) -> str:
    """`text` without case, accents and marks of emphasis, its quotation marks and dashes plain."""
    if text.isascii():
        return text.lower().translate(_ALIKE)
    plain = unicodedata.normalize("NFKD", text.translate(_ALIKE).casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_ALIKE)


def align(quote: str, text: Folded) -> list[Aligned]:
    """Every place where `quote` may stand in `text`, the closest fit first; none where its words are not there.

    A quote with "…" in it stands where all of its pieces stand in their order. Of fewer than six letters, or
    of one short word, nothing is taken: such words prove nothing.
    """
    pieces = [piece.strip(_EDGES) for piece in _ELLIPSIS.split(" ".join(fold(quote).split()))]
    pieces = [piece for piece in pieces if piece]
    if sum(c.isalnum() for piece in pieces for c in piece) < _FEWEST_LETTERS:
        return []
    if len(pieces) > 1:
        whole = _in_order(pieces, text)
        return [whole] if whole else []
    if not pieces:
        return []
    exact = quote.strip()
    found = []
    for start, end in text.places(pieces[0]):
        same = exact in text.text[max(0, start - 2) : end + 2]
        found.append(Aligned(((start, end),), "exact" if same else "normalised"))
        if len(found) == _MOST_PLACES:
            break
    if not found and len(pieces[0]) >= _LONG_ENOUGH and (near := text.nearest(pieces[0])):
        found.append(Aligned((near,), "near"))
    return found


def _in_order(pieces: list[str], text: Folded) -> Aligned | None:
    spans: list[tuple[int, int]] = []
    for piece in pieces:
        after = spans[-1][1] if spans else -1
        place = next((p for p in text.places(piece) if p[0] >= after), None)
        if place is None:
            return None
        spans.append(place)
    return Aligned(tuple(spans), "normalised")


def _is_whole(text: str, start: int, end: int) -> bool:
    before = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    after = end >= len(text) or not (text[end].isalnum() and text[end - 1].isalnum())
    return before and after


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the words at its ends taken in whole, blanks left out."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _same_facts(quote: str, found: str) -> bool:
    """Whether two stretches have the same figures and negations, and each word of one its like in the other."""
    ours, theirs = _WORD.findall(quote), _WORD.findall(found)
    if _facts(ours) != _facts(theirs):
        return False
    return _has_all(ours, theirs) and _has_all(theirs, ours)


def _facts(words: list[str]) -> Counter[str]:
    return Counter(w for w in words if w in _negations() or any(c.isdigit() for c in w))


@lru_cache(maxsize=1)
def _negations() -> frozenset[str]:
    table = tomllib.loads((files(__package__) / "quotes.toml").read_text(encoding="utf-8"))
    return frozenset(fold(word) for word in table["negations"])


def _has_all(words: list[str], others: list[str]) -> bool:
    known = set(others)
    unknown = [w for w in words if w not in known and len(w) > 2]
    return all(any(fuzz.ratio(w, other) >= _CLOSE_WORD for other in known) for w in unknown)
