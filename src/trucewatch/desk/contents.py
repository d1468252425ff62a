"""The pages of a case, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from trucewatch.archive import levels
from trucewatch.archive.looks import look, retrieved
from trucewatch.archive.provenance import provenance
from trucewatch.archive.searching import by_id
from trucewatch.cases.picture import Changes
from trucewatch.desk import access
from trucewatch.desk.alerts_seen import alerts_view
from trucewatch.desk.api.collections import Conditions
from trucewatch.desk.filters import Filters
from trucewatch.desk.pages import Page, Seen, as_html
from trucewatch.desk.releases_seen import releases_view
from trucewatch.desk.searching import found
from trucewatch.desk.views import (
    alerts,
    case,
    changes,
    commitments,
    contradictions,
    displacement,
    exports,
    releases,
    report,
    reports,
    search,
    statements,
    thing,
    things,
    timeline,
)
from trucewatch.desk.views import map as map_view

PAGES: tuple[Page, ...] = (
    Page(
        name="case",
        rows="days",
        path="",
        title="Overview",
        template="case.html",
        shows=case.CaseView,
        view=lambda seen, _: case.view(seen.picture, _since_last_look(seen)),
    ),
    Page(
        name="map",
        quick=True,
        rows="stands",
        path="map",
        title="Map",
        template="map.html",
        shows=map_view.MapView,
        filters=map_view.MapFilters,
        view=lambda seen, filters: map_view.view(seen.picture, filters, seen.desk.settings.tiles),
    ),
    Page(
        name="timeline",
        quick=True,
        rows="days.moments",
        path="timeline",
        title="Timeline",
        template="timeline.html",
        shows=timeline.TimelineView,
        filters=timeline.TimelineFilters,
        view=lambda seen, filters: timeline.view(seen.picture, filters),
    ),
    Page(
        name="changes",
        rows="changes",
        path="changes",
        title="Changes",
        template="changes.html",
        shows=changes.ChangesView,
        filters=changes.ChangeFilters,
        view=lambda seen, filters: changes.view(seen.picture, filters, _came(seen)),
    ),
    Page(
        name="things",
        quick=True,
        rows="things",
        path="things",
        title="Things",
        template="things.html",
        shows=things.ThingsView,
        filters=things.ThingFilters,
        view=lambda seen, filters: things.view(seen.picture, filters),
    ),
    Page(
        name="thing",
        rows="claims",
        path="things/{part}",
        template="thing.html",
        shows=thing.ThingView,
        view=lambda seen, _: thing.view(seen.picture, seen.part, seen.kept, seen.desk.standings.all()),
    ),
    Page(
        name="displacement",
        quick=True,
        rows="windows.figures.series.points",
        path="displacement",
        title="Displacement",
        template="displacement.html",
        shows=displacement.DisplacementView,
        filters=displacement.DisplacementFilters,
        view=lambda seen, filters: displacement.view(seen.picture, filters),
    ),
    Page(
        name="statements",
        quick=True,
        rows="positions.said",
        path="statements",
        title="Statements",
        template="statements.html",
        shows=statements.StatementsView,
        filters=statements.StatementFilters,
        view=lambda seen, filters: statements.view(seen.picture, filters),
    ),
    Page(
        name="contradictions",
        quick=True,
        rows="contradictions.contradiction.values",
        path="contradictions",
        title="Contradictions",
        template="contradictions.html",
        shows=contradictions.ContradictionsView,
        filters=contradictions.ContradictionFilters,
        view=lambda seen, filters: contradictions.view(seen.picture, filters),
    ),
    Page(
        name="commitments",
        quick=True,
        rows="agreements.commitments",
        path="commitments",
        title="Commitments",
        template="commitments.html",
        shows=commitments.CommitmentsView,
        filters=commitments.CommitmentFilters,
        view=lambda seen, filters: commitments.view(seen.picture, filters),
    ),
    Page(
        name="reports",
        rows="reports",
        path="reports",
        title="Reports",
        template="reports.html",
        shows=reports.ReportsView,
        filters=reports.ReportFilters,
        view=lambda seen, filters: reports.view(seen.picture, filters, _levels(seen), seen.kept.silent()),
    ),
    Page(
        name="report",
        path="reports/{part}",
        template="report.html",
        shows=report.ReportView,
        filters=report.ReportPageFilters,
        view=lambda seen, filters: _report(seen, filters),
    ),
    Page(
        name="search",
        rows="hits",
        path="search",
        template="search.html",
        shows=search.SearchView,
        filters=search.SearchFilters,
        view=lambda seen, filters: found(seen.desk, seen.visitor, filters, seen.slug),
        as_of=False,
    ),
    Page(
        name="exports",
        rows="forms",
        path="exports",
        title="Exports",
        template="exports.html",
        shows=exports.ExportsView,
        filters=Conditions,
        view=lambda seen, filters: exports.view(seen.picture, filters),
        needs=access.exporter,
    ),
    Page(
        name="releases",
        rows="releases",
        path="releases",
        title="Releases",
        template="releases.html",
        shows=releases.ReleasesView,
        view=releases_view,
        as_of=False,
        needs=access.exporter,
    ),
    Page(
        name="alerts",
        rows="log",
        path="alerts",
        title="Alerts",
        template="alerts.html",
        shows=alerts.AlertsView,
        filters=alerts.AlertFilters,
        view=alerts_view,
        as_of=False,
        needs=access.alerted,
        tag="alerts",
    ),
)


def answer(
    request: Request, name: str, seen: Seen, filters: Filters, *, status: int = 200, **told: Any
) -> Response:
    """The page of this name, in answer to a form of it; `told` is what its template is told besides."""
    page = next(one for one in PAGES if one.name == name)
    return as_html(request, page, PAGES, seen, filters, status=status, **told)


def _since_last_look(seen: Seen) -> Changes | None:
    """What came in since the visitor's last visit; None on the first, and for a case as of an earlier day."""
    before = look(seen.desk.archive, seen.visitor.name, seen.slug) if seen.looks else None
    if before is None:
        return None
    return seen.picture.brought({one for one, at in _came(seen).items() if at > before}, since=before)


def _came(seen: Seen) -> Mapping[str, str]:
    """When each report of the picture came into the archive."""
    return retrieved(seen.desk.archive, (reading.report.id for reading in seen.picture.readings))


def _levels(seen: Seen) -> Mapping[str, int]:
    """The levels of the reports that not everybody may see, of those that the visitor may."""
    archive, clearance = seen.desk.archive, seen.visitor.clearance
    return {
        report: level for level in range(1, clearance + 1) for report in levels.hidden(archive, level - 1)
    }


def _report(seen: Seen, filters: report.ReportPageFilters) -> report.ReportView:
    """The report with where it comes from; what the archive keeps is asked only of a report that the case has."""
    archive = seen.desk.archive
    there = {one.report.id for one in seen.picture.readings} | {one.id for one in seen.kept.silent()}
    if seen.part not in there:
        raise LookupError(seen.part)
    standings = seen.desk.standings.of(seen.part)
    rejected = [one for one, standing in standings.items() if standing.verdict == "rejected"]
    return report.view(
        seen.picture,
        seen.part,
        filters,
        kept=seen.kept,
        standings=standings,
        rejected=by_id(archive, rejected, clearance=seen.visitor.clearance),
        came=provenance(archive, seen.part, hidden=levels.hidden(archive, seen.visitor.clearance)),
        level=_levels(seen).get(seen.part, 0),
    )
