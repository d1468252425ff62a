"""Asides: participles that say what an argument has behind it, and not what its clause tells.

Invariant: in "the deal, *signed in Jeddah on 20 May*, was violated" day and town belong to the signing; in "shells
*fired from Oum* hit the market" the firing is part of what happened, and its words stay the clause's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

# what brings arrangements, bodies and persons about, long before what is told of them
_ORIGINS = frozenset(
    (
        *(
            "sign",
            "agree",
            "conclude",
            "reach",
            "strike",
            "broker",
            "mediate",
            "negotiate",
            "adopt",
            "initial",
        ),
        *("establish", "found", "create", "form", "set", "draw", "elect", "appoint", "bear", "name", "date"),
    )
)


def is_aside(token: Token, predicate: Token) -> bool:
    """Whether a word of a clause stands in a participle about one of its arguments, an older matter or set off.

    `predicate` heads the clause. Set off is what commas part from the verb that follows.
    """
    return any(v.lemma_ in _ORIGINS or _is_set_off(v, predicate) for v in _participles(token, predicate))


def is_of_origin(token: Token, predicate: Token) -> bool:
    """Whether a word stands in a participle that tells where an argument comes from: "the deal *struck in Doha*"."""
    return any(verb.lemma_ in _ORIGINS for verb in _participles(token, predicate))


def _participles(token: Token, predicate: Token) -> Iterator[Token]:
    """The participles between a word and the head of its clause that say more of an argument."""
    node = token
    while node != predicate and node.head != node:
        if node.dep_ == "acl" and node.tag_ == "VBN" and node.head != predicate:
            yield node
        node = node.head


def beside(tokens: Iterable[Token], predicate: Token) -> list[Token]:
    """`tokens` of the clause of `predicate` less those in asides."""
    return [token for token in tokens if not is_aside(token, predicate)]


def _is_set_off(participle: Token, predicate: Token) -> bool:
    first, last = participle.left_edge, participle.right_edge
    if first.i == 0 or last.i + 1 >= len(last.doc) or last.i > predicate.i:
        return False
    return first.nbor(-1).text == "," and last.nbor().text in (",", ")")


def since_part(predicate: Token) -> Token | None:
    """The head of the "since …" that a predicate stands in: what it tells was over before the rest of the sentence.

    "They met on Saturday, for the first time *since shelling broke the truce*": nothing there is of Saturday.
    """
    node = predicate
    for _ in range(6):
        if node.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "since" for c in node.lefts):
            return node
        if node.head == node:
            return None
        if node.head.dep_ == "prep" and node.head.lower_ == "since" and node.dep_ in ("pobj", "pcomp"):
            return node
        node = node.head
    return None
