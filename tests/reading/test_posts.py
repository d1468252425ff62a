"""Posts: whose, where, how many, and how they stand."""

from datetime import date

import pytest

from trucewatch.language import analyse
from trucewatch.reading.posts import read
from trucewatch.records import Post

PUBLISHED = date(2020, 2, 9)


def posts(text: str) -> list[Post]:
    return read(analyse(text, published=PUBLISHED))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Turkey set up an observation post near Aleppo on Thursday.", "established"),
        ("A Turkish observation post was set up near Aleppo on Thursday.", "established"),
        ("The Turkish observation post near Aleppo came under fire.", "attacked"),
        ("Shells hit a Turkish observation post near Aleppo.", "attacked"),
        ("An attack on a Turkish observation post near Aleppo was repelled.", "attacked"),
        ("Syrian troops surrounded the Turkish observation post near Aleppo.", "surrounded"),
        ("The Turkish observation post near Aleppo, surrounded by Syrian troops, was quiet.", "surrounded"),
        ("Turkey evacuated its observation post near Aleppo.", "evacuated"),
        ("Turkish troops withdrew from their observation post near Aleppo.", "evacuated"),
        ("Turkey dismantled its observation post near Aleppo.", "dismantled"),
        ("Turkey closed its observation post near Aleppo.", "closed"),
        ("Turkey reinforced its observation post near Aleppo.", "reinforced"),
        ("Turkey has an observation post near Aleppo.", "holding"),
        ("Turkey sent reinforcements to its observation post near Aleppo.", "reinforced"),
        ("Rebels set fire to a Turkish observation post near Aleppo.", "destroyed"),
        ("The Turkish observation post near Aleppo was destroyed.", "destroyed"),
    ],
)
def test_the_status_follows_from_what_is_said_of_the_post(text: str, status: str) -> None:
    (record,) = posts(text)
    assert (record.type, record.status) == ("observation post", status)
    assert record.place is not None and record.place.name == "Aleppo"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Colombia reopened the border crossing at Paraguachon.", "crossing point"),
        ("The army set up a checkpoint near Aleppo.", "checkpoint"),
        ("MINUSMA closed its camp in Kidal.", "camp"),
        ("MINUSMA handed over its base in Kidal.", "base"),
        ("MINUSMA closed two of its bases in Kidal.", "base"),
    ],
)
def test_kinds_of_posts(text: str, kind: str) -> None:
    (record,) = posts(text)
    assert record.type == kind


def test_operator_and_count_are_those_of_the_noun_phrase() -> None:
    (record,) = posts("Turkey has twelve observation posts in Idlib.")
    assert record.count is not None and record.count.value == 12
    assert [a.name for a in record.operator] == ["Turkey"]


def test_a_subset_is_a_record_of_its_own() -> None:
    records = posts(
        "Turkey has twelve observation posts in Idlib. "
        "Three of the Turkish observation posts fell within areas under the control of the Syrian army."
    )
    assert [(r.count.value if r.count else None, r.status) for r in records] == [
        (12, "holding"),
        (3, "in another's area"),
    ]


def test_an_adjective_says_how_a_crossing_stands() -> None:
    (record,) = posts("The crossing at Nasib is closed.")
    assert (record.type, record.status) == ("crossing point", "closed")


def test_what_will_be_dismantled_is_planned() -> None:
    (record,) = posts("Turkey will dismantle its observation post near Aleppo next month.")
    assert (record.status, record.assertion) == ("dismantled", "planned")


def test_later_mentions_without_operator_keep_the_operator_named_before() -> None:
    records = posts("Turkey has an observation post near Aleppo. The observation post was shelled on Friday.")
    assert [[a.name for a in r.operator] for r in records] == [["Turkey"], ["Turkey"]]


@pytest.mark.parametrize(
    "text",
    [
        "Families fled a refugee camp near Aleppo.",
        "The displacement camp near Aleppo was hit.",
        "The parties hold opposite positions on Aleppo.",
        "A post on social media was removed in Aleppo.",
    ],
)
def test_camps_of_refugees_and_points_of_view_are_no_posts(text: str) -> None:
    assert posts(text) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Seven of the posts are now behind government lines.", "in another's area"),
        ("Two Armenian posts near Jermuk are in Azerbaijani hands.", "captured"),
        ("The crossing at Muhamalai stayed shut.", "closed"),
        ("The two camps found themselves surrounded.", "surrounded"),
        ("Two army checkpoints dismantled near Menaka.", "dismantled"),
        ("Colombia lifted the closure of its seven crossings.", "reopened"),
        ("Turkey sent reinforcements to its observation posts in Idlib.", "reinforced"),
    ],
)
def test_what_is_said_of_posts_in_other_words(text: str, status: str) -> None:
    (record,) = posts(text)
    assert record.status == status


def test_a_place_behind_the_post_is_its_own() -> None:
    (record,) = posts("Turkey reinforced the post at Tal Touqan.")
    assert record.place is not None and record.place.name == "Tal Touqan"


