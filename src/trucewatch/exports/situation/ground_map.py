"""The map of a situation report as SVG: zone, posts, incidents of the period, towns by who holds them.

Invariant: a thing is drawn only where it has a point of its own; what lies in a whole region, or nowhere that is known,
is named beside the map. The drawing has no base map, fetches nothing and is the same for the same picture.

Plate carrée with the scale of the middle latitude: right within a few kilometres for an area of a few hundred.
"""

from __future__ import annotations

from math import ceil, cos, floor, log10, radians
from typing import NamedTuple

from trucewatch.exports.charts import PALETTE
from trucewatch.exports.situation.content import Figure
from trucewatch.exports.situation.happenings import is_toll
from trucewatch.exports.situation.labels import Label, placed
from trucewatch.exports.situation.scope import Scope, title_words
from trucewatch.exports.svg import Attribute, Drawing, shorter
from trucewatch.exports.wording import between, date_words
from trucewatch.linking import Thing
from trucewatch.linking.series import held_since
from trucewatch.records import Incident, Place

WIDTH, HEIGHT = 600.0, 430.0
_MARGIN = 34.0
_LEGEND = 26.0
_KM = 111.32
_NAMED = 12
_GRID: dict[str, Attribute] = {"stroke_opacity": 0.15, "stroke_width": 0.6}
_SMALL: dict[str, Attribute] = {"font_size": "10", "fill_opacity": 0.7}
_GROUND: dict[str, Attribute] = {
    "fill": "#7a8a99", "fill-opacity": 0.16, "stroke": "#7a8a99", "fill-rule": "evenodd",
}  # fmt: skip
_INCIDENT: dict[str, Attribute] = {"fill": PALETTE[1], "fill-opacity": 0.6, "stroke": PALETTE[1]}
_POST: dict[str, Attribute] = {"fill": "none", "stroke": PALETTE[0], "stroke-width": 2}


class Spot(NamedTuple):
    """Something at a point: latitude, longitude, name, what sort of thing, how large it is drawn (radius)."""

    point: tuple[float, float]
    name: str
    sort: str
    size: float = 4.0


class Frame(NamedTuple):
    """The part of the Earth that is drawn, and how a point of it falls on the sheet."""

    west: float
    south: float
    east: float
    north: float

    @property
    def scale(self) -> float:
        """Points of the sheet for a degree of latitude."""
        wide = (WIDTH - 2 * _MARGIN) / ((self.east - self.west) * self.squeeze)
        return min(wide, (HEIGHT - 2 * _MARGIN - _LEGEND) / (self.north - self.south))

    @property
    def squeeze(self) -> float:
        """How much shorter a degree of longitude is than one of latitude, in the middle."""
        return max(0.05, cos(radians((self.south + self.north) / 2)))

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        """Where a point (latitude, longitude) falls."""
        used = (self.east - self.west) * self.squeeze * self.scale
        left = (WIDTH - used) / 2
        x = left + (point[1] - self.west) * self.squeeze * self.scale
        return round(x, 1), round(_MARGIN + (self.north - point[0]) * self.scale, 1)


def ground_map(scope: Scope) -> Figure | None:
    """The map; None where the case has neither a zone nor a point to draw."""
    spots, unplaced = _spots(scope)
    corners = [(y, x) for polygon in scope.picture.zone for ring in polygon for x, y in ring]
    if not spots and not corners:
        return None
    frame = _frame([*corners, *(spot.point for spot in spots)])
    shown = "; ".join(spot.name for spot in spots) or "the zone alone"
    drawing = Drawing(WIDTH, HEIGHT, title="Map", description=shown)
    _graticule(drawing, frame)
    _zone(drawing, scope, frame)
    _marks(drawing, frame, spots)
    _scale_bar(drawing, frame)
    _legend(drawing, spots)
    rough = f" Drawn only roughly: {', '.join(scope.rough)}." if scope.rough else ""
    listed = f" Not drawn, for want of a point: {_some(unplaced)}." if unplaced else ""
    zone = scope.picture.case.zone
    named = f"Shaded: {zone.name}. " if zone and zone.name else ""
    return Figure(
        name="map",
        caption=f"Posts and control as of {date_words(scope.picture.today)}, incidents of the period. {named}"
        f"North is up; no base map; places as the case file and the gazetteer have them.{rough}{listed}",
        alternative=f"Map: {shown}",
        svg=str(drawing.done()),
    )


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"{'; '.join(names[:_NAMED])}{more}"


