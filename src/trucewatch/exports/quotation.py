"""Words of a report in their surroundings: quoted, shortened, or marked within their sentence.

Invariant: what is shown stands in the report in that order; what is left out is marked by an ellipsis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trucewatch.records import Span

_REACH = 600
_INNER_MARKS = str.maketrans("“”", "‘’")
_END = re.compile(
    r"[.!?…]['\"”’)\]]*\s+(?=['\"“‘(\[]?[A-Z0-9À-ÖØ-Þ])"
    r"|(?<=[.:!?…”\"])\n|\n[ \t]*\n\s*|\n(?=[ \t]*(?:[-*•–#>]|\d{1,2}[.)])\s)"
)
# Words whose full stop seldom ends a sentence.
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Brig|Sgt|Capt|Cpl|Gov|Sen|Rep|Amb|St|No|Nos|Art|approx|vs|Jan|Feb"
    r"|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\.$"
)


def quote(text: str, spans: Sequence[Span], longest: int) -> str:
    """The words of `spans` on one line, shortened in the middle to about `longest` characters."""
    words = " … ".join(_line(text[span.start : span.end]) for span in sorted(spans, key=lambda s: s.start))
    if len(words) <= longest:
        return words
    head = words[: longest * 2 // 3].rsplit(" ", 1)[0].rstrip(" ,;:–—…")
    tail = words[-(longest // 3) :].partition(" ")[2].lstrip(" …")
    return f"{head} … {tail}"


def inner(words: str) -> str:
    """Words as they stand within a quotation: double marks become single ones."""
    return words.translate(_INNER_MARKS)


def in_sentence(text: str, spans: Sequence[Span]) -> list[tuple[str, bool]]:
    """The sentences that hold `spans`, as stretches of words, each with whether it belongs to a span.

    Sentences are found by their punctuation, so that a reading can be shown without being parsed again. One
    that goes on for very long is cut, with an ellipsis.
    """
    pieces: list[tuple[str, bool]] = []
    position = -1
    for start, end, inside in _regions(text, spans):
        if position >= 0 or _is_cut(text, start):
            pieces.append(("… ", False))
        position = start
        for span in inside:
            begin = max(span.start, position)
            if begin < span.end:
                pieces += [(text[position:begin], False), (text[begin : span.end], True)]
                position = span.end
        pieces.append((text[position:end] + (" " if end < len(text) else ""), False))
    return [(re.sub(r"\s+", " ", words), marked) for words, marked in pieces if words]


def _regions(text: str, spans: Sequence[Span]) -> list[tuple[int, int, list[Span]]]:
    """Stretches of whole sentences, apart from each other, with the spans in each, in order."""
    regions: list[tuple[int, int, list[Span]]] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        start, end = _sentence(text, span)
        if regions and start < regions[-1][1]:
            first, last, inside = regions.pop()
            regions.append((first, max(last, end), [*inside, span]))
        else:
            regions.append((start, end, [span]))
    return regions


def _sentence(text: str, span: Span) -> tuple[int, int]:
    start, ceiling = max(0, span.start - _REACH), min(len(text), span.end + _REACH)
    for match in _END.finditer(text, start, span.start + 1):
        if match.end() <= span.start and not _is_abbreviation(text, match):
            start = match.end()
    # A span may end with the full stop itself.
    for match in _END.finditer(text, max(span.start, span.end - 2), ceiling):
        if match.end() >= span.end and not _is_abbreviation(text, match):
            return start, max(span.end, match.start() + len(match[0].rstrip()))
    return start, ceiling


def _is_abbreviation(text: str, end: re.Match[str]) -> bool:
    return "\n" not in end[0] and bool(_ABBREVIATION.search(text[max(0, end.start() - 8) : end.start() + 1]))


def _is_cut(text: str, start: int) -> bool:
    return start > 0 and not text[start - 1].isspace()


def _line(text: str) -> str:
    return " ".join(text.split())
