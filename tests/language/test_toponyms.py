"""Places in text: which words name a place, and which place the whole report means."""

from __future__ import annotations

from itertools import pairwise

import pytest

from trucewatch.language import pipeline
from trucewatch.language.toponyms import find_places
from trucewatch.places import Gazetteer, distance
from trucewatch.records import PlaceMention


def read(gazetteer: Gazetteer, text: str, title: str | None = None) -> list[PlaceMention]:
    return find_places(pipeline.parse(text), gazetteer=gazetteer, title=title)


def texts(mentions: list[PlaceMention]) -> list[str]:
    return [mention.text for mention in mentions]


def place(mention: PlaceMention) -> tuple[float, float]:
    assert mention.latitude is not None
    assert mention.longitude is not None
    return mention.latitude, mention.longitude


def only(mentions: list[PlaceMention], text: str) -> PlaceMention:
    found = [mention for mention in mentions if mention.text == text]
    assert found, f"{text} not among {texts(mentions)}"
    return found[0]


def test_mentions_are_in_order_apart_and_say_their_words(gazetteer: Gazetteer) -> None:
    text = "Mortar fire hit Saraqeb and villages in Idlib province while envoys met in Geneva, Switzerland."
    mentions = read(gazetteer, text)
    assert texts(mentions) == ["Saraqeb", "Idlib province", "Geneva", "Switzerland"]
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text
    assert all(a.end <= b.start for a, b in pairwise(mentions))


def test_a_town_spacy_takes_for_a_person_is_a_place(gazetteer: Gazetteer) -> None:
    mention = only(read(gazetteer, "Rebels in Syria left Saraqeb overnight."), "Saraqeb")
    assert mention.country == "Syria"
    assert mention.latitude == pytest.approx(35.86, abs=0.05)


@pytest.mark.parametrize(
    "text",
    [
        "The singer Paris Hilton arrived late.",
        "Mr. Lincoln told reporters that he would resign.",
        "Reading the statement aloud, the envoy paused. Nice words, he said.",
        "The talks resume in May, on a Sunday.",
    ],
)
def test_persons_and_common_words_are_no_places(gazetteer: Gazetteer, text: str) -> None:
    assert texts(read(gazetteer, text)) == []


def test_words_for_a_people_name_their_country(gazetteer: Gazetteer) -> None:
    mentions = read(gazetteer, "Turkish troops and Syrian rebels traded fire.")
    assert [(m.text, m.name, m.country) for m in mentions] == [
        ("Turkish", "Turkey", "Turkey"),
        ("Syrian", "Syria", "Syria"),
    ]


def test_a_compass_word_belongs_to_the_name(gazetteer: Gazetteer) -> None:
    mention = only(read(gazetteer, "Fighting spread across northern Yemen."), "northern Yemen")
    assert (mention.name, mention.country) == ("northern Yemen", "Yemen")


def test_datelines_in_capitals_get_the_usual_name(gazetteer: Gazetteer) -> None:
    mentions = read(gazetteer, "KHARTOUM, Aug 4 - Both sides accepted the text on Sunday.")
    assert [(m.text, m.name, m.country) for m in mentions] == [("KHARTOUM", "Khartoum", "Sudan")]


def test_what_is_said_to_contain_a_name_decides(gazetteer: Gazetteer) -> None:
    text = "The suspect was seen in Paris, Texas, and later in Paris, Ontario."
    mentions = read(gazetteer, "The suspect was seen in Paris, Texas, on Friday.")
    assert only(mentions, "Paris").country == "United States"
    assert distance((33.66, -95.56), place(only(mentions, "Paris"))) < 30  # type: ignore[arg-type]
    assert "Ontario" in texts(read(gazetteer, text))


def test_the_rest_of_the_report_decides(gazetteer: Gazetteer) -> None:
    lebanon = "Clashes broke out in Tripoli. The Lebanese army sent troops from Beirut and Sidon."
    libya = (
        "Clashes broke out in Tripoli. Militias from Misrata and Benghazi joined in, Libyan officials said."
    )
    assert only(read(gazetteer, lebanon), "Tripoli").country == "Lebanon"
    assert only(read(gazetteer, libya), "Tripoli").country == "Libya"


