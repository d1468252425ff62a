"""Patrols, escorts and inspection visits: who, where, and how they went."""

from datetime import date

import pytest

from trucewatch.language import analyse
from trucewatch.reading.patrols import read
from trucewatch.records import Patrol

PUBLISHED = date(2020, 2, 9)


def patrols(text: str) -> list[Patrol]:
    return read(analyse(text, published=PUBLISHED))


@pytest.mark.parametrize(
    "text",
    [
        "Russian and Turkish troops carried out a joint patrol near Aleppo on Thursday.",
        "A joint patrol by Russian and Turkish troops was carried out near Aleppo on Thursday.",
        "A joint patrol of Russian and Turkish troops took place near Aleppo on Thursday.",
    ],
)
def test_a_joint_patrol_that_was_held(text: str) -> None:
    (record,) = patrols(text)
    assert (record.type, record.status, record.date) == ("joint", "held", "2020-02-06")
    assert [a.name for a in record.participants] == ["Russian forces", "Turkish forces"]
    assert record.place is not None and record.place.name == "Aleppo"


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        ("was cancelled", "cancelled"),
        ("was postponed", "postponed"),
        ("was suspended", "halted"),
        ("was blocked", "blocked"),
        ("was resumed", "resumed"),
        ("will take place", "scheduled"),
    ],
)
def test_the_verb_that_carries_the_patrol_gives_its_status(verb: str, status: str) -> None:
    (record,) = patrols(f"A joint patrol of Russian and Turkish troops near Aleppo {verb}.")
    assert record.status == status


def test_a_noun_above_the_patrol_gives_its_status_too() -> None:
    (record,) = patrols("Russia announced the suspension of joint patrols with Turkey near Aleppo.")
    assert record.status == "halted"


def test_a_helicopter_patrol_is_aerial() -> None:
    (record,) = patrols("Russian forces conducted a helicopter patrol near Aleppo on Thursday.")
    assert record.type == "aerial"


def test_a_visit_by_monitors_is_an_inspection() -> None:
    (record,) = patrols("OSCE monitors visited Donetsk on Thursday.")
    assert (record.type, record.status) == ("inspection", "held")
    assert record.place is not None and record.place.name == "Donetsk"


@pytest.mark.parametrize(
    "text",
    [
        "OSCE monitors were refused access to Donetsk on Thursday.",
        "Armed men prevented OSCE monitors from entering Donetsk on Thursday.",
        "OSCE monitors were not allowed to enter Donetsk on Thursday.",
    ],
)
def test_monitors_who_are_kept_out_are_a_blocked_inspection(text: str) -> None:
    (record,) = patrols(text)
    assert (record.type, record.status, record.assertion) == ("inspection", "blocked", "actual")
    assert record.place is not None and record.place.name == "Donetsk"


def test_the_reason_is_given_in_the_report_s_words() -> None:
    (record,) = patrols(
        "A joint patrol of Russian and Turkish troops near Aleppo was cancelled because of fog."
    )
    assert record.reason == "fog"


def test_the_patrol_that_was_cut_short_is_the_one_told_of_before() -> None:
    (record,) = patrols(
        "Russian and Turkish troops held a joint patrol near Aleppo on Thursday. The patrol was cut short."
    )
    assert record.status == "halted"


def test_a_planned_visit_of_monitors_that_was_cancelled() -> None:
    (record,) = patrols("The visit of OSCE monitors to Donetsk was cancelled.")
    assert (record.type, record.status) == ("inspection", "cancelled")


@pytest.mark.parametrize(
    "text",
    ["The minister visited Donetsk on Thursday.", "Families visited relatives in Donetsk on Thursday."],
)
def test_visits_by_others_are_none(text: str) -> None:
    assert patrols(text) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Armed men stopped a UNIFIL patrol in Naqoura.", "blocked"),
        ("UNIFIL stopped its patrols in Naqoura.", "halted"),
        ("UNIFIL peacekeepers have stopped patrolling Naqoura.", "halted"),
        ("UNIFIL patrols are to start next week in Naqoura.", "scheduled"),
        ("The planned visit of UNIFIL observers to Naqoura was called off.", "cancelled"),
    ],
)
def test_how_a_patrol_went_in_other_words(text: str, status: str) -> None:
    (record,) = patrols(text)
    assert (record.status, [a.name for a in record.participants]) == (status, ["UNIFIL"])
    assert record.place is not None and record.place.name == "Naqoura"


def test_who_stops_a_patrol_takes_no_part_in_it() -> None:
    (record,) = patrols("Armed men stopped a UNIFIL patrol in Naqoura.")
    assert record.type == "unilateral"


def test_a_flight_of_monitors_is_an_aerial_patrol() -> None:
    (record,) = patrols("An SMM reconnaissance flight over Horlivka was cancelled because of fog.")
    assert (record.type, record.status, record.reason) == ("aerial", "cancelled", "fog")


def test_any_other_flight_is_none() -> None:
    assert patrols("An Ethiopian Airlines flight to Mekelle was cancelled.") == []


def test_patrols_kept_off_the_roads_are_blocked() -> None:
    (record,) = patrols("The army has kept UNIFIL patrols off the roads near Naqoura.")
    assert (record.status, [a.name for a in record.participants]) == ("blocked", ["UNIFIL"])


def fates(text: str) -> list[tuple[str, str | None]]:
    document = analyse(text, published=PUBLISHED)
    return [(r.status, r.place.name if r.place else None) for r in read(document)]


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("Armed men turned a UNIFIL patrol back near Aleppo.", ("blocked", "Aleppo")),
        ("EUMM monitors patrolled along the line near Aleppo.", ("held", "Aleppo")),
        ("UN police escorted a convoy of forty trucks to Aleppo.", ("held", "Aleppo")),
        ("IAEA experts visited the plant at Aleppo on Thursday.", ("held", "Aleppo")),
        ("The 12th joint Russian-Turkish patrol set out from Aleppo.", ("held", "Aleppo")),
        ("UNIFIL patrol to Aleppo aborted (fog).", ("cancelled", "Aleppo")),
        ("Aleppo: UNIFIL night patrols suspended until further notice.", ("halted", "Aleppo")),
    ],
)
def test_patrols_as_logs_and_reports_tell_of_them(text: str, fate: tuple[str, str]) -> None:
    assert fates(text) == [fate]


def test_a_monitors_log_leaves_out_its_own_name() -> None:
    text = "OSCE SPECIAL MONITORING MISSION TO UKRAINE\nDaily log\n\nMariupol: three patrols, nothing to report.\n"
    (record,) = read(analyse(text, published=PUBLISHED, outlet="monitor"))
    assert [a.name for a in record.participants] == ["OSCE Special Monitoring Mission"]
    assert record.place is not None and record.place.name == "Mariupol"


def test_a_mine_under_a_patrol_is_no_patrol_of_its_own() -> None:
    assert fates("A mine went off under a Thai patrol near Aleppo.") == []


def test_patrolling_that_is_suspended_is_halted() -> None:
    assert fates("UNDOF patrolling near Aleppo is suspended.")[0][0] == "halted"


def test_a_convoy_under_escort_was_escorted() -> None:
    assert fates("The convoy moved to Aleppo under a UNIFIL escort.") != []
