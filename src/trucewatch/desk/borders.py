"""Countries as polygons: Natural Earth's, from the files that are built with the desk's assets.

Invariant: what comes out lies within the degrees that were asked for, and is what the file has there; a border is drawn
as it is held in fact, which is no word on whose the ground is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from trucewatch.desk.assets import BORDERS, AssetsError

Scale = Literal["10m", "50m"]
Point = tuple[float, float]
Ring = tuple[Point, ...]


class Bounds(NamedTuple):
    """Degrees: west, south, east, north."""

    west: float
    south: float
    east: float
    north: float

    def widened(self, by: float) -> Bounds:
        """These degrees with so many more on each side, as far as a map goes."""
        return Bounds(
            max(self.west - by, -180.0),
            max(self.south - by, -85.0),
            min(self.east + by, 180.0),
            min(self.north + by, 85.0),
        )

    @property
    def extent(self) -> float:
        """The longer side."""
        return max(self.east - self.west, self.north - self.south)


class Country(NamedTuple):
    """A country with its outer rings and holes, and the degrees that it fills."""

    name: str
    polygons: tuple[tuple[Ring, ...], ...]
    bounds: Bounds


def countries(bounds: Bounds, scale: Scale) -> list[dict[str, Any]]:
    """The countries within `bounds` as GeoJSON features, cut off there.

    Raises:
        AssetsError: where the borders were not built.
    """
    features = []
    for country in _all(scale):
        if not _meet(country.bounds, bounds):
            continue
        cut = [[list(map(list, ring)) for ring in rings] for rings in _cut(country, bounds)]
        if cut:
            geometry = {"type": "MultiPolygon", "coordinates": cut}
            features.append({"type": "Feature", "properties": {"name": country.name}, "geometry": geometry})
    return features


def _cut(country: Country, bounds: Bounds) -> Iterable[list[Ring]]:
    for polygon in country.polygons:
        rings = [ring for whole in polygon if len(ring := clipped(whole, bounds)) > 3]
        if rings and len(clipped(polygon[0], bounds)) > 3:
            yield rings


def clipped(ring: Sequence[Point], bounds: Bounds) -> Ring:
    """A closed ring cut off at the bounds, one side after the other (Sutherland and Hodgman, 1974)."""
    points = list(ring[:-1])
    for axis, limit, keeps_more in (
        (0, bounds.west, True),
        (0, bounds.east, False),
        (1, bounds.south, True),
        (1, bounds.north, False),
    ):
        points = _against(points, axis, limit, keeps_more)
        if not points:
            return ()
    return (*points, points[0])


def _against(points: list[Point], axis: int, limit: float, keeps_more: bool) -> list[Point]:
    def inside(point: Point) -> bool:
        return point[axis] >= limit if keeps_more else point[axis] <= limit

    kept: list[Point] = []
    for before, point in zip([points[-1], *points[:-1]], points, strict=True):
        if inside(before) != inside(point):
            kept.append(_crossing(before, point, axis, limit))
        if inside(point):
            kept.append(point)
    return kept


def _crossing(a: Point, b: Point, axis: int, limit: float) -> Point:
    share = (limit - a[axis]) / (b[axis] - a[axis])
    other = round(a[1 - axis] + share * (b[1 - axis] - a[1 - axis]), 4)
    return (limit, other) if axis == 0 else (other, limit)


def _meet(a: Bounds, b: Bounds) -> bool:
    return a.west <= b.east and b.west <= a.east and a.south <= b.north and b.south <= a.north


@lru_cache(maxsize=2)
def _all(scale: Scale) -> tuple[Country, ...]:
    try:
        topology = json.loads((BORDERS / f"{scale}.json").read_text(encoding="utf-8"))
    except OSError:
        raise AssetsError("the borders of the map were not built; run: make assets") from None
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    found = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        nested = {"Polygon": [geometry.get("arcs")], "MultiPolygon": geometry.get("arcs")}[geometry["type"]]
        polygons = tuple(tuple(_ring(indices, arcs) for indices in rings) for rings in nested)
        found.append(Country(geometry["properties"]["name"], polygons, _bounds(polygons)))
    return tuple(found)


def _arc(deltas: Sequence[Sequence[int]], transform: dict[str, Sequence[float]]) -> Ring:
    """An arc of a TopoJSON file: each point is given by how far it is from the one before."""
    (scale_x, scale_y), (start_x, start_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in deltas:
        x, y = x + dx, y + dy
        points.append((round(x * scale_x + start_x, 4), round(y * scale_y + start_y, 4)))
    return tuple(points)


def _ring(indices: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """A ring is arcs one after the other; one with a negative number, its complement, runs backwards."""
    points: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return tuple(points)


def _bounds(polygons: Iterable[tuple[Ring, ...]]) -> Bounds:
    points = [point for rings in polygons for point in rings[0]]
    return Bounds(
        min(x for x, _ in points),
        min(y for _, y in points),
        max(x for x, _ in points),
        max(y for _, y in points),
    )
