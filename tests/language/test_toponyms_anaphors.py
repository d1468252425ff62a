"""What "the town", "the Syrian capital" and "there" stand for."""

from __future__ import annotations

import pytest

from trucewatch.language import analyse, pipeline
from trucewatch.language.toponym_anaphors import find_anaphors
from trucewatch.language.toponyms import locate
from trucewatch.places import Gazetteer


def meant(gazetteer: Gazetteer, text: str, word: str) -> str | None:
    """The name of the place that the last `word` of the text stands for."""
    doc = pipeline.parse(text)
    found = find_anaphors(doc, locate(doc, gazetteer=gazetteer), gazetteer=gazetteer)
    token = [token for token in doc if token.text == word][-1]
    return found[token.i].name if token.i in found else None


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        ("Shells fell on Saraqeb in Syria. Residents left the town at dawn.", "town", "Saraqeb"),
        ("Fighters entered Kidal on Friday. The city had been theirs before.", "city", "Kidal"),
        (
            "Clashes broke out in Idlib province. Half of the province is deserted.",
            "province",
            "Idlib province",
        ),
        ("They took the border town of Novoazovsk.", "town", "Novoazovsk"),
        ("Observers visited Zabadani, a town near the Lebanese border.", "town", "Zabadani"),
        ("Soldiers were taken to Goma hospital in Congo.", "hospital", "Goma hospital"),
        ("Tanks entered Nasib (village), near Daraa in Syria.", "village", "Nasib"),
        (
            "Rebels of Mali left Kidal for Qorvanzhul, a small town. Shells fell on the town.",
            "town",
            "Qorvanzhul",
        ),
        ("Shells fell on Debaltseve, a town in Ukraine. Kyiv sent aid to the town.", "town", "Debaltseve"),
        ("Aid reached Zamzam camp in Sudan. The camp is home to many.", "camp", "Zamzam camp"),
        ("Three men were shot in Mopti, Mali. Police were sent there.", "there", "Mopti"),
    ],
)
def test_a_noun_stands_for_the_place_of_its_kind(
    gazetteer: Gazetteer, text: str, word: str, place: str
) -> None:
    assert meant(gazetteer, text, word) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Jets struck the Syrian capital overnight.", "Damascus"),
        ("Gunfire was heard in Sudan's capital on Monday.", "Khartoum"),
        ("Rockets landed in the capital of Yemen.", "Sanaa"),
        ("In Mali, soldiers fanned out. Shops in the capital stayed shut.", "Bamako"),
        ("Crowds gathered in the capital, Tbilisi.", "Tbilisi"),
        (
            "The Taliban hold most of Helmand province. Shells fell on Lashkar Gah, its provincial capital.",
            "Lashkar Gah",
        ),
        (
            "In Afghanistan, families fled Lashkar Gah. The capital of Helmand province is empty.",
            "Lashkar Gah",
        ),
        ("Troops hold Homs province in Syria and Homs itself. The provincial capital is quiet.", "Homs"),
    ],
)
def test_a_capital_is_that_of_its_country(gazetteer: Gazetteer, text: str, place: str) -> None:
    assert meant(gazetteer, text, "capital") == place


def test_the_country_is_the_one_that_the_report_is_about(gazetteer: Gazetteer) -> None:
    text = "Fighting in El Fasher and Nyala, in Sudan, goes on. Half of the country needs help."
    assert meant(gazetteer, text, "country") == "Sudan"


def test_a_place_named_often_is_rather_meant_than_one_named_in_passing(gazetteer: Gazetteer) -> None:
    text = (
        "Shells fell on Mariupol all night. Mariupol has been shelled before. "
        "From Novoazovsk more guns are on their way to the city."
    )
    assert meant(gazetteer, text, "city") == "Mariupol"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Shells fell on Saraqeb. Residents fled to a nearby town.", "town"),
        ("Shells fell on Saraqeb. Another town was spared.", "town"),
        ("Moscow said that its men had taken the village.", "village"),
        ("The city council met in the afternoon.", "council"),
        ("The town was quiet.", "town"),
        ("Shells fell on Saraqeb. The town where he was born is far away.", "town"),
        ("Talks went on in Cairo. There were no results.", "There"),
        ("Syrian and Turkish troops fought. The province was quiet.", "province"),
    ],
)
def test_it_stands_for_none_where_none_fits(gazetteer: Gazetteer, text: str, word: str) -> None:
    assert meant(gazetteer, text, word) is None


def test_readers_get_the_place_at_the_noun() -> None:
    document = analyse("Shells fell on Saraqeb, in Syria, on Monday. Rebels captured the town.")
    token = next(token for token in document.doc if token.text == "town")
    place = document.place_at(token)
    assert place is not None
    assert (place.name, place.country) == ("Saraqeb", "Syria")
    assert [mention.text for mention in document.places] == ["Saraqeb", "Syria"]
