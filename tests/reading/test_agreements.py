"""Agreements: truces, zones, corridors, exchanges and accords, and what becomes of them."""

from datetime import date

import pytest

from trucewatch.language import analyse
from trucewatch.reading.agreements import read
from trucewatch.records import Actor, Agreement

PUBLISHED = date(2024, 5, 15)  # a Wednesday


def agreements(text: str) -> list[Agreement]:
    return read(analyse(text, published=PUBLISHED))


def names(actors: tuple[Actor, ...]) -> set[str]:
    return {a.name for a in actors}


@pytest.mark.parametrize(
    "text",
    [
        "Armenia and Azerbaijan signed a truce on Friday.",
        "A truce was signed by Armenia and Azerbaijan on Friday.",
        "A truce between Armenia and Azerbaijan was agreed on Friday.",
        "Armenia and Azerbaijan agreed on a truce on Friday.",
        "Armenia agreed to a truce with Azerbaijan on Friday.",
        "Guards still patrol under the truce that Armenia and Azerbaijan concluded on Friday.",
        "The truce, signed by Armenia and Azerbaijan on Friday, is short.",
        "Armenia and Azerbaijan agreed on Friday to stop fighting.",
        "Armenia and Azerbaijan agreed on Friday to observe a truce.",
        "Armenia and Azerbaijan put their names to a truce on Friday.",
    ],
)
def test_a_truce_agreed_is_one_record_whatever_the_grammar(text: str) -> None:
    (record,) = agreements(text)
    assert (record.type, record.status, record.assertion) == ("ceasefire", "agreed", "actual")
    assert names(record.parties) == {"Armenia", "Azerbaijan"}
    assert record.date == "2024-05-10"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("A truce between Armenia and Azerbaijan took effect on Friday.", "in force"),
        ("A truce between Armenia and Azerbaijan, in force since Friday, is holding.", "in force"),
        ("Armenia and Azerbaijan extended their truce on Friday.", "extended"),
        ("The truce between Armenia and Azerbaijan was broken on Friday.", "violated"),
        ("The truce between Armenia and Azerbaijan was never respected.", "violated"),
        ("The truce between Armenia and Azerbaijan collapsed on Friday.", "collapsed"),
        ("The collapse of the truce between Armenia and Azerbaijan on Friday was sudden.", "collapsed"),
        ("The truce between Armenia and Azerbaijan is dead.", "collapsed"),
        ("The truce between Armenia and Azerbaijan expired on Friday.", "expired"),
        ("Armenia put an end to the truce with Azerbaijan on Friday.", "ended"),
        ("Armenia pulled out of the truce with Azerbaijan on Friday.", "ended"),
        ("Armenia put the truce with Azerbaijan on hold on Friday.", "suspended"),
        ("Armenia rejected a truce with Azerbaijan on Friday.", "rejected"),
        ("Armenia turned down a truce proposal by Azerbaijan on Friday.", "rejected"),
        ("Armenia offered Azerbaijan a truce on Friday.", "proposed"),
    ],
)
def test_what_becomes_of_a_truce(text: str, status: str) -> None:
    record = agreements(text)[0]
    assert (record.type, record.status) == ("ceasefire", status)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Armenia and Azerbaijan signed a peace treaty on Friday.", "peace agreement"),
        ("Armenia and Azerbaijan signed a memorandum on Friday.", "memorandum"),
        ("Armenia and Azerbaijan signed an agreement on the withdrawal of troops on Friday.", "withdrawal"),
        ("Armenia and Azerbaijan agreed on Friday to pull back their troops.", "withdrawal"),
        ("Armenia and Azerbaijan agreed on a buffer zone on Friday.", "demilitarised zone"),
        ("Armenia and Azerbaijan set up a de-escalation zone on Friday.", "de-escalation zone"),
        ("Armenia and Azerbaijan opened a humanitarian corridor on Friday.", "humanitarian corridor"),
        ("Armenia and Azerbaijan set up a monitoring mission on Friday.", "monitoring arrangement"),
        ("Armenia and Azerbaijan agreed on a prisoner exchange on Friday.", "prisoner exchange"),
        ("Armenia and Azerbaijan signed a deal on the release of detainees on Friday.", "prisoner exchange"),
        ("Armenia and Azerbaijan signed a deal on Friday.", "other"),
    ],
)
def test_the_type_is_what_the_arrangement_is_about(text: str, kind: str) -> None:
    (record,) = agreements(text)
    assert record.type == kind


