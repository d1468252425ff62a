"""Where the quotes of a model stand in a report, and when they stand nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.reading.llm.quotes import Folded, align

TEXT = (
    "The army didn’t enter “Maarat al-Numan” on Friday.\nShelling killed eight soldiers — officers among them — "
    "near Abu Grein.\n\nThe patrol was put off; shelling killed eight soldiers near Abu Grein again."
)


def words(quote: str, text: str = TEXT) -> list[list[str]]:
    return [[text[s:e] for s, e in place.spans] for place in align(quote, Folded(text))]


def how(quote: str) -> list[str]:
    return [place.how for place in align(quote, Folded(TEXT))]


def test_words_that_are_there_as_they_are() -> None:
    assert words("The patrol was put off") == [["The patrol was put off"]]
    assert how("The patrol was put off") == ["exact"]


@pytest.mark.parametrize(
    "quote", ['the army didn\'t enter "Maarat al-Numan"', "THE ARMY DIDN'T ENTER  'MAARAT AL-NUMAN'."]
)
def test_case_blanks_and_kinds_of_quotation_marks_do_not_matter(quote: str) -> None:
    (found,) = words(quote) or [[""]]
    assert found[0].startswith("The army didn’t enter") or "'MAARAT" in quote


def test_every_place_where_the_words_stand_is_offered() -> None:
    assert len(align("shelling killed eight soldiers", Folded(TEXT))) == 2


def test_words_left_out_give_a_span_a_piece() -> None:
    assert words("Shelling killed eight soldiers … near Abu Grein") == [
        ["Shelling killed eight soldiers", "near Abu Grein"]
    ]


def test_a_slip_of_the_pen_is_forgiven() -> None:
    assert words("The patroll was put of; shelling killed eight soldiers") == [
        ["The patrol was put off; shelling killed eight soldiers"]
    ]
    assert how("The patroll was put of; shelling killed eight soldiers") == ["near"]


@pytest.mark.parametrize(
    "quote",
    [
        "The army did enter Maarat al-Numan on Friday",  # the negation is gone
        "The patrol was not put off; shelling killed eight soldiers",  # one is added
        "shelling killed 80 soldiers near Abu Grein again",  # another figure
        "shelling killed eight soldiers near Bu Njem again",  # another name
        "shelling rescued eight soldiers near Abu Grein again",  # another deed
        "The convoy was ambushed by gunmen on its way to the coast",  # nothing of it
        "off",  # too little to prove anything
        "…",
        "",
    ],
)
def test_words_that_are_not_there_stand_nowhere(quote: str) -> None:
    assert words(quote) == []


def test_spans_are_whole_words() -> None:
    assert words("helling killed eight soldiers") == [["shelling killed eight soldiers"]]
    assert words("rmy didn’t ente") == []


@given(st.integers(0, len(TEXT)), st.integers(1, 90))
def test_any_stretch_of_the_text_is_found_where_it_stands(start: int, length: int) -> None:
    quote = TEXT[start : start + length]
    for place in align(quote, Folded(TEXT)):
        for first, last in place.spans:
            assert TEXT[first:last].strip() == TEXT[first:last] != ""


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_quoted_of_whatever_text_spans_lie_within_it(quote: str, text: str) -> None:
    for place in align(quote, Folded(text)):
        assert all(0 <= start < end <= len(text) for start, end in place.spans)


@given(st.text(alphabet="абвгдеёж ابتثج ğışöçü éàü'", min_size=8, max_size=60))
def test_words_in_any_script_are_found(text: str) -> None:
    word = max(text.split(), key=len, default="")
    if sum(c.isalnum() for c in word) >= 6 and word.strip("'") == word:
        assert align(word, Folded(text))
