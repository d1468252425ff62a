"""The charts of a situation report: incidents by the day of the period, displacement over time.

Invariant: a chart shows figures that stand in the report or lie in the case before it; each mark is one figure.
"""

from __future__ import annotations

from trucewatch.exports import case_charts
from trucewatch.exports.case_charts import Chart
from trucewatch.exports.situation.content import Figure
from trucewatch.exports.situation.scope import Scope
from trucewatch.exports.wording import date_words


def daily(scope: Scope) -> Figure | None:
    """Incidents, violations counted and people killed on each day of the period."""
    chart = case_charts.daily(scope.picture, scope.since)
    period = date_words(f"{scope.since}/{scope.picture.today}")
    return _figure("days", chart, f"{chart.title}, {period}. Killed by the lowest figure of each incident.")


def displacement(scope: Scope) -> Figure | None:
    """The figures of the measure that is most told of, by who says so, over the whole case."""
    chart = case_charts.displaced(scope.picture)
    lines = "A mark is one figure; the line before it runs back to the day from which it counts."
    arrows = "Arrows: “more than” points up, “nearly” and “up to” down. Figures from before the period are shown too."
    return _figure("displacement", chart, f"{chart.title}. {lines} {arrows}")


def _figure(name: str, chart: Chart, caption: str) -> Figure | None:
    if chart.svg is None:
        return None
    shown = "; ".join(
        ", ".join(f"{h} {cell}" for h, cell in zip(chart.headings, row, strict=True)) for row in chart.rows
    )
    alternative = f"{chart.title}: {shown}"
    return Figure(name=name, caption=caption, alternative=alternative[:1500], svg=str(chart.svg))