@pytest.mark.parametrize(
    "text",
    [
        "Armenia and Azerbaijan exchanged 20 prisoners on Friday.",
        "A prisoner swap between Armenia and Azerbaijan took place on Friday.",
        "Armenia swapped twelve captives with Azerbaijan on Friday.",
        "Armenia handed over 15 prisoners of war to Azerbaijan on Friday.",
    ],
)
def test_prisoners_exchanged_are_an_exchange_carried_out(text: str) -> None:
    (record,) = agreements(text)
    assert (record.type, record.status) == ("prisoner exchange", "carried out")
    assert names(record.parties) == {"Armenia", "Azerbaijan"}
    assert record.date == "2024-05-10"


@pytest.mark.parametrize(
    "text",
    [
        "The mayor freed a seat in parliament.",
        "The accord ended two years of war.",
        "The mission recorded 14 violations of the truce.",
        "The committee made a deal out of it.",
        "He agreed.",
        "Truce monitors were seen near the bridge.",
    ],
)
def test_what_only_sounds_like_an_arrangement_is_none(text: str) -> None:
    assert agreements(text) == []


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "A truce between Armenia and Azerbaijan, brokered by Norway, took effect on Friday.",
            {"Armenia", "Azerbaijan"},
        ),
        (
            "The Norwegian-brokered truce between Armenia and Azerbaijan took effect on Friday.",
            {"Armenia", "Azerbaijan"},
        ),
        ("Norway announced a truce between Armenia and Azerbaijan on Friday.", {"Armenia", "Azerbaijan"}),
        ("Armenia announced a truce on Friday.", {"Armenia"}),
        ("Armenia ordered its forces to cease fire on Friday.", {"Armenia"}),
    ],
)
def test_who_makes_a_truce_for_others_is_no_party(text: str, parties: set[str]) -> None:
    record = agreements(text)[0]
    assert names(record.parties) == parties


@pytest.mark.parametrize(
    ("text", "place", "area"),
    [
        ("Armenia and Azerbaijan signed a truce in Geneva on Friday.", "Geneva", None),
        ("Armenia and Azerbaijan agreed on a truce in Aleppo on Friday.", None, "Aleppo"),
        ("A ceasefire in Aleppo took effect on Friday.", None, "Aleppo"),
        ("The Peace Agreement (Geneva, 4 May 1996) is kept in a vault.", "Geneva", None),
        ("The Geneva agreement of 4 May 1996 is kept in a vault.", "Geneva", None),
    ],
)
def test_where_it_is_made_is_not_where_it_holds(text: str, place: str | None, area: str | None) -> None:
    record = agreements(text)[0]
    assert (record.place.name if record.place else None) == place
    assert (record.area.name if record.area else None) == area


def test_an_accord_known_by_its_date_is_told_without_a_verb() -> None:
    (record,) = agreements("Clerks keep a copy of the 1974 disengagement agreement between Israel and Syria.")
    assert (record.status, record.date) == ("agreed", "1974")
    assert names(record.parties) == {"Israel", "Syria"}


def test_a_later_act_is_a_record_of_its_own() -> None:
    lapsed, made = agreements("The truce that Armenia and Azerbaijan signed on 2 April expired on Friday.")
    assert (lapsed.status, lapsed.date) == ("expired", "2024-05-10")
    assert (made.status, made.date) == ("agreed", "2024-04-02")


def test_a_later_mention_has_the_sides_of_the_first() -> None:
    first, second = agreements(
        "Armenia and Azerbaijan signed a truce on 2 April. The truce collapsed on Friday."
    )
    assert second.status == "collapsed"
    assert names(second.parties) == names(first.parties) == {"Armenia", "Azerbaijan"}


@pytest.mark.parametrize("later", ["It expired on Friday.", "The two sides extended it on Friday."])
def test_it_stands_for_the_arrangement_told_of_before(later: str) -> None:
    first, second = agreements(f"Armenia and Azerbaijan signed a truce on 2 April. {later}")
    assert second.type == "ceasefire"
    assert second.date == "2024-05-10"
    assert names(second.parties) == names(first.parties)


