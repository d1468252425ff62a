"""Talks: who sat with whom, who brought them together, when, where, and what became of it."""

from datetime import date

import pytest

from trucewatch.language import analyse
from trucewatch.reading.talks import read
from trucewatch.records import Actor, Talks

PUBLISHED = date(2024, 5, 15)  # a Wednesday


def talks(text: str) -> list[Talks]:
    return read(analyse(text, published=PUBLISHED))


def names(actors: tuple[Actor, ...]) -> set[str]:
    return {a.name for a in actors}


@pytest.mark.parametrize(
    "text",
    [
        "Armenia and Azerbaijan held talks in Geneva on Friday.",
        "Armenian and Azerbaijani officials met in Geneva on Friday.",
        "Talks between Armenia and Azerbaijan took place in Geneva on Friday.",
        "Armenia sat down with Azerbaijan in Geneva on Friday.",
        "Negotiators from Armenia and Azerbaijan, who met in Geneva on Friday, went home.",
        "The foreign ministers of Armenia and Azerbaijan conferred in Geneva on Friday.",
        "Armenian-Azerbaijani talks held in Geneva on Friday ended early.",
        "A second round of talks between Armenia and Azerbaijan was held in Geneva on Friday.",
        "Armenia's envoy negotiated with Azerbaijan in Geneva on Friday.",
    ],
)
def test_a_meeting_is_one_record_whatever_the_grammar(text: str) -> None:
    (record,) = talks(text)
    assert (record.status, record.assertion) == ("held", "actual")
    assert names(record.parties) == {"Armenia", "Azerbaijan"}
    assert record.place is not None and record.place.name == "Geneva"
    assert record.date == "2024-05-10"
    assert record.attribution is None


@pytest.mark.parametrize(
    ("text", "status", "assertion"),
    [
        ("Armenia and Azerbaijan will meet in Geneva on Friday.", "scheduled", "planned"),
        ("Armenia and Azerbaijan are due to hold talks in Geneva on Friday.", "scheduled", "planned"),
        ("Armenia and Azerbaijan meet in Geneva on 30 May.", "scheduled", "planned"),
        ("Diplomats expect Armenia and Azerbaijan to meet in Geneva on Friday.", "scheduled", "planned"),
        ("Armenia called off a planned meeting with Azerbaijan in Geneva.", "cancelled", "actual"),
        ("Talks between Armenia and Azerbaijan in Geneva were postponed on Friday.", "postponed", "actual"),
        ("The next round of talks between Armenia and Azerbaijan was put off.", "postponed", "actual"),
        ("Armenia and Azerbaijan are holding talks in Geneva.", "ongoing", "actual"),
        ("Armenia proposed a meeting with Azerbaijan.", "proposed", "possible"),
        ("Armenia is ready for talks with Azerbaijan in Geneva.", "proposed", "possible"),
        ("Armenia could meet Azerbaijan in Geneva on Friday.", "proposed", "possible"),
    ],
)
def test_what_became_of_talks(text: str, status: str, assertion: str) -> None:
    (record,) = talks(text)
    assert (record.status, record.assertion) == (status, assertion)
    assert names(record.parties) == {"Armenia", "Azerbaijan"}


def test_who_denies_talks_makes_a_denied_record() -> None:
    (record,) = talks("Armenia denied that it had held talks with Azerbaijan in Geneva.")
    assert record.assertion == "denied"


@pytest.mark.parametrize(
    "text",
    [
        "Armenia will not negotiate with Azerbaijan.",
        "Residents met with gunfire on Friday.",
        "The plan meets the demands of Azerbaijan.",
        "The minister held a news conference in Geneva on Friday.",
        "There was talk of clashes in Geneva on Friday.",
        "Norway's call for restraint went unheard.",
        "Armenia calls Azerbaijan a threat.",
        "The minister spoke to reporters in Geneva on Friday.",
    ],
)
def test_what_only_sounds_like_talks_is_none(text: str) -> None:
    assert talks(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Qatar hosted talks between Israel and Hamas on Sunday.",
        "Qatar brought together Israel and Hamas on Sunday.",
        "Talks between Israel and Hamas, mediated by Qatar, were held on Sunday.",
        "Qatari-mediated talks between Israel and Hamas were held on Sunday.",
        "Qatar was the host of the talks between Israel and Hamas on Sunday.",
        "Israel and Hamas held talks on Sunday under the auspices of Qatar.",
    ],
)
def test_who_brings_others_together_is_a_mediator(text: str) -> None:
    (record,) = talks(text)
    assert names(record.mediators) == {"Qatar"}
    assert names(record.parties) == {"Israel", "Hamas"}


