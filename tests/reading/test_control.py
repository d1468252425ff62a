"""Who holds, takes, leaves and besieges places, whatever the grammar."""

from datetime import date

import pytest

from trucewatch.language import analyse
from trucewatch.reading.control import read
from trucewatch.records import Control

PUBLISHED = date(2020, 2, 9)


def controls(text: str) -> list[Control]:
    return read(analyse(text, published=PUBLISHED))


def names(actors: tuple) -> list[str]:
    return [a.name for a in actors]


@pytest.mark.parametrize(
    "text",
    [
        "Hayat Tahrir al-Sham fighters captured Aleppo on Thursday.",
        "Aleppo was captured by Hayat Tahrir al-Sham on Thursday.",
        "On Thursday Aleppo fell to Hayat Tahrir al-Sham.",
        "Hayat Tahrir al-Sham took control of Aleppo on Thursday.",
        "Aleppo fell into the hands of Hayat Tahrir al-Sham on Thursday.",
        "The capture of Aleppo by Hayat Tahrir al-Sham happened on Thursday.",
        "Residents fled Aleppo, seized by Hayat Tahrir al-Sham on Thursday.",
    ],
)
def test_a_capture_is_one_record_whatever_the_grammar(text: str) -> None:
    (record,) = controls(text)
    assert record.change == "captured"
    assert record.place is not None and record.place.name == "Aleppo"
    assert names(record.by) == ["Hayat Tahrir al-Sham"]
    assert record.date == "2020-02-06"
    assert record.assertion == "actual"


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("The Syrian army recaptured Aleppo on Friday.", "recaptured"),
        ("Turkish troops entered Aleppo on Friday.", "entered"),
        ("Turkish troops rolled into Aleppo on Friday.", "entered"),
        ("Turkish troops withdrew from Aleppo on Friday.", "withdrew"),
        ("Turkish troops left Aleppo on Friday.", "withdrew"),
        ("The Syrian army has besieged Aleppo since Friday.", "besieged"),
        ("Aleppo is under the control of the Syrian army.", "holds"),
        ("The Syrian army controls Aleppo.", "holds"),
        ("The rebels handed Aleppo over to the Syrian army on Friday.", "handed over"),
        ("The rebels lost Aleppo to the Syrian army on Friday.", "lost"),
        ("Aleppo is the last rebel stronghold.", "holds"),
        ("The Syrian army is in control of Aleppo.", "holds"),
        ("Turkish troops have been encircled in Aleppo since Friday.", "besieged"),
        ("Fighting for control of Aleppo continued on Friday.", "contested"),
    ],
)
def test_each_change_has_its_words(text: str, change: str) -> None:
    (record,) = controls(text)
    assert record.change == change
    assert record.place is not None and record.place.name == "Aleppo"


def test_who_took_it_and_from_whom() -> None:
    (record,) = controls("Hayat Tahrir al-Sham seized Aleppo from Turkish troops on Thursday.")
    assert names(record.by) == ["Hayat Tahrir al-Sham"]
    assert names(record.from_) == ["Turkish forces"]


def test_several_places_are_a_record_each() -> None:
    records = controls("Hayat Tahrir al-Sham captured Aleppo and Homs on Thursday.")
    assert [r.place.name for r in records if r.place] == ["Aleppo", "Homs"]


def test_the_town_is_the_settlement_spoken_of_last() -> None:
    records = controls("Aleppo lies on the motorway. Turkish troops entered the town on Friday.")
    assert [(r.change, r.place.name) for r in records if r.place] == [("entered", "Aleppo")]


def test_a_name_that_no_gazetteer_knows_is_a_place_where_only_ground_can_be_meant() -> None:
    (record,) = controls("Turkish troops entered Qarnatabad on Friday.")
    assert record.place is not None and (record.place.name, record.place.id) == ("Qarnatabad", None)


def test_two_tellings_of_one_capture_are_one_record() -> None:
    records = controls(
        "Hayat Tahrir al-Sham captured Aleppo on Thursday. Residents confirmed the fall of Aleppo."
    )
    assert len(records) == 1


def test_what_is_agreed_is_planned() -> None:
    (record,) = controls("Turkish troops will withdraw from Aleppo on Monday.")
    assert (record.change, record.assertion) == ("withdrew", "planned")


