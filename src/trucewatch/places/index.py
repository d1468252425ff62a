"""The gazetteer's index: places and their names in one SQLite file.

Invariant: places are numbered by importance, so that a name's places, stored as ascending numbers, begin
with the one most likely meant. An index is written whole under another name and then moved into place, so
nobody ever opens half of one.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Iterable
from math import log10
from pathlib import Path

from trucewatch.places.names import fold, loose, skeleton
from trucewatch.places.rows import Row

VERSION = "2"
# How a name names its place, in the two low bits of an entry.
MAIN, FURTHER, LOOSE, DEMONYM = range(4)

_SCHEMA = """
CREATE TABLE place (
    number INTEGER PRIMARY KEY, id TEXT, name TEXT, latitude REAL, longitude REAL,
    country TEXT, admin1 TEXT, feature TEXT, population INTEGER, importance REAL
);
CREATE TABLE name (key TEXT PRIMARY KEY, places BLOB) WITHOUT ROWID;
CREATE TABLE skeleton (key TEXT PRIMARY KEY, names TEXT) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""
_WEIGHT = {"continent": 12.0, "country": 11.0, "admin1": 6.0, "admin2": 3.5, "city": 3.0, "capital": 3.8}
_REGION = 7.5


def importance(row: Row) -> float:
    """How likely a place is meant, all else equal: its kind, then the magnitude of its population."""
    people = log10(row.population + 1)
    if row.feature in ("continent", "country"):
        return _WEIGHT[row.feature] + people / 10
    plain = _WEIGHT["city"] if row.minor or row.population else _REGION
    return _WEIGHT.get(row.feature, plain) + people * (0.3 if row.feature.startswith("admin") else 0.8)


def write(rows: Iterable[Row], target: Path | None) -> sqlite3.Connection | None:
    """Writes an index of `rows` to the file `target`; without one, returns it as a database in memory."""
    ordered = sorted(rows, key=lambda r: (-importance(r), r.name, r.country, r.id, r.latitude))
    if target is None:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(connection, ordered)
        return connection
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=target.name, suffix=".part", dir=target.parent)
    os.close(handle)
    try:
        connection = sqlite3.connect(part)
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA page_size = 8192")
        _fill(connection, ordered)
        connection.execute("VACUUM")
        connection.close()
        Path(part).chmod(0o644)
        Path(part).replace(target)
    finally:
        Path(part).unlink(missing_ok=True)
    return None


def _fill(connection: sqlite3.Connection, ordered: list[Row]) -> None:
    entries: dict[str, dict[int, int]] = defaultdict(dict)
    skeletons: dict[str, set[str]] = defaultdict(set)
    for number, row in enumerate(ordered):
        for key, how in _keys(row):
            entries[key][number] = min(how, entries[key].get(number, how))
            if how in (MAIN, FURTHER):
                skeletons[skeleton(key)].add(key)
    with connection:
        connection.executescript(_SCHEMA)
        connection.executemany(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, *row[:8], importance(row)) for number, row in enumerate(ordered)),
        )
        connection.executemany(
            "INSERT INTO name VALUES (?, ?)", ((key, _pack(entries[key])) for key in sorted(entries))
        )
        connection.executemany(
            "INSERT INTO skeleton VALUES (?, ?)",
            ((key, "\n".join(sorted(names))) for key, names in sorted(skeletons.items()) if len(key) > 1),
        )
        connection.execute("INSERT INTO meta VALUES ('version', ?)", (VERSION,))


def _keys(row: Row) -> Iterable[tuple[str, int]]:
    main = fold(row.name)
    if not main:
        return
    yield main, MAIN
    if (bare := loose(main)) != main:
        yield bare, LOOSE
    for name in row.names:
        key = fold(name)
        if key:
            yield key, FURTHER
            if (bare := loose(key)) != key:
                yield bare, LOOSE
    for word in row.demonyms:
        yield fold(word), DEMONYM


def _pack(entries: dict[int, int]) -> bytes:
    return array("I", [number << 2 | how for number, how in sorted(entries.items())]).tobytes()


def unpack(places: bytes) -> list[tuple[int, int]]:
    """Number and manner of naming of each place that a name's entry holds."""
    packed = array("I")
    packed.frombytes(places)
    return [(entry >> 2, entry & 3) for entry in packed]
