"""What a case knows, as linking takes it.

Invariant: every name comes from the case file; nothing is guessed.
"""

from __future__ import annotations

from trucewatch.cases.file import Case
from trucewatch.linking.naming import places_named
from trucewatch.linking.things import Knowledge, SourceKind


def knowledge(case: Case) -> Knowledge:
    """The names, sides, sources and places of a case.

    A source that is a party's own (`of`) is that party: a ministry, its spokesman and its minister are one voice. A
    capital among a party's aliases is left to the reading, which knows when "Moscow" is a city.
    """
    return Knowledge(
        names=_names(case),
        sides={party.name: party.side or party.name for party in case.party},
        sources=_sources(case),
        coordinates={one.name: one.point for one in (*case.place, *case.post) if one.point is not None},
        within={
            **{place.name: place.within for place in case.place if place.within},
            **{post.name: post.place for post in case.post if post.place and post.place != post.name},
        },
    )


def _names(case: Case) -> dict[str, str]:
    found: dict[str, str] = {}
    for party in case.party:
        found |= {alias: party.name for alias in party.aliases if not is_capital(alias)}
    for one in (*case.place, *case.post, *case.agreement):
        found |= dict.fromkeys(one.aliases, one.name)
    for source in case.source:
        one_voice = source.of if source.kind == "party" and source.of else source.name
        found |= {name: one_voice for name in source.names if name != one_voice}
    return found


def is_capital(name: str) -> bool:
    """Whether a name is a capital's. It may mean the state or the city; the reading tells which, by the sentence."""
    return any(place.feature == "capital" for place in places_named(name)[:3])


def _sources(case: Case) -> dict[str, SourceKind]:
    allies: dict[str, SourceKind] = {ally: "ally" for party in case.party for ally in party.allies}
    sides = (party for party in case.party if party.kind not in ("mission", "organisation"))
    parties: dict[str, SourceKind] = {party.name: "party" for party in sides}
    return {**allies, **parties, **{source.name: source.kind for source in case.source}}


def friends(case: Case, name: str) -> frozenset[str]:
    """A party, those of its side and its allies, by name: all who do not threaten what is its."""
    party = next((p for p in case.party if p.name == name), None)
    if party is None:
        return frozenset({name})
    side = party.side or party.name
    same = {p.name for p in case.party if (p.side or p.name) == side}
    allies = {ally for p in case.party if p.name in same for ally in p.allies}
    helped = {p.name for p in case.party if same & set(p.allies)}
    return frozenset(same | allies | helped | {side})