def test_what_a_spokesman_denies_is_denied() -> None:
    (record,) = controls('"Turkish troops did not enter Aleppo," an army spokesman said on Friday.')
    assert (record.change, record.assertion) == ("entered", "denied")
    assert record.attribution is not None


@pytest.mark.parametrize(
    "text",
    [
        "An aid convoy entered Aleppo on Friday.",
        "The minister left Aleppo on Friday.",
        "Residents left Aleppo on Friday.",
        "The talks took three hours in Aleppo.",
        "Turkish troops did not enter Aleppo.",
        "Prices fell in Aleppo on Friday.",
        "Turkey moved 1,200 soldiers into Aleppo on Friday.",
        "Hayat Tahrir al-Sham fighters overran a base near Aleppo on Friday.",
    ],
)
def test_everyday_words_without_anybody_armed_tell_of_no_control(text: str) -> None:
    assert controls(text) == []


def test_leaving_a_country_is_no_change_of_control() -> None:
    assert controls("Turkish troops withdrew from Syria on Friday.") == []


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("The rebels drove government troops out of Masisi.", "captured"),
        ("Government troops were pushed out of Masisi.", "lost"),
        ("Rebel fighters are inside the town of Masisi.", "entered"),
        ("The Congolese army is back in control of Masisi.", "recaptured"),
        ("Congolese troops retook Masisi.", "recaptured"),
        ("The flag of the Congolese army was raised over Masisi.", "captured"),
        ("Congolese soldiers hoisted their flag over Masisi.", "captured"),
        ("Control of Masisi passed to the Congolese army.", "captured"),
        ("Masisi has changed hands three times.", "contested"),
        ("The Congolese army now controls all of Masisi.", "holds"),
    ],
)
def test_other_ways_of_telling_whose_a_town_is(text: str, change: str) -> None:
    (record,) = controls(text)
    assert record.place is not None and record.place.name == "Masisi"
    assert record.change == change


def test_who_is_driven_out_has_lost_the_place() -> None:
    (record,) = controls("The rebels drove government troops out of Masisi.")
    assert "government" in names(record.from_)[0].lower()
    assert "rebels" in names(record.by)[0]


def test_who_a_town_is_lost_to_has_it() -> None:
    (record,) = controls("The Congolese army lost Masisi to the M23.")
    assert (record.change, names(record.by)) == ("lost", ["M23"])


def test_a_list_with_a_date_each_leaves_out_the_verb() -> None:
    found = controls("The Taliban captured Kunduz on Monday, Aibak on Tuesday and Herat on Thursday.")
    assert [(r.place.name, r.date) for r in found if r.place is not None] == [
        ("Kunduz", "2020-02-03"),
        ("Aibak", "2020-02-04"),
        ("Herat", "2020-02-06"),
    ]
    assert {r.change for r in found} == {"captured"}


def test_a_town_kept_encircled_is_besieged() -> None:
    (record,) = controls("Rebels have kept Fuah encircled since March 2015.")
    assert (record.change, record.date) == ("besieged", "2015-03/..")
    assert record.place is not None and record.place.name == "Fuah"


def places(text: str) -> list[str]:
    return [record.place.name for record in controls(text) if record.place is not None]


def test_a_place_that_only_the_report_names_is_no_other_place() -> None:
    text = "Moscow has not commented. The Hakari bridge, which Azerbaijani troops seized, is quiet."
    assert places(text) == ["Hakari bridge"]


def test_a_capital_that_speaks_is_not_the_town_that_was_taken() -> None:
    text = (
        "Fighting went on in Aleppo. Moscow has not commented. The Syrian army captured the town on Friday."
    )
    assert places(text) == ["Aleppo"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Fighters of the RSF took control of the central bank's compound.", "central bank's compound"),
        ("Rebel soldiers seized the presidential palace on Friday.", "presidential palace"),
    ],
)
def test_a_building_taken_by_force_is_named_as_the_report_describes_it(text: str, place: str) -> None:
    assert places(text) == [place]


def test_a_firm_that_takes_over_a_building_holds_no_ground() -> None:
    assert controls("The supermarket chain took control of the old brewery's compound.") == []


