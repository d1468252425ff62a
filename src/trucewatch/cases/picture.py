"""The picture of a case on a day: things, series, derived facts, commitments, contradictions, all from its readings.

Invariant: a picture depends on the case, the readings up to its day and the judgements alone; the same in any order.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from trucewatch.cases import commitments, derived
from trucewatch.cases.commitments import Kept, first_day, last_day
from trucewatch.cases.derived import Derived
from trucewatch.cases.file import Case
from trucewatch.cases.knowledge import knowledge
from trucewatch.cases.loading import CaseFile
from trucewatch.cases.settling import Settler
from trucewatch.cases.zones import Polygon, inside
from trucewatch.linking import Contradiction, Judgement, Linked, Linker, Reference, Thing, Update, series
from trucewatch.linking.naming import Naming
from trucewatch.linking.series import Course, Harm, Round, Series
from trucewatch.linking.telling import Told, told
from trucewatch.records import Reading


@dataclass(frozen=True, kw_only=True)
class Picture:
    """All that is known of a case on the day `today`."""

    case: Case
    today: str
    readings: tuple[Reading, ...]
    linked: Linked
    rows: tuple[Told, ...]
    talks: tuple[Round, ...]
    posts: tuple[Course, ...]
    control: tuple[Course, ...]
    violations: tuple[Series, ...]
    casualties: tuple[Harm, ...]
    displacement: tuple[Series, ...]
    commitments: tuple[Kept, ...]
    derived: tuple[Derived, ...]
    zone: tuple[Polygon, ...] = field(repr=False)
    by_reference: Mapping[Reference, Told] = field(repr=False)
    naming: Naming = field(repr=False, compare=False)

    def beside(self, point: tuple[float, float] | None) -> bool:
        """Whether a point is known to lie outside the zone of the case."""
        return bool(self.zone) and point is not None and not inside(self.zone, point)

    def told(self, thing: Thing) -> list[Told]:
        """The records of a thing, with who tells them, as they came out."""
        found = [self.by_reference[r] for r in thing.references if r in self.by_reference]
        return sorted(found, key=lambda row: (row.report.published or "", row.reference))

    def thing(self, beginning: str) -> list[Thing]:
        """The things whose id begins so."""
        return [thing for thing in self.linked.things if thing.id.startswith(beginning)]

    @property
    def last_talks(self) -> Round | None:
        """The last talks that were held or went on; None where none are told of with a day."""
        held = [one for one in self.talks if one.status in ("held", "ongoing") and one.date]
        return held[-1] if held else None

    @property
    def coming_talks(self) -> tuple[Round, ...]:
        """The talks announced for a day after the picture's."""
        announced = (one for one in self.talks if one.status in ("scheduled", "planned"))
        return tuple(one for one in announced if one.date[:10] > self.today)

    def since(self, day: str) -> Changes:
        """What reports that came out on `day` or later brought."""
        late = {r.report.id for r in self.readings if (r.report.published or "") >= day}
        return self.brought(late, since=day)

    def brought(self, reports: Container[str], *, since: str) -> Changes:
        """What these reports, named by their ids, brought; `since` is the day or time from which they count as new."""
        new = {row.reference for row in self.rows if row.reference.report in reports}
        fresh = [t for t in self.linked.things if new.issuperset(t.references)]
        known = {thing.id for thing in fresh}
        more = [t for t in self.linked.things if t.id not in known and not new.isdisjoint(t.references)]
        return Changes(
            since=since,
            reports=sum(reading.report.id in reports for reading in self.readings),
            fresh=tuple(fresh),
            more=tuple(more),
            contradictions=tuple(c for c in self.linked.contradictions if _touches(c, new)),
            updates=tuple(u for u in self.linked.updates if _touches(u, new)),
            derived=tuple(d for d in self.derived if d.date >= since[:10]),
        )


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What reports since a day brought: things first told of, things told more of, and what is now disputed."""

    since: str
    reports: int
    fresh: tuple[Thing, ...]
    more: tuple[Thing, ...]
    contradictions: tuple[Contradiction, ...]
    updates: tuple[Update, ...]
    derived: tuple[Derived, ...]


def _touches(finding: Contradiction | Update, references: set[Reference]) -> bool:
    return any(not references.isdisjoint(standing.references) for standing in finding.values)


def picture(
    file: CaseFile,
    readings: Iterable[Reading],
    *,
    until: str | None = None,
    judgements: Iterable[Judgement] = (),
) -> Picture:
    """The picture that a case's readings give.

    Reports outside the case's period, or published after `until` (a day, month or year), are left out; so are those
    without a day of publication where there is such a limit. The picture's day is `until`, else that of the last
    report.
    """
    case = file.case
    settler = Settler.of(case, file.zone)
    chosen = [settler.settle(reading) for reading in readings if _within(reading, case, until)]
    chosen.sort(
        key=lambda reading: (reading.report.published or "", reading.report.id, reading.report.sha256)
    )
    linker = Linker(knowledge(case).model_copy(update={"blurred": file.blurred}), judgements)
    for reading in chosen:
        linker.add(reading)
    naming, linked = linker.naming, linker.linked()
    rows = told(chosen, linker.voices)
    last = max((reading.report.published or "" for reading in chosen), default="")[:10]
    today = last_day(until) if until else last
    control = series.holders(rows, naming)
    kept = commitments.fares(case, rows, naming, file.zone, today)
    return Picture(
        case=case,
        today=today,
        readings=tuple(chosen),
        linked=linked,
        rows=tuple(rows),
        talks=series.rounds(rows, linked, naming),
        posts=series.posts(rows, naming, {naming.canonical(p.place): p.name for p in case.post if p.place}),
        control=control,
        violations=series.violations(rows, naming),
        casualties=series.casualties(rows, linked, naming),
        displacement=series.displacement(rows, linked, naming),
        commitments=kept,
        derived=(
            *derived.posts(case, control, naming, today),
            *derived.unreported(linked, rows, naming, today),
            *derived.due(kept, today),
        ),
        zone=file.zone,
        by_reference={row.reference: row for row in rows},
        naming=naming,
    )


def _within(reading: Reading, case: Case, until: str | None) -> bool:
    published = (reading.report.published or "")[:10]
    if not published:
        return until is None
    first, last = first_day(case.period.since), min(last_day(case.period.until), last_day(until))
    return first <= published <= last