def test_a_host_of_one_other_is_a_side() -> None:
    (record,) = talks(
        "President William Ruto of Kenya received President Yoweri Museveni of Uganda on Friday."
    )
    assert names(record.parties) == {"Kenya", "Uganda"}
    assert record.mediators == ()


@pytest.mark.parametrize(
    "text",
    [
        "Emmanuel Macron spoke to Volodymyr Zelensky by phone on Friday.",
        "Emmanuel Macron and Volodymyr Zelensky discussed the war by telephone on Friday.",
        "Emmanuel Macron told Volodymyr Zelensky in a phone call on Friday that he would travel.",
        "Emmanuel Macron had a telephone conversation with Volodymyr Zelensky on Friday.",
    ],
)
def test_a_call_has_sides_and_no_place(text: str) -> None:
    (record,) = talks(text)
    assert (record.format, record.place) == ("call", None)
    assert names(record.parties) == {"France", "Ukraine"}


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("Armenia and Azerbaijan held three hours of talks in Geneva.", "PT3H"),
        ("Talks between Armenia and Azerbaijan in Geneva lasted two days.", "P2D"),
        ("Armenia and Azerbaijan held talks in Geneva on Friday. The talks lasted three hours.", "PT3H"),
        (
            "Talks between Armenia and Azerbaijan in Geneva, which lasted three hours, ended on Friday.",
            "PT3H",
        ),
        ("Armenia and Azerbaijan held talks in Geneva lasting three hours.", "PT3H"),
        ("After three hours of talks in Geneva, Armenia and Azerbaijan agreed on a truce.", "PT3H"),
        ("Envoys of Armenia and Azerbaijan spoke for an hour after a two-month lull.", "PT1H"),
    ],
)
def test_how_long_talks_were(text: str, duration: str) -> None:
    (record,) = talks(text)
    assert record.duration == duration


@pytest.mark.parametrize(
    "text",
    [
        "The ministers of Armenia and Azerbaijan met in Geneva and agreed to extend the truce by ten months.",
        "Armenia and Azerbaijan discussed an eight-month truce in Geneva on Friday.",
        "Armenia and Azerbaijan met in Geneva on Friday, the first such meeting in six years.",
        "Armenia and Azerbaijan held talks in Geneva on Friday within two days of the shelling.",
        "Armenia and Azerbaijan met in Geneva on Friday, a day after shells hit Tegh.",
    ],
)
def test_how_long_something_else_was_is_not_the_length_of_talks(text: str) -> None:
    assert [record.duration for record in talks(text)] == [None]


def test_a_subject_behind_the_place_of_talks_is_no_place_of_theirs() -> None:
    (record,) = talks("After three hours of talks in Geneva, Armenia and Azerbaijan agreed on a truce.")
    assert record.place is not None and record.place.name == "Geneva"


def test_a_delegation_has_its_party_and_head() -> None:
    (record,) = talks(
        "Armenia and Azerbaijan held talks in Geneva on Friday. The Armenian delegation was led by Ararat Mirzoyan."
    )
    (delegation,) = record.delegations
    assert delegation.party.name == "Armenia"
    assert delegation.head is not None and delegation.head.name == "Ararat Mirzoyan"


def test_a_counterpart_is_whose_the_adjective_says() -> None:
    (record,) = talks(
        "Jeyhun Bayramov of Azerbaijan met his Armenian counterpart Ararat Mirzoyan in Geneva on Friday."
    )
    assert names(record.parties) == {"Armenia", "Azerbaijan"}


def test_a_next_round_is_a_record_of_its_own_between_the_same_sides() -> None:
    first, second = talks(
        "Armenia and Azerbaijan held talks in Geneva on Friday. A second round is scheduled for 30 May in Vienna."
    )
    assert (first.status, second.status) == ("held", "scheduled")
    assert second.date == "2024-05-30"
    assert names(second.parties) == names(first.parties)


