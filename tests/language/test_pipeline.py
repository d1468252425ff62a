"""spaCy's pipeline, prepared for reports: offsets, sentences, long texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.language.pipeline import mask, parse


@given(st.text(max_size=200))
def test_masking_keeps_the_length(text):
    assert len(mask(text)) == len(text)


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="ab AB.,;:*#-|\n“”’\t", max_size=120))
def test_tokens_keep_the_offsets_of_the_report(text):
    assert all(mask(text)[t.idx : t.idx + len(t)] == t.text for t in parse(text))


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("- One post closed.\n- Two posts opened.", ["One", "Two"]),
        ("POSTS\nThree were closed.", ["POSTS", "Three"]),
        ("GENEVA, June 4 - Talks began.", ["GENEVA", "Talks"]),
        ("The army left; the rebels stayed.", ["The", "the"]),
        ("4 June | Post closed.\n5 June | Post opened.", ["4", "5"]),
    ],
)
def test_blocks_start_sentences(text, starts):
    sentences = [next(t.text for t in s if not t.is_space and t.text != "-") for s in parse(text).sents]
    assert sentences == starts


def test_a_long_text_is_the_same_in_parts():
    paragraph = "The army shelled the town on Monday. Two people were killed.\n\n"
    doc = parse(paragraph * 150)
    assert doc.text == paragraph * 150
    assert len({tuple(t.dep_ for t in s) for s in doc.sents}) == 2


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…"])
def test_hardly_any_text_is_no_trouble(text):
    assert parse(text).text == text


def test_the_head_of_a_logs_entry_is_no_part_of_its_sentence():
    doc = parse("13:10, Kominternove: armed men turned a patrol back.")
    subject = next(t for t in doc if t.text == "men")
    assert subject.sent[0].text == "armed"


def test_nr_is_near():
    doc = parse("Checkpoint nr DRAGOBILJE still manned.")
    assert next(t for t in doc if t.text == "DRAGOBILJE").head.pos_ == "ADP"
