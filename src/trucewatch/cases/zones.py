"""Ground as polygons: GeoJSON in, whether a point lies in it out.

Invariant: only the areas of a GeoJSON text count (Polygon and MultiPolygon, bare or in features); their holes are out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

Ring = tuple[tuple[float, float], ...]
Polygon = tuple[Ring, ...]
"""Rings of (longitude, latitude), as GeoJSON has them: the outer one, then its holes."""


def polygons(text: str) -> tuple[Polygon, ...]:
    """The polygons in a GeoJSON text (RFC 7946).

    Raises ValueError, with the cause for people, where it is no GeoJSON or has no area.
    """
    try:
        found = tuple(_areas(json.loads(text)))
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON ({error.msg}, line {error.lineno})") from None
    except (KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise ValueError("is no GeoJSON (RFC 7946)") from None
    if not found:
        raise ValueError("has no Polygon or MultiPolygon")
    return found


def _areas(value: Any) -> Iterator[Polygon]:
    kind = value["type"]
    if kind == "FeatureCollection":
        for feature in value["features"]:
            yield from _areas(feature)
    elif kind == "Feature":
        if value["geometry"] is not None:
            yield from _areas(value["geometry"])
    elif kind == "GeometryCollection":
        for geometry in value["geometries"]:
            yield from _areas(geometry)
    elif kind == "Polygon":
        yield _polygon(value["coordinates"])
    elif kind == "MultiPolygon":
        yield from map(_polygon, value["coordinates"])


def _polygon(rings: Any) -> Polygon:
    found = tuple(tuple((float(point[0]), float(point[1])) for point in ring) for ring in rings)
    for ring in found:
        if len(ring) < 4:
            raise ValueError("has a ring of fewer than four points")
        if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring):
            raise ValueError("has a point that is no place on Earth; GeoJSON has longitude first")
    return found


def inside(areas: Iterable[Polygon], point: tuple[float, float]) -> bool:
    """Whether a point (latitude, longitude) lies in one of the areas, by the even-odd rule."""
    y, x = point
    return any(sum(_crosses(ring, x, y) for ring in polygon) % 2 for polygon in areas)


def _crosses(ring: Ring, x: float, y: float) -> int:
    """How many sides of a ring a ray to the east from a point crosses."""
    return sum(
        (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax
        for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True)
    )
