"""Which place each name of a report means.

Invariant: a name has one sense per report, chosen by everything that the report names together; where the
report speaks for none of its places, it has none.

The method is the usual one of toponym resolution (Leidner 2007; Lieberman and Samet 2012): a prior by kind
and population, the countries and divisions that the report's other names vote for, names nearby that say
what contains it ("Paris, Texas"), and closeness to what else the report names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log

import numpy as np

from trucewatch.places import Candidate, distance
from trucewatch.places.names import fold

_TEMPERATURE = 0.8
_FLOOR = 0.03
_COUNTRY_WEIGHT = 1.1
_DIVISION_WEIGHT = 0.5
_NEARNESS = 1.6
_NEAR = 120.0  # kilometres over which closeness wears off
_CONTAINED = 6.0
_CONTAINER = 2.5
_ROUNDS = 3
_COUNTRY_DISCOUNT = 1.0  # the index puts countries first; within a report a town may well be meant
_MOST = 40
# What has fewer people than this, in no country that the report names and far from all else, is doubted.
_LITTLE_KNOWN = {"city": 100_000, "admin2": 300_000, "admin1": 500_000}
_FAR = 1200.0
_NEIGHBOUR = 250.0  # just over a border that the report does not speak of
_BORDER = 60.0  # the same for a name that is not quite the report's
_SEAT = 20_000
_SEATED = 3.5  # a seat of diplomacy is likelier meant, unless the report says in so many words where it is
_METROPOLIS = 1_000_000
_WIDE = frozenset({"country", "continent", "region", "sea", "capital"})


@dataclass(slots=True)
class Name:
    """A name of the report with the places that it may mean.

    `weight` is how often it stands there; `kinds` features that the words around it ask for ("X province");
    `containers` names that the report says it lies in; `seat` says that one place of the name is known the
    world over as where states meet; `sense` the place chosen.
    """

    key: str
    candidates: list[Candidate]
    weight: float = 1.0
    kinds: frozenset[str] = frozenset()
    containers: list[str] = field(default_factory=list)
    demonym: bool = False
    fuzzy: bool = False
    seat: bool = False
    sense: Candidate | None = None


def contains(outer: Candidate, inner: Candidate) -> bool:
    """Whether `inner` lies in `outer`, by codes where there are any, else by distance."""
    if outer is inner or outer.id == inner.id != "":
        return False
    if outer.feature == "country":
        return outer.country_code == inner.country_code and inner.feature != "country"
    if outer.feature == "admin1":
        same = outer.country_code == inner.country_code and outer.admin1 == inner.admin1 != ""
        return same and inner.feature not in ("country", "admin1")
    if inner.feature in ("country", "admin1"):
        return False
    if outer.country_code and outer.country_code != inner.country_code:
        return False
    reach = 80.0 if outer.feature in ("admin2", "city", "district") else 400.0
    return distance(outer[2:4], inner[2:4]) < reach


def choose(names: Sequence[Name], hints: Sequence[Candidate] = ()) -> None:
    """Gives every name of a report its `sense`; `hints` are places named outside the text (its title)."""
    by_key = {name.key: name for name in names}
    for name in names:
        name.candidates = sorted(name.candidates, key=lambda c: -_prior(name, c))[:_MOST]
    scores = {name.key: [_prior(name, c) for c in name.candidates] for name in names}
    context = {name.key: _by_context(name, by_key) for name in names}
    for _ in range(_ROUNDS):
        beliefs = {key: _shares(values) for key, values in scores.items()}
        votes = _votes(names, beliefs, hints)
        anchors = _anchors(names, scores)
        for name in names:
            if len(name.candidates) > 1 or name.fuzzy:
                near = _nearness(name, anchors)
                support = _support(name, beliefs[name.key], votes)
                scores[name.key] = [
                    _prior(name, c) + bonus + voted + close
                    for c, bonus, voted, close in zip(
                        name.candidates, context[name.key], support, near, strict=True
                    )
                ]
    for name in names:
        if name.candidates:
            values = scores[name.key]
            name.sense = name.candidates[max(range(len(values)), key=values.__getitem__)]
    often: dict[str, float] = defaultdict(float)
    for name in names:
        if name.sense is not None:
            often[name.sense.id] += name.weight
    # what was but guessed from the spelling last, so that no stray vouches for it
    for name in sorted(names, key=lambda n: n.fuzzy):
        if name.sense is not None and _doubtful(name, names, hints, by_key, often[name.sense.id] > 1):
            name.sense = _namesake(name, names, hints)


def _prior(name: Name, candidate: Candidate) -> float:
    value = candidate.score
    if candidate.feature == "country":
        value -= _COUNTRY_DISCOUNT
    if name.seat and candidate is max(name.candidates, key=_size):
        value += _SEATED
    if name.kinds:
        value += 3.0 if candidate.feature in name.kinds else -1.0
    elif candidate.feature == "admin1" and _has_seat(candidate, name.candidates):
        value -= 1.5
    return value


def _namesake(name: Name, names: Sequence[Name], hints: Sequence[Candidate]) -> Candidate | None:
    """The place of exactly that name in the country that the rest of the report is about, if there is one."""
    leading = leading_country([n.sense for n in names if n.sense is not name.sense], hints)
    return next((c for c in name.candidates if c.match == "name" and c.country == leading is not None), None)


def _size(candidate: Candidate) -> int:
    return candidate.population if candidate.feature in ("city", "capital") else 0


def _has_seat(division: Candidate, candidates: list[Candidate]) -> bool:
    """Whether a town of the division's own name lies in it: the bare name is rather the town."""
    return any(
        c.feature in ("city", "capital")
        and c.population >= _SEAT
        and (c.country_code, c.admin1) == (division.country_code, division.admin1)
        for c in candidates
    )


