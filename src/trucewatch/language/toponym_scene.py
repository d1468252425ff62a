"""What a report names together: its names with the places that they may mean, what lies in what, and the country
that it is about.

Invariant: nothing here prefers one sense of a name to another; that a report speaks for a country is a count of
the senses that it is given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from trucewatch.places import Candidate, distance

# What may be named for more than the ground it stands on: closeness to it says little.
WIDE = frozenset({"country", "continent", "region", "sea", "capital"})
REACH = {"admin1": 350.0, "admin2": 120.0, "city": 80.0, "district": 80.0, "region": 500.0}
_LEADING = 0.45


@dataclass(slots=True)
class Name:
    """A name of the report with the places that it may mean.

    `weight` is how often it stands there; `kinds` features that the words around it ask for ("X province");
    `containers` names that the report likely says it lies in, `stated` those of which it says so in so many words;
    `seat` says that one place of the name is known the
    world over as where states meet; `sense` the place chosen.
    """

    key: str
    candidates: list[Candidate]
    weight: float = 1.0
    kinds: frozenset[str] = frozenset()
    containers: list[str] = field(default_factory=list)
    stated: list[str] = field(default_factory=list)
    demonym: bool = False
    fuzzy: bool = False
    seat: bool = False
    sense: Candidate | None = None


def on_the_ground(place: Candidate) -> bool:
    """Whether a place is somewhere to be near to: neither wide nor a word for a people."""
    return place.feature not in WIDE and place.match != "demonym"


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


def lies_in(outer: Candidate, inner: Candidate) -> bool:
    """Whether `inner` lies in `outer` or may: of its country, which says nothing of the division, and not far."""
    if contains(outer, inner):
        return True
    if outer.feature not in REACH or (
        outer.country_code and inner.country_code not in (outer.country_code, "")
    ):
        return False
    return distance(outer[2:4], inner[2:4]) < REACH[outer.feature]


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
