"""Whether an event took place, is planned, is only possible, or is negated.

The grades follow records.md and, behind it, the factuality scale of FactBank (Saurí and Pustejovsky 2009),
cut down to what an analyst of a truce needs: certain, planned, possible; positive or negative.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from spacy.tokens import Token

Modality = Literal["actual", "planned", "possible"]


class Factuality(NamedTuple):
    """How an event stands: its modality, whether it is negated, and whether a governing word denies it."""

    modality: Modality
    negated: bool
    denied: bool


class _Lexicon(NamedTuple):
    verbs: dict[str, str]
    nouns: dict[str, str]
    adjectives: dict[str, str]
    auxiliaries: dict[str, str]
    subordinators: dict[str, str]
    support: frozenset[str]
    measures: frozenset[str]
    verifying: frozenset[str]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    raw = tomllib.loads((files("trucewatch.language") / "modality.toml").read_text(encoding="utf-8"))

    def grades(table: str) -> dict[str, str]:
        return {word: grade for grade, words in raw[table].items() for word in words}

    return _Lexicon(
        verbs=grades("verbs"),
        nouns=grades("nouns"),
        adjectives=grades("adjectives"),
        auxiliaries=grades("auxiliaries"),
        subordinators=grades("subordinators"),
        support=frozenset(raw["support"]["verbs"]),
        measures=frozenset(raw["measures"]["nouns"]),
        verifying=frozenset(raw["verifying"]["verbs"]),
    )


def is_support(verb: Token) -> bool:
    """Whether a verb only carries an event noun ("launched an offensive", "talks took place")."""
    return verb_lemma(verb) in _lexicon().support


def is_unverified(verb: Token) -> bool:
    """Whether a verb says that nobody's claim could not be checked: "could not confirm", "were unable to verify".

    "Could not verify the army's claim" leaves it the army's, who holds it for true.
    """
    if verb.lemma_ not in _lexicon().verifying:
        return False
    claims = (c for c in verb.children if c.dep_ == "dobj")
    if any(c.dep_ == "poss" or c.lower_ in ("by", "from") for claim in claims for c in claim.children):
        return False
    unable = verb.dep_ == "xcomp" and verb.head.lower_ in ("unable", "impossible")
    return unable or any(c.dep_ == "neg" for c in verb.children)


_RANK = {"actual": 0, "planned": 1, "possible": 2}
_VERBAL = {"xcomp", "ccomp", "advcl", "pcomp", "acl"}


def verb_lemma(token: Token) -> str:
    """The lemma with its particle ("call off"), or with the preposition of a phrasal verb ("call for")."""
    particle = next((c.lower_ for c in token.children if c.dep_ == "prt"), None)
    return f"{token.lemma_.lower()} {particle}" if particle else token.lemma_.lower()


def factuality(token: Token) -> Factuality:
    """How the event that `token` (a verb or an event noun) names stands, by all that governs it in its sentence."""
    modality, negated, denied = "actual", False, False
    node, below, depth = token, None, 0
    while depth < 6:
        own, neg = _own(node, below)
        modality = max(modality, own, key=_RANK.__getitem__)
        negated ^= neg
        if node.pos_ in ("NOUN", "PROPN") and depth == 0:
            shade = _shade_of_noun(node)
            if shade == "negated":
                negated = True
            elif shade:
                modality = max(modality, shade, key=_RANK.__getitem__)
        step = _governor(node)
        if step is None:
            break
        below, (node, grade) = node, step
        if is_unverified(node):
            modality = "possible"
            break
        if grade == "negated":
            negated = not negated
        elif grade == "denied":
            denied = True
            break
        elif grade in _RANK:
            modality = max(modality, grade, key=_RANK.__getitem__)
        depth += 1
    return Factuality(modality, negated, denied)  # type: ignore[arg-type]


def _awaited(verb: Token) -> bool:
    """Whether a clause tells of what has to come first: "will go home once the last soldier *has left*"."""
    present = verb.tag_ in ("VBZ", "VBP") or any(
        c.tag_ in ("VBZ", "VBP") and c.dep_ == "aux" for c in verb.lefts
    )
    joined = any(c.lower_ in ("once", "when", "after") and c.dep_ in ("mark", "advmod") for c in verb.lefts)
    to_come = any(c.dep_ == "aux" and c.lower_ in ("will", "shall", "'ll", "would") for c in verb.head.lefts)
    return verb.dep_ == "advcl" and present and joined and to_come


def _own(node: Token, below: Token | None) -> tuple[str, bool]:
    """What the auxiliaries, negations and subordinators of a word itself say."""
    lexicon = _lexicon()
    grade, negated = ("planned" if _awaited(node) else "actual"), False
    for child in node.children:
        dep = child.dep_
        if dep == "neg" or (dep == "advmod" and child.lower_ in ("never", "hardly", "scarcely", "barely")):
            negated = not negated
        elif dep == "preconj" and child.lower_ == "neither":
            negated = True
        elif dep in ("aux", "auxpass"):
            word = child.lower_
            if word in ("would", "'d"):
                grade = max(grade, "planned" if _reported(node) else "possible", key=_RANK.__getitem__)
            elif word in lexicon.auxiliaries:
                grade = max(grade, lexicon.auxiliaries[word], key=_RANK.__getitem__)
            elif word == "to" and node.dep_ == "ROOT" and node.tag_ == "VB" and _has_subject(node):
                grade = max(grade, "planned", key=_RANK.__getitem__)  # "Ministers to meet in Oslo"
        elif dep == "mark" and child.lower_ in lexicon.subordinators:
            grade = max(grade, "possible", key=_RANK.__getitem__)
        elif dep in ("nsubj", "nsubjpass", "dobj", "attr") and child != below and _no(child):
            negated = True
    return grade, negated


def is_infinitive(verb: Token) -> bool:
    """Whether a verb is in the form with "to": "a plan *to withdraw*"."""
    return verb.tag_ == "VB" and any(c.lower_ == "to" for c in verb.lefts)


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.lefts)


def _no(noun: Token) -> bool:
    if noun.lower_ in ("none", "nobody", "nothing", "neither"):
        return True
    return any(c.dep_ in ("det", "neg", "preconj") and c.lower_ in ("no", "neither") for c in noun.lefts)


def _reported(node: Token) -> bool:
    """Whether a verb stands in reported speech, where "would" is the future."""
    if any(c.dep_ == "mark" and c.lower_ == "if" for c in node.children):
        return False
    while node.dep_ in ("conj", "xcomp", "advcl", "relcl") and node.head != node:
        node = node.head
    return node.dep_ in ("ccomp", "acl", "relcl") or any(
        c.dep_ in ("ccomp", "parataxis") and c.lemma_ in ("say", "add", "tell", "announce")
        for c in node.children
    )


def _shade_of_noun(noun: Token) -> str | None:
    lexicon = _lexicon()
    for child in noun.lefts:
        if child.dep_ in ("amod", "compound", "det", "neg"):
            if child.lower_ == "no":
                return "negated"
            grade = lexicon.adjectives.get(child.lower_)
            if grade:
                return grade
    return None


def _governor(node: Token) -> tuple[Token, str | None] | None:
    """The word above in the chain of meaning, and what it makes of what is below it."""
    lexicon, head, dep = _lexicon(), node.head, node.dep_
    if head == node:
        return None
    if dep == "conj":
        # a conjunct shares what governs the first one only where it has no subject of its own
        own_subject = any(c.dep_ in ("nsubj", "nsubjpass") for c in node.children)
        own_tense = any(c.dep_ in ("aux", "auxpass") for c in node.children) or node.tag_ in (
            "VBD",
            "VBZ",
            "VBP",
        )
        return None if own_subject or (own_tense and node.pos_ == "VERB") else (head, None)
    if dep == "ccomp" and node.i < head.i:
        return None  # what was said, before who said it
    if dep in ("xcomp", "ccomp"):
        if head.lemma_ == "be":
            to = any(c.dep_ == "aux" and c.lower_ == "to" for c in node.children)
            return head, "planned" if to and dep == "xcomp" else None
        if head.lemma_ == "have" and dep == "xcomp" and head.tag_ in ("VBZ", "VBP"):
            return head, "planned"  # what has to be done is still to come; what had to be done was
        if head.pos_ == "ADJ":
            return head, lexicon.adjectives.get(head.lower_, "actual")
        grade = _verb_grade(head, node)
        if grade is None and dep == "ccomp":
            return None
        if dep == "ccomp" and grade in ("actual", None):
            return None
        # "agreed", "vowed", "told" govern what is to come only before "to" or "will", not before a past tense
        infinitive = node.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ == "to" for c in node.children)
        if dep == "ccomp" and grade == "planned" and not infinitive:
            return None
        return head, grade
    if dep in ("acl", "relcl") and head.pos_ in ("NOUN", "PROPN") and is_infinitive(node):
        # "Commission to convene on Friday", as logs and headlines have it, has no other verb
        return head, lexicon.nouns.get(head.lemma_, "planned" if head.dep_ == "ROOT" else "possible")
    if dep == "acl" and any(c.dep_ in ("mark", "nsubj") and c.lower_ == "that" for c in node.lefts):
        return head, lexicon.nouns.get(head.lemma_)  # "denied reports that it had withdrawn"
    if dep == "acl" and node.tag_ == "VBN":
        of = head.dep_ == "pobj" and head.head.lower_ == "of"
        told = head.head.head if of else head  # "reports of two soldiers *killed*"
        return (told, "actual") if lexicon.nouns.get(told.lemma_) == "actual" else None
    if dep == "advcl" and any(c.dep_ == "aux" and c.lower_ == "to" for c in node.lefts):
        return head, "possible"  # a purpose
    if dep in ("advcl", "acl") and node.tag_ == "VBG":
        return head, None
    if dep == "pcomp":
        return _through_preposition(head)
    if dep == "pobj":
        return _through_preposition(head)
    if (
        dep == "nsubj"
        and _is_indefinite(node)
        and any(c.dep_ == "aux" and c.tag_ == "MD" for c in head.children)
    ):
        return head, None  # "an attack would end the truce": there is none yet
    if dep in ("dobj", "nsubj", "nsubjpass"):
        lemma = verb_lemma(head)
        grade = lexicon.verbs.get(lemma) if dep != "nsubj" else None
        if is_unverified(head):
            return head, "possible"
        if grade in ("planned", "possible", "negated", "denied"):
            return head, grade
        return (head, None) if lemma in lexicon.support or node.lemma_ in lexicon.measures else None
    return None


def _verb_grade(verb: Token, below: Token) -> str | None:
    """What a verb makes of what it governs, by the preposition between them, too: "*called on* both to withdraw"."""
    verbs = _lexicon().verbs
    between = [c.lower_ for c in verb.children if c.dep_ == "prep" and verb.i < c.i < below.i]
    keys = (*(f"{verb.lemma_} {word}" for word in between), verb_lemma(verb), verb.lemma_)
    return next((verbs[key] for key in keys if key in verbs), None)


def _is_indefinite(noun: Token) -> bool:
    return noun.pos_ == "NOUN" and any(c.lower_ in ("a", "an", "any", "another") for c in noun.lefts)


def _through_preposition(preposition: Token) -> tuple[Token, str | None] | None:
    lexicon, head, word = _lexicon(), preposition.head, preposition.lower_
    if word == "without":
        return head, "negated"
    if word == "of" and head.lemma_ in lexicon.measures:
        return head, None  # "the next round of talks will be held"
    if head.pos_ == "NOUN" and word in ("of", "for", "to", "against", "on", "about", "over"):
        grade = lexicon.nouns.get(f"{head.lemma_} {word}") or lexicon.nouns.get(head.lemma_)
        return (head, grade) if grade else None
    if head.pos_ == "ADJ":
        grade = lexicon.adjectives.get(f"{head.lower_} {word}")
        return (head, grade) if grade else None
    if head.pos_ in ("VERB", "AUX"):
        grade = lexicon.verbs.get(f"{head.lemma_} {word}")
        if grade is None and word in ("for", "of", "against", "from", "about", "on", "to"):
            grade = lexicon.verbs.get(head.lemma_)
            grade = grade if grade in ("possible", "negated", "denied") else None
        return head, grade
    return None
