"""Words that stand for a thing named before: "closed *one* near Farukh", "*four* have been encircled", "*those* at Bada".

Invariant: the thing stands in the same sentence or the one or two before, and nothing else that could be counted
is named between; where that does not hold, the word stands for nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from spacy.tokens import Token

from trucewatch.reading.common import start_of_reach

_WORDS = frozenset(
    {"one", "ones", "another", "others", "those", "both", "half", "several", "all", "some", "most"}
)
_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth"})
_THINGS = frozenset({"they", "them", "it"})
_ROLES = frozenset({"nsubj", "nsubjpass", "dobj", "attr", "conj", "pobj", "npadvmod"})
_AT = frozenset({"at", "in", "near", "on", "outside", "along", "between", "opposite", "above"})
_DONE = ("nsubjpass", "dobj")


def stands_for(token: Token, things: Collection[int]) -> int | None:
    """The number of the token that `token` stands for, out of `things`; None where it stands for none of them.

    A pronoun, a number without a noun, "a third", or "one", "another", "those" and the like. With a place beside
    it ("the one *at X*") the last thing named within three sentences is meant; without one, the last that was named in the
    plural or with a number, in this sentence or the one before.
    """
    if not _may_stand(token):
        return None
    first = start_of_reach(token, 2 if _placed(token) else 1)
    for index in range(token.i - 1, first - 1, -1):
        before = token.doc[index]
        if index in things and before.pos_ in ("NOUN", "PROPN"):
            several = before.tag_ in ("NNS", "NNPS") or token.lower_ in (
                "one",
                "another",
                *_THINGS,
                *_ORDINALS,
            )
            return index if several or _placed(token) else None
        rival = before.pos_ == "NOUN" and before.tag_ == "NNS" and before.dep_ in _ROLES
        if rival and not before.ent_type_ and not _placed(token):
            return None
    return None


def _may_stand(token: Token) -> bool:
    if token.dep_ not in _ROLES:
        return False
    if token.lower_ == "them" and token.dep_ == "pobj" and token.head.lower_ == "of":
        return token.head.head.tag_ == "CD" or token.head.head.lower_ in _WORDS  # "two *of them*"
    if token.lower_ in _THINGS:
        return token.dep_ in _DONE and token.head.pos_ == "VERB"
    number = token.tag_ == "CD" and token.ent_type_ not in ("DATE", "TIME", "PERCENT", "MONEY", "QUANTITY")
    another = token.lower_ in _ORDINALS and any(c.lower_ in ("a", "an", "the") for c in token.lefts)
    if not (number or another or token.lower_ in _WORDS) or token.nbor(-1 if token.i else 0).lower_ == "no":
        return False
    counted = any(c.dep_ == "prep" and c.lower_ in ("of", "in", "among") for c in token.children)
    if token.dep_ in ("pobj", "npadvmod", "conj") and not _placed(token):
        return False
    return not counted and (_placed(token) or token.dep_ in _DONE)


def _placed(token: Token) -> bool:
    return any(c.dep_ == "prep" and c.lower_ in _AT for c in token.children)
