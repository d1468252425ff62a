"""The lexicon of displacement as sets and tables, made once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from trucewatch.reading.common import by_word, lexicon


class Words(NamedTuple):
    """What the words of `displacement.toml` mean.

    `verbs` and `nouns` are the triggers; `people` maps nouns for people on the move to the measure of their
    number; the other fields are sets of lemmas.
    """

    verbs: dict[str, dict[str, Any]]
    nouns: dict[str, dict[str, Any]]
    people: dict[str, str]
    persons: frozenset[str]
    families: frozenset[str]
    households: frozenset[str]
    leaving: frozenset[str]
    homes: frozenset[str]
    dwellings: frozenset[str]
    destroyed: frozenset[str]
    recent: frozenset[str]
    vehicles: frozenset[str]
    numbers: frozenset[str]
    amounting: frozenset[str]
    wilds: frozenset[str]
    states: frozenset[str]
    care: frozenset[str]
    moved: frozenset[str]
    things: frozenset[str]
    roofs: frozenset[str]
    shelters: frozenset[str]
    forcing: frozenset[str]
    shares: frozenset[str]
    harm: frozenset[str]
    copulas: frozenset[str]


@lru_cache(maxsize=1)
def displacement_words() -> Words:
    """The words of the lexicon `reading/displacement.toml`."""
    found = lexicon("displacement")
    tables = found.tables
    return Words(
        verbs=found.verbs,
        nouns=found.nouns,
        people=by_word(tables["people"]),
        persons=frozenset(tables["persons"]["nouns"]),
        families=frozenset(tables["persons"]["families"]),
        households=frozenset(tables["persons"]["households"]),
        leaving=frozenset(tables["leaving"]["verbs"]),
        homes=frozenset(tables["homes"]["nouns"]),
        dwellings=frozenset(tables["dwellings"]["nouns"]),
        destroyed=frozenset(tables["dwellings"]["destroyed"]),
        recent=frozenset(tables["recent"]["words"]),
        vehicles=frozenset(tables["vehicles"]["nouns"]),
        numbers=frozenset(tables["numbers"]["nouns"]),
        amounting=frozenset(tables["numbers"]["verbs"]),
        wilds=frozenset(tables["wilds"]["nouns"]),
        states=frozenset(tables["states"]["adjectives"]),
        care=frozenset(tables["care"]["nouns"]),
        moved=frozenset(tables["moved"]["verbs"]),
        things=frozenset(tables["moved"]["things"]),
        roofs=frozenset(tables["roofs"]["lost"]),
        shelters=frozenset(tables["roofs"]["found"]),
        forcing=frozenset(tables["forcing"]["verbs"]),
        shares=frozenset(tables["shares"]["nouns"]),
        harm=frozenset(tables["harm"]["words"]),
        copulas=frozenset(tables["copulas"]["verbs"]),
    )
