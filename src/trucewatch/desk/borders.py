"""Countries as polygons: Natural Earth's, from the files that are built with the desk's assets.

Invariant: what comes out lies within the degrees that were asked for, and is what the file has there; a border is drawn
as it is held in fact, which is no word on whose the ground is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
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


def countries(bounds: Bounds, scale: Scale) -> list[dict[str, Any]]:
    """The countries within `bounds` as GeoJSON features, cut off there.

    Raises:
        AssetsError: where the borders were not built.
    """
    atlas = _atlas(scale)
    features = []
    for country in atlas.countries:
        polygons = zip(country["polygons"], country["boxes"], strict=True)
        near = [atlas.polygon(rings) for rings, box in polygons if _meet(Bounds(*box), bounds)]
        cut = [rings for polygon in near if (rings := _cut(polygon, bounds))]
        if cut:
            geometry = {"type": "MultiPolygon", "coordinates": cut}
            features.append(
                {"type": "Feature", "properties": {"name": country["name"]}, "geometry": geometry}
            )
    return features


def _cut(polygon: Sequence[Ring], bounds: Bounds) -> list[list[list[float]]]:
    """A polygon cut off at the bounds; nothing of it where its outer ring has nothing there."""
    rings = [clipped(ring, bounds) for ring in polygon]
    if len(rings[0]) <= 3:
        return []
    return [list(map(list, ring)) for ring in rings if len(ring) > 3]


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


class _Atlas:
    """Countries whose borders are arcs, shared with their neighbours; an arc is unpacked once somebody asks for it."""

    def __init__(self, topology: dict[str, Any]) -> None:
        self.countries: list[dict[str, Any]] = topology["countries"]
        self._packed = topology["arcs"]
        self._scale, self._start = topology["transform"]["scale"], topology["transform"]["translate"]
        self._arcs: dict[int, Ring] = {}

    def polygon(self, rings: Sequence[Sequence[int]]) -> tuple[Ring, ...]:
        """The rings of a polygon, the outer one first."""
        return tuple(self._ring(indices) for indices in rings)

    def _ring(self, indices: Sequence[int]) -> Ring:
        """A ring is arcs one after the other; one with a negative number, its complement, runs backwards."""
        points: list[Point] = []
        for index in indices:
            arc = self._arc(index) if index >= 0 else self._arc(~index)[::-1]
            points += arc[1:] if points else arc
        return tuple(points)

    def _arc(self, index: int) -> Ring:
        """An arc as TopoJSON packs it: each point is given by how far it is from the one before."""
        if index not in self._arcs:
            x = y = 0
            points = []
            for dx, dy in self._packed[index]:
                x, y = x + dx, y + dy
                longitude, latitude = x * self._scale[0] + self._start[0], y * self._scale[1] + self._start[1]
                points.append((round(longitude, 4), round(latitude, 4)))
            self._arcs[index] = tuple(points)
        return self._arcs[index]


@lru_cache(maxsize=2)
def _atlas(scale: Scale) -> _Atlas:
    try:
        return _Atlas(json.loads((BORDERS / f"{scale}.json").read_text(encoding="utf-8")))
    except OSError:
        raise AssetsError("the borders of the map were not built; run: make assets") from None
