"""Lists that leave their verb out are a record an item, with the item's own place, day and figure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.reading import read_report
from trucewatch.records import Control, Displacement, Incident, Record, Report

TOWNS = ("Kunduz", "Taloqan", "Farah", "Ghazni", "Herat")
DAYS = ("1 March", "2 March", "3 March", "5 March", "8 March")


def records(text: str) -> list[Record]:
    report = Report(id="report", text=text, published="2021-03-12")
    return list(read_report(report, model=False).records)


def test_places_that_fell_on_other_days_are_records_of_their_own() -> None:
    text = "Kunduz fell to the Taliban on Sunday, then Taloqan and Sar-e Pul on Monday, Farah a day later."
    found = [r for r in records(text) if isinstance(r, Control)]
    assert [(r.place.name if r.place else None, r.date) for r in found] == [
        ("Kunduz", "2021-03-07"),
        ("Taloqan", "2021-03-08"),
        ("Sar-e Pul", "2021-03-08"),
        ("Farah", "2021-03-09"),
    ]
    assert all([a.name for a in r.by] == ["Taliban"] for r in found)
    assert text[found[-1].evidence[-1].start : found[-1].evidence[-1].end] == "Farah a day later"


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(range(len(TOWNS))), min_size=2, max_size=5, unique=True))
def test_a_list_of_any_length_is_read_whole(order: list[int]) -> None:
    items = [f"{TOWNS[n]} on {DAYS[n]}" for n in order]
    text = f"{TOWNS[order[0]]} fell to the Taliban on {DAYS[order[0]]}, {', '.join(items[1:])}."
    found = {r.place.name: r.date for r in records(text) if isinstance(r, Control) and r.place}
    assert found == {TOWNS[n]: f"2021-03-0{DAYS[n][0]}" for n in order}


def test_the_dead_of_each_place_are_told_apart() -> None:
    found = records("Shelling killed two people in Donetsk, one in Horlivka and three in Luhansk.")
    assert [
        (r.place.name, r.casualties[0].count.value) for r in found if isinstance(r, Incident) and r.place
    ] == [("Donetsk", 2), ("Horlivka", 1), ("Luhansk", 3)]


def test_violations_are_counted_place_by_place() -> None:
    found = records("The mission recorded 12 ceasefire violations in Donetsk and nine in Luhansk.")
    told = [(r.place.name, r.violations) for r in found if isinstance(r, Incident) and r.place]
    assert [(place, count.value) for place, count in told if count] == [("Donetsk", 12), ("Luhansk", 9)]


def test_a_list_may_give_place_day_and_figure() -> None:
    text = "Rebels shot dead three farmers near Kutum on Monday and two at Tawila on Tuesday."
    found = [r for r in records(text) if isinstance(r, Incident) and r.place]
    assert [(r.place.name, r.date, r.casualties[0].count.value) for r in found if r.place] == [
        ("Kutum", "2021-03-08", 3),
        ("Tawila", "2021-03-09", 2),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The war goes on. Chad hosts 600,000 Sudanese refugees, Egypt 514,000 and Ethiopia 40,000.",
        "The war goes on. There are 600,000 refugees in Chad, 514,000 in Egypt and 40,000 in Ethiopia.",
    ],
)
def test_each_host_has_its_own_figure(text: str) -> None:
    found = [r for r in records(text) if isinstance(r, Displacement)]
    assert [(r.place.name, r.count.value) for r in found if r.place and r.count] == [
        ("Chad", 600000),
        ("Egypt", 514000),
        ("Ethiopia", 40000),
    ]


def test_a_place_and_a_day_that_open_another_clause_are_no_item() -> None:
    text = "Kunduz fell to the Taliban on Sunday, and Kabul on Monday said that it would fight on."
    assert [r.place.name for r in records(text) if isinstance(r, Control) and r.place] == ["Kunduz"]


def test_what_the_report_tells_of_in_other_words_too_is_one_record() -> None:
    text = (
        "Israel struck Tyre on Sunday, Sidon on Monday, and Beirut yesterday. "
        "The air strike on Sidon on Monday destroyed a bridge."
    )
    found = [r.place.name for r in records(text) if isinstance(r, Incident) and r.place]
    assert sorted(found) == ["Beirut", "Sidon", "Tyre"]
