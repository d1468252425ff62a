"""Dates, figures, actors and places as linking compares them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.linking import Knowledge
from trucewatch.linking.figures import figure, tolls
from trucewatch.linking.naming import Naming, likeness
from trucewatch.linking.positions import position
from trucewatch.linking.times import gap, nearness, window
from trucewatch.records import Actor, Casualties, Count, Place

RELATIONS = st.sampled_from(["exactly", "about", "more than", "at least", "nearly", "up to"])


@given(st.integers(0, 10**7), RELATIONS)
def test_a_figure_meets_itself(value: int, relation: str) -> None:
    found = figure(Count(value=value, relation=relation))
    assert found is not None and found.meets(found)


@given(st.integers(1, 10**7), RELATIONS)
def test_a_figure_holds_the_number_or_what_the_words_leave_of_it(value: int, relation: str) -> None:
    found = figure(Count(value=value, relation=relation))
    assert found is not None
    assert found.low <= value <= found.high or relation == "more than"


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (Count(value=960_000, relation="about"), Count(value=1_005_000), False),
        (Count(value=600_000, relation="about"), Count(value=586_000), True),
        (Count(value=700_000, relation="nearly"), Count(value=800_000, relation="nearly"), False),
        (Count(value=3_600_000), Count(value=3_700_000, relation="more than"), False),
        (Count(low=24, text="dozens"), Count(value=100), True),
        (Count(low=30, high=35, relation="between"), Count(value=36), False),
    ],
)
def test_what_two_numbers_may_both_be(one: Count, other: Count, meet: bool) -> None:
    ours, theirs = figure(one), figure(other)
    assert ours and theirs and ours.meets(theirs) is meet


def test_a_count_without_a_number_is_no_figure() -> None:
    assert figure(Count(text="some")) is None


def test_parts_are_added_up_and_a_total_is_not_added_to_its_parts() -> None:
    def toll(*numbers: int) -> list[tuple[float, float]]:
        harm = [Casualties(outcome="killed", count=Count(value=n)) for n in numbers]
        return [(total.low, total.high) for total in tolls(harm)["killed"].totals]

    assert toll(8, 5, 3) == [(8, 8)]
    assert toll(5, 3) == [(5, 5), (8, 8)]


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("2031-05-05", "2031-05-05T14:00", "same"),
        ("2031-05", "2031-05-05", "meet"),
        ("2031-05-01/..", "2031-06-05", "meet"),
        ("2031-05-05", "2031-05-06", "near"),
        ("2030", "2031", "near"),
        ("2031-05-05", "2031-05-08", "apart"),
        ("../2031-05-05", "2031-05-08", "apart"),
    ],
)
def test_how_two_dates_lie_to_each_other(one: str, other: str, how: str) -> None:
    ours, theirs = window(one), window(other)
    assert ours and theirs
    assert nearness(ours, theirs) == nearness(theirs, ours) == how
    assert (gap(ours, theirs) == 0) == (how in ("same", "meet"))


@pytest.mark.parametrize("date", [None, "", "2031-13-45", "2031-02-30"])
def test_what_no_calendar_has_is_no_window(date: str | None) -> None:
    assert window(date) is None


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        (["Turkey"], ["Turkish soldiers"], "side"),
        (["Ankara"], ["Turkey"], "same"),
        (["Syrian government forces"], ["regime positions"], "kin"),
        (["Syrian rebels"], ["Syrian army"], "differ"),
        (["Turkish-backed rebels"], ["Turkey"], "differ"),
        (["Syrian rebels"], ["insurgents"], "side"),
        (["Jabhat al-Nusra"], ["rebels"], "kin"),
        (["Russia"], ["Turkey"], "differ"),
        (["Russia", "Turkey"], ["Russia"], "part"),
        (["Northern Army"], [], "unknown"),
        (["Northern Army"], ["River Militia"], "unknown"),
    ],
)
def test_how_alike_two_sets_of_actors_are(one: list[str], other: list[str], how: str) -> None:
    naming = Naming(Knowledge())
    ours, theirs = (tuple(naming.who(Actor(name=name)) for name in names) for names in (one, other))
    assert likeness(ours, theirs) == likeness(theirs, ours) == how


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Saraqib", "Saraqeb", "same"),
        ("Maarat al-Numan", "Maaret al-Nuaman", "same"),
        ("Saraqib", "Idlib", "within"),
        ("Saraqib", "northern Syria", "within"),
        ("Saraqib", "Aleppo", "apart"),
        ("Nowhere Ford", "Nobody's Bluff", "elsewhere"),
        ("Nowhere Ford", "Nobody's Mill", "unknown"),
        ("the port of Nowhere", "Nowhere Port", "same"),
        ("the border area", "Nobody's Mill", "unknown"),
    ],
)
def test_how_two_places_lie_to_each_other(one: str, other: str, how: str) -> None:
    naming = Naming(Knowledge())
    ours, theirs = (naming.where(Place(name=name), ("SY",)) for name in (one, other))
    assert position(ours, theirs)[0] == position(theirs, ours)[0] == how


def test_coordinates_of_the_case_win() -> None:
    knowledge = Knowledge(coordinates={"Nowhere Ford": (35.0, 36.0), "Nobody's Mill": (35.0, 36.03)})
    naming = Naming(knowledge)
    how, kilometres = position(*(naming.where(Place(name=n)) for n in ("Nowhere Ford", "Nobody's Mill")))
    assert how == "near" and 2 < kilometres < 4


def test_a_point_of_the_case_leaves_what_the_gazetteer_knows_of_a_place() -> None:
    naming = Naming(Knowledge(coordinates={"Idlib": (35.9, 36.6), "Saraqib": (-10.0, 20.0)}))
    idlib, city = naming.where(Place(name="Idlib"), ("SY",)), naming.where(Place(name="Taftanaz"), ("SY",))
    assert position(idlib, city)[0] == "within", "the province is still one"
    elsewhere = naming.where(Place(name="Saraqib"), ("SY",))
    assert elsewhere is not None and elsewhere.point == (-10.0, 20.0) and not elsewhere.area