def test_those_not_named_again_meet_again() -> None:
    _, second = talks(
        "Armenia and Azerbaijan held talks in Geneva on Friday. They will meet again on 30 May."
    )
    assert second.status == "scheduled"
    assert names(second.parties) == {"Armenia", "Azerbaijan"}


def test_what_stands_for_talks_told_of_just_before() -> None:
    _, second = talks(
        "Armenia and Azerbaijan held talks in Geneva on Friday. The one planned in Vienna on 30 May was called off."
    )
    assert second.status == "cancelled"


def test_not_having_met_since_tells_of_the_last_meeting() -> None:
    (record,) = talks("Armenia and Azerbaijan have not met since March 2023.")
    assert (record.status, record.date) == ("held", "2023-03")


def test_the_date_of_the_talks_is_not_that_of_the_word_about_them() -> None:
    (record,) = talks("Armenia spoke on Monday of a meeting with Azerbaijan next week.")
    assert record.date == "2024-05-20/2024-05-26"
    assert record.status == "scheduled"


def test_a_second_telling_adds_to_the_first() -> None:
    (record,) = talks(
        "Armenia and Azerbaijan held talks on Friday. The talks in Geneva between Armenia and Azerbaijan ended late."
    )
    assert record.place is not None and record.place.name == "Geneva"
    assert record.date == "2024-05-10"
    assert len(record.evidence) == 2


def test_who_only_attends_is_no_side() -> None:
    (record,) = talks("Armenia held talks with Azerbaijan in Geneva on Friday with Norway mediating.")
    assert "Norway" not in names(record.parties)


def test_talks_that_somebody_tells_of_are_attributed() -> None:
    (record,) = talks("Armenia and Azerbaijan met in Geneva on Friday, the Norwegian foreign ministry said.")
    assert record.attribution is not None and record.attribution.organisation == "Norway"


def test_evidence_lies_in_the_text() -> None:
    text = "Armenia and Azerbaijan held talks in Geneva on Friday."
    (record,) = talks(text)
    assert "held talks in Geneva on Friday" in " ".join(text[s.start : s.end] for s in record.evidence)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (
            "Talks between Armenia and Azerbaijan in Geneva ended without agreement on Friday.",
            "ended without agreement",
        ),
        (
            "Talks between Armenia and Azerbaijan in Geneva broke up over prisoners.",
            "broke up over prisoners",
        ),
        ("Talks between Armenia and Azerbaijan ended in Geneva on Friday.", None),
    ],
)
def test_what_came_of_talks_is_in_the_reports_words(text: str, outcome: str | None) -> None:
    (record,) = talks(text)
    assert record.outcome == outcome


def test_who_leads_a_delegation_is_one_minister_and_no_mediator() -> None:
    (record,) = talks(
        "Delegations from Armenia and Azerbaijan, led by foreign ministers Ararat Mirzoyan and Jeyhun Bayramov, "
        "held talks in Geneva on Friday."
    )
    assert names(record.parties) == {"Armenia", "Azerbaijan"}
    assert record.mediators == ()
    heads = {d.head.name: d.head.role for d in record.delegations if d.head is not None}
    assert heads["Ararat Mirzoyan"] == "foreign minister"


@pytest.mark.parametrize(
    "text",
    [
        "Joint Military Commission to convene in Geneva on 30 May.",
        "Armenia's foreign minister to meet his Azerbaijani counterpart in Geneva on 30 May.",
        "The commanders are to see each other in Geneva on 30 May.",
    ],
)
def test_what_a_log_says_is_to_be_is_scheduled(text: str) -> None:
    (record,) = talks(text)
    assert (record.status, record.assertion, record.date) == ("scheduled", "planned", "2024-05-30")


def test_two_who_agree_in_one_place_met_there_whenever_what_they_agreed_is_to_be() -> None:
    (record,) = talks(
        "In Juba, Prime Minister Hamdok and President Kiir agree to reopen crossings on 1 October."
    )
    assert (record.status, record.date) == ("held", None)
    assert names(record.parties) == {"Sudan", "South Sudan"}


def test_calls_to_leaders_are_calls_and_calls_to_order_are_none() -> None:
    (record,) = talks("The secretary-general made several calls to the leaders of Chad and Libya.")
    assert (record.format, names(record.parties)) == ("call", {"Chad", "Libya", "United Nations"})
    assert talks("The speaker made several calls to order.") == []