def test_a_mention_that_tells_nothing_new_makes_no_record() -> None:
    (record,) = agreements(
        "Armenia and Azerbaijan signed a truce on Friday. Villagers spoke of the truce with relief."
    )
    assert record.date == "2024-05-10"


def test_another_exchange_is_another_record() -> None:
    first, second = agreements(
        "Armenia and Azerbaijan exchanged 20 prisoners on Friday. They exchanged 15 prisoners on 2 May."
    )
    assert {first.date, second.date} == {"2024-05-10", "2024-05-02"}


@pytest.mark.parametrize(
    ("text", "assertion", "status"),
    [
        ("Armenia and Azerbaijan will sign a truce on Friday.", "planned", "agreed"),
        ("A truce between Armenia and Azerbaijan is to take effect on Friday.", "planned", "agreed"),
        ("Armenia and Azerbaijan could sign a truce on Friday.", "possible", "proposed"),
        ("The truce between Armenia and Azerbaijan could collapse.", "possible", "collapsed"),
        ("Armenia denied that it had signed a truce with Azerbaijan.", "denied", "agreed"),
    ],
)
def test_how_sure_an_act_is(text: str, assertion: str, status: str) -> None:
    record = agreements(text)[0]
    assert (record.assertion, record.status) == (assertion, status)


def test_who_declares_a_truce_is_not_its_source_but_who_tells_of_one_is() -> None:
    (declared,) = agreements("Armenia declared a truce on Friday.")
    (told,) = agreements(
        "Armenia and Azerbaijan signed a truce on Friday, the Norwegian foreign ministry said."
    )
    assert declared.attribution is None
    assert told.attribution is not None and told.attribution.organisation == "Norway"


def test_a_plain_negative_is_no_record() -> None:
    assert agreements("Armenia and Azerbaijan did not sign a truce on Friday.") == []


def test_a_named_accord_keeps_its_name() -> None:
    (record,) = agreements("Armenia and Azerbaijan signed the Geneva Accord on Friday.")
    assert record.name == "Geneva Accord"


def test_evidence_lies_in_the_text() -> None:
    text = "On Friday Armenia and Azerbaijan signed a truce."
    (record,) = agreements(text)
    assert "signed a truce" in " ".join(text[s.start : s.end] for s in record.evidence)


@pytest.mark.parametrize(
    ("text", "effective"),
    [
        ("A truce between Armenia and Azerbaijan took effect on Friday.", "2024-05-10/.."),
        ("Armenia announced a truce from 1 May to 3 May.", "2024-05-01/2024-05-03"),
        ("A truce between Armenia and Azerbaijan held on Friday.", None),
    ],
)
def test_from_when_it_holds(text: str, effective: str | None) -> None:
    (record,) = agreements(text)
    assert record.effective == effective


def test_what_sides_are_called_on_to_do_is_only_possible() -> None:
    for text in (
        "Qatar called on Chad and Libya to extend the ceasefire.",
        "Qatar appealed to Chad and Libya to extend the ceasefire.",
    ):
        assert [r.assertion for r in agreements(text)] == ["possible"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Thailand has put on hold the Geneva declaration with Cambodia.", "suspended"),
        ("Thailand has put the Geneva declaration with Cambodia on hold.", "suspended"),
    ],
)
def test_what_is_put_on_hold_is_suspended_wherever_the_words_stand(text: str, status: str) -> None:
    assert [r.status for r in agreements(text)] == [status]


def test_an_accord_is_concluded_by_those_of_its_own_relative_clause() -> None:
    found = agreements(
        "Six groups, signatories of the Peace Accord that Chad and Libya concluded on 6 February 2019 "
        "following talks in Khartoum, walked out on 17 December."
    )
    assert [(r.date, names(r.parties)) for r in found] == [("2019-02-06", {"Chad", "Libya"})]


def test_one_of_many_posts_is_no_accord() -> None:
    found = agreements(
        "Peacekeepers, who manned 27 posts under the 2020 agreement, closed one near Farukh last month."
    )
    assert "ended" not in [r.status for r in found]