def test_one_sense_a_report(gazetteer: Gazetteer) -> None:
    text = "Shells fell on Tripoli at dawn. Lebanese soldiers left Beirut. By night Tripoli was calm."
    senses = {m.id for m in read(gazetteer, text) if m.text == "Tripoli"}
    assert len(senses) == 1


def test_a_town_and_its_province_are_told_apart(gazetteer: Gazetteer) -> None:
    mentions = read(
        gazetteer, "Forces left the city of Idlib. Elsewhere in Idlib province Syrian jets struck."
    )
    assert only(mentions, "Idlib").id != only(mentions, "Idlib province").id


def test_a_namesake_far_from_all_else_is_not_taken(gazetteer: Gazetteer) -> None:
    text = (
        "Ugandan and Congolese troops fought near Bunia and Beni, in Ituri and North Kivu. "
        "Militiamen then burned huts in Serena."
    )
    for mention in read(gazetteer, text):
        if mention.text == "Serena":
            assert mention.latitude is None


def test_a_list_carries_its_kind(gazetteer: Gazetteer) -> None:
    mentions = read(
        gazetteer,
        "Schools closed in Jackson, Madison and Oconee counties in Georgia, officials in Atlanta said.",
    )
    assert {"Jackson", "Madison", "Oconee"} <= set(texts(mentions))


def test_unknown_names_are_kept_without_coordinates(gazetteer: Gazetteer) -> None:
    mention = only(read(gazetteer, "Gunmen entered the village of Qorvanzhul in Ethiopia."), "Qorvanzhul")
    assert (mention.id, mention.latitude, mention.country) == (None, None, "Ethiopia")


def test_an_unknown_name_between_two_countries_is_in_neither(gazetteer: Gazetteer) -> None:
    text = "Convoys from Chad passed the village of Qorvanzhul and entered Sudan near Geneina."
    mention = only(read(gazetteer, text), "Qorvanzhul")
    assert (mention.latitude, mention.country) == (None, None)


def test_the_words_are_the_reports_own(gazetteer: Gazetteer) -> None:
    text = "Rebels left N’Djamena, in Chad, overnight."
    found = find_places(pipeline.parse(text), gazetteer=gazetteer, text=text)
    assert [m.text for m in found] == ["N’Djamena", "Chad"]


def test_abbreviated_states_count(gazetteer: Gazetteer) -> None:
    mentions = read(gazetteer, "A man from Mansfield, La., was arrested.")
    assert only(mentions, "La.").name == "Louisiana"
    assert (
        distance(
            (32.04, -93.7), (only(mentions, "Mansfield").latitude, only(mentions, "Mansfield").longitude)
        )
        < 50
    )  # type: ignore[arg-type]


def test_the_title_helps(gazetteer: Gazetteer) -> None:
    text = "Shells fell on Tripoli."
    assert only(read(gazetteer, text, title="Lebanon: army out"), "Tripoli").country == "Lebanon"


def test_empty_and_odd_text(gazetteer: Gazetteer) -> None:
    for text in ("", " \n\n ", "???", "- - -", "A", "The", "al-"):
        assert read(gazetteer, text) == []


def test_the_same_text_gives_the_same_mentions(gazetteer: Gazetteer) -> None:
    text = "Fighting near Homs, Hama and Aleppo drove thousands from Springfield, Kharkov and Paris."
    assert read(gazetteer, text) == read(gazetteer, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("16:00, Qorvanzhul: twelve explosions near Mariupol, in Ukraine.", "Qorvanzhul"),
        (
            "| Date | Village | Dead |\n| --- | --- | --- |\n| 3 May | Qorvanzhul | 3 |\n| 4 May | Tessalit | 2 |",
            "Qorvanzhul",
        ),
        ("Soldiers of Mali left Kidal. Qorvanzhul fell to rebels.", "Qorvanzhul"),
        ("Soldiers of Mali left Kidal for Qorvanzhul, a small town on the river.", "Qorvanzhul"),
        ("Soldiers of Mali left Kidal. Fighters are in Qorvanzhul.", "Qorvanzhul"),
    ],
)
def test_logs_tables_and_turns_of_phrase_vouch_for_an_unknown_name(
    gazetteer: Gazetteer, text: str, name: str
) -> None:
    assert name in texts(read(gazetteer, text))


