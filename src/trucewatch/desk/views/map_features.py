"""What is drawn on the map of a case: posts and towns as they stood from day to day, incidents, everything else.

Invariant: a feature is of one thing or place over the days from `day` up to, not including, `until`; whatever has no
coordinates is a feature without geometry, and nothing is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from trucewatch.cases import Picture
from trucewatch.desk.views.common import View, every_line, voice_words
from trucewatch.desk.views.placing import Spot, spot_of
from trucewatch.exports.wording import between, date_words
from trucewatch.linking import Quote, Thing
from trucewatch.linking.naming import Naming
from trucewatch.linking.series import Course, Harm, Step, held_since
from trucewatch.linking.telling import Told
from trucewatch.records import Incident

Layer = Literal["post", "control", "incident", "other"]

_FAMILIES: Mapping[str, tuple[str, ...]] = {
    "from the air": ("air strike", "drone attack", "missile attack", "downing", "airspace violation"),
    "shelling": ("shelling",),
    "fighting": ("armed clash", "shooting", "ground offensive", "raid", "attack"),
    "explosion": ("explosion",),
    "against persons": ("abduction", "detention", "killing"),
    "breach": ("ceasefire violation", "obstruction"),
    "toll": ("toll",),
}
FAMILIES = (*_FAMILIES, "other")
"""What the types of incident are taken together as, since an eye tells only so many colours apart."""
_STANDING = {
    **dict.fromkeys(("established", "holding", "reinforced", "reopened"), "in place"),
    **dict.fromkeys(("surrounded", "attacked", "in another's area"), "under pressure"),
}
NOBODY = "nobody known"
"""The group of a town that was left, or is fought over."""
STANDINGS = ("in place", "under pressure", "gone")
"""What the statuses of a post come to."""


class Marked(View):
    """What is to be said of a feature.

    - `group`: what it is coloured by: the family of an incident, how a post stands, who holds a town, else its kind
    - `status`: the type of an incident, the status of a post or of talks, what became of a town
    - `day`, `until`: from which day it is so, and up to which (not included; None: as far as is told)
    - `doubt`: why its place or the thing itself is uncertain; "" where it is not
    - `low`, `high`: people killed and wounded, at the least and at the most (None: open or not told)
    """

    layer: Layer
    kind: str
    thing: str | None
    title: str
    group: str
    status: str
    day: str
    until: str | None = None
    date: str
    place: str
    assertion: str
    sources: int
    disputed: bool
    doubt: str = ""
    beside: bool = False
    low: float | None = None
    high: float | None = None
    harm: str = ""
    words: str
    voice: str
    report: str
    record: int


class Feature(View):
    """A GeoJSON feature (RFC 7946): a point, or nothing where it is not known where."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Mapping[str, Any] | None
    properties: Marked