def _shares(values: list[float]) -> list[float]:
    if not values:
        return []
    best = max(values)
    weights = [exp((value - best) / _TEMPERATURE) for value in values]
    total = sum(weights)
    return [weight / total for weight in weights]


def _by_context(name: Name, by_key: dict[str, Name]) -> list[float]:
    """What containment, said in so many words, adds to each candidate."""
    outer = [by_key[key].candidates for key in name.containers if key in by_key]
    inner = [n.candidates for n in by_key.values() if name.key in n.containers]
    added = []
    for candidate in name.candidates:
        bonus = _CONTAINED if any(any(contains(o, candidate) for o in out) for out in outer) else 0.0
        if any(any(contains(candidate, i) for i in inn) for inn in inner):
            bonus += _CONTAINER
        added.append(bonus)
    return added


Votes = tuple[dict[str, float], dict[tuple[str, str], float], float]


def _votes(names: Sequence[Name], beliefs: dict[str, list[float]], hints: Sequence[Candidate]) -> Votes:
    countries: dict[str, float] = defaultdict(float)
    divisions: dict[tuple[str, str], float] = defaultdict(float)
    total = 0.0
    for name in names:
        weight = _ballot(name)
        total += weight
        for candidate, belief in zip(name.candidates, beliefs[name.key], strict=True):
            if belief > 0.01 and candidate.country_code:
                countries[candidate.country_code] += weight * belief
                if candidate.admin1:
                    divisions[candidate.country_code, candidate.admin1] += weight * belief
    for hint in hints:
        total += 1.0
        if hint.country_code:
            countries[hint.country_code] += 1.0
            if hint.admin1:
                divisions[hint.country_code, hint.admin1] += 1.0
    return countries, divisions, total


def _ballot(name: Name) -> float:
    weight = 1.0 + 0.35 * log(name.weight)
    if name.fuzzy:
        return 0.2 * weight
    return (0.6 if name.demonym else 1.0) * weight


def _support(name: Name, belief: list[float], votes: Votes) -> list[float]:
    """What the votes of the other names add to each candidate."""
    countries, divisions, total = votes
    weight = _ballot(name)
    own_country: dict[str, float] = defaultdict(float)
    own_division: dict[tuple[str, str], float] = defaultdict(float)
    for candidate, share in zip(name.candidates, belief, strict=True):
        own_country[candidate.country_code] += weight * share
        own_division[candidate.country_code, candidate.admin1] += weight * share
    rest = max(total - weight, 0.0)
    # With few others to go by, their votes count for less.
    trust = rest / (rest + 1.0)
    added = []
    for candidate in name.candidates:
        code = candidate.country_code
        if not code:
            added.append(_COUNTRY_WEIGHT * trust * log(_FLOOR + 0.3))
            continue
        share = max(countries[code] - own_country[code], 0.0) / max(rest, 1e-9)
        value = _COUNTRY_WEIGHT * trust * log(_FLOOR + min(share, 1.0))
        if candidate.admin1:
            division = (code, candidate.admin1)
            share = max(divisions[division] - own_division[division], 0.0) / max(rest, 1e-9)
            value += _DIVISION_WEIGHT * trust * log(_FLOOR + min(share, 1.0))
        else:
            value += _DIVISION_WEIGHT * trust * log(_FLOOR + 0.25)
        added.append(value)
    return added


Anchors = tuple[list[str], "np.ndarray[tuple[int, int], np.dtype[np.float64]]"]


def _anchors(names: Sequence[Name], scores: dict[str, list[float]]) -> Anchors:
    keys, points = [], []
    for name in names:
        if not name.candidates or name.fuzzy:
            continue
        values = scores[name.key]
        best = name.candidates[max(range(len(values)), key=values.__getitem__)]
        if best.feature not in _WIDE and best.match != "demonym":
            keys.append(name.key)
            points.append(best[2:4])
    return keys, np.array(points, dtype=np.float64).reshape(-1, 2)


def _nearness(name: Name, anchors: Anchors) -> list[float]:
    """Up to _NEARNESS for each candidate, the closer it is to what the other names mean now."""
    keys, points = anchors
    others = points[[key != name.key for key in keys]] if keys else points
    if not len(others):
        return [0.0] * len(name.candidates)
    here = np.array([c[2:4] for c in name.candidates], dtype=np.float64)
    north = (here[:, None, 0] - others[None, :, 0]) * 111.0
    east = (here[:, None, 1] - others[None, :, 1]) * 111.0 * np.cos(np.radians(here[:, None, 0]))
    pull = np.exp(-np.hypot(north, east) / _NEAR).sum(axis=1)
    wide = [c.feature in _WIDE for c in name.candidates]
    return [
        0.0 if broad else _NEARNESS * min(1.0, float(value)) for broad, value in zip(wide, pull, strict=True)
    ]