def _spots(scope: Scope) -> tuple[list[Spot], list[str]]:
    """What has a point, and the names of what has none."""
    spots: dict[tuple[str, tuple[float, float]], Spot] = {}
    unplaced = []
    for course in scope.picture.control:
        if course.point and not scope.picture.beside(course.point):
            step = held_since(course, scope.picture.today)
            holder = f" ({', '.join(step.by)})" if step else ""
            point = scope.shown(course.point, course.name, course.place)
            spots["town", course.point] = Spot(point, f"{course.name}{holder}", "town", 3)
    for post in scope.picture.case.post:
        stands = post.point or _point(scope, post.place or post.name)
        if stands is None:
            unplaced.append(post.name)
        else:
            point = scope.shown(stands, *post.names, post.place)
            spots["post", stands] = Spot(point, _post_words(scope, post.name), "post")
    dead = {harm.thing: harm for harm in scope.picture.casualties if harm.outcome == "killed"}
    for thing in scope.things("incident"):
        if is_toll(scope, thing) or not scope.begins(thing):
            continue
        found = _incident_point(scope, thing)
        if found is None:
            unplaced.append(title_words(thing.title))
        else:
            killed = dead.get(thing.id)
            most = (killed.high or killed.low or 0) if killed else 0
            words = f"{date_words(thing.first or '')[:-5]}{f': {between(killed.low, killed.high)} killed' if killed else ''}"
            before = spots.get(("incident", found))
            name = f"{before.name}; {words}" if before else words
            size = max(before.size if before else 0, 4 + min(14.0, most**0.5 * 2))
            spots["incident", found] = Spot(found, name, "incident", size)
    return list(spots.values()), unplaced


def _post_words(scope: Scope, name: str) -> str:
    course = next((course for course in scope.picture.posts if course.name == name), None)
    step = course.at(scope.picture.today) if course else None
    return f"{name}: {step.status}" if step else f"{name}: no word"


def _point(scope: Scope, name: str) -> tuple[float, float] | None:
    where = scope.naming.where(Place(name=name))
    return where.point if where and where.level == "spot" else None


def _incident_point(scope: Scope, thing: Thing) -> tuple[float, float] | None:
    for row in scope.picture.told(thing):
        given = row.record.place if isinstance(row.record, Incident) else None
        where = scope.naming.where(given)
        if given is not None and where is not None and where.level == "spot" and where.point is not None:
            return scope.shown(where.point, where.name, given.name, given.id)
    return None


def _frame(points: list[tuple[float, float]]) -> Frame:
    """The ground around some points, with a margin, never less than a fifth of a degree, as wide as the sheet is."""
    south, north = min(y for y, _ in points), max(y for y, _ in points)
    west, east = min(x for _, x in points), max(x for _, x in points)
    upward, sideways = max(0.1, (north - south) * 0.06), max(0.1, (east - west) * 0.06)
    tight = Frame(west - sideways, max(-90, south - upward), east + sideways, min(90, north + upward))
    room = ((WIDTH - 2 * _MARGIN) / (tight.squeeze * tight.scale) - (tight.east - tight.west)) / 2
    return tight._replace(west=tight.west - room, east=tight.east + room)


def _step(span: float) -> float:
    """The distance between lines of the graticule: 1, 2 or 5 of a decimal place, four or so lines in all."""
    power: float = 10.0 ** floor(log10(span / 3))
    return next(step * power for step in (5, 2, 1) if step * power <= span / 3)


