"""Deployments: forces sent, massed, reinforced and withdrawn."""

from datetime import date

import pytest

from trucewatch.language import analyse
from trucewatch.reading.deployments import read
from trucewatch.records import Deployment

PUBLISHED = date(2020, 2, 9)


def deployments(text: str) -> list[Deployment]:
    return read(analyse(text, published=PUBLISHED))


@pytest.mark.parametrize(
    "text",
    [
        "Turkey sent 300 soldiers to Idlib on Thursday.",
        "Turkey deployed 300 soldiers in Idlib on Thursday.",
        "On Thursday 300 soldiers were deployed to Idlib by Turkey.",
        "Turkey flew in 300 soldiers to Idlib on Thursday.",
    ],
)
def test_troops_sent_are_one_record_whatever_the_grammar(text: str) -> None:
    (record,) = deployments(text)
    assert record.count is not None and record.count.value == 300
    assert [a.name for a in record.actors] == ["Turkey"]
    assert record.place is not None and record.place.name == "Idlib"
    assert (record.status, record.assertion, record.date) == ("done", "actual", "2020-02-06")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Turkey will send 300 soldiers to Idlib.", "planned"),
        ("Turkey is sending 300 soldiers to Idlib.", "under way"),
        ("Turkey withdrew 300 soldiers from Idlib.", "withdrawn"),
        ("The withdrawal of 300 Turkish soldiers from Idlib ended on Friday.", "withdrawn"),
        ("Turkish troops massed near Idlib on Friday.", "done"),
        ("Turkish reinforcements arrived in Idlib on Friday.", "done"),
        ("Turkish reinforcements poured into Idlib on Friday.", "done"),
        ("Turkey has been sending troops and armour into Idlib for a week.", "under way"),
        ("There are 900 American troops in Idlib.", "done"),
    ],
)
def test_how_far_a_deployment_has_come(text: str, status: str) -> None:
    (record,) = deployments(text)
    assert record.status == status


def test_materiel_is_deployed_too() -> None:
    (record,) = deployments("Turkey has sent some 300 armoured vehicles to Idlib.")
    assert record.count is not None and (record.count.value, record.count.relation) == (300, "about")
    assert record.what == "armoured vehicles"  # the number is in `count`


def test_a_convoy_is_what_it_is_made_of() -> None:
    (record,) = deployments("A convoy of 300 Turkish military vehicles arrived in Idlib on Friday.")
    assert record.count is not None and record.count.value == 300
    assert [a.name for a in record.actors] == ["Turkey"]


def test_who_sees_materiel_does_not_send_it() -> None:
    (record,) = deployments("OSCE monitors saw twelve howitzers near Donetsk on Friday.")
    assert record.count is not None and record.count.value == 12
    assert record.actors == ()


def test_its_troops_are_those_of_whose_they_are() -> None:
    (record,) = deployments("The United States will withdraw its remaining 2,500 troops from Afghanistan.")
    assert [a.name for a in record.actors] == ["United States"]


def test_a_denied_deployment() -> None:
    (record,) = deployments("Turkey denied sending 300 soldiers to Idlib.")
    assert (record.assertion, record.status) == ("denied", "denied")


def test_a_withdrawal_from_a_country_is_a_deployment() -> None:
    (record,) = deployments("Turkish troops withdrew from Syria on Friday.")
    assert record.status == "withdrawn"


@pytest.mark.parametrize(
    "text",
    [
        "Turkish troops withdrew from Aleppo on Friday.",
        "Turkey sent a letter to Damascus.",
        "The minister sent his envoy to Idlib.",
        "Volunteers arrived in Idlib on Friday.",
        "Turkish troops evacuated their observation post near Aleppo.",
    ],
)
def test_what_is_none_or_belongs_to_control_and_posts(text: str) -> None:
    assert deployments(text) == []


def test_forces_promised_are_planned() -> None:
    (record,) = deployments("Ghana pledged 300 troops to the mission in Mali.")
    assert (record.assertion, record.status) == ("planned", "planned")
    assert [a.name for a in record.actors] == ["Ghana"]


def test_what_was_promised_to_somebody_is_no_deployment_of_theirs() -> None:
    assert deployments("The mission was promised 30 vehicles.") == []


