"""How many: what number words and figures come to, and what is no count."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.language.atoms import atoms
from trucewatch.language.counts import covering, find_counts
from trucewatch.language.pipeline import parse, prepare
from trucewatch.records import CountMention

WORDS_TO_NINETEEN = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen
eighteen nineteen
"""
ONES = WORDS_TO_NINETEEN.split()
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def counts(text: str) -> list[CountMention]:
    return find_counts(parse(text))


def only(text: str) -> CountMention:
    found = counts(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "value", "relation"),
    [
        ("Shelling killed eight soldiers.", "eight", 8, "exactly"),
        ("Shelling killed twenty-eight soldiers.", "twenty-eight", 28, "exactly"),
        ("They counted 1,775 arrivals.", "1,775", 1775, "exactly"),
        ("They counted 92 053 arrivals.", "92 053", 92053, "exactly"),
        ("Turkey hosts 3.6 million refugees.", "3.6 million", 3_600_000, "exactly"),
        ("More than half a million people fled.", "More than half a million", 500_000, "more than"),
        ("Close to one million people fled.", "Close to one million", 1_000_000, "nearly"),
        ("At least 12 people died.", "At least 12", 12, "at least"),
        ("As many as 300 fighters left.", "As many as 300", 300, "up to"),
        ("Up to 800,000 people fled.", "Up to 800,000", 800_000, "up to"),
        ("Fewer than 50 fighters stayed.", "Fewer than 50", 50, "up to"),
        ("Some 300 vehicles crossed.", "Some 300", 300, "about"),
        ("An estimated 40,000 people fled.", "An estimated 40,000", 40_000, "about"),
        ("Nearly 400 families fled.", "Nearly 400", 400, "nearly"),
        ("Well over 1,000 were killed.", "Well over 1,000", 1000, "more than"),
        ("No fewer than 20 tanks crossed.", "No fewer than 20", 20, "at least"),
        ("Turkey runs a dozen posts.", "a dozen", 12, "about"),
        ("Two dozen shells fell.", "Two dozen", 24, "about"),
        ("They buried 12 or more fighters.", "12 or more", 12, "at least"),
        ("Another 1,100+ boarded the buses.", "Another 1,100+", 1100, "more than"),
        ("Two and a half million people need help.", "Two and a half million", 2_500_000, "exactly"),
        ("They reckon with over a million.", "over a million", 1_000_000, "more than"),
        ("Some 1.5m people need help.", "Some 1.5m", 1_500_000, "about"),
        ("A 12-member delegation came.", "12", 12, "exactly"),
    ],
)
def test_a_number_and_its_modifier(text: str, words: str, value: int, relation: str) -> None:
    found = only(text)
    assert (found.text, found.value.value, found.value.relation) == (words, value, relation)
    assert text[found.start : found.end] == words == found.value.text


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("Dozens of shells fell.", 24),
        ("Tens of people were hurt.", 20),
        ("Scores of people fled.", 40),
        ("Hundreds of people fled.", 200),
        ("Thousands of people fled.", 2000),
        ("Tens of thousands of people fled.", 20_000),
        ("Hundreds of thousands of people fled.", 200_000),
        ("Several soldiers were hurt.", 3),
        ("Several hundred soldiers were hurt.", 200),
        ("A handful of soldiers stayed.", 3),
    ],
)
def test_a_word_that_names_no_number_has_a_lower_bound(text: str, low: int) -> None:
    value = only(text).value
    assert (value.value, value.low, value.relation) == (None, low, "at least")


@pytest.mark.parametrize(
    ("text", "words", "low", "high"),
    [
        ("Between 30 and 40 people died.", "Between 30 and 40", 30, 40),
        ("Some 30 to 35 people died.", "Some 30 to 35", 30, 35),
        ("They saw 15-20 trucks.", "15-20", 15, 20),
        ("They saw 15–20 trucks.", "15–20", 15, 20),
        ("Two to three million people need help.", "Two to three million", 2_000_000, 3_000_000),
        ("Five or six men were held.", "Five or six", 5, 6),
        ("Estimates range from 1,500 to 2,000 fighters.", "1,500 to 2,000", 1500, 2000),
    ],
)
def test_a_range(text: str, words: str, low: int, high: int) -> None:
    found = only(text)
    assert (found.text, found.value.relation) == (words, "between")
    assert (found.value.low, found.value.high, found.value.value) == (low, high, None)


def test_a_change_is_two_counts() -> None:
    assert [count.value.value for count in counts("The toll rose from 30 to 40 overnight.")] == [30, 40]


@pytest.mark.parametrize(
    "text",
    [
        "It happened on 3 February 2020.",
        "It happened in 2019.",
        "It began at 10:35 and ended by 1330.",
        "Talks lasted three hours.",
        "The boy was aged 12.",
        "A 12-year-old boy was hurt.",
        "Aid is for children under five.",
        "The dead man, Karim Rahimi, 52, was a teacher.",
        "They cut the M4 and Highway 1.",
        "A 122 mm rocket landed.",
        "An 82mm mortar landed.",
        "The line runs 15 to 20 kilometres inside.",
        "Prices rose by 5 percent.",
        "Two-thirds of the town is gone.",
        "The deal is worth $5 million.",
        "It cited Resolution 2254.",
        "Positions 68 and 69 were shelled.",
        "T-72 tanks crossed.",
        "The third convoy left.",
        "No one was hurt.",
        "One in five children is hungry.",
        "Three quarters of them fled.",
        "The team won 3-1.",
    ],
)
def test_what_counts_nobody(text: str) -> None:
    assert counts(text) == []


def test_a_number_at_the_head_of_a_list_item_is_its_mark() -> None:
    assert [count.text for count in counts("7. The sides met.\n8. They named 30 sites.")] == ["30"]


def test_the_tokens_of_a_count_lead_to_it() -> None:
    doc = parse("More than half a million people fled.")
    found = find_counts(doc)
    table = covering(doc, found)
    assert [doc[index].text for index in sorted(table)] == ["More", "than", "half", "a", "million"]
    assert set(map(id, table.values())) == {id(found[0])}


def in_words(number: int) -> str:
    """English for a whole number below a billion."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joint = " and " if 0 < rest < 100 else " "
            return f"{in_words(number // size)} {name}{joint + in_words(rest) if rest else ''}"
    raise AssertionError(number)


@given(st.integers(20, 999_999_999).filter(lambda n: not 1700 <= n <= 2100))
def test_every_number_in_words_is_read_back(number: int) -> None:
    doc = prepare(in_words(number))
    assert [atom.value for atom in atoms(doc)] == [number]


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 9_999_999).filter(lambda n: not 1700 <= n <= 2100))
def test_every_number_in_figures_is_read_back(number: int) -> None:
    assert only(f"They counted {number:,} displaced people.").value.value == number


WORDS = """
more than at least up to between and 30 40 5,000 half a million dozens of thousands two hundred - –
, . ( ) % km
people or so several few couple dozen one 3.5 million aged from to
"""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=12))
def test_any_words_give_true_spans_in_order(words: list[str]) -> None:
    text, last = " ".join(words), 0
    for count in counts(text):
        assert last <= count.start and text[count.start : count.end] == count.text
        last = count.end


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The agency says 1.4m have fled.", 1_400_000),
        ("Some 300k were displaced.", 300_000),
        ("A wall 12m high was built.", None),
        ("The M4 was closed.", None),
    ],
)
def test_a_letter_scales_the_figure_before_what_people_do(text, value):
    assert [c.value.value for c in counts(text)] == ([value] if value else [])
