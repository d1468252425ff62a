"""Who says what: source, cue and content, in every construction that reports use."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.language.attribution import Attribution, AttributionIndex, find_attributions
from trucewatch.language.pipeline import parse
from trucewatch.language.quotations import find_quotations


def said(text: str) -> list[tuple[str, str, str]]:
    """(source, lemma of the cue, content) of each attribution."""
    return [
        (
            " … ".join(text[s:e] for s, e in a.source),
            a.lemma,
            " … ".join(text[s:e] for s, e in a.content),
        )
        for a in find_attributions(parse(text))
    ]


def one(text: str, lemma: str) -> Attribution:
    found = [a for a in find_attributions(parse(text)) if a.lemma == lemma]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "source", "lemma", "content"),
    [
        (
            "The ministry said that two posts had been hit.",
            "The ministry",
            "say",
            "that two posts had been hit",
        ),
        ("Two posts had been hit, the ministry said.", "the ministry", "say", "Two posts had been hit"),
        ("The road is closed, said Karim Aziz.", "Karim Aziz", "say", "The road is closed"),
        ("The envoy told reporters that talks would resume.", "The envoy", "tell", "that talks would resume"),
        ("According to the mission, four shells fell.", "the mission", "according to", "four shells fell."),
        ("Four shells fell, according to the mission.", "the mission", "according to", "Four shells fell"),
        (
            "The army accused the rebels of shelling a school.",
            "The army",
            "accuse",
            "the rebels of shelling a school",
        ),
        ("The army denied firing on the convoy.", "The army", "deny", "firing on the convoy"),
        ("The council called for an immediate halt.", "The council", "call", "an immediate halt"),
        ("The council called on both sides to stop.", "The council", "call", "to stop"),
        ("The envoy urged both armies to hold their fire.", "The envoy", "urge", "to hold their fire"),
        ("The movement vowed to return to the city.", "The movement", "vow", "to return to the city"),
        ("The general warned against any advance.", "The general", "warn", "any advance"),
        ("The premier described the raid as a crime.", "The premier", "describe", "the raid as a crime"),
        ("The premier called the raid a crime.", "The premier", "call", "the raid … a crime"),
        ("The rebels' claim that the bridge fell was false.", "The rebels", "claim", "that the bridge fell"),
        (
            "The government's answer is that no deal exists.",
            "The government",
            "answer",
            "that no deal exists",
        ),
        (
            "The council issued a warning that supplies were low.",
            "The council",
            "warning",
            "that supplies were low",
        ),
        (
            "The commander made it plain that he would stay.",
            "The commander",
            "make plain",
            "that he would stay",
        ),
        ("Residents are afraid of new fighting.", "Residents", "afraid", "of new fighting"),
        ("Lisbon wants the troops gone.", "Lisbon", "want", "the troops gone"),
        ("The charge was denied by the army.", "the army", "deny", "The charge"),
        (
            "Army: three soldiers were killed near the river.",
            "Army",
            ":",
            "three soldiers were killed near the river.",
        ),
    ],
)
def test_reported_speech(text: str, source: str, lemma: str, content: str) -> None:
    found = said(text)
    assert any(
        s == source and cue == lemma and c.rstrip(".").endswith(content.rstrip(".")) for s, cue, c in found
    ), found


def test_a_tag_in_the_middle_is_no_part_of_what_is_said() -> None:
    text = "The truce, the ministry said, was broken twice overnight."
    assert ("the ministry", "say", "The truce … was broken twice overnight.") in said(text)


def test_a_tag_may_stand_between_two_quotations() -> None:
    text = "“We left,” he told a radio station, “because nobody came.”"
    assert said(text) == [("he", "tell", "“We left,” … “because nobody came.”")]


@pytest.mark.parametrize("marks", ["“”", '""', "‘’", "«»"])
def test_a_quotation_goes_on_after_the_tag(marks: str) -> None:
    opening, closing = marks
    text = (
        f"{opening}We will not leave,{closing} the commander said on Thursday. "
        f"{opening}They must go first. Nobody asked us.{closing}"
    )
    found = one(text, "say")
    covered = " ".join(text[s:e] for s, e in found.content)
    assert "We will not leave" in covered
    assert "They must go first. Nobody asked us." in covered


def test_a_quotation_of_several_sentences_is_content_as_a_whole() -> None:
    text = "“The road is cut. Nothing gets through. We are out of flour,” a baker said."
    assert said(text) == [("a baker", "say", "“The road is cut. Nothing gets through. We are out of flour,”")]


def test_a_quotation_over_two_paragraphs_keeps_its_speaker() -> None:
    text = (
        "“We waited for a month,” said Amal Deeb, a nurse. “Then we left.\n\n"
        "“Nobody has come back since that night in June.”"
    )
    found = find_attributions(parse(text))
    second = [a for a in found if any("Nobody has come back" in text[s:e] for s, e in a.content)]
    assert second
    assert any("Amal Deeb" in text[s:e] for s, e in second[0].source)


def test_a_quotation_without_a_cue_is_that_of_the_sentence_before() -> None:
    text = "The diplomat is less certain. “I would be surprised if anybody stayed after this.”"
    found = find_attributions(parse(text))
    assert [text[s:e] for a in found for s, e in a.source][-1] == "The diplomat"


def test_a_colon_leads_to_a_quotation() -> None:
    text = "The governor was blunt and said: “There is no truce.”"
    assert ("The governor", "say", "“There is no truce.”") in said(text)


def test_a_participle_after_a_saying_is_the_same_speakers() -> None:
    text = "He warned that the talks would fail, adding that time was short."
    assert {source for source, *_ in said(text)} == {"He"}


def test_a_second_verb_of_saying_is_not_part_of_what_is_promised() -> None:
    text = "The president promised that fire would be met with fire and offered to talk."
    assert ("The president", "promise", "that fire would be met with fire") in said(text)
    assert ("The president", "offer", "to talk") in said(text)


def test_a_relative_pronoun_and_what_it_stands_for_are_both_the_source() -> None:
    text = "The envoy, who said that the talks had failed, left the city."
    source, _, content = said(text)[0]
    assert source.endswith("who")
    assert "envoy" in source
    assert content == "that the talks had failed"


def test_what_a_relative_clause_denies_is_the_noun_before_it() -> None:
    text = "Rome keeps planes there, a charge that Paris denies."
    assert ("Paris", "deny", "a charge that Paris") in said(text) or ("Paris", "deny", "a charge") in said(
        text
    )


def test_the_passive_names_no_source() -> None:
    text = "It was reported that two bridges had fallen."
    assert ("", "report", "that two bridges had fallen") in said(text)


def test_a_statement_is_its_issuers() -> None:
    text = "A statement by the general staff said the line had held."
    found = one(text, "say")
    doc = parse(text)
    assert found.source_token is not None
    assert doc[found.source_token].text == "staff"


def test_a_particle_can_make_another_verb() -> None:
    assert said("The army called off its advance.") == []


def test_a_negated_saying_is_marked() -> None:
    assert one("The mission did not say that the road was open.", "say").negated


def test_orders_to_the_reader_are_nobodys_words() -> None:
    assert said("Read the full report here.") == []


def test_the_turns_of_a_transcript_are_their_speakers() -> None:
    text = (
        "ANA SILVA (head of the delegation): Good evening. We have put a paper on the table.\n\n"
        "Q: Will you sign it?\n\n"
        "SILVA: Not today. There are open points.\n"
    )
    turns = [(source, content) for source, lemma, content in said(text) if lemma == ":"]
    assert turns == [
        ("ANA SILVA", "Good evening. We have put a paper on the table."),
        ("SILVA", "Not today. There are open points."),
    ]


@pytest.mark.parametrize(
    "text",
    ["Update: two people were hurt.", "Location: a village in the north.", "Note: figures are rounded."],
)
def test_labels_speak_for_nobody(text: str) -> None:
    assert [x for x in said(text) if x[1] == ":"] == []


def test_the_index_answers_with_the_innermost() -> None:
    text = "The Kremlin said that Ankara wanted the army to withdraw."
    doc = parse(text)
    index = AttributionIndex(doc, find_attributions(doc))
    at = {t.text: index.content_of(t.i) for t in doc}
    assert at["Kremlin"] is None
    wanted, withdraw = at["wanted"], at["withdraw"]
    assert wanted is not None
    assert wanted.lemma == "say"
    assert withdraw is not None
    assert withdraw.lemma == "want"


def test_stance_depends_on_the_frame() -> None:
    assert one("The envoy called for calm.", "call").stance == "calls for"
    assert one("The envoy called the raid a crime.", "call").stance == "states"
    assert one("The army told the villagers to leave.", "tell").stance == "demands"
    assert one("The army told the villagers that it would leave.", "tell").stance == "states"


def test_quotation_marks_pair_within_a_paragraph() -> None:
    text = "It was a “mistake”, he said.\n\nNobody used the word \"truce\" or 'peace'."
    assert [text[q.start : q.end] for q in find_quotations(text)] == ["“mistake”", '"truce"']


def test_an_apostrophe_is_no_quotation_mark() -> None:
    assert find_quotations("The rebels' posts and the army's guns weren't hit.") == []


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab said Army:“”\"'.,\n ", max_size=80))
def test_spans_lie_in_the_text_and_are_never_empty(text: str) -> None:
    for attribution in find_attributions(parse(text)):
        for start, end in [*attribution.source, *attribution.cue, *attribution.content]:
            assert 0 <= start < end <= len(text)
        assert attribution.content


def test_who_asks_not_to_be_named_asks_nothing_of_anybody() -> None:
    found = said("The road is closed, said an officer of the alliance who asked not to be named.")
    assert [lemma for _, lemma, _ in found] == ["say"]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        (
            "The rebels' demand: no foreign troop stays beyond June.",
            "The rebels",
            "no foreign troop stays beyond June",
        ),
        (
            "Viktor Rudenko had one condition: the prisoners come home first.",
            "Viktor Rudenko",
            "the prisoners come home first",
        ),
        ("Mission statement: the patrols will go on.", "Mission", "the patrols will go on"),
    ],
)
def test_a_noun_of_saying_may_be_spelt_out_behind_a_colon(text: str, source: str, content: str) -> None:
    ((who, _, what),) = said(text)
    assert (who, what.rstrip(".")) == (source, content)


def test_a_demand_that_is_nobodys_is_not_attributed() -> None:
    assert said("There was one condition: everybody leaves.") == []
