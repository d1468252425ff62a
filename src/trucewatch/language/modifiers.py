"""What says more of a noun: participles and relative clauses, wherever the parser hung them.

Invariant: a verb is given only where nothing but the noun's own phrase, a bracket or a comma lies between them,
or where the parser itself joined the two.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from trucewatch.language.clauses import RELATIVE_PRONOUNS


def describing_verbs(noun: Token) -> list[Token]:
    """The participles and relative clauses that say more of a noun, in order, wherever the parser hung them.

    "A truce, *signed* in May and *extended* in June"; "the accord that both sides *concluded*".
    """
    found = [c for c in noun.children if c.dep_ in ("acl", "relcl") and c.pos_ in ("VERB", "AUX")]
    found += [v for v in _verbs_after(noun) if v not in found]
    for verb in list(found):
        found += [
            c
            for c in verb.children
            if c.dep_ == "conj" and c.pos_ == "VERB" and c not in found and _shares_subject(c)
        ]
    return sorted(found, key=lambda t: t.i)


def _shares_subject(verb: Token) -> bool:
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    return all(t.lower_ in RELATIVE_PRONOUNS for t in subjects)


def phrase_end(noun: Token) -> Token:
    """The last word of a noun's phrase, prepositional phrases and brackets in it, clauses not."""
    last = noun
    for child in noun.rights:
        if child.dep_ in ("prep", "appos") and not any(t.pos_ in ("VERB", "AUX") for t in child.subtree):
            last = child.right_edge
        elif child.lower_ == "of":
            last = _before_participle(child) or last
    return last


def _before_participle(of: Token) -> Token | None:
    """Where "of hostilities" ends in "the cessation of hostilities *signed in Doha*"; None for a longer phrase."""
    clause = next((t for t in of.subtree if t.dep_ == "acl" and t.tag_ == "VBN"), None)
    if (
        clause is None
        or clause.i - of.i > 4
        or any(t.pos_ in ("VERB", "AUX") for t in of.doc[of.i : clause.i])
    ):
        return None
    return of.doc[clause.left_edge.i - 1]


def word_after(noun: Token) -> Token | None:
    """The first word behind a noun's phrase and the comma or bracket that ends it; None at a sentence's end."""
    following, end = phrase_end(noun).i + 1, noun.sent.end
    while following < end and noun.doc[following].text in (",", ")"):
        following += 1
    return noun.doc[following] if following < end - 1 else None


def bracketed(noun: Token) -> list[Token]:
    """The words in the bracket that follows a noun's phrase: "the Ceasefire Agreement (*Oslo, 4 May 1996*)"."""
    doc, end = noun.doc, noun.sent.end
    opening = next((i for i in range(noun.i + 1, min(noun.i + 9, end)) if doc[i].text == "("), None)
    if opening is None or any(
        doc[i].pos_ in ("VERB", "AUX") or doc[i].text == "," for i in range(noun.i, opening)
    ):
        return []
    closing = next((i for i in range(opening, min(opening + 15, end)) if doc[i].text == ")"), opening)
    return list(doc[opening + 1 : closing])


def _verbs_after(noun: Token) -> Iterator[Token]:
    """A participle or relative pronoun right behind a noun phrase that the parser gave to something else."""
    word = word_after(noun)
    if word is None:
        return
    after = word.nbor()
    arguments = any(c.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass", "dobj") for c in word.children)
    if word.tag_ in ("VBN", "VBD") and not arguments and after.pos_ in ("ADP", "SCONJ"):
        if word.head != noun and word.dep_ in ("conj", "ccomp", "dep", "advcl", "acl", "amod"):
            yield word
    elif word.lower_ in RELATIVE_PRONOUNS and word.head.pos_ in ("VERB", "AUX") and word.head.i > word.i:
        verb, behind = word.head, phrase_end(noun).i + 1 == word.i
        inside = noun.left_edge.i <= verb.head.i < word.i
        if verb.dep_ == "relcl" and (inside or (verb.head.i < word.i and not behind)):
            return  # "signatories of the accord *that both concluded*" is the accord's, whatever the parser says
        yield verb