@pytest.mark.parametrize(
    "text",
    [
        "The airbase was in rebel hands by noon.",  # ground that somebody holds: control
        "Rockets hit an army base near Menaka.",  # an incident
    ],
)
def test_bases_taken_or_shelled_are_told_of_by_others(text: str) -> None:
    assert posts(text) == []


def told(text: str) -> list[tuple[str, str | None, str]]:
    return [(r.type, r.place.name if r.place else None, r.status) for r in posts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Russian peacekeepers man 27 observation posts in Karabakh. They closed one near Aleppo on Friday.",
            ("observation post", "Aleppo", "closed"),
        ),
        (
            "The Israeli army closed its checkpoint at Qalandiya and opened another near Hebron.",
            ("checkpoint", "Hebron", "established"),
        ),
        (
            "The mission has three bases in Darfur. A fourth, at Kutum, was closed in May.",
            ("base", "Kutum", "closed"),
        ),
        (
            "Two posts near Kelbajar were abandoned overnight; the one at Aleppo still stands.",
            ("post", "Aleppo", "holding"),
        ),
        (
            "Of the twelve Turkish observation posts, four have been encircled by government forces.",
            ("observation post", None, "surrounded"),
        ),
    ],
)
def test_a_word_that_stands_for_a_post_is_that_post(text: str, expected: tuple[str, str | None, str]) -> None:
    assert expected in told(text)


def test_a_number_that_stands_for_a_post_has_its_operator() -> None:
    (record,) = posts("Of the twelve Turkish observation posts, four have been encircled by rebels.")
    assert [a.name for a in record.operator] == ["Turkey"]
    assert record.count is not None and record.count.value == 4


@pytest.mark.parametrize(
    "text",
    [
        "The army keeps its checkpoints. Residents left; one near Aleppo died.",
        "There is a checkpoint at Aleppo. Soldiers arrested three men. Two were released.",
        "The factory closed one of its plants near Leeds and opened another.",
        "Negotiators have two drafts; the one at issue was dropped.",
    ],
)
def test_one_or_two_that_are_no_posts_are_none(text: str) -> None:
    assert all(status not in ("closed", "evacuated", "dismantled") for _, _, status in told(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("New army checkpoint on the Aleppo road since Sunday.", ("checkpoint", "Aleppo", "established")),
        ("Rebel checkpoint nr ALEPPO still manned.", ("checkpoint", "Aleppo", "holding")),
        ("Aleppo: two checkpoints, both closed.", ("checkpoint", "Aleppo", "closed")),
        ("There are now eleven roadblocks near Aleppo.", ("checkpoint", "Aleppo", "holding")),
        ("OP 52 was hit by a shell.", ("observation post", "OP 52", "attacked")),
        ("UNDOF reoccupied Position 68 on Thursday.", ("position", "position 68", "reopened")),
        ("UNDOF vacated Camp Faouar.", ("camp", "Camp Faouar", "evacuated")),
        ("Saudi forces evacuated the Al-Anad base.", ("base", "Al-Anad base", "evacuated")),
        ("The army erected a checkpoint at the entrance to Aleppo.", ("checkpoint", "Aleppo", "established")),
        ("A Ukrainian checkpoint near Mariupol took several hits.", ("checkpoint", "Mariupol", "attacked")),
    ],
)
def test_posts_as_logs_and_maps_write_of_them(text: str, expected: tuple[str, str | None, str]) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The tower of Pisa was closed to visitors on Friday.",
        "The bus station in Leeds was closed for repairs.",
        "The bank opened an office in Leeds.",
        "The soldiers returned to camp for lunch.",
    ],
)
def test_buildings_of_everyday_life_are_no_posts(text: str) -> None:
    assert posts(text) == []


def test_talks_elsewhere_do_not_place_a_post() -> None:
    text = (
        "The ministers ended two days of talks in Washington. Russian peacekeepers have manned 27 observation "
        "posts in the enclave since 2020."
    )
    assert [place for _, place, _ in told(text)] == [None]


def test_a_garrison_that_is_moved_is_no_post_given_up() -> None:
    assert posts("The Russian army moved its garrison to Aleppo on Friday.") == []


def test_a_time_before_an_entry_is_no_number_of_posts() -> None:
    (record,) = posts("1500 | Army checkpoint at Aleppo closed.")
    assert record.count is None and record.status == "closed"


def test_two_of_them_are_two_posts() -> None:
    text = "Russian forces set up eight checkpoints near Aleppo. Two of them were dismantled on Friday."
    last = posts(text)[-1]
    assert (last.status, last.count and last.count.value) == ("dismantled", 2)


def test_a_mission_that_acts_is_no_office():
    found = posts("The United Nations mission, MINUSMA, withdrew from its base at Tessalit on Saturday.")
    assert [(post.type, post.status) for post in found] == [("base", "evacuated")]
