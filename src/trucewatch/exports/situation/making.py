"""A situation report made from a picture.

Invariant: the same picture, period, maker and time give the same report, and nothing in it is in no record but counts
and derived facts, which say so.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from trucewatch.cases.commitments import first_day
from trucewatch.cases.picture import Picture
from trucewatch.exports.situation import disputes, ground, happenings, opening, people
from trucewatch.exports.situation.content import Section, Situation, section_of
from trucewatch.exports.situation.ground_map import ground_map
from trucewatch.exports.situation.method import METHOD
from trucewatch.exports.situation.scope import Scope
from trucewatch.exports.wording import date_words, many

if TYPE_CHECKING:
    from trucewatch.exports.blurring import Blurring


class PeriodError(ValueError):
    """A period that no report can be made of; `str()` says why."""


MOST = 60
"""Entries of a section, or rows of a table, that a report has room for unless it is told otherwise."""


def situation(
    picture: Picture,
    *,
    since: str,
    who: str,
    made_at: str,
    most: int = MOST,
    blurred: Blurring | None = None,
) -> Situation:
    """The situation report of a case for the period from `since` (a day, month or year) to the picture's own day.

    `who` made it, at `made_at` (ISO 8601); both stand in the report. A section has the `most` weightiest entries (those
    with most killed, the latest), and says how many more there are. The map shows what is `blurred` only roughly, and
    says so. Raises PeriodError where the period has no day.
    """
    first = first_day(since)
    if not first:
        raise PeriodError(f"{since!r} is no day, month or year to begin with")
    if first > picture.today:
        raise PeriodError(f"the period would begin on {first}, after it ends on {picture.today}")
    scope = Scope(picture, first, most, blurred)
    sections = _sections(scope)
    return Situation(
        title=f"{picture.case.name}: situation report",
        summary=picture.case.summary,
        period=date_words(f"{first}/{picture.today}"),
        since=first,
        as_of=picture.today,
        made_by=who,
        made_at=made_at,
        version=version("trucewatch"),
        basis=_basis(scope),
        warning=_warning(scope),
        sections=sections,
        sources=scope.cited(),
        method=METHOD,
    )


def _sections(scope: Scope) -> tuple[Section, ...]:
    drawn = ground_map(scope)
    made = (
        opening.standing(scope),
        opening.changes(scope),
        section_of("map", "Map", [drawn] if drawn else []),
        happenings.talks(scope),
        happenings.agreements(scope),
        ground.posts(scope),
        happenings.patrols(scope),
        happenings.incidents(scope),
        ground.control(scope),
        happenings.forces(scope),
        people.displacement(scope),
        disputes.contradictions(scope),
        disputes.commitments(scope),
        ground.derived(scope),
    )
    return tuple(section for section in made if section is not None)


def _basis(scope: Scope) -> str:
    """How many reports and records the report rests on."""
    picture = scope.picture
    records = sum(scope.published(row.report.published) for row in picture.rows)
    return (
        f"{many(scope.changes.reports, 'report')} of the period with {many(records, 'record')},"
        f" and {many(len(picture.readings) - scope.changes.reports, 'report')} from before it"
    )


def _warning(scope: Scope) -> str:
    confidential = sum(reading.report.confidential for reading in scope.picture.readings)
    return f"Draws on {many(confidential, 'confidential report')}." if confidential else ""
