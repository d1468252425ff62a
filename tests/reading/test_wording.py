"""Rows of words, found in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.reading.wording import Wording, words


def found(pattern: str, text: str) -> bool:
    return any(Wording([(0, pattern)]).find(words(text)))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("air strike*", "Two Air Strikes hit the bridge"),
        ("withdr*|left", "The guards withdrew at noon"),
        ("army|troops .. retook", "The army, backed by tanks, retook Harim"),
        ("hand* .. control", "They handed over full control"),
        ("state", "the State’s guards"),
        ("cease-fire", "a cease-fire holds"),
    ],
)
def test_found(pattern: str, text: str) -> None:
    assert found(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("air strike*", "The strike hit the air base"),
        ("mine", "the miner"),
        ("army .. retook", "The army left. Rebels retook Harim"),
        ("army .. retook", "The army that one two three four five six seven eight nine retook it"),
        ("bomb*", "a plumb bob"),
    ],
)
def test_not_found(pattern: str, text: str) -> None:
    assert not found(pattern, text)


def test_each_place_is_found_with_its_key() -> None:
    wording = Wording([(1, "shell*"), (2, "shelling of")])
    assert sorted(wording.find(words("Shelling of Harim; shells fell"))) == [(1, 0), (1, 3), (2, 0)]


@pytest.mark.parametrize("pattern", ["", "..", ".. army", "army ..", "ar*"])
def test_malformed_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|star"):
        Wording([(0, pattern)])


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    list(Wording([(0, "any .. word*")]).find(words(text)))
