"""Whether a report is about armed conflict, told from its words."""

import pytest

from trucewatch.reading.relevance import is_figurative, is_relevant

WAR = [
    "Rebels shelled the town for a third day and soldiers guarding the bridge withdrew, residents said.",
    "The two armies agreed to a ceasefire along the line of contact from midnight, mediators announced.",
    "Some 4,000 displaced people reached the camp this week, the refugee agency said.",
    "A shell hit the market in Sarajevo.",
    "A drone struck a fuel depot in Belgorod.",
    "The two sides exchanged 95 prisoners at Marinka.",
]
PEACE = [
    "The striker headed the winner in stoppage time and the league leaders held on at the top of the table. "
    * 3,
    "Gusts of 140 km/h closed the harbour and felled trees as the hurricane crossed the coast on Thursday. "
    * 3,
    "Quarterly revenue rose by a tenth and shareholders welcomed the dividend, the company said in a filing. "
    * 3,
]


@pytest.mark.parametrize("text", WAR)
def test_reports_of_war_and_truce_are_relevant(text):
    assert is_relevant(text)


@pytest.mark.parametrize("text", PEACE)
def test_sport_weather_and_business_are_not(text):
    assert not is_relevant(text)


def test_no_text_is_not_relevant():
    assert not is_relevant("")


def test_a_truce_at_chess_is_figurative_and_a_flood_is_not():
    assert is_figurative("Agreement")
    assert not is_figurative("Natural disaster")
