"""Which way a time expression looks from the day of publication, by the verb that governs it."""

from __future__ import annotations

from spacy.tokens import Token

from trucewatch.language.times.lexicon import lexicon

_MODALS = frozenset({"will", "shall", "'ll", "wo", "would", "should", "could", "must", "can", "may", "might"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "had", "'s", "'re"})
_BACK = frozenset({"had", "has", "have", "was", "were", "did", "'ve", "'d"})
_PAST, _AHEAD, _PRESENT = "past", "ahead", "present"


def direction(token: Token, signal: str | None = None) -> str:
    """ "past", "ahead" or "present" for the time expression that ends in `token`.

    "ahead" under a future or modal verb, an infinitive, or a participle of planning ("is expected on
    Thursday"); "present" where the verb is in the simple present; else "past".
    """
    ahead = lexicon().ahead
    verb = _governor(token)
    if verb is None:
        return _PAST
    if verb.pos_ not in ("VERB", "AUX"):
        return _AHEAD if verb.lemma_.lower() in ahead else _PAST
    if signal == "by" and any(child.tag_ == "MD" for child in verb.children):
        return _AHEAD
    if signal in (None, "on", "in") and verb.lemma_.lower() in lexicon().moved and _is_past(verb):
        return _PAST  # "was extended on Monday" tells when, "until Monday" how far
    if verb.dep_ == "acl" and verb.lemma_ == "set" and signal == "on":
        return _PAST  # "a record set on Friday"; what is to come is "set for Friday"
    if verb.tag_ == "VBD" and verb.lemma_.lower() in lexicon().strong:
        return _PAST if token.i < verb.i else _AHEAD
    return _of_verb(verb)


def _is_past(verb: Token) -> bool:
    return verb.tag_ == "VBD" or any(
        c.dep_ in ("aux", "auxpass") and c.lower_ in _BACK for c in verb.children
    )


def is_told(token: Token) -> bool:
    """Whether a verb in the simple past, that does not look ahead itself, governs the expression."""
    verb = _governor(token)
    if verb is None or verb.tag_ != "VBD" or any(child.tag_ == "MD" for child in verb.children):
        return False
    words = lexicon()
    return verb.lemma_.lower() not in words.ahead | words.strong | words.say


def _governor(token: Token) -> Token | None:
    """The verb above, or a predicative word of planning ("due") on the way to it."""
    ahead = lexicon().ahead
    for _ in range(12):
        head = token.head
        if head.i == token.i:
            return token if token.pos_ in ("VERB", "AUX") else None
        if token.dep_ in ("poss", "compound") and head.pos_ in ("NOUN", "PROPN"):
            return None
        token = head
        planned = token.lemma_.lower() in ahead and not (token.pos_ == "NOUN" and token.dep_ == "pobj")
        if token.pos_ in ("VERB", "AUX") or planned:
            return token
    return None


def _of_verb(verb: Token, depth: int = 0) -> str:
    words = lexicon()
    lemma = verb.lemma_.lower()
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    said = {child.lower_ for child in helpers}
    if said & _MODALS:
        back = "have" in said or ("could" in said and _is_negated(verb))
        return _PAST if back else _AHEAD
    if "to" in said and verb.tag_ in ("VB", "VBN"):
        return _PAST if "have" in said or depth > 4 else _infinitive(verb, depth)
    if lemma in words.strong and verb.tag_ in ("VBD", "VBN", "VBG") and "had" not in said:
        return _AHEAD
    passive = bool(said & (_BE - {"had"}))
    if lemma in words.ahead and verb.tag_ == "VBN" and passive:
        return _AHEAD
    if verb.tag_ == "VBD" or said & _BACK:
        return _PAST
    if verb.tag_ == "VBN" and verb.dep_ in ("acl", "relcl", "advcl") and not helpers:
        return _AHEAD if lemma in words.ahead else _PAST
    if lemma in words.invariant and verb.tag_ == "VBP" and verb.lower_ == lemma and not helpers:
        return _PAST
    if verb.tag_ in ("VBZ", "VBP") or any(child.tag_ in ("VBZ", "VBP") for child in helpers):
        return _PAST if lemma in words.say else _PRESENT
    if not helpers and verb.head.i != verb.i and depth < 5:
        above = verb.head if verb.head.pos_ in ("VERB", "AUX") else _governor(verb)
        if above is not None and above.i != verb.i and above.is_ancestor(verb):
            return _of_verb(above, depth + 1)
    return _PAST


def _is_negated(verb: Token) -> bool:
    """ "Could *not* be reached", "*nobody* could be reached", "*neither* of them could"."""
    negative = ("no", "nobody", "none", "neither", "nor", "nothing", "never")
    return any(
        child.dep_ == "neg" or (child.i < verb.i and any(t.lower_ in negative for t in child.subtree))
        for child in verb.children
    )


def _infinitive(verb: Token, depth: int) -> str:
    """ "plans to meet" looks ahead; "failed to meet" looks back; "came to meet" looks where "came" does."""
    head = verb.head
    above = head.head if head.pos_ == "ADJ" else head
    if any(child.lower_ == "had" for child in above.children):
        return _PAST
    if head.i == verb.i or head.pos_ not in ("VERB", "AUX"):
        return _AHEAD
    if head.lemma_.lower() in lexicon().realised or verb.dep_ == "advcl":
        return _of_verb(head, depth + 1)
    return _AHEAD
