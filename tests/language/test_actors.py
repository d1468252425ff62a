"""Mentions of actors: who acts, under which name, of which type."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trucewatch.language.actors import find_actors
from trucewatch.language.names import bodies, forces, scan, split, states, table
from trucewatch.language.pipeline import parse
from trucewatch.records import ActorMention


def actors(text: str) -> list[ActorMention]:
    return find_actors(parse(text))


def names(text: str) -> dict[str, str]:
    return {m.text: m.name for m in actors(text)}


def types(text: str) -> dict[str, str]:
    return {m.name: m.type for m in actors(text)}


def test_a_state_is_named_by_its_capital_and_its_government() -> None:
    found = names("Ankara rejected the plan. The Kremlin welcomed it. The Sudanese government stayed silent.")
    assert found["Ankara"] == "Turkey"
    assert found["The Kremlin"] == "Russia"
    assert found["The Sudanese government"] == "Sudan"


def test_a_capital_where_something_happens_is_no_actor() -> None:
    assert "Nairobi" not in names("The delegates met in Nairobi for two days.")


def test_a_state_where_something_happens_is_no_actor() -> None:
    assert "Kenya" not in names("Heavy rain fell in Kenya.")


def test_forces_keep_the_name_that_the_lexicon_gives_them() -> None:
    found = names("HTS fighters and the S.D.F. traded fire while Ansar Allah shelled the port.")
    assert found["HTS fighters"] == "Hayat Tahrir al-Sham"
    assert found["Ansar Allah"] == "Houthis"


def test_a_person_is_found_with_and_without_the_title() -> None:
    found = names("Deputy Defence Minister Oleh Marchenko arrived on Tuesday.")
    assert found["Deputy Defence Minister Oleh Marchenko"] == "Oleh Marchenko"
    assert found["Oleh Marchenko"] == "Oleh Marchenko"


def test_an_abbreviation_that_the_report_explains_stands_for_its_long_form() -> None:
    found = names("The Patriotic Front of Zemba (PFZ) broke the truce. The PFZ attacked at dawn.")
    assert found["The PFZ"] == "Patriotic Front of Zemba"


def test_types_tell_persons_states_forces_and_bodies_apart() -> None:
    found = types("Yemen, the Houthis and UNHCR heard President Rashad al-Alimi.")
    assert found["Yemen"] == "state"
    assert found["Houthis"] == "force"
    assert found["UNHCR"] == "organisation"
    assert found["Rashad al-Alimi"] == "person"


def test_unnamed_people_are_a_group() -> None:
    assert types("Villagers fled across the river.")["Villagers"] == "group"


def test_a_shared_abbreviation_is_settled_by_the_country_that_the_report_is_about() -> None:
    assert names("Congolese villagers fled. The ADF attacked.")["The ADF"] == "Allied Democratic Forces"
    assert names("Sri Lankan villagers fled. The SLA attacked.")["The SLA"] == "SLA"
    assert names("Sudanese villagers fled. The SLA attacked.")["The SLA"] == "Sudan Liberation Army"


def test_a_shared_abbreviation_is_left_as_it_is_where_no_country_settles_it() -> None:
    assert names("Villagers fled. The SLA attacked.").get("The SLA", "SLA") == "SLA"


def test_who_is_led_or_backed_by_a_state_is_not_that_state() -> None:
    found = names("Turkish-backed fighters entered the village.")
    assert "Turkey" not in found.values()


def test_offsets_are_those_of_the_text() -> None:
    text = "Colonel Amadou Traoré said the army had left.\n\nHe thanked ECOWAS."
    for mention in actors(text):
        assert text[mention.start : mention.end] == mention.text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.sampled_from("aA .,'’-()\n1éUNUSthe"), max_size=80))
def test_odd_text_gives_mentions_inside_it_and_no_error(text: str) -> None:
    for mention in actors(text):
        assert 0 <= mention.start < mention.end <= len(text)


def test_the_same_report_gives_the_same_mentions() -> None:
    text = "Russia and Turkey agreed. Both sides praised it. They will meet again."
    assert [m.model_dump() for m in actors(text)] == [m.model_dump() for m in actors(text)]


def test_every_owner_that_a_lexicon_names_is_known() -> None:
    ids = states().keys() | bodies().keys() | forces().keys()
    owners = [
        row["state"] for key in ("bodies", "forces") for row in table(key).popitem()[1] if "state" in row
    ]
    table.cache_clear()
    assert set(owners) <= ids
    assert {row["serves"] for row in table("leaders")["leader"]} <= ids


@pytest.mark.parametrize("text", ["turkey farms", "a truce is near", "the car is red"])
def test_ordinary_words_are_no_names(text: str) -> None:
    assert scan(text, split(text)) == []


def test_zones_plants_and_agreements_are_no_actors() -> None:
    doc = parse(
        "The Temporary Buffer Zone (TBZ) was quiet. The Kilembe Power Plant (KPP) burned. "
        "The Lobito Peace Accord (LPA) holds in the TBZ."
    )
    assert [m.text for m in find_actors(doc)] == []
