"""When and where an event took place, by what stands nearest."""

from datetime import date

import pytest

from trucewatch.language import analyse


def told(text, word, published=date(2021, 6, 18)):
    document = analyse(text, published=published)
    token = next(t for t in document.doc if t.text == word)
    clause = document.clause(token)
    time, place = document.time_told(clause), document.place_told(clause)
    return (time.window or time.value) if time else None, place.name if place else None


@pytest.mark.parametrize(
    "text",
    [
        "Shells hit a school in Donetsk on 14 June.",
        "On 14 June shells hit a school in Donetsk.",
        "In Donetsk, a school was hit by shells on 14 June.",
        "14 June | A school in Donetsk was hit by shells.",
    ],
)
def test_a_clause_has_its_own_time_and_place(text):
    word = "hit"
    assert told(text, word) == ("2021-06-14", "Donetsk")


def test_the_time_of_speaking_is_not_the_time_of_the_event():
    time, _ = told("The ministry said on Thursday that shells hit a school in Donetsk.", "hit")
    assert time is None


def test_a_sentence_goes_on_with_the_day_and_place_of_the_one_before():
    text = "On 14 June shells hit a school in Donetsk. Two teachers were killed."
    assert told(text, "killed") == ("2021-06-14", "Donetsk")


def test_a_new_paragraph_starts_afresh():
    text = "On 14 June shells hit a school in Donetsk.\n\nTwo teachers were killed."
    assert told(text, "killed") == (None, None)


def test_a_place_described_by_a_relative_clause_is_where_it_happened():
    _, place = told("He spoke of Donetsk, where shells hit a school.", "hit")
    assert place == "Donetsk"


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The deal, signed in Geneva on 2 May, was violated.", "violated", (None, None)),
        ("Both sides violated the deal signed in Geneva on 2 May.", "violated", (None, None)),
        ("Two officers, captured in March, were killed near Donetsk.", "killed", (None, "Donetsk")),
        ("Explosives planted in Donetsk killed two.", "killed", (None, "Donetsk")),
        ("A mine laid near Donetsk on 14 June killed a farmer.", "killed", ("2021-06-14", "Donetsk")),
    ],
)
def test_what_an_argument_has_behind_it_is_not_when_and_where_something_happened(text, word, expected):
    assert told(text, word) == expected


def test_how_far_back_a_comparison_goes_is_not_when_something_happened():
    text = "Between 2 and 5 June at least 200 soldiers were killed near Donetsk in the heaviest fighting since 2015."
    assert told(text, "killed") == ("2021-06-02/2021-06-05", "Donetsk")
    assert told("Soldiers have been killed near Donetsk since 2015.", "killed") == ("2015/..", "Donetsk")


@pytest.mark.parametrize(
    "text",
    [
        "The sides met on Monday for the first time since shells hit a school in Donetsk.",
        "On Monday the sides met, for the first time since shells hit a school in Donetsk.",
    ],
)
def test_what_something_goes_back_to_is_not_of_its_day(text):
    time, place = told(text, "hit")
    assert (time, place) == (None, "Donetsk")


def test_an_item_of_a_list_does_not_go_on_with_the_one_before():
    text = "1. On 14 June shells hit a school in Donetsk.\n2. Two teachers were detained."
    assert told(text, "detained") == (None, None)


def test_what_a_number_is_compared_with_dates_nothing():
    text = "Monitors counted 4,300 people in Yei, up from 2,900 on 14 June."
    assert told(text, "counted")[0] is None


def test_a_day_in_the_description_of_something_else_is_not_the_clauses():
    text = "The army set up four posts on a hill in Donetsk, which its soldiers captured on 14 June."
    assert told(text, "set")[0] is None
    assert told(text, "captured")[0] == "2021-06-14"
