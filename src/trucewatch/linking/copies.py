"""Copies of one story: reports that share their text, and the agencies that they credit.

Invariant: what is a copy of what depends on the reports alone, not on their order; what an outlet prints in its
reports of several days is its form, and makes nothing a copy.

Texts are compared by winnowed fingerprints, after Schleimer, Wilkerson and Aiken, "Winnowing: Local Algorithms for
Document Fingerprinting" (SIGMOD 2003): they find shared passages in a text that was cut, re-headed or mixed with
others, where measures of whole texts do not.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from trucewatch.linking.naming import lexicon
from trucewatch.linking.things import Copy
from trucewatch.linking.times import gap, window
from trucewatch.places.names import fold
from trucewatch.records import Report

_WORD = re.compile(r"\w+")
_GRAM = 3
_WINDOW = 4
_SHARE = 0.2
"""How much of the shorter text must be in the other. Reports of one event that share a quotation stay below it."""
_SAME_OUTLET = 0.5
"""The same within one outlet: its next report of an affair takes up sentences of the last."""
_LATE = 0.02
"""How much more must be shared for each day after the first two: a story is copied while it is news."""
_LATE_MOST = 0.5
_SOON = 2
_LEAST = 6
"""So many fingerprints, about fifteen words, must be shared."""
_FORM_DAYS = 3
_DATELINE, _SIGNED = 160, 120
_LONGEST_PASSAGES = 3


class _Known(NamedTuple):
    report: Report
    prints: frozenset[int]
    outlet: str
    day: str
    credited: str | None


class Copies:
    """Reports by their fingerprints. Add them as they come; ask at any time."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._index: dict[int, dict[str, dict[str, set[str]]]] = {}
        self._parents: dict[str, tuple[_Known | None, float]] = {}

    def add(self, report: Report) -> None:
        """Take a report in."""
        self._parents.clear()  # a new report may be an earlier one, or show that a passage is form
        outlet = fold(report.outlet or "") or f"report {report.id}"
        day = (report.published or "")[:10]
        known = _Known(report, frozenset(fingerprints(report.text)), outlet, day, credited(report))
        self._known[report.id] = known
        for one in known.prints:
            self._index.setdefault(one, {}).setdefault(outlet, {}).setdefault(day, set()).add(report.id)

    def copy(self, identifier: str) -> Copy | None:
        """What a report took its story from; None where the story is its own."""
        known = self._known.get(identifier)
        if known is None:
            return None
        parent, share = self._parent(known)
        if parent is None:
            return Copy(report=identifier, credited=known.credited) if known.credited else None
        passages = tuple(shared_passages(known.report.text, parent.report.text))
        return Copy(
            report=identifier,
            of=parent.report.id,
            credited=known.credited,
            share=round(share, 3),
            passages=passages,
        )

    def root(self, identifier: str) -> str:
        """The report in which the story of `identifier` first appeared; itself where that is its own."""
        seen = {identifier}
        while True:
            known = self._known.get(identifier)
            parent = self._parent(known)[0] if known is not None else None
            if parent is None or parent.report.id in seen:
                return identifier
            identifier = parent.report.id
            seen.add(identifier)

    def credit(self, identifier: str) -> str | None:
        """The agency that a report credits with its story, if it credits one."""
        known = self._known.get(identifier)
        return known.credited if known is not None else None

    def all(self) -> Iterator[Copy]:
        """Every copy, in order of the reports' ids."""
        for identifier in sorted(self._known):
            copy = self.copy(identifier)
            if copy is not None:
                yield copy

    def _parent(self, known: _Known) -> tuple[_Known | None, float]:
        """The earlier report that a report shares most with, and how much."""
        found = self._parents.get(known.report.id)
        if found is None:
            found = self._parents[known.report.id] = self._find_parent(known)
        return found

    def _find_parent(self, known: _Known) -> tuple[_Known | None, float]:
        earlier = [(other, share) for other, share in self._alike(known) if _earlier(other) < _earlier(known)]
        if not earlier:
            return None, 0.0
        return min(earlier, key=lambda found: (-round(found[1], 2), _earlier(found[0])))

    def _alike(self, known: _Known) -> Iterator[tuple[_Known, float]]:
        """Reports with enough of the same text, and the share of the shorter one that they have in common."""
        shared: Counter[str] = Counter()
        own = 0
        for one in known.prints:
            outlets = self._index[one]
            if _is_form(outlets):
                continue
            own += 1
            for days in outlets.values():
                for reports in days.values():
                    shared.update(reports)
        for identifier, count in sorted(shared.items()):
            if identifier == known.report.id or count < _LEAST:
                continue
            other = self._known[identifier]
            size = min(own, self._size(other))
            if count >= _needed(known, other) * size:
                yield other, count / size

    def _size(self, known: _Known) -> int:
        return max(1, sum(not _is_form(self._index[one]) for one in known.prints))


