"""The pages of a case, in the order in which they are listed."""

from __future__ import annotations

from trucewatch.archive.looks import look, retrieved
from trucewatch.cases.picture import Changes
from trucewatch.desk.pages import Page, Seen
from trucewatch.desk.views import case, commitments, contradictions, displacement, statements, thing, things

PAGES: tuple[Page, ...] = (
    Page(
        name="case",
        path="",
        title="Overview",
        template="case.html",
        shows=case.CaseView,
        view=lambda seen, _: case.view(seen.picture, _since_last_look(seen)),
    ),
    Page(
        name="things",
        path="things",
        title="Things",
        template="things.html",
        shows=things.ThingsView,
        filters=things.ThingFilters,
        view=lambda seen, filters: things.view(seen.picture, filters),
    ),
    Page(
        name="thing",
        path="things/{part}",
        template="thing.html",
        shows=thing.ThingView,
        view=lambda seen, _: thing.view(seen.picture, seen.part),
    ),
    Page(
        name="displacement",
        path="displacement",
        title="Displacement",
        template="displacement.html",
        shows=displacement.DisplacementView,
        filters=displacement.DisplacementFilters,
        view=lambda seen, filters: displacement.view(seen.picture, filters),
    ),
    Page(
        name="statements",
        path="statements",
        title="Statements",
        template="statements.html",
        shows=statements.StatementsView,
        filters=statements.StatementFilters,
        view=lambda seen, filters: statements.view(seen.picture, filters),
    ),
    Page(
        name="contradictions",
        path="contradictions",
        title="Contradictions",
        template="contradictions.html",
        shows=contradictions.ContradictionsView,
        filters=contradictions.ContradictionFilters,
        view=lambda seen, filters: contradictions.view(seen.picture, filters),
    ),
    Page(
        name="commitments",
        path="commitments",
        title="Commitments",
        template="commitments.html",
        shows=commitments.CommitmentsView,
        filters=commitments.CommitmentFilters,
        view=lambda seen, filters: commitments.view(seen.picture, filters),
    ),
)


def _since_last_look(seen: Seen) -> Changes | None:
    """What came in since the visitor's last visit; None on the first, and for a case as of an earlier day."""
    before = look(seen.desk.archive, seen.visitor.name, seen.slug) if seen.looks else None
    if before is None:
        return None
    came = retrieved(seen.desk.archive, (reading.report.id for reading in seen.picture.readings))
    return seen.picture.brought({one for one, at in came.items() if at > before}, since=before)
