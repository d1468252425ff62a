"""What is doubtful in a case that is valid: a warning each, with the line.

Invariant: a warning never stops anything; what cannot be right is an error of `loading`, not a warning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from trucewatch.cases.commitments import first_day, last_day
from trucewatch.cases.file import Case
from trucewatch.cases.gathering import expanded
from trucewatch.cases.loading import CaseFile, Path_, Problem
from trucewatch.cases.zones import inside
from trucewatch.linking.naming import gazetteer, places_named
from trucewatch.places.names import fold


class Warning(Problem):
    """A doubtful place in a case file; `str()` is the whole line."""


def check(file: CaseFile) -> list[Warning]:
    """All that is doubtful in a case file, in the order of its lines."""
    found = [
        Warning(str(file.path), file.line(*where), key, cause)
        for doubts in (
            _aliases,
            _parties,
            _places,
            _posts,
            _agreements,
            _commitments,
            _totals,
            _sources,
            _reports,
        )
        for where, key, cause in doubts(file)
    ]
    return sorted(found, key=lambda one: (one.line or 0, one.key, one.cause))


Doubt = tuple[Path_, str, str]
_AREAS = ("region", "area", "province", "district")


def _aliases(file: CaseFile) -> Iterator[Doubt]:
    """One name for two things of a sort that can be taken for each other."""
    case = file.case
    bearers: dict[str, list[str]] = defaultdict(list)
    for what, rows in (("party", case.party), ("place", case.place)):
        for number, row in enumerate(rows):
            for name in dict.fromkeys(map(fold, row.names)):
                others = [bearer for bearer in bearers[f"{what} {name}"] if bearer != row.name]
                if others:
                    shown = next(n for n in row.names if fold(n) == name)
                    yield (
                        (what, number, "aliases"),
                        f"{what} “{row.name}”",
                        f"{shown!r} is also a name of {others[0]}",
                    )
                bearers[f"{what} {name}"].append(row.name)


def _parties(file: CaseFile) -> Iterator[Doubt]:
    case = file.case
    for number, party in enumerate(case.party):
        own = next(
            (p.side or p.name for p in case.party if p.name in party.allies and p.name != party.name), None
        )
        if party.name in party.allies:
            yield ("party", number, "allies"), f"party “{party.name}”", "is its own ally"
        elif own is not None and own == (party.side or party.name):
            yield ("party", number, "allies"), f"party “{party.name}”", f"is allied with its own side ({own})"


def _places(file: CaseFile) -> Iterator[Doubt]:
    case = file.case
    for number, place in enumerate(case.place):
        if place.point is None and place.kind not in _AREAS and not _in_gazetteer(place.name):
            cause = "is in no gazetteer and has no coordinates: it cannot be put on a map"
            yield ("place", number, "name"), f"place “{place.name}”", cause
        if place.within and not _placed(case, place.within):
            yield (
                ("place", number, "within"),
                f"place “{place.name}”",
                f"{place.within!r} is no place that is known",
            )


def _posts(file: CaseFile) -> Iterator[Doubt]:
    case = file.case
    for number, post in enumerate(case.post):
        key = f"post “{post.name}”"
        point = post.point or _point(case, post.place or post.name)
        if post.place and not _placed(case, post.place):
            yield ("post", number, "place"), key, f"{post.place!r} is no place that is known"
        elif point is None:
            yield ("post", number, "name"), key, "has no coordinates and no place that is known"
        elif file.zone and not inside(file.zone, point):
            yield ("post", number, "latitude"), key, f"lies outside the zone ({point[0]:.3f}, {point[1]:.3f})"
        if post.operator is None:
            yield ("post", number, "name"), key, "has no operator: nobody can tell whether it is surrounded"
        elif not _party(case, post.operator):
            yield ("post", number, "operator"), key, f"{post.operator!r} is no party of the case"


def _agreements(file: CaseFile) -> Iterator[Doubt]:
    case = file.case
    for number, one in enumerate(case.agreement):
        key = f"agreement “{one.name}”"
        if one.date is None:
            yield (
                ("agreement", number, "name"),
                key,
                "has no date: its commitments bind from the beginning of time",
            )
        elif _outside(case, one.date):
            yield ("agreement", number, "date"), key, f"{one.date} is out of the period of the case"
        for name in one.parties:
            if not _party(case, name):
                yield ("agreement", number, "parties"), key, f"{name!r} is no party of the case"


def _commitments(file: CaseFile) -> Iterator[Doubt]:
    case = file.case
    for number, one in enumerate(case.commitment):
        key = f"commitment “{one.id}”"
        agreed = next((a.date for a in case.agreement if a.id == one.agreement), None)
        for name in one.who:
            if not _party(case, name):
                yield ("commitment", number, "who"), key, f"{name!r} is no party of the case"
        if one.place and not _placed(case, one.place):
            yield ("commitment", number, "place"), key, f"{one.place!r} is no place that is known"
        for field in ("since", "by"):
            day = getattr(one, field)
            if day and _outside(case, day):
                yield ("commitment", number, field), key, f"{field} {day} is out of the period of the case"
        if one.by and agreed and last_day(one.by) < first_day(agreed):
            yield ("commitment", number, "by"), key, f"is due by {one.by}, before the agreement of {agreed}"


def _totals(file: CaseFile) -> Iterator[Doubt]:
    for number, one in enumerate(file.case.total):
        key = f"total “{one.name}”"
        if not _placed(file.case, one.place):
            yield ("total", number, "place"), key, f"{one.place!r} is no place that is known"
        if _outside(file.case, one.since):
            yield ("total", number, "since"), key, f"since {one.since} is out of the period of the case"


def _sources(file: CaseFile) -> Iterator[Doubt]:
    case = file.case
    for number, one in enumerate(case.source):
        key = f"source “{one.name}”"
        if one.of and not _party(case, one.of):
            yield ("source", number, "of"), key, f"{one.of!r} is no party of the case"
        if one.kind == "party" and not one.of and not _party(case, one.name):
            yield ("source", number, "kind"), key, "is a party's, but `of` does not say whose"


def _reports(file: CaseFile) -> Iterator[Doubt]:
    sought = file.case.reports
    period = file.case.period
    if period.since and period.until and last_day(period.until) < first_day(period.since):
        yield ("period", "until"), "period", f"ends ({period.until}) before it begins ({period.since})"
    if not sought.files and not sought.about:
        yield ("reports",), "reports", "names no files and no words to find reports by in an archive"
    for pattern in sought.files:
        if not any(map(Path.exists, map(Path, expanded([pattern], file.path.parent)))):
            yield ("reports", "files"), "reports.files", f"{pattern!r} matches no file"


def _outside(case: Case, day: str) -> bool:
    first, last = first_day(case.period.since), last_day(case.period.until)
    return last_day(day) < first or first_day(day) > last


def _party(case: Case, name: str) -> bool:
    return any(fold(name) in map(fold, party.names) for party in case.party)


def _placed(case: Case, name: str) -> bool:
    return any(fold(name) in map(fold, place.names) for place in case.place) or _in_gazetteer(name)


def _point(case: Case, name: str) -> tuple[float, float] | None:
    for place in case.place:
        if fold(name) in map(fold, place.names) and place.point:
            return place.point
    found = places_named(name)
    return (found[0].latitude, found[0].longitude) if found else None


def _in_gazetteer(name: str) -> bool:
    """Whether the gazetteer has a name; nothing is doubted where there is none to look in."""
    return gazetteer() is None or bool(places_named(name))
