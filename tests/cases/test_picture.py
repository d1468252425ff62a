"""The picture of a case: what is derived, what commitments fare, what changed, all resting on records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.telling import ALDER, BIRCH, NORTH, SOUTH, case_file, count, reading, says
from trucewatch.cases import Picture, picture
from trucewatch.cases.derived import widest_opening
from trucewatch.records import (
    Actor,
    Agreement,
    Casualties,
    Control,
    Displacement,
    Incident,
    Patrol,
    Place,
    Post,
    Reading,
    Talks,
)

COMMITMENTS = """
[[commitment]]
id = "silence"
agreement = "truce"
kind = "cease fire"
what = "fire ceases"

[[commitment]]
id = "joint"
agreement = "truce"
kind = "patrol"
what = "both patrol the road together"
who = ["North", "South"]
by = 2021-04-01
"""


def derived(made: Picture, kind: str) -> list[str]:
    return [one.sentence for one in made.derived if one.kind == kind]


def taken(place: Place, by: Actor, day: str) -> Reading:
    words = f"{by.name} took {place.name} on {day}"
    return reading(
        f"{place.name}-{day}",
        day,
        (Control, words, {"change": "captured", "place": place, "by": (by,), "date": day}),
    )


def around(kilometres: float, *bearings: str) -> list[Place]:
    step = kilometres / 111.0
    ways = {"north": (step, 0), "south": (-step, 0), "east": (0, step), "west": (0, -step)}
    return [
        Place(name=f"{way.title()}ham", latitude=10 + ways[way][0], longitude=20 + ways[way][1])
        for way in bearings
    ]


def test_a_post_stands_in_the_area_of_who_took_its_town(tmp_path: Path) -> None:
    made = picture(case_file(tmp_path), [taken(ALDER, SOUTH, "2021-03-05")])
    assert derived(made, "post in another's area") == [
        "Mill post is in the area of South: Alder has been in its hands since 2021-03-05"
    ]
    assert made.derived[0].reasons[0].words == "South took Alder on 2021-03-05"


def test_a_post_is_surrounded_where_all_places_around_it_leave_no_way_out(tmp_path: Path) -> None:
    readings = [taken(place, SOUTH, "2021-03-05") for place in around(8, "north", "east", "south", "west")]
    made = picture(case_file(tmp_path), readings)
    assert len(derived(made, "post surrounded")) == 1
    assert len(made.derived[0].reasons) == 4


@pytest.mark.parametrize(
    "readings",
    [
        [taken(place, SOUTH, "2021-03-05") for place in around(8, "north", "east")],
        [taken(place, SOUTH, "2021-03-05") for place in around(40, "north", "east", "south", "west")],
        [
            *(taken(place, SOUTH, "2021-03-05") for place in around(8, "north", "east", "south")),
            *(taken(place, NORTH, "2021-03-05") for place in around(8, "west")),
        ],
        [
            *(taken(place, SOUTH, "2021-03-05") for place in around(8, "north", "east", "south", "west")),
            *(taken(place, NORTH, "2021-03-07") for place in around(8, "west")),
        ],
    ],
    ids=["open to one side", "too far", "one place its own", "one place won back"],
)
def test_a_post_with_a_way_out_is_not_surrounded(tmp_path: Path, readings: list[Reading]) -> None:
    assert not derived(picture(case_file(tmp_path), readings), "post surrounded")


def test_an_earlier_day_has_its_own_picture(tmp_path: Path) -> None:
    readings = [taken(ALDER, SOUTH, "2021-03-05"), taken(ALDER, NORTH, "2021-03-20")]
    file = case_file(tmp_path)
    assert derived(picture(file, readings, until="2021-03-10"), "post in another's area")
    assert not derived(picture(file, readings), "post in another's area")


@given(st.lists(st.floats(0, 359.9), min_size=2, max_size=8))
def test_the_widest_opening_is_a_gap_of_the_circle(bearings: list[float]) -> None:
    opening = widest_opening(bearings)
    assert 360 / len(bearings) - 1e-6 <= opening <= 360 + 1e-6


PLANNED = (
    Patrol,
    "both will patrol the road on 10 March",
    {"assertion": "planned", "status": "scheduled", "type": "joint", "participants": (NORTH, SOUTH), "date": "2021-03-10"},
)  # fmt: skip
HELD = (
    Patrol,
    "both patrolled the road on 10 March",
    {"status": "held", "type": "joint", "participants": (NORTH, SOUTH), "date": "2021-03-10"},
)
HALTED = (
    Patrol,
    "the patrol of 20 March was halted",
    {"status": "halted", "type": "joint", "participants": (NORTH, SOUTH), "date": "2021-03-20"},
)
SHELLED = (
    Incident,
    "shells fell on Birch on 12 March",
    {"type": "shelling", "place": BIRCH, "date": "2021-03-12", "actors": (SOUTH,)},
)


def test_a_patrol_that_no_later_report_tells_of_is_said_to_be_so(tmp_path: Path) -> None:
    file = case_file(tmp_path)
    announced = reading("a", "2021-03-08", PLANNED)
    later = reading("b", "2021-03-15", SHELLED)
    assert len(derived(picture(file, [announced, later]), "patrol not reported")) == 1
    assert not derived(picture(file, [announced, reading("b", "2021-03-15", HELD)]), "patrol not reported")


def test_silence_proves_nothing_while_no_report_came_out_since(tmp_path: Path) -> None:
    announced = reading("a", "2021-03-08", PLANNED)
    assert not derived(picture(case_file(tmp_path), [announced], until="2021-06"), "patrol not reported")


def test_talks_due_and_never_told_of_are_said_to_be_so(tmp_path: Path) -> None:
    due = (
        Talks,
        "they will meet on 9 March",
        {"assertion": "planned", "parties": (NORTH, SOUTH), "date": "2021-03-09"},
    )
    readings = [reading("a", "2021-03-05", due), reading("b", "2021-03-15", SHELLED)]
    assert len(derived(picture(case_file(tmp_path), readings), "talks not reported")) == 1


def test_a_commitment_has_the_words_for_and_against_it(tmp_path: Path) -> None:
    in_force = (
        Agreement,
        "the truce is in force",
        {"type": "ceasefire", "status": "in force", "date": "2021-03-02"},
    )
    readings = [reading("a", "2021-03-13", in_force, SHELLED), reading("b", "2021-03-21", HALTED)]
    silence, joint = picture(case_file(tmp_path, COMMITMENTS), readings).commitments
    assert silence.state == "both"
    assert [quote.words for quote in silence.opposing] == ["shells fell on Birch on 12 March"]
    assert [quote.words for quote in silence.supporting] == ["the truce is in force"]
    assert joint.state == "not kept"
    assert not joint.passed


def test_what_happened_before_an_agreement_does_not_break_it(tmp_path: Path) -> None:
    early = (Incident, "shells fell in February", {"type": "shelling", "place": BIRCH, "date": "2021-02-12"})
    silence, _ = picture(case_file(tmp_path, COMMITMENTS), [reading("a", "2021-03-13", early)]).commitments
    assert silence.state == "no word"


def test_a_patrol_of_one_side_alone_keeps_no_joint_commitment(tmp_path: Path) -> None:
    alone = (
        Patrol,
        "North patrolled alone",
        {"status": "held", "participants": (NORTH,), "date": "2021-03-10"},
    )
    _, joint = picture(case_file(tmp_path, COMMITMENTS), [reading("a", "2021-03-13", alone)]).commitments
    assert joint.state == "no word"


def test_who_denies_that_a_patrol_was_halted_speaks_for_it(tmp_path: Path) -> None:
    model, words, values = HALTED
    denied = (model, words, {**values, "assertion": "denied", "attribution": says("South")})
    _, joint = picture(case_file(tmp_path, COMMITMENTS), [reading("a", "2021-03-21", denied)]).commitments
    assert joint.state == "kept"


def test_a_commitment_past_its_day_with_no_word_for_it_is_derived(tmp_path: Path) -> None:
    readings = [reading("a", "2021-05-01", SHELLED)]
    made = picture(case_file(tmp_path, COMMITMENTS), readings)
    assert [one.subject for one in made.derived if one.kind == "commitment due"] == ["joint"]


def test_what_changed_since_a_day_is_what_reports_since_then_brought(tmp_path: Path) -> None:
    model, words, values = SHELLED
    harmed = {**values, "casualties": (Casualties(outcome="killed", count=count(3)),)}
    denied = {
        **values,
        "casualties": (Casualties(outcome="killed", count=count(9)),),
        "attribution": says("South"),
    }
    readings = [
        reading("a", "2021-03-13", (model, words, harmed)),
        reading("b", "2021-03-14", (model, "shells killed nine in Birch on 12 March", denied)),
        reading("c", "2021-03-21", HALTED),
    ]
    made = picture(case_file(tmp_path), readings)
    late = made.since("2021-03-20")
    assert late.reports == 1
    assert [thing.kind for thing in late.fresh] == ["patrol"]
    assert not late.contradictions
    assert len(made.since("2021-03-14").contradictions) == 1


def test_reports_out_of_the_period_are_left_out(tmp_path: Path) -> None:
    file = case_file(tmp_path, "[period]\nsince = 2021-03-14\n")
    made = picture(file, [reading("a", "2021-03-13", SHELLED), reading("b", "2021-03-21", HALTED)])
    assert [one.report.id for one in made.readings] == ["b"]


def test_a_picture_is_the_same_whatever_order_the_readings_came_in(tmp_path: Path) -> None:
    file = case_file(tmp_path, COMMITMENTS)
    readings = [
        reading("a", "2021-03-08", PLANNED),
        reading("b", "2021-03-13", SHELLED),
        taken(ALDER, SOUTH, "2021-03-05"),
    ]
    assert picture(file, readings) == picture(file, readings[::-1])


def test_a_place_that_the_words_do_not_name_and_the_zone_rules_out_is_not_trusted(tmp_path: Path) -> None:
    square = '{"type": "Polygon", "coordinates": [[[19, 9], [21, 9], [21, 11], [19, 11], [19, 9]]]}'
    file = case_file(tmp_path, f"[zone]\ngeojson = '{square}'\n")
    far = Place(name="Faraway", latitude=40.0, longitude=20.0)
    guessed = (Incident, "shells fell at dawn", {"type": "shelling", "place": far, "date": "2021-03-12"})
    named = (Incident, "shells fell on Faraway", {"type": "shelling", "place": far, "date": "2021-03-12"})
    near = (Incident, "shells fell at noon", {"type": "shelling", "place": BIRCH, "date": "2021-03-12"})
    original = reading("a", "2021-03-13", guessed, named, near)
    settled = picture(file, [original]).readings[0].records
    assert [getattr(record, "place", None) for record in settled] == [None, far, BIRCH]
    assert getattr(original.records[0], "place", None) == far


def test_a_force_that_is_no_party_gives_way_to_the_one_that_the_words_name(tmp_path: Path) -> None:
    file = case_file(tmp_path)
    misread = (
        Control,
        "the Northern Army took Birch",
        {"change": "captured", "place": BIRCH, "by": (Actor(name="Western army"),)},
    )
    (record,) = picture(file, [reading("a", "2021-03-13", misread)]).readings[0].records
    assert isinstance(record, Control)
    assert record.by == (NORTH,)


def test_figures_of_a_running_total_are_one_thing_whatever_the_area_is_called(tmp_path: Path) -> None:
    total = '[[total]]\nname = "t"\nmeasure = "displaced"\nsince = "2021-01"\nplace = "the valley"\nareas = ["Birch"]\n'

    def fled(words: str, value: float, day: str, **more: Any) -> tuple[Any, ...]:
        return (
            Displacement,
            words,
            {"measure": "displaced", "count": count(value), "unit": "people", "date": day, **more},
        )

    readings = [
        reading(
            "a",
            "2021-03-13",
            fled("500 fled in all", 500, "2021-01/.."),
            fled("60 fled Alder", 60, "2021-01/..", from_=ALDER),
        ),
        reading(
            "b",
            "2021-03-13",
            fled("800 fled Birch", 800, "2021-01-01/..", place=BIRCH),
            fled("9 fled", 9, "2020-01/.."),
        ),
    ]
    settled = [r for one in picture(case_file(tmp_path, total), readings).readings for r in one.records]
    places = [
        record.place.name if isinstance(record, Displacement) and record.place else None for record in settled
    ]
    assert places == ["the valley", None, "the valley", None]


def test_posts_of_which_no_operator_is_told_are_the_only_operators(tmp_path: Path) -> None:
    cut_off = (
        Post,
        "three posts are cut off",
        {"status": "surrounded", "count": count(3), "date": "2021-03-12"},
    )
    (record,) = picture(case_file(tmp_path), [reading("a", "2021-03-13", cut_off)]).readings[0].records
    assert isinstance(record, Post)
    assert record.operator == (NORTH,)
    two = '[[post]]\nname = "Ferry post"\nplace = "Birch"\noperator = "South"\n'
    (record,) = picture(case_file(tmp_path, two), [reading("a", "2021-03-13", cut_off)]).readings[0].records
    assert isinstance(record, Post)
    assert record.operator == ()


def test_a_post_has_its_name_in_the_case(tmp_path: Path) -> None:
    post = (
        Post,
        "the post at Alder was closed",
        {"status": "closed", "place": ALDER, "operator": (NORTH,), "date": "2021-03-12"},
    )
    (course,) = picture(case_file(tmp_path), [reading("a", "2021-03-13", post)]).posts
    assert course.name == "Mill post"
