"""Finding time expressions in a report: the longest pattern that fits at a place and is no false friend."""

from __future__ import annotations

import re
from functools import lru_cache

from spacy.tokens import Doc

from trucewatch.language.times.grammar import CLASS_CHARACTERS, RULES, Found, Groups, Rule, classify
from trucewatch.language.times.guards import holds

_RUN = re.compile(f"[^{CLASS_CHARACTERS['other']}]+")
_LONGEST = 24
_KINDS = ("date", "time", "duration", "set")


def recognise(doc: Doc) -> list[Found]:
    """The time expressions of a parsed report, unresolved, in the order of the text."""
    found: list[Found] | None = doc.user_data.get("times")
    if found is None:
        found = doc.user_data["times"] = _recognise(doc)
    return found


def _recognise(doc: Doc) -> list[Found]:
    classed = classify(doc)
    parts, classes, values = classed
    out: list[Found] = []
    for run in _RUN.finditer(classes):
        at, stop = run.span()
        while at < stop:
            limit = min(stop, at + _LONGEST)
            for item, length in _fitting(classes[at:limit]):
                match = item.pattern.match(classes, at, limit)
                assert match is not None
                groups, last = Groups(match, parts, values), at + length
                hit = Found(item, groups, at, last, parts[at].start, parts[last - 1].end)
                if holds(doc, classed, hit):
                    out.append(hit)
                    at = last - 1
                    break
            at += 1
    return out


@lru_cache(maxsize=1)
def _ordered_rules() -> list[Rule]:
    return sorted(RULES, key=lambda item: _KINDS.index(item.kind))


@lru_cache(maxsize=8192)
def _fitting(classes: str) -> tuple[tuple[Rule, int], ...]:
    """The rules that match at the start of a run of classes, with the lengths, longest first.

    The same few runs ("the", "of the", "on" + weekday) make up most of any report, hence the cache.
    """
    matches = ((item, item.pattern.match(classes)) for item in _ordered_rules())
    fitting = [(item, match.end()) for item, match in matches if match and match.end()]
    return tuple(sorted(fitting, key=lambda pair: -pair[1]))
