"""The charts of a case: what its picture has, drawn and as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cases.telling import ALDER, NORTH, case_file, count, reading, says
from trucewatch.cases import picture
from trucewatch.exports import case_charts
from trucewatch.records import Casualties, Displacement, Incident, Place, Post

CAMP = Place(name="Campland", latitude=11.0, longitude=21.0)


def _shelling(day: str, killed: int) -> tuple[Any, ...]:
    harm = Casualties(outcome="killed", count=count(killed))
    return (
        Incident,
        f"shells killed {killed} on {day}",
        {"type": "shelling", "date": day, "casualties": (harm,)},
    )


def _counted(day: str, violations: int, who: str) -> tuple[Any, ...]:
    values = {
        "type": "ceasefire violation",
        "date": day,
        "violations": count(violations),
        "attribution": says(who),
    }
    return Incident, f"{who} counted {violations} breaches on {day}", values


def test_violations_of_a_day_are_the_most_that_one_monitor_counts_and_never_a_sum(tmp_path: Path) -> None:
    told = reading("a", "2021-03-06", _counted("2021-03-05", 4, "East"), _counted("2021-03-05", 2, "West"))
    made = case_charts.daily(picture(case_file(tmp_path), [told]))
    assert made.headings == ("day", "incidents", "violations counted", "killed (at least)")
    assert made.rows == (("2021-03-05", "0", "4", "0"),)


def test_incidents_and_the_killed_are_counted_by_the_day_from_the_day_asked_for(tmp_path: Path) -> None:
    told = [
        reading("a", "2021-03-05", _shelling("2021-03-05", 3)),
        reading("b", "2021-03-09", _shelling("2021-03-09", 5)),
    ]
    made = picture(case_file(tmp_path), told)
    rows = (("2021-03-05", "1", "0", "3"), ("2021-03-09", "1", "0", "5"))
    assert case_charts.daily(made).rows == rows
    assert case_charts.daily(made, since="2021-03-06").rows == rows[1:]


def test_every_figure_of_people_displaced_is_drawn_and_in_the_table(tmp_path: Path) -> None:
    def figure(day: str, value: int, unit: str = "people") -> tuple[Any, ...]:
        values = {
            "measure": "displaced",
            "count": count(value),
            "unit": unit,
            "from_": CAMP,
            "date": f"2021-01/{day}",
        }
        return Displacement, f"{value} {unit} fled by {day}", values

    told = [
        reading("a", "2021-03-05", figure("2021-03-04", 700), figure("2021-03-04", 90, "families")),
        reading("b", "2021-03-09", figure("2021-03-08", 900)),
    ]
    made = case_charts.displaced(picture(case_file(tmp_path), told))
    assert [(row[0], row[2], row[3]) for row in made.rows] == [
        ("2021-03-04", "700", "people"),
        ("2021-03-04", "90", "families"),
        ("2021-03-08", "900", "people"),
    ]
    assert made.svg is not None
    assert "Gazette, 4 March 2021: 700 since January 2021" in made.svg
    assert "families" not in made.svg


def test_posts_are_counted_by_what_is_told_of_them_on_the_day(tmp_path: Path) -> None:
    def post(day: str, status: str) -> tuple[Any, ...]:
        values = {"status": status, "place": ALDER, "operator": (NORTH,), "date": day}
        return Post, f"the post was {status} on {day}", values

    told = reading("a", "2021-03-20", post("2021-03-05", "holding"), post("2021-03-15", "surrounded"))
    made = picture(case_file(tmp_path), [told])
    assert case_charts.posts(made, "2021-03-10").rows == (("holding", "1"),)
    assert case_charts.posts(made).rows == (("surrounded", "1"),)
    assert case_charts.posts(made, "2021-03-01").rows == ((case_charts.NOT_TOLD, "1"),)


def test_a_case_without_anything_to_draw_has_empty_tables(tmp_path: Path) -> None:
    made = picture(case_file(tmp_path), [])
    for chart in (case_charts.daily(made), case_charts.displaced(made), case_charts.posts(made)):
        assert chart.svg is None
        assert chart.rows == ()
