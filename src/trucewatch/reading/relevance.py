"""Whether a report is about armed conflict at all, told from its words before anything is parsed.

A weighed word list rather than a model: an analyst can see, and change, why a report was passed over.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple


class _Words(NamedTuple):
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    against: re.Pattern[str]
    figurative: frozenset[str]
    points: float
    long: float


@lru_cache(maxsize=1)
def _words() -> _Words:
    raw = tomllib.loads((files("trucewatch.reading") / "relevance.toml").read_text(encoding="utf-8"))

    def pattern(table: str) -> re.Pattern[str]:
        stems = sorted(raw[table]["stems"], key=len, reverse=True)
        return re.compile(r"\b(?:" + "|".join(map(re.escape, stems)) + r")")

    return _Words(
        pattern("strong"),
        pattern("weak"),
        pattern("against"),
        frozenset(raw["figurative"]["labels"]),
        raw["threshold"]["points"],
        raw["threshold"]["long"],
    )


def relevance(text: str) -> float:
    """How far `text` is about conflict: 1 and above is about it, below is not.

    Distinct words count once each, so that a long report on something else does not add up to one on war.
    """
    words = _words()
    lowered = text.lower()
    strong = len(set(words.strong.findall(lowered)))
    weak = len(set(words.weak.findall(lowered)))
    against = len(set(words.against.findall(lowered)))
    share = min(len(lowered.split()) / words.long, 1.0)  # a short text has room for few words
    return max(strong + weak / 4 - 2 * against, 0.0) / (words.points * max(share, 0.1))


def is_relevant(text: str) -> bool:
    """Whether a report is about armed conflict, a truce, or the people whom it displaces."""
    return relevance(text) >= 1


def is_figurative(label: str) -> bool:
    """Whether an ACLED label is not to be believed of a report that is not about conflict ("a chess truce")."""
    return label in _words().figurative
