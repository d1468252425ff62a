"""What follows from the records without being in any of them: marked as derived, with the records it rests on.

Invariant: a derived fact has at least one reason, which is a record or a line of the case file; silence proves
something only where a report came out after the day in question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import atan2, cos, degrees, radians, sin
from typing import Literal, NamedTuple

from trucewatch.cases.commitments import Kept, last_day
from trucewatch.cases.file import Case, CasePost
from trucewatch.cases.knowledge import friends
from trucewatch.linking import Linked, Quote, Thing
from trucewatch.linking.naming import Naming, likeness
from trucewatch.linking.series import Course, held_since
from trucewatch.linking.telling import Told
from trucewatch.linking.times import gap, window
from trucewatch.places import distance
from trucewatch.records import Patrol, Place, Talks
from trucewatch.records.values import Value

NEAR = 15.0
"""Kilometres around a post within which it matters who holds a place."""
AT = 3.0
"""Kilometres within which a post stands at a place."""
_OPEN = 180.0
_GRACE = 1

Kind = Literal[
    "post in another's area", "post surrounded", "patrol not reported", "talks not reported", "commitment due"
]


class Derived(Value):
    """A fact that follows: what about, since when, in a sentence, and the words that it rests on."""

    kind: Kind
    subject: str
    date: str
    sentence: str
    reasons: tuple[Quote, ...]
    thing: str | None = None


class _Hold(NamedTuple):
    place: str
    kilometres: float
    bearing: float
    by: tuple[str, ...]
    since: str
    quote: Quote


def posts(case: Case, courses: Iterable[Course], naming: Naming, today: str) -> tuple[Derived, ...]:
    """The posts of the case around which, by the records of who holds what, there is no way out.

    A post whose own town is another side's stands in its area. One with places of another side around it within 15
    kilometres, none of its own side's among them, is surrounded where the widest opening between their bearings is
    below 180 degrees.
    """
    held = list(courses)
    found = (_post(case, post, held, naming, today) for post in case.post)
    return tuple(one for one in found if one is not None)


def _post(
    case: Case, post: CasePost, courses: Sequence[Course], naming: Naming, today: str
) -> Derived | None:
    where = naming.where(Place(name=post.place or post.name))
    point = post.point or (where.point if where else None)
    if point is None or post.operator is None:
        return None
    ours = friends(case, naming.canonical(post.operator))
    around = [hold for course in courses if (hold := _hold(course, point, today)) is not None]
    near = [hold for hold in around if hold.kilometres <= NEAR]
    theirs = [hold for hold in near if ours.isdisjoint(hold.by) and _sides(naming, hold.by).isdisjoint(ours)]
    at = min((h for h in theirs if h.kilometres <= AT), key=lambda h: (h.kilometres, h.place), default=None)
    if at is not None:
        who = " and ".join(at.by)
        sentence = f"{post.name} is in the area of {who}: {at.place} has been in its hands since {at.since}"
        return Derived(
            kind="post in another's area",
            subject=post.name,
            date=at.since,
            sentence=sentence,
            reasons=(at.quote,),
        )
    if len(theirs) < len(near) or widest_opening([hold.bearing for hold in theirs]) >= _OPEN:
        return None
    places = ", ".join(f"{hold.place} ({' and '.join(hold.by)}, {hold.kilometres:.0f} km)" for hold in theirs)
    return Derived(
        kind="post surrounded",
        subject=post.name,
        date=max(hold.since for hold in theirs),
        sentence=f"{post.name} is surrounded: all that is known of the places around it is in other hands: {places}",
        reasons=tuple(hold.quote for hold in theirs),
    )


def _sides(naming: Naming, names: Iterable[str]) -> set[str]:
    return {side for name in names if (side := naming.knowledge.sides.get(name))}


def _hold(course: Course, point: tuple[float, float], today: str) -> _Hold | None:
    step = held_since(course, today)
    if course.point is None or step is None:
        return None
    return _Hold(
        course.name,
        distance(point, course.point),
        _bearing(point, course.point),
        step.by,
        step.day,
        step.quote,
    )


def _bearing(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The direction from one point to another in degrees from north (initial bearing on a sphere)."""
    south, north, east = radians(a[0]), radians(b[0]), radians(b[1] - a[1])
    x = sin(east) * cos(north)
    y = cos(south) * sin(north) - sin(south) * cos(north) * cos(east)
    return degrees(atan2(x, y)) % 360


