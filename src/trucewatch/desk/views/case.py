"""A case at a glance: what stands, what changed, what is due, what is disputed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from trucewatch.cases import Picture
from trucewatch.cases.commitments import Kept, State
from trucewatch.cases.derived import Derived
from trucewatch.cases.picture import Changes
from trucewatch.desk.views.common import Disputed, ThingLine, View, disputed, thing_lines
from trucewatch.desk.views.displacement import Window, windows
from trucewatch.exports.case_charts import by_day
from trucewatch.linking import Quote, Update
from trucewatch.linking.series import Round, Step


class Standing(View):
    """The last word on an agreement: which, what became of it, when, in whose words."""

    agreement: str
    status: str
    date: str
    quote: Quote


class Due(View):
    """Something that lies ahead of the day shown: talks announced, a commitment to be met."""

    date: str
    what: str
    thing: str | None = None


class PostNow(View):
    """A post as of the day shown; `step` is None where nothing certain is told of it."""

    name: str
    step: Step | None
    beside: bool


class Day(View):
    """A day of the strip: incidents told of, violations that monitors count (the most that one says), killed at least."""

    date: str
    incidents: int
    violations: float
    killed: float


class Changed(View):
    """What came in since somebody looked last: reports, things new and told more of, what is now disputed."""

    since: str
    reports: int
    fresh: tuple[ThingLine, ...]
    more: tuple[ThingLine, ...]
    contradictions: tuple[Disputed, ...]
    updates: tuple[Update, ...]
    derived: tuple[Derived, ...]


class CaseView(View):
    """A case at a glance."""

    name: str
    summary: str
    as_of: str
    reports: int
    first_published: str | None
    last_published: str | None
    records: int
    things: int
    agreements: tuple[Standing, ...]
    last_talks: Round | None
    due: tuple[Due, ...]
    changed: Changed | None
    contradictions: tuple[Disputed, ...]
    days: tuple[Day, ...]
    displaced: tuple[Window, ...]
    posts: tuple[PostNow, ...]
    commitments: Mapping[State, int]
    derived: tuple[Derived, ...]


def view(picture: Picture, changes: Changes | None = None) -> CaseView:
    """The case at a glance on the picture's day, with what `changes` brought."""
    days = sorted(r.report.published[:10] for r in picture.readings if r.report.published)
    return CaseView(
        name=picture.case.name,
        summary=picture.case.summary,
        as_of=picture.today,
        reports=len(picture.readings),
        first_published=days[0] if days else None,
        last_published=days[-1] if days else None,
        records=len(picture.rows),
        things=len(picture.linked.things),
        agreements=_agreements(picture),
        last_talks=picture.last_talks,
        due=_due(picture),
        changed=_changed(picture, changes) if changes else None,
        contradictions=disputed(picture, picture.linked.contradictions),
        days=strip(picture),
        displaced=windows(picture),
        posts=tuple(
            PostNow(name=one.name, step=one.at(picture.today), beside=picture.beside(one.point))
            for one in picture.posts
        ),
        commitments=dict(Counter(one.state for one in picture.commitments)),
        derived=picture.derived,
    )


def _agreements(picture: Picture) -> tuple[Standing, ...]:
    """The last word on each agreement, the latest first."""
    last: dict[str, Standing] = {}
    for row in picture.rows:
        record = row.record
        if record.kind == "agreement" and record.assertion == "actual" and record.status:
            name = record.name or record.type or "agreement"
            last[name.casefold()] = Standing(
                agreement=name, status=record.status, date=row.first, quote=row.quote
            )
    return tuple(sorted(last.values(), key=lambda one: one.date, reverse=True))


def _due(picture: Picture) -> tuple[Due, ...]:
    talks = (
        Due(date=one.date, what=f"Talks{f', {one.place}' if one.place else ''}", thing=one.thing)
        for one in picture.coming_talks
    )
    owed = (Due(date=one.by or "", what=one.what) for one in picture.commitments if _ahead(one))
    return tuple(sorted([*talks, *owed], key=lambda one: one.date))


def _ahead(one: Kept) -> bool:
    return bool(one.by) and not one.passed


def strip(picture: Picture) -> tuple[Day, ...]:
    """The days on which an incident is told of, violations are counted or people were killed, in order."""
    incidents, violations, killed = by_day(picture).values()
    return tuple(
        Day(
            date=day,
            incidents=int(incidents.get(day, 0)),
            violations=violations.get(day, 0),
            killed=killed.get(day, 0),
        )
        for day in sorted({*incidents, *violations, *killed})
    )


def _changed(picture: Picture, changes: Changes) -> Changed:
    return Changed(
        since=changes.since,
        reports=changes.reports,
        fresh=thing_lines(picture, changes.fresh),
        more=thing_lines(picture, changes.more),
        contradictions=disputed(picture, changes.contradictions),
        updates=changes.updates,
        derived=changes.derived,
    )
