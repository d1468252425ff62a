"""Where on a map a record's place is, and how surely.

Invariant: a place that is no spot, or could be another of its name, is never passed off as one that is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from trucewatch.linking.naming import Naming
from trucewatch.linking.telling import Told
from trucewatch.records import Place, Statement

_ROLES = ("place", "area", "from_", "to")


class Spot(NamedTuple):
    """A place on a map: its name, longitude and latitude (None: not known), and why that is unsure ("" where it is not)."""

    name: str
    point: tuple[float, float] | None
    doubt: str = ""


NOWHERE = Spot("", None)


def spot(place: Place | None, naming: Naming) -> Spot:
    """Where a place is."""
    where = naming.where(place)
    if where is None:
        return NOWHERE
    if where.point is None:
        return Spot(where.name, None)
    latitude, longitude = where.point
    doubts = {
        "region": f"somewhere in {where.name}; drawn at its middle",
        "country": f"somewhere in {where.name}; drawn at its middle",
        "line": f"somewhere along {where.name}",
    }
    doubt = doubts.get(where.level, "")
    if not doubt and where.namesakes:
        doubt = f"another {where.name} nearby may be meant"
    return Spot(where.name, (longitude, latitude), doubt)


def spot_of(told: Iterable[Told], naming: Naming) -> Spot:
    """Where a thing is: the surest place that its records give, the earliest told of several; actual ones go first."""
    rows = sorted(told, key=lambda row: row.record.assertion != "actual")
    found = [spot(place, naming) for row in rows for place in _places(row)]
    located = [one for one in found if one.point is not None]
    sure = [one for one in located if not one.doubt]
    return next(iter([*sure, *located, *found]), NOWHERE)


def _places(row: Told) -> Iterable[Place]:
    if isinstance(row.record, Statement):
        return
    for role in _ROLES:
        value = getattr(row.record, role, None)
        if isinstance(value, Place):
            yield value