def _well_known(sense: Candidate) -> bool:
    return sense.feature in _WIDE or sense.population >= _LITTLE_KNOWN.get(sense.feature, 1)


def _partial(name: Name, sense: Candidate) -> bool:
    """Whether the report's name is but a part of the place's ("Serena" for La Serena)."""
    if sense.match not in ("alternate", "loose"):
        return False
    asked, given = set(name.key.split()), set(fold(sense.name).split())
    return asked < given


def _doubtful(
    name: Name, names: Sequence[Name], hints: Sequence[Candidate], by_key: dict[str, Name], often: bool
) -> bool:
    """Whether the report speaks against the sense of a name that is little known, or named `often`."""
    sense = name.sense
    assert sense is not None
    same = [n for n in names if n.sense is not None and n.sense.id == sense.id]
    others = [n.sense for n in names if n not in same and n.sense is not None and not n.fuzzy] + list(hints)
    if not name.fuzzy and _well_known(sense) and not _partial(name, sense):
        return often and not name.seat and _out_of_place(sense, others)
    for key in name.containers:
        outer = by_key[key].sense if key in by_key else None
        if outer is not None and contains(outer, sense):
            return False
    if not others:
        return name.fuzzy
    nearest = min(distance(sense[2:4], other[2:4]) for other in others)
    leading = leading_country(others)
    supporters = [other for other in others if other.country_code == sense.country_code != ""]
    if supporters:
        return _hardly_vouched(sense, supporters, leading, others)
    if not sense.country_code:
        return nearest > _FAR
    if sense.match in ("fuzzy", "loose") and leading is not None:
        return nearest > _BORDER
    return nearest > (_NEIGHBOUR if name.fuzzy or len(others) >= 3 else _FAR)


def _hardly_vouched(
    sense: Candidate, supporters: Sequence[Candidate], leading: str | None, others: Sequence[Candidate]
) -> bool:
    """Whether only a country's name or people speak for a place in it, in a report about another country.

    "Indian peacekeepers" in Eritrea do not make Bada a town in India; nor does Israel's being named make a
    place of Israel of a Syrian village whose name is spelled otherwise.
    """
    if sense.feature not in _LITTLE_KNOWN or leading == sense.country:
        return False
    if all(other.match == "demonym" for other in supporters):
        points = [other for other in others if other.match != "demonym" and other.feature not in _WIDE]
        if points and min(distance(sense[2:4], other[2:4]) for other in points) > _FAR:
            return True
    firm = any(other.match != "demonym" and other.feature != "country" for other in supporters)
    return not firm and leading is not None and sense.match in ("loose", "alternate", "fuzzy")


def _out_of_place(sense: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether a report is about one country and a city lies far off, in another that it never names.

    If it speaks of the city more than once, it rather means a small namesake which the gazetteer does not hold.
    """
    if sense.feature != "city" or sense.population >= _METROPOLIS:
        return False
    if len(others) < 4 or any(other.country_code == sense.country_code for other in others):
        return False
    leading = leading_country(others)
    nearest = min(distance(sense[2:4], other[2:4]) for other in others)
    return leading is not None and nearest > _FAR


_LEADING = 0.45


def leading_country(senses: Sequence[Candidate | None], hints: Sequence[Candidate] = ()) -> str | None:
    """The country that a report is about, by the places that it names; None where no one country leads.

    It leads with near half of the votes and twice as many as any other. Words for a people and capitals count
    for less: they stand for governments, which act abroad, too.
    """
    votes: dict[str, float] = defaultdict(float)
    for sense in (*senses, *hints):
        if sense is not None and sense.country:
            light = sense.match == "demonym" or sense.feature == "capital"
            votes[sense.country] += 0.4 if light else 1.0
    if not votes:
        return None
    ranked = sorted(((share, country) for country, share in votes.items()), reverse=True)
    most, country = ranked[0]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    return country if most >= _LEADING * sum(votes.values()) and most >= 2 * second else None


def countries_around(senses: Sequence[Candidate | None], hints: Sequence[Candidate] = ()) -> list[str | None]:
    """For each name of a report, in its order, the country that it must be in by what is named around it.

    That is the one that the report is about, where the names nearest before and behind are in no other.
    """
    leading = leading_country(senses, hints)
    placed = [s.country if s is not None and s.match != "demonym" else "" for s in senses]
    before, behind = _nearest(placed), _nearest(placed[::-1])[::-1]
    return [
        leading if leading is not None and {a, b} <= {leading, ""} else None
        for a, b in zip(before, behind, strict=True)
    ]


def _nearest(countries: Sequence[str]) -> list[str]:
    """The last country before each place of a list, empty where there is none."""
    found, last = [], ""
    for country in countries:
        found.append(last)
        last = country or last
    return found