def test_a_guest_that_stands_behind_anothers_country_is_received_too() -> None:
    (record,) = talks(
        "Anwar Ibrahim hosts Hun Manet of Cambodia and Thailand's acting prime minister, Phumtham Wechayachai, "
        "in Putrajaya on Friday."
    )
    assert names(record.parties) == {"Cambodia", "Thailand"}


def test_a_next_round_says_nothing_of_who_will_lead_it() -> None:
    first, second = talks(
        "Foreign ministers Jeyhun Bayramov and Ararat Mirzoyan held talks in Geneva on Friday. "
        "The next round is expected in Brussels on 30 May."
    )
    assert {d.head.name for d in first.delegations if d.head is not None} >= {"Ararat Mirzoyan"}
    assert names(second.parties) == names(first.parties)
    assert second.delegations == ()


def test_a_committee_meets_by_itself() -> None:
    (record,) = talks("A monitoring committee of 12 members is to meet in Geneva on 30 May.")
    assert (record.status, record.date, record.place and record.place.name) == (
        "scheduled",
        "2024-05-30",
        "Geneva",
    )


def test_two_persons_who_see_each_other_somewhere_meet() -> None:
    (record,) = talks("U.S. Secretary of State Antony Blinken saw President Zelensky in Kyiv on Friday.")
    assert (names(record.parties), record.date) == ({"United States", "Ukraine"}, "2024-05-10")


@pytest.mark.parametrize(
    "text",
    [
        "Witnesses saw President Zelensky in Kyiv on Friday.",
        "Antony Blinken saw a ruined school in Kyiv on Friday.",
        "President Zelensky visited Kharkiv on Friday.",
    ],
)
def test_who_sees_something_meets_nobody(text: str) -> None:
    assert talks(text) == []


def test_a_line_of_contact_is_no_contact() -> None:
    assert (
        talks("Two soldiers of Armenia were killed along the Line of Contact with Azerbaijan on Friday.")
        == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "Armenia and Azerbaijan met in Geneva on Friday. Armenia was represented by a team headed by Ararat Mirzoyan.",
        "Armenia and Azerbaijan met in Geneva on Friday. Armenia sent a delegation headed by Ararat Mirzoyan.",
    ],
)
def test_whose_team_it_is_the_verb_may_tell(text: str) -> None:
    (record,) = talks(text)
    (delegation,) = record.delegations
    assert delegation.head is not None
    assert (delegation.party.name, delegation.head.name) == ("Armenia", "Ararat Mirzoyan")
    assert names(record.parties) == {"Armenia", "Azerbaijan"}


def test_a_round_put_beside_a_meeting_is_that_meeting() -> None:
    (record,) = talks(
        "Armenia and Azerbaijan met in Geneva on Friday, the first round of talks in seven months."
    )
    assert record.place is not None
    assert record.place.name == "Geneva"


@pytest.mark.parametrize(
    ("text", "status", "place"),
    [
        ("A new round of talks opened in Jeddah.", "held", "Jeddah"),
        ("Talks were under way in Cairo.", "ongoing", "Cairo"),
        ("The delegations met in Kampala.", "held", "Kampala"),
    ],
)
def test_a_sentence_that_is_there_to_tell_of_talks_needs_no_more_than_where(
    text: str, status: str, place: str
) -> None:
    (record,) = talks(text)
    assert record.place is not None
    assert (record.status, record.place.name) == (status, place)


@pytest.mark.parametrize(
    "text",
    ["After the talks in Jeddah the price of bread rose.", "Residents met with gunfire on Friday."],
)
def test_what_talks_are_only_mentioned_with_tells_of_none(text: str) -> None:
    assert talks(text) == []


def test_a_verb_of_meeting_and_what_it_is_for_are_one_meeting() -> None:
    (record,) = talks("The government of Mali and the CMA sat down for talks in Algiers.")
    assert len(record.parties) == 2
    assert record.place is not None and record.place.name == "Algiers"