@pytest.mark.parametrize(
    ("text", "change", "place"),
    [
        ("Government troops are back in Aleppo.", "recaptured", "Aleppo"),
        ("Aleppo is no longer in rebel hands.", "lost", "Aleppo"),
        ("The siege of Aleppo entered its second year.", "besieged", "Aleppo"),
        ("Aleppo has been under siege by the Syrian army since Friday.", "besieged", "Aleppo"),
        ("Aleppo is the last city in Syria that the rebels still hold.", "holds", "Aleppo"),
        ("Turkish troops pulled back from Aleppo on Friday.", "withdrew", "Aleppo"),
        ("Ukraine retook Izium in September.", "recaptured", "Izium"),
    ],
)
def test_power_won_and_lost_in_other_words(text: str, change: str, place: str) -> None:
    (record,) = controls(text)
    assert (record.change, record.place and record.place.name) == (change, place)


def test_what_is_held_by_a_day_is_held_on_it() -> None:
    (record,) = controls("By Friday Aleppo was in the hands of the Syrian army.")
    assert record.date == "2020-02-07"


def test_some_towns_of_a_region_are_not_the_region() -> None:
    assert places("The Arakan Army holds 14 townships in Rakhine.") == []


def test_the_base_is_the_one_told_of_before_under_the_same_word() -> None:
    text = (
        "Fighters attacked the Ugandan base outside Bulo Marer. The president wrote on Saturday. He gave no "
        "date. Nobody else did. Families in Kampala waited. By Tuesday the base was again in Ugandan hands."
    )
    assert places(text) == ["Bulo Marer"]


def test_each_place_of_a_list_has_its_own_day() -> None:
    text = "Kunduz fell on Sunday, Taloqan on Monday and Aybak on Tuesday."
    assert [(r.place and r.place.name, r.date) for r in controls(text)] == [
        ("Kunduz", "2020-02-09"),
        ("Taloqan", "2020-02-03"),
        ("Aybak", "2020-02-04"),
    ]


def test_what_is_still_awaited_has_not_happened() -> None:
    text = "The army will stand down once the last Turkish soldiers have left Aleppo."
    assert [r.assertion for r in controls(text)] == ["planned"]


@pytest.mark.parametrize("verb", ["surrounded", "cut off", "sealed off"])
def test_a_town_that_no_gazetteer_knows_may_be_besieged(verb: str) -> None:
    (record,) = controls(f"Debaltseve was {verb} by separatist forces.")
    assert record.change == "besieged" and record.place is not None and record.place.name == "Debaltseve"


def test_hills_besiege_nothing() -> None:
    assert controls("Debaltseve is surrounded by hills.") == []


@pytest.mark.parametrize("verb", ["lifted", "broke", "ended"])
def test_a_siege_that_ends_is_none(verb: str) -> None:
    assert controls(f"The army {verb} the siege of Dilling on Monday.") == []


def test_a_siege_that_is_tightened_is_one() -> None:
    (record,) = controls("The RSF tightened its siege on El Fasher.")
    assert record.change == "besieged"


def test_part_of_an_area_is_held() -> None:
    (record,) = controls("Syrian rebels now control 80 percent of Raqqa province.")
    assert record.change == "holds" and record.place is not None and record.place.name == "Raqqa province"


def test_who_confirms_a_fall_took_nothing() -> None:
    (record,) = controls("The fall of Goma was confirmed by the governor on Monday.")
    assert record.by == ()


@pytest.mark.parametrize("verb", ["claimed", "announced", "declared"])
def test_forces_that_claim_a_capture_claim_it_as_theirs(verb: str) -> None:
    (record,) = controls(f"The SPLM-IO {verb} the capture of Malakal.")
    assert names(record.by) == ["SPLM-IO"]


def test_a_name_taken_for_part_of_the_verb_is_still_taken() -> None:
    (record,) = controls("Al-Shabaab retook Adan Yabaal from government troops on Wednesday.")
    assert record.change == "recaptured" and names(record.by) == ["Al-Shabaab"]


def test_a_town_read_as_a_common_noun_is_still_taken() -> None:
    (record,) = controls("The Wagner group claimed to have captured Soledar.")
    assert record.place is not None and record.place.name == "Soledar"