def _needed(one: _Known, other: _Known) -> float:
    """How much two reports must share for one to be a copy of the other: more, the more days lie between them."""
    if one.outlet == other.outlet:
        return _SAME_OUTLET
    days = [window(known.day) for known in (one, other)]
    between = gap(days[0], days[1]) if days[0] and days[1] else 0
    return min(_LATE_MOST, _SHARE + _LATE * max(0, between - _SOON))


def _is_form(outlets: dict[str, dict[str, set[str]]]) -> bool:
    return any(len(days) >= _FORM_DAYS for days in outlets.values())


def _earlier(known: _Known) -> tuple[object, ...]:
    """What decides who was first: an agency that others credit, the day, the longer text, the name."""
    credits_another = known.credited is not None
    return (known.day or "9", credits_another, -len(known.report.text), known.report.id)


def fingerprints(text: str) -> Iterator[int]:
    """The winnowed fingerprints of a text: of every few runs of three words, the one with the least hash."""
    tokens = [token.casefold() for token in _WORD.findall(text)]
    hashes = [
        zlib.crc32(" ".join(tokens[n : n + _GRAM]).encode("utf-8", "surrogatepass"))
        for n in range(len(tokens) - _GRAM + 1)
    ]
    if hashes and len(hashes) < _WINDOW:
        yield min(hashes)
    last = None
    for n in range(len(hashes) - _WINDOW + 1):
        least = min(hashes[n : n + _WINDOW])
        if least != last:
            yield least
        last = least


def shared_passages(ours: str, theirs: str) -> list[str]:
    """The longest runs of words that two texts share, longest first."""
    from difflib import SequenceMatcher

    one, other = list(_WORD.finditer(ours)), list(_WORD.finditer(theirs))
    a, b = ([match[0].casefold() for match in found] for found in (one, other))
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    blocks = sorted(matcher.get_matching_blocks(), key=lambda b: (-b.size, b.a))[:_LONGEST_PASSAGES]
    return [
        " ".join(ours[one[b.a].start() : one[b.a + b.size - 1].end()].split())
        for b in blocks
        if b.size >= _GRAM
    ]


@lru_cache(maxsize=1)
def _agency() -> re.Pattern[str]:
    names = "|".join(
        re.escape(name) for name in sorted(lexicon()["sources"]["agencies"], key=len, reverse=True)
    )
    return re.compile(
        rf"\((?P<a>{names})\)"
        rf"|(?:^|[—–-] ?|\b(?:by|from|source:|via) )(?P<b>{names})(?=\s*(?:[—–\-.\n)]|$))"
        rf"|\baccording to (?:the )?(?P<c>{names})\b"
        rf"|\b(?P<d>{names})(?: news)?(?: agency)? (?:reported|reports|said|says)\b",
        re.IGNORECASE | re.MULTILINE,
    )


def credited(report: Report) -> str | None:
    """The agency that a report credits with its story: in its dateline, its first sentence, or where it is signed.

    An agency that is quoted further on is one source among others, and no credit.
    """
    text = report.text.strip()
    lead = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0][: 2 * _DATELINE]
    places = (text[:_DATELINE], lead, text[-_SIGNED:].rsplit("\n", 1)[-1] if "\n" in text[-_SIGNED:] else "")
    for place in places:
        found = _agency().search(place)
        if found is not None:
            name = next(group for group in found.groups() if group)
            if fold(name) != fold(report.outlet or ""):
                return _as_listed(name)
    return None


def _as_listed(name: str) -> str:
    listed: list[str] = lexicon()["sources"]["agencies"]
    return next(known for known in listed if known.casefold() == name.casefold())