def test_a_city_abroad_named_again_and_again_is_rather_a_village_of_its_name(gazetteer: Gazetteer) -> None:
    text = (
        "Insurgents hold {0}. Boats left {0} for Pemba; families walked to Mueda, Montepuez and Nampula, "
        "all in Mozambique."
    )
    known = only(read(gazetteer, text.format("Palma")), "Palma")
    assert known.country == "Mozambique"
    assert place(known) == pytest.approx((-10.8, 40.5), abs=0.3)
    unknown = only(read(gazetteer, text.format("Malaga")), "Malaga")
    assert (unknown.latitude, unknown.country) == (None, "Mozambique")


def test_a_city_known_the_world_over_may_lie_anywhere(gazetteer: Gazetteer) -> None:
    text = (
        "Insurgents hold Mueda. Talks in Geneva failed, and Geneva will not see another round, said elders in "
        "Pemba, Montepuez and Nampula, all in Mozambique."
    )
    assert only(read(gazetteer, text), "Geneva").country == "Switzerland"


def test_the_seat_of_talks_is_meant_rather_than_a_small_town_of_its_name(gazetteer: Gazetteer) -> None:
    text = "The United States and Iran met in Geneva. Washington and New York kept silent, American officials said."
    assert only(read(gazetteer, text), "Geneva").country == "Switzerland"


def test_peacekeepers_do_not_bring_the_places_of_their_country(gazetteer: Gazetteer) -> None:
    text = "Indian peacekeepers patrol near Bada. From Asmara, Eritrea shells Badme; Ethiopia is silent."
    mention = only(read(gazetteer, text), "Bada")
    assert mention.country != "India"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The text in English and Arabic was read out in Amman, Jordan.", "English"),
        ("In Syria, Damascus radio and SANA told of shells on Homs.", "SANA"),
        ("In Syria, Jabhat Fatah al-Sham left Homs.", "al-Sham"),
        ("As promised in the Declaration, troops of Mali left Kidal.", "Declaration"),
    ],
)
def test_languages_acronyms_and_documents_are_no_places(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert name not in texts(read(gazetteer, text))


def test_capitals_of_an_unknown_name_are_not_its_name(gazetteer: Gazetteer) -> None:
    mention = only(read(gazetteer, "Gunmen of Mali left Kidal. They are in QORVANZHUL now."), "QORVANZHUL")
    assert mention.name == "Qorvanzhul"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "M23 rebels attacked Mulamba, in Walungu territory in South Kivu, near Bukavu, DR Congo said.",
            "Mulamba",
        ),
        ("Two soldiers were killed at Kamina, in Djugu territory of DR Congo, near Bunia.", "Kamina"),
        ("Militiamen burned Lukanga, Masisi territory, in DR Congo.", "Lukanga"),
    ],
)
def test_what_is_said_to_lie_in_a_division_is_no_namesake_far_from_it(
    gazetteer: Gazetteer, text: str, name: str
) -> None:
    mention = only(read(gazetteer, text), name)
    assert mention.latitude is None
    assert mention.country == "Democratic Republic of the Congo"


def test_a_city_of_a_country_that_a_report_never_names_is_left_open(gazetteer: Gazetteer) -> None:
    report = "Clashes were reported in Odense, officials in Yemen said. Fighters came from Marib and Sirwah."
    assert only(read(gazetteer, report), "Odense").latitude is None
    named = report.replace("Clashes were reported in Odense", "Envoys met in Odense, Denmark")
    assert only(read(gazetteer, named), "Odense").country == "Denmark"
    seat = report.replace("Odense", "Lausanne")
    assert only(read(gazetteer, seat), "Lausanne").country == "Switzerland"


