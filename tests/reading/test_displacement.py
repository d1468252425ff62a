"""Who fled, returned, was evacuated or is hosted: how many, from where, to where, since when."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch.language import analyse
from trucewatch.reading.displacement import read
from trucewatch.records import Displacement

PUBLISHED = date(2021, 6, 1)


def found(text: str) -> list[Displacement]:
    return read(analyse(text, published=PUBLISHED))


def only(text: str) -> Displacement:
    (record,) = found(text)
    return record


def numbers(text: str) -> list[float | int | None]:
    return [r.count.value or r.count.low for r in found(text) if r.count is not None]


@pytest.mark.parametrize(
    ("text", "measure", "number"),
    [
        ("The fighting displaced 4,300 people in Butembo.", "displaced", 4300),
        ("Some 4,300 people were displaced in Butembo.", "displaced", 4300),
        ("The displacement of 4,300 people from Butembo went unnoticed.", "displaced", 4300),
        ("The 4,300 people who fled Butembo sleep in schools.", "displaced", 4300),
        ("About 900 villagers have left their homes.", "displaced", 900),
        ("Chad already shelters 400,000 Sudanese.", "refugees hosted", 400000),
        ("The school shelters 300 displaced families.", "displaced", 300),
        ("The attack drove 17,000 people from their homes.", "displaced", 17000),
        ("The storm left 12,000 people homeless.", "displaced", 12000),
        ("The storm left 20,000 without homes.", "displaced", 20000),
        ("Ash forced some 11,000 islanders to leave Ambae.", "displaced", 11000),
        ("More than 70,000 people sought shelter in a base in Juba.", "displaced", 70000),
        ("Nearly 900 families were staying in tents in Dohuk.", "displaced", 900),
        ("The villagers, some 700 in all, fled to the hills.", "displaced", 700),
        ("An estimated 2.1 million Yemenis remain displaced.", "displaced", 2100000),
        ("Between 100 and 250 families have abandoned the area.", "displaced", 100),
        ("The army evacuated 600 residents from Bor.", "evacuated", 600),
        ("The river forced 2,500 people to evacuate.", "evacuated", 2500),
        ("Buses brought 350 people out of Daraya.", "evacuated", 350),
        ("Some 350 people left Daraya on buses.", "evacuated", 350),
        ("The evacuation of 50 homes began at noon.", "evacuated", 50),
        ("Some 8,000 refugees have returned to Gitega.", "returned", 8000),
        ("Thailand sent back 2,000 migrants to Myanmar.", "returned", 2000),
        ("A few hundred rowed home at the weekend.", "returned", 200),
        ("Turkey hosts 3.5 million refugees.", "refugees hosted", 3500000),
        ("IOM tracked 8,430 new arrivals in Borno.", "newly displaced", 8430),
        ("Floods have trapped 1,500 people in Beira.", "confined", 1500),
        ("Hundreds of thousands remain trapped in Khartoum.", "confined", 200000),
        ("More than 13,000 Rohingya crossed into Bangladesh.", "displaced", 13000),
        ("Tens of thousands have streamed out of Stepanakert.", "displaced", 20000),
        ("A million people are on the move in Sudan.", "displaced", 1000000),
        ("Some 299 families are in need of emergency shelter.", "displaced", 299),
    ],
)
def test_a_movement_reads_the_same_however_it_is_put(text: str, measure: str, number: int) -> None:
    record = only(text)
    assert record.measure == measure
    assert record.count is not None
    assert number in (record.count.value, record.count.low)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Six hundred families fled Kajo Keji.", "families"),
        ("A total of 120 households were displaced in Kilosa.", "households"),
        ("Six hundred traders were displaced in Kilosa.", "people"),
    ],
)
def test_the_unit_is_what_is_counted(text: str, unit: str) -> None:
    assert only(text).unit == unit


class TestPlaces:
    def test_from_and_to(self) -> None:
        record = only("Some 5,000 people fled from Mosul to Erbil.")
        assert record.from_ is not None and record.from_.name == "Mosul"
        assert record.to is not None and record.to.name == "Erbil"
        assert record.place == record.to

    def test_where_they_are(self) -> None:
        record = only("About 800 people took refuge in a church in Bambari.")
        assert record.place is not None and record.place.name == "Bambari"

    def test_heading_somewhere(self) -> None:
        record = only("Some 1,500 people left Aleppo on buses, heading for Idlib.")
        assert record.to is not None and record.to.name == "Idlib"

    def test_a_host(self) -> None:
        record = only("Uganda has taken in 9,000 refugees.")
        assert [a.name for a in record.host] == ["Uganda"]


class TestWhenAndWho:
    def test_a_window_since(self) -> None:
        assert only("Since 3 May, 4,000 people have fled Bunia.").date == "2021-05-03/.."

    def test_who_without_the_number(self) -> None:
        assert only("Some 2,500 residents of Legazpi were evacuated.").who == "residents of Legazpi"

    def test_a_bare_number_names_nobody(self) -> None:
        assert only("Another 11,300 have been relocated.").who is None

    def test_the_source_said(self) -> None:
        record = only("UNHCR said that 4,000 people had fled Bunia.")
        assert record.attribution is not None and record.attribution.organisation == "UNHCR"

    def test_the_source_in_brackets(self) -> None:
        record = only("A further 2,100 people have reached Goma (UNHCR).")
        assert record.attribution is not None and record.attribution.organisation == "UNHCR"


class TestAssertion:
    def test_feared(self) -> None:
        assert only("Aid workers fear that 9,000 people will flee Bunia.").assertion == "possible"

    def test_expected_arrivals_are_possible(self) -> None:
        assert only("Aid workers in Goma expect a further 5,000 arrivals.").assertion == "possible"

    def test_an_evacuation_to_come_is_planned(self) -> None:
        assert only("The army will evacuate 400 people from Bor on Friday.").assertion == "planned"

    def test_a_plain_negative_is_no_claim(self) -> None:
        assert found("No families were displaced in Bunia.") == []


class TestNumbersApartFromPeople:
    def test_the_number_of_people(self) -> None:
        assert numbers("The number of displaced people in Mali has risen to 372,000.") == [372000]

    def test_from_one_number_to_another(self) -> None:
        before, after = found("The number of displaced fell from 6.9 million last year to 5.9 million.")
        assert before.count is not None and before.count.value == 6900000
        assert before.date == "2020"
        assert after.count is not None and after.count.value == 5900000
        assert after.date is None

    def test_the_figure_takes_up_what_was_counted(self) -> None:
        text = "Some 4,000 people are displaced in Kenscoff. The nationwide figure was 1,041,000."
        assert numbers(text) == [4000, 1041000]

    def test_places_in_a_list(self) -> None:
        kachin, shan = found("There are 43,000 IDPs in Kachin State and 20,000 in Shan State.")
        assert (kachin.place and kachin.place.name, shan.place and shan.place.name) == (
            "Kachin State",
            "Shan State",
        )

    def test_a_part_of_those_counted(self) -> None:
        assert numbers("Floods hit 50,000 people, of whom 7,000 were evacuated.") == [7000]

    def test_a_share_gives_no_number(self) -> None:
        assert numbers("Half of the 900 families have been moved to tents.") == []


def test_people_and_families_side_by_side_are_two_records() -> None:
    families, people = found("A total of 44 families (212 people) returned to Sinjar.")
    assert (families.unit, families.count and families.count.value) == ("families", 44)
    assert (people.unit, people.count and people.count.value) == ("people", 212)
    assert families.place == people.place


class TestHomes:
    """Homes destroyed stand for households displaced, which is inferred and so only possible."""

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("The fire destroyed 87 homes in Karelia.", 87),
            ("At least 25 houses collapsed in Mumbai.", 25),
            ("Rebels torched 60 huts.", 60),
            ("The tornado destroyed or damaged 210 homes.", 210),
            ("The landslide led to the destruction of 40 dwellings.", 40),
            ("Homes of 300 families were washed away.", 300),
        ],
    )
    def test_homes_lost(self, text: str, number: int) -> None:
        record = only(text)
        assert (record.measure, record.assertion) == ("displaced", "possible")
        assert record.count is not None and record.count.value == number

    def test_the_unit_and_the_words(self) -> None:
        record = only("The fire destroyed 87 homes in Karelia.")
        assert (record.unit, record.who) == ("households", "homes destroyed")

    def test_homes_and_people_stay_apart(self) -> None:
        homes, people = found("The landslide destroyed 45 houses and displaced 230 people in Kasese.")
        assert (homes.unit, homes.assertion) == ("households", "possible")
        assert (people.unit, people.assertion) == ("people", "actual")

    @pytest.mark.parametrize("text", ["Thirty shops burned down.", "The quake damaged 60 houses."])
    def test_shops_and_damage_displace_nobody(self, text: str) -> None:
        assert found(text) == []


class TestFragments:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("Number of displaced: 452", 452),
            ("Evacuees: 2,340 (as of 4 May)", 2340),
            ("Homes destroyed: 87", 87),
            ("76 houses totally damaged", 76),
            ("1,240 persons evacuated; 3 dead", 1240),
            ("25 missing, 628,000 relocated and two dead", 628000),
            ("Cyclone Ava: 54,000 displaced, 51 dead", 54000),
        ],
    )
    def test_labels_and_headlines(self, text: str, number: int) -> None:
        assert numbers(text) == [number]

    def test_rows_take_the_date_of_their_heading(self) -> None:
        text = "FIELD REPORT | 4 May 2021\n\nDisplaced people by district\n\nGoma    1,200\nBeni    3,400\n"
        assert [(r.count and r.count.value, r.date) for r in found(text)] == [
            (1200, "2021-05-04"),
            (3400, "2021-05-04"),
        ]

    def test_the_total_under_a_table(self) -> None:
        text = "Displaced people by district\n\nGoma    1,200\nBeni    3,400\n\nTotal: 4,600\n"
        assert numbers(text) == [1200, 3400, 4600]


@pytest.mark.parametrize(
    "text",
    [
        "About 5,000 troops left the base at Bagram.",
        "Some 3,000 fans left the stadium after the match.",
        "The army evacuated 40 wounded soldiers to hospital.",
        "Police arrested 200 people who returned from the march.",
        "The president returned home from Paris with two ministers.",
        "A bus with 30 passengers hit a mine near Garissa.",
        "Two of them were flown to hospital.",
    ],
)
def test_what_is_no_displacement(text: str) -> None:
    assert found(text) == []


def test_a_figure_told_twice_by_one_source_is_one_record() -> None:
    text = "Some 4,000 people fled Bunia. The 4,000 people who fled Bunia need water."
    assert len(found(text)) == 1


def test_two_heads_of_one_number_are_one_record() -> None:
    assert numbers("Some 8,400 civilians, women and children above all, fled Bunia.") == [8400]


def test_evidence_holds_the_number() -> None:
    text = "Officials say the number of displaced people in Mali has risen to 372,000."
    (record,) = found(text)
    assert any("372,000" in text[s.start : s.end] for s in record.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "Some 1.4 million people have fled, some 345,000 of them across borders into Egypt, Chad and South Sudan.",
        "Some 1.4m have fled, some 345,000 across the borders into Egypt, Chad and South Sudan.",
    ],
)
def test_where_some_went_is_not_where_all_are(text: str) -> None:
    everybody, abroad = found(text)
    assert (everybody.count and everybody.count.value, everybody.place, everybody.to) == (
        1_400_000,
        None,
        None,
    )
    assert (abroad.count and abroad.count.value, abroad.place and abroad.place.name) == (345_000, "Egypt")


def test_where_half_of_them_went_is_not_where_all_are() -> None:
    record = only("About 40,000 people fled Khartoum, half of them to Chad.")
    assert (record.from_ and record.from_.name, record.place) == ("Khartoum", None)


@pytest.mark.parametrize(
    "text",
    [
        "The agency puts the number of displaced inside Khartoum state at 650,000.",
        "The number of people displaced inside Khartoum state stands at 650,000.",
    ],
)
def test_the_number_of_displaced_is_a_figure(text: str) -> None:
    record = only(text)
    assert (record.count and record.count.value, record.place and record.place.name) == (
        650_000,
        "Khartoum state",
    )


def test_a_host_that_a_pronoun_names_is_where_the_refugees_are() -> None:
    record = only("Chad, which says it already shelters 400,000 Sudanese, keeps its border open.")
    assert [host.name for host in record.host] == ["Chad"]
    assert record.place is not None
    assert record.place.name == "Chad"


def test_in_the_north_is_not_in_the_town_of_the_sentence_before() -> None:
    record = only("A strike hit Mekelle on Tuesday. More than 23,000 people remain displaced in the north.")
    assert record.place is None


def test_a_figure_since_something_began_is_a_window() -> None:
    record = only("Nearly 50,000 people have fled their homes since fighting broke out on 15 April.")
    assert record.date == "2021-04-15/.."
