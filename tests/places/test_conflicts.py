"""The gazetteer over the names of the world's conflicts: every one known, in its country and where it lies."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from trucewatch.language import pipeline
from trucewatch.language.toponyms import find_places
from trucewatch.places import Gazetteer, distance
from trucewatch.places.build import INDEX
from trucewatch.places.rows import regions

_TOWN, _REGION = 50.0, 400.0
_WIDE = frozenset(
    [
        "region",
        "valley",
        "river",
        "mountain",
        "line",
        "sea",
        "lake",
        "park",
        "desert",
        "forest",
        "islands",
        "island",
        "road",
    ]
)


class Known(NamedTuple):
    """A line of conflicts.tsv."""

    conflict: str
    country: str
    point: tuple[float, float]
    feature: str
    names: list[str]

    @property
    def reach(self) -> float:
        """Kilometres that another source's point may be away."""
        return _REGION if self.feature in _WIDE else _TOWN


def known() -> list[Known]:
    found, conflict = [], ""
    for line in Path(__file__).with_name("conflicts.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            conflict = line[2:]
        elif line:
            country, point, feature, names = line.split("\t")
            latitude, longitude = map(float, point.split())
            found.append(Known(conflict, country, (latitude, longitude), feature, names.split("|")))
    return found


def test_the_list_is_long_and_wide() -> None:
    places = known()
    assert len({name for place in places for name in place.names}) > 4000
    assert len({place.conflict for place in places}) > 45
    assert len({place.country for place in places}) > 110


def test_every_name_is_known_in_its_country_and_where_it_lies(gazetteer: Gazetteer) -> None:
    missing = [
        (place.conflict, name)
        for place in known()
        for name in place.names
        if not any(
            (place.country == "-" or found.country_code in (place.country, ""))
            and distance(place.point, (found.latitude, found.longitude)) < place.reach
            for found in gazetteer.named(name)
        )
    ]
    assert missing == []


def test_places_of_our_own_lie_among_towns_of_their_country(gazetteer: Gazetteer) -> None:
    """A point with two digits swapped or a sign lost would lie in the sea or in another country."""
    towns: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with closing(sqlite3.connect(INDEX)) as index:
        for country, *point in index.execute(
            "SELECT country, latitude, longitude FROM place WHERE id != '' AND feature IN ('city', 'capital')"
        ):
            towns[country].append((point[0], point[1]))
    stray = [
        row.name
        for row in regions()
        if row.minor and row.country
        if not any(
            abs(latitude - row.latitude) < 4 and abs(longitude - row.longitude) < 4
            for latitude, longitude in towns[row.country]
        )
    ]
    assert stray == []


def test_a_sentence_that_names_the_country_places_the_name(gazetteer: Gazetteer) -> None:
    """Every fifteenth place of the list, in the words of a report: found, whole, and where it lies."""
    results: Counter[str] = Counter()
    for place in [place for place in known() if place.country != "-"][::15]:
        name, country = place.names[0], gazetteer.countries[place.country]
        text = (
            f"Officials in {country} said on Monday that clashes were reported in {name}, where several people "
            "were wounded. The truce was holding elsewhere."
        )
        mentions = [m for m in find_places(pipeline.parse(text), gazetteer=gazetteer) if m.text == name]
        if not mentions or mentions[0].latitude is None or mentions[0].longitude is None:
            results["missing"] += 1
        elif distance(place.point, (mentions[0].latitude, mentions[0].longitude)) < place.reach:
            results["right"] += 1
        else:
            results["wrong"] += 1
    assert results.total() > 200
    assert results["right"] / results.total() > 0.94, results
