"""Coding a text's main event."""

from __future__ import annotations

import math

import pytest

from trucewatch.reading.acled import Coder, Rules
from trucewatch.reading.encoder import Encoder, WordPiece

needs_model = pytest.mark.skipif(not Encoder.available(), reason="onnxruntime or the weights are not here")
CODERS = [False, pytest.param(True, marks=needs_model)]

EVENT_TYPES = {
    "Battles": 3,
    "Protests": 3,
    "Riots": 2,
    "Explosions/Remote violence": 6,
    "Violence against civilians": 3,
    "Strategic developments": 8,
}


def test_the_labels_are_those_of_acled_and_five_more() -> None:
    rules = Rules.load()
    assert len(rules.labels) == 25 + 5
    for event_type, count in EVENT_TYPES.items():
        assert list(rules.event_types.values()).count(event_type) == count
    assert list(rules.event_types.values()).count(None) == 5


@pytest.mark.parametrize("model", CODERS)
@pytest.mark.parametrize(
    ("text", "event_type", "sub_event_type"),
    [
        ("A suicide bomber blew himself up at a bakery in Harim, killing nine.", "Explosions/Remote violence",
         "Suicide bomb"),
        ("Army gunners shelled the olive farms around Harim with mortars all night.",
         "Explosions/Remote violence", "Shelling/artillery/missile attack"),
        ("Both sides signed a ceasefire agreement in Doha.", "Strategic developments", "Agreement"),
        ("An earthquake of magnitude 6 shook the valley and buried two hamlets.", None, "Natural disaster"),
    ],
)  # fmt: skip
def test_plain_reports(model: bool, text: str, event_type: str | None, sub_event_type: str) -> None:
    (coding,) = Coder.load(model=model).code([text])
    assert (coding.event_type, coding.sub_event_type) == (event_type, sub_event_type)


@pytest.mark.parametrize("model", CODERS)
def test_a_text_about_none_of_it_has_no_event(model: bool) -> None:
    (coding,) = Coder.load(model=model).code(
        ["The bakery on Mill Lane sells its last sourdough loaf at noon."]
    )
    assert coding.sub_event_type is None
    assert coding.event_type is None


@pytest.mark.parametrize("model", CODERS)
def test_the_ranked_labels_are_a_distribution(model: bool) -> None:
    (coding,) = Coder.load(model=model).code(["Gunmen kidnapped four nurses near the river."])
    probabilities = [probability for _, probability in coding.ranked]
    assert math.isclose(sum(probabilities), 1, abs_tol=1e-6)
    assert probabilities == sorted(probabilities, reverse=True)
    assert len(coding.ranked) == 31
    assert coding.ranked[0] == (coding.sub_event_type, coding.probability)


@pytest.mark.parametrize("model", CODERS)
def test_a_text_is_coded_alike_alone_and_in_company(model: bool) -> None:
    texts = ["Rebels raided a post.", "", "Thousands marched against the tax in Lima, chanting and singing."]
    coder = Coder.load(model=model)
    assert coder.code(texts) == [coder.code([text])[0] for text in texts]


def test_the_lead_weighs_more_than_what_follows() -> None:
    lead = "Police arrested two men suspected of arson after the market fire on Sunday."
    after = "Rebels shelled the town with mortars in an earlier year."
    labels = Rules.load().labels
    scores = dict(zip(labels, Rules.load().scores(f"{lead} {after}"), strict=True))
    assert scores["Arrests"] > scores["Shelling/artillery/missile attack"] > 0


def test_words_are_split_into_the_longest_known_pieces() -> None:
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "cease", "##fire", "##s", ",", "a"]
    assert WordPiece(pieces).ids("Ceasefires, á ☃") == [2, 4, 5, 6, 7, 8, 1, 3]
    assert WordPiece(pieces).ids("a a a a a", longest=4) == [2, 8, 8, 3]