def test_a_guess_from_the_spelling_lies_near_what_else_is_named(gazetteer: Gazetteer) -> None:
    near = "Fighting near Qalqilia, residents said. Troops came from Tulkarm and Nablus in the West Bank."
    assert only(read(gazetteer, near), "Qalqilia").latitude == pytest.approx(32.19, abs=0.1)
    far = "Fighting near Krasny Partizan, Ukraine said. Troops came from Kherson, Mykolaiv and Odesa."
    mention = only(read(gazetteer, far), "Krasny Partizan")
    assert mention.latitude is None or distance(place(mention), (46.6, 32.6)) < 450


@pytest.mark.parametrize(
    ("text", "name", "near"),
    [
        ("Shelling hit Donetsk airport, Ukraine said.", "Donetsk airport", (48.07, 37.74)),
        ("Drones struck the Hmeimim airbase in Syria.", "Hmeimim airbase", (35.4, 35.95)),
        ("The Kakhovka dam in Ukraine was blown up.", "Kakhovka dam", (46.78, 33.37)),
        ("A blast closed the Crimean bridge, officials in Ukraine said.", "Crimean bridge", (45.31, 36.51)),
        ("Rockets hit the K-1 base near Kirkuk, Iraq said.", "K-1 base", (35.51, 44.29)),
        ("Mortars fell on the Markale market in Sarajevo.", "Markale market", (43.86, 18.42)),
        ("Troops left the 14 Mile Area, South Sudan said.", "14 Mile Area", (9.75, 26.6)),
        ("UNDOF returned to Camp Faouar in Syria.", "Camp Faouar", (33.2, 35.98)),
        ("The bomb at Canary Wharf in London ended the truce.", "Canary Wharf", (51.5, -0.02)),
        ("Shells fell on Taiz airport, officials in Yemen said.", "Taiz airport", (13.58, 44.02)),
    ],
)
def test_a_site_has_its_name_whole_and_lies_where_that_says(
    gazetteer: Gazetteer, text: str, name: str, near: tuple[float, float]
) -> None:
    assert distance(place(only(read(gazetteer, text), name)), near) < 30


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Militants attacked Kilometre 26 and Point 10 outside Bangui, Central African Republic.",
            "Kilometre 26",
        ),
        (
            "Militants attacked Kilometre 26 and Point 10 outside Bangui, Central African Republic.",
            "Point 10",
        ),
        ("UNDOF moved back to position 80 in Syria.", "position 80"),
        ("Rockets fell near the Baba Gurgur oil field in Kirkuk, Iraq.", "Baba Gurgur oil field"),
    ],
)
def test_a_site_whose_name_says_not_where_it_is_has_no_coordinates(
    gazetteer: Gazetteer, text: str, name: str
) -> None:
    assert only(read(gazetteer, text), name).latitude is None


@pytest.mark.parametrize(
    "text",
    [
        "The delegations agreed on Point 10 of the accord in Geneva.",
        "They moved up to position 68 in the ranking, the league in Kenya said.",
        "Engineers mended a Kharkiv bridge.",
        "On 14 March the parties met in Geneva.",
    ],
)
def test_what_only_looks_like_a_site_is_none(gazetteer: Gazetteer, text: str) -> None:
    found = texts(read(gazetteer, text))
    assert not {"Point 10", "position 68", "Kharkiv bridge", "14 March"} & set(found)


def test_what_is_besieged_shelled_or_retaken_is_a_place(gazetteer: Gazetteer) -> None:
    for text in ("Shyrokyne was shelled on Monday.", "Kobani has been besieged for months."):
        assert texts(read(gazetteer, text)) == text.split()[:1]
    assert read(gazetteer, "Jackson was arrested on Monday.") == []
