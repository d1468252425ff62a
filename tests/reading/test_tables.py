"""Incidents and displacement figures from the tables of a report."""

from datetime import date

from trucewatch.language import analyse
from trucewatch.reading import displacement, incidents

PUBLISHED = date(2021, 5, 10)


def test_a_row_of_casualties_is_an_incident_with_its_date_place_and_doer():
    text = """Incidents of the month

| Date | Place | What | Killed | Wounded |
| --- | --- | --- | --- | --- |
| 4 May | Donetsk | Shelling by the Ukrainian army of a bus | 2 | 7 |
| 6 May | Luhansk | Mine under a lorry | 0 | 1 |
"""
    first, second = incidents.read(analyse(text, published=PUBLISHED))
    assert (first.type, first.date, first.place.name) == ("shelling", "2021-05-04", "Donetsk")
    assert [(c.outcome, c.count.value) for c in first.casualties] == [("killed", 2), ("wounded", 7)]
    assert [a.name for a in first.actors] == ["Ukrainian army"]
    assert (second.type, [(c.outcome, c.count.value) for c in second.casualties]) == (
        "explosion",
        [("wounded", 1)],
    )


def test_violations_by_party_have_the_window_of_their_columns_head():
    text = """| Party | Violations, 3 April 2021 - 30 April 2021 |
| --- | --- |
| Russia | 120 |
| Ukraine | 45 |
"""
    found = incidents.read(analyse(text, published=PUBLISHED))
    assert [(r.actors[0].name, r.violations.value) for r in found] == [("Russia", 120), ("Ukraine", 45)]
    assert {r.date for r in found} == {"2021-04-03/2021-04-30"}


def test_a_table_of_the_displaced_gives_a_figure_a_place():
    text = """Displaced persons by province

| Province | Persons |
| --- | --- |
| Herat | 12,400 |
| Kunduz | 3,150 |
"""
    found = displacement.read(analyse(text, published=PUBLISHED))
    assert [(r.place.name, r.count.value, r.unit) for r in found] == [
        ("Herat", 12400, "people"),
        ("Kunduz", 3150, "people"),
    ]
