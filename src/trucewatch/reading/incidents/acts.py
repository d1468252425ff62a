"""Acts: the predicates of a report that tell of violence or a breach, those that tell of one act together.

Invariant: an act's clauses stand in one sentence; what other sentences add to it is joined later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Token

from trucewatch.language.clauses import Clause, content_head
from trucewatch.language.document import Document, noun_keys
from trucewatch.language.referents import sovereign
from trucewatch.reading.common import Lexicon, by_word
from trucewatch.reading.incidents.harm import Harm

# where two words of one act disagree about its type, the one that says more about the means wins
_SPECIFIC = (
    "drone attack", "missile attack", "air strike", "shelling", "explosion", "downing", "airspace violation", "abduction",
    "detention", "shooting", "armed clash", "ground offensive", "raid", "obstruction", "killing", "ceasefire violation",
    "toll", "attack", "other",
)  # fmt: skip
RANK = {name: rank for rank, name in enumerate(_SPECIFIC)}
_DEPENDENT = frozenset(("advcl", "appos", "compound", "conj", "acl", "relcl", "amod", "xcomp", "pcomp"))
_HELD = frozenset(("compound", "amod", "acl", "relcl", "nsubj", "dobj", "nsubjpass"))
_RUN = frozenset(("attack", "raid", "killing"))
_DEFINITE = frozenset(("the", "this", "that", "these", "such", "those"))


@dataclass(slots=True, eq=False)
class Act:
    """An incident in the making: its words, and the harm that is told with it.

    `definite` marks a noun that may only take up an act told of before ("the attack"), `resumes` a verb that tells
    how one went on ("it was repelled"); `known` is that act. `negative` acts consist in not letting happen.
    """

    type: str
    weight: str
    clause: Clause
    clauses: list[Clause] = field(default_factory=list)
    harms: list[Harm] = field(default_factory=list)
    definite: bool = False
    negative: bool = False
    resumes: bool = False
    known: Act | None = None

    @property
    def sentence(self) -> int:
        """The index of the first token of the act's sentence."""
        return int(self.clause.predicate.sent.start)

    @property
    def all_clauses(self) -> list[Clause]:
        """The act's own clauses, then those of the harm told with it."""
        return [*self.clauses, *(h.clause for h in self.harms)]

    @property
    def victims(self) -> list[Token]:
        """The heads of whom it harmed."""
        return [v for h in self.harms for v in h.victims]


