"""Places that are shown only roughly: which, and how roughly.

Invariant: a blur is a row that is only added, with who and when, and in the audit trail; the last one on a place
counts. What is shown follows from the point and the width of the grid alone, so showing a place twice, or two places
of one square, tells no more than showing one of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from trucewatch.archive.problems import ArchiveError
from trucewatch.archive.rows import PLACES, fold
from trucewatch.archive.schema import blurs as table
from trucewatch.archive.signed import BLURS
from trucewatch.places.grid import Rough as Rough
from trucewatch.places.grid import snap as snap

if TYPE_CHECKING:
    from trucewatch.archive.store import Archive

WIDEST = 500.0
"""Kilometres of the widest grid; with a wider one nothing is left to show."""


@dataclass(frozen=True)
class Blur:
    """A blur as it is kept: of a place, by its name or its GeoNames id, to how many kilometres; who said so and when."""

    number: int
    at: str
    who: str
    place: str
    kilometres: float


def blur(archive: Archive, place: str, kilometres: float, *, who: str | None = None) -> Blur:
    """Have a place shown only to so many kilometres; 0 takes it back.

    `place` is its name as reports have it, in any case and with or without accents, or its GeoNames id. Raises
    ArchiveError for a width that is none, or a place without a name.
    """
    if not 0 <= kilometres <= WIDEST:  # which "not a number" is not either
        raise ArchiveError(f"{kilometres}: is no width; say 0 to {WIDEST:g} kilometres")
    if not re.search(r"\w", place):
        raise ArchiveError("a place without a name cannot be blurred")
    named = " ".join(place.split())
    with archive.writing() as connection:
        told = {"place": named, "kilometres": float(kilometres)}
        return Blur(**BLURS.add(connection, who or archive.who, told, **told))


def blurs(archive: Archive) -> dict[str, Blur]:
    """The blurs that stand, by their places' names as `rows.fold` gives them."""
    with archive.reading() as connection:
        return standing(connection)


def applying(connection: Connection, clearance: int | None) -> dict[str, Blur]:
    """The blurs that hold for somebody with `clearance`: those that stand for 0, none for whoever sees more."""
    return standing(connection) if clearance == 0 else {}


def standing(connection: Connection) -> dict[str, Blur]:
    """As `blurs`."""
    rows = connection.execute(select(table).order_by(table.c.number)).all()
    last = {fold(row.place): Blur(**row._mapping) for row in rows}
    return {name: one for name, one in last.items() if one.kilometres}


def blur_of(place: Mapping[str, Any], standing: Mapping[str, Blur]) -> Blur | None:
    """The blur that stands on a place, given as a record's body has it: by its name, or its id."""
    found = [standing.get(fold(str(place[key]))) for key in ("name", "id") if place.get(key)]
    return max((one for one in found if one), key=lambda one: one.kilometres, default=None)


def roughened(body: Mapping[str, Any], standing: Mapping[str, Blur]) -> dict[str, Any]:
    """The body of a record with the places that are blurred at the middles of their squares, and without their ids.

    Names stay, so a name that gives the point away is for a person to take out.
    """
    made = dict(body)
    for name in PLACES:
        place = body.get(name)
        found = blur_of(place, standing) if isinstance(place, Mapping) else None
        if found is not None and isinstance(place, Mapping):
            rest = {key: value for key, value in place.items() if key not in ("id", "latitude", "longitude")}
            if place.get("latitude") is not None:
                rough = snap(place["latitude"], place["longitude"], found.kilometres)
                rest |= {"latitude": rough.latitude, "longitude": rough.longitude}
            made[name] = rest
    return made
