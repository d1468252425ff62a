"""Front matter is split from the text without moving a character of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.sources.front_matter import FrontMatterError, split


def test_fields_come_as_they_are_written() -> None:
    fields, body = split("---\ntitle: A post dismantled\npublished: 2021-06-20\n---\nThe text.\n")
    assert fields == {"title": "A post dismantled", "published": "2021-06-20"}
    assert body == "The text.\n"


def test_a_headline_may_hold_a_colon_and_quotes() -> None:
    fields, _ = split("---\ntitle: Sirte: the road's open\noutlet: wire\n---\nText")
    assert fields["title"] == "Sirte: the road's open"


def test_a_blank_line_after_the_front_matter_belongs_to_the_text() -> None:
    assert split("---\ntitle: T\n---\n\nText")[1] == "\nText"


@pytest.mark.parametrize("text", ["No front matter", "---\nnever closed", "--- \ttitle: x ---", ""])
def test_without_front_matter_all_is_text(text: str) -> None:
    assert split(text) == ({}, text)


def test_rules_round_a_long_text_are_no_front_matter() -> None:
    text = "---\n" + "A sentence of a long report.\n" * 1000 + "---\n"
    assert split(text) == ({}, text)


@pytest.mark.parametrize(
    "block",
    ["title: [unclosed", 'title: "unclosed', "just a sentence", "- a\n- list", "title: {a: b: c}", "a: b: c"],
)
def test_what_is_no_yaml_is_an_error(block: str) -> None:
    with pytest.raises(FrontMatterError, match="front matter is no YAML"):
        split(f"---\n{block}\n---\nText")


def test_the_error_names_the_line_of_the_file() -> None:
    with pytest.raises(FrontMatterError, match="line 3"):
        split("---\ntitle: fine\nurl: a: b\n---\nText")


@given(st.text())
def test_any_text_after_front_matter_is_kept_whole(body: str) -> None:
    assert split(f"---\ntitle: T\n---\n{body}") == ({"title": "T"}, body)


@given(st.text(alphabet=st.sampled_from("-.\n :ab[]{}'\"&*!|>%@\t"), max_size=60))
def test_any_text_is_split_into_a_head_and_its_own_end_or_refused(text: str) -> None:
    try:
        fields, body = split("---\n" + text)
    except FrontMatterError:
        return
    assert ("---\n" + text).endswith(body)
    assert all(isinstance(value, str) for value in fields.values())
