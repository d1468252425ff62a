"""A reading as rows: names by content, the days that a record covers, the names in it.

Invariant: what is computed here depends on the reading alone, so the same reading gives the same ids anywhere.
"""

from __future__ import annotations

import calendar
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from trucewatch.records import Report

FIRST, LAST = "0001-01-01", "9999-12-31"
LASTING = timedelta(days=62)
"""Records over more days than this are few, and are looked through apart from the others."""

WHAT = ("actor", "country", "place", "source")
"""What a name can be the name of."""

_ACTORS = ("parties", "mediators", "operator", "participants", "actors", "targets", "by", "from", "host")
PLACES = ("place", "area", "from", "to")
"""The fields of a record that are a place."""


@dataclass(frozen=True)
class Name:
    """An actor, place or source as the archive's list of names has it."""

    what: str
    name: str
    identifier: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it one name and no other."""
        return (self.what, self.name, self.identifier, self.country)


def canonical(value: object) -> str:
    """`value` as JSON in one form only: keys sorted, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(*parts: str) -> str:
    """SHA-256 over the parts, as hexadecimal digits; where one part ends matters."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def report_id(report: Report) -> str:
    """The report's id: a hash of its text and of all that its reading depends on, wherever it was found."""
    known = [report.title, report.outlet, report.published, report.url]
    return digest("report", report.sha256, canonical(known))


def record_id(report: str, body: str) -> str:
    """The record's id: a hash of the report's id and the record as canonical JSON."""
    return digest("record", report, body)


def address(report: Report) -> str | None:
    """Where the report was found, under which a changed text is its next version."""
    if report.url:
        return report.url
    return None if report.path in (None, "-") else f"{report.path}#{report.id}"


def days(value: str | None) -> tuple[str, str]:
    """The first and the last day of an EDTF date or interval; two empty strings where there is none.

    An open end reaches to the first or last day that dates can name.
    """
    if not value:
        return "", ""
    first, _, last = value.partition("/")
    start = FIRST if first == ".." else _bounds(first)[0]
    end = _bounds(first)[1] if not last else LAST if last == ".." else _bounds(last)[1]
    return start, max(start, end)


def _bounds(moment: str) -> tuple[str, str]:
    year, month, day = [*moment.split("T")[0].split("-"), "", ""][:3]
    if day:
        return f"{year}-{month}-{day}", f"{year}-{month}-{day}"
    if month and 1 <= int(month) <= 12:
        return (
            f"{year}-{month}-01",
            f"{year}-{month}-{calendar.monthrange(max(int(year), 1), int(month))[1]:02d}",
        )
    return f"{year}-01-01", f"{year}-12-31"


def lasting(first: str, last: str) -> bool:
    """Whether the days are far apart (see LASTING), or an end is open."""
    if not first or first == last:
        return False
    try:
        return date.fromisoformat(last) - date.fromisoformat(first) > LASTING
    except ValueError:  # a day that no calendar has
        return True


def fold(text: str) -> str:
    """`text` as names are compared: lower case, without accents, one space before, between and after words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
    return f" {' '.join(words)} "


def words(text: str) -> list[str]:
    """The words of `text`, without what stands between them."""
    return re.findall(r"\w+", text)


def names(body: dict[str, Any], outlet: str | None = None) -> Iterator[Name]:
    """The actors, places, their countries, and sources in a record; some may come twice."""
    if outlet:
        yield Name("source", outlet)
    for field in _ACTORS:
        value = body.get(field)
        for actor in value if isinstance(value, (list, tuple)) else ():
            yield Name("actor", actor["name"], actor.get("id") or "")
    for delegation in body.get("delegations", ()):
        yield Name("actor", delegation["party"]["name"], delegation["party"].get("id") or "")
    for field in PLACES:
        place = body.get(field)
        if isinstance(place, dict):
            yield from _place(place)
    for field in ("attribution", "speaker"):
        source = body.get(field) or {}
        for part in ("name", "organisation"):
            if source.get(part):
                yield Name("source", source[part])


def _place(place: dict[str, Any]) -> Iterator[Name]:
    country = place.get("country") or ""
    if country:
        yield Name("country", country)
    where = (place.get("latitude"), place.get("longitude"))
    yield Name("place", place["name"], place.get("id") or "", country, *where)