@pytest.mark.parametrize(
    "text",
    [
        "Sudan's army chief Burhan ruled out negotiating with the RSF.",
        "The government of Mali refused to meet the rebels in Algiers.",
    ],
)
def test_who_will_not_talk_does_not(text: str) -> None:
    assert talks(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Zelensky said he was ready to meet Putin in Istanbul.",
        "Zelensky is willing to meet Putin in Istanbul.",
        "Zelensky is open to meeting Putin in Istanbul.",
    ],
)
def test_readiness_to_meet_is_no_appointment(text: str) -> None:
    (record,) = talks(text)
    assert (record.status, record.assertion) == ("proposed", "possible")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("US envoy Amos Hochstein arrived in Beirut on Tuesday to meet Lebanese leaders.", "Beirut"),
        ("Turkey's foreign minister flew to Tehran on Monday to meet Iran's president.", "Tehran"),
    ],
)
def test_who_travels_to_meet_is_about_to(text: str, place: str) -> None:
    (record,) = talks(text)
    assert record.place is not None
    assert (record.status, record.assertion, record.place.name) == ("scheduled", "planned", place)


@pytest.mark.parametrize(
    "text",
    [
        "Hamas sent a delegation to Cairo for truce talks.",
        "Hamas dispatched negotiators to Cairo for talks on a truce.",
    ],
)
def test_whoever_is_sent_for_talks_will_talk_where_they_are_sent(text: str) -> None:
    (record,) = talks(text)
    assert record.place is not None
    assert (names(record.parties), record.place.name) == ({"Hamas"}, "Cairo")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The RSF pulled out of the talks in Geneva.", "cancelled"),
        ("The parties returned to the negotiating table in Kampala on Friday.", "held"),
        ("Negotiators failed to reach a deal in Doha.", "held"),
        ("The delegations left Doha without an agreement.", None),
    ],
)
def test_talks_told_by_leaving_or_coming_back_to_them(text: str, status: str | None) -> None:
    assert [r.status for r in talks(text)] == ([status] if status else [])


def test_what_negotiators_failed_to_reach_is_the_outcome_of_their_talks() -> None:
    (record,) = talks(
        "Negotiators for Colombia and the ELN failed to reach an agreement in Havana on Friday."
    )
    assert (names(record.parties), record.date, record.outcome) == (
        {"Colombia", "ELN"},
        "2024-05-10",
        "failed to reach an agreement",
    )


@pytest.mark.parametrize(
    "text",
    [
        "The club and the player failed to reach an agreement in London on Friday.",
        "Union negotiators failed to reach a pay deal with the airline.",
        "The rebels failed to reach the town.",
    ],
)
def test_who_fails_to_reach_something_else_did_not_talk(text: str) -> None:
    assert talks(text) == []


def test_mediators_who_go_between_the_sides_tell_of_talks() -> None:
    (record,) = talks("Qatari mediators shuttled between the delegations in Doha on Friday.")
    assert (names(record.mediators), record.date) == ({"Qatar"}, "2024-05-10")


def test_a_meeting_that_somebody_says_was_not_held_is_denied() -> None:
    (record,) = talks("Armenia said that it had not met Azerbaijan in Geneva on Friday.")
    assert record.assertion == "denied"


def test_talks_that_the_tagger_takes_for_a_verb_are_talks() -> None:
    (record,) = talks(
        "Ceasefire talks between the SAF and the RSF, mediated by Saudi Arabia, were adjourned on Friday."
    )
    assert {"SAF", "Rapid Support Forces"} <= names(record.parties)


def test_army_commands_talk_over_their_hotline() -> None:
    (record,) = talks("The DGMOs of India and Pakistan talked over the hotline on Monday.")
    assert (names(record.parties), record.format) == ({"India", "Pakistan"}, "call")


def test_guests_received_for_talks_are_at_them() -> None:
    (record,) = talks("President Erdogan hosted Putin and Rouhani in Ankara for a summit on Syria.")
    assert {"Russia", "Iran"} <= names(record.parties)
    assert record.place is not None
    assert (record.place.name, record.format) == ("Ankara", "summit")


def test_forces_that_stand_for_a_state_lead_no_delegation() -> None:
    found = talks(
        "Government troops and fighters of the Kachin Independence Army clashed near Laiza in Myanmar on Tuesday, a day "
        "after the two sides met in Ruili. They are to meet again in Yangon on Friday."
    )
    assert found
    assert not any(record.delegations for record in found)
