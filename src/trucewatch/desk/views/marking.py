"""The text of a report in stretches that the same records rest on, a sheet at a time.

Invariant: the stretches of all sheets, one after the other, are the text; each names every record whose words it has.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from trucewatch.desk.views.common import View

SHEET = 60_000
"""Characters of a text on one sheet, at most."""
MOST = 400
"""Records that begin on one sheet, at most, where the text can be cut between them."""
_BREAKS = (re.compile(r"\n[ \t\r]*\n\s*"), re.compile(r"\n"), re.compile(r"\s"))

Spans = Mapping[int, Sequence[tuple[int, int]]]
"""Of each record, by its number, where its words are."""


class Beginning(NamedTuple):
    """That the words of a record begin: which of its stretches of words, from 0."""

    record: int
    part: int


class Segment(View):
    """A stretch of text that the same records rest on, the one with the fewest words first."""

    text: str
    records: tuple[int, ...] = ()
    begins: tuple[Beginning, ...] = ()


class Sheet(NamedTuple):
    """Where a sheet of a text is."""

    start: int
    end: int


def sheets(text: str, spans: Spans) -> list[Sheet]:
    """A text cut into sheets, between paragraphs where that can be; one sheet for all but long texts."""
    begins = sorted(parts[0][0] for parts in spans.values() if parts)
    found, start, seen = [], 0, 0
    while True:
        end = min(len(text), start + SHEET)
        if seen + MOST < len(begins) and start < begins[seen + MOST] < end:
            end = begins[seen + MOST]
        if end < len(text):
            end = _cut(text, start, end)
        found.append(Sheet(start, end))
        if end >= len(text):
            return found
        while seen < len(begins) and begins[seen] < end:
            seen += 1
        start = end


def sheet_of(spans: Sequence[tuple[int, int]], within: Sequence[Sheet]) -> int:
    """The sheet, from 0, on which words begin."""
    first = spans[0][0] if spans else 0
    return next((n for n, one in enumerate(within) if first < one.end), len(within) - 1)


def paragraphs(text: str, spans: Spans, sheet: Sheet) -> tuple[tuple[Segment, ...], ...]:
    """The paragraphs of a sheet in segments; the white space between two is at the end of the first."""
    found = []
    cuts = _cuts(spans, sheet)
    start = sheet.start
    while start < sheet.end:
        gap = _BREAKS[0].search(text, start, sheet.end)
        end = gap.end() if gap else sheet.end
        found.append(_segments(text, start, end, cuts))
        start = end
    return tuple(found)


class _Cuts(NamedTuple):
    places: tuple[int, ...]
    covering: Mapping[int, tuple[int, ...]]
    begins: Mapping[int, tuple[Beginning, ...]]


def _cuts(spans: Spans, sheet: Sheet) -> _Cuts:
    """Where the records that rest on the words change, with those that do from there on."""
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    begins: dict[int, list[Beginning]] = {}
    for record, parts in spans.items():
        for part, (start, end) in enumerate(parts):
            if start < sheet.end and end > sheet.start:
                opening.setdefault(max(start, sheet.start), []).append(record)
                closing.setdefault(min(end, sheet.end), []).append(record)
                if start >= sheet.start:
                    begins.setdefault(start, []).append(Beginning(record, part))
    size = {record: sum(end - start for start, end in parts) for record, parts in spans.items()}
    places = sorted({sheet.start, *opening, *closing})
    covering: dict[int, tuple[int, ...]] = {}
    now: dict[int, int] = {}
    for place in places:
        for record in closing.get(place, ()):
            now[record] -= 1
        for record in opening.get(place, ()):
            now[record] = now.get(record, 0) + 1
        covering[place] = tuple(sorted((r for r, n in now.items() if n), key=lambda r: (size[r], r)))
    return _Cuts(tuple(places), covering, {at: tuple(sorted(them)) for at, them in begins.items()})


def _segments(text: str, start: int, end: int, cuts: _Cuts) -> tuple[Segment, ...]:
    before = cuts.places[bisect_right(cuts.places, start) - 1]
    inside = cuts.places[bisect_right(cuts.places, start) : bisect_left(cuts.places, end)]
    edges = [start, *inside, end]
    found = []
    for left, right in pairwise(edges):
        records = cuts.covering[left if left in cuts.covering else before]
        found.append(Segment(text=text[left:right], records=records, begins=cuts.begins.get(left, ())))
    return tuple(found)


def _cut(text: str, start: int, end: int) -> int:
    """The last place before `end` where a text is best cut: after a paragraph, a line, a word; else `end`."""
    least = start + (end - start) // 2
    for pattern in _BREAKS:
        places = [match.end() for match in pattern.finditer(text, least, end)]
        if places:
            return places[-1]
    return end
