"""Which sayings are statements, whose, of what stance, when and where."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch.language import analyse
from trucewatch.reading.statements import read
from trucewatch.records import Statement

PUBLISHED = date(2021, 3, 12)  # a Friday


def statements(text: str) -> list[Statement]:
    return read(analyse(text, published=PUBLISHED))


def only(text: str) -> Statement:
    found = statements(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Turkey denied that its troops had opened fire.", "denies"),
        ("Russia demanded that the militias leave the town.", "demands"),
        ("Egypt warned that the truce could collapse.", "warns"),
        ("Ukraine pledged to pull back its guns.", "pledges"),
        ("Ukraine accused Russia of breaking the truce.", "accuses"),
        ("France condemned the raid on the hospital.", "condemns"),
        ("The United Nations called for an immediate ceasefire.", "calls for"),
        ("The European Union welcomed the agreement.", "welcomes"),
        ("Iran rejected the proposal.", "rejects"),
        ("Qatar proposed that the talks be moved to Doha.", "proposes"),
        ("Jordan fears that the fighting will spread.", "fears"),
        ("Turkey said that Syria must withdraw its army.", "demands"),
        ("“We will not accept this line,” said Turkey's defence minister, Hulusi Akar.", "rejects"),
        ("Turkey promised that it would stay.", "pledges"),
    ],
)
def test_stance(text: str, stance: str) -> None:
    assert only(text).stance == stance


def test_a_forecast_is_no_pledge_of_the_one_who_makes_it() -> None:
    found = statements("“The guns will be gone by the evening,” said Turkey's defence minister, Hulusi Akar.")
    assert [s.stance for s in found] != ["pledges"]


@pytest.mark.parametrize(
    "text",
    [
        "The ministry said that three soldiers had been killed.",
        "According to the police, 14 people were wounded in the blast.",
        "The rebels agreed to leave the village.",
        "The truce that Turkey announced has held for a week.",
        "A shopkeeper said that bread was dear.",
    ],
)
def test_a_fact_handed_on_is_no_statement(text: str) -> None:
    assert statements(text) == []


def test_the_mode_is_quoted_where_quotation_marks_stand_inside() -> None:
    assert only("Turkey called the raid “a clear crime against civilians”.").mode == "quoted"
    assert only("Turkey denied that its troops had opened fire.").mode == "reported"


def test_the_date_is_that_of_the_saying_and_not_of_what_is_said() -> None:
    assert only("Turkey denied on Tuesday that its troops had opened fire.").date == "2021-03-09"
    assert only("Turkey denied that its troops had opened fire on Tuesday.").date is None


def test_the_venue_is_where_it_was_said() -> None:
    found = only("Speaking at a news conference in Ankara, Hulusi Akar warned that the truce could collapse.")
    assert found.venue == "a news conference in Ankara"


def test_two_sayings_of_one_speaker_in_a_sentence_are_one_statement() -> None:
    found = only("Turkey condemned the raid and demanded an inquiry.")
    assert found.speaker.organisation == "Turkey"


def test_sentences_apart_are_statements_apart() -> None:
    assert len(statements("Turkey condemned the raid. It demanded an inquiry at once.")) == 2


def test_mutual_accusations_are_a_statement_each() -> None:
    found = statements("Turkey accused Syria of shelling the post. Syria accused Turkey of moving tanks.")
    assert [(s.speaker.organisation, s.stance) for s in found] == [
        ("Turkey", "accuses"),
        ("Syria", "accuses"),
    ]


def test_what_is_not_said_is_no_statement() -> None:
    assert statements("Turkey did not demand an inquiry.") == []


def test_the_answers_of_a_transcript_are_read_sentence_by_sentence() -> None:
    text = (
        "Q: Will you sign?\n\n"
        "HULUSI AKAR (Defence Minister of Turkey): We will never accept that line. Good evening to all.\n"
    )
    assert [(s.speaker.name, s.text) for s in statements(text)] == [
        ("Hulusi Akar", "We will never accept that line.")
    ]


def test_evidence_holds_the_words_and_the_verb_of_saying() -> None:
    text = "After the meeting Turkey denied that its troops had opened fire."
    (span,) = only(text).evidence
    assert text[span.start : span.end] == "denied that its troops had opened fire"


def test_a_joint_statement_is_one_of_each_that_makes_it() -> None:
    found = statements(
        "In a joint statement, the United States and Saudi Arabia called on both sides to extend the truce."
    )
    assert [s.speaker.organisation for s in found] == ["United States", "Saudi Arabia"]
    assert {s.stance for s in found} == {"calls for"}


@pytest.mark.parametrize(
    "text",
    [
        "“We will not withdraw,” a senior Armenian official, speaking on condition of anonymity, said on Friday.",
        "“We will not withdraw,” a senior Armenian official, speaking in Yerevan, said on Friday.",
        "“We will not withdraw,” a senior Armenian official said on Friday.",
    ],
)
def test_a_speaker_between_the_quotation_and_an_aside_is_the_speaker(text: str) -> None:
    statement = only(text)
    assert (statement.speaker.role, statement.speaker.organisation) == ("official", "Armenia")
    assert statement.text.strip("“”,") == "We will not withdraw"


def test_posts_that_are_fired_on_are_no_venue() -> None:
    found = statements(
        "Azerbaijan and Armenia accused each other on Friday of opening fire on border posts near Tegh."
    )
    assert [s.venue for s in found] == [None, None]


def test_a_quotation_is_of_whom_the_sentence_before_it_is_about() -> None:
    text = (
        "President Museveni declared victory in Kampala. Officials insisted that nothing would change. "
        "A European diplomat is less certain. “I would be astonished if nobody asked for more time.”"
    )
    (quoted,) = (s for s in statements(text) if s.mode == "quoted")
    assert quoted.speaker.role == "European diplomat" or quoted.speaker.role == "diplomat"


def test_who_posts_speaks_in_the_post() -> None:
    text = "UNIFIL @UNIFIL_ · 12 Mar 2021\nShells fell near our base in Naqoura. We urge all sides to cease fire now."
    demand = only(text)
    assert (demand.speaker.name, demand.stance) == ("UNIFIL", "calls for")


@pytest.mark.parametrize(
    ("text", "stance", "words"),
    [
        ("Guterres voiced alarm at the fighting in El Fasher.", "fears", "the fighting in El Fasher"),
        ("Egypt expressed dismay at the raid on Rafah.", "condemns", "the raid on Rafah"),
        ("Jordan voiced satisfaction at the truce.", "welcomes", "the truce"),
    ],
)
def test_what_is_felt_at_something_is_a_statement_on_it(text: str, stance: str, words: str) -> None:
    record = only(text)
    assert record.stance == stance
    assert words in record.text


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The army denied violating the ceasefire.", "denies"),
        ("The mission deplored the restrictions on its patrols.", "condemns"),
        ("The coalition regretted the loss of civilian life.", "condemns"),
        ("The pope pleaded for peace in Ukraine on Sunday.", "calls for"),
        ("The opposition rejected the president's decree.", "rejects"),
    ],
)
def test_a_body_that_the_text_does_not_name_may_take_a_stance(text: str, stance: str) -> None:
    assert only(text).stance == stance


@pytest.mark.parametrize(
    "text",
    [
        "The army said three soldiers had died.",
        "The ministry announced the figures.",
        "A shopkeeper deplored the price of bread.",
        "Syria and Israel signed an agreement on 31 May 1974.",
    ],
)
def test_facts_handed_on_dates_and_bystanders_are_no_statements(text: str) -> None:
    assert statements(text) == []


def test_where_what_is_spoken_of_is_no_venue() -> None:
    assert only("The United Nations warned of famine in Darfur.").venue is None
    assert only("Speaking in Ankara, Turkey's president warned of famine in Darfur.").venue == "Ankara"


def test_a_commitment_said_again_is_a_pledge() -> None:
    assert only("The ELN reiterated its commitment to the ceasefire.").stance == "pledges"
