"""The map of a case: its zone, posts, towns and incidents over the days, and what has no place on it.

Invariant: each thing of the case is on the map or in the list beside it; what is shown for a day depends on what was
told of that day and those before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from trucewatch.cases import Picture
from trucewatch.desk.borders import Bounds
from trucewatch.desk.filters import Day, Filters, Text
from trucewatch.desk.views.common import View
from trucewatch.desk.views.kept import kept
from trucewatch.desk.views.map_features import Feature, Features, Marked
from trucewatch.desk.views.map_signs import Sign, signs

_MARGIN = 0.25
"""Degrees around what is drawn, at the least."""


class MapFilters(Filters):
    """What is drawn: incidents from `since` on, things of one kind; `day` is the one shown first, `thing` marked."""

    since: Day = None
    day: Day = None
    kind: Text = None
    thing: Text = None


class Collection(View):
    """A GeoJSON feature collection (RFC 7946)."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: tuple[Feature, ...]


class Unplaced(View):
    """Things of one kind that no report places, or whose place nobody knows where it is."""

    kind: str
    things: tuple[Marked, ...]


class MapView(View):
    """The map with everything on it.

    - `day`: the day shown, up to which `stands` is chosen; `days`: all days on which something changed
    - `bounds`: west, south, east, north of what the case is about on the ground; None where nothing has a place
    - `zone`: the ground of the arrangement, as GeoJSON
    - `features`: all that has coordinates, with the days that it holds for
    - `stands`: what of it holds on the day: what the map draws, and its table lists
    - `signs`: how its groups are drawn
    - `unplaced`: what has no coordinates
    """

    day: str
    days: tuple[str, ...]
    since: str | None
    bounds: tuple[float, float, float, float] | None
    zone: Mapping[str, Any]
    features: Collection
    stands: tuple[Marked, ...]
    signs: tuple[Sign, ...]
    kinds: tuple[str, ...]
    unplaced: tuple[Unplaced, ...]
    thing: str | None = None
    tiles: str | None = None


def view(picture: Picture, filters: MapFilters, tiles: str | None = None) -> MapView:
    """The map of a case on a day: `filters.day`, else the picture's."""
    every = [f for f in _features(picture) if _fits(f.properties, filters)]
    placed = tuple(f for f in every if f.geometry is not None)
    day = filters.day or picture.today
    return MapView(
        day=day,
        days=tuple(sorted({f.properties.day for f in placed if f.properties.day})),
        since=filters.since,
        bounds=bounds(picture),
        zone=_zone(picture),
        features=Collection(features=placed),
        stands=tuple(f.properties for f in placed if holds(f.properties, day)),
        signs=signs(f.properties for f in placed),
        kinds=tuple(sorted({f.properties.kind for f in _features(picture)})),
        unplaced=_unplaced(f.properties for f in every if f.geometry is None),
        thing=filters.thing,
        tiles=tiles,
    )


def holds(marked: Marked, day: str) -> bool:
    """Whether what a feature says holds on a day: it has begun, and no later word has taken its place.

    What no report gives a day for has always held.
    """
    last = day if len(day) >= len("2020-02-08") else f"{day}-99"
    return marked.day <= last and (marked.until is None or last < marked.until)


def bounds(picture: Picture) -> Bounds | None:
    """West, south, east and north of the zone, and of posts, towns and incidents that are surely placed."""
    points = [point for polygon in picture.zone for ring in polygon for point in ring]
    if not points:
        points = [
            (f.geometry["coordinates"][0], f.geometry["coordinates"][1])
            for f in _features(picture)
            if f.geometry is not None and f.properties.layer != "other" and not f.properties.doubt
        ]
    if not points:
        points = [one.point[::-1] for one in (*picture.case.place, *picture.case.post) if one.point]
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Bounds(min(xs), min(ys), max(xs), max(ys)).widened(_MARGIN)


def _features(picture: Picture) -> list[Feature]:
    return kept(picture, "map", lambda: Features(picture, picture.naming).every())


def _fits(marked: Marked, filters: MapFilters) -> bool:
    if filters.kind and marked.kind != filters.kind:
        return False
    return marked.layer in ("post", "control") or not filters.since or marked.day >= filters.since


def _zone(picture: Picture) -> Mapping[str, Any]:
    coordinates = [[list(map(list, ring)) for ring in polygon] for polygon in picture.zone]
    name = picture.case.zone.name if picture.case.zone else None
    zone = {
        "type": "Feature",
        "properties": {"title": name or "Zone"},
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
    }
    return {"type": "FeatureCollection", "features": [zone] if coordinates else []}


def _unplaced(found: Iterable[Marked]) -> tuple[Unplaced, ...]:
    kinds: dict[str, list[Marked]] = {}
    for marked in found:
        kinds.setdefault(marked.kind, []).append(marked)
    return tuple(Unplaced(kind=kind, things=tuple(kinds[kind])) for kind in sorted(kinds))
