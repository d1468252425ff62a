"""Events and claims as a GeoPackage (OGC 12-128): two layers of points for a geographic information system.

Invariant: each event and each claim is a row, without geometry where it has no coordinates; the same events give the
same bytes. The columns of the layer `claims` are the properties of `trucewatch.exports.geojson`.
"""

from __future__ import annotations

import os
import struct
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from trucewatch.exports import geojson
from trucewatch.exports.describe import describe
from trucewatch.exports.events import Event
from trucewatch.exports.geography import MissingExtraError

_WORLD = "EPSG:4326"
_NEVER = "1970-01-01T00:00:00.000Z"
"""When the layers were last changed: one moment for all, so that the time of day is not in the bytes."""
CLAIMS = (
    "id", "event", "kind", "words", "date", "assertion", "confidence", "place", "country", "precision", "source",
    "published", "url", "quote",
)  # fmt: skip
EVENTS = (
    "id", "kind", "words", "date", "place", "country", "killed_low", "killed_best", "killed_high", "claims", "sources",
)  # fmt: skip
_WHOLE = ("killed_low", "killed_best", "killed_high", "claims", "sources")

Row = dict[str, Any]


def to_geopackage(events: Sequence[Event]) -> bytes:
    """The layers `events` (a row each) and `claims` (a row each, with its event) as a GeoPackage.

    Raises MissingExtraError without pyogrio.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.gpkg"
        _write(path, "events", EVENTS, list(map(_event, events)))
        _write(path, "claims", CLAIMS, list(_claims(events)))
        return path.read_bytes()


def _event(event: Event) -> Row:
    record = event.claims[0].record
    entry = describe(record)
    place, killed = event.place, event.killed()
    return {
        "point": (place.longitude, place.latitude) if place and place.latitude is not None else None,
        "id": event.id,
        "kind": record.kind,
        "words": f"{entry.headline}{entry.rest}",
        "date": event.date,
        "place": place.name if place else None,
        "country": place.country if place else None,
        "killed_low": killed.low if killed else None,
        "killed_best": killed.best if killed else None,
        "killed_high": killed.high if killed else None,
        "claims": len(event.claims),
        "sources": len(event.voices),
    }


def _claims(events: Iterable[Event]) -> Iterator[Row]:
    for event in events:
        for feature in geojson.collection(event.claims)["features"]:
            geometry = feature["geometry"]
            point = tuple(geometry["coordinates"]) if geometry else None
            yield {"point": point, "id": feature["id"], "event": event.id, **feature["properties"]}


def _write(path: Path, layer: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Adds a layer to the file; numbers that are not known are NULL, as are texts and points."""
    try:
        import numpy
        import pyogrio
        import pyogrio.raw
    except ImportError:
        raise MissingExtraError("a GeoPackage needs pyogrio: pip install 'trucewatch[geo]'") from None
    points = numpy.empty(len(rows), dtype=object)
    points[:] = [_well_known(row["point"]) for row in rows]
    values: list[Any] = []
    gaps: list[Any] = []
    for column in columns:
        given = [row.get(column) for row in rows]
        gaps.append(numpy.array([value is None for value in given], dtype=bool))
        if column in _WHOLE:
            values.append(numpy.array([value or 0 for value in given], dtype=numpy.int64))
        elif column == "confidence":
            values.append(numpy.array([value or 0 for value in given], dtype=numpy.float64))
        else:
            texts = numpy.empty(len(rows), dtype=object)
            texts[:] = [None if value is None else _storable(value) for value in given]
            values.append(texts)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _NEVER})
    pyogrio.raw.write(
        os.fspath(path),
        points,
        values,
        numpy.array(columns, dtype=object),
        field_mask=gaps,
        layer=layer,
        driver="GPKG",
        geometry_type="Point",
        crs=_WORLD,
        append=path.exists(),
    )


def _well_known(point: tuple[float, float] | None) -> bytes | None:
    """A point (longitude, latitude) as well-known binary, little-endian."""
    return None if point is None else struct.pack("<BIdd", 1, 1, *point)


def _storable(text: str) -> str:
    """Text as SQLite and UTF-8 can hold it: without NUL and halves of surrogate pairs."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
