"""What reaches a terminal is text, whatever a report holds."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.terminal import encodable, escape_json, printable

ESCAPES = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=())),
        st.sampled_from(["\x1b[31m", "\x1b]0;title\x07", "\x9b2J", "\x1b", "\x00", "\r"]),
        st.sampled_from(["\u202e", "\u2066", "\u2028", "\ud800"]),
    )
).map("".join)


def is_safe(text: str) -> bool:
    bidirectional = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return not any(
        unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(c) in bidirectional
        for c in text
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mred\x1b[0m b", "ared b"),
        ("\x1b]8;;http://a.example\x07link\x1b]8;;\x07", "link"),
        ("one\r\n\ttwo", "one two"),
        ("nul\x00", "nul\ufffd"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("Çavuşoğlu – می‌خواهم", "Çavuşoğlu – می‌خواهم"),
    ],
)
def test_only_what_could_do_harm_is_changed(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(ESCAPES)
def test_no_control_character_comes_through(text: str) -> None:
    assert is_safe(printable(text))


@given(ESCAPES)
def test_a_line_of_json_is_safe_and_means_the_same(text: str) -> None:
    line = escape_json(json.dumps({"text": text}, ensure_ascii=False))
    assert is_safe(line)
    assert json.loads(line) == json.loads(json.dumps({"text": text}))
    line.encode("utf-8")


def test_letters_that_a_terminal_lacks_become_the_nearest() -> None:
    assert encodable("“Çavuşoğlu” – Łódź…", "ascii") == '"Cavusoglu" - Lodz...'
    assert encodable("Ирина", "ascii") == "?????"
    assert encodable("Çavuş", "utf-8") == "Çavuş"
    assert encodable("Müller – Ş", "latin-1") == "Müller - S"