class Features:
    """Makes the features of a picture.

    Args:
        picture: the case on its day.
        naming: the names and places of the case.
    """

    def __init__(self, picture: Picture, naming: Naming) -> None:
        self._picture = picture
        self._naming = naming
        self._harm: dict[str, list[Harm]] = defaultdict(list)
        for harm in picture.casualties:
            self._harm[harm.thing].append(harm)
        self._lines = {line.id: line for line in every_line(picture)}

    def every(self) -> list[Feature]:
        """All features, in the order of their days."""
        courses = [
            *self._courses(self._picture.posts, "post"),
            *self._courses(self._picture.control, "control"),
        ]
        drawn = {feature.properties.thing for feature in courses}
        rest = [thing for thing in self._picture.linked.things if thing.id not in drawn]
        things = [feature for thing in rest if (feature := self._thing(thing)) is not None]
        return sorted([*courses, *things], key=lambda f: (f.properties.day, f.properties.layer, f.id))

    def _courses(self, courses: Sequence[Course], layer: Literal["post", "control"]) -> list[Feature]:
        return [feature for course in courses for feature in self._course(course, layer)]

    def _course(self, course: Course, layer: Literal["post", "control"]) -> Iterator[Feature]:
        """A feature for each stretch of days in which the same was the last word on a post or town."""
        for n, step in enumerate(course.steps):
            following = course.steps[n + 1].day if n + 1 < len(course.steps) else None
            if following != step.day:
                yield self._stretch(course, n, following, layer)

    def _stretch(
        self, course: Course, n: int, until: str | None, layer: Literal["post", "control"]
    ) -> Feature:
        so_far = course.steps[: n + 1]
        actual = [i for i, step in enumerate(so_far) if step.assertion == "actual"]
        shown = so_far[actual[-1]] if actual else so_far[-1]
        doubts = [_doubt(step, layer) for step in so_far[actual[-1] + 1 if actual else 0 :]]
        quoted = so_far[-1] if doubts else shown
        thing = self._picture.linked.thing_of(shown.quote.reference)
        line = self._lines.get(thing.id) if thing else None
        holder = held_since(course, so_far[-1].day) if layer == "control" else None
        group = _standing(shown) if layer == "post" else ", ".join(holder.by if holder else ()) or NOBODY
        return _feature(
            f"{layer}-{course.place}-{so_far[-1].day}",
            Spot(course.place, course.point and (course.point[1], course.point[0])),
            Marked(
                layer=layer,
                kind=layer,
                thing=thing.id if thing else None,
                title=f"{course.name}: {_happened(shown, layer)}",
                group=group,
                status=shown.status,
                day=so_far[-1].day,
                until=until,
                date=date_words(shown.date),
                place=course.place,
                assertion=shown.assertion,
                sources=line.sources if line else 1,
                disputed=line.disputed if line else False,
                doubt="; ".join(doubts),
                beside=self._picture.beside(course.point),
                **_quoted(quoted.quote),
            ),
        )

    def _thing(self, thing: Thing) -> Feature | None:
        told = self._picture.told(thing)
        if not told:
            return None
        line = self._lines[thing.id]
        place = spot_of(told, self._naming)
        actual = [row for row in told if row.record.assertion == "actual"] or told
        day = min((row.first for row in actual if row.first), default="")
        incidents = [row.record for row in actual if isinstance(row.record, Incident)]
        status = _status(actual)
        low, high, harm = self._harmed(thing.id)
        doubts = [place.doubt] if place.doubt else []
        if status == "toll":
            doubts.append("counted over a period and an area")
        if actual[0].record.assertion != "actual":
            doubts.append(f"only {actual[0].record.assertion}")
        beside = place.point is not None and self._picture.beside((place.point[1], place.point[0]))
        return _feature(
            thing.id,
            place,
            Marked(
                layer="incident" if incidents else "other",
                kind=thing.kind,
                thing=thing.id,
                title=thing.title,
                group=_family(status) if incidents else thing.kind,
                status=status,
                day=day,
                date=date_words(line.date) if line.date else "day not told",
                place=place.name,
                assertion=actual[0].record.assertion,
                sources=line.sources,
                disputed=line.disputed,
                doubt="; ".join(doubts),
                beside=beside,
                low=low,
                high=high,
                harm=harm,
                **_quoted(actual[0].quote),
            ),
        )

    def _harmed(self, thing: str) -> tuple[float | None, float | None, str]:
        """How many were killed and wounded together, at the least and at the most, and in words."""
        found = self._harm.get(thing)
        if not found:
            return None, None, ""
        lows = [harm.low for harm in found if harm.low is not None]
        highs = [harm.high for harm in found]
        known = [high for high in highs if high is not None]
        words = ", ".join(f"{_between(harm.low, harm.high)} {harm.outcome}" for harm in found)
        return sum(lows) if lows else None, sum(known) if len(known) == len(highs) else None, words


def _feature(identifier: str, place: Spot, marked: Marked) -> Feature:
    geometry = {"type": "Point", "coordinates": list(place.point)} if place.point else None
    return Feature(id=identifier, geometry=geometry, properties=marked)


def _quoted(quote: Quote) -> dict[str, Any]:
    words = " ".join(quote.words.split())
    return {
        "words": words if len(words) <= 300 else f"{words[:299]}…",
        "voice": voice_words(quote.voice),
        "report": quote.reference.report,
        "record": quote.reference.record,
    }


def _standing(step: Step) -> str:
    return _STANDING.get(step.status, "gone")


def _happened(step: Step, layer: Layer) -> str:
    """What became of a post or town: "surrounded", "captured by Alpha", "Alpha withdrew"."""
    by = ", ".join(step.by)
    if layer == "post" or not by:
        return step.status
    if step.status in ("withdrew", "lost"):
        return f"{by} {step.status}"
    return f"{'held' if step.status == 'holds' else step.status} by {by}"


def _doubt(step: Step, layer: Layer) -> str:
    return f"{step.assertion}: {_happened(step, layer)}, {date_words(step.date)}"


def _family(status: str) -> str:
    return next((family for family, types in _FAMILIES.items() if status in types), "other")


def _status(told: Sequence[Told]) -> str:
    values = (getattr(row.record, field, None) for row in told for field in ("type", "status", "measure"))
    return next((value for value in values if value), "")


def _between(low: float | None, high: float | None) -> str:
    return "some" if low is None and high is None else between(low, high)
