"""The gazetteer: a name in, the places that it may name out, the likeliest first.

Invariant: a candidate is a place that a source names so, or, where none does, one whose name is a spelling
of the same sounds; nothing else is offered.
"""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Literal, NamedTuple

from trucewatch.places.index import DEMONYM, FURTHER, LOOSE, MAIN, VERSION, unpack, write
from trucewatch.places.names import fold, loose, skeleton
from trucewatch.places.rows import GazetteerError, read_file

Match = Literal["name", "alternate", "loose", "demonym", "fuzzy"]

_MATCHES: dict[int, Match] = {MAIN: "name", FURTHER: "alternate", LOOSE: "loose", DEMONYM: "demonym"}
_FIT = {"name": 0.0, "alternate": -1.2, "loose": -1.8, "demonym": 0.0, "fuzzy": -3.0}
# Fuzzy spelling: shorter names leave less to go by, so they must agree more closely.
_CLOSE_ENOUGH = 78.0
_SHORT_ENOUGH = 84.0
_MOST = 400
# English has names of its own for large cities (Geneva), which GeoNames lists among the further ones.
_EXONYMS = 100_000


class Candidate(NamedTuple):
    """A place that a name may mean.

    `country` is the usual English name and `country_code` ISO 3166 (both empty for what lies in several
    countries); `admin1` GeoNames' code of the first-level division within the country; `feature` says what
    it is (country, admin1, admin2, city, region, river, sea, …); `match` how the name fits; `score` ranks
    the candidates of one name and means nothing beyond that.
    """

    name: str
    id: str
    latitude: float
    longitude: float
    country: str
    country_code: str
    admin1: str
    feature: str
    population: int
    match: Match
    score: float

    @property
    def identity(self) -> tuple[str, float, float]:
        """What tells the place from others: its id, or its point where it has none."""
        return (self.id, 0.0, 0.0) if self.id else ("", self.latitude, self.longitude)


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two points on the globe (latitude, longitude in degrees): haversine formula."""
    south, north = radians(a[0]), radians(b[0])
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(radians(b[1] - a[1]) / 2) ** 2
    return 12742.0 * asin(min(1.0, sqrt(half)))


class Gazetteer:
    """Looks names up in one or more indexes; where several hold a place, the first one's is taken.

    Args:
        connections: open indexes (see `trucewatch.places.index`), the one that counts most first.
    """

    def __init__(self, *connections: sqlite3.Connection) -> None:
        self._connections = connections
        self._found: dict[str, tuple[Candidate, ...]] = {}
        self._spelled: dict[str, tuple[Candidate, ...]] = {}
        self._countries: dict[str, str] | None = None
        self._capitals: dict[str, Candidate] | None = None
        self._divisions: dict[tuple[str, str], str] | None = None

    @staticmethod
    @lru_cache(maxsize=1)
    def default() -> Gazetteer:
        """The gazetteer that installs with Trucewatch, opened once a process.

        Raises:
            GazetteerError: where its index was never built (a source tree that was not installed).
        """
        from trucewatch.places.build import INDEX

        return Gazetteer.open(INDEX)

    @classmethod
    def open(cls, path: Path) -> Gazetteer:
        """The gazetteer in the index file at `path`, as `trucewatch.places.build.build` writes it."""
        if not path.is_file():
            raise GazetteerError(f"{path}: no gazetteer; build it with python -m trucewatch.places.build")
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        try:
            found = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        except sqlite3.DatabaseError:
            raise GazetteerError(f"{path}: not an index of a gazetteer") from None
        if found != (VERSION,):
            raise GazetteerError(f"{path}: the gazetteer is of another version; build it again")
        return cls(connection)

    def adding(self, path: Path) -> Gazetteer:
        """This gazetteer with the places of a user's file before its own (see `rows.read_file`).

        Raises:
            GazetteerError: naming the file and what is wrong with it.
        """
        connection = write(read_file(Path(path)), None)
        assert connection is not None
        return Gazetteer(connection, *self._connections)

    @property
    def countries(self) -> dict[str, str]:
        """The English name of every country and territory by its ISO 3166 code."""
        if self._countries is None:
            query = "SELECT country, name FROM place WHERE feature = 'country' ORDER BY country"
            self._countries = {
                code: name for connection in self._connections for code, name in connection.execute(query)
            }
        return self._countries

    def country(self, name: str) -> Candidate | None:
        """The country or territory whose usual English name is `name`."""
        return next((c for c in self.named(name) if c.feature == "country" and c.country == name), None)

    def division(self, country_code: str, admin1: str) -> str | None:
        """The name of a country's first-level division by GeoNames' code of it (`Candidate.admin1`)."""
        if self._divisions is None:
            query = "SELECT country, admin1, name FROM place WHERE feature = 'admin1' ORDER BY number DESC"
            self._divisions = {
                (code, division): name
                for connection in reversed(self._connections)
                for code, division, name in connection.execute(query)
            }
        return self._divisions.get((country_code, admin1))

    def capital(self, country: str) -> Candidate | None:
        """The capital of the country or territory whose usual English name is `country`."""
        if self._capitals is None:
            query = "SELECT number FROM place WHERE feature = 'capital' ORDER BY number"
            capitals = [
                self._candidate(connection, number, "name", 0.0)
                for connection in self._connections
                for (number,) in connection.execute(query).fetchall()
            ]
            self._capitals = {}
            for capital in capitals:
                self._capitals.setdefault(capital.country, capital)
        return self._capitals.get(country)

    def within(
        self, west: float, south: float, east: float, north: float, *, limit: int = 200
    ) -> list[Candidate]:
        """The towns and capitals between these degrees, the most important first, at most so many."""
        query = (
            "SELECT number FROM place WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? "
            "AND feature IN ('city', 'capital') ORDER BY number LIMIT ?"
        )
        found = [
            self._candidate(connection, number, "name", 0.0)
            for connection in self._connections
            for (number,) in connection.execute(query, (south, north, west, east, limit)).fetchall()
        ]
        return sorted(found, key=lambda one: (-one.score, one.name, one.id))[:limit]

    def candidates(
        self,
        name: str,
        *,
        country: str | None = None,
        near: tuple[float, float] | None = None,
        limit: int = 10,
        fuzzy: bool = True,
    ) -> list[Candidate]:
        """Places that `name` may mean, the likeliest first; none where nothing is close enough.

        Args:
            name: as a text writes it; case, accents, apostrophes, hyphens and articles do not matter.
            country: an ISO 3166 code or English name; only places in it are returned.
            near: latitude and longitude; the nearer of two places counts as likelier.
            limit: at most so many.
            fuzzy: whether other spellings of the same sounds count where the name itself is unknown.
        """
        found = self.named(name)
        if not found and fuzzy:
            found = self.spelled(name)
        if country:
            wanted = country.casefold()
            found = tuple(c for c in found if wanted in (c.country_code.casefold(), c.country.casefold()))
        if near is not None:
            ranked = sorted(found, key=lambda c: distance(near, (c.latitude, c.longitude)) / 250 - c.score)
            return ranked[:limit]
        return list(found[:limit])

    def named(self, name: str) -> tuple[Candidate, ...]:
        """All places that a source gives `name` for, by descending score."""
        key = fold(name)
        found = self._found.get(key)
        if found is None:
            found = self._look_up(key)
            if not found and (bare := loose(key)) != key:
                found = self._look_up(bare, LOOSE)
            _keep(self._found, key, found)
        return found

    def spelled(self, name: str) -> tuple[Candidate, ...]:
        """Places whose names may be other spellings of `name`, by descending score; itself left out.

        Spellings with the same consonants are compared letter by letter (Levenshtein ratio).
        """
        key = fold(name)
        found = self._spelled.get(key)
        if found is None:
            found = self._alike(key)
            _keep(self._spelled, key, found)
        return found

    def _look_up(self, key: str, worst: int = MAIN) -> tuple[Candidate, ...]:
        found: dict[tuple[str, float, float], Candidate] = {}
        for connection in self._connections:
            row = connection.execute("SELECT places FROM name WHERE key = ?", (key,)).fetchone()
            if row is None:
                continue
            for number, how in unpack(row[0])[:_MOST]:
                match = _MATCHES[how if how == DEMONYM else max(how, worst)]
                candidate = self._candidate(connection, number, match, 0.0)
                found.setdefault(candidate.identity, candidate)
        return tuple(sorted(found.values(), key=lambda c: -c.score))

    def _candidate(
        self, connection: sqlite3.Connection, number: int, match: Match, penalty: float
    ) -> Candidate:
        identifier, name, latitude, longitude, code, admin1, feature, population, weight = connection.execute(
            "SELECT id, name, latitude, longitude, country, admin1, feature, population, importance "
            "FROM place WHERE number = ?",
            (number,),
        ).fetchone()
        fit = _FIT[match]
        if match == "alternate" and population >= _EXONYMS:
            fit /= 3
        score = round(weight + fit - penalty, 3)
        country = self.countries.get(code, "")
        return Candidate(
            name, identifier, latitude, longitude, country, code, admin1, feature, population, match, score
        )

    def _alike(self, key: str) -> tuple[Candidate, ...]:
        from rapidfuzz import fuzz

        bones = skeleton(key)
        bare = loose(key).replace(" ", "")
        if len(bones) < 2 or len(bare) < 4:
            return ()
        least = _CLOSE_ENOUGH if len(bones) > 3 else _SHORT_ENOUGH if len(bones) > 2 else 90.0
        found: dict[tuple[str, float, float], Candidate] = {}
        for connection in self._connections:
            row = connection.execute("SELECT names FROM skeleton WHERE key = ?", (bones,)).fetchone()
            for name in row[0].split("\n") if row else ():
                alike = fuzz.ratio(bare, loose(name).replace(" ", ""))
                if alike < least or name == key:
                    continue
                places = connection.execute("SELECT places FROM name WHERE key = ?", (name,)).fetchone()[0]
                for number, how in unpack(places)[:20]:
                    if how == DEMONYM:
                        continue
                    candidate = self._candidate(connection, number, "fuzzy", (100 - alike) / 10)
                    known = found.get(candidate.identity)
                    if known is None or known.score < candidate.score:
                        found[candidate.identity] = candidate
        return tuple(sorted(found.values(), key=lambda c: (-c.score, c.id)))


def _keep(cache: dict[str, tuple[Candidate, ...]], key: str, found: tuple[Candidate, ...]) -> None:
    """Remembers an answer; the cache starts afresh when it is full, so that memory stays bounded."""
    if len(cache) >= 20_000:
        cache.clear()
    cache[key] = found
