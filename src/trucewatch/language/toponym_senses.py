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
from math import exp, log

import numpy as np

from trucewatch.language.toponym_doubts import doubtful, elsewhere, namesake
from trucewatch.language.toponym_scene import WIDE, Name, contains, lies_in, on_the_ground
from trucewatch.places import Candidate

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
_SEAT = 20_000
_SEATED = 3.5  # a seat of diplomacy is likelier meant, unless the report says in so many words where it is


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
    often: dict[tuple[str, float, float], float] = defaultdict(float)
    for name in names:
        if name.sense is not None:
            often[name.sense.identity] += name.weight
    # what was but guessed from the spelling last, so that no stray vouches for it
    for name in sorted(names, key=lambda n: n.fuzzy):
        if name.sense is not None and doubtful(name, names, hints, by_key, often[name.sense.identity] > 1):
            name.sense = namesake(name, names, hints)
        if name.sense is not None and elsewhere(name, name.sense, by_key):
            name.sense = None


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
        bonus = _CONTAINED if any(any(lies_in(o, candidate) for o in out) for out in outer) else 0.0
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
        if on_the_ground(best):
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
    wide = [c.feature in WIDE for c in name.candidates]
    return [
        0.0 if broad else _NEARNESS * min(1.0, float(value)) for broad, value in zip(wide, pull, strict=True)
    ]
