"""The words of time of times.toml, by class."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

_TABLES = ("holiday", "signals", "ahead", "say", "context")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`words` gives a word its class and meaning, `holidays` a name its rule, `signals` a word its signal.

    The sets hold verbs by what they say of a date's direction, and words by what they tell beside it.
    """

    words: dict[str, tuple[str, Any]]
    holidays: dict[str, str]
    signals: dict[str, str]
    ahead: frozenset[str]
    strong: frozenset[str]
    moved: frozenset[str]
    realised: frozenset[str]
    invariant: frozenset[str]
    say: frozenset[str]
    unsure: frozenset[str]
    before_clock: frozenset[str]
    before_season: frozenset[str]
    before_year: frozenset[str]
    not_before_year: frozenset[str]
    not_after_year: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """times.toml, loaded once. Where a word is in two classes the first named holds."""
    tables = tomllib.loads(
        files("trucewatch.language.times").joinpath("times.toml").read_text(encoding="utf-8")
    )
    words: dict[str, tuple[str, Any]] = {}
    for name, table in tables.items():
        if name not in _TABLES:
            for word, value in table.items():
                words.setdefault(word, (name, value))
    return Lexicon(
        words=words,
        holidays=dict(sorted(tables["holiday"].items(), key=lambda item: -len(item[0]))),
        signals=tables["signals"],
        ahead=frozenset(tables["ahead"]["verbs"]),
        strong=frozenset(tables["ahead"]["strong"]),
        moved=frozenset(tables["ahead"]["moved"]),
        realised=frozenset(tables["ahead"]["realised"]),
        invariant=frozenset(tables["ahead"]["invariant"]),
        say=frozenset(tables["say"]["verbs"]),
        **{name: frozenset(words) for name, words in tables["context"].items()},
    )