class Acts:
    """Finds the acts of one report by the reader's lexicon."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self._document = document
        self._lexicon = lexicon
        self._weapons = by_word(lexicon.tables["weapons"])
        self._objects = {name: frozenset(nouns) for name, nouns in lexicon.tables["objects"].items()}
        self._moving = frozenset(lexicon.tables["moving"]["verbs"])
        people = frozenset((*lexicon.tables["victims"]["nouns"], "they", "he", "she", "we", "one"))
        self._objects["people"] = people
        self._objects["travellers"] = self._objects["passage"] | people

    def find(self) -> list[Act]:
        """Every act, in the order of the text; what tells of one act in one sentence is one."""
        found: list[Act] = []
        for clause, entry in self._document.triggers(self._lexicon.verbs, self._lexicon.nouns):
            act = self._act(clause, entry) if entry["type"] != "none" else None
            if act is None:
                continue
            known = next((a for a in reversed(found) if _one_act(a, act) or self._one_run(a, act)), None)
            if known is None:
                found.append(act)
            else:
                _unite(known, act)
        return found

    def _one_run(self, known: Act, new: Act) -> bool:
        """Whether a sentence goes on telling of one attack: "overran the base and burned the clinic"."""
        verb, other = new.clause.predicate, known.clauses[-1].predicate
        if verb.dep_ != "conj" or verb.head != other or new.clause.nominal or known.clause.nominal:
            return False
        if not {known.type, new.type} <= _RUN or any(c.dep_.startswith("nsubj") for c in verb.children):
            return False
        return not self._document.places_of(new.clause) and self._document.time_at(verb) is None

    def _act(self, clause: Clause, entry: dict[str, Any]) -> Act | None:
        arms = self._arms(clause)
        if not self._fits(clause, entry, arms):
            return None
        kind = entry["type"]
        if arms and kind in ("attack", "shooting"):
            kind = min((kind, *arms), key=RANK.__getitem__)
        if clause.nominal and len(clause.oblique("between")) > 1 and kind in ("attack", "shooting", "raid"):
            kind = "armed clash"
        if clause.lemma == "bombing" and self._is_by_state(clause):
            kind = "air strike"
        weight = "sure" if (arms or kind == "armed clash") and entry["weight"] == "harm" else entry["weight"]
        act = Act(type=kind, weight=weight, clause=clause, clauses=[clause])
        act.negative = bool(entry.get("negated"))
        act.resumes = bool(entry.get("resumes")) and any(t.pos_ == "PRON" for t in clause.patients)
        act.definite = clause.nominal and any(c.lower_ in _DEFINITE for c in clause.predicate.lefts)
        return act

    def _is_by_state(self, clause: Clause) -> bool:
        """Whether a state or its forces do something: what they bomb they bomb from the air."""
        actors = self._document.actors_of(clause.agents)
        return any(sovereign(a.id) or a.name.lower().endswith(("air force", "army")) for a in actors)

    def _arms(self, clause: Clause) -> list[str]:
        """The types of attack that the weapons among a predicate's arguments make it."""
        heads = (*clause.agents, *clause.patients, *clause.oblique("with", "by", "from", "of", "using"))
        if clause.nominal:
            heads = (*clause.complements, *clause.oblique("with", "by", "from"))
        kinds = (self._weapon(content_head(t)) for t in heads)
        return [kind for kind in kinds if kind is not None]

    def _weapon(self, noun: Token) -> str | None:
        """The type of attack that a weapon makes it, the longest of its names first: "roadside bomb" before "bomb"."""
        return next((self._weapons[key] for key in noun_keys(noun) if key in self._weapons), None)

    def _fits(self, clause: Clause, entry: dict[str, Any], arms: list[str]) -> bool:
        """Whether a predicate has the arguments that make it an act of violence."""
        if entry.get("needs") == "weapon" and not arms:
            return False
        if entry.get("negated") and not (clause.negated or clause.denied):
            return False
        if clause.nominal:
            return True
        heads = clause.patients or [s for c in clause.complements for s in c.lefts if s.dep_ == "nsubj"]
        nouns = [content_head(t) for t in heads]
        if entry.get("town") is False and any(self._document.place_at(t) is not None for t in nouns):
            return False
        if entry.get("negated") and any(
            c.pos_ == "VERB" and c.lemma_.lower() not in self._moving for c in clause.complements
        ):
            return False
        objects = {t.lemma_.lower() for t in nouns}
        objects |= {c.lower_ for t in nouns if t.pos_ in ("PROPN", "NUM") for c in t.lefts}  # "Flight 17"
        if "objects" in entry:
            return bool(objects & self._objects[entry["objects"]])
        return not objects & self._objects["never"]


def _one_act(known: Act, new: Act) -> bool:
    """Whether two predicates of a sentence tell of one act: one is the other's argument, means or apposition."""
    predicate = new.clause.predicate
    if known.sentence != predicate.sent.start:
        return False
    for clause in known.clauses:
        other = clause.predicate
        linked = {t.i for c in (clause, new.clause) for t in _arguments(c)}
        if predicate.i in linked or other.i in linked:
            return True
        if predicate.dep_ == "compound" and predicate.head.i in linked:
            return True  # "exchanged *artillery* fire"
        if predicate.head.i == other.i and predicate.dep_ in _DEPENDENT:
            return predicate.dep_ != "conj" or (clause.nominal and new.clause.nominal)
        if other.head.i == predicate.i and other.dep_ in _HELD:
            return True
    return False


def _arguments(clause: Clause) -> Iterable[Token]:
    return (*clause.agents, *clause.patients, *clause.means, *clause.complements)


def _unite(known: Act, new: Act) -> None:
    known.clauses.append(new.clause)
    if known.weight == "means" and not new.clause.nominal:
        known.clause = new.clause  # what is said of the verb holds of its weapon
    if "downing" in (known.type, new.type) and "means" in (known.weight, new.weight):
        known.type = "downing"  # "a jet was shot down": the jet attacked nobody
    elif RANK[new.type] < RANK[known.type] and (new.weight == "sure" or known.weight != "sure"):
        known.type = new.type
    known.weight = "sure" if "sure" in (known.weight, new.weight) else known.weight
    known.definite = known.definite and new.definite
    known.negative = known.negative or new.negative