def test_a_number_stands_for_the_forces_named_before() -> None:
    _, rest = deployments("Portugal has 2,500 soldiers in Chad. A further 300 are to follow in September.")
    assert rest.count is not None and rest.count.value == 300
    assert (rest.what, [a.name for a in rest.actors], rest.status) == ("soldiers", ["Portugal"], "planned")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The rebels handed in 840 weapons.", "withdrawn"),
        ("The French contingent goes home in June.", "withdrawn"),
        ("All Ethiopian troops have left Somalia.", "withdrawn"),
        ("Hundreds of fighters were bused out of Homs.", "withdrawn"),
        ("Turkish reinforcements are on their way to Homs.", "under way"),
        ("Russia has moved Iskander missiles to Kaliningrad.", "done"),
        ("A convoy of 80 military vehicles crossed the border at Kafr Lusin.", "done"),
    ],
)
def test_forces_that_come_and_go_in_other_words(text: str, status: str) -> None:
    (record,) = deployments(text)
    assert record.status == status


def where(text: str) -> list[tuple[str | None, str | None]]:
    return [(r.place.name if r.place else None, r.status) for r in deployments(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0840h: six trucks, towing guns, west of Aleppo.", ("Aleppo", "under way")),
        ("11:15, Aleppo: 12 anti-tank guns (MT-12, 100mm) heading west.", ("Aleppo", "under way")),
        ("Kenyan soldiers will install themselves first in Goma.", ("Goma", "planned")),
        ("Cambodia withdrew rocket launchers from the border.", ("border", "withdrawn")),
        ("Turkey sent two F-16s to Aleppo.", ("Aleppo", "done")),
        ("The army withdrew its tanks from the contact line.", ("contact line", "withdrawn")),
    ],
)
def test_forces_on_the_move_as_logs_and_reports_tell_of_them(text: str, expected: tuple[str, str]) -> None:
    assert expected in where(text)


def test_a_garrison_cut_to_a_number_has_that_number() -> None:
    (record,) = deployments("Britain will cut its garrison in Basra from 10,500 to no more than 5,000.")
    assert record.count is not None and record.count.value == 5000
    assert (record.status, record.assertion) == ("planned", "planned")


def test_a_row_of_a_table_gives_whose_the_guns_are() -> None:
    text = (
        "| Time | Side | Seen at | Equipment |\n|---|---|---|---|\n"
        "| 11:15 | Ukrainian Armed Forces | Kostiantynivka | 12 anti-tank guns going west |\n"
    )
    (record,) = deployments(text)
    assert [a.name for a in record.actors] == ["Ukrainian Armed Forces"]


@pytest.mark.parametrize(
    "text",
    [
        "The museum moved two cannons to Leeds.",
        "Airlines moved 40 aircraft to Spain.",
        "All six units of the power plant remain in cold shutdown.",
        "Aleppo: 12 soldiers killed by a mine.",
        "The dead numbered at least 29.",
        "Between Monday and Friday 489 persons were flown to Aleppo.",
        "The army pushed the rebels from the hill.",
        "Four soldiers were let go on Saturday.",
    ],
)
def test_what_moves_without_being_sent_is_no_deployment(text: str) -> None:
    assert deployments(text) == []


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("More tanks rolled towards the front.", "More tanks", "front"),
        ("A column of tanks was seen moving towards Luhansk.", "tanks", "Luhansk"),
        ("India flew in additional battalions to Ladakh.", "additional battalions", "Ladakh"),
        ("South African troops flew into Goma on Thursday.", "South African troops", "Goma"),
    ],
)
def test_what_only_forces_have_is_told_of_wherever_it_goes(text: str, what: str, place: str) -> None:
    (record,) = deployments(text)
    assert record.what == what
    assert record.place is not None and record.place.name == place


@pytest.mark.parametrize("verb", ["reinforce", "bolster", "strengthen"])
def test_who_is_strengthened_stays_and_what_strengthens_them_goes(verb: str) -> None:
    (record,) = deployments(f"NATO is to {verb} KFOR with 700 soldiers.")
    assert record.what == "soldiers" and record.count is not None and record.count.value == 700
    assert [a.name for a in record.actors] == ["NATO"]
    assert record.status == "planned"


def test_forces_moved_in_a_direction_are_not_taken_for_a_distance() -> None:
    (record,) = deployments("Poland moved 2 brigades east.")
    assert record.what == "brigades" and record.count is not None and record.count.value == 2


@pytest.mark.parametrize(
    "text",
    [
        "The airline flew in additional crews to Delhi. A ceasefire was in force.",
        "The firm is to reinforce its board with two members.",
        "The soldiers advanced 2 kilometres east.",
        "More trucks rolled towards the port.",
        "Tank production rolled on.",
    ],
)
def test_what_anybody_moves_is_no_deployment(text: str) -> None:
    assert deployments(text) == []


def test_battalions_redeployed_are_what_moves() -> None:
    (record,) = deployments("Belarus has redeployed six battalions to the Ukrainian border.")
    assert record.what == "battalions" and [a.name for a in record.actors] == ["Belarus"]
