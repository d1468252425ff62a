"""The words that prove a record, shortened or within their sentence."""

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.exports.quotation import in_sentence, quote
from trucewatch.records import Span

TEXT = (
    "The road opened on Feb. 3. Gen. A. Salem said that “the posts stay.” Two trucks\n"
    "crossed at noon; four waited.\n\n- No shot was fired.\n- Shelling resumed at dusk"
)


def spans(*words: str) -> list[Span]:
    return [Span(start=TEXT.index(w), end=TEXT.index(w) + len(w)) for w in words]


def marked(*words: str) -> str:
    return "".join(f"[{piece}]" if inside else piece for piece, inside in in_sentence(TEXT, spans(*words)))


def test_a_sentence_is_found_by_its_punctuation_not_by_abbreviations() -> None:
    assert marked("opened") == "The road [opened] on Feb. 3. "
    assert marked("posts stay") == "Gen. A. Salem said that “the [posts stay].” "


def test_line_ends_within_a_sentence_are_spaces_and_list_items_are_sentences() -> None:
    assert marked("crossed") == "Two trucks [crossed] at noon; four waited. "
    assert marked("resumed") == "- Shelling [resumed] at dusk"


def test_a_span_may_be_a_whole_sentence() -> None:
    assert marked("The road opened on Feb. 3.") == "[The road opened on Feb. 3.] "


def test_spans_of_one_sentence_are_marked_in_it_and_others_follow() -> None:
    assert marked("road", "Feb. 3") == "The [road] opened on [Feb. 3]. "
    assert marked("road", "shot") == "The [road] opened on Feb. 3. … - No [shot] was fired. "


def test_a_long_quotation_loses_its_middle() -> None:
    assert quote(TEXT, spans("Two trucks\ncrossed"), 80) == "Two trucks crossed"
    assert quote(TEXT, spans("trucks", "waited"), 80) == "trucks … waited"
    assert quote("word " * 60, [Span(start=0, end=299)], 40).count("…") == 1
    assert len(quote("word " * 60, [Span(start=0, end=299)], 40)) <= 42


@given(st.text(alphabet="ab. \n-A”", min_size=1, max_size=80), st.data())
def test_what_is_marked_is_what_the_spans_say(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    pieces = in_sentence(text, [Span(start=start, end=end)])
    shown = "".join(piece for piece, inside in pieces if inside)
    assert shown.split() == text[start:end].split()
