"""How wide a place is: a settlement, an area or a country.

Invariant: told by its name alone, so that the same mention is as wide wherever it stands.
"""

from __future__ import annotations

from trucewatch.records import PlaceMention

_WIDE = frozenset(
    (
        *(
            "province",
            "governorate",
            "region",
            "oblast",
            "state",
            "district",
            "county",
            "department",
            "territory",
            "front",
        ),
        *(
            "northern",
            "southern",
            "eastern",
            "western",
            "northwestern",
            "northeastern",
            "southwestern",
            "southeastern",
        ),
        "countryside",
    )
)


def breadth(mention: PlaceMention) -> int:
    """0 for a settlement, 1 for an area, 2 for a country: the most specific place comes first."""
    if mention.country is not None and mention.name == mention.country:
        return 2
    return 1 if any(w in _WIDE for w in mention.name.lower().split()) else 0
