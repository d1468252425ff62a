"""A clause and the heads of its arguments: coordination spread out, relative pronouns and measures seen through.

Invariant: an argument is given by the head token of its noun phrase, and each head of a coordination once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from spacy.tokens import Token

from trucewatch.language.modality import Modality

Obliques = dict[str, list[Token]]

_SUBORDINATE = {"relcl", "ccomp", "advcl", "parataxis", "csubj", "csubjpass"}
_PURPOSE = {"aim", "design", "intend", "mean", "seek"}
RELATIVE_PRONOUNS = {"who", "whom", "which", "that", "whose"}


@dataclass(slots=True, eq=False)
class Clause:
    """One predicate with its arguments; every argument is the head token of its noun phrase.

    `agents`, `patients` and `recipients` are whole coordinations ("Turkey and Russia" is two heads).
    `obliques` maps a preposition to the heads that it governs ("in", "over", "between" …), those of a
    carrying verb included. `events` are event nouns that the clause stands with ("killed *in shelling*"),
    `carrier` the verb that carries a noun ("*launched* an offensive").
    """

    predicate: Token
    lemma: str
    nominal: bool
    agents: list[Token] = field(default_factory=list)
    patients: list[Token] = field(default_factory=list)
    recipients: list[Token] = field(default_factory=list)
    obliques: Obliques = field(default_factory=dict)
    complements: list[Token] = field(default_factory=list)
    carrier: Token | None = None
    passive: bool = False
    modality: Modality = "actual"
    negated: bool = False
    denied: bool = False

    def oblique(self, *prepositions: str) -> list[Token]:
        """The heads that any of these prepositions governs, in the order asked for."""
        return [t for p in prepositions for t in self.obliques.get(p, ())]

    @property
    def means(self) -> list[Token]:
        """What it was done by, in or with, where that is no actor: the nouns after by, in, with, from, during."""
        return self.oblique("by", "in", "with", "from", "during", "after", "through", "using")

    def tokens(self) -> Iterator[Token]:
        """The clause's own words: its subtree less the clauses inside it, in no fixed order."""
        yield from own_tokens(self.predicate)
        if self.carrier is not None:
            inside = {t.i for t in own_tokens(self.predicate)}
            yield from (t for t in own_tokens(self.carrier) if t.i not in inside)


@lru_cache(maxsize=1)
def event_nouns() -> dict[str, Any]:
    """The word lists of nouns.toml: what of-phrases mean after a noun, nouns that only measure, verbs by their roles."""
    text = (files("trucewatch.language") / "nouns.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    return {k: frozenset(v["nouns"]) for k, v in raw.items()}


def own_tokens(head: Token) -> Iterator[Token]:
    """The subtree of `head` without subordinate clauses and without coordinated verbs."""
    stack = [head]
    while stack:
        token = stack.pop()
        yield token
        for child in token.children:
            dep = child.dep_
            if dep == "acl" and child.lemma_ in _PURPOSE:
                continue
            if dep in _SUBORDINATE or (
                dep == "conj" and child.pos_ in ("VERB", "AUX") and token.pos_ in ("VERB", "AUX")
            ):
                # a non-finite adverbial ("…, killing eight") is told of separately, too
                continue
            stack.append(child)


def conjuncts(token: Token) -> list[Token]:
    """`token` and what is coordinated with it to its right, however deep the parser chained it."""
    found, stack = [token], [token]
    while stack:
        for child in stack.pop().children:
            if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "DET"):
                found.append(child)
                stack.append(child)
            elif child.dep_ == "prep" and child.lower_ == "of":
                found += _people_after(child)
            elif child.dep_ == "appos" and child.left_edge.i > 0 and child.left_edge.nbor(-1).dep_ == "cc":
                found.append(child)  # "the minister, Ann Lee, *and* his colleague", taken for one person
                stack.append(child)
    return sorted(found, key=lambda t: t.i)


def _people_after(preposition: Token) -> list[Token]:
    """Whoever the parser joined to somebody's country: "received Ann Lee of Chad *and Mali's minister, Bo Ba*"."""
    return [
        other
        for land in preposition.children
        if land.dep_ == "pobj" and land.ent_type_ == "GPE" and preposition.head.ent_type_ == "PERSON"
        for other in land.children
        if other.dep_ == "conj"
        and "PERSON" in (other.ent_type_, *(c.ent_type_ for c in other.children if c.dep_ == "appos"))
    ]


def content_head(token: Token) -> Token:
    """The noun that a measuring noun measures: "dozens of *fighters*", "three of the *posts*", "a group of *men*"."""
    measures = event_nouns()["measure"]
    seen = 0
    while seen < 4 and (token.lemma_.lower() in measures or token.pos_ == "NUM" or token.tag_ == "CD"):
        inner = next(
            (
                g
                for c in token.children
                if c.dep_ == "prep" and c.lower_ in ("of", "in", "among")
                for g in c.children
                if g.dep_ == "pobj"
            ),
            None,
        )
        if inner is None or (inner.pos_ not in ("NOUN", "PROPN", "PRON", "NUM")):
            return token
        token, seen = inner, seen + 1
    return token


def antecedent(token: Token) -> Token:
    """What a relative pronoun stands for: the noun that its clause describes; any other token is itself.

    In "the posts found *themselves* surrounded" the pronoun is the subject of the verb above.
    """
    if token.lower_ in ("themselves", "itself") and token.dep_ in ("nsubj", "nsubjpass"):
        above = token.head.head
        return next((c for c in above.children if c.dep_ == "nsubj" and c.i < token.i), token)
    if token.lower_ not in RELATIVE_PRONOUNS or token.tag_ not in ("WDT", "WP", "WP$", "IN", "DT"):
        return token
    node = token.head
    while (
        node.dep_ in ("conj", "xcomp", "prep", "pobj", "ccomp", "pcomp", "advcl", "poss")
        and node.head != node
    ):
        node = node.head
    if node.dep_ != "relcl" or node.head.i > token.i:
        return token
    listed = [t for t in conjuncts(node.head) if t.i < token.i]
    return listed[-1] if _is_singular(node) else listed[0]


def _is_singular(verb: Token) -> bool:
    """Whether a finite verb agrees with one thing: "which *hosts*", "which *has* called"."""
    finite = next((c for c in verb.lefts if c.dep_ in ("aux", "auxpass")), verb)
    return finite.tag_ == "VBZ" or finite.lower_ == "was"


def phrase(token: Token) -> list[Token]:
    """An argument's heads: relative pronouns replaced, coordination spread out."""
    heads = []
    for member in conjuncts(token):
        stands_for = antecedent(member)
        plural = stands_for != member and not _is_singular(member.head)
        heads += [t for t in conjuncts(stands_for) if t.i < member.i] if plural else [stands_for]
    return heads


def observes(verb: Token) -> bool:
    """Whether a verb's subject only tells of the event that is its object: "recorded", "counted", "put at"."""
    lemma = verb.lemma_.lower()
    if lemma == "put":
        return any(c.dep_ == "prep" and c.lower_ == "at" for c in verb.children)
    return lemma in event_nouns()["observing"]
