"""Whether the sense chosen for a name is better left open, for the report speaks against it.

Invariant: unsure is a value: a place that is little known, or known by another spelling, and that nothing else in
the report vouches for is doubted; so is one that lies elsewhere than the report says.
"""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.language.toponym_evidence import ANGLOPHONE
from trucewatch.language.toponym_scene import (
    REACH,
    WIDE,
    Name,
    contains,
    leading_country,
    lies_in,
    on_the_ground,
)
from trucewatch.places import Candidate, distance
from trucewatch.places.names import fold

# What has fewer people than this, in no country that the report names and far from all else, is doubted.
_LITTLE_KNOWN = {"city": 100_000, "admin2": 300_000, "admin1": 500_000}
_FAR = 1200.0
_NEIGHBOUR = 250.0  # just over a border that the report does not speak of
_BORDER = 60.0  # the same for a name that is not quite the report's
_STRAYED = 400.0  # from all else, for what was but guessed from the spelling
_METROPOLIS, _LARGE = 1_000_000, 500_000
_SIMPLE = frozenset({"country", "region"})  # what is meant by them needs no noun to say so


def doubtful(
    name: Name, names: Sequence[Name], hints: Sequence[Candidate], by_key: dict[str, Name], often: bool
) -> bool:
    """Whether the report speaks against the sense of a name that is little known, or named `often`."""
    sense = name.sense
    assert sense is not None
    placed = [n.sense for n in names if n.sense is not None and not n.fuzzy]
    others = [*(place for place in placed if place.identity != sense.identity), *hints]
    if not name.fuzzy and _well_known(sense) and not _partial(name, sense):
        return not name.seat and _out_of_place(sense, others, often)
    for key in name.containers:
        outer = by_key[key].sense if key in by_key else None
        if outer is not None and contains(outer, sense):
            return False
    if not others:
        return name.fuzzy
    nearest = _away(sense, others)
    leading = leading_country(others)
    supporters = [other for other in others if other.country_code == sense.country_code != ""]
    if name.fuzzy and _off_the_ground(sense, others, _STRAYED):
        return True
    if supporters:
        return _hardly_vouched(sense, supporters, leading, others)
    if not sense.country_code:
        return nearest > _FAR
    if sense.match in ("fuzzy", "loose") and leading is not None:
        return nearest > _BORDER
    return nearest > (_NEIGHBOUR if name.fuzzy or len(others) >= 3 else _FAR)


def elsewhere(name: Name, sense: Candidate, by_key: dict[str, Name]) -> bool:
    """Whether a place does not lie in the division or country in which the report says that it does."""
    if sense.feature not in _LITTLE_KNOWN and sense.feature not in REACH:
        return False
    for key in name.stated:
        outer = by_key[key].sense if key in by_key else None
        if outer is None or not (by_key[key].kinds or outer.feature in _SIMPLE):
            continue
        if not lies_in(outer, sense) and not contains(sense, outer):
            return True
    return False


def namesake(name: Name, names: Sequence[Name], hints: Sequence[Candidate]) -> Candidate | None:
    """The place of exactly that name in the country that the rest of the report is about, if there is one."""
    leading = leading_country([n.sense for n in names if n.sense is not name.sense], hints)
    return next((c for c in name.candidates if c.match == "name" and c.country == leading is not None), None)


def _well_known(sense: Candidate) -> bool:
    return sense.feature in WIDE or sense.population >= _LITTLE_KNOWN.get(sense.feature, 1)


def _partial(name: Name, sense: Candidate) -> bool:
    """Whether the report's name is but a part of the place's ("Serena" for La Serena)."""
    if sense.match not in ("alternate", "loose"):
        return False
    asked, given = set(name.key.split()), set(fold(sense.name).split())
    return asked < given


def _away(sense: Candidate, others: Sequence[Candidate]) -> float:
    """Kilometres to the nearest of other places."""
    return min(distance(sense[2:4], other[2:4]) for other in others)


def _off_the_ground(sense: Candidate, others: Sequence[Candidate], reach: float) -> bool:
    """Whether a place lies farther than `reach` from all that the report names on the ground."""
    ground = [other for other in others if on_the_ground(other)]
    return bool(ground) and _away(sense, ground) > reach


def _hardly_vouched(
    sense: Candidate, supporters: Sequence[Candidate], leading: str | None, others: Sequence[Candidate]
) -> bool:
    """Whether only a country's name or people speak for a place in it, in a report about another country.

    "Indian peacekeepers" in Eritrea do not make Bada a town in India; nor does Israel's being named make a
    place of Israel of a Syrian village whose name is spelled otherwise.
    """
    if sense.feature not in _LITTLE_KNOWN or leading == sense.country:
        return False
    if all(other.match == "demonym" for other in supporters) and _off_the_ground(sense, others, _FAR):
        return True
    firm = any(other.match != "demonym" and other.feature != "country" for other in supporters)
    return not firm and leading is not None and sense.match in ("loose", "alternate", "fuzzy")


def _out_of_place(sense: Candidate, others: Sequence[Candidate], often: bool) -> bool:
    """Whether a report is about one country and a city lies far off, in another that it never names.

    If it speaks of the city `often`, or the city is none of the large ones, it rather means a small namesake which
    the gazetteer does not hold. Reports that name countries where English is spoken look farther afield.
    """
    if sense.feature != "city" or sense.population >= _METROPOLIS:
        return False
    if leading_country(others) is None or any(other.country_code == sense.country_code for other in others):
        return False
    if _away(sense, others) < _FAR:
        return False
    if often and len(others) >= 4:
        return True
    firm = [other for other in others if other.match != "demonym"]
    if len(firm) < 3 or any(other.country_code in ANGLOPHONE for other in others):
        return False
    return sense.population < _LARGE
