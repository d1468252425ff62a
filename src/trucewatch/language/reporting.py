"""The lexicon of reporting words, by frame: how a word takes what is said, and the stance it shows."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

FRAMES = ("clause", "infinitive", "object", "addressee", "label")
STANCES = (
    "states",
    "denies",
    "rejects",
    "demands",
    "calls for",
    "warns",
    "pledges",
    "accuses",
    "condemns",
    "welcomes",
    "fears",
    "proposes",
)


@dataclass(slots=True)
class Frames:
    """How one verb reports: the stance of each frame that it has, and of each preposition it governs."""

    stances: dict[str, str] = field(default_factory=dict)
    prepositions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reporting:
    """Reporting verbs, nouns and adjectives by lemma (a particle verb with its particle: "rule out").

    `phrasal` are verbs that report only with another word ("make clear"), `reckonings` figures and accounts that are
    somebody's ("by the mission's count"), `naming` what sources ask not to be ("not to be named"). `attitudes` are verbs
    of thought and wish, `evidence` what documents and polls do; the rest is speech.
    """

    verbs: Mapping[str, Frames]
    phrasal: frozenset[str]
    nouns: Mapping[str, str]
    adjectives: Mapping[str, str]
    attitudes: frozenset[str]
    evidence: frozenset[str]
    light: frozenset[str]
    openers: tuple[tuple[str, ...], ...]
    naming: frozenset[str]
    reckonings: frozenset[str]
    vehicles: frozenset[str]
    speakers: frozenset[str]
    titles: frozenset[str]
    labels: frozenset[str]
    questions: frozenset[str]


def _stances(tables: dict[str, Any], part: str) -> dict[str, str]:
    """The stance of each noun or adjective."""
    found: dict[str, str] = {}
    for stance in STANCES:
        for lemma in tables[stance].get(part, ()):
            found.setdefault(lemma, stance)
    return found


def _verbs(tables: dict[str, Any]) -> dict[str, Frames]:
    verbs: dict[str, Frames] = {}
    for stance in STANCES:
        table = tables[stance]
        for frame in FRAMES:
            for lemma in table.get(frame, ()):
                verbs.setdefault(lemma, Frames()).stances.setdefault(frame, stance)
        for preposition, lemmas in table.get("phrases", {}).items():
            for lemma in lemmas:
                verbs.setdefault(lemma, Frames()).prepositions.setdefault(preposition, stance)
    return verbs


@lru_cache(maxsize=1)
def lexicon() -> Reporting:
    """The reporting lexicon, read once a process from `lexicons/reporting.toml`."""
    source = files("trucewatch.language").joinpath("lexicons/reporting.toml")
    tables = tomllib.loads(source.read_text(encoding="utf-8"))
    verbs = _verbs(tables)
    return Reporting(
        verbs=verbs,
        phrasal=frozenset(lemma.split()[0] for lemma in verbs if " " in lemma) - verbs.keys(),
        nouns=_stances(tables, "nouns"),
        adjectives=_stances(tables, "adjectives"),
        attitudes=frozenset(tables["attitudes"]["verbs"]),
        evidence=frozenset(tables["evidence"]["verbs"]),
        light=frozenset(tables["light"]["verbs"]),
        openers=tuple(tuple(words.split()) for words in tables["prepositional"]["openers"]),
        naming=frozenset(tables["naming"]["verbs"]),
        reckonings=frozenset(tables["reckonings"]["nouns"]),
        vehicles=frozenset(tables["vehicles"]["nouns"]),
        speakers=frozenset(tables["speakers"]["nouns"]),
        titles=frozenset(tables["speakers"]["titles"]),
        labels=frozenset(tables["speakers"]["labels"]),
        questions=frozenset(tables["speakers"]["questions"]),
    )
