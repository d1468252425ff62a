"""Series: figures and statuses over time, each point a record, nothing filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.cases.telling import ALDER, BIRCH, NORTH, SOUTH, count, reading, says
from trucewatch.linking import Knowledge, Linked, Linker, series
from trucewatch.linking.naming import Naming
from trucewatch.linking.telling import Told, told
from trucewatch.records import (
    Casualties,
    Control,
    Count,
    Displacement,
    Incident,
    Post,
    Reading,
    Talks,
)

NAMING = Naming(Knowledge())


def tell(*readings: Reading) -> tuple[list[Told], Linked]:
    linker = Linker()
    for one in readings:
        linker.add(one)
    return told(readings, linker.voices), linker.linked()


def fled(words: str, value: float, date: str | None, who: str, **more: Any) -> tuple[Any, ...]:
    values = {
        "measure": "displaced",
        "unit": "people",
        "place": ALDER,
        "date": date,
        "attribution": says(who),
    }
    return (Displacement, words, {**values, "count": count(value, **more)})


def lines(found: Sequence[series.Series]) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(one.source.name, one.window, tuple(point.date for point in one.points)) for one in found}


def test_displacement_has_a_line_per_source_and_window() -> None:
    rows, linked = tell(
        reading(
            "a",
            "2021-03-10",
            fled("300 fled", 300, "2021-01/..", "Red Aid"),
            fled("500 fled", 500, "2021-01/..", "Army press"),
        ),
        reading(
            "b",
            "2021-03-20",
            fled("400 fled", 400, "2021-01/..", "Red Aid"),
            fled("90 fled", 90, "2021-03-01/2021-03-07", "Red Aid"),
        ),
    )
    found = series.displacement(rows, linked, NAMING)
    assert lines(found) == {
        ("Red Aid", "2021-01", ("2021-03-10", "2021-03-20")),
        ("Army press", "2021-01", ("2021-03-10",)),
        ("Red Aid", "2021-03-01/2021-03-07", ("2021-03-07",)),
    }


def test_a_figure_that_is_feared_or_denied_is_no_point() -> None:
    model, words, values = fled("300 may flee", 300, "2021-01/..", "Red Aid")
    rows, linked = tell(reading("a", "2021-03-10", (model, words, {**values, "assertion": "possible"})))
    assert series.displacement(rows, linked, NAMING) == ()


def test_bounds_leave_open_what_a_count_leaves_open() -> None:
    assert series.bounds(Count(value=500, relation="more than")) == (500, None)
    assert series.bounds(Count(value=30, relation="up to")) == (None, 30)
    assert series.bounds(Count(value=7)) == (7, 7)
    assert series.bounds(Count(low=24)) == (24, None)
    assert series.bounds(Count(value=35, low=30, high=35, relation="between")) == (30, 35)


@given(
    st.integers(0, 10**9), st.sampled_from(["exactly", "about", "more than", "at least", "nearly", "up to"])
)
def test_bounds_are_in_order_and_one_of_them_is_known(value: int, relation: Any) -> None:
    low, high = series.bounds(Count(value=value, relation=relation))
    assert low is not None or high is not None
    assert low is None or high is None or low <= high


def test_casualties_are_the_least_and_the_most_that_anybody_says() -> None:
    def killed(words: str, *counts: float) -> tuple[Any, ...]:
        harm = tuple(Casualties(outcome="killed", count=count(value)) for value in counts)
        return (
            Incident,
            words,
            {"type": "shelling", "place": BIRCH, "date": "2021-03-12", "casualties": harm},
        )

    rows, linked = tell(
        reading("a", "2021-03-13", killed("shelling killed five soldiers and three drivers in Birch", 5, 3)),
        reading("b", "2021-03-13", killed("shelling killed six in Birch", 6), outlet="Herald"),
    )
    (harm,) = series.casualties(rows, linked, NAMING)
    assert (harm.low, harm.high, harm.outcome, harm.place) == (6, 8, "killed", "Birch")


def test_violations_have_a_line_per_source_and_side() -> None:
    def counted(words: str, value: float, who: str) -> tuple[Any, ...]:
        return (
            Incident,
            words,
            {
                "type": "ceasefire violation",
                "violations": count(value),
                "date": "2021-03-12",
                "actors": (SOUTH,),
                "attribution": says(who),
            },
        )

    rows, _ = tell(
        reading(
            "a", "2021-03-13", counted("four violations", 4, "Mission"), counted("two violations", 2, "North")
        )
    )
    found = series.violations(rows, NAMING)
    assert [(one.measure, one.source.name, one.points[0].low) for one in found] == [
        ("violations by South", "Mission", 4),
        ("violations by South", "North", 2),
    ]


def held(words: str, change: str, by: Any, date: str) -> tuple[Any, ...]:
    return (Control, words, {"change": change, "place": ALDER, "by": by, "date": date})


def test_who_held_a_town_is_known_for_any_day() -> None:
    rows, _ = tell(
        reading("a", "2021-03-20", held("North has held Alder since 2019", "holds", (NORTH,), "2019/..")),
        reading("b", "2021-03-20", held("South took Alder on 5 March", "captured", (SOUTH,), "2021-03-05")),
        reading("c", "2021-03-20", held("South holds Alder", "holds", (SOUTH,), "2021-03-19")),
        reading("d", "2021-04-02", held("South left Alder", "withdrew", (SOUTH,), "2021-04-01")),
    )
    (course,) = series.holders(rows, NAMING)
    assert series.holder(course, "2018-01-01") == ()
    assert series.holder(course, "2021-03-04") == ("North",)
    assert series.holder(course, "2021-03-20") == ("South",)
    since = series.held_since(course, "2021-03-20")
    assert since is not None
    assert since.day == "2021-03-05"
    assert series.holder(course, "2021-04-01") == ()


def test_a_post_has_its_last_actual_status_and_a_set_of_posts_is_no_word_on_one() -> None:
    def post(words: str, status: str, date: str, **more: Any) -> tuple[Any, ...]:
        return (Post, words, {"status": status, "place": ALDER, "operator": (NORTH,), "date": date, **more})

    rows, _ = tell(
        reading("a", "2021-03-05", post("the post at Alder was set up", "established", "2021-03-01")),
        reading("b", "2021-03-15", post("the post at Alder is cut off", "surrounded", "2021-03-12")),
        reading(
            "c",
            "2021-03-16",
            post("the post at Alder is not cut off", "surrounded", "2021-03-16", assertion="denied"),
        ),
        reading(
            "d",
            "2021-03-17",
            post("three posts near Alder were closed", "closed", "2021-03-17", count=count(3)),
        ),
    )
    (course,) = series.posts(rows, NAMING, {"Alder": "Mill post"})
    assert course.name == "Mill post"
    assert [step.status for step in course.steps] == ["established", "surrounded", "surrounded"]
    now = course.at("2021-04-01")
    assert now is not None
    assert now.quote.words == "the post at Alder is cut off"


def test_a_round_of_talks_has_its_latest_standing() -> None:
    def talks(words: str, **more: Any) -> tuple[Any, ...]:
        return (Talks, words, {"parties": (NORTH, SOUTH), "place": ALDER, "date": "2021-03-09", **more})

    rows, linked = tell(
        reading(
            "a",
            "2021-03-05",
            talks("they will meet in Alder on 9 March", assertion="planned", status="scheduled"),
        ),
        reading("b", "2021-03-10", talks("they met in Alder on 9 March", status="held")),
    )
    (one,) = series.rounds(rows, linked, NAMING)
    assert (one.status, one.date, one.place, one.parties) == (
        "held",
        "2021-03-09",
        "Alder",
        ("North", "South"),
    )
    assert len(one.quotes) == 2
