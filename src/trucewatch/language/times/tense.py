"""Which way a time expression looks from the day of publication, by the verb that governs it."""

from __future__ import annotations

from spacy.tokens import Token

from trucewatch.language.times.lexicon import lexicon

_INSIDE_NOUN = {"poss", "compound", "nmod", "amod", "nummod", "case", "det", "nsubj", "nsubjpass"}
_PAST, _AHEAD, _PRESENT = "past", "ahead", "present"


def direction(token: Token) -> str:
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
    return _of_verb(verb)


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
        if token.pos_ in ("VERB", "AUX") or token.lemma_.lower() in ahead:
            return token
    return None


def _of_verb(verb: Token) -> str:
    lexica = lexicon()
    lemma = verb.lemma_.lower()
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    words = {child.lower_ for child in helpers}
    tags = {child.tag_ for child in helpers}
    if words & {"will", "shall", "'ll", "wo", "would", "should", "could", "must", "can", "may", "might"}:
        return _PAST if "have" in words else _AHEAD
    if "to" in words and verb.tag_ == "VB":
        return _PAST if "have" in words else _infinitive(verb)
    if (
        lemma in lexica.ahead
        and verb.tag_ == "VBN"
        and words & {"is", "are", "was", "were", "be", "been", "had"}
    ):
        return _AHEAD
    if words & {"had", "has", "have", "was", "were", "did", "'ve"} or verb.tag_ == "VBD":
        return _PAST
    if verb.tag_ == "VBN" and verb.dep_ in ("acl", "relcl", "advcl"):
        return _AHEAD if lemma in lexica.ahead else _PAST
    if verb.tag_ in ("VBZ", "VBP") or tags & {"VBZ", "VBP"}:
        return _PAST if lemma in lexica.say else _PRESENT
    if verb.tag_ in ("VBG", "VB", "VBN") and verb.head.i != verb.i and not helpers:
        above = verb.head if verb.head.pos_ in ("VERB", "AUX") else _governor(verb)
        return _of_verb(above) if above is not None and above.i != verb.i and _higher(above, verb) else _PAST
    return _PAST


def _infinitive(verb: Token) -> str:
    """ "plans to meet" looks ahead; "failed to meet" and "was to have met" look back."""
    head = verb.head
    back = {
        "fail",
        "manage",
        "refuse",
        "begin",
        "start",
        "continue",
        "come",
        "force",
        "help",
        "use",
        "try",
        "seem",
    }
    if head.i != verb.i and head.lemma_.lower() in back and head.tag_ in ("VBD", "VBN"):
        return _PAST
    return _AHEAD


def _higher(above: Token, verb: Token) -> bool:
    return above.is_ancestor(verb)
