"""One event out of several claims: what most outlets say, and how far the others are from it."""

from __future__ import annotations

from dataclasses import replace

from tests.exports.claims import claim, event, killed, shelling
from tests.readings import SIRTE
from trucewatch.exports.events import Estimate, estimate, is_civilian
from trucewatch.records import Count, Place, Source


def test_what_most_outlets_say_is_taken_and_the_others_are_its_range() -> None:
    told = event(
        claim(shelling(killed(8)), "Harbour Post"),
        claim(shelling(killed(5)), "Ministry"),
        claim(shelling(killed(8)), "Observatory"),
    )
    assert told.killed() == Estimate(5, 8, 8)


def test_one_outlet_that_repeats_itself_counts_once() -> None:
    told = event(
        claim(shelling(killed(8)), "Harbour Post"),
        claim(shelling(killed(8)), "Harbour Post"),
        claim(shelling(killed(5)), "Ministry"),
    )
    assert told.killed() == Estimate(5, 5, 8)


def test_who_says_so_counts_and_not_who_prints_it() -> None:
    ministry = Source(name="defence ministry", organisation="Turkey")
    told = event(
        claim(shelling(killed(8), attribution=ministry), "Harbour Post"),
        claim(shelling(killed(8), attribution=ministry), "Coast Daily"),
        claim(shelling(killed(5)), "Observatory"),
    )
    assert told.voices == ("Turkey", "Observatory")
    assert told.killed() == Estimate(5, 5, 8)


def test_copies_of_one_story_count_as_one() -> None:
    copy = replace(claim(shelling(killed(8)), "Coast Daily"), original="Harbour Post")
    told = event(claim(shelling(killed(8))), copy, claim(shelling(killed(5)), "Observatory"))
    assert told.killed() == Estimate(5, 5, 8)


def test_parts_are_added_and_a_whole_that_is_given_with_them_is_not() -> None:
    assert event(claim(shelling(killed(5, "soldiers"), killed(3, "drivers")))).killed() == Estimate(8, 8, 8)
    with_whole = shelling(killed(8), killed(5, "soldiers"), killed(3, "drivers"))
    assert event(claim(with_whole)).killed() == Estimate(8, 8, 8)
    counted_as_people = shelling(killed(8, "people"), killed(5, "soldiers"))
    assert event(claim(counted_as_people)).killed() == Estimate(8, 8, 8)


def test_nobody_counted_is_no_number() -> None:
    assert event(claim(shelling())).killed() is None
    assert event(claim(shelling(killed(4, outcome="wounded")))).killed() is None


def test_words_that_name_no_number_give_their_lower_bound() -> None:
    assert estimate(Count(low=24, text="dozens")) == Estimate(24, 24, 24)
    assert estimate(Count(low=30, high=40)) == Estimate(30, 30, 40)
    assert estimate(Count(text="many")) is None


def test_the_most_exact_date_is_taken_and_a_place_with_coordinates() -> None:
    vague = shelling(date="2021-06", place=Place(name="the coast"))
    assert event(claim(vague, "Ministry"), claim(shelling(), "Observatory")).date == "2021-06-19"
    assert event(claim(vague, "Ministry"), claim(shelling(), "Observatory")).place == SIRTE
    assert event(claim(vague)).place == Place(name="the coast")


def test_who_is_a_civilian_is_told_by_the_words() -> None:
    assert is_civilian("three civilians") and is_civilian("Displaced people")
    assert not is_civilian("soldiers") and not is_civilian(None)