def test_the_day_of_an_act_is_not_the_year_of_the_accord() -> None:
    (record,) = agreements("Chad withdrew from the 2010 accord with Sudan on Friday.")
    assert (record.status, record.date) == ("ended", "2024-05-10")


def test_what_is_signed_is_the_cessation_and_not_the_hostilities() -> None:
    found = agreements("The cessation of hostilities signed in Pretoria on 2 May has largely been respected.")
    told = {(r.status, r.place.name if r.place else None) for r in found}
    assert told == {("in force", "Pretoria"), ("agreed", "Pretoria")}


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("The army declared a unilateral ceasefire.", "ceasefire", "agreed"),
        ("The ceasefire is holding.", "ceasefire", "in force"),
        ("Both armies agreed to withdraw heavy weapons from the line.", "withdrawal", "agreed"),
        ("Both sides agreed to stop shelling civilian areas.", "ceasefire", "agreed"),
        ("Rebels agreed to lay down their arms.", "ceasefire", "agreed"),
    ],
)
def test_a_sentence_that_is_there_to_tell_of_it_needs_no_names(text: str, kind: str, status: str) -> None:
    (record,) = agreements(text)
    assert (record.type, record.status, record.assertion) == (kind, status, "actual")


@pytest.mark.parametrize(
    "text",
    [
        "The price of bread fell during the truce.",
        "The children agreed to stop.",
        "The deal was good.",
        "The coach declared a truce with the press.",
    ],
)
def test_what_is_only_mentioned_needs_more(text: str) -> None:
    assert agreements(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The two sides exchanged 95 prisoners at Marinka.", True),
        ("The parties swapped 40 detainees.", True),
        ("The two sides exchanged shirts in Donetsk.", False),
        ("Shops exchanged the coins.", False),
    ],
)
def test_sides_that_exchange_prisoners_need_no_names(text: str, told: bool) -> None:
    assert [(r.type, r.status) for r in agreements(text)] == [("prisoner exchange", "carried out")] * told


def test_servicemen_returned_are_a_release() -> None:
    (record,) = agreements("Azerbaijan returned 32 Armenian servicemen to Yerevan.")
    assert (record.type, record.status) == ("prisoner exchange", "carried out")


def test_sides_that_observe_a_truce_are_in_it() -> None:
    (record,) = agreements("The Taliban and the United States observed a week-long truce.")
    assert (names(record.parties), record.status) == ({"Taliban", "United States"}, "in force")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Serbia and Kosovo reached a deal on licence plates in Brussels.", "Brussels"),
        ("Sudan's government and the SPLM-N initialled a declaration of principles in Juba.", "Juba"),
    ],
)
def test_where_a_paper_is_signed_may_stand_behind_what_it_is_about(text: str, place: str) -> None:
    (record,) = agreements(text)
    assert record.place is not None and record.place.name == place


def test_a_truce_broken_minutes_after_it_began_is_broken() -> None:
    (record,) = agreements("Ceasefire in Nagorno-Karabakh violated minutes after taking effect.")
    assert record.status == "violated"


def test_whoever_proposed_what_others_agreed_to_is_no_party_to_it_nor_its_source() -> None:
    (record,) = agreements("Hamas said it had agreed to a ceasefire proposed by Qatar and Egypt.")
    assert names(record.parties) == {"Hamas"}
    assert record.attribution is None or record.attribution.organisation == "Hamas"


def test_a_truce_that_the_tagger_takes_for_a_verb_is_one() -> None:
    (record,) = agreements("The Eid truce between the Taliban and Kabul ended on Sunday night.")
    assert (record.type, record.status, names(record.parties)) == (
        "ceasefire",
        "ended",
        {"Taliban", "Afghanistan"},
    )


def test_a_line_that_is_opened_to_talk_is_no_corridor() -> None:
    (record,) = agreements("Armenia and Azerbaijan agreed to open lines of communication on Friday.")
    assert (record.type, names(record.parties)) == ("other", {"Armenia", "Azerbaijan"})


def test_an_alliance_that_is_called_a_framework_and_speaks_is_no_agreement() -> None:
    text = "The Permanent Strategic Framework, an alliance of armed groups, said on Friday that it had seized a camp."
    assert agreements(text) == []