def widest_opening(bearings: Sequence[float]) -> float:
    """The widest angle, in degrees, without one of the bearings in it; 360 for none or one."""
    if len(bearings) < 2:
        return 360.0
    ordered = sorted(bearings)
    return max(b - a for a, b in zip(ordered, [*ordered[1:], ordered[0] + 360], strict=True))


def unreported(linked: Linked, rows: Sequence[Told], naming: Naming, today: str) -> tuple[Derived, ...]:
    """Patrols and rounds of talks that were announced for a day now past, of which no report since tells anything.

    A thing counts where all its records announce or propose it, its last day is past, a report came out later, and no
    other record of its kind around that day may be it.
    """
    by_reference = {row.reference: row for row in rows}
    told: dict[str, list[Told]] = defaultdict(list)
    for row in rows:
        if isinstance(row.record, Patrol | Talks) and not _announces(row):
            told[row.record.kind].append(row)
    published = sorted(row.report.published[:10] for row in rows if row.report.published)
    found = []
    for thing in linked.things:
        if thing.kind in ("patrol", "talks"):
            its = [by_reference[r] for r in thing.references if r in by_reference]
            if (one := _unreported(thing, its, told[thing.kind], published, naming, today)) is not None:
                found.append(one)
    return tuple(sorted(found, key=lambda one: (one.date, one.subject)))


def _announces(row: Told) -> bool:
    return row.record.assertion in ("planned", "possible") or getattr(row.record, "status", None) in (
        "scheduled",
        "proposed",
    )


def _unreported(
    thing: Thing,
    its: Sequence[Told],
    others: Sequence[Told],
    published: Sequence[str],
    naming: Naming,
    today: str,
) -> Derived | None:
    firm = [row for row in its if row.record.assertion != "possible" and window(row.record.date) is not None]
    if not firm or not all(_announces(row) for row in its):
        return None
    due = min(last_day(row.record.date) for row in firm)
    later = _days_after(due, _GRACE)
    since = [day for day in published if later <= day <= today]
    if not since or any(_may_be(row, firm[0], naming) for row in others):
        return None
    what = "patrol" if thing.kind == "patrol" else "talks"
    return Derived(
        kind="patrol not reported" if thing.kind == "patrol" else "talks not reported",
        subject=thing.title,
        date=due,
        sentence=f"{what} announced for {firm[0].record.date}: nothing that came out {_span(since)}"
        f" says that {'it was' if what == 'patrol' else 'they were'} held, put off or called off",
        reasons=tuple(row.quote for row in its),
        thing=thing.id,
    )


def _span(days: Sequence[str]) -> str:
    return f"on {days[0]}" if days[0] == days[-1] else f"from {days[0]} to {days[-1]}"


def _days_after(day: str, days: int) -> str:
    if day >= "9999-12-01":
        return day
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _may_be(row: Told, announced: Told, naming: Naming) -> bool:
    """Whether what is told may be what was announced: around that day, and not between others."""
    ours, theirs = window(row.record.date or row.first), window(announced.record.date)
    if ours is None or theirs is None or gap(ours, theirs) > 1:
        return False
    field = "participants" if isinstance(row.record, Patrol) else "parties"
    a, b = (tuple(naming.who(actor) for actor in getattr(r.record, field, ())) for r in (row, announced))
    return likeness(a, b) != "differ"


def due(kept: Iterable[Kept], today: str) -> tuple[Derived, ...]:
    """Commitments whose day has passed and of which no record says that they were kept.

    The reasons are the words against, where there are any; a commitment that nobody speaks of has the case file alone
    to rest on.
    """
    found = []
    for one in kept:
        if one.by and one.passed and not one.supporting:
            against = (
                f"{len(one.opposing)} records say it was not"
                if one.opposing
                else "no record says anything of it"
            )
            found.append(
                Derived(
                    kind="commitment due",
                    subject=one.commitment,
                    date=last_day(one.by),
                    sentence=f"{one.what}: due by {one.by}; no record says that it was kept, {against}",
                    reasons=one.opposing,
                )
            )
    return tuple(found)
