"""Which records are worth comparing: the keys that two of them must share one of.

Invariant: keys come from the record alone. A key that too many share says nothing, and is not used (see Graph).
"""

from __future__ import annotations

import calendar
import dataclasses
import re
from collections.abc import Iterable, Iterator
from datetime import date

from trucewatch.linking.naming import spelt, words
from trucewatch.linking.things import Reference
from trucewatch.linking.times import Window
from trucewatch.linking.views import View
from trucewatch.places.names import skeleton

Key = tuple[str, ...]

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

ALONE = "record"
"""What the name of a node that is one record begins with."""
_DAYS = 16
"""A window of no more days has a key for each of them; a longer one for its months."""
_LASTING = ("control", "post", "post.area", "displacement.stock", "displacement", "agreement")
"""What is told of for as long as the case lasts, and compared by little: place, actors, type, assertion, status."""
_OWN_WINDOW = 14
"""People displaced within no more days are an event of their own, and no running total."""


def keys(view: View) -> Iterator[Key]:
    """The keys of a view."""
    seen = set()
    for key in _keys(view):
        if key not in seen:
            seen.add(key)
            yield key


def node(view: View) -> Key:
    """What stands for a view in the graph: itself for an act; for what lasts, all that it is compared by.

    Records that agree in everything that counts are one node, so a thing that a thousand reports tell of costs no
    more to link than one that two tell of.
    """
    lasts = view.scheme in _LASTING and (view.place is not None or view.scheme == "agreement")
    if not lasts or (view.scheme == "displacement" and not _is_running(view)):
        return alone(view.reference)
    fields: tuple[object, ...] = (view.place,)
    if view.scheme != "control":
        fields += (
            view.other,
            view.who,
            view.subject,
            view.assertion,
            view.standing,
            _time(view),
            view.ordinals,
            _years(view.text) if view.scheme == "agreement" else "",
        )
    return (view.scheme, *map(repr, fields))


def face(view: View) -> View:
    """A view with nothing that is one record's own: what stands for all records of a node."""
    time = _time(view)
    return dataclasses.replace(
        view,
        reference=Reference("", -1),
        when=time,
        began=view.began if view.scheme == "displacement" else None,
        published=None,
        words=frozenset(),
        marks=frozenset(),
        heads=frozenset(),
        says="",
        speaker=None,
        text=_years(view.text) if view.scheme == "agreement" else "",
    )


def _time(view: View) -> Window | None:
    """What of a view's time its node is compared by: when a total began, when an agreement was made or fared so."""
    if view.scheme == "displacement" and view.began is not None:
        return Window(view.began.first, date.max.toordinal())
    if view.scheme != "agreement" or view.when is None:
        return None
    if view.standing in words("agreements", "later") and view.when.days == 1:
        first = date.fromordinal(view.when.first).replace(day=1)
        return Window(
            first.toordinal(), first.toordinal() + calendar.monthrange(first.year, first.month)[1] - 1
        )
    return view.when


def _years(text: str) -> str:
    """The years that a text names: "the 2020 truce"."""
    return " ".join(sorted(set(_YEAR.findall(text))))


def _is_running(view: View) -> bool:
    """Whether a figure of the displaced is a total since a day, that grows as the case goes on."""
    return view.began is not None and view.when is not None and view.when.days > _OWN_WINDOW


def alone(reference: Reference) -> Key:
    """The node of a record that stands for itself."""
    return (ALONE, reference.report, f"{reference.record:06d}")


def _keys(view: View) -> Iterator[Key]:
    kind = view.scheme.split(".")[0]
    places = list(_place_keys(view))
    if view.scheme in ("control", "post", "displacement.stock"):
        yield from ((view.scheme, place) for place in places)
        return
    sides = sorted({actor.side for actor in (*view.who, *view.whom) if actor.side})
    if view.scheme == "post.area":
        yield from (("posts", side) for side in sides)
        return
    whom = ",".join(sides)
    if kind == "agreement":
        yield from _agreement_keys(view, whom)
        return
    if kind == "displacement":
        for month in _months(view.began):
            yield (kind, str(month))
            yield from ((kind, str(month), place) for place in places)
        return
    if view.scheme == "incident.lasting" or view.subject in words("incidents", "goes_on"):
        yield from (("incident.lasting", place, view.subject) for place in places)
    times = list(_times(view.when))
    for time in times:
        yield from ((kind, time, place) for place in places)
        yield (kind, time, whom)
        yield from ((kind, time, side) for side in sides)
    if view.scheme == "deployment.demand":
        yield (view.scheme, whom, view.says)


def _agreement_keys(view: View, parties: str) -> Iterator[Key]:
    yield ("agreement", parties, view.subject)
    for month in _months(view.when):
        yield ("agreement", parties, str(month))
    for where in (view.place, view.other):
        if where is not None:
            yield ("agreement", where.key, view.subject)
            yield ("agreement", parties, where.key)


def _place_keys(view: View) -> Iterator[str]:
    where = view.place
    if where is None:
        return
    yield where.key
    yield spelt(where.name)
    yield from where.also
    if view.scheme not in ("control", "post"):
        yield from (skeleton(outer) for outer in where.inside)
        if where.area:
            yield where.area
    if (
        where.point is not None
    ):  # what lies near may be the same: the cells around a point, a tenth of a degree wide
        row, column = round(where.point[0] * 10), round(where.point[1] * 10)
        for near in ((row, column), (row + 1, column), (row, column + 1), (row + 1, column + 1)):
            yield f"{near[0]},{near[1]}"


def _times(when: Window | None) -> Iterable[str]:
    if when is None:
        return
    if when.days <= _DAYS:
        for day in range(when.first - 1, when.last + 1):  # a day apart may be the same
            yield str(day)
    elif when.began:
        yield str(when.first)
    for month in _months(when):
        yield f"month {month}"


def _months(when: Window | None) -> Iterator[int]:
    """The months in a window, counted from the year 0; of an open or long one its beginning's and its end's."""
    if when is None:
        return
    first = date.fromordinal(when.first if when.began else when.last)
    last = first if when.open else date.fromordinal(when.last)
    start, end = first.year * 12 + first.month, last.year * 12 + last.month
    yield from range(start, end + 1) if end - start <= 12 else (start, end)
