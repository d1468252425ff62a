"""How two places lie to each other.

Invariant: it depends on the two places alone, and is the same both ways round.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from trucewatch.linking.naming import Where, bare, is_site, spelt
from trucewatch.places import distance
from trucewatch.places.names import fold, skeleton

Position = Literal["same", "near", "within", "around", "apart", "elsewhere", "unknown"]

NEAR = 6.0
"""Kilometres within which two spots may be one for people who tell of them."""
AROUND = 30.0
"""Kilometres within which two who tell of one act may place it."""
_LAND = 60.0
"""Kilometres from the middle of a land that is no province of its state, within which a place may be in it."""
_CLOSE_SPELLING = 84.0


@lru_cache(maxsize=65536)
def position(a: Where | None, b: Where | None) -> tuple[Position, float]:
    """How two places lie to each other, and how many kilometres apart (-1 where that is not known).

    `within`: one holds the other; `around`: other spots no more than AROUND kilometres apart; `elsewhere`: spots of
    other names of which nobody knows how far apart they are.
    """
    if a is None or b is None:
        return "unknown", -1
    kilometres = distance(a.point, b.point) if a.point and b.point else -1.0
    if a.key == b.key or _same_spelling(a, b, kilometres) or _called(a, b) or _called(b, a):
        return "same", 0
    if _holds(a, b) or _holds(b, a):
        # a city and its province of one name: reports seldom say which they mean
        return ("same" if a.official == b.official else "within"), kilometres
    if kilometres < 0:
        known = a.level == b.level == "spot" and is_site(a.name) == is_site(b.name)
        return ("elsewhere" if known else "unknown"), kilometres
    if "spot" == a.level == b.level and kilometres <= AROUND:
        return ("near" if kilometres <= NEAR else "around"), kilometres
    return "apart", kilometres


def _same_spelling(a: Where, b: Where, kilometres: float) -> bool:
    if a.point and b.point and kilometres > NEAR and not _confused(a, b):
        return False
    one, other = bare(a.name), bare(b.name)
    return one == other or (skeleton(one) == skeleton(other) and fuzz.ratio(one, other) >= _CLOSE_SPELLING)


def _holds(outer: Where, inner: Where) -> bool:
    if fold(outer.name) in inner.inside:
        return True
    if outer.level == "country":
        return bool(outer.country) and outer.country == inner.country and inner.level != "country"
    if outer.level == "region":
        if outer.key.startswith("part of"):
            return (not outer.area and outer.country == inner.country) or outer.area == inner.area
        if (
            not outer.area
            and outer.country
            and outer.country == inner.country
            and outer.point
            and inner.point
        ):
            return distance(outer.point, inner.point) < _LAND
        return bool(outer.area) and outer.area == inner.area
    if outer.level == "line" and outer.country == inner.country and outer.point and inner.point:
        return distance(outer.point, inner.point) < 40
    return False


def _confused(a: Where, b: Where) -> bool:
    """Whether two places of one name are two only because nobody says which of that name is meant."""
    return any(distance(one, b.point) <= NEAR for one in a.namesakes if b.point) or any(
        distance(one, a.point) <= NEAR for one in b.namesakes if a.point
    )


def _called(a: Where, b: Where) -> bool:
    """Whether the report of `a` says that it is also called what `b` is."""
    return bool(a.also) and (b.key in a.also or spelt(b.name) in a.also)