def _graticule(drawing: Drawing, frame: Frame) -> None:
    step = _step((frame.north - frame.south) * 1.3)
    left, top = frame.at((frame.north, frame.west))
    right, bottom = frame.at((frame.south, frame.east))
    for number in range(ceil(frame.west / step), floor(frame.east / step) + 1):
        x, _ = frame.at((frame.south, number * step))
        drawing.line(x, top, x, bottom, **_GRID)
        drawing.text(x, top - 5, _degrees(number * step, "EW"), anchor="middle", **_SMALL)
    for number in range(ceil(frame.south / step), floor(frame.north / step) + 1):
        _, y = frame.at((number * step, frame.west))
        drawing.line(left, y, right, y, **_GRID)
        drawing.text(left - 4, y + 3, _degrees(number * step, "NS"), anchor="end", **_SMALL)
    sheet: dict[str, Attribute] = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    drawing.put("rect", {**sheet, "fill": "none", "stroke": "currentColor", "stroke-opacity": 0.5})


def _degrees(value: float, letters: str) -> str:
    return f"{abs(value):.5g}°{letters[value < 0] if round(value, 6) else ''}"


def _zone(drawing: Drawing, scope: Scope, frame: Frame) -> None:
    for polygon in scope.picture.zone:
        rings = (
            " ".join(f"{x},{y}" for x, y in (frame.at((lat, lon)) for lon, lat in ring)) for ring in polygon
        )
        drawing.put("path", {"d": " ".join(f"M{ring}Z" for ring in rings), **_GROUND})


def _marks(drawing: Drawing, frame: Frame, spots: list[Spot]) -> None:
    order = {"incident": 0, "town": 1, "post": 2}
    for spot in sorted(spots, key=lambda s: (order[s.sort], -s.size, s.name)):
        _mark(drawing, spot, *frame.at(spot.point))
    labels = [Label(*frame.at(spot.point), shorter(spot.name, 48), spot.size) for spot in spots]
    sheet = (_MARGIN, _MARGIN, WIDTH - _MARGIN, HEIGHT - _MARGIN - _LEGEND)
    for label, x, y, anchor in placed(labels, sheet):
        drawing.text(x, y, label.text, anchor=anchor)


def _mark(drawing: Drawing, spot: Spot, x: float, y: float) -> None:
    if spot.sort == "post":
        drawing.put("rect", {"x": x - 4, "y": y - 4, "width": 8, "height": 8, **_POST}, note=spot.name)
    else:
        look = _INCIDENT if spot.sort == "incident" else {}
        drawing.put("circle", {"cx": x, "cy": y, "r": spot.size, **look}, note=spot.name)


def _scale_bar(drawing: Drawing, frame: Frame) -> None:
    right, bottom = frame.at((frame.south, frame.east))
    kilometres = _step((frame.east - frame.west) * frame.squeeze * _KM / 2)
    length = kilometres / _KM * frame.scale
    x, y = right - length - 10, bottom - 10
    drawing.put(
        "path", {"d": f"M{x:.1f},{y - 4:.1f}v4h{length:.1f}v-4", "fill": "none", "stroke": "currentColor"}
    )
    drawing.text(x + length / 2, y - 6, f"{kilometres:g} km", anchor="middle", **_SMALL)


def _legend(drawing: Drawing, spots: list[Spot]) -> None:
    words = {"post": "post", "incident": "incident (larger: more killed)", "town": "town and who holds it"}
    x, y = _MARGIN, HEIGHT - 9
    for sort in words:
        if any(spot.sort == sort for spot in spots):
            _mark(drawing, Spot((0, 0), words[sort], sort, 5 if sort == "incident" else 3), x, y - 4)
            drawing.text(x + 10, y, words[sort], **_SMALL)
            x += 30 + 5.6 * len(words[sort])
